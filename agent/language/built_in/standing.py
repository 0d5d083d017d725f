"""Amounts beside what the talk already holds: a bound with another number, the newest of a catalog."""

from __future__ import annotations

from datetime import date, timedelta

from agent.language.built_in import english
from agent.language.built_in.comparators import Relation
from agent.language.built_in.phrases import PhraseBook
from agent.language.built_in.quantities import Quantity
from agent.language.built_in.reading import Reading
from agent.language.built_in.text import stem
from agent.language.built_in.units import convert, dimension_of
from agent.language.built_in.wished import make, number
from catalog.constraints import Constraint
from catalog.schema import AttributeType

MOVING = english.words(
    "raise increase lower reduce change extend stretch bump drop up go make push set move bring put"
)
_REPLACING = PhraseBook(
    english.phrases(
        """make it | make that | make them | call it | let's say | lets say | i meant | i mean | sorry
        actually | instead
        no wait | rather | set it to | change it to | change that to | better make it | on second thought
        correction"""
    )
)
_SPANNING = tuple((w,) for w in ("the", "these", "in", "over", "during", "within", "for", "our", "my"))
"""Before "past" in "the past year"; else it is the preposition ("past an hour")."""
_BOUNDS = ("<", "<=", ">", ">=")


def moved_bound(reading: Reading, quantity: Quantity) -> list[Constraint]:
    """ "Raise it to 50", "actually make it 300": the bound that stands, with another number."""
    start, numeral = quantity.numeral.span.start, quantity.numeral
    if (
        start == 0
        or numeral.until
        or reading.has("start_over")
        or (quantity.said and quantity.relation not in ("=", "<="))
    ):
        return []
    to = bool(MOVING & set(reading.words[max(0, start - 6) : start])) and reading.words[start - 1] == "to"
    clause = reading.clause_of(start)[0]
    again = not quantity.said and bool(_REPLACING.all_in(reading.tokens, clause, start))
    if not (to or again):
        return []
    standing = [
        c
        for c in reading.session.wishes.constraints
        if isinstance(c, Constraint)
        and c.op in (*_BOUNDS, "=")
        and isinstance(c.value, int | float)
        and not isinstance(c.value, bool)
        and _comparable(reading, c, quantity)
    ]
    named = {s.attribute for m in reading.mentions for s in m.of("attribute", "range")}
    chosen = [c for c in standing if c.attribute in named or _range_of(reading, c) in named]
    if not chosen and named & set(reading.lexicon.numbers):
        return []
    chosen = chosen or standing
    if not chosen:
        return []
    span = _range_of(reading, chosen[-1])
    moved = [c for c in chosen if span and _range_of(reading, c) == span] or chosen[-1:]
    return [c.model_copy(update={"value": _value(reading, c, quantity), "turn": reading.turn}) for c in moved]


def bound_of(reading: Reading, quantity: Quantity, name: str) -> Relation | None:
    """ "Say 120", where "under 100" stands: the side of the one bound that the attribute has."""
    numeral = quantity.numeral
    counted = numeral.counted and not numeral.money
    if quantity.said or quantity.relation != "=" or numeral.until or counted or reading.has("start_over"):
        return None
    sides: list[Relation] = [
        c.op  # type: ignore[misc]
        for c in reading.session.wishes.constraints
        if isinstance(c, Constraint) and c.attribute == name and c.op in _BOUNDS and c.polarity == "require"
    ]
    return sides[0] if len(sides) == 1 else None


def _range_of(reading: Reading, constraint: Constraint) -> str | None:
    ranges = reading.catalog.schema.ranges.items()
    return next((name for name, span in ranges if constraint.attribute in span.between), None)


def _comparable(reading: Reading, constraint: Constraint, quantity: Quantity) -> bool:
    """Whether the number can be one of the constraint's attribute: by its unit, or by how near the data come."""
    profile, numeral = reading.lexicon.numbers[constraint.attribute], quantity.numeral
    if numeral.money:
        return profile.dimension == "money"
    if numeral.unit:
        return profile.dimension == dimension_of(numeral.unit)
    if _range_of(reading, constraint) is not None:
        return True
    reach = (profile.high - profile.low) * 0.5 + 1
    return profile.low - reach <= quantity.low <= profile.high + reach or profile.dimension == "money"


def _value(reading: Reading, constraint: Constraint, quantity: Quantity) -> int | float:
    unit, kept = quantity.numeral.unit, reading.catalog.schema.attributes[constraint.attribute].unit
    converted = convert(quantity.low, unit, kept) if unit and kept else None
    return number(quantity.low if converted is None else converted)


def recent(reading: Reading, quantity: Quantity) -> Constraint | None:
    """ "The last ten years", counted back from the newest that the catalog has."""
    start, numeral = quantity.numeral.span.start, quantity.numeral
    unit = "year" if numeral.counted == stem("years") else numeral.unit or ""
    if (
        dimension_of(unit) != "time"
        or start == 0
        or reading.words[start - 1] not in ("last", "past", "recent", "latest")
        or (reading.words[start - 1] == "past" and reading.words[start - 2 : start - 1] not in _SPANNING)
    ):
        return None
    for profile in reading.lexicon.numbers.values():
        attribute = profile.attribute
        if profile.year_like and unit == "year":
            return make(attribute.name, ">=", int(profile.high - numeral.value), "require", reading.turn)
        if attribute.type is AttributeType.DATE:
            newest = date.fromordinal(int(profile.high))
            since = newest - timedelta(days=round(convert(numeral.value, unit, "day") or 0))
            return make(attribute.name, ">=", since.isoformat(), "require", reading.turn)
    return None
