"""The request to the sources: what is wanted, what moves it, what is not to be shown."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from agent.language.understanding import Given, Understanding
from agent.query import MOST_ASKED, query_of
from agent.state import Request, Session, Turn, Wishes
from catalog.constraints import Constraint, Preference
from memory.feedback import Feedback
from tools.candidates import Query

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def known(item_id: str, kind: str) -> Feedback:
    return Feedback(catalog="lamps", item_id=item_id, kind=kind, session_id="old", created_at=NOW)


def query(session: Session, earlier: tuple[Feedback, ...] = (), **said: Any) -> Query:
    request = Request("…", "ana", "default", "s", "lamps", "key", k=5)
    understanding = Understanding(**({"acts": ("recommend",)} | said))
    constraints = session.wishes.constraints
    turn = Turn(request=request, number=1, understanding=understanding, constraints=constraints)
    return query_of(session, turn, earlier)


def test_wishes_in_words_are_the_text_and_directions_are_not() -> None:
    wishes = Wishes(
        preferences=(
            Preference(kind="wish", text="like a moon"),
            Preference(kind="price", text="cheap", attribute="price", direction="low"),
            Preference(kind="wish", text="plastic", polarity="avoid"),
        )
    )
    assert query(Session(wishes=wishes)).text == "like a moon"


def test_constraints_and_likeness_are_passed_on() -> None:
    red = Constraint(attribute="colour", op="=", value="red")
    made = query(Session(wishes=Wishes(constraints=(red,), like=("l01",))))
    assert (made.constraints, made.like, made.k) == ((red,), ("l01",), 5)


def test_what_was_liked_earlier_comes_before_what_is_liked_now() -> None:
    made = query(Session(liked=("l03",)), (known("l01", "like"), known("l02", "save")))
    assert made.liked == ("l01", "l02", "l03")


def test_the_session_overrules_earlier_feedback() -> None:
    made = query(Session(liked=("l01",), disliked=("l02",)), (known("l01", "dislike"), known("l02", "like")))
    assert (made.liked, made.disliked) == (("l01",), ("l02",))


def test_what_is_done_with_is_not_shown_again() -> None:
    kinds = ("seen", "dislike", "hide", "purchase", "like")
    feedback = tuple(known(f"l0{n}", kind) for n, kind in enumerate(kinds, 1))
    assert query(Session(excluded=("l09",)), feedback).excluded == {"l01", "l02", "l03", "l04", "l05", "l09"}


def test_what_was_saved_or_looked_at_may_be_shown_again() -> None:
    assert query(Session(), (known("l01", "save"), known("l02", "click"))).excluded == set()


@pytest.mark.parametrize(
    ("said", "skipped"),
    [
        ({}, set()),
        ({"more": True}, {"l01", "l02"}),
        ({"feedback": (Given("l05", "like"),)}, {"l01", "l02"}),
    ],
)
def test_more_of_the_same_skips_what_was_offered(said: dict[str, Any], skipped: set[str]) -> None:
    assert query(Session(offered=("l01", "l02")), **said).excluded == skipped


def test_the_user_may_ask_for_a_number_of_items_within_reason() -> None:
    assert query(Session(), count=3).k == 3
    assert query(Session(), count=5000).k == MOST_ASKED


def test_what_was_just_said_of_the_dial_comes_before_what_the_caller_sets() -> None:
    session = Session(wishes=Wishes(adventure=0.0))
    assert query(session).adventure == 0.0
    assert query(session, adventure=1.0).adventure == 1.0
    request = Request("…", "ana", "default", "s", "lamps", "key", adventure=0.5)
    turn = Turn(request=request, number=1, understanding=Understanding(acts=("recommend",)))
    assert query_of(session, turn, ()).adventure == 0.5


def test_the_history_is_what_was_taken_or_opened_in_the_order_of_the_last_time() -> None:
    earlier = (
        known("l1", "click"),
        known("l2", "like"),
        known("l1", "purchase"),
        known("l3", "save"),
        known("l3", "hide"),
        known("l2", "seen"),
    )
    assert query(Session(liked=("l4",)), earlier).history == ("l2", "l1", "l4")
