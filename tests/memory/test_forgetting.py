"""Forgetting reaches every row that holds the words, and on SQLite the files below them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from catalog.constraints import Constraint, Preference
from memory.beliefs import Belief
from memory.database import open_database
from memory.feedback import FeedbackLedger
from memory.keys import fingerprint
from memory.ledger import SqlMemoryLedger
from memory.turns import TurnLedger, TurnRecord

Believe = Callable[..., Belief]

ANA: dict[str, Any] = {"tenant": "default", "user_id": "ana"}
CLOWNS = "clowns give me nightmares"


def say(turns: TurnLedger, utterance: str, answer: Any, *, session_id: str = "s1", **parts: Any) -> str:
    who = ANA | {"session_id": session_id, "catalog": "films"} | parts
    turn = turns.admit(utterance=utterance, key=fingerprint(session_id, utterance), **who)
    turns.answer(turn.turn_id, json.dumps(answer))
    return turn.turn_id


def told(turns: TurnLedger, session_id: str = "s1", user_id: str = "ana") -> list[TurnRecord]:
    return turns.turns(tenant="default", user_id=user_id, session_id=session_id)


def test_the_turn_of_the_words_loses_utterance_and_answer(
    ledger: SqlMemoryLedger, turns: TurnLedger, believe: Believe
) -> None:
    say(turns, f"a comedy, {CLOWNS}", {"reply": "Some like it hot"})
    say(turns, "something older", {"reply": "Bringing up Baby"})
    (held,) = ledger.write([believe("no clowns", source=CLOWNS)], key="k")
    forgotten = ledger.forget(**ANA, belief_ids=[held.id])
    assert forgotten.session_ids == ("s1",)
    first, second = told(turns)
    assert (first.utterance, first.answer, first.erased) == ("", None, True)
    assert (second.utterance, second.erased) == ("something older", False)
    assert second.answer == json.dumps({"reply": "Bringing up Baby"})


def test_an_erased_turn_is_not_run_again(
    ledger: SqlMemoryLedger, turns: TurnLedger, believe: Believe
) -> None:
    say(turns, CLOWNS, {})
    (held,) = ledger.write([believe("no clowns", source=CLOWNS)], key="k")
    ledger.forget(**ANA, belief_ids=[held.id])
    again = turns.admit(
        **ANA, session_id="s1", catalog="films", utterance=CLOWNS, key=fingerprint("s1", CLOWNS)
    )
    assert (again.state, again.answer) == ("erased", None)


def test_an_answer_that_comes_after_forgetting_is_not_kept(
    ledger: SqlMemoryLedger, turns: TurnLedger, believe: Believe
) -> None:
    running = turns.admit(**ANA, session_id="s1", catalog="films", utterance=CLOWNS)
    (held,) = ledger.write([believe("no clowns", source=CLOWNS)], key="k")
    ledger.forget(**ANA, belief_ids=[held.id])
    assert turns.answer(running.turn_id, '"noted: no clowns"') == '"noted: no clowns"'
    assert told(turns)[0].answer is None


def test_the_turn_that_asked_to_forget_keeps_no_words_either(
    ledger: SqlMemoryLedger, turns: TurnLedger, believe: Believe
) -> None:
    (held,) = ledger.write([believe("no clowns", source=CLOWNS)], key="k")
    asking = turns.admit(**ANA, session_id="s2", catalog="films", utterance="forget that clowns scare me")
    ledger.forget(**ANA, belief_ids=[held.id], asked_in=(asking.session_id, asking.turn))
    turns.answer(asking.turn_id, json.dumps({"reply": "Forgotten: no clowns."}))
    say(turns, "something older", {"reply": "Heat"}, session_id="s2")
    asked, later = told(turns, "s2")
    assert (asked.state, asked.utterance, asked.answer, asked.erased) == ("answered", "", None, True)
    assert later.answer == json.dumps({"reply": "Heat"})


def test_every_time_that_it_was_said_is_reached(
    ledger: SqlMemoryLedger, turns: TurnLedger, believe: Believe
) -> None:
    say(turns, CLOWNS, {})
    say(turns, "as I said, never clowns", {}, session_id="s2")
    (held,) = ledger.write([believe("no clowns", source=CLOWNS)], key="k1")
    ledger.write([believe("no clowns", source="never clowns", session_id="s2")], key="k2")
    assert ledger.forget(**ANA, belief_ids=[held.id]).session_ids == ("s1", "s2")
    assert [t.utterance for s in ("s1", "s2") for t in told(turns, s)] == ["", ""]


@pytest.mark.parametrize(
    ("answer", "erased"),
    [
        ({"reply": f"As you said: “{CLOWNS.upper()}”"}, True),
        ({"reply": "no  clowns, then"}, True),
        ({"receipt": [{"phrase": CLOWNS}]}, True),
        ({"constraints": [{"attribute": "themes", "op": "=", "value": "clown", "turn": 1}]}, True),
        ({"constraints": [{"attribute": "themes", "op": "=", "value": "war", "turn": 1}]}, False),
        ({"reply": "It, which has a clown"}, False),
        ({"reply": None, "recommendations": []}, False),
    ],
)
def test_later_answers_of_the_session_that_carry_it_are_emptied(
    ledger: SqlMemoryLedger, turns: TurnLedger, believe: Believe, answer: Any, erased: bool
) -> None:
    say(turns, CLOWNS, {})
    say(turns, "something older", answer)
    clown = Constraint(attribute="themes", op="=", value="clown", polarity="exclude", turn=1)
    (held,) = ledger.write(
        [believe("no clowns", source=CLOWNS, kind="constraint", constraint=clown)], key="k"
    )
    ledger.forget(**ANA, belief_ids=[held.id])
    assert told(turns)[1].erased is erased
    assert told(turns)[1].utterance == "something older"


def test_answers_of_any_session_that_name_the_belief_are_emptied(
    ledger: SqlMemoryLedger, turns: TurnLedger, believe: Believe
) -> None:
    (held,) = ledger.write([believe("no clowns")], key="k")
    say(turns, "what do you remember?", {"memory": {"used": [held.id]}}, session_id="s5")
    say(turns, "hello", {"reply": "hello"}, session_id="s6")
    ledger.forget(**ANA, belief_ids=[held.id])
    assert [told(turns, s)[0].erased for s in ("s5", "s6")] == [True, False]


def test_another_belief_of_the_same_sentence_loses_the_quotation_only(
    ledger: SqlMemoryLedger, believe: Believe
) -> None:
    sentence = f"{CLOWNS} and I adore Tati"
    gone, kept, other = ledger.write(
        [
            believe("no clowns", source=CLOWNS),
            believe("adores Tati", source=sentence),
            believe("has two kids", source="my two kids"),
        ],
        key="k",
    )
    ledger.forget(**ANA, belief_ids=[gone.id])
    assert ledger.get(**ANA, belief_id=kept.id).source == ""
    assert ledger.get(**ANA, belief_id=kept.id).text == "adores Tati"
    assert ledger.get(**ANA, belief_id=other.id).source == "my two kids"


def test_the_feedback_that_a_belief_restates_goes_with_it(
    ledger: SqlMemoryLedger, feedback: FeedbackLedger, believe: Believe
) -> None:
    for item, kind in (("heat", "like"), ("heat", "seen"), ("ran", "like")):
        feedback.add(**ANA, catalog="films", item_id=item, kind=kind)
    (held,) = ledger.write([believe("liked Heat", kind="feedback", item_id="heat", feedback="like")], key="k")
    assert ledger.forget(**ANA, belief_ids=[held.id]).feedback == 1
    assert [(f.item_id, f.kind) for f in feedback.of_user(**ANA)] == [("heat", "seen"), ("ran", "like")]


def test_the_turns_of_other_users_are_left_alone(
    ledger: SqlMemoryLedger, turns: TurnLedger, believe: Believe
) -> None:
    (held,) = ledger.write([believe("no clowns", source=CLOWNS)], key="k")
    say(turns, CLOWNS, {"memory": {"used": [held.id]}}, session_id="s1", user_id="ben")
    ledger.forget(**ANA, belief_ids=[held.id])
    (kept,) = told(turns, user_id="ben")
    assert (kept.utterance, kept.erased) == (CLOWNS, False)


def test_many_beliefs_can_be_forgotten_at_once(ledger: SqlMemoryLedger, believe: Believe) -> None:
    held = ledger.write([believe(f"fact {n}") for n in range(300)], key="k")
    assert len(ledger.forget(**ANA, belief_ids=[b.id for b in held]).belief_ids) == 300


def bytes_of(home: Path) -> bytes:
    return b"".join(p.read_bytes() for p in sorted(home.iterdir()))


@pytest.fixture
def engine_of_files(tmp_path: Path) -> Any:
    engine = open_database(f"sqlite:///{tmp_path / 'cicerone.db'}")
    yield engine
    engine.dispose()


def test_nothing_of_a_forgotten_belief_is_left_in_the_files(
    engine_of_files: Engine, tmp_path: Path, believe: Believe
) -> None:
    """Rows move between pages as a database grows and shrinks; none of the copies may stay."""
    ledger, turns = SqlMemoryLedger(engine_of_files), TurnLedger(engine_of_files)
    draw = random.Random(7)
    held = []
    for number in range(200):
        words = f"secret{number:04d} " + "x" * draw.randint(0, 900)
        say(turns, words, {"reply": words, "more": "y" * draw.randint(0, 6000)}, session_id=f"s{number}")
        preference = Preference(kind="wish", text=words)
        held.append(believe(words, session_id=f"s{number}", kind="preference", preference=preference))
    for start in range(0, 200, 10):
        ledger.write(held[start : start + 10], key=f"k{start}")
    draw.shuffle(held)
    for start in range(0, 100, 20):
        ledger.forget(**ANA, belief_ids=[b.id for b in held[start : start + 20]])
    left = bytes_of(tmp_path)
    assert [b.text[:10] for b in held[:100] if b.text[:10].encode() in left] == []
    assert all(b.text[:10].encode() in left for b in held[100:])


def test_nothing_of_a_forgotten_user_is_left_in_the_files(
    engine_of_files: Engine, tmp_path: Path, believe: Believe
) -> None:
    ledger, turns = SqlMemoryLedger(engine_of_files), TurnLedger(engine_of_files)
    for user in ("ana-0815", "ben-4711"):
        for number in range(60):
            words = f"{user} says secret {number} " + "x" * 50 * (number % 17)
            say(turns, words, {"reply": words}, user_id=user, session_id=f"{user} {number}")
            ledger.write([believe(words, user_id=user, session_id=f"{user} {number}")], key=f"k{number}")
    ledger.forget_user(tenant="default", user_id="ana-0815")
    left = bytes_of(tmp_path)
    assert b"ana-0815" not in left
    assert b"ben-4711 says secret 59" in left
