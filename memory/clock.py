"""The time and fresh ids, passed in so that tests and replays can say what they are."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""The moment now, with its timezone."""

NewId = Callable[[], str]
"""An id that nothing else has."""


def utc_now() -> datetime:
    return datetime.now(UTC)


def new_id() -> str:
    return uuid.uuid4().hex
