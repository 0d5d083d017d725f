"""What a model says of an utterance, as types.

More lenient than the schema that is sent along: many servers take a schema and do not enforce it. Nothing
in here is believed yet; `conversion` checks every part against the utterance and the catalog.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from agent.answer import Intent

Action = Literal["require", "exclude", "prefer", "avoid", "drop", "permit"]
Said = str | int | float | bool


class _Lenient(BaseModel):
    """Keys that nobody asked for are passed over, and null is the same as not said."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, data: Any) -> Any:
        return {k: v for k, v in data.items() if v is not None} if isinstance(data, dict) else data


_OPS = {"==": "=", "in": "=", "contains": "=", "is": "=", "≤": "<=", "≥": ">="}
Op = Annotated[
    Literal["=", "<", "<=", ">", ">=", "between"],
    BeforeValidator(lambda op: _OPS.get(op, op) if isinstance(op, str) else op),
]


def _listed(values: Any) -> Any:
    return values if isinstance(values, list | tuple) else [values]


class Change(_Lenient):
    """One thing wanted, not wanted, or no longer. `group`: changes that share a number are alternatives."""

    phrase: str
    action: Action
    attribute: str
    op: Op = "="
    values: Annotated[tuple[Said, ...], BeforeValidator(_listed)] = ()
    group: int | None = None


class Comparison(_Lenient):
    """Relative to what was shown: "shorter than the second"."""

    phrase: str
    attribute: str
    direction: Literal["low", "high"]
    items: tuple[str, ...] = ()


class Reaction(_Lenient):
    phrase: str
    item: str
    kind: Literal["like", "dislike", "seen", "save", "hide", "purchase"]


class Asking(_Lenient):
    kind: Literal["fact", "count", "extreme", "values", "compare", "why", "why_not", "test"]
    attributes: tuple[str, ...] = ()
    direction: Literal["low", "high"] | None = None
    tests: tuple[Change, ...] = ()


class Lasting(_Lenient):
    phrase: str
    subject: str = "me"


class Forgetting(_Lenient):
    what: Literal["all", "last", "topic"]
    phrase: str
    topic: str = ""


class Wished(_Lenient):
    """A wish that no attribute has. `english` is what to search for."""

    phrase: str
    english: str = ""
    polarity: Literal["prefer", "avoid"] = "prefer"


class Sorted(_Lenient):
    phrase: str
    attribute: str
    direction: Literal["low", "high"]


class ModelReading(_Lenient):
    """Items are named "#2" (the second of those shown) or by the title that the user said."""

    acts: tuple[Intent, ...] = Field(min_length=1)
    changes: tuple[Change, ...] = ()
    wishes: tuple[Wished, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    like: tuple[str, ...] = ()
    feedback: tuple[Reaction, ...] = ()
    references: tuple[str, ...] = ()
    question: Asking | None = None
    lasting: tuple[Lasting, ...] = ()
    forget: Forgetting | None = None
    undo: Literal["none", "step", "all"] = "none"
    more: bool = False
    no_preference: bool = False
    instead: bool = False
    sort: Sorted | None = None
    count: int | None = None
    subject: str = "me"
    unknown: tuple[str, ...] = ()
