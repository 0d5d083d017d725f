"""Quantities: a number, what is said of it, and the attribute that it is said of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.language.built_in import english
from agent.language.built_in.comparators import Relation, comparator
from agent.language.built_in.numerals import Numeral
from agent.language.built_in.phrases import Span
from agent.language.built_in.text import Token, stem
from agent.language.built_in.units import convert, currency, unit_name

_INVERSE: dict[Relation, Relation] = {"<": ">=", "<=": ">=", ">": "<=", ">=": "<"}
"""What is left where a bound is denied. "Under 4" is read as up to 4, and "nothing under 4" takes 4 all the same."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """`value` for one-sided relations, `low` and `high` for "between"; in the user's own unit until linked."""

    span: Span
    relation: Relation
    low: float
    high: float
    numeral: Numeral
    adjective: int | None = None
    """The token of the comparative in "shorter than 100", where there is one."""
    said: bool = True
    """Whether a relation was said at all ("a 90 minute film" says none)."""
    held: bool = False
    """Whether it is what somebody has ("I've got 80")."""
    after: tuple[int, int] | None = None
    """The tokens of an afterthought that says the relation ("…, tops")."""


def find_quantities(tokens: Sequence[Token], numerals: Sequence[Numeral]) -> list[Quantity]:
    found: list[Quantity] = []
    skip = 0
    for position, numeral in enumerate(numerals):
        if skip:
            skip -= 1
            continue
        following = numerals[position + 1] if position + 1 < len(numerals) else None
        if following is not None and _is_sum(tokens, numeral, following):
            skip = 1
            continue
        if following is not None and _is_itself(tokens, numeral, following):
            # "60 is 60": what stands, and nothing beyond it.
            span = Span(numeral.span.start, following.span.end)
            said = _single(tokens, numeral)
            relation: Relation = said.relation if said.said else "<="
            found.append(replace(said, span=span, relation=relation, said=True))
            skip = 1
            continue
        pair = (
            (_months(tokens, numeral, following) or _pair(tokens, numeral, following)) if following else None
        )
        if pair is not None:
            found.append(pair)
            skip = 1
            continue
        found.append(_single(tokens, numeral))
    return _sharing(tokens, found)


_SUMS = frozenset(
    [
        ("divided", "by"),
        ("multiplied", "by"),
        ("times",),
        ("plus",),
        ("minus",),
        ("/",),
        ("*",),
        ("+",),
        ("x",),
    ]
)
_ASKING_SUMS = frozenset(["what", "whats", "what's", "how", "calculate", "compute", "is", "solve"])


def _is_sum(tokens: Sequence[Token], first: Numeral, second: Numeral) -> bool:
    """ "What's 2500 divided by 7": two numbers of a sum, which wish for nothing."""
    between = tuple(t.norm for t in tokens[first.span.end : second.span.start])
    asked = any(t.norm in _ASKING_SUMS for t in tokens[max(0, first.span.start - 3) : first.span.start])
    return between in _SUMS and (asked or between[-1] == "by")


def _is_itself(tokens: Sequence[Token], first: Numeral, second: Numeral) -> bool:
    between = tuple(t.norm for t in tokens[first.span.end : second.span.start])
    return first.value == second.value and between in (("is",), ("means",), ("are",), ("=",))


def _sharing(tokens: Sequence[Token], found: list[Quantity]) -> list[Quantity]:
    """ "At least 2 but no more than 4 hours": the unit said last is that of both."""
    for index in range(len(found) - 2, -1, -1):
        one, other = found[index], found[index + 1]
        mine, its = one.numeral, other.numeral
        plain = not (mine.unit or mine.money or mine.counted or mine.until or is_year(mine))
        between = [t.norm for t in tokens[one.span.end : other.span.start]]
        if (
            _one_span(one, other, between)
            and plain
            and (its.unit or its.money or its.counted)
            and between in (["but"], ["and"], ["or"], [",", "but"])
        ):
            shared = replace(mine, unit=its.unit, money=its.money, counted=its.counted)
            found[index] = replace(one, numeral=shared)
        elif (
            _one_span(one, other, between)
            and (mine.unit or mine.money or mine.counted == "%")
            and not (its.unit or its.money or its.counted or its.until or is_year(its))
            and set(between) <= {"but", "and", "or", ",", mine.counted}
        ):
            # "No less than 2 hours and up to 5".
            shared = replace(its, unit=mine.unit, money=mine.money, counted=mine.counted)
            found[index + 1] = replace(other, numeral=shared)
    return found


