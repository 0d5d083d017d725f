"""The tables of the ledgers. Every row says whose it is: tenant, user, and the catalog where one is meant."""

from __future__ import annotations

from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Column
from sqlmodel import Field, Index, SQLModel, UniqueConstraint

from catalog.constraints import AnyConstraint, Preference
from memory.beliefs import Belief
from memory.database import Moment, Words


class TurnRow(SQLModel, table=True):
    __tablename__ = "turn"
    __table_args__ = (
        UniqueConstraint("tenant", "session_id", "turn"),
        UniqueConstraint("tenant", "user_id", "key"),
        Index("turn_of_user", "tenant", "user_id", "admitted_at"),
    )

    id: str = Field(primary_key=True)
    tenant: str
    user_id: str
    catalog: str
    session_id: str
    turn: int
    key: str | None = None
    fingerprint: str
    state: str
    utterance: str = Field(sa_column=Column(Words, nullable=False))
    answer: str | None = Field(default=None, sa_column=Column(Words))
    problem: str | None = Field(default=None, sa_column=Column(Words))
    erased: bool = False
    admitted_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    answered_at: datetime | None = Field(default=None, sa_column=Column(Moment))


class BeliefRow(SQLModel, table=True):
    __tablename__ = "belief"
    __table_args__ = (Index("belief_of_user", "tenant", "user_id"),)

    id: str = Field(primary_key=True)
    tenant: str
    user_id: str
    catalog: str | None = None
    kind: str
    text: str = Field(sa_column=Column(Words, nullable=False))
    source: str = Field(sa_column=Column(Words, nullable=False))
    session_id: str
    turn: int
    subject: str = Field(sa_column=Column(Words, nullable=False))
    scope: str
    constraint_json: str | None = Field(default=None, sa_column=Column(Words))
    preference_json: str | None = Field(default=None, sa_column=Column(Words))
    item_id: str | None = None
    feedback: str | None = None
    created_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    superseded_by: str | None = None


class MentionRow(SQLModel, table=True):
    """One time that the user said what a belief holds; forgetting must reach every one."""

    __tablename__ = "mention"
    __table_args__ = (Index("mention_of_user", "tenant", "user_id"),)

    position: int | None = Field(default=None, primary_key=True)
    tenant: str
    user_id: str
    belief_id: str = Field(foreign_key="belief.id", ondelete="CASCADE", index=True)
    session_id: str
    turn: int
    words: str = Field(sa_column=Column(Words, nullable=False))


class WriteRow(SQLModel, table=True):
    """That a write under this key was done, and which beliefs it led to. Holds no words of the user."""

    __tablename__ = "belief_write"

    tenant: str = Field(primary_key=True)
    user_id: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    belief_ids: str = ""


class FeedbackRow(SQLModel, table=True):
    __tablename__ = "feedback"
    __table_args__ = (
        UniqueConstraint("tenant", "user_id", "key"),
        Index("feedback_of_user", "tenant", "user_id", "catalog", "created_at"),
    )

    position: int | None = Field(default=None, primary_key=True)
    tenant: str
    user_id: str
    catalog: str
    item_id: str
    kind: str
    session_id: str | None = None
    key: str | None = None
    created_at: datetime = Field(sa_column=Column(Moment, nullable=False))


class ExposureRow(SQLModel, table=True):
    """An item that was shown where chance had a say. Feedback has rows of its own."""

    __tablename__ = "exposure"
    __table_args__ = (
        UniqueConstraint("tenant", "session_id", "turn", "place"),
        Index("exposure_of_catalog", "catalog", "created_at"),
    )

    position: int | None = Field(default=None, primary_key=True)
    tenant: str
    user_id: str = Field(index=True)
    catalog: str
    session_id: str
    turn: int
    item_id: str
    place: int
    propensity: float
    sources: str
    as_ranked: bool
    created_at: datetime = Field(sa_column=Column(Moment, nullable=False))


_CONSTRAINT: TypeAdapter[AnyConstraint] = TypeAdapter(AnyConstraint)


def mention_of(belief: Belief, stands: str) -> MentionRow:
    """Where `belief` was said, for the belief that now stands for it."""
    return MentionRow(
        tenant=belief.tenant,
        user_id=belief.user_id,
        belief_id=stands,
        session_id=belief.session_id,
        turn=belief.turn,
        words=belief.source,
    )


def row_of(belief: Belief) -> BeliefRow:
    data = belief.model_dump(exclude={"constraint", "preference"})
    constraint, preference = belief.constraint, belief.preference
    return BeliefRow(
        **data,
        constraint_json=None if constraint is None else constraint.model_dump_json(),
        preference_json=None if preference is None else preference.model_dump_json(),
    )


def belief_of(row: BeliefRow) -> Belief:
    constraint, preference = row.constraint_json, row.preference_json
    return Belief(
        **row.model_dump(exclude={"constraint_json", "preference_json"}),
        constraint=None if constraint is None else _CONSTRAINT.validate_json(constraint),
        preference=None if preference is None else Preference.model_validate_json(preference),
    )
