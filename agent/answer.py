"""The answer to one turn, as it goes over the wire (see the contract)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from catalog.constraints import AnyConstraint, Preference

Intent = Literal[
    "recommend",
    "refine",
    "critique",
    "feedback",
    "compare",
    "ask_item",
    "explain",
    "ask_memory",
    "forget",
    "undo",
    "greet",
    "thanks",
    "goodbye",
    "help",
    "out_of_scope",
]

FeedbackKind = Literal["like", "dislike", "seen", "save", "hide", "click", "purchase"]


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True)


class EvidenceShown(_Wire):
    kind: str
    ref: str
    text: str


class Recommendation(_Wire):
    item_id: str
    title: str
    rank: int
    score: float
    reason: str
    evidence: tuple[EvidenceShown, ...] = ()
    sources: tuple[str, ...] = ()
    attributes: dict[str, Any] = Field(default_factory=dict)


class ReceiptLine(_Wire):
    """What became of one strict phrase of the user."""

    phrase: str
    as_: Annotated[Literal["constraint", "preference", "not_enforceable"], Field(alias="as")]
    attribute: str | None = None

    model_config = ConfigDict(frozen=True, populate_by_name=True)


class MemoryTrace(_Wire):
    """Ids of the beliefs that this turn used and wrote."""

    used: tuple[str, ...] = ()
    written: tuple[str, ...] = ()


class Engine(_Wire):
    language: str = "built-in"
    model: str | None = None
    degraded: bool = False


class Answer(_Wire):
    session_id: str
    turn: int
    catalog: str
    reply: str
    intent: Intent
    acts: tuple[Intent, ...] = ()
    constraints: tuple[AnyConstraint, ...] = ()
    preferences: tuple[Preference, ...] = ()
    receipt: tuple[ReceiptLine, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    question: str | None = None
    suggestions: tuple[str, ...] = ()
    memory: MemoryTrace = MemoryTrace()
    engine: Engine = Engine()
    timings_ms: dict[str, float] = Field(default_factory=dict)


class Token(_Wire):
    """A piece of the reply while it is being said."""

    event: Literal["token"] = "token"
    text: str


class SlateReady(_Wire):
    event: Literal["slate"] = "slate"
    recommendations: tuple[Recommendation, ...]


class QuestionReady(_Wire):
    event: Literal["question"] = "question"
    question: str


class Done(_Wire):
    event: Literal["done"] = "done"
    answer: Answer


AgentEvent = Token | SlateReady | QuestionReady | Done
