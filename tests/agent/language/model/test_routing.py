"""Which turns a model is asked for, and how long it is left alone after it failed."""

from __future__ import annotations

import pytest

from agent.language.model.routing import asks_model
from agent.state import Asked
from tests.agent.conftest import Talk, lexicon_of, talk_of
from tools.breaker import FAILURES, REST, Breaker


@pytest.fixture(scope="module")
def talk() -> Talk:
    return talk_of("lamps").say("a rustic lamp").shown("l05", "l13")


def asks(talk: Talk, utterance: str) -> str | None:
    return asks_model(talk.read(utterance), utterance, talk.session, lexicon_of(talk.name))


@pytest.mark.parametrize(
    "utterance",
    [
        "hello",
        "thanks, bye",
        "undo",
        "what do you remember about me?",
        "forget everything",
        "under $100",
        "only in green",
        "no red",
        "cheaper",
        "why the first?",
        "who made the first one?",
        "compare the first two",
        "😀",
        "",
    ],
)
def test_what_is_plain_is_not_asked(talk: Talk, utterance: str) -> None:
    assert asks(talk, utterance) is None


@pytest.mark.parametrize(
    "utterance",
    [
        "and one that hums of frangipani?",
        "something that would not scare my cat",
        "I'd rather it didn't look like my grandma's",
        "more like the first but less shouty",
        "algo más barato que la primera, por favor",
        "どんなランプがありますか",
        "so " + "and it should stand by the window where it is dark " * 5,
    ],
)
def test_what_was_not_wholly_understood_is_asked(talk: Talk, utterance: str) -> None:
    assert asks(talk, utterance)


def test_an_answer_to_our_question_is_not_asked() -> None:
    asked = Asked(attribute="style", text="Any style in particular: rustic or japanese?", options=("rustic",))
    talk = talk_of("lamps").say("a lamp").shown("l05", asked=asked)
    for answer in ("japanese", "either is fine", "I don't mind"):
        assert asks(talk, answer) is None


def test_three_failures_in_a_row_open_the_breaker_and_one_call_tries_it_again() -> None:
    now = [100.0]
    breaker = Breaker(lambda: now[0])
    for _ in range(FAILURES - 1):
        breaker.failed()
    breaker.succeeded()
    for _ in range(FAILURES):
        assert breaker.lets_through()
        breaker.failed()
    assert not breaker.lets_through()
    now[0] += REST
    assert breaker.lets_through()
    assert not breaker.lets_through()
    breaker.failed()
    now[0] += REST / 2
    assert not breaker.lets_through()
    now[0] += REST
    assert breaker.lets_through()
    breaker.succeeded()
    assert breaker.lets_through() and breaker.lets_through()
