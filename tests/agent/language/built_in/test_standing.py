"""A number beside what the talk already holds: it moves the bound that stands, or lets it go."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agent.state import Asked
from tests.agent.conftest import Talk


@pytest.mark.parametrize(
    ("name", "before", "utterance", "after"),
    [
        ("lamps", "under $80", "actually make it 120", {"price <= 120"}),
        ("lamps", "under $80", "sorry, I meant 120", {"price <= 120"}),
        ("lamps", "under $80", "say 120", {"price <= 120"}),
        ("lamps", "under $80", "120 then", {"price <= 120"}),
        ("lamps", "under $80", "raise the budget to 120", {"price <= 120"}),
        ("lamps", "under $80", "I can go to 120", {"price <= 120"}),
        ("lamps", "under $80 and under 60 cm", "make it 90 cm", {"price <= 80", "height <= 90"}),
        ("lamps", "under $80 and under 60 cm", "make the budget 100", {"price <= 100", "height <= 60"}),
        ("ferries", "at least 3 hours", "ok, more than 2 hours is enough", {"duration > 120"}),
        ("ferries", "at least 3 hours", "2 hours is enough", {"duration >= 120"}),
        ("ferries", "for 8 people", "make it 7", {"min_group <= 7", "max_group >= 7"}),
        ("cheeses", "under 10 euros", "under 15 euros", {"price <= 15"}),
    ],
)
def test_another_number_moves_the_bound_that_stands(
    name: str, before: str, utterance: str, after: set[str], talk: Callable[[str], Talk]
) -> None:
    assert talk(name).say(before, utterance).hard == after


@pytest.mark.parametrize(
    "utterance",
    [
        "money is no object",
        "price isn't an issue",
        "spend whatever",
        "whatever it costs",
        "no matter how much it costs",
        "the sky's the limit",
        "the budget is unlimited",
        "cost doesn't come into it",
        "at any price",
    ],
)
def test_where_money_is_no_object_the_bound_on_the_price_goes(
    utterance: str, talk: Callable[[str], Talk]
) -> None:
    assert talk("lamps").say("a rustic lamp under $80", utterance).hard == {"style = rustic"}


@pytest.mark.parametrize(("said", "bound"), [("40", "power = 40"), ("at most 40", "power <= 40")])
def test_a_bare_number_answers_what_was_asked(said: str, bound: str, talk: Callable[[str], Talk]) -> None:
    asked = talk("lamps").shown("l01", asked=Asked(attribute="power", text="How strong?"))
    assert asked.say(said).hard == {bound}


def test_a_number_that_counts_what_is_shown_bounds_nothing(talk: Callable[[str], Talk]) -> None:
    shown = talk("cheeses").shown(*[item.id for item in talk("cheeses").catalog.items[:3]])
    for utterance in (
        "which of those three is the youngest?",
        "the cheapest of the three",
        "all 3 look good",
    ):
        assert shown.say(utterance).hard == set()
