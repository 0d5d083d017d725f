"""A comparative is a bound taken from what it is compared with."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agent.language.understanding import Critique
from tests.agent.conftest import Talk


def critiques(talk: Talk, utterance: str) -> list[tuple[str, str, tuple[str, ...]]]:
    def plain(critique: Critique) -> tuple[str, str, tuple[str, ...]]:
        return critique.attribute, critique.direction, critique.items

    return [plain(c) for c in talk.read(utterance).critiques]


@pytest.fixture
def shown(talk: Callable[[str], Talk]) -> Talk:
    return talk("lamps").shown(*[item.id for item in talk("lamps").catalog.items[:3]])


def test_each_comparative_is_compared_with_what_stands_behind_its_own_than(shown: Talk) -> None:
    first, second, third = (item.item_id for item in shown.session.slate)
    assert critiques(shown, "cheaper than the third. taller than the second too") == [
        ("price", "low", (third,)),
        ("height", "high", (second,)),
    ]
    assert critiques(shown, "brighter than the first and cheaper than the second") == [
        ("brightness", "high", (first,)),
        ("price", "low", (second,)),
    ]


@pytest.mark.parametrize(
    ("utterance", "attribute", "direction"),
    [
        ("ones that cost less", "price", "low"),
        ("one with a higher wattage", "power", "high"),
        ("fancier ones", "price", "high"),
        ("not tall enough", "height", "high"),
        ("not bright enough", "brightness", "high"),
    ],
)
def test_a_comparative_beside_the_name_of_its_attribute_is_one_of_it(
    utterance: str, attribute: str, direction: str, shown: Talk
) -> None:
    assert [c[:2] for c in critiques(shown, utterance)] == [(attribute, direction)]


def test_how_far_apart_two_are_is_no_amount_of_its_own(shown: Talk) -> None:
    second = shown.session.slate[1].item_id
    read = shown.read("20 dollars cheaper than the second")
    assert read.constraints == ()
    assert [(c.attribute, c.items) for c in read.critiques] == [("price", (second,))]


def test_what_stands_is_gone_on_from_what_was_shown(talk: Callable[[str], Talk]) -> None:
    dear = max(talk("lamps").catalog.items, key=lambda item: item.values("price")[:1] or (0,))
    cheap = [
        item.id for item in sorted(talk("lamps").catalog.items, key=lambda i: i.values("price")[:1])[2:5]
    ]
    after = talk("lamps").shown(*cheap, focus=[dear.id]).say("under $60").shown(*cheap, focus=[dear.id])
    (bound,) = after.say("even cheaper").hard
    assert float(bound.removeprefix("price < ")) <= 60
