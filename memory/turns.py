"""The turn ledger: a turn is admitted before it runs and marked answered after.

So an acknowledged turn is never lost, and one that arrives twice under one key acts once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Delete, Engine
from sqlalchemy.orm import defer
from sqlmodel import Session, col, delete, select

from memory.clock import Clock, NewId, new_id, utc_now
from memory.database import create_tables, lock, reading, scrub, writing
from memory.keys import KeyReusedError, fingerprint
from memory.rows import TurnRow

__all__ = ["Admission", "KeyReusedError", "SessionNotFoundError", "TurnLedger", "TurnNotFoundError"]


LATEST = 8
"""How many utterances of a session tell what it is about."""


class SessionNotFoundError(LookupError):
    """No such session, or it is another user's. Carries the id."""

    def __init__(self, session_id: str) -> None:
        self.session_id = session_id
        super().__init__(f"no session {session_id!r}")


class TurnNotFoundError(LookupError):
    """The turn was erased while it ran, or never admitted. Carries the id."""

    def __init__(self, turn_id: str) -> None:
        self.turn_id = turn_id
        super().__init__(f"no turn {turn_id!r}")


@dataclass(frozen=True, slots=True)
class Admission:
    """What to do about a turn.

    new: run it. answered: say `answer` (JSON) again. in_flight: the same request is running.
    erased: it was answered, and the user has had its words forgotten since; it must not run again.
    """

    turn_id: str
    session_id: str
    turn: int
    state: Literal["new", "answered", "in_flight", "erased"]
    answer: str | None = None


