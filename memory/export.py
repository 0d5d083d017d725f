"""Everything that the rows hold about a user, to hand over to them."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from memory.beliefs import Belief
from memory.exposures import Exposure, exposure_of
from memory.feedback import Feedback
from memory.rows import BeliefRow, ExposureRow, FeedbackRow, TurnRow, belief_of
from memory.turns import TurnRecord


class Export(BaseModel):
    """Each part is in time order; superseded beliefs are among the beliefs."""

    model_config = ConfigDict(frozen=True)

    beliefs: tuple[Belief, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    turns: tuple[TurnRecord, ...] = ()
    exposures: tuple[Exposure, ...] = ()


def export_user(db: Session, *, tenant: str, user_id: str) -> Export:
    beliefs = db.exec(
        select(BeliefRow)
        .where(BeliefRow.tenant == tenant, BeliefRow.user_id == user_id)
        .order_by(col(BeliefRow.created_at), col(BeliefRow.id))
    )
    feedback = db.exec(
        select(FeedbackRow)
        .where(FeedbackRow.tenant == tenant, FeedbackRow.user_id == user_id)
        .order_by(col(FeedbackRow.created_at), col(FeedbackRow.position))
    )
    turns = db.exec(
        select(TurnRow)
        .where(TurnRow.tenant == tenant, TurnRow.user_id == user_id)
        .order_by(col(TurnRow.admitted_at), col(TurnRow.turn))
    )
    exposures = db.exec(
        select(ExposureRow)
        .where(ExposureRow.tenant == tenant, ExposureRow.user_id == user_id)
        .order_by(col(ExposureRow.created_at), col(ExposureRow.position))
    )
    return Export(
        beliefs=tuple(belief_of(row) for row in beliefs),
        feedback=tuple(Feedback.model_validate(row) for row in feedback),
        turns=tuple(TurnRecord.model_validate(row) for row in turns),
        exposures=tuple(exposure_of(row) for row in exposures),
    )
