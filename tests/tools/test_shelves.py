"""Shelves hold every item once, and are named after what tells them from those beside them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from catalog.catalog import Catalog, catalog_in_memory
from catalog.embedding import HashingEmbedder
from catalog.items import Item
from catalog.schema import parse_schema
from tools.shelves import FULL, Shelf, ShelfNotFoundError, Shelves

KINDS = {"knots": "rope and twine", "stars": "planet and comet", "bread": "flour and yeast"}
EACH = 20
SCHEMA = """
name: talks
id: id
title: name
text: [about]
attributes:
  subject: {type: category}
  room: {type: category}
"""


@pytest.fixture(scope="module")
def talks() -> Catalog:
    """Talks of three subjects whose texts differ, all in the same two rooms."""
    items = [
        Item(
            f"{kind}-{number}",
            f"Talk {number}",
            f"{about} {about}",
            {"subject": kind, "room": f"room {number % 2}"},
        )
        for kind, about in KINDS.items()
        for number in range(EACH)
    ]
    return catalog_in_memory(parse_schema(SCHEMA), items, embedder=HashingEmbedder())


@pytest.fixture(scope="module")
def shelves(talks: Catalog) -> Shelves:
    return Shelves.fit(talks)


def leaves(shelves: Shelves, shelf: Shelf) -> list[Shelf]:
    parts = shelves.within(shelf.number)
    return [leaf for part in parts for leaf in leaves(shelves, part)] if parts else [shelf]


def test_every_item_stands_on_one_shelf(shelves: Shelves, talks: Catalog) -> None:
    rows = [row for leaf in leaves(shelves, shelves.of("")) for row in leaf.rows]
    assert sorted(rows) == list(range(len(talks)))


def test_a_shelf_is_named_after_what_its_neighbours_lack(shelves: Shelves) -> None:
    items: Counter[str] = Counter()
    for shelf in shelves.within(""):
        items[shelf.name.split(", ")[0]] += len(shelf.rows)
    assert items == dict.fromkeys(KINDS, EACH)


def test_few_items_need_no_shelves_among_them(shelves: Shelves) -> None:
    for leaf in leaves(shelves, shelves.of("")):
        if len(leaf.rows) <= FULL:
            assert shelves.within(leaf.number) == []


@pytest.mark.parametrize("number", ["99", "x", "1.", ".1", "0.0.0.0.0"])
def test_a_shelf_that_is_not_there_is_said(shelves: Shelves, number: str) -> None:
    with pytest.raises(ShelfNotFoundError, match=f"'{number}'"):
        shelves.of(number)


def test_items_that_share_no_value_are_named_after_one_of_them() -> None:
    schema = parse_schema(
        "name: notes\nid: id\ntitle: name\ntext: [about]\nattributes:\n  size: {type: number}\n"
    )
    items = [Item(str(n), f"Note {n}", list(KINDS.values())[n % 3], {"size": n}) for n in range(30)]
    shelves = Shelves.fit(catalog_in_memory(schema, items, embedder=HashingEmbedder()))
    assert {shelf.name for shelf in shelves.within("")} <= {item.title for item in items}


def test_what_is_saved_is_what_is_loaded(shelves: Shelves, tmp_path: Path) -> None:
    shelves.save(tmp_path / "shelves.npz")
    loaded = Shelves.load(tmp_path / "shelves.npz")
    assert loaded.within("") == shelves.within("")
    assert np.array_equal(loaded.ids.codes, shelves.ids.codes)
