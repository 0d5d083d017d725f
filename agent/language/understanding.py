"""What an utterance means, as types: the same for every language engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from agent.answer import FeedbackKind, Intent, ReceiptLine
from catalog.constraints import Constraint, Either, Preference
from catalog.items import ItemId, Scalar


@dataclass(frozen=True, slots=True)
class EngineTrace:
    """Which engine did the work of a turn, and what it cost.

    `degraded`: a language model should have done it, and the built-in engine did, in whole or in part.
    """

    language: Literal["built-in", "model"] = "built-in"
    model: str | None = None
    degraded: bool = False
    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0

    def joined(self, other: EngineTrace) -> EngineTrace:
        """Both parts of a turn as one."""
        return EngineTrace(
            "model" if "model" in (self.language, other.language) else "built-in",
            self.model or other.model,
            self.degraded or other.degraded,
            self.calls + other.calls,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
        )


@dataclass(frozen=True, slots=True)
class Critique:
    """ "Shorter than the second": `direction` on an ordered attribute, relative to items.

    No items means relative to what was shown last. `strict` is false where the wish is only a leaning.
    """

    attribute: str
    direction: Literal["low", "high"]
    items: tuple[ItemId, ...] = ()
    phrase: str = ""
    others: tuple[str, ...] = ()
    """Attributes that the same word may mean as well, where the first cannot serve."""


@dataclass(frozen=True, slots=True)
class Given:
    """Feedback in words."""

    item_id: ItemId
    kind: FeedbackKind
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question that the catalog answers.

    `fact`: attributes of items (none named: tell about them). `count`: how many meet the constraints.
    `extreme`: which has the least or most of an attribute. `values`: which values there are. `overview`: what
    there is at all. `absent`: something named by `words` that nothing here is called.
    """

    kind: Literal[
        "fact", "count", "extreme", "values", "compare", "why", "why_not", "test", "overview", "absent"
    ]
    attributes: tuple[str, ...] = ()
    direction: Literal["low", "high"] | None = None
    tests: tuple[Constraint | Either, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """Something lasting that the user said of themselves or of somebody."""

    kind: Literal["preference", "dislike", "constraint", "fact"]
    text: str
    source: str
    subject: str = "me"
    constraint: Constraint | Either | None = None
    preference: Preference | None = None
    item_id: ItemId | None = None


@dataclass(frozen=True, slots=True)
class Forget:
    """What to forget: all, the last thing talked of, or what `topic` says."""

    what: Literal["all", "last", "topic"]
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Understanding:
    """One utterance in its conversation. `acts` holds all that it does, the main one first."""

    acts: tuple[Intent, ...]
    constraints: tuple[Constraint | Either, ...] = ()
    preferences: tuple[Preference, ...] = ()
    dropped: tuple[str, ...] = ()
    released: tuple[tuple[str, Scalar], ...] = ()
    """Values that no longer matter, each with its attribute ("never mind the horror")."""
    permitted: tuple[Constraint, ...] = ()
    """Exclusions that are lifted ("the harbour is fine after all")."""
    instead: bool = False
    widen: bool = False
    """Whether the values named join those that stand ("or rosé")."""
    sort: tuple[str, Literal["low", "high"]] | None = None
    """The attribute by which the slate is ordered, and the end that comes first."""
    adventure: float | None = None
    """How far from what is well known to go, from 0 to 1; None where nothing was said of it."""
    like: tuple[ItemId, ...] = ()
    critiques: tuple[Critique, ...] = ()
    feedback: tuple[Given, ...] = ()
    references: tuple[ItemId, ...] = ()
    question: Question | None = None
    statements: tuple[Statement, ...] = ()
    forget: Forget | None = None
    undo: Literal["", "step", "all"] = ""
    more: bool = False
    answered: bool = False
    wish: str = ""
    receipt: tuple[ReceiptLine, ...] = ()
    unknown: tuple[str, ...] = ()
    catalog: str | None = None
    count: int | None = None
    subject: str = "me"
    confidence: float = 1.0
    notes: tuple[str, ...] = field(default=())
    language: str = "en"
    """Code of the language that was spoken; "other" for one that the engine does not read."""
    courtesy: str = ""
    """What to say once, in that language, of how far it is understood."""
    engine: EngineTrace = EngineTrace()

    @property
    def intent(self) -> Intent:
        return self.acts[0]
