"""Whether the hard state of a conversation holds a constraint, however it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from catalog.constraints import Constraint, Either, as_tuple, same
from evals.expect import ConstraintLike

_FLIPPED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}

Form = tuple[str, str, Any]
"""Polarity, operator, value."""


def holds_constraint(like: ConstraintLike, state: Iterable[Constraint | Either]) -> bool:
    """Whether `state` holds what `like` says, as one constraint or, of a span, as its two ends."""
    single = [constraint for constraint in state if isinstance(constraint, Constraint)]
    if any(_matches(like, constraint) for constraint in single):
        return True
    if "between" in like.op and isinstance(like.value, tuple) and len(like.value) == 2:
        ends = [
            like.model_copy(update={"op": (op,), "value": end})
            for op, end in zip((">=", "<="), like.value, strict=True)
        ]
        return all(
            end.value is None or any(_matches(end, constraint) for constraint in single) for end in ends
        )
    return False


def _matches(like: ConstraintLike, constraint: Constraint) -> bool:
    return constraint.attribute in like.attribute and any(_fits(like, form) for form in _forms(constraint))


def _fits(like: ConstraintLike, form: Form) -> bool:
    polarity, op, value = form
    return (
        (like.polarity is None or like.polarity == polarity)
        and (not like.op or op in like.op)
        and (like.value is None or _equal(like.value, value))
    )


def _equal(left: Any, right: Any) -> bool:
    lefts, rights = as_tuple(left), as_tuple(right)
    if len(lefts) != len(rights):
        return False
    return all(a is b if a is None or b is None else same(a, b) for a, b in zip(lefts, rights, strict=True))


def _forms(constraint: Constraint) -> Iterator[Form]:
    """The constraint as it is written, and all that it says in other words."""
    polarity, op, value = constraint.polarity, constraint.op, constraint.value
    yield polarity, op, value
    match op, value:
        case "=", _:
            yield polarity, "in", (value,)
        case "in", tuple() if len(value) == 1 or polarity == "exclude":
            yield from ((polarity, "=", one) for one in value)
        case "between", (low, high) if polarity == "require":
            if low is not None:
                yield polarity, ">=", low
            if high is not None:
                yield polarity, "<=", high
        case (("<" | "<=" | ">" | ">="), _) if polarity == "exclude":
            yield "require", _FLIPPED[op], value
        case "<=", _:
            yield polarity, "between", (None, value)
        case ">=", _:
            yield polarity, "between", (value, None)
