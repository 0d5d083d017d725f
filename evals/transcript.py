"""What a run produced: every turn, with what was wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict, computed_field

from agent.answer import Answer, FeedbackKind


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True)


class Exchange(_Record):
    """One turn. `answer` is missing where none came; `pressed` stands for a button instead of words."""

    said: str = ""
    pressed: FeedbackKind | None = None
    answer: Answer | None = None
    problems: tuple[str, ...] = ()
    wall_ms: float = 0.0


class Transcript(_Record):
    """One scenario as it went. A scenario passes where no turn has a problem."""

    suite: str
    scenario: str
    place: str
    user_id: str
    exchanges: tuple[Exchange, ...]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def passed(self) -> bool:
        return not any(exchange.problems for exchange in self.exchanges)


class Tally(_Record):
    """How many scenarios pass, and which share of them that is."""

    passed: int
    failed: int
    rate: float

    @staticmethod
    def of(transcripts: Sequence[Transcript]) -> Tally:
        passed = sum(transcript.passed for transcript in transcripts)
        return Tally(
            passed=passed, failed=len(transcripts) - passed, rate=round(passed / len(transcripts), 4)
        )


class Run(_Record):
    """All scenarios of one `cicerone eval`."""

    respondent: str
    started_at: datetime
    transcripts: tuple[Transcript, ...]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def passed(self) -> int:
        return sum(transcript.passed for transcript in self.transcripts)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def failed(self) -> int:
        return len(self.transcripts) - self.passed

    @computed_field  # type: ignore[prop-decorator]
    @property
    def by_suite(self) -> dict[str, Tally]:
        """How many scenarios of each suite pass, in the order in which they were had."""
        names = dict.fromkeys(transcript.suite for transcript in self.transcripts)
        return {name: Tally.of([t for t in self.transcripts if t.suite == name]) for name in names}

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        return tuple(exchange for transcript in self.transcripts for exchange in transcript.exchanges)
