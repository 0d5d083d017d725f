"""The feedback ledger: what a user did to items, or said of them, in time order."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Engine
from sqlmodel import col, delete, func, select

from memory.clock import Clock, utc_now
from memory.database import create_tables, lock, reading, scrub, writing
from memory.keys import KeyReusedError
from memory.rows import FeedbackRow


class Feedback(BaseModel):
    """A user did `kind` (like, dislike, seen, save, hide, click, purchase) to an item."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    catalog: str
    item_id: str
    kind: str
    session_id: str | None
    created_at: datetime


class FeedbackLedger:
    def __init__(self, engine: Engine, *, clock: Clock = utc_now) -> None:
        self._engine = engine
        self._clock = clock
        create_tables(engine, FeedbackRow)

    def add(
        self,
        *,
        tenant: str,
        user_id: str,
        catalog: str,
        item_id: str,
        kind: str,
        session_id: str | None = None,
        key: str | None = None,
    ) -> bool:
        """Record it. False where it was recorded before under the same key.

        Raises:
            KeyReusedError: the key came before with other feedback.
        """
        row = FeedbackRow(
            tenant=tenant,
            user_id=user_id,
            catalog=catalog,
            item_id=item_id,
            kind=kind,
            session_id=session_id,
            key=key,
            created_at=self._clock(),
        )
        with writing(self._engine) as db:
            lock(db, "user", tenant, user_id)
            if key is not None:
                known = db.exec(
                    select(FeedbackRow).where(
                        FeedbackRow.tenant == tenant, FeedbackRow.user_id == user_id, FeedbackRow.key == key
                    )
                ).first()
                if known is not None:
                    if (known.catalog, known.item_id, known.kind) != (catalog, item_id, kind):
                        raise KeyReusedError(key)
                    return False
            db.add(row)
            return True

    def of_user(self, *, tenant: str, user_id: str, catalog: str | None = None) -> list[Feedback]:
        """A user's feedback, oldest first; in every catalog where none is named."""
        query = select(FeedbackRow).where(FeedbackRow.tenant == tenant, FeedbackRow.user_id == user_id)
        if catalog is not None:
            query = query.where(FeedbackRow.catalog == catalog)
        query = query.order_by(col(FeedbackRow.created_at), col(FeedbackRow.position))
        with reading(self._engine) as db:
            return [Feedback.model_validate(row) for row in db.exec(query)]

    def users_by_item(self, catalog: str) -> dict[tuple[str, str], int]:
        """How many users gave an item of the catalog feedback of a kind, by item and kind."""
        users = select(FeedbackRow.item_id, FeedbackRow.kind, FeedbackRow.tenant, FeedbackRow.user_id).where(
            FeedbackRow.catalog == catalog
        )
        one_each = users.distinct().subquery()
        query = select(one_each.c.item_id, one_each.c.kind, func.count()).group_by(
            one_each.c.item_id, one_each.c.kind
        )
        with reading(self._engine) as db:
            return {(item_id, kind): count for item_id, kind, count in db.exec(query)}

    def retract(
        self, *, tenant: str, user_id: str, catalog: str, item_id: str, kind: str | None = None
    ) -> int:
        """Take back a user's feedback on an item (one kind of it, or all); how many rows went."""
        query = delete(FeedbackRow).where(
            col(FeedbackRow.tenant) == tenant,
            col(FeedbackRow.user_id) == user_id,
            col(FeedbackRow.catalog) == catalog,
            col(FeedbackRow.item_id) == item_id,
        )
        if kind is not None:
            query = query.where(col(FeedbackRow.kind) == kind)
        with writing(self._engine) as db:
            gone = db.exec(query).rowcount
        scrub(self._engine)
        return gone

    def delete_user(self, *, tenant: str, user_id: str) -> int:
        """Remove all feedback of a user; how many rows went."""
        with writing(self._engine) as db:
            gone = db.exec(
                delete(FeedbackRow).where(
                    col(FeedbackRow.tenant) == tenant, col(FeedbackRow.user_id) == user_id
                )
            ).rowcount
        scrub(self._engine)
        return gone
