"""Constraints and preferences in words, for replies, receipts and memories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from catalog.constraints import Alternative, Constraint, Either, Preference, as_tuple
from catalog.schema import Attribute, AttributeType, Schema
from catalog.values import join, plain_number, say_scalar


def describe(constraint: Constraint | Either, schema: Schema) -> str:
    """ "no horror", "100 minutes or less", "thai or price up to $20"."""
    if isinstance(constraint, Either):
        each = dict.fromkeys(_single(a, schema) for a in constraint.any)
        words = join(list(each), word="or")
        return f"not {words}" if constraint.polarity == "exclude" else words
    words = _single(constraint, schema)
    return f"no {words}" if constraint.polarity == "exclude" else words


def describe_each(constraints: Sequence[Constraint | Either], schema: Schema) -> list[str]:
    """Each constraint in words; the two ends of a range in one ("7 guests")."""
    found: list[str] = []
    done: set[int] = set()
    for span in schema.ranges.values():
        ends = {
            c.attribute: n
            for n, c in enumerate(constraints)
            if isinstance(c, Constraint) and c.attribute in span.between and c.op in ("<=", ">=")
        }
        if set(ends) == set(span.between):
            low, high = (constraints[ends[end]] for end in span.between)
            assert isinstance(low, Constraint) and isinstance(high, Constraint)
            numbers = sorted({float(str(low.value)), float(str(high.value))})
            said = " to ".join(plain_number(n) for n in numbers)
            found.append(f"{said} {span.words[0] if span.words else span.name}")
            done |= set(ends.values())
    return [*(describe(c, schema) for n, c in enumerate(constraints) if n not in done), *found]


def describe_all(constraints: Sequence[Constraint | Either], schema: Schema) -> str:
    return join(describe_each(constraints, schema))


def describe_preference(preference: Preference) -> str:
    return f"not {preference.text}" if preference.polarity == "avoid" else preference.text


def describe_adventure(dial: float) -> str:
    """From 0, safe, to 1."""
    if dial >= 0.8:
        return "off the beaten track"
    return "with a surprise or two" if dial >= 0.4 else "on the safe side"


def _single(constraint: Constraint | Alternative, schema: Schema) -> str:
    attribute = schema.attributes[constraint.attribute]
    values = as_tuple(constraint.value)
    if attribute.type is AttributeType.BOOLEAN:
        return attribute.label if constraint.value is True else f"no {attribute.label}"
    match constraint.op:
        case "<":
            return _bounded(attribute, "under", "before", values[0])
        case "<=":
            return _bounded(attribute, "at most", "up to", values[0])
        case ">":
            return _bounded(attribute, "over", "after", values[0])
        case ">=":
            return _bounded(attribute, "at least", "from", values[0])
        case "between":
            low, high = values
            return f"{_prefix(attribute, low)}{_say(attribute, low)} to {_say(attribute, high)}"
    words = join([_say(attribute, v) for v in values], word="or")
    if attribute.type in (AttributeType.NUMBER, AttributeType.DATE):
        return f"{_prefix(attribute, values[0])}{words}"
    return words


def _bounded(attribute: Attribute, measure: str, moment: str, value: Any) -> str:
    timed = attribute.type is AttributeType.DATE or (attribute.unit is None and is_year(value))
    if attribute.order:
        grade = {"under": "below", "over": "above"}.get(measure, measure)
        return f"{attribute.label} {grade} {_say(attribute, value)}"
    return f"{_prefix(attribute, value)}{moment if timed else measure} {_say(attribute, value)}"


def _prefix(attribute: Attribute, value: Any) -> str:
    """A number that says nothing alone is told whose it is: "rating at least 4", but "at most 100 minutes"."""
    return "" if attribute.unit or is_year(value) else f"{attribute.label} "


def is_year(value: Any) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and 1000 <= value <= 2100
        and float(value).is_integer()
    )


def _say(attribute: Attribute, value: Any) -> str:
    return "any" if value is None else say_scalar(attribute, value)
