"""A home's own conversations, as far as they came to something."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Engine

from catalog.dialogues import Utterance
from memory.conversations import accepted
from memory.feedback import FeedbackLedger
from memory.ledger import SqlMemoryLedger
from memory.turns import TurnLedger

ANA = {"tenant": "default", "user_id": "ana"}


def say(
    turns: TurnLedger, clock: Any, text: str, *shown: str, session: str = "s1", user: str = "ana"
) -> None:
    admitted = turns.admit(
        tenant="default", user_id=user, session_id=session, catalog="films", utterance=text
    )
    clock.pass_time(1)
    turns.answer(admitted.turn_id, json.dumps({"recommendations": [{"item_id": i} for i in shown]}))
    clock.pass_time(1)


def take(feedback: FeedbackLedger, clock: Any, item: str, kind: str = "like", session: str = "s1") -> None:
    feedback.add(item_id=item, kind=kind, catalog="films", session_id=session, **ANA)
    clock.pass_time(1)


def test_what_was_shown_and_taken_was_recommended_after_what_was_said(
    engine: Engine, turns: TurnLedger, feedback: FeedbackLedger, clock: Any
) -> None:
    say(turns, clock, "something slow", "ran", "heat")
    take(feedback, clock, "stalker")
    say(turns, clock, "with rain", "alien")
    take(feedback, clock, "ran", "save")
    take(feedback, clock, "alien", "click")
    [found] = accepted(engine, "films")
    assert found.by == "default/ana"
    assert found.turns == (
        Utterance("seeker", "something slow"),
        Utterance("seeker", "", ("stalker",)),
        Utterance("seeker", "with rain"),
        Utterance("recommender", "", ("ran",)),
    )
    assert accepted(engine, "books") == []


def test_a_talk_without_a_taking_and_a_taking_without_a_talk_tell_nothing(
    engine: Engine, turns: TurnLedger, feedback: FeedbackLedger, clock: Any
) -> None:
    say(turns, clock, "something slow", "ran")
    take(feedback, clock, "heat", session="elsewhere")
    take(feedback, clock, "ran", "dislike")
    assert accepted(engine, "films") == []


def test_the_forgotten_have_said_nothing(
    engine: Engine, turns: TurnLedger, feedback: FeedbackLedger, ledger: SqlMemoryLedger, clock: Any
) -> None:
    say(turns, clock, "something slow", "ran")
    take(feedback, clock, "ran")
    ledger.forget_user(**ANA)
    assert accepted(engine, "films") == []


def test_the_latest_utterances_of_a_session_are_told_without_what_was_erased(
    turns: TurnLedger, clock: Any
) -> None:
    for number in range(10):
        say(turns, clock, f"wish {number}")
    say(turns, clock, "of another", session="s2")
    said = turns.said(session_id="s1", catalog="films", **ANA)
    assert said == [f"wish {number}" for number in range(2, 10)]
    turns.delete_session(session_id="s1", **ANA)
    assert turns.said(session_id="s1", catalog="films", **ANA) == []