class TurnRecord(BaseModel):
    """A turn as its user may read it. Erased words are empty, an erased answer is None."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: str
    session_id: str
    turn: int
    catalog: str
    state: Literal["admitted", "answered", "failed"]
    utterance: str
    answer: str | None
    problem: str | None
    erased: bool
    admitted_at: datetime
    answered_at: datetime | None


class SessionRecord(BaseModel):
    model_config = ConfigDict(frozen=True)

    session_id: str
    catalog: str
    opening: str
    """What the user said first; empty where it was erased."""
    turns: int
    started_at: datetime
    last_at: datetime


class TurnLedger:
    """Turns as rows.

    A turn that was admitted longer than `patience` ago and is not answered died with its process.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        clock: Clock = utc_now,
        new_id: NewId = new_id,
        patience: timedelta = timedelta(seconds=60),
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._new_id = new_id
        self._patience = patience
        create_tables(engine, TurnRow)

    def admit(
        self,
        *,
        tenant: str,
        user_id: str,
        session_id: str,
        catalog: str,
        utterance: str,
        key: str | None = None,
        request: str = "",
    ) -> Admission:
        """Give the turn its number, or find the one that came before under the same key.

        `request` is whatever else must be the same under one key (k, the catalog asked for). A repeated
        turn keeps the session and number that it had, whatever `session_id` says now.

        Raises:
            KeyReusedError: the key came before with another utterance or request.
            SessionNotFoundError: the session is another user's.
        """
        body = fingerprint(utterance, request)
        with writing(self._engine) as db:
            # Always the user first, then the session: no two transactions wait for each other.
            lock(db, "user", tenant, user_id)
            if key is not None:
                known = db.exec(
                    select(TurnRow)
                    .where(TurnRow.tenant == tenant, TurnRow.user_id == user_id, TurnRow.key == key)
                    .with_for_update()
                ).first()
                if known is not None:
                    return self._again(known, body)
            lock(db, "session", tenant, session_id)
            last = db.exec(
                select(TurnRow)
                .where(TurnRow.tenant == tenant, TurnRow.session_id == session_id)
                .order_by(col(TurnRow.turn).desc())
            ).first()
            if last is not None and last.user_id != user_id:
                raise SessionNotFoundError(session_id)
            row = TurnRow(
                id=self._new_id(),
                tenant=tenant,
                user_id=user_id,
                catalog=catalog,
                session_id=session_id,
                turn=last.turn + 1 if last else 1,
                key=key,
                fingerprint=body,
                state="admitted",
                utterance=utterance,
                admitted_at=self._clock(),
            )
            db.add(row)
            return _admission(row, "new")

    def _again(self, row: TurnRow, body: str) -> Admission:
        if row.erased:
            return _admission(row, "erased")
        if row.fingerprint != body:
            raise KeyReusedError(row.key or "")
        if row.state == "answered":
            return _admission(row, "answered")
        now = self._clock()
        if row.state == "admitted" and now - row.admitted_at < self._patience:
            return _admission(row, "in_flight")
        row.state, row.problem, row.admitted_at = "admitted", None, now
        return _admission(row, "new")

    def answer(self, turn_id: str, answer: str, *, catalog: str | None = None) -> str:
        """Keep the answer (JSON) and return the one that stands: the first, where two ran.

        Raises:
            TurnNotFoundError: the session was deleted meanwhile.
        """
        with writing(self._engine) as db:
            row = _find(db, turn_id)
            if row.state == "answered":
                return answer if row.answer is None else row.answer
            row.state, row.problem, row.answered_at = "answered", None, self._clock()
            row.answer = None if row.erased else answer
            row.catalog = catalog or row.catalog
            return answer

    def fail(self, turn_id: str, problem: str) -> None:
        """The turn ended in a fault. Under the same key it may be tried again."""
        with writing(self._engine) as db:
            row = _find(db, turn_id)
            if row.state == "admitted":
                row.state, row.problem, row.answered_at = "failed", problem, self._clock()

    def turns(self, *, tenant: str, user_id: str | None, session_id: str) -> list[TurnRecord]:
        """A session's turns in order; empty where there is none, or where it is another user's.

        `user_id` None: whoever's it is (for callers that have checked the right to it).
        """
        with reading(self._engine) as db:
            query = select(TurnRow).where(TurnRow.tenant == tenant, TurnRow.session_id == session_id)
            if user_id is not None:
                query = query.where(TurnRow.user_id == user_id)
            return [TurnRecord.model_validate(row) for row in db.exec(query.order_by(col(TurnRow.turn)))]

    def said(self, *, tenant: str, user_id: str, session_id: str, catalog: str) -> list[str]:
        """What the user said last of a catalog in a session, oldest first; without what was erased."""
        query = (
            select(TurnRow.utterance)
            .where(
                TurnRow.tenant == tenant,
                TurnRow.user_id == user_id,
                TurnRow.session_id == session_id,
                TurnRow.catalog == catalog,
            )
            .order_by(col(TurnRow.turn).desc())
            .limit(LATEST)
        )
        with reading(self._engine) as db:
            return [utterance for utterance in db.exec(query) if utterance][::-1]

    def sessions(self, *, tenant: str, user_id: str) -> list[SessionRecord]:
        """A user's sessions, the one spoken in last first."""
        with reading(self._engine) as db:
            rows = db.exec(
                select(TurnRow)
                .where(TurnRow.tenant == tenant, TurnRow.user_id == user_id)
                .order_by(col(TurnRow.turn))
                .options(defer(TurnRow.answer))  # type: ignore[arg-type]  # long, and not needed here
            ).all()
        grouped: dict[str, list[TurnRow]] = {}
        for row in rows:
            grouped.setdefault(row.session_id, []).append(row)
        found = [
            SessionRecord(
                session_id=session_id,
                catalog=turns[-1].catalog,
                opening=turns[0].utterance,
                turns=len(turns),
                started_at=turns[0].admitted_at,
                last_at=max(turn.admitted_at for turn in turns),
            )
            for session_id, turns in grouped.items()
        ]
        return sorted(found, key=lambda s: s.last_at, reverse=True)

    def delete_session(self, *, tenant: str, user_id: str | None, session_id: str) -> int:
        """Remove a session's turns; how many there were (0: none, or another user's)."""
        query = delete(TurnRow).where(col(TurnRow.tenant) == tenant, col(TurnRow.session_id) == session_id)
        if user_id is not None:
            query = query.where(col(TurnRow.user_id) == user_id)
        return self._delete(query)

    def delete_user(self, *, tenant: str, user_id: str) -> int:
        """Remove all turns of a user; how many there were."""
        return self._delete(
            delete(TurnRow).where(col(TurnRow.tenant) == tenant, col(TurnRow.user_id) == user_id)
        )

    def _delete(self, query: Delete) -> int:
        with writing(self._engine) as db:
            gone = db.exec(query).rowcount
        scrub(self._engine)
        return gone


def _find(db: Session, turn_id: str) -> TurnRow:
    row = db.get(TurnRow, turn_id, with_for_update=True)
    if row is None:
        raise TurnNotFoundError(turn_id)
    return row


def _admission(row: TurnRow, state: Literal["new", "answered", "in_flight", "erased"]) -> Admission:
    answer = row.answer if state == "answered" else None
    return Admission(turn_id=row.id, session_id=row.session_id, turn=row.turn, state=state, answer=answer)
