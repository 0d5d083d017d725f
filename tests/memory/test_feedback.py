from __future__ import annotations

from typing import Any

import pytest

from memory.feedback import FeedbackLedger
from memory.keys import KeyReusedError

ANA: dict[str, Any] = {"tenant": "default", "user_id": "ana"}


def add(ledger: FeedbackLedger, item_id: str, kind: str = "like", **parts: Any) -> bool:
    return ledger.add(**(ANA | {"catalog": "films", "item_id": item_id, "kind": kind} | parts))


def test_feedback_comes_back_in_time_order(feedback: FeedbackLedger, clock: Any) -> None:
    for item in ("heat", "alien", "ran"):
        add(feedback, item)
    clock.pass_time(60)
    add(feedback, "alien", "dislike", session_id="s1")
    found = feedback.of_user(**ANA, catalog="films")
    assert [(f.item_id, f.kind) for f in found] == [
        ("heat", "like"),
        ("alien", "like"),
        ("ran", "like"),
        ("alien", "dislike"),
    ]
    assert found[-1].created_at == clock()
    assert found[-1].session_id == "s1"


def test_one_key_records_once(feedback: FeedbackLedger) -> None:
    assert add(feedback, "heat", key="k") is True
    assert add(feedback, "heat", key="k") is False
    assert len(feedback.of_user(**ANA)) == 1
    with pytest.raises(KeyReusedError):
        add(feedback, "alien", key="k")
    assert add(feedback, "heat", key="k", user_id="ben") is True


def test_without_a_key_every_click_counts(feedback: FeedbackLedger) -> None:
    assert add(feedback, "heat", "click") and add(feedback, "heat", "click")
    assert len(feedback.of_user(**ANA)) == 2


def test_feedback_of_others_and_of_other_catalogs_is_apart(feedback: FeedbackLedger) -> None:
    add(feedback, "heat")
    add(feedback, "emma", catalog="books")
    add(feedback, "ran", user_id="ben")
    add(feedback, "jaws", tenant="other")
    assert [f.item_id for f in feedback.of_user(**ANA, catalog="films")] == ["heat"]
    assert [f.item_id for f in feedback.of_user(**ANA)] == ["heat", "emma"]


def test_feedback_can_be_taken_back(feedback: FeedbackLedger) -> None:
    for kind in ("like", "seen"):
        add(feedback, "heat", kind)
    add(feedback, "heat", user_id="ben")
    assert feedback.retract(**ANA, catalog="films", item_id="heat", kind="like") == 1
    assert [f.kind for f in feedback.of_user(**ANA)] == ["seen"]
    assert feedback.retract(**ANA, catalog="films", item_id="heat") == 1
    assert len(feedback.of_user(tenant="default", user_id="ben")) == 1


def test_all_feedback_of_a_user_can_be_deleted(feedback: FeedbackLedger) -> None:
    add(feedback, "heat")
    add(feedback, "ran", user_id="ben")
    assert feedback.delete_user(**ANA) == 1
    assert feedback.of_user(**ANA) == []
    assert len(feedback.of_user(tenant="default", user_id="ben")) == 1
