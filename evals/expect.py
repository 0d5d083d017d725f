"""What a scenario expects of one answer, as types: the keys under `expect:`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from agent.answer import Intent
from catalog.constraints import Op

if TYPE_CHECKING:
    from evals.judge import Heard

Plain = bool | int | float | str
Operand = Plain | tuple[Plain | None, ...]

OPERATORS = frozenset(get_args(Op))


def _as_many(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else (value,)


def _as_test(value: Any) -> Any:
    """`horror` is `{"=": horror}`, `[a, b]` is `{"in": [a, b]}`."""
    if isinstance(value, Mapping | Test):
        return value
    return {"in": value} if isinstance(value, list) else {"=": value}


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Test(BaseModel):
    """What some value under an attribute must be: all of the operators must hold.

    Written as a plain value, as a list (any of them), or as a mapping from operators to operands. On a
    many-valued attribute an operator holds when it does of any value; an unknown value meets nothing.
    """

    __test__ = False  # pytest takes every class called Test… for one of its own

    model_config = ConfigDict(frozen=True)

    operators: tuple[tuple[Op, Operand], ...]

    @model_validator(mode="before")
    @classmethod
    def _from_mapping(cls, value: Any) -> Any:
        if not isinstance(value, Mapping) or "operators" in value:
            return value
        unknown = [str(key) for key in value if key not in OPERATORS]
        if unknown or not value:
            raise ValueError(
                f"{', '.join(unknown) or 'nothing'} is no operator; there are {' '.join(sorted(OPERATORS))}"
            )
        for key in ("in", "between"):
            if key in value and not isinstance(value[key], list):
                raise ValueError(f"`{key}` takes a list")
        if "between" in value and len(value["between"]) != 2:
            raise ValueError("`between` takes [low, high]")
        return {"operators": tuple(value.items())}

    def __str__(self) -> str:
        return " and ".join(f"{op} {_said(operand)}" for op, operand in self.operators)


def _said(operand: Operand) -> str:
    return "[" + ", ".join(map(str, operand)) + "]" if isinstance(operand, tuple) else str(operand)


Tests = dict[str, Annotated[Test, BeforeValidator(_as_test)]]
"""Attribute to test. `title` and `id` stand for the item's own."""

Phrase = Annotated[tuple[str, ...], BeforeValidator(lambda v: tuple(map(str, _as_many(v))))]
"""Words of which any may stand in the reply: a text, or a list of texts."""

Phrases = Annotated[tuple[Phrase, ...], BeforeValidator(_as_many)]


class ConstraintLike(Strict):
    """A constraint of the hard state, by as much of it as is written here.

    Ways of writing the same thing are the same: `<= 100` is `between [null, 100]`, `= x` is `in [x]`, and
    what is excluded together is excluded singly. `op` may list several that would do.
    """

    attribute: Annotated[tuple[str, ...], BeforeValidator(_as_many)]
    op: Annotated[tuple[Op, ...], BeforeValidator(_as_many)] = ()
    value: Operand | None = None
    polarity: Literal["require", "exclude"] | None = None

    def __str__(self) -> str:
        parts = ["/".join(self.attribute), "/".join(self.op), "" if self.value is None else _said(self.value)]
        return " ".join(part for part in (*parts, f"({self.polarity})" if self.polarity else "") if part)


class PreferenceLike(Strict):
    """A soft wish: `text` is looked for in its words and its value."""

    text: str | None = None
    kind: str | None = None
    polarity: Literal["prefer", "avoid"] | None = None


class ReceiptLike(Strict):
    """What became of a strict phrase: `phrase` is looked for in the phrase that the receipt names."""

    phrase: str
    as_: Annotated[
        tuple[Literal["constraint", "preference", "not_enforceable"], ...],
        BeforeValidator(_as_many),
        Field(alias="as"),
    ] = ()
    attribute: str | None = None


class MemoryLike(Strict):
    """The turn's memory trace, and what is remembered of the user after it."""

    written: bool | None = None
    used: bool | None = None
    mentions: Phrases = ()
    omits: Phrases = ()


class Expect(Strict):
    """What must be true of one answer; whatever is left out may be anything.

    intent: the main act, or a list of those that would do. acts: all of these are among the acts;
    acts_omit: none of these is.
    every, some, first: of each, of at least one, of the first item of this turn's slate.
    none: of no item of it, each test for itself.
    at_least, at_most, empty: how many items are recommended.
    constraints: all of these are in the hard state (`[]`: it is empty). constraints_omit: none of these is.
    question: whether one is asked, or words that it holds. suggestions: at least so many.
    """

    intent: Annotated[tuple[Intent, ...], BeforeValidator(_as_many)] = ()
    acts: Annotated[tuple[Intent, ...], BeforeValidator(_as_many)] = ()
    acts_omit: Annotated[tuple[Intent, ...], BeforeValidator(_as_many)] = ()
    every: Tests = {}
    some: Tests = {}
    first: Tests = {}
    none: Tests = {}
    at_least: int | None = Field(default=None, ge=0)
    at_most: int | None = Field(default=None, ge=0)
    empty: bool | None = None
    reply_mentions: Phrases = ()
    reply_omits: Phrases = ()
    constraints: tuple[ConstraintLike, ...] | None = None
    constraints_omit: tuple[ConstraintLike, ...] = ()
    preferences: tuple[PreferenceLike, ...] = ()
    receipt: tuple[ReceiptLike, ...] = ()
    question: bool | str | None = None
    suggestions: int | None = None
    catalog: str | None = None
    memory: MemoryLike | None = None

    def further(self, heard: Heard) -> Iterator[str]:
        """What is wrong beyond the keys: an expectation that is computed (`evals.generation`) says it here."""
        yield from ()


def parse_test(value: Any) -> Test:
    """A test as it is written in a scenario."""
    return Test.model_validate(_as_test(cast(Any, value)))
