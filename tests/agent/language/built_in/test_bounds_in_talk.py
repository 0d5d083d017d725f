"""Bounds that take their number from what was shown, or move one that stands."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.agent.conftest import Talk


@pytest.mark.parametrize(
    ("name", "shown", "utterance", "expected"),
    [
        ("ferries", "f01 f03 f06", "not as long as the second", {"duration < 130"}),
        ("ferries", "f01 f03 f06", "not as short as the first", {"duration > 95"}),
        ("ferries", "f01 f03 f06", "not as expensive as the third", {"fare < 79"}),
        ("ferries", "f01 f03 f06", "not quite as rough as the third", {"swell < rough"}),
        (
            "ferries",
            "f01 f03 f06",
            "cheaper than the second and not as long as the first",
            {"fare < 44", "duration < 95"},
        ),
        ("ferries", "f01 f03 f06", "shorter than the second, cheaper too", {"duration < 130", "fare < 44"}),
        (
            "lamps",
            "l01 l02 l05",
            "brighter than the first and not as tall as the second",
            {"brightness > soft", "height < 52"},
        ),
        ("lamps", "l01 l02 l05", "taller than the first", {"height > 30"}),
    ],
)
def test_what_falls_short_of_an_item_is_bounded_by_it(
    talk: Callable[[str], Talk], name: str, shown: str, utterance: str, expected: set[str]
) -> None:
    after = talk(name).shown(*shown.split()).say(utterance)

    assert after.hard == expected
    assert not talk(name).shown(*shown.split()).read(utterance).feedback


@pytest.mark.parametrize(
    ("utterance", "expected"),
    [
        ("that limit goes up to 160", {"price <= 160"}),
        ("raise the ceiling to 120", {"price <= 120"}),
        ("60 is too little, call it 80", {"price <= 80"}),
        ("we can go up to 130", {"price <= 130"}),
        ("120 at a push", {"price <= 120"}),
        ("i could stretch to 140", {"price <= 140"}),
        ("no wait, 80", {"price <= 80"}),
        ("number 3 looks nice", {"price <= 100"}),
        ("those two are lovely", {"price <= 100"}),
    ],
)
def test_a_number_alone_takes_the_place_of_the_bound_that_stands(
    talk: Callable[[str], Talk], utterance: str, expected: set[str]
) -> None:
    after = talk("lamps").say("under 100 dollars").shown("l01", "l02", "l05").say(utterance)

    assert after.hard == expected


@pytest.mark.parametrize(
    "utterance",
    [
        "i've had this flat since 1998",
        "my sister moved in in 2010",
        "i get home at 2 in the night",
        "i'm 34 and renovating",
        "my dad turned 79 last week",
    ],
)
def test_a_story_with_a_number_bounds_nothing(talk: Callable[[str], Talk], utterance: str) -> None:
    assert talk("lamps").say(utterance).hard == set()