def _one_span(one: Quantity, other: Quantity, between: Sequence[str]) -> bool:
    """Whether two bounds are said of one thing: "at least 2 but no more than 4", "under 2 or over 10"."""
    ups, downs = ("<", "<="), (">", ">=")
    if one.low > other.low:
        return False
    inside = one.relation in downs and other.relation in ups
    outside = one.relation in ups and other.relation in downs and "or" in between
    return inside or outside or one.relation == other.relation == "="


def _months(tokens: Sequence[Token], first: Numeral, second: Numeral) -> Quantity | None:
    """ "July or august", "from may to june 2025": whole months that follow each other."""
    if first.month is None or second.month is None or first.day is not None or second.day is not None:
        return None
    between = tuple(t.norm for t in tokens[first.span.end : second.span.start])
    if between not in (
        ("or",),
        ("and",),
        ("to",),
        ("-",),
        ("–",),
        ("/",),
        ("through",),
        ("till",),
        ("until",),
    ):
        return None
    joined = between[0] in ("or", "and", "/")
    if second.month <= first.month or (joined and second.month > first.month + 1):
        return None
    start = first.span.start - (
        first.span.start > 0 and tokens[first.span.start - 1].norm in ("in", "from", "between")
    )
    year = second.value or first.value
    span = Span(first.span.start, second.span.end)
    numeral = replace(first, span=span, value=year, last_month=second.month)
    return Quantity(Span(start, second.span.end), "=", year, year, numeral)


def _pair(tokens: Sequence[Token], first: Numeral, second: Numeral) -> Quantity | None:
    between = [t.norm for t in tokens[first.span.end : second.span.start]]
    before = tokens[first.span.start - 1].norm if first.span.start else ""
    start = first.span.start
    joins: tuple[str, ...]
    decades = first.until is not None and second.until is not None
    if before in ("between", "from") or (
        before == "the" and start > 1 and tokens[start - 2].norm in ("between", "from")
    ):
        joins, start = ("and", "to", "-", "–", "till", "until"), start - (2 if before == "the" else 1)
        joins = (*joins, "or") if decades else joins
    elif decades:
        joins = ("or", "and", "to", "-", "–", "/", "through")
    elif _next_to(first, second):
        joins = ("to", "-", "–", "or")
    else:
        joins = ("to", "-", "–")
    words = [w for w in between if w not in ("the", "up")]
    if words[:1] == [first.counted] or (words and stem(words[0]) == first.counted):
        words = words[1:]
    if len(words) != 1 or words[0] not in joins:
        return None
    low, high = first.value, second.until if second.until is not None else second.value
    bare = not (first.unit or first.money) or (first.unit, first.money) == (second.unit, second.money)
    if bare and first.scale == 1 and second.scale > 1 and low < high / second.scale:
        # "2-3k", "between one and two hundred": the multiplier is that of both.
        low *= second.scale
    if (
        bare
        and first.plain
        and second.plain
        and words[0] == "-"
        and low < 10
        and high >= 200
        and high % 100 == 0
    ):
        low *= 100  # "7-900"
    if low > high and words[0] in ("-", "–", "to", "or") and before not in ("between", "from"):
        return None
    if decades and words[0] in ("or", "and"):
        low, high = min(first.value, second.value), max(first.until or 0, second.until or 0)
    unit = Numeral(
        Span(first.span.start, second.span.end),
        low,
        unit=second.unit or first.unit,
        money=second.money or first.money,
        counted=second.counted or first.counted,
        until=second.until,
    )
    if first.unit and second.unit and first.unit != second.unit:
        low = convert(low, first.unit, second.unit) or low
    elif not first.unit and second.unit == "hour" and low > high:
        low = low / 60
    found = Quantity(Span(start, second.span.end), "between", min(low, high), max(low, high), unit)
    return found if decades or start < first.span.start else _bounded(tokens, found)


