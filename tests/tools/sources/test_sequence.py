"""What is chosen next, in a shop whose guests go from one dish to the next."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from catalog.catalog import Catalog, catalog_in_memory
from catalog.embedding import HashingEmbedder
from catalog.items import Interaction, Item
from catalog.schema import parse_schema
from tools.candidates import Query
from tools.ranking.eligibility import Eligibility
from tools.sources.sequence import NextItems, SequenceSource

RING, GUESTS, COURSES = 30, 200, 6
SCHEMA = "name: courses\nid: id\ntitle: name\nattributes:\n  kind: {type: category}\n"


def took(guest: int, course: int, moment: float, event: str = "like") -> Interaction:
    return Interaction(f"g{guest}", f"c{course % RING}", event, None, moment)


def one_after_another() -> list[Interaction]:
    starts = np.random.default_rng(4).integers(RING, size=GUESTS).tolist()
    return [
        took(guest, start + step, float(guest + step))
        for guest, start in enumerate(starts)
        for step in range(COURSES)
    ]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    items = [Item(f"c{n}", f"Course {n}", "", {"kind": "dish"}) for n in range(RING)]
    embedder = HashingEmbedder()
    return catalog_in_memory(parse_schema(SCHEMA), items, embedder=embedder, interactions=one_after_another())


def fitted(catalog: Catalog, interactions: list[Interaction]) -> tuple[NextItems | None, str]:
    return NextItems.fit(interactions, catalog.position, catalog.vectors)


@pytest.fixture(scope="module")
def source(catalog: Catalog) -> SequenceSource:
    following, said = fitted(catalog, one_after_another())
    assert following is not None
    assert said == "transitions over 1,200 choices"
    return SequenceSource(following, catalog, Eligibility(catalog))


async def best(source: SequenceSource, query: Query) -> str:
    return (await source.candidates(query, limit=5))[0].item_id


async def test_what_was_chosen_last_says_what_comes_next(source: SequenceSource) -> None:
    assert await best(source, Query("zoe", liked=("c20", "c4"))) == "c5"
    assert await best(source, Query("zoe", liked=("c4", "c20"))) == "c21"


async def test_what_was_opened_counts_beside_what_was_liked(source: SequenceSource) -> None:
    assert await best(source, Query("zoe", liked=("c4",), history=("c4", "c20"))) == "c21"


async def test_what_is_named_counts_last(source: SequenceSource) -> None:
    assert await best(source, Query("zoe", like=("c20",), liked=("c4",))) == "c21"


async def test_a_known_user_is_taken_up_where_they_left_off(catalog: Catalog) -> None:
    rows = [*one_after_another(), took(999, 7, 1.0), took(999, 8, 2.0)]
    following, _ = fitted(catalog, rows)
    assert following is not None
    source = SequenceSource(following, catalog, Eligibility(catalog))
    found = await source.candidates(Query("g999"), limit=RING)
    assert found[0].item_id == "c9"
    assert {"c7", "c8"}.isdisjoint(candidate.item_id for candidate in found)


async def test_the_reason_is_what_it_is_often_chosen_after(source: SequenceSource) -> None:
    found = await source.candidates(Query("zoe", liked=("c20", "c4")), limit=RING)
    [evidence] = found[0].evidence
    assert (evidence.kind, evidence.ref, evidence.text) == ("chosen_after", "c4", "Course 4")
    far = next(candidate for candidate in found if candidate.item_id == "c7")
    assert far.evidence == ()


def test_the_order_of_a_file_is_no_order(catalog: Catalog) -> None:
    rows = [replace(row, timestamp=86_400.0) for row in one_after_another()]
    assert fitted(catalog, rows) == (None, "most choices of a user have the same time")
    rows = [replace(row, timestamp=None) for row in one_after_another()]
    assert fitted(catalog, rows) == (None, "no choices with a time")


def test_moments_without_meaning_teach_nothing(catalog: Catalog) -> None:
    chance = np.random.default_rng(5)
    rows = [replace(row, timestamp=float(chance.random())) for row in one_after_another()]
    assert fitted(catalog, rows) == (None, "the order of choices tells nothing")


def test_what_was_refused_is_no_choice_and_opened_and_bought_is_one(catalog: Catalog) -> None:
    rows = [
        *one_after_another(),
        took(999, 3, 1.0, "dislike"),
        took(999, 7, 2.0, "click"),
        took(999, 7, 3.0, "purchase"),
    ]
    following, _ = fitted(catalog, rows)
    assert following is not None
    assert following.of("g999").tolist() == [7]
    assert following.of("stranger").tolist() == []
