"""A belief: one statement held about a user, with where it comes from."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from catalog.constraints import AnyConstraint, Preference

BeliefKind = Literal["preference", "dislike", "constraint", "fact", "feedback"]
Scope = Literal["session", "lasting"]


class BeliefNotFoundError(LookupError):
    """No such belief of this user (or it was forgotten, or replaced by another). Carries the id."""

    def __init__(self, belief_id: str) -> None:
        self.belief_id = belief_id
        super().__init__(f"no memory {belief_id!r}")


class Belief(BaseModel):
    """One statement held about a user.

    `text` is shown to the user ("no horror"); `source` is what the user said, word for word, in `turn`
    of `session_id`. `catalog` None: of the person, whatever the catalog. `subject`: whom it is about, "me"
    or for instance "my kids". What it means for the recommender is in `constraint`, `preference`, or
    `item_id` with `feedback`.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    tenant: str
    user_id: str
    catalog: str | None = None
    kind: BeliefKind
    text: str = Field(min_length=1)
    source: str
    session_id: str
    turn: int
    subject: str = "me"
    scope: Scope = "lasting"
    constraint: AnyConstraint | None = None
    preference: Preference | None = None
    item_id: str | None = None
    feedback: str | None = None
    created_at: datetime
    superseded_by: str | None = None
