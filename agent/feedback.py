"""Feedback by click, as it comes back to the caller."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from agent.answer import FeedbackKind


class FeedbackReceipt(BaseModel):
    """`recorded` is false where the same key had recorded it before."""

    model_config = ConfigDict(frozen=True)

    item_id: str
    kind: FeedbackKind
    recorded: bool
