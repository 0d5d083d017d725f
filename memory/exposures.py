"""The log of what was shown where a place of the slate was left to chance: apart from what users did.

With it, and with the feedback beside it, can be told what another way of ranking would have earned.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Engine
from sqlmodel import col, delete, select

from memory.clock import Clock, utc_now
from memory.database import create_tables, lock, reading, scrub, writing
from memory.rows import ExposureRow, FeedbackRow

TAKEN = ("like", "save", "purchase", "click")


class Exposure(BaseModel):
    """An item at a place of a slate, from 1, with the chance that it had to stand there.

    sources: who brought it up. `as_ranked`: whether it would have stood there without chance.
    """

    model_config = ConfigDict(frozen=True)

    item_id: str
    place: int
    propensity: float
    sources: tuple[str, ...] = ()
    as_ranked: bool = True


class Outcome(BaseModel):
    """What became of an exposure: whether the user took the item in the same session, after it was shown."""

    model_config = ConfigDict(frozen=True)

    exposure: Exposure
    taken: bool


class ExposureLedger:
    def __init__(self, engine: Engine, *, clock: Clock = utc_now) -> None:
        self._engine = engine
        self._clock = clock
        create_tables(engine, ExposureRow, FeedbackRow)

    def add(
        self,
        exposures: Sequence[Exposure],
        *,
        tenant: str,
        user_id: str,
        catalog: str,
        session_id: str,
        turn: int,
    ) -> None:
        """Log a slate; a turn that is run again keeps what it showed first."""
        with writing(self._engine) as db:
            lock(db, "session", tenant, session_id)
            of_turn = select(ExposureRow).where(
                ExposureRow.tenant == tenant, ExposureRow.session_id == session_id, ExposureRow.turn == turn
            )
            if db.exec(of_turn).first() is not None:
                return
            db.add_all(
                ExposureRow(
                    tenant=tenant,
                    user_id=user_id,
                    catalog=catalog,
                    session_id=session_id,
                    turn=turn,
                    item_id=exposure.item_id,
                    place=exposure.place,
                    propensity=exposure.propensity,
                    sources=",".join(exposure.sources),
                    as_ranked=exposure.as_ranked,
                    created_at=self._clock(),
                )
                for exposure in exposures
            )

    def delete(self, *, tenant: str, user_id: str | None, session_id: str | None = None) -> int:
        """Remove what was logged of a user, or of one session alone; how many rows went. `user_id` None: anyone's."""
        query = delete(ExposureRow).where(col(ExposureRow.tenant) == tenant)
        if user_id is not None:
            query = query.where(col(ExposureRow.user_id) == user_id)
        if session_id is not None:
            query = query.where(col(ExposureRow.session_id) == session_id)
        with writing(self._engine) as db:
            gone = db.exec(query).rowcount
        scrub(self._engine)
        return gone

    def outcomes(self, catalog: str) -> list[Outcome]:
        """What was left to chance and what became of it, of all users, oldest first."""
        drawn = (
            select(ExposureRow)
            .where(ExposureRow.catalog == catalog, ExposureRow.propensity < 1)
            .order_by(col(ExposureRow.created_at), col(ExposureRow.position))
        )
        taken = select(FeedbackRow).where(
            FeedbackRow.catalog == catalog,
            col(FeedbackRow.kind).in_(TAKEN),
            col(FeedbackRow.session_id).in_(
                select(ExposureRow.session_id).where(ExposureRow.catalog == catalog)
            ),
        )
        with reading(self._engine) as db:
            latest: dict[tuple[str, str, str], datetime] = {}
            for row in db.exec(taken):
                key = (row.tenant, str(row.session_id), row.item_id)
                latest[key] = max(row.created_at, latest.get(key, row.created_at))
            return [
                Outcome(
                    exposure=exposure_of(row),
                    taken=latest.get((row.tenant, row.session_id, row.item_id), row.created_at)
                    > row.created_at,
                )
                for row in db.exec(drawn)
            ]


def exposure_of(row: ExposureRow) -> Exposure:
    return Exposure(
        item_id=row.item_id,
        place=row.place,
        propensity=row.propensity,
        sources=tuple(filter(None, row.sources.split(","))),
        as_ranked=row.as_ranked,
    )
