"""The built-in extractor: literal, negation-aware, and only where the catalog itself shows it to be right."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from catalog.items import Item, Value
from catalog.schema import parse_schema
from tools.enrichment.literal import LiteralExtractor, wilson

SCHEMA = parse_schema(
    """
name: snacks
id: id
title: name
text: [about]
attributes:
  taste: {type: category}
  tags: {type: tags}
  vegan: {type: boolean}
  heat: {type: number}
"""
)
TASTES = ("spicy", "sweet", "sour")


def known(number: int, **more: Value) -> Item:
    taste = TASTES[number % 3]
    says = f"A {taste} thing to eat, number {number}."
    return Item(f"k{number}", f"Snack {number}", says, {"taste": taste, **more})


def unknown(text: str, **known_of_it: Value) -> Item:
    return Item("new", "New", text, known_of_it)


def extracted(text: str, items: Sequence[Item] | None = None, **known_of_it: Value) -> dict[str, object]:
    item = unknown(text, **known_of_it)
    extractor = LiteralExtractor(SCHEMA, [*(items or [known(n) for n in range(400)]), item])
    return {one.attribute: (one.value, one.quote) for one in extractor.extract(item)}


def test_a_value_that_the_text_names_is_read_with_its_sentence() -> None:
    found = extracted("Crisp bites. They are spicy and warm. Serve cold.")
    assert found == {"taste": ("spicy", "They are spicy and warm.")}


@pytest.mark.parametrize(
    "text",
    [
        "This is not spicy at all.",
        "It isn't spicy.",
        "Never too spicy for children.",
        "Made without anything spicy.",
        "Spicy-free, as my aunt would say.",
        "Keineswegs: nicht spicy.",
    ],
)
def test_what_is_denied_is_not_read(text: str) -> None:
    assert extracted(text) == {}


def test_what_is_said_and_denied_elsewhere_is_not_read() -> None:
    assert extracted("Spicy, says the box. It is not spicy, says my aunt.") == {}


def test_a_single_value_that_is_named_two_ways_is_not_read() -> None:
    assert extracted("Spicy at first and sweet in the end.") == {}


def test_what_the_catalog_knows_stays_as_it_is() -> None:
    assert extracted("They are spicy.", taste="sour") == {}


def test_a_value_that_means_two_things_is_not_looked_for() -> None:
    items = [known(n, tags=("spicy", "party")) for n in range(400)]
    assert extracted("They are spicy.", items) == {}


def test_an_attribute_whose_texts_mislead_fails_its_check_and_is_not_read() -> None:
    items = [known(n) for n in range(400)]
    misleading = [
        Item(item.id, item.title, item.text, {"taste": TASTES[n // 3 % 3]}) for n, item in enumerate(items)
    ]
    extractor = LiteralExtractor(SCHEMA, misleading)
    assert not any(c.passes for c in extractor.checked)
    assert extracted("They are spicy.", misleading) == {}


def test_a_few_right_values_prove_nothing() -> None:
    assert extracted("They are spicy.", [known(n) for n in range(60)]) == {}


def test_a_value_that_often_misleads_is_left_out_while_the_others_stay() -> None:
    items = [known(n) for n in range(600)]
    items = [
        Item(i.id, i.title, i.text, {"taste": "mild"} if n % 3 == 1 and n % 2 else dict(i.attributes))
        for n, i in enumerate(items)
    ]
    assert extracted("They are sweet.", items) == {}
    assert extracted("They are sour.", items) == {"taste": ("sour", "They are sour.")}


def test_the_bound_is_that_of_wilson() -> None:
    assert wilson(0, 0) == 0
    assert wilson(10, 10) == pytest.approx(0.7225, abs=1e-3)
    assert wilson(95, 100) == pytest.approx(0.8882, abs=1e-3)
