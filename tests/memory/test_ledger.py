"""Every `MemoryLedger` keeps this contract."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from catalog.constraints import Constraint, Either, Preference
from memory.beliefs import Belief
from memory.feedback import FeedbackLedger
from memory.ledger import BeliefNotFoundError, MemoryLedger
from memory.turns import TurnLedger

Believe = Callable[..., Belief]

ANA: dict[str, Any] = {"tenant": "default", "user_id": "ana"}
NO_HORROR = Constraint(attribute="genres", op="in", value=("horror", "gore"), polarity="exclude", turn=1)
LOVES_HORROR = Preference(kind="genres", text="horror", attribute="genres", value="horror")


def texts(ledger: MemoryLedger, user_id: str = "ana", **parts: str) -> list[str]:
    return [b.text for b in ledger.active(tenant="default", user_id=user_id, **parts)]


def test_a_belief_comes_back_as_it_was_written(ledger: MemoryLedger, believe: Believe) -> None:
    either = Either.model_validate({"any": [{"attribute": "runtime", "op": "between", "value": [None, 90]}]})
    given = [
        believe("no horror", source="I hate horror and gore", kind="constraint", constraint=NO_HORROR),
        believe("horror", kind="preference", preference=LOVES_HORROR, subject="my son"),
        believe("short or nothing", kind="constraint", constraint=either),
        believe("liked Heat", kind="feedback", item_id="heat", feedback="like"),
        believe("lives in Łódź 🎬", catalog=None),
    ]
    assert ledger.write(given, key="k") == given
    assert ledger.active(**ANA) == given
    assert ledger.get(**ANA, belief_id=given[0].id) == given[0]


def test_one_key_writes_once(ledger: MemoryLedger, believe: Believe) -> None:
    first = ledger.write([believe("no horror"), believe("has two kids")], key="k")
    again = ledger.write([believe("no horror!"), believe("something else")], key="k")
    assert again == first
    assert len(ledger.active(**ANA)) == 2


def test_what_was_forgotten_is_not_written_again_by_a_repeated_turn(
    ledger: MemoryLedger, believe: Believe
) -> None:
    kept, gone = ledger.write([believe("has two kids"), believe("no horror")], key="k")
    ledger.forget(**ANA, belief_ids=[gone.id])
    assert ledger.write([believe("has two kids"), believe("no horror")], key="k") == [kept]
    assert texts(ledger) == ["has two kids"]


def test_keys_of_other_users_are_other_keys(ledger: MemoryLedger, believe: Believe) -> None:
    ledger.write([believe("no horror")], key="k")
    ledger.write([believe("no war", user_id="ben")], key="k")
    assert texts(ledger, "ben") == ["no war"]


def test_said_again_is_held_once(ledger: MemoryLedger, believe: Believe) -> None:
    (first,) = ledger.write([believe("no horror")], key="k1")
    (again,) = ledger.write([believe("No horror.")], key="k2")
    assert again == first
    assert ledger.active(**ANA) == [first]


def test_the_newer_belief_supersedes_and_both_are_exported(ledger: MemoryLedger, believe: Believe) -> None:
    (old,) = ledger.write([believe("no horror", kind="constraint", constraint=NO_HORROR)], key="k1")
    (new,) = ledger.write([believe("loves horror", kind="preference", preference=LOVES_HORROR)], key="k2")
    assert ledger.active(**ANA) == [new]
    assert ledger.get(**ANA, belief_id=old.id).superseded_by == new.id
    assert [b.id for b in ledger.export(**ANA).beliefs] == [old.id, new.id]


def test_beliefs_of_tonight_are_active_tonight_only(ledger: MemoryLedger, believe: Believe) -> None:
    ledger.write([believe("no horror"), believe("something short", scope="session")], key="k")
    assert texts(ledger) == ["no horror"]
    assert texts(ledger, session_id="s1") == ["no horror", "something short"]
    assert texts(ledger, session_id="s2") == ["no horror"]


def test_a_catalog_sees_its_own_beliefs_and_those_of_the_person(
    ledger: MemoryLedger, believe: Believe
) -> None:
    ledger.write(
        [
            believe("no horror"),
            believe("likes long novels", catalog="books"),
            believe("has two kids", catalog=None),
        ],
        key="k",
    )
    assert texts(ledger, catalog="films") == ["no horror", "has two kids"]
    assert texts(ledger, catalog="books") == ["likes long novels", "has two kids"]
    assert len(texts(ledger)) == 3


def test_users_and_tenants_never_meet(ledger: MemoryLedger, believe: Believe) -> None:
    (ana,) = ledger.write([believe("no horror")], key="k1")
    others: list[dict[str, Any]] = [
        {"tenant": "default", "user_id": "ben"},
        {"tenant": "other", "user_id": "ana"},
    ]
    for other in others:
        assert ledger.active(**other) == []
        assert ledger.export(**other).beliefs == ()
        with pytest.raises(BeliefNotFoundError) as caught:
            ledger.get(**other, belief_id=ana.id)
        assert caught.value.belief_id == ana.id
        with pytest.raises(BeliefNotFoundError):
            ledger.correct(**other, belief_id=ana.id, text="loves horror")
        assert not ledger.forget(**other, belief_ids=[ana.id])
        assert ledger.forget_user(**other)["beliefs"] == 0
    assert ledger.active(**ANA) == [ana]


def test_a_write_is_for_one_user(ledger: MemoryLedger, believe: Believe) -> None:
    with pytest.raises(ValueError, match="one user"):
        ledger.write([believe("no horror"), believe("no war", user_id="ben")], key="k")
    assert ledger.write([], key="k") == []


def test_a_correction_takes_the_place_of_the_old_belief(ledger: MemoryLedger, believe: Believe) -> None:
    (old,) = ledger.write([believe("no horror", kind="constraint", constraint=NO_HORROR)], key="k")
    slashers = Constraint(attribute="themes", op="=", value="slasher", polarity="exclude")
    new = ledger.correct(**ANA, belief_id=old.id, text="no slasher films", constraint=slashers)
    assert ledger.active(**ANA) == [new]
    assert (new.text, new.source, new.kind) == ("no slasher films", "no slasher films", "constraint")
    assert new.constraint == slashers
    assert ledger.get(**ANA, belief_id=old.id).superseded_by == new.id
    with pytest.raises(BeliefNotFoundError):
        ledger.correct(**ANA, belief_id=old.id, text="again")


def test_a_correction_does_not_carry_the_old_meaning_over(ledger: MemoryLedger, believe: Believe) -> None:
    (old,) = ledger.write([believe("no horror", kind="constraint", constraint=NO_HORROR)], key="k")
    new = ledger.correct(**ANA, belief_id=old.id, text="only mild horror", kind="fact")
    assert (new.constraint, new.preference, new.kind) == (None, None, "fact")


def test_forgetting_takes_what_was_superseded_along(ledger: MemoryLedger, believe: Believe) -> None:
    (old,) = ledger.write([believe("no horror", kind="constraint", constraint=NO_HORROR)], key="k")
    new = ledger.correct(**ANA, belief_id=old.id, text="no slashers")
    newest = ledger.correct(**ANA, belief_id=new.id, text="no slashers at all")
    forgotten = ledger.forget(**ANA, belief_ids=[newest.id, "unknown"])
    assert set(forgotten.belief_ids) == {old.id, new.id, newest.id}
    assert ledger.export(**ANA).beliefs == ()


def test_forgetting_an_old_version_leaves_the_one_that_stands(ledger: MemoryLedger, believe: Believe) -> None:
    (old,) = ledger.write([believe("no horror")], key="k")
    new = ledger.correct(**ANA, belief_id=old.id, text="no slashers")
    assert ledger.forget(**ANA, belief_ids=[old.id]).belief_ids == (old.id,)
    assert ledger.active(**ANA) == [new]


def test_a_forgotten_session_takes_its_own_beliefs_only(ledger: MemoryLedger, believe: Believe) -> None:
    lasting, tonight = ledger.write([believe("no horror"), believe("short", scope="session")], key="k")
    assert ledger.forget_session(**ANA, session_id="s1").belief_ids == (tonight.id,)
    assert ledger.active(**ANA, session_id="s1") == [lasting]


def test_a_forgotten_user_leaves_no_row(
    ledger: MemoryLedger, turns: TurnLedger, feedback: FeedbackLedger, believe: Believe
) -> None:
    for user, session in (("ana", "s1"), ("ben", "s2")):
        who = {"tenant": "default", "user_id": user}
        turns.admit(**who, session_id=session, catalog="films", utterance="no horror", key="k")
        feedback.add(**who, catalog="films", item_id="heat", kind="like")
        ledger.write([believe("no horror", user_id=user, session_id=session)], key="k")
    assert ledger.forget_user(**ANA) == {
        "mentions": 1,
        "writes": 1,
        "beliefs": 1,
        "feedback": 1,
        "exposures": 0,
        "turns": 1,
    }
    gone, kept = ledger.export(**ANA), ledger.export(tenant="default", user_id="ben")
    assert (gone.beliefs, gone.turns, gone.feedback) == ((), (), ())
    assert (len(kept.beliefs), len(kept.turns), len(kept.feedback)) == (1, 1, 1)


def test_an_export_is_plain_json(
    ledger: MemoryLedger, turns: TurnLedger, feedback: FeedbackLedger, believe: Believe
) -> None:
    turns.admit(**ANA, session_id="s1", catalog="films", utterance="no horror")
    feedback.add(**ANA, catalog="films", item_id="heat", kind="like")
    ledger.write([believe("no horror", kind="constraint", constraint=NO_HORROR)], key="k")
    exported = ledger.export(**ANA).model_dump(mode="json")
    assert exported["beliefs"][0]["constraint"]["value"] == ["horror", "gore"]
    assert exported["turns"][0]["utterance"] == "no horror"
    assert exported["feedback"][0]["created_at"].endswith("Z")


def test_the_index_is_built_from_everyones_lasting_beliefs(ledger: MemoryLedger, believe: Believe) -> None:
    (old,) = ledger.write([believe("no horror")], key="k1")
    ledger.write(
        [believe("no war", user_id="ben"), believe("short", user_id="ben", scope="session")], key="k2"
    )
    ledger.correct(**ANA, belief_id=old.id, text="no slashers")
    assert sorted(b.text for b in ledger.standing()) == ["no slashers", "no war"]


def test_one_key_written_by_many_at_once_is_written_once(ledger: MemoryLedger, believe: Believe) -> None:
    many = [[believe("no horror")] for _ in range(12)]
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda beliefs: ledger.write(beliefs, key="k")[0].id, many))
    assert len(set(found)) == 1
    assert len(ledger.active(**ANA)) == 1


@pytest.mark.parametrize("text", ["nul \x00 in it", "'; DROP TABLE belief; --", "%_\\"])
def test_any_words_can_be_held_and_forgotten(ledger: MemoryLedger, believe: Believe, text: str) -> None:
    (held,) = ledger.write([believe(text)], key="k")
    assert len(ledger.get(**ANA, belief_id=held.id).text) == len(text)
    assert ledger.forget(**ANA, belief_ids=[held.id])
    assert ledger.active(**ANA) == []
