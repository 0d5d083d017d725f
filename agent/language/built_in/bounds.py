"""A quantity as constraints: in the unit of the data, on the side that its words point to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from agent.describe import describe
from agent.language.built_in import english
from agent.language.built_in.linking import own_age
from agent.language.built_in.quantities import Quantity
from agent.language.built_in.reading import Reading
from agent.language.built_in.units import convert
from agent.language.built_in.wished import make, number
from catalog.constraints import Constraint, Preference
from catalog.schema import AttributeType

_TOLERANCE = 0.15
_YEARS_AROUND = 2.0


def constraints_of(
    reading: Reading, quantity: Quantity, name: str, polarity: Literal["require", "exclude"]
) -> list[Constraint]:
    span = reading.catalog.schema.ranges.get(name)
    turn = reading.turn
    if span is not None:
        low, high = span.between
        unit, kept = quantity.numeral.unit, reading.catalog.schema.attributes[low].unit
        if unit and kept:
            first, second = convert(quantity.low, unit, kept), convert(quantity.high, unit, kept)
            if first is not None and second is not None:
                quantity = replace(quantity, low=first, high=second)
        return [
            Constraint(attribute=low, op="<=", value=number(quantity.low), turn=turn),
            Constraint(attribute=high, op=">=", value=number(quantity.high), turn=turn),
        ]
    attribute = reading.catalog.schema.attributes[name]
    profile = reading.lexicon.numbers[name]
    low_value, high_value = quantity.low, quantity.high
    if quantity.numeral.counted == "age" and quantity.relation == "=" and not own_age(name, reading.lexicon):
        return [make(name, "<=", number(low_value), polarity, turn)]
    unit = (
        "year" if quantity.numeral.counted == "age" and profile.dimension == "time" else quantity.numeral.unit
    )
    if unit is not None and attribute.unit and profile.dimension not in (None, "money"):
        first, second = convert(low_value, unit, attribute.unit), convert(high_value, unit, attribute.unit)
        if first is None or second is None:
            return []
        low_value, high_value = first, second
    relation = quantity.relation
    if attribute.type is AttributeType.DATE:
        numeral = quantity.numeral
        if numeral.month is not None and not low_value:
            low_value = high_value = _latest_year(numeral.month, profile.high)
        begin, end = _days(low_value, high_value, numeral.month, numeral.day)
        if numeral.last_month is not None:
            end = _days(low_value, high_value, numeral.last_month, None)[1]
        return [_dated(name, relation, begin, end, polarity, turn)] if low_value >= 1000 else []
    if relation == "about":
        reach = _YEARS_AROUND if profile.year_like else abs(low_value) * _TOLERANCE
        low_value, high_value, relation = low_value - reach, high_value + reach, "between"
    elif relation == "=" and not quantity.said and quantity.numeral.until is None and not profile.year_like:
        if profile.dimension in ("money", "time", "length", "mass"):
            reach = abs(low_value) * _TOLERANCE
            low_value, high_value, relation = low_value - reach, high_value + reach, "between"
        elif profile.high <= 10 and not profile.whole and _is_rating(reading, name):
            relation = ">="
    if relation in ("=", "between") and low_value != high_value:
        return [make(name, "between", (number(low_value), number(high_value)), polarity, turn)]
    value = high_value if relation in ("<=", ">") else low_value
    return [make(name, relation if relation != "between" else "=", number(value), polarity, turn)]


def _is_rating(reading: Reading, name: str) -> bool:
    return any(s.attribute == name and s.kind == "high" for s in reading.lexicon.look_up(("best",))) or any(
        s.attribute == name for s in reading.lexicon.look_up(("popular",))
    )


_UPWARD = english.words(
    "older longer taller bigger larger higher heavier wider deeper stronger faster greater later"
)
_DOWNWARD = english.words(
    "younger shorter smaller lower lighter cheaper thinner weaker slower earlier lesser"
)


def _adjective_direction(reading: Reading, quantity: Quantity, name: str) -> str:
    """Which way the comparative points: as the attribute's own words say, else as English does."""
    index = quantity.adjective
    profile = reading.lexicon.numbers[name]
    for mention in reading.mentions:
        if index is not None and index in mention.span:
            for sense in mention.of("low", "high"):
                if sense.attribute == name:
                    return str(sense.kind)
    word = reading.words[index] if index is not None else ""
    dated = profile.year_like or profile.attribute.type is AttributeType.DATE
    if word in ("older", "earlier"):
        return "low" if dated else "high"
    if word in _UPWARD or word in ("newer", "fresher"):
        return "high"
    if word in _DOWNWARD:
        return "low"
    return "high" if profile.dimension is None else "low"


def _latest_year(month: int, newest: float) -> int:
    """Of a month without a year: the last one that began before the newest of the catalog."""
    last = date.fromordinal(int(newest))
    return last.year if month <= last.month else last.year - 1


def _days(low: float, high: float, month: int | None, day: int | None) -> tuple[date, date]:
    """The first and the last day of the years, of the month or of the day that was said."""
    if month is None:
        return date(max(1, int(low)), 1, 1), date(max(1, int(high)), 12, 31)
    first = date(int(low), month, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    if day is not None:
        first = last = first.replace(day=min(day, last.day))
    return first, last


def _dated(name: str, relation: str, first: date, last: date, polarity: str, turn: int) -> Constraint:
    match relation:
        case "<":
            return make(name, "<", first.isoformat(), polarity, turn)
        case "<=":
            return make(name, "<=", last.isoformat(), polarity, turn)
        case ">":
            return make(name, ">", last.isoformat(), polarity, turn)
        case ">=":
            return make(name, ">=", first.isoformat(), polarity, turn)
    if relation == "about":
        first, last = first - timedelta(days=730), last + timedelta(days=730)
    return make(name, "between", (first.isoformat(), last.isoformat()), polarity, turn)


def soften(reading: Reading, constraint: Constraint) -> Preference:
    text = describe(constraint, reading.catalog.schema)
    direction: Literal["low", "high"] | None = None
    if constraint.op in ("<", "<="):
        direction = "low"
    elif constraint.op in (">", ">="):
        direction = "high"
    value = constraint.value if isinstance(constraint.value, int | float | str) else None
    return Preference(
        kind=constraint.attribute,
        text=text,
        polarity="avoid" if constraint.polarity == "exclude" else "prefer",
        turn=reading.turn,
        attribute=constraint.attribute,
        value=None if direction else value,
        direction=direction,
    )


def with_direction(reading: Reading, quantity: Quantity, name: str) -> Quantity:
    """ "Shorter than 100" as the relation that it is, on the attribute that it is about."""
    if (
        quantity.adjective is None
        or quantity.relation in ("about", "between")
        or name not in reading.lexicon.numbers
    ):
        return quantity
    low = _adjective_direction(reading, quantity, name) == "low"
    if (
        reading.words[quantity.adjective - 1] in ("or", "and", "even")
        and quantity.adjective >= quantity.numeral.span.end
    ):
        return replace(quantity, relation="<=" if low else ">=", adjective=None)
    if quantity.relation not in ("=", "<", ">"):
        return quantity
    return replace(quantity, relation="<" if low else ">", adjective=None)
