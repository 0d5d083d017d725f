"""Questions told apart from wishes by what is shown and talked of, and two questions in one utterance."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agent import findings
from agent.describe import describe
from agent.language.understanding import Understanding
from agent.overview import absent_name, overview
from catalog.constraints import Alternative, Either
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


@pytest.mark.parametrize(
    "utterance", ["what's in the catalog?", "show me around", "can I browse?", "What is in your collection?"]
)
def test_all_there_is_can_be_asked_for(utterance: str, talk: Callable[[str], Talk]) -> None:
    read = talk("lamps").read(utterance)
    assert _question(read) == "overview" and read.acts == ("ask_item",)
    shelves = toolbox_of("lamps").shelves.within("")
    (said,) = overview(toolbox_of("lamps")).sentences
    assert f"{len(toolbox_of('lamps').catalog)} lamps" in said and shelves[0].name in said


@pytest.mark.parametrize("utterance", ["why not Zorblatt?", "why isn't Zorblatt there?"])
def test_a_name_that_nothing_has_is_said_to_be_absent(utterance: str, talk: Callable[[str], Talk]) -> None:
    read = talk("lamps").shown(FIRST, SECOND).read(utterance)
    assert _question(read) == "absent" and read.question is not None and "Zorblatt" in read.question.words
    assert not read.preferences
    (said,) = absent_name(read.question, toolbox_of("lamps")).sentences
    assert "Zorblatt" in said


def test_why_nothing_of_a_kind_was_shown_is_asked_of_that_kind(talk: Callable[[str], Talk]) -> None:
    read = talk("lamps").shown(FIRST, SECOND).read("why no cordless ones?")
    assert _question(read) == "why_not" and read.question is not None
    assert [test.attributes() for test in read.question.tests] == [("cordless",)]
    assert not read.constraints


def test_why_may_come_last(talk: Callable[[str], Talk]) -> None:
    read = talk("lamps").shown(FIRST, SECOND).read("the second one, why?")
    assert _question(read) == "why" and read.references == (SECOND,)


def test_how_far_to_go_is_no_feedback_on_what_was_shown(talk: Callable[[str], Talk]) -> None:
    read = talk("lamps").shown(FIRST, SECOND).read("play it safe please")
    assert read.adventure == 0.0 and not read.feedback


def test_one_item_has_nothing_to_be_compared_with(talk: Callable[[str], Talk]) -> None:
    lamps = talk("lamps").shown(FIRST)
    read = lamps.read("compare the first two")
    assert _question(read) == "compare" and not read.preferences and not read.feedback
    assert read.question is not None
    (said,) = findings.compare([FIRST], read.question, lamps.session, toolbox_of("lamps")).sentences
    assert lamps.catalog.item(FIRST).title in said


def test_the_same_value_of_two_attributes_is_said_once() -> None:
    schema = toolbox_of("lamps").catalog.schema
    twice = (
        Alternative(attribute="style", op="=", value="oak"),
        Alternative(attribute="colour", op="=", value="oak"),
    )
    assert describe(Either(any=twice, polarity="require", turn=1), schema) == "oak"


def test_more_by_the_same_hand_is_something_else_than_what_is_shown(talk: Callable[[str], Talk]) -> None:
    shown = talk("lamps").shown(FIRST, SECOND, focus=[FIRST])
    read = shown.read("more by her")
    assert read.more and [c.attributes() for c in read.constraints] == [("designer",)]
