"""Aims: what a wish means in constraints, and how wishes are joined."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.constraints import Alternative, Constraint, Either
from evals.generation.reckoned import Aim


def one(attribute: str, op: str, value: object) -> Constraint:
    return Constraint.model_validate({"attribute": attribute, "op": op, "value": value})


def opened(attribute: str, op: str, value: float, *, closed: bool = True) -> Aim:
    """A bound that a fair listener may take to hold the value itself."""
    return Aim((one(attribute, op, value),), (one(attribute, f"{op}=" if closed else op, value),))


def bounds(attribute: str, form: str, value: float, low: float, high: float) -> Aim:
    match form:
        case "at_most":
            return Aim.of(one(attribute, "<=", value))
        case "at_least":
            return Aim.of(one(attribute, ">=", value))
        case "under":
            return opened(attribute, "<", value)
        case "over":
            return opened(attribute, ">", value)
        case "between":
            return Aim.of(one(attribute, "between", (low, high)))
        case _:
            near, far = abs(value) * 0.01, abs(value) * 0.5
            return Aim(
                (one(attribute, "between", (value - near, value + near)),),
                (one(attribute, "between", (value - far, value + far)),),
            )


def first_day(year: int) -> str:
    return f"{year:04}-01-01"


def last_day(year: int) -> str:
    return f"{year:04}-12-31"


def any_of(*wishes: Aim) -> Aim:
    """One of several wishes, each a single constraint."""

    def joined(constraints: Sequence[Constraint]) -> Constraint | Either:
        names = {c.attribute for c in constraints}
        if len(names) == 1 and all(c.op == "=" for c in constraints):
            values = tuple(c.value for c in constraints)
            return Constraint.model_validate({"attribute": names.pop(), "op": "in", "value": values})
        return Either(any=tuple(Alternative(**c.model_dump()) for c in constraints))

    sure = [c for w in wishes for c in w.sure if isinstance(c, Constraint)]
    allowed = [c for w in wishes for c in w.allowed if isinstance(c, Constraint)]
    return Aim((joined(sure),), (joined(allowed),))


def none_of(*wishes: Aim) -> Aim:
    """None of several values."""
    found = tuple(
        c.model_copy(update={"polarity": "exclude"})
        for wish in wishes
        for c in wish.sure
        if isinstance(c, Constraint)
    )
    return Aim.of(*found)
