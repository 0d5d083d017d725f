from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from memory.database import open_database
from memory.turns import Admission, KeyReusedError, SessionNotFoundError, TurnLedger, TurnNotFoundError


def admit(turns: TurnLedger, utterance: str = "a western", **parts: Any) -> Admission:
    given = {"tenant": "default", "user_id": "ana", "session_id": "s1", "catalog": "films"}
    return turns.admit(**(given | {"utterance": utterance} | parts))


def test_turns_of_a_session_are_numbered_from_one(turns: TurnLedger) -> None:
    assert [admit(turns).turn for _ in range(3)] == [1, 2, 3]
    assert admit(turns, session_id="s2").turn == 1
    assert admit(turns, tenant="other", user_id="zoe").turn == 1


def test_an_answered_turn_answers_again_and_does_not_run_again(turns: TurnLedger) -> None:
    first = admit(turns, key="k")
    assert first.state == "new"
    assert turns.answer(first.turn_id, '{"reply": "Shane"}') == '{"reply": "Shane"}'
    again = admit(turns, key="k", session_id="made up anew")
    assert again == Admission(first.turn_id, "s1", 1, "answered", '{"reply": "Shane"}')
    assert len(turns.turns(tenant="default", user_id="ana", session_id="s1")) == 1


def test_a_running_turn_is_in_flight_until_patience_ends(turns: TurnLedger, clock: Any) -> None:
    first = admit(turns, key="k")
    clock.pass_time(59)
    assert admit(turns, key="k").state == "in_flight"
    clock.pass_time(2)
    taken_over = admit(turns, key="k")
    assert (taken_over.state, taken_over.turn_id, taken_over.turn) == ("new", first.turn_id, 1)
    assert admit(turns, key="k").state == "in_flight"


def test_of_two_answers_to_one_turn_the_first_stands(turns: TurnLedger) -> None:
    turn = admit(turns, key="k")
    turns.answer(turn.turn_id, '"first"')
    assert turns.answer(turn.turn_id, '"second"') == '"first"'


def test_a_key_with_another_body_is_refused(turns: TurnLedger) -> None:
    turn = admit(turns, "a western", key="k", request="5")
    for changed in ({"utterance": "a musical", "request": "5"}, {"utterance": "a western", "request": "6"}):
        with pytest.raises(KeyReusedError) as caught:
            admit(turns, key="k", **changed)
        assert caught.value.key == "k"
    turns.answer(turn.turn_id, "{}")
    with pytest.raises(KeyReusedError):
        admit(turns, "a musical", key="k", request="5")


def test_keys_of_other_users_and_tenants_are_other_keys(turns: TurnLedger) -> None:
    admit(turns, key="k")
    assert admit(turns, key="k", user_id="ben", session_id="s2").state == "new"
    assert admit(turns, key="k", tenant="other", session_id="s3").state == "new"


def test_a_failed_turn_is_kept_and_may_be_tried_again(turns: TurnLedger) -> None:
    turn = admit(turns, key="k")
    turns.fail(turn.turn_id, "the index is gone")
    (kept,) = turns.turns(tenant="default", user_id="ana", session_id="s1")
    assert (kept.state, kept.problem) == ("failed", "the index is gone")
    again = admit(turns, key="k")
    assert (again.state, again.turn) == ("new", 1)
    turns.answer(again.turn_id, "{}")
    (kept,) = turns.turns(tenant="default", user_id="ana", session_id="s1")
    assert (kept.state, kept.problem) == ("answered", None)


def test_a_late_failure_does_not_undo_an_answer(turns: TurnLedger) -> None:
    turn = admit(turns)
    turns.answer(turn.turn_id, "{}")
    turns.fail(turn.turn_id, "too late")
    assert turns.turns(tenant="default", user_id="ana", session_id="s1")[0].state == "answered"


def test_a_session_belongs_to_the_user_who_began_it(turns: TurnLedger) -> None:
    turn = admit(turns)
    with pytest.raises(SessionNotFoundError):
        admit(turns, user_id="ben")
    assert turns.turns(tenant="default", user_id="ben", session_id="s1") == []
    assert turns.turns(tenant="other", user_id=None, session_id="s1") == []
    assert turns.delete_session(tenant="default", user_id="ben", session_id="s1") == 0
    assert [t.id for t in turns.turns(tenant="default", user_id=None, session_id="s1")] == [turn.turn_id]


