"""Quantities as constraints: the relation said, in the unit of the data, on the attribute meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from agent.describe import describe
from agent.language.built_in import english
from agent.language.built_in.linking import link
from agent.language.built_in.mentions import Mention
from agent.language.built_in.phrases import Span
from agent.language.built_in.quantities import Quantity, negate
from agent.language.built_in.reading import Reading
from agent.language.built_in.text import stem
from agent.language.built_in.units import convert
from agent.language.built_in.wished import Wishes, make, number
from catalog.constraints import Constraint, Preference
from catalog.schema import AttributeType

_TOLERANCE = 0.15


_YEARS_AROUND = 2.0


def find_amounts(reading: Reading, wishes: Wishes) -> None:
    for quantity in reading.quantities:
        clause = reading.clause_of(quantity.numeral.span.start)
        if any(
            reading.session.slate and r.how == "place" and r.span.overlaps(quantity.span)
            for r in reading.references
        ):
            continue
        if asked_count(reading, quantity) is not None:
            reading.use(quantity.span)
            continue
        if not quantity.said and _names_a_work(reading, quantity):
            phrase = reading.phrase(quantity.numeral.span.start, quantity.numeral.span.end)
            wishes.unknown.append(phrase)
            wishes.note(phrase, "not_enforceable")
            reading.use(quantity.span)
            continue
        if (recent := _recent(reading, quantity)) is not None:
            wishes.constraints.append(recent)
            phrase = reading.phrase(quantity.numeral.span.start - 1, quantity.numeral.span.end + 1)
            wishes.note(phrase, "constraint", recent.attribute)
            reading.use(Span(quantity.numeral.span.start - 1, quantity.numeral.span.end + 1))
            continue
        if (moved := _moved_bound(reading, quantity)) is not None:
            wishes.constraints.append(moved)
            wishes.note(
                reading.phrase(quantity.numeral.span.start, quantity.numeral.span.end),
                "constraint",
                moved.attribute,
            )
            reading.use(quantity.span)
            continue
        names = link(quantity, reading.tokens, reading.mentions, reading.lexicon, clause=clause)
        phrase = reading.phrase(quantity.span.start, _phrase_end(reading, quantity))
        stance = reading.stances[quantity.numeral.span.start]
        if stance.free:
            wishes.dropped += list(names[:1])
            reading.use(quantity.span)
            continue
        if not names:
            if quantity.said or quantity.numeral.unit or quantity.numeral.money:
                wishes.note(phrase, "not_enforceable")
                reading.use(Span(quantity.span.start, _phrase_end(reading, quantity)))
            continue
        reading.use(Span(quantity.span.start, _phrase_end(reading, quantity)))
        polarity: Literal["require", "exclude"] = "require"
        quantity = _with_direction(reading, quantity, names[0])
        if stance.negated and not _own_negation(reading, quantity):
            inverse = negate(quantity)
            polarity, quantity = ("require", inverse) if inverse else ("exclude", quantity)
        made = _constraints_of(reading, quantity, names[0], polarity)
        if not made:
            wishes.note(phrase, "not_enforceable")
        for constraint in made:
            if stance.soft and not stance.hard:
                wishes.preferences.append(soften(reading, constraint))
                wishes.note(phrase, "preference", constraint.attribute)
            else:
                wishes.places[len(wishes.constraints)] = quantity.span
                wishes.constraints.append(constraint)
                wishes.note(phrase, "constraint", constraint.attribute)


def _recent(reading: Reading, quantity: Quantity) -> Constraint | None:
    """ "The last ten years", counted back from the newest that the catalog has."""
    start, numeral = quantity.numeral.span.start, quantity.numeral
    counted_in_years = numeral.counted == stem("years") or (numeral.unit or "").startswith("year")
    if (
        not counted_in_years
        or start == 0
        or reading.words[start - 1] not in ("last", "past", "recent", "latest")
    ):
        return None
    for profile in reading.lexicon.numbers.values():
        attribute = profile.attribute
        if profile.year_like:
            return make(attribute.name, ">=", int(profile.high - numeral.value), "require", reading.turn)
        if attribute.type is AttributeType.DATE:
            newest = date.fromordinal(int(profile.high))
            since = newest - timedelta(days=round(365.25 * numeral.value))
            return make(attribute.name, ">=", since.isoformat(), "require", reading.turn)
    return None


_MOVING = english.words("raise increase lower reduce change extend stretch bump drop up go make push")


def _moved_bound(reading: Reading, quantity: Quantity) -> Constraint | None:
    """ "Raise it to 50": the bound that stands, with another number."""
    start = quantity.numeral.span.start
    verbs = _MOVING & set(reading.words[max(0, start - 4) : start])
    if (
        not verbs
        or start == 0
        or reading.words[start - 1] != "to"
        or quantity.numeral.unit
        or quantity.numeral.until
    ):
        return None
    bounds = [
        c
        for c in reading.session.wishes.constraints
        if isinstance(c, Constraint) and c.op in ("<", "<=", ">", ">=") and isinstance(c.value, int | float)
    ]
    named = {s.attribute for m in reading.mentions for s in m.of("attribute")}
    chosen = [c for c in bounds if c.attribute in named] or bounds
    if not chosen:
        return None
    return chosen[-1].model_copy(update={"value": number(quantity.low), "turn": reading.turn})


_OF_WORKS = english.words(
    "seen saw watched read loved liked enjoyed hated played like love visited tried finished"
)


def _names_a_work(reading: Reading, quantity: Quantity) -> bool:
    """ "I loved 1917": a bare number after such a verb is a title that this catalog does not have."""
    start = quantity.numeral.span.start
    numeral = quantity.numeral
    bare = not (numeral.unit or numeral.money or numeral.counted or numeral.until)
    return bare and start > 0 and reading.tokens[start - 1].norm in _OF_WORKS


def _phrase_end(reading: Reading, quantity: Quantity) -> int:
    end = quantity.span.end
    if (
        quantity.numeral.counted
        and end < len(reading.tokens)
        and reading.tokens[end].stem == quantity.numeral.counted
    ):
        return end + 1
    return end


def _own_negation(reading: Reading, quantity: Quantity) -> bool:
    """Whether the "no" is not about the quantity: part of the comparator ("no more than"), or of a value before it.

    "No horror under 100 minutes" excludes horror; "no lamps over 100 dollars" and "never over $100" set a limit.
    """
    start = quantity.span.start
    if reading.tokens[start].norm in ("no", "not"):
        return True
    first = start
    while first > 0 and reading.stances[first - 1].negated:
        first -= 1
    return any(
        first <= m.span.start < start and (m.of("value") or _is_boolean(reading, m)) for m in reading.mentions
    )


def _is_boolean(reading: Reading, mention: Mention) -> bool:
    attributes = reading.catalog.schema.attributes
    return any(attributes[s.attribute].type is AttributeType.BOOLEAN for s in mention.of("attribute"))


def _with_direction(reading: Reading, quantity: Quantity, name: str) -> Quantity:
    """ "Shorter than 100" as the relation that it is, on the attribute that it is about."""
    if (
        quantity.adjective is None
        or quantity.relation not in ("=", "<", ">")
        or name not in reading.lexicon.numbers
    ):
        return quantity
    low = _adjective_direction(reading, quantity, name) == "low"
    return replace(quantity, relation="<" if low else ">", adjective=None)


def asked_count(reading: Reading, quantity: Quantity) -> int | None:
    """ "Give me 3": how many items are wanted, where the number says that."""
    numeral = quantity.numeral
    if (
        quantity.said
        or numeral.unit
        or numeral.money
        or not numeral.value.is_integer()
        or not 1 <= numeral.value <= 50
    ):
        return None
    after = reading.tokens[numeral.span.end].norm if numeral.span.end < len(reading.tokens) else ""
    noun = any(
        m.of("noun") and m.span.start in (numeral.span.end, numeral.span.end + 1) for m in reading.mentions
    )
    before = {t.norm for t in reading.tokens[max(0, numeral.span.start - 3) : numeral.span.start]}
    asks = before & {
        "give",
        "show",
        "me",
        "recommend",
        "suggest",
        "top",
        "list",
        "best",
        "another",
        "name",
        "find",
    }
    if after in ("more", "others", "options", "suggestions", "ideas", "recommendations") or (
        noun and (asks or numeral.span.start == 0)
    ):
        return int(numeral.value)
    return int(numeral.value) if asks and not after else None


def _constraints_of(
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
    if quantity.numeral.counted == "age" and quantity.relation == "=":
        return [make(name, "<=", number(low_value), polarity, turn)]
    unit = quantity.numeral.unit
    if unit is not None and attribute.unit and profile.dimension not in (None, "money"):
        first, second = convert(low_value, unit, attribute.unit), convert(high_value, unit, attribute.unit)
        if first is None or second is None:
            return []
        low_value, high_value = first, second
    relation = quantity.relation
    if attribute.type is AttributeType.DATE:
        return (
            [_dated(name, relation, low_value, high_value, polarity, turn, quantity.numeral.month)]
            if low_value >= 1000
            else []
        )
    if relation == "about":
        reach = _YEARS_AROUND if profile.year_like else abs(low_value) * _TOLERANCE
        low_value, high_value, relation = low_value - reach, high_value + reach, "between"
    elif relation == "=" and not quantity.said and quantity.numeral.until is None and not profile.year_like:
        if profile.dimension in ("money", "time", "length", "mass"):
            reach = abs(low_value) * _TOLERANCE
            low_value, high_value, relation = low_value - reach, high_value + reach, "between"
        elif profile.high <= 10 and _is_rating(reading, name):
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


def _dated(
    name: str, relation: str, low: float, high: float, polarity: str, turn: int, month: int | None = None
) -> Constraint:
    first, last = date(int(low), 1, 1), date(int(high), 12, 31)
    if month is not None:
        first = date(int(low), month, 1)
        last = (date(int(high), month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
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
