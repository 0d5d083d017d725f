"""A yes to our own question requires what was asked; a no, or a yes with more behind it, is read for what it says."""

from __future__ import annotations

import pytest

from agent.language.built_in.engine import understand
from agent.language.built_in.lexicon import Lexicon
from agent.state import Asked, Session
from catalog.catalog import catalog_in_memory
from catalog.embedding import HashingEmbedder
from catalog.items import Item
from catalog.schema import Schema
from tests.agent.conftest import plain

SCHEMA = Schema.model_validate(
    {
        "name": "saunas",
        "noun": {"singular": "sauna", "plural": "saunas"},
        "id": "id",
        "title": "name",
        "attributes": {
            "plunge_pool": {"type": "boolean", "words": ["cold plunge"]},
            "heating": {"type": "category"},
            "side": {"type": "category", "words": ["shore"]},
        },
    }
)
ITEMS = [
    Item(
        id=f"s{n}",
        title=f"Sauna {n}",
        text="",
        attributes={
            "plunge_pool": n % 2 == 0,
            "heating": ("wood", "gas")[n % 2],
            "side": ("north", "south")[n % 2],
        },
    )
    for n in range(6)
]
CATALOG = catalog_in_memory(SCHEMA, ITEMS, embedder=HashingEmbedder())
LEXICON = Lexicon(CATALOG, HashingEmbedder())


def answered(said: str, asked: str, *options: str) -> list[str]:
    session = Session(catalog=CATALOG.slug, asked=Asked(attribute=asked, text="?", options=options))
    read = understand(said, session=session, catalog=CATALOG, lexicon=LEXICON, turn=2)
    return sorted(plain(c) for c in read.constraints)


@pytest.mark.parametrize("said", ["yes", "Yes please!", "yeah i do", "oh, definitely", "sure", "ok, thanks"])
def test_a_yes_requires_what_can_only_be_had_or_not(said: str) -> None:
    assert answered(said, "plunge_pool") == ["plunge_pool = yes"]


@pytest.mark.parametrize(
    "said", ["no", "nope", "not really", "ok, then on the north shore", "doesn't matter"]
)
def test_a_no_or_a_word_that_only_takes_note_requires_nothing_of_it(said: str) -> None:
    assert not any("plunge_pool" in one for one in answered(said, "plunge_pool"))


def test_what_is_said_beside_the_yes_counts_too() -> None:
    assert answered("yes, and heated with wood", "plunge_pool") == ["heating = wood", "plunge_pool = yes"]


def test_a_yes_means_the_one_value_that_was_offered_and_none_of_several() -> None:
    assert answered("yes", "heating", "wood") == ["heating = wood"]
    assert answered("yes", "heating", "wood", "gas") == []
