"""Constraints and preferences, and when an item satisfies a constraint.

Everyone above uses these types, on the wire as well. `columns.py` answers the same question for a
whole catalog at once; a property test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from catalog.items import Item, Scalar, fold
from catalog.schema import Attribute, AttributeType, Schema

Op = Literal["=", "in", "<", "<=", ">", ">=", "between", "contains"]
Polarity = Literal["require", "exclude"]
Bound = bool | int | float | str | None


class Verdict(StrEnum):
    """How an item stands to a constraint. Unknown fails `require` and passes `exclude`."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"


class Constraint(BaseModel):
    """What must, or must not, hold of every item on a slate."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    attribute: str
    op: Op
    value: bool | int | float | str | tuple[Bound, ...]
    polarity: Polarity = "require"
    turn: int = 0

    def attributes(self) -> tuple[str, ...]:
        return (self.attribute,)


class Alternative(BaseModel):
    """One branch of an `Either`."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    attribute: str
    op: Op
    value: bool | int | float | str | tuple[Bound, ...]


class Either(BaseModel):
    """At least one alternative holds (polarity `require`), or none does (`exclude`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    any: tuple[Alternative, ...] = Field(min_length=1)
    polarity: Polarity = "require"
    turn: int = 0

    def attributes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(a.attribute for a in self.any))


def _kind(value: Any) -> str:
    has_any = "any" in value if isinstance(value, dict) else isinstance(value, Either)
    return "either" if has_any else "single"


AnyConstraint = Annotated[
    Annotated[Constraint, Tag("single")] | Annotated[Either, Tag("either")], Discriminator(_kind)
]


class Preference(BaseModel):
    """What the user would like, or rather not: it moves the ranking and removes nothing.

    `kind` is the attribute's name where the words matched one (with `value`), else "wish".
    `direction` is for ordered attributes: "low" or "high".
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    text: str
    polarity: Literal["prefer", "avoid"] = "prefer"
    turn: int = 0
    attribute: str | None = None
    value: bool | int | float | str | None = None
    direction: Literal["low", "high"] | None = None


def comparable(value: Any, attribute: Attribute) -> float | None:
    """A number by which values of an ordered attribute sort: the number, the day, or the grade.

    None where `value` has no place in the order.
    """
    if attribute.order:
        grades = [fold(g) for g in attribute.order]
        folded = fold(str(value))
        return float(grades.index(folded)) if folded in grades else None
    if attribute.type is AttributeType.DATE:
        try:
            return float(date.fromisoformat(str(value)).toordinal())
        except ValueError:
            return None
    if isinstance(value, bool | str) or value is None:
        return None
    return float(value)


def verdict(constraint: Constraint | Either, item: Item, schema: Schema) -> Verdict:
    """How `item` stands to `constraint`, before polarity."""
    if isinstance(constraint, Either):
        found = [
            verdict(Constraint(**alternative.model_dump()), item, schema) for alternative in constraint.any
        ]
        for best in (Verdict.MET, Verdict.UNKNOWN):
            if best in found:
                return best
        return Verdict.UNMET
    attribute = schema.attributes[constraint.attribute]
    values = item.values(constraint.attribute)
    if not values:
        return Verdict.UNKNOWN
    return Verdict.MET if any(_holds(v, constraint, attribute) for v in values) else Verdict.UNMET


def satisfies(constraint: Constraint | Either, item: Item, schema: Schema) -> bool:
    """Whether `item` may be shown under `constraint`."""
    found = verdict(constraint, item, schema)
    return found is Verdict.MET if constraint.polarity == "require" else found is not Verdict.MET


def satisfies_all(constraints: Iterable[Constraint | Either], item: Item, schema: Schema) -> bool:
    return all(satisfies(constraint, item, schema) for constraint in constraints)


def _holds(value: Scalar, constraint: Constraint, attribute: Attribute) -> bool:
    wanted = constraint.value
    match constraint.op:
        case "=":
            return same(value, wanted)
        case "in":
            return any(same(value, w) for w in as_tuple(wanted))
        case "contains":
            return fold(str(wanted)) in fold(str(value))
        case "between":
            low, high = as_tuple(wanted)
            return _compare(value, ">=", low, attribute) and _compare(value, "<=", high, attribute)
        case op:
            return _compare(value, op, wanted, attribute)


def as_tuple(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def same(value: Any, wanted: Any) -> bool:
    """Equality of an item's value and a wanted one: names by their folded form, numbers as numbers."""
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    if isinstance(value, str) or isinstance(wanted, str):
        return fold(str(value)) == fold(str(wanted))
    return wanted is not None and float(value) == float(wanted)


def _compare(value: Scalar, op: str, bound: Any, attribute: Attribute) -> bool:
    if bound is None:
        return True
    left, right = comparable(value, attribute), comparable(bound, attribute)
    if left is None or right is None:
        return False
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[op]
