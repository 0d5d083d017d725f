"""Labelled conversations: what users said, and what a sensible clerk understands by it.

`evals/understanding/README.md` describes the format.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationError

from agent.answer import FeedbackKind, Intent
from catalog.constraints import Op, Polarity
from catalog.items import ItemId
from evals.benchmarks import BenchError

Value = bool | int | float | str | tuple[bool | int | float | str | None, ...]


class _Label(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Single(_Label):
    """One constraint. With `approx`, any bound within `value` will do."""

    attribute: str
    op: Op
    value: Value
    polarity: Polarity = "require"
    approx: bool = False


class AnyOf(_Label):
    """At least one of several holds, or none does."""

    any: tuple[Single, ...] = Field(min_length=1)
    polarity: Polarity = "require"


def _kind(value: Any) -> str:
    return "any" if (isinstance(value, dict) and "any" in value) or isinstance(value, AnyOf) else "single"


Wanted = Annotated[Annotated[Single, Tag("single")] | Annotated[AnyOf, Tag("any")], Discriminator(_kind)]


class Soft(_Label):
    text: str
    polarity: Literal["prefer", "avoid"] = "prefer"


class Given(_Label):
    item: ItemId
    kind: FeedbackKind


class Asking(_Label):
    kind: str
    attributes: tuple[str, ...] = ()


class LabelledTurn(_Label):
    """`constraints` is the whole hard state after the turn; None: as before."""

    say: str
    acts: tuple[Intent, ...] = Field(min_length=1)
    constraints: tuple[Wanted, ...] | None = None
    preferences: tuple[Soft, ...] = ()
    references: tuple[ItemId, ...] = ()
    like: tuple[ItemId, ...] = ()
    feedback: tuple[Given, ...] = ()
    question: Asking | None = None
    unknown: tuple[str, ...] = ()
    asked: str | None = None
    slate: tuple[ItemId, ...] = ()
    note: str = ""


class LabelledConversation(_Label):
    id: str
    catalog: str
    kind: str = "plain"
    turns: tuple[LabelledTurn, ...] = Field(min_length=1)
    note: str = ""


def parse_conversation(row: Mapping[str, Any], *, path: Path, line: int) -> LabelledConversation:
    """Raises BenchError, naming the place, where the row is no labelled conversation."""
    try:
        return LabelledConversation.model_validate_json(json.dumps(row))
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BenchError(f"{path}:{line}: {where}: {first['msg']}") from error