def test_sessions_are_listed_the_last_spoken_in_first(turns: TurnLedger, clock: Any) -> None:
    for session in ("s1", "s2", "s1"):
        clock.pass_time(10)
        admit(turns, f"hello {session}", session_id=session)
    admit(turns, user_id="ben", session_id="s9")
    found = turns.sessions(tenant="default", user_id="ana")
    assert [(s.session_id, s.turns, s.opening) for s in found] == [
        ("s1", 2, "hello s1"),
        ("s2", 1, "hello s2"),
    ]
    assert found[0].last_at == clock()
    assert found[0].started_at.tzinfo is not None


def test_deleting_leaves_the_others(turns: TurnLedger) -> None:
    for session in ("s1", "s1", "s2"):
        admit(turns, session_id=session)
    admit(turns, user_id="ben", session_id="s9")
    assert turns.delete_session(tenant="default", user_id="ana", session_id="s1") == 2
    assert turns.delete_user(tenant="default", user_id="ana") == 1
    assert turns.sessions(tenant="default", user_id="ana") == []
    assert len(turns.sessions(tenant="default", user_id="ben")) == 1


def test_answering_a_turn_whose_session_was_deleted_says_so(turns: TurnLedger) -> None:
    turn = admit(turns)
    turns.delete_session(tenant="default", user_id="ana", session_id="s1")
    with pytest.raises(TurnNotFoundError) as caught:
        turns.answer(turn.turn_id, "{}")
    assert caught.value.turn_id == turn.turn_id


@pytest.mark.parametrize(
    "utterance", ["", "nul \x00 in it", "half \ud83d an emoji", "日本語 🎬", "x" * 20_000]
)
def test_any_utterance_can_be_kept(turns: TurnLedger, utterance: str) -> None:
    admit(turns, utterance, key="k")
    assert admit(turns, utterance, key="k").state == "in_flight"
    (kept,) = turns.turns(tenant="default", user_id="ana", session_id="s1")
    assert len(kept.utterance) == len(utterance)


def test_a_turn_that_crosses_over_is_kept_under_the_other_catalog(turns: TurnLedger) -> None:
    turn = admit(turns)
    turns.answer(turn.turn_id, "{}", catalog="books")
    assert turns.turns(tenant="default", user_id="ana", session_id="s1")[0].catalog == "books"


def test_threads_that_speak_at_once_get_a_number_each(turns: TurnLedger) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: admit(turns), range(40)))
    assert sorted(a.turn for a in found) == list(range(1, 41))


def test_one_key_sent_by_many_at_once_is_new_once(turns: TurnLedger) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: admit(turns, key="k", session_id=f"s{n}"), range(24)))
    assert sorted(a.state for a in found) == ["in_flight"] * 23 + ["new"]
    assert len({a.turn_id for a in found}) == 1


SPEAK = """
import sys
from memory.database import open_database
from memory.turns import TurnLedger

engine = open_database(sys.argv[1])
ledger = TurnLedger(engine)
for _ in range(15):
    one = {"tenant": "default", "user_id": "ana", "session_id": "s1", "catalog": "films", "utterance": "hi"}
    print(ledger.admit(**one).turn)
engine.dispose()
"""


def test_processes_may_share_a_database(url: str) -> None:
    command = [sys.executable, "-c", SPEAK, url]
    speakers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [speaker.communicate(timeout=60)[0] for speaker in speakers]
    assert [speaker.returncode for speaker in speakers] == [0, 0]
    assert sorted(int(number) for number in "".join(said).split()) == list(range(1, 31))


def test_a_turn_outlives_the_process_that_admitted_it(url: str) -> None:
    for turn in (1, 2):
        engine = open_database(url)
        assert admit(TurnLedger(engine)).turn == turn
        engine.dispose()


def test_sqlite_without_a_file_is_refused() -> None:
    with pytest.raises(ValueError, match="names no file"):
        open_database("sqlite://")


def test_the_folder_of_the_database_is_made(tmp_path: Path) -> None:
    engine: Engine = open_database(f"sqlite:///{tmp_path / 'new' / 'home.db'}")
    TurnLedger(engine)
    engine.dispose()
    assert (tmp_path / "new" / "home.db").exists()
