"""The belief ledger: what is held about a user, as rows that the user owns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import Engine, or_
from sqlmodel import Session, col, delete, select

from catalog.constraints import AnyConstraint, Preference
from memory.beliefs import Belief, BeliefKind, BeliefNotFoundError, Scope
from memory.clock import Clock, NewId, new_id, utc_now
from memory.consolidation import consolidate
from memory.database import create_tables, lock, reading, scrub, writing
from memory.export import Export, export_user
from memory.forgetting import Forgotten, erase, with_older_versions
from memory.rows import (
    BeliefRow,
    ExposureRow,
    FeedbackRow,
    MentionRow,
    TurnRow,
    WriteRow,
    belief_of,
    mention_of,
    row_of,
)

__all__ = [
    "Belief",
    "BeliefKind",
    "BeliefNotFoundError",
    "Export",
    "Forgotten",
    "MemoryLedger",
    "Scope",
    "SqlMemoryLedger",
]


class MemoryLedger(Protocol):
    """What is held about users. Every call names one user and touches only that user's rows."""

    def write(self, beliefs: Sequence[Belief], *, key: str) -> list[Belief]:
        """Consolidate and keep beliefs of one user; for each given one, the belief that now stands.

        One that was known already comes back as the known one. Under the same key nothing is written
        twice: the beliefs of the first time come back, less those that the user had forgotten since.
        """
        ...

    def active(
        self, *, tenant: str, user_id: str, catalog: str | None = None, session_id: str | None = None
    ) -> list[Belief]:
        """The lasting beliefs that stand, and those of `session_id`, oldest first.

        With `catalog`: those of this catalog and those of the person.
        """
        ...

    def get(self, *, tenant: str, user_id: str, belief_id: str) -> Belief:
        """Raises BeliefNotFoundError, also where it is another user's."""
        ...

    def standing(self) -> list[Belief]:
        """Everyone's lasting beliefs that stand: only to build the index again, never to answer."""
        ...

    def correct(
        self,
        *,
        tenant: str,
        user_id: str,
        belief_id: str,
        text: str,
        kind: BeliefKind | None = None,
        constraint: AnyConstraint | None = None,
        preference: Preference | None = None,
        feedback: str | None = None,
        session_id: str | None = None,
        turn: int = 0,
    ) -> Belief:
        """Let a new belief with `text` take the place of an old one, whose meaning does not carry over.

        `session_id` and `turn` say where the user corrected it; left out, it was not in a conversation.

        Raises:
            BeliefNotFoundError: no such belief stands.
        """
        ...

    def forget(
        self,
        *,
        tenant: str,
        user_id: str,
        belief_ids: Sequence[str],
        asked_in: tuple[str, int] | None = None,
    ) -> Forgotten:
        """Remove beliefs, what they had superseded, and their words (see `memory.forgetting`).

        Ids that the user does not have are passed over. `asked_in` is the session and turn in which the user
        asked for it: "forget that I fear clowns" says it once more, and so may the reply.
        """
        ...

    def forget_session(self, *, tenant: str, user_id: str, session_id: str) -> Forgotten:
        """Remove the beliefs that held for this session only."""
        ...

    def forget_user(self, *, tenant: str, user_id: str) -> dict[str, int]:
        """Remove every row about a user; how many went, by what they were."""
        ...

    def export(self, *, tenant: str, user_id: str) -> Export: ...


