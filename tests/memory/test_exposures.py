"""What was shown where chance had a say, and what became of it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from memory.exposures import Exposure, ExposureLedger
from memory.feedback import FeedbackLedger
from memory.ledger import SqlMemoryLedger

ANA: dict[str, Any] = {"tenant": "default", "user_id": "ana", "catalog": "films", "session_id": "s1"}
SURE = Exposure(item_id="heat", place=1, propensity=1.0, sources=("semantic",))
DRAWN = Exposure(item_id="ran", place=2, propensity=0.25, sources=("lexical", "semantic"), as_ranked=False)


@pytest.fixture
def exposures(engine: Engine, clock: Any) -> ExposureLedger:
    return ExposureLedger(engine, clock=clock)


def test_what_was_drawn_is_taken_where_the_user_takes_it_later_in_the_session(
    exposures: ExposureLedger, feedback: FeedbackLedger, clock: Any
) -> None:
    feedback.add(item_id="ran", kind="like", **ANA)
    clock.pass_time(1)
    exposures.add([SURE, DRAWN], turn=1, **ANA)
    [outcome] = exposures.outcomes("films")
    assert outcome.exposure == DRAWN
    assert not outcome.taken
    clock.pass_time(1)
    feedback.add(item_id="ran", kind="dislike", **ANA)
    feedback.add(item_id="ran", kind="like", **(ANA | {"session_id": "s2"}))
    assert not exposures.outcomes("films")[0].taken
    feedback.add(item_id="ran", kind="save", **ANA)
    assert exposures.outcomes("films")[0].taken
    assert exposures.outcomes("books") == []


def test_a_turn_is_logged_once(exposures: ExposureLedger) -> None:
    exposures.add([DRAWN], turn=1, **ANA)
    exposures.add([DRAWN.model_copy(update={"item_id": "alien"})], turn=1, **ANA)
    assert [o.exposure.item_id for o in exposures.outcomes("films")] == ["ran"]


def test_it_is_exported_and_goes_with_the_session_and_with_the_user(
    exposures: ExposureLedger, ledger: SqlMemoryLedger
) -> None:
    for number, session in enumerate(("s1", "s2")):
        exposures.add([SURE, DRAWN], turn=number, **(ANA | {"session_id": session}))
    exposures.add([DRAWN], turn=1, **(ANA | {"user_id": "ben", "session_id": "s3"}))
    owner = {"tenant": "default", "user_id": "ana"}
    assert ledger.export(**owner).exposures == (SURE, DRAWN) * 2
    assert exposures.delete(session_id="s1", **owner) == 2
    assert ledger.forget_user(**owner)["exposures"] == 2
    assert ledger.export(**owner).exposures == ()
    assert len(exposures.outcomes("films")) == 1
