"""What a belief says, in a form in which two of them can be compared.

A stance is about names ("no horror"), a span about an ordered attribute ("under 100 minutes").
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from catalog.constraints import Constraint, Either, Preference, as_tuple
from catalog.items import fold
from memory.beliefs import Belief

Relation = Literal["same", "replaces", "apart"]

OPINIONS = frozenset({"like", "dislike", "hide"})
"""Feedback of which only the newest on an item can be true."""


@dataclass(frozen=True, slots=True)
class Stance:
    """Wanting, or not wanting, any of some values. `strict`: a constraint, not a leaning."""

    attribute: str
    values: frozenset[Any]
    wanted: bool
    strict: bool
    single: bool = False
    """Only one value can be wanted at a time: yes or no, low or high."""


@dataclass(frozen=True, slots=True)
class Span:
    """Bounds on an ordered attribute; None is open. Grades and dates keep their own type."""

    attribute: str
    low: Any = None
    high: Any = None
    ends: tuple[str, ...] = ()
    """The exact operators, so that "under 100" and "at most 100" are told apart."""


Meaning = Stance | Span | Either


def compare(new: Belief, known: Belief) -> Relation:
    """How what `new` says stands to what `known` says; whom and when it is about is not looked at.

    `same`: nothing new in it (also where it is the weaker of the two). `replaces`: they cannot both hold,
    or the newer bound takes the place of the older one.
    """
    if "feedback" in (new.kind, known.kind):
        return _compare_feedback(new, known)
    left, right = meaning(new), meaning(known)
    if left is None or right is None:
        if plain(new.text) != plain(known.text):
            return "apart"
        return "same" if left is None else "replaces"
    if left == right:
        return "same"
    if isinstance(left, Stance) and isinstance(right, Stance):
        return _compare_stances(left, right)
    if isinstance(left, Span) and isinstance(right, Span) and left.attribute == right.attribute:
        return "replaces" if _share_an_end(left, right) or _disjoint(left, right) else "apart"
    return "apart"


def meaning(belief: Belief) -> Meaning | None:
    """What the belief says to the recommender; None where it is words only."""
    if isinstance(belief.constraint, Either):
        return belief.constraint.model_copy(update={"turn": 0})
    if belief.constraint is not None:
        return _of_constraint(belief.constraint)
    return None if belief.preference is None else _of_preference(belief.preference)


def plain(text: str) -> str:
    """The form in which two statements are word for word the same."""
    return " ".join(re.sub(r"[^\w\s]", " ", fold(text)).split())


def _of_constraint(constraint: Constraint) -> Meaning:
    wanted = constraint.polarity == "require"
    values = as_tuple(constraint.value)
    match constraint.op:
        case "=" | "in" | "contains":
            if wanted and len(values) == 1 and _is_number(values[0]):
                return Span(constraint.attribute, values[0], values[0], ("=",))
            single = len(values) == 1 and isinstance(values[0], bool)
            return Stance(constraint.attribute, frozenset(map(_key, values)), wanted, True, single)
        case "between":
            if wanted:
                return Span(constraint.attribute, values[0], values[1], ("<=", ">="))
            return Stance(constraint.attribute, frozenset([("between", *values)]), False, True)
        case op:
            # "nothing over 100" is "at most 100".
            end = op if wanted else {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}[op]
            low, high = (values[0], None) if end.startswith(">") else (None, values[0])
            return Span(constraint.attribute, low, high, (end,))


def _of_preference(preference: Preference) -> Meaning:
    wanted = preference.polarity == "prefer"
    if preference.direction is not None:
        low = (preference.direction == "low") == wanted
        attribute = f"{preference.attribute or preference.kind} direction"
        return Stance(attribute, frozenset({"low" if low else "high"}), True, False, single=True)
    if preference.attribute is None or preference.value is None:
        return Stance(preference.kind, frozenset({plain(preference.text)}), wanted, False)
    value = preference.value
    return Stance(
        preference.attribute, frozenset({_key(value)}), wanted, False, single=isinstance(value, bool)
    )


def _compare_stances(new: Stance, known: Stance) -> Relation:
    if new.attribute != known.attribute:
        return "apart"
    if new.wanted is known.wanted:
        if new.values == known.values:
            return "replaces" if new.strict and not known.strict else "same"
        # A leaning for one value leaves a strict wish for another alone.
        alone = new.single and known.single and new.wanted and new.strict >= known.strict
        return "replaces" if alone else "apart"
    wanted, unwanted = (new, known) if new.wanted else (known, new)
    return "replaces" if wanted.values <= unwanted.values else "apart"


def _compare_feedback(new: Belief, known: Belief) -> Relation:
    if new.kind != known.kind or new.item_id != known.item_id:
        return "apart"
    if new.item_id is None:
        return "same" if plain(new.text) == plain(known.text) else "apart"
    if new.feedback == known.feedback:
        return "same"
    return "replaces" if {new.feedback, known.feedback} <= OPINIONS else "apart"


def _share_an_end(left: Span, right: Span) -> bool:
    return (left.low is not None and right.low is not None) or (
        left.high is not None and right.high is not None
    )


def _disjoint(left: Span, right: Span) -> bool:
    return _below(left, right) or _below(right, left)


def _below(left: Span, right: Span) -> bool:
    """Whether `left` ends before `right` begins. Grades are words here, their order is the schema's."""
    high, low = _position(left.high), _position(right.low)
    if high is None or low is None:
        return False
    return high < low or (high == low and ("<" in left.ends or ">" in right.ends))


def _position(bound: Any) -> float | None:
    if _is_number(bound):
        return float(bound)
    try:
        return float(date.fromisoformat(bound).toordinal()) if isinstance(bound, str) else None
    except ValueError:
        return None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _key(value: Any) -> Any:
    """Names by their folded form; a boolean is not the number 1."""
    if isinstance(value, bool):
        return ("boolean", value)
    return fold(value) if isinstance(value, str) else value
