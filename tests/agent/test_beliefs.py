"""How what is remembered of a user bears on the session at hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from agent.beliefs import applying, remembered_preferences, setting_aside
from agent.language.understanding import Understanding
from agent.state import Session, Wishes
from catalog.constraints import AnyConstraint, Constraint, Preference
from memory.beliefs import Belief
from tests.agent.conftest import plain


def belief(id_: str = "b1", **parts: Any) -> Belief:
    given: dict[str, Any] = {
        "tenant": "default",
        "user_id": "ana",
        "kind": "constraint",
        "text": "a belief",
        "source": "as she said",
        "session_id": "earlier",
        "turn": 1,
        "created_at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    return Belief(id=id_, **(given | parts))


def hard(attribute: str, op: Any, value: Any, polarity: Any = "require") -> Constraint:
    return Constraint(attribute=attribute, op=op, value=value, polarity=polarity, turn=3)


def session(*constraints: AnyConstraint, subject: str = "me", **wishes: Any) -> Session:
    return Session(
        user_id="ana", session_id="now", subject=subject, wishes=Wishes(constraints=constraints, **wishes)
    )


VEGETARIAN = belief(constraint=hard("vegetarian", "=", True))
NO_GOAT = belief(constraint=hard("milk", "=", "goat", "exclude"))
CHEAP = belief(constraint=hard("price", "<=", 20))


def test_a_remembered_constraint_holds_after_the_sessions_own() -> None:
    applied, constraints = applying(session(hard("price", "<=", 15)), [VEGETARIAN, NO_GOAT])
    assert [plain(c) for c in constraints] == ["price <= 15", "vegetarian = yes", "not milk = goat"]
    assert [c.turn for c in constraints] == [3, 0, 0]
    assert applied == (VEGETARIAN, NO_GOAT)


@pytest.mark.parametrize(
    ("remembered", "now"),
    [
        (VEGETARIAN, hard("vegetarian", "=", False)),
        (NO_GOAT, hard("milk", "=", "goat")),
        (NO_GOAT, hard("milk", "in", ("sheep", "goat"))),
        (CHEAP, hard("price", "<=", 40)),
        (CHEAP, hard("price", "between", (25, 40))),
        (belief(constraint=hard("country", "=", "italy")), hard("country", "=", "france")),
    ],
)
def test_what_the_user_wants_now_wins_over_what_was_remembered(remembered: Belief, now: Constraint) -> None:
    applied, constraints = applying(session(now), [remembered])
    assert (applied, constraints) == ((), (now,))


@pytest.mark.parametrize(
    ("remembered", "now"),
    [
        (NO_GOAT, hard("milk", "=", "cow")),
        (CHEAP, hard("price", ">=", 5)),
        (CHEAP, hard("country", "=", "france")),
        (NO_GOAT, hard("milk", "=", "sheep", "exclude")),
    ],
)
def test_what_does_not_contradict_holds_together(remembered: Belief, now: Constraint) -> None:
    applied, constraints = applying(session(now), [remembered])
    assert applied == (remembered,)
    assert len(constraints) == 2


def test_what_is_wanted_already_is_not_enforced_twice() -> None:
    own = hard("vegetarian", "=", True)
    applied, constraints = applying(session(own), [VEGETARIAN])
    assert (applied, constraints) == ((), (own,))


def test_a_wish_for_what_was_ruled_out_lifts_it() -> None:
    wanted = Preference(kind="milk", text="goat", attribute="milk", value="goat", turn=1)
    assert applying(session(preferences=(wanted,)), [NO_GOAT]) == ((), ())


def test_what_is_said_of_somebody_else_holds_only_for_them() -> None:
    of_kids = belief(constraint=hard("smell", "<=", "gentle"), subject="my kids")
    assert applying(session(), [of_kids]) == ((), ())
    assert applying(session(subject="my kids"), [of_kids])[0] == (of_kids,)
    assert applying(session(subject="my kids"), [VEGETARIAN])[0] == (VEGETARIAN,)


def test_dropping_an_attribute_sets_its_memory_aside_for_this_session() -> None:
    before = session()
    after = setting_aside(before, Understanding(acts=("refine",), dropped=("price",)), [CHEAP, VEGETARIAN])
    assert after.wishes.lifted == ("b1",)
    assert applying(after, [CHEAP])[0] == ()
    assert setting_aside(before, Understanding(acts=("refine",)), [CHEAP]) == before


def test_a_lasting_like_moves_later_sessions_and_not_the_one_that_said_it() -> None:
    nutty = Preference(kind="flavour", text="nutty", attribute="flavours", value="nutty", turn=4)
    liked = belief(kind="preference", preference=nutty)
    assert [p.text for _, p in remembered_preferences(session(), [liked])] == ["nutty"]
    said_here = liked.model_copy(update={"session_id": "now"})
    assert remembered_preferences(session(), [said_here]) == ()
    assert remembered_preferences(session(preferences=(nutty,)), [liked]) == ()
    assert remembered_preferences(session(lifted=("b1",)), [liked]) == ()


def test_a_fact_enforces_nothing() -> None:
    assert applying(session(), [belief(kind="fact")]) == ((), ())
    assert remembered_preferences(session(), [belief(kind="fact")]) == ()
