"""Questions told apart from wishes by what is shown and talked of, and two questions in one utterance."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agent import findings
from agent.language.understanding import Understanding
from tests.agent.conftest import Talk, toolbox_of

FIRST, SECOND = "l01", "l05"


def _question(read: Understanding) -> str:
    return read.question.kind if read.question else ""


@pytest.mark.parametrize("utterance", ["is there a dimmer?", "and is it cordless?", "does it have a dimmer?"])
def test_of_the_one_item_shown_it_is_asked_whether_it_has_something(
    utterance: str, talk: Callable[[str], Talk]
) -> None:
    read = talk("lamps").shown(FIRST).read(utterance)
    assert _question(read) == "test" and not read.constraints


@pytest.mark.parametrize("utterance", ["is there one with a dimmer?", "is there anything cordless?"])
def test_others_are_wished_for(utterance: str, talk: Callable[[str], Talk]) -> None:
    read = talk("lamps").shown(FIRST).read(utterance)
    assert read.question is None and read.constraints


def test_an_attribute_by_itself_is_asked_of_what_is_shown(talk: Callable[[str], Talk]) -> None:
    read = talk("lamps").shown(FIRST).read("price?")
    assert _question(read) == "fact" and read.question is not None and read.question.attributes == ("price",)


def test_a_plea_for_service_is_no_question_about_an_item(talk: Callable[[str], Talk]) -> None:
    read = talk("lamps").shown(FIRST, SECOND).read("can you narrow it down? black ones")
    assert read.question is None and [c.attributes() for c in read.constraints] == [("colour",)]
    assert not read.preferences and not read.references


def test_a_question_goes_on_over_its_mark(talk: Callable[[str], Talk]) -> None:
    read = talk("lamps").shown(FIRST, SECOND).read("is the first one cordless? and dimmable?")
    assert read.question is not None and len(read.question.tests) == 2 and not read.constraints


@pytest.mark.parametrize(
    "utterance",
    ["how much is the first one and is it cordless?", "is the first one cordless and how much is it?"],
)
def test_both_of_two_questions_are_answered(utterance: str, talk: Callable[[str], Talk]) -> None:
    lamps = talk("lamps").shown(FIRST, SECOND)
    read = lamps.read(utterance)
    assert read.question is not None
    answer = findings.tests if read.question.kind == "test" else findings.facts
    said = " ".join(answer([FIRST], read.question, toolbox_of("lamps")).sentences)
    assert "price:" in said and "cordless" in said
