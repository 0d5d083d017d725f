"""What stands after a wish was let go, joined by another, forbidden or allowed again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.agent.conftest import Talk, plain


@pytest.mark.parametrize(
    "said",
    [
        "the colour doesnt matter actualy",
        "colour doesn't matter at all to me",
        "i'm not bothered about the colour",
        "no preference on colour",
        "no preference on colour anymore",
        "scrap the colour thing",
        "drop the black thing",
        "black isn't essential",
        "actually i don't mind which colour",
        "either colour is ok",
        "open to other colours",
        "any kind of colour will do",
        "black we don't need",
        "forget black",
        "not just black",
    ],
)
def test_a_value_let_go_stands_no_more_and_is_not_forbidden(said: str, talk: Callable[[str], Talk]) -> None:
    assert talk("lamps").say("a black floor lamp", said).hard == {"kind = floor"}


@pytest.mark.parametrize(
    "said",
    [
        "could also be white, doesn't need to be black",
        "it could also be white",
        "white is fine too",
        "white would also work",
        "i'd also take white",
        "or white",
        "not only black, white is good too",
        "nothing wrong with white",
        "white is an option as well",
    ],
)
def test_a_value_that_may_be_joins_the_one_that_stands(said: str, talk: Callable[[str], Talk]) -> None:
    assert talk("lamps").say("a black lamp", said).hard == {"colour in black..white"}


@pytest.mark.parametrize(
    "said", ["make it white instead", "white instead of black", "actually white", "forget black, go white"]
)
def test_a_value_in_place_of_another_stands_alone(said: str, talk: Callable[[str], Talk]) -> None:
    assert talk("lamps").say("a black lamp", said).hard == {"colour = white"}


@pytest.mark.parametrize(
    "said", ["rustic is fine after all", "rustic can come back in", "i don't mind rustic"]
)
def test_what_was_forbidden_is_allowed_again_and_not_asked_for(
    said: str, talk: Callable[[str], Talk]
) -> None:
    assert talk("lamps").say("no rustic lamps", said).hard == set()


def test_a_grade_allowed_again_lifts_the_bound(talk: Callable[[str], Talk]) -> None:
    assert talk("lamps").say("not too bright", "bright ones are welcome again").hard == set()


@pytest.mark.parametrize("said", ["skip the black ones", "any colour but black", "anything instead of black"])
def test_what_nobody_asked_for_is_kept_out_when_it_is_let_go(said: str, talk: Callable[[str], Talk]) -> None:
    assert talk("lamps").say("a floor lamp", said).hard == {"kind = floor", "not colour = black"}


@pytest.mark.parametrize(
    ("said", "hard", "soft"),
    [
        ("dimmable would be nice", set(), {"+dimmable"}),
        (
            "cordless is a must, dimmable would be nice, white",
            {"cordless = yes", "colour = white"},
            {"+dimmable"},
        ),
        ("it must be white, ideally dimmable", {"colour = white"}, {"+dimmable"}),
        ("cordless is a nice extra but not essential", set(), {"+cordless"}),
    ],
)
def test_each_wish_is_as_strict_as_its_own_words(
    said: str, hard: set[str], soft: set[str], talk: Callable[[str], Talk]
) -> None:
    after = talk("lamps").say(said)
    assert (after.hard, after.soft) == (hard, soft)


def test_one_value_said_instead_ends_what_was_forbidden_of_its_attribute(talk: Callable[[str], Talk]) -> None:
    assert talk("lamps").say("not in black", "hmm actualy make it white").hard == {"colour = white"}


def test_either_of_two_wishes_is_no_matter_of_indifference(talk: Callable[[str], Talk]) -> None:
    said = "has to be either dimmable or no more than 40 dollars, dont need both"
    assert talk("lamps").say(said).hard == {"dimmable = yes or price <= 40"}


def test_after_all_but_takes_nothing_out(talk: Callable[[str], Talk]) -> None:
    said = "rustic is ok after all, but it should be newer than 2016"
    assert talk("lamps").say("no rustic lamps", said).hard == {"year > 2016"}


@pytest.mark.parametrize(
    "said", ["actually forget that, a red one", "scratch that - red ones", "no, never mind that. red"]
)
def test_what_was_said_last_is_taken_back_for_what_follows(said: str, talk: Callable[[str], Talk]) -> None:
    lamps = talk("lamps").say("a desk lamp", "by Aiko Mori")
    after = lamps.say(said)
    kept = {plain(c) for c in after.session.wishes.constraints}
    assert any("red" in c for c in kept)
    assert not any("Aiko Mori" in c for c in kept)
    assert kept > {plain(c) for c in talk("lamps").say("a desk lamp").session.wishes.constraints}


def test_with_nothing_to_take_back_what_follows_is_meant(talk: Callable[[str], Talk]) -> None:
    read = talk("lamps").read("forget that, a red lamp")
    assert read.undo != "step"
