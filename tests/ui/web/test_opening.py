from __future__ import annotations

from random import Random

from catalog.items import Item
from catalog.schema import parse_schema
from ui.web.opening import draw_starters, show_opening

SCHEMA = parse_schema(
    "name: teas\nnoun: {singular: tea, plural: teas}\nid: id\ntitle: name\nattributes:\n"
    "  kind: {type: category}\n  price: {type: number, unit: USD}\n  moods: {type: tags}\n"
    "show: [kind, price]\n"
)
ITEMS = [
    Item(
        f"t{n}",
        f"Tea <{n}>",
        attributes={
            "kind": ("green", "black", "white")[n % 3],
            "price": 3.0 * n,
            "moods": ("calm",)[: n % 2],
        },
    )
    for n in range(1, 20)
]


def test_starters_are_drawn_from_the_catalog() -> None:
    starters = draw_starters(SCHEMA, ITEMS, Random(1))
    assert starters[0] == "Calm"
    assert starters[1].split()[0] in {"Green", "Black", "White"}
    assert "teas under $" in starters[1]
    assert starters[2].startswith("Something like Tea <")


def test_a_catalog_of_titles_alone_still_has_a_beginning() -> None:
    bare = parse_schema("name: things\nid: id\ntitle: name\nattributes: {}\n")
    assert draw_starters(bare, [Item("1", "One")], Random(1)) == ["Something like One", "Surprise me"]
    assert draw_starters(bare, [], Random(1)) == ["Surprise me"]


def test_the_same_visitor_finds_the_same_opening() -> None:
    assert show_opening(SCHEMA, ITEMS, seed="ana") == show_opening(SCHEMA, ITEMS, seed="ana")
    assert show_opening(SCHEMA, ITEMS, seed="ana") != show_opening(SCHEMA, ITEMS, seed="bob")


def test_titles_are_escaped() -> None:
    assert "<1" not in show_opening(SCHEMA, ITEMS[:1], seed="")


def test_an_empty_home_says_how_to_fill_it() -> None:
    assert "cicerone build" in show_opening(None, [], seed="")
