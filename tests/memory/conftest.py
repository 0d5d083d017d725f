"""Ledgers over every database that they run on, and a clock that a test can move."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import make_url

from memory.beliefs import Belief
from memory.database import open_database
from memory.feedback import FeedbackLedger
from memory.ledger import SqlMemoryLedger
from memory.turns import TurnLedger

VARIABLE = "CICERONE_TEST_DATABASE_URL"


class MovedClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 20, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'cicerone.db'}"
        return
    given = os.environ.get(VARIABLE)
    if not given:
        pytest.skip(f"{VARIABLE} names no PostgreSQL to test on")
    schema = f"test_{uuid4().hex}"
    admin = open_database(given)
    with admin.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    yield (
        make_url(given)
        .update_query_dict({"options": f"-csearch_path={schema}"})
        .render_as_string(hide_password=False)
    )
    with admin.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    admin.dispose()


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = open_database(url)
    yield made
    made.dispose()


@pytest.fixture
def turns(engine: Engine, clock: MovedClock) -> TurnLedger:
    return TurnLedger(engine, clock=clock)


@pytest.fixture
def ledger(engine: Engine, clock: MovedClock) -> SqlMemoryLedger:
    return SqlMemoryLedger(engine, clock=clock)


@pytest.fixture
def feedback(engine: Engine, clock: MovedClock) -> FeedbackLedger:
    return FeedbackLedger(engine, clock=clock)


@pytest.fixture
def believe(clock: MovedClock) -> Callable[..., Belief]:
    """Makes a belief of ana about films; every part can be named."""
    numbers = count(1)

    def make(words: str, **parts: Any) -> Belief:
        given = {
            "id": f"{next(numbers):032x}",
            "tenant": "default",
            "user_id": "ana",
            "catalog": "films",
            "kind": "fact",
            "text": words,
            "source": words,
            "session_id": "s1",
            "turn": 1,
            "created_at": clock(),
        }
        clock.pass_time(1)
        return Belief.model_validate(given | parts)

    return make
