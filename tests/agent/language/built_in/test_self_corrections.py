"""A speaker who mends what they just said, and a place that is told by where it is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.agent.conftest import Talk


@pytest.mark.parametrize(
    "said",
    [
        "black. no, hang on, white",
        "black, no wait, white",
        "black. no sorry, white",
        "black... scratch that, white",
        "a black lamp, no, white",
        "black, oops, i mean white",
    ],
)
def test_a_slip_of_the_tongue_is_neither_wished_for_nor_kept_out(
    said: str, talk: Callable[[str], Talk]
) -> None:
    after = talk("lamps").say(said)
    assert after.hard == {"colour = white"}
    assert not after.soft


@pytest.mark.parametrize("said", ["no, hang on, white", "wait, make that white", "hold on, white"])
def test_a_correction_takes_the_place_of_what_stands(said: str, talk: Callable[[str], Talk]) -> None:
    assert talk("lamps").say("a black lamp", said).hard == {"colour = white"}


def test_a_value_that_is_put_up_and_refused_is_no_slip(talk: Callable[[str], Talk]) -> None:
    assert talk("lamps").say("black? no, white").hard == {"not colour = black", "colour = white"}


def test_a_correction_is_of_one_attribute(talk: Callable[[str], Talk]) -> None:
    assert talk("lamps").say("a black lamp, sorry, a floor one").hard == {"colour = black", "kind = floor"}


@pytest.mark.parametrize(
    "said",
    [
        "away from the baltic",
        "somewhere far from the baltic",
        "well away from the baltic",
        "outside the baltic",
        "nowhere near the baltic",
    ],
)
def test_what_is_far_from_a_value_is_not_it(said: str, talk: Callable[[str], Talk]) -> None:
    assert talk("ferries").say(said).hard == {"not sea = baltic"}


@pytest.mark.parametrize("said", ["not far from the baltic", "a short walk away from the baltic"])
def test_what_is_near_a_value_is_not_kept_out(said: str, talk: Callable[[str], Talk]) -> None:
    assert talk("ferries").say(said).hard == {"sea = baltic"}


@pytest.mark.parametrize("said", ["anywhere except the baltic works", "anywhere but the baltic"])
def test_anywhere_but_a_value_lets_go_of_the_one_that_stood(said: str, talk: Callable[[str], Talk]) -> None:
    assert talk("ferries").say("in the adriatic", said).hard == {"not sea = baltic"}


@pytest.mark.parametrize(
    "said", ["take back what i said about the colour", "take back the colour", "i take back the black"]
)
def test_what_is_taken_back_stands_no_more(said: str, talk: Callable[[str], Talk]) -> None:
    assert talk("lamps").say("a black floor lamp", said).hard == {"kind = floor"}


def test_scratch_that_and_put_it_back_undoes_a_step(talk: Callable[[str], Talk]) -> None:
    talking = talk("lamps").say("a black floor lamp", "white")
    assert talking.read("scratch that, put the black back").undo == "step"


@pytest.mark.parametrize("said", ["maybe white", "anything else? perhaps white", "maybe a white one then"])
def test_another_value_proposed_by_itself_takes_the_place_of_one(
    said: str, talk: Callable[[str], Talk]
) -> None:
    assert talk("lamps").say("a black lamp", said).hard == {"colour = white"}


def test_a_value_that_may_be_stays_soft_where_nothing_stands(talk: Callable[[str], Talk]) -> None:
    after = talk("lamps").say("maybe white")
    assert not after.hard
    assert after.soft == {"+white"}


@pytest.mark.parametrize(
    "said", ["the white one sounds good", "a lamp on the white side", "lamps that come in white"]
)
def test_words_that_only_tie_a_value_in_are_no_wish(said: str, talk: Callable[[str], Talk]) -> None:
    after = talk("lamps").say(said)
    assert after.hard == {"colour = white"}
    assert not after.soft
