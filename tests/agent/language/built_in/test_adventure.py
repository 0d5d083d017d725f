"""How adventurous the user wants to be, in whatever words; what the catalog has a word for is the catalog's."""

from __future__ import annotations

import pytest

from agent.language.built_in.adventure import ADVENTUROUS, SAFE, SURPRISING
from agent.language.built_in.engine import understand
from agent.language.built_in.lexicon import Lexicon
from agent.language.understanding import Understanding
from agent.state import Session, Shown
from catalog.catalog import catalog_in_memory
from catalog.embedding import HashingEmbedder
from catalog.items import Item
from catalog.schema import parse_schema

SCHEMA = parse_schema(
    """
name: walks
noun: {singular: walk, plural: walks}
id: id
title: name
attributes:
  spirit: {type: category}
  region: {type: category}
"""
)
ITEMS = [
    Item(f"w{n}", f"Walk {n}", "", {"spirit": ("daring", "mild")[n % 2], "region": ("fells", "coast")[n % 2]})
    for n in range(6)
]
CATALOG = catalog_in_memory(SCHEMA, ITEMS, embedder=HashingEmbedder())
LEXICON = Lexicon(CATALOG, HashingEmbedder())
SHOWN = Session(catalog=CATALOG.slug, slate=(Shown(item_id="w1", reason=""),), focus=("w1",))


def read(said: str, session: Session | None = None) -> Understanding:
    return understand(said, session=session or Session(), catalog=CATALOG, lexicon=LEXICON, turn=2)


@pytest.mark.parametrize(
    ("said", "dial"),
    [
        ("something off the beaten track", ADVENTUROUS),
        ("give me a hidden gem on the coast", ADVENTUROUS),
        ("something adventurous please", ADVENTUROUS),
        ("a lesser-known walk", ADVENTUROUS),
        ("nothing too mainstream", ADVENTUROUS),
        ("surprise me", SURPRISING),
        ("i'm not picky, surprise me!", SURPRISING),
        ("play it safe", SAFE),
        ("nothing obscure", SAFE),
        ("a walk on the coast, but not too unusual", SAFE),
        ("don't surprise me", SAFE),
        ("a walk on the coast", None),
    ],
)
def test_the_dial_is_set_by_what_is_said(said: str, dial: float | None) -> None:
    understood = read(said)
    assert understood.adventure == dial
    assert understood.intent == "recommend"
    assert not understood.unknown
    assert bool([line for line in understood.receipt if line.as_ == "preference"]) == (dial is not None)


def test_a_word_of_the_catalog_is_the_catalogs() -> None:
    understood = read("something daring")
    assert understood.adventure is None
    assert [c.attributes() for c in understood.constraints] == [("spirit",)]


def test_it_judges_nothing_that_is_shown() -> None:
    assert read("surprise me", SHOWN).feedback == ()
    liked = read("i loved the first one, surprise me", SHOWN)
    assert [(given.item_id, given.kind) for given in liked.feedback][:1] == [("w1", "like")]
    assert liked.adventure == SURPRISING