class SqlMemoryLedger:
    """Beliefs as rows, beside the turns and the feedback that they come from."""

    def __init__(self, engine: Engine, *, clock: Clock = utc_now, new_id: NewId = new_id) -> None:
        self._engine = engine
        self._clock = clock
        self._new_id = new_id
        create_tables(engine, TurnRow, FeedbackRow, BeliefRow, MentionRow, WriteRow, ExposureRow)

    def write(self, beliefs: Sequence[Belief], *, key: str) -> list[Belief]:
        if not beliefs:
            return []
        owners = {(belief.tenant, belief.user_id) for belief in beliefs}
        if len(owners) > 1:
            raise ValueError(f"one write is for one user, not {len(owners)}")
        tenant, user_id = owners.pop()
        with writing(self._engine) as db:
            lock(db, "user", tenant, user_id)
            done = db.get(WriteRow, (tenant, user_id, key))
            if done is not None:
                rows = _rows(db, tenant, user_id)
                return [belief_of(rows[i]) for i in done.belief_ids.split() if i in rows]
            rows = _rows(db, tenant, user_id)
            plan = consolidate(beliefs, [belief_of(r) for r in rows.values() if r.superseded_by is None])
            for belief in plan.add:
                rows[belief.id] = row_of(belief)
                db.add(rows[belief.id])
            for old, by in plan.supersede.items():
                rows[old].superseded_by = by
            db.flush()
            standing = [plan.same.get(belief.id, belief.id) for belief in beliefs]
            for belief, stands in zip(beliefs, standing, strict=True):
                db.add(mention_of(belief, stands))
            db.add(WriteRow(tenant=tenant, user_id=user_id, key=key, belief_ids=" ".join(standing)))
            return [belief_of(rows[i]) for i in standing]

    def active(
        self, *, tenant: str, user_id: str, catalog: str | None = None, session_id: str | None = None
    ) -> list[Belief]:
        query = select(BeliefRow).where(
            BeliefRow.tenant == tenant, BeliefRow.user_id == user_id, col(BeliefRow.superseded_by).is_(None)
        )
        if catalog is not None:
            query = query.where(or_(col(BeliefRow.catalog).is_(None), col(BeliefRow.catalog) == catalog))
        query = query.where(
            or_(col(BeliefRow.scope) == "lasting", col(BeliefRow.session_id) == (session_id or ""))
        )
        with reading(self._engine) as db:
            return [belief_of(row) for row in db.exec(query.order_by(*_OLDEST_FIRST))]

    def get(self, *, tenant: str, user_id: str, belief_id: str) -> Belief:
        with reading(self._engine) as db:
            return belief_of(_find(db, tenant, user_id, belief_id))

    def standing(self) -> list[Belief]:
        query = select(BeliefRow).where(
            col(BeliefRow.superseded_by).is_(None), col(BeliefRow.scope) == "lasting"
        )
        with reading(self._engine) as db:
            return [belief_of(row) for row in db.exec(query)]

    def correct(
        self,
        *,
        tenant: str,
        user_id: str,
        belief_id: str,
        text: str,
        kind: BeliefKind | None = None,
        constraint: AnyConstraint | None = None,
        preference: Preference | None = None,
        feedback: str | None = None,
        session_id: str | None = None,
        turn: int = 0,
    ) -> Belief:
        with writing(self._engine) as db:
            lock(db, "user", tenant, user_id)
            row = _find(db, tenant, user_id, belief_id)
            if row.superseded_by is not None:
                raise BeliefNotFoundError(belief_id)
            changes = {
                "id": self._new_id(),
                "kind": kind or row.kind,
                "text": text,
                "source": text,
                "session_id": row.session_id if session_id is None else session_id,
                "turn": turn,
                "constraint": constraint,
                "preference": preference,
                "feedback": feedback,
                "created_at": self._clock(),
            }
            corrected = Belief.model_validate(belief_of(row).model_dump() | changes)
            db.add(row_of(corrected))
            row.superseded_by = corrected.id
            db.flush()
            db.add(mention_of(corrected, corrected.id))
            return corrected

    def forget(
        self,
        *,
        tenant: str,
        user_id: str,
        belief_ids: Sequence[str],
        asked_in: tuple[str, int] | None = None,
    ) -> Forgotten:
        wanted = set(belief_ids)
        with writing(self._engine) as db:
            lock(db, "user", tenant, user_id)
            rows = _rows(db, tenant, user_id)
            forgotten = erase(
                db, [belief_of(rows[i]) for i in with_older_versions(rows, wanted)], asked_in=asked_in
            )
        scrub(self._engine)
        return forgotten

    def forget_session(self, *, tenant: str, user_id: str, session_id: str) -> Forgotten:
        with writing(self._engine) as db:
            lock(db, "user", tenant, user_id)
            rows = _rows(db, tenant, user_id)
            tonight = {i for i, r in rows.items() if r.scope == "session" and r.session_id == session_id}
            forgotten = erase(db, [belief_of(rows[i]) for i in tonight])
        scrub(self._engine)
        return forgotten

    def forget_user(self, *, tenant: str, user_id: str) -> dict[str, int]:
        counts: dict[str, int] = {}
        with writing(self._engine) as db:
            lock(db, "user", tenant, user_id)
            for name, table in (
                ("mentions", MentionRow),
                ("writes", WriteRow),
                ("beliefs", BeliefRow),
                ("feedback", FeedbackRow),
                ("exposures", ExposureRow),
                ("turns", TurnRow),
            ):
                gone = db.exec(
                    delete(table).where(col(table.tenant) == tenant, col(table.user_id) == user_id)
                )
                counts[name] = gone.rowcount
        scrub(self._engine)
        return counts

    def export(self, *, tenant: str, user_id: str) -> Export:
        with reading(self._engine) as db:
            return export_user(db, tenant=tenant, user_id=user_id)


_OLDEST_FIRST = (col(BeliefRow.created_at), col(BeliefRow.id))


def _rows(db: Session, tenant: str, user_id: str) -> dict[str, BeliefRow]:
    query = select(BeliefRow).where(BeliefRow.tenant == tenant, BeliefRow.user_id == user_id)
    return {row.id: row for row in db.exec(query.order_by(*_OLDEST_FIRST))}


def _find(db: Session, tenant: str, user_id: str, belief_id: str) -> BeliefRow:
    row = db.get(BeliefRow, belief_id)
    if row is None or (row.tenant, row.user_id) != (tenant, user_id):
        raise BeliefNotFoundError(belief_id)
    return row