def _next_to(first: Numeral, second: Numeral) -> bool:
    """ "One or two", "2 or 3 hours": neighbours, so that no other number is left out between them."""
    same = first.unit in (None, second.unit) and first.money in (None, second.money)
    same = same or not (second.unit or second.money or second.counted)
    return same and not (is_year(first) or is_year(second)) and 0 < second.value - first.value <= 1


def _bounded(tokens: Sequence[Token], found: Quantity) -> Quantity:
    """ "Up to 2-3 hours", "at least 20 to 30 minutes": only one end counts."""
    said = comparator(tokens, found.numeral)
    if (
        said is None
        or said.held
        or said.relation in ("about", "=", "between")
        or said.comparative is not None
    ):
        return found
    one = found.high if said.relation in ("<", "<=") else found.low
    return replace(found, span=Span(said.start, said.end), relation=said.relation, low=one, high=one)


def _single(tokens: Sequence[Token], numeral: Numeral) -> Quantity:
    start, end = numeral.span.start, numeral.span.end
    said = comparator(tokens, numeral)
    relation: Relation | None = None
    adjective: int | None = None
    held = False
    if said is not None:
        held, start, end, adjective = said.held, said.start, said.end, said.comparative
        relation = None if held else said.relation
    numeral = _unit_behind(tokens, numeral, end)
    grown = start >= 2 and tokens[numeral.span.start - 1].norm in ("than", "then")
    if grown and relation is None:
        adjective, start = start - 2, start - 2
    elif grown and adjective is None:
        compared = max(0, numeral.span.start - 2)
        plain = english.COMPARATIVE_DOWN | english.COMPARATIVE_UP | {"earlier", "later", "greater"}
        adjective = None if tokens[compared].norm in plain else compared
    low, high = numeral.value, numeral.until if numeral.until is not None else numeral.value
    exactly = numeral.span.start > 0 and tokens[numeral.span.start - 1].norm in ("exactly", "precisely")
    if relation is None and numeral.month is not None and numeral.span.start > 0:
        # "By june", "available from march".
        relation = "<=" if tokens[numeral.span.start - 1].norm == "by" else None
        start -= relation is not None
    if (
        relation == ">="
        and tokens[start].norm == "from"
        and end == numeral.span.end
        and numeral.month is None
    ):
        relation = "=" if numeral.until is not None or is_year(numeral) else ">="
        if is_year(numeral) and end < len(tokens) and tokens[end].norm in ("on", "onwards", "onward"):
            relation, end = ">=", end + 1
    return Quantity(
        Span(start, end),
        relation or "=",
        low,
        high,
        numeral,
        adjective,
        said=relation is not None or adjective is not None or exactly,
        held=held,
        after=said.after if said is not None else None,
    )


def _unit_behind(tokens: Sequence[Token], numeral: Numeral, end: int) -> Numeral:
    """ "300 or more free kilometres", "60 or less euros": the unit after the words of the bound."""
    bare = not (
        numeral.unit or numeral.money or numeral.until or numeral.month is not None or numeral.counted
    )
    if not bare or end == numeral.span.end or tokens[end - 1].is_mark:
        return numeral
    for index in range(end, min(end + 2, len(tokens))):
        if not tokens[index].is_word or tokens[index].norm in english.FUNCTION_WORDS:
            break
        if (money := currency(tokens[index].norm)) is not None:
            return replace(numeral, money=money, unit_word=tokens[index].norm)
        if (unit := unit_name(tokens[index].norm)) is not None and len(tokens[index].norm) > 1:
            return replace(numeral, unit=unit)
    return numeral


def is_year(numeral: Numeral) -> bool:
    return numeral.month is None and (
        numeral.plain
        and numeral.unit is None
        and numeral.money is None
        and numeral.value.is_integer()
        and 1000 <= numeral.value <= 2100
    )


def negate(quantity: Quantity) -> Quantity | None:
    """ "Nothing over 20" is at most 20. None where the negation is an exclusion ("not from the 90s")."""
    inverse = _INVERSE.get(quantity.relation)
    return replace(quantity, relation=inverse) if inverse else None
