"""Found by what reviewers say: each part of a wish by the nearest sentence, under the constraints."""

from __future__ import annotations

import pytest

from catalog.catalog import Catalog, catalog_in_memory
from catalog.constraints import Constraint, Preference
from catalog.embedding import HashingEmbedder
from catalog.items import Item, Review
from catalog.schema import parse_schema
from tools.candidates import Query
from tools.toolbox import Toolbox

SCHEMA = "name: inns\nid: id\ntitle: name\ntext: [about]\nattributes:\n  rooms: {type: number}\n"


@pytest.fixture(scope="module")
def toolbox() -> Toolbox:
    return Toolbox.in_memory(catalog(), HashingEmbedder())


def catalog() -> Catalog:
    items = [Item(f"inn-{n}", f"Inn {n}", "An inn by the road.", {"rooms": n}) for n in range(1, 13)]
    reviews = [
        Review("inn-3", "Quiet garden at night. The soup was cold."),
        Review("inn-5", "Fine breakfast with figs. Quiet garden at night, truly."),
        Review("inn-7", "Fine breakfast with figs."),
        Review("inn-9", "The lift was out of order for days."),
    ]
    return catalog_in_memory(parse_schema(SCHEMA), items, embedder=HashingEmbedder(), reviews=reviews)


def query(*wishes: str, **more: object) -> Query:
    preferences = tuple(Preference(kind="wish", text=w, polarity="prefer", turn=1) for w in wishes)
    return Query("ana", text=" ".join(wishes), preferences=preferences, **more)  # type: ignore[arg-type]


async def found(toolbox: Toolbox, asked: Query) -> list[tuple[str, str]]:
    source = next(s for s in toolbox.sources if s.name == "reviews")
    return [(c.item_id, c.evidence[0].text) for c in await source.candidates(asked, limit=10)]


async def test_what_a_reviewer_says_brings_an_item_up_with_the_sentence(toolbox: Toolbox) -> None:
    ranked, _ = toolbox.rank(
        query("quiet garden at night"), await toolbox.gather(query("quiet garden at night"))
    )
    assert {one.item_id for one in ranked[:2]} == {"inn-3", "inn-5"}
    assert "reviews" in ranked[0].sources
    assert any(e.text.startswith("Quiet garden at night") for e in ranked[0].evidence)


async def test_who_is_said_to_have_all_of_it_comes_before_who_has_a_part(toolbox: Toolbox) -> None:
    answers = await found(toolbox, query("quiet garden at night", "fine breakfast with figs"))
    assert answers[0][0] == "inn-5"
    assert {item_id for item_id, _ in answers} == {"inn-3", "inn-5", "inn-7"}


async def test_what_nobody_speaks_of_finds_nothing(toolbox: Toolbox) -> None:
    assert await found(toolbox, query("underwater basket weaving")) == []
    assert await found(toolbox, query()) == []


async def test_a_constraint_holds_whatever_reviewers_say(toolbox: Toolbox) -> None:
    limit = Constraint(attribute="rooms", op="<=", value=4)
    answers = await found(toolbox, query("quiet garden at night", constraints=(limit,)))
    assert [item_id for item_id, _ in answers] == ["inn-3"]


def test_a_catalog_without_reviews_has_no_such_source() -> None:
    bare = catalog_in_memory(parse_schema(SCHEMA), catalog().items, embedder=HashingEmbedder())
    assert "reviews" not in [s.name for s in Toolbox.in_memory(bare, HashingEmbedder()).sources]
