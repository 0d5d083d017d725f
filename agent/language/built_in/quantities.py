"""Quantities: a number, what is said of it, and the attribute that it is said of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from agent.language.built_in import english
from agent.language.built_in.lexicon import Lexicon
from agent.language.built_in.mentions import Mention
from agent.language.built_in.numerals import Numeral
from agent.language.built_in.phrases import PhraseBook, Span
from agent.language.built_in.text import Token, stem
from agent.language.built_in.units import convert, currency, dimension_of, unit_name
from catalog.schema import AttributeType, Range

Relation = Literal["<", "<=", ">", ">=", "=", "about", "between"]

_BOOKS: tuple[tuple[Relation, PhraseBook], ...] = (
    ("<=", PhraseBook(english.AT_MOST)),
    ("<", PhraseBook(english.LESS_THAN)),
    (">=", PhraseBook(english.AT_LEAST)),
    (">", PhraseBook(english.MORE_THAN)),
    ("about", PhraseBook(english.ABOUT)),
)
_AFTER = PhraseBook(
    english.phrases(
        "or less | or fewer | or under | or below | or lower | or cheaper | or shorter | max | maximum | tops | at most"
        "| at the most | or earlier | or older | and under | and below | or smaller | or lighter | or so"
        "| or more | or above | or over | or higher | or better | or newer | or later | or longer "
        "| or taller | or heavier | or wider | or deeper | or stronger | or faster | and up | and over"
        "| and above | upwards | and later | and newer | onwards | onward | + | minimum | at least | and more | or up"
        "| or greater | or bigger | or larger | and higher | and better | min | plus"
    )
)
_GAP = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "year",
        "years",
        "about",
        "just",
        "only",
        "price",
        "cost",
        "budget",
        "total",
        "to",
    ]
)
_INVERSE: dict[Relation, Relation] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_RATING = stem("stars")


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


def find_quantities(tokens: Sequence[Token], numerals: Sequence[Numeral]) -> list[Quantity]:
    found: list[Quantity] = []
    skip = 0
    for position, numeral in enumerate(numerals):
        if skip:
            skip -= 1
            continue
        following = numerals[position + 1] if position + 1 < len(numerals) else None
        pair = _pair(tokens, numeral, following) if following else None
        if pair is not None:
            found.append(pair)
            skip = 1
            continue
        found.append(_single(tokens, numeral))
    return found


def _pair(tokens: Sequence[Token], first: Numeral, second: Numeral) -> Quantity | None:
    between = [t.norm for t in tokens[first.span.end : second.span.start]]
    before = tokens[first.span.start - 1].norm if first.span.start else ""
    start = first.span.start
    joins: tuple[str, ...]
    if before in ("between", "from") or (
        before == "the" and start > 1 and tokens[start - 2].norm in ("between", "from")
    ):
        joins, start = ("and", "to", "-", "–", "till", "until"), start - (2 if before == "the" else 1)
    elif first.until is not None and second.until is not None:
        joins = ("or", "and", "to", "-", "–", "/", "through")
    else:
        joins = ("to", "-", "–")
    words = [w for w in between if w not in ("the", "up")]
    if len(words) != 1 or words[0] not in joins:
        return None
    low, high = first.value, second.until if second.until is not None else second.value
    if low > high and words[0] in ("-", "–", "to") and before not in ("between", "from"):
        return None
    if first.until is not None and second.until is not None and words[0] in ("or", "and"):
        low, high = min(first.value, second.value), max(first.until, second.until)
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
    return Quantity(Span(start, second.span.end), "between", min(low, high), max(low, high), unit)


def _single(tokens: Sequence[Token], numeral: Numeral) -> Quantity:
    start, end = numeral.span.start, numeral.span.end
    relation: Relation | None = None
    adjective: int | None = None
    tail = end
    if tail < len(tokens) and tokens[tail].stem == numeral.counted:
        tail += 1
    for stop in dict.fromkeys((end, tail)):
        after = _AFTER.at(tokens, stop) if stop < len(tokens) else None
        if after is not None:
            words = tuple(t.norm for t in tokens[after.start : after.end])
            relation = "about" if words == ("or", "so") else _relation_of(words)
            end = after.end
            break
    if relation is None:
        for candidate, book in _BOOKS:
            cue = book.ending_at(tokens, start, gap=3, skip=_GAP)
            if cue is not None and (relation is None or cue.start < start):
                better = relation is None or cue.end - cue.start > 1
                if better:
                    # "Thai or under 50": the conjunction is not part of the comparator.
                    joined = tokens[cue.start].norm in ("or", "and")
                    relation, start = candidate, cue.start + (1 if joined else 0)
    if start >= 2 and relation is None and tokens[start - 1].norm in ("than", "then"):
        adjective, start = start - 2, start - 2
    if start >= 2 and relation is not None and tokens[numeral.span.start - 1].norm in ("than", "then"):
        compared = max(0, numeral.span.start - 2)
        plain = english.COMPARATIVE_DOWN | english.COMPARATIVE_UP | {"earlier", "later", "greater"}
        adjective = None if tokens[compared].norm in plain else compared
    low, high = numeral.value, numeral.until if numeral.until is not None else numeral.value
    exactly = numeral.span.start > 0 and tokens[numeral.span.start - 1].norm in ("exactly", "precisely")
    said = relation is not None or adjective is not None or exactly
    if relation == ">=" and tokens[start].norm == "from" and end == numeral.span.end:
        relation = "=" if numeral.until is not None or _is_year(numeral) else ">="
        if _is_year(numeral) and end < len(tokens) and tokens[end].norm in ("on", "onwards", "onward"):
            relation, end = ">=", end + 1
    if relation is None:
        relation = "="
    return Quantity(Span(start, end), relation, low, high, numeral, adjective, said)


def _is_year(numeral: Numeral) -> bool:
    return (
        numeral.plain
        and numeral.unit is None
        and numeral.money is None
        and numeral.value.is_integer()
        and 1000 <= numeral.value <= 2100
    )


def _relation_of(words: tuple[str, ...]) -> Relation:
    for relation, phrases in (("<=", english.AT_MOST), (">=", english.AT_LEAST)):
        if words in phrases:
            return relation  # type: ignore[return-value]
    return ">=" if words[-1] in ("+", "up", "better", "greater", "more", "plus", "min") else "<="


def negate(quantity: Quantity) -> Quantity | None:
    """ "Nothing over 20" is at most 20. None where the negation is an exclusion ("not from the 90s")."""
    inverse = _INVERSE.get(quantity.relation)
    return replace(quantity, relation=inverse) if inverse else None


def link(
    quantity: Quantity,
    tokens: Sequence[Token],
    mentions: Sequence[Mention],
    lexicon: Lexicon,
    *,
    clause: tuple[int, int],
) -> tuple[str, ...]:
    """The attributes that the quantity can be about, best first; empty where this catalog has none.

    A range ("for 6") comes as the name of the range.
    """
    numeral = quantity.numeral
    counted = numeral.counted
    for name, span in lexicon.schema.ranges.items():
        spoken = {stem(w) for w in (*span.words, name)}
        if counted and counted not in spoken and _names_attribute(counted, lexicon):
            continue
        near = _near(quantity, mentions, "range", name, clause, tokens)
        if numeral.unit or numeral.money or numeral.until:
            if near and _measures_range(quantity, span, lexicon):
                return (name,)
        elif counted in spoken or near or _for_so_many(quantity, tokens):
            return (name,)
    named = [
        s.attribute
        for m in sorted(mentions, key=lambda m: _distance(m.span, quantity.span))
        for s in m.of("attribute")
        if s.attribute in lexicon.numbers
        and clause[0] <= m.span.start < clause[1]
        and _distance(m.span, quantity.span) <= 3
    ]
    if numeral.counted == stem("years") and numeral.value < 1000 and not quantity.said:
        return ()
    ends = {end for span in lexicon.schema.ranges.values() for end in span.between}
    fitting = [a for a in lexicon.numbers if a not in ends and _fits(a, quantity, lexicon)]
    if _is_year(numeral) and not named:
        fitting = [a for a in fitting if _is_dated(a, lexicon)] or fitting
    if counted == "age":
        ages = [p.attribute for p in lexicon.numbers.values() if "age" in p.attribute.label.split()]
        return tuple(a.name for a in ages if not a.order)[:1]
    if quantity.adjective is not None:
        hinted = [
            s.attribute
            for m in mentions
            if quantity.adjective in m.span
            for s in m.of("high", "low", "value")
        ]
        fitting = [a for a in hinted if a in fitting] or fitting
    dated = numeral.until is not None or (_is_year(numeral) and not counted)
    for attribute in named:
        if attribute in fitting or not (numeral.unit or numeral.money or dated):
            return (attribute,)
    if counted == _RATING:
        return (
            tuple(
                a
                for a in fitting
                if _RATING in {stem(t) for t in lexicon.schema.attributes[a].label.split()}
                or any(w.startswith("rat") for w in lexicon.schema.attributes[a].label.split())
            )[:1]
            or tuple(
                a for a in fitting if lexicon.numbers[a].high <= 10 and not lexicon.numbers[a].year_like
            )[:1]
        )
    measured = numeral.unit or numeral.money
    if counted and not measured and not quantity.said and not _measured_in(counted, fitting, lexicon):
        return ()
    bare = numeral.unit is None and numeral.money is None
    return tuple(
        sorted(
            fitting,
            key=lambda name: (
                not _within(name, quantity, lexicon),
                bare and not counted and lexicon.numbers[name].dimension != "money",
            ),
        )
    )


def _measured_in(counted: str, names: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether some attribute counts in what was counted: "two kids" is no length."""
    return any(
        counted in {stem(w) for w in f"{p.attribute.unit or ''} {p.attribute.label}".casefold().split()}
        for p in (lexicon.numbers[n] for n in names)
    )


_FOR_SO_MANY = PhraseBook(
    english.phrases("for | for the | group of | party of | table for | with | we are | we're | us")
)


def _for_so_many(quantity: Quantity, tokens: Sequence[Token]) -> bool:
    """ "For 3", "a group of 8", "the six of us": people, where the catalog has a range for them."""
    numeral = quantity.numeral
    bare = (
        not (numeral.unit or numeral.money or numeral.until or numeral.counted) and numeral.value.is_integer()
    )
    if not bare or numeral.value > 200 or quantity.said:
        return False
    after = [t.norm for t in tokens[numeral.span.end : numeral.span.end + 2]]
    return after == ["of", "us"] or _FOR_SO_MANY.ending_at(tokens, numeral.span.start) is not None


def _is_dated(name: str, lexicon: Lexicon) -> bool:
    profile = lexicon.numbers[name]
    return profile.year_like or profile.attribute.type is AttributeType.DATE


def _within(name: str, quantity: Quantity, lexicon: Lexicon) -> bool:
    """Whether some item could have this very value."""
    profile, unit = lexicon.numbers[name], quantity.numeral.unit
    value: float | None = quantity.low
    if unit is not None and profile.attribute.unit:
        value = convert(quantity.low, unit, profile.attribute.unit)
    return value is None or profile.low <= value <= profile.high


def _fits(name: str, quantity: Quantity, lexicon: Lexicon) -> bool:
    """Whether the data could hold this: same dimension, or a bare number within reach of its values."""
    profile, numeral = lexicon.numbers[name], quantity.numeral
    attribute = profile.attribute
    if attribute.order:
        return False
    if numeral.money is not None:
        return profile.dimension == "money" and _same_money(attribute.unit, numeral.money)
    if numeral.unit is not None:
        if numeral.unit == "year" and unit_name(attribute.unit or "") not in ("year", "month", "week", "day"):
            return False
        return profile.dimension is not None and profile.dimension == dimension_of(numeral.unit)
    dated = attribute.type is AttributeType.DATE or profile.year_like
    if numeral.until is not None:
        return dated
    if _is_year(numeral) and not numeral.counted and dated:
        return True
    if dated:
        return False
    if numeral.counted and attribute.unit and stem(attribute.unit.casefold()) == numeral.counted:
        return True
    reach = (profile.high - profile.low) * 0.5 + 1
    return profile.low - reach <= quantity.low <= profile.high + reach or profile.dimension == "money"


def _same_money(unit: str | None, said: str) -> bool:
    return unit is not None and currency(unit) in (said, None)


def _names_attribute(counted: str, lexicon: Lexicon) -> bool:
    return any(
        counted in {stem(w) for phrase in (a.label, *a.words) for w in phrase.split()}
        for a in lexicon.schema.attributes.values()
        if a.name in lexicon.numbers
    )


def _measures_range(quantity: Quantity, span: Range, lexicon: Lexicon) -> bool:
    """Whether the unit said is of the range's kind: "182 cm tall", where the ends are lengths or say no unit."""
    units = [lexicon.schema.attributes[end].unit for end in span.between]
    said = dimension_of(quantity.numeral.unit) if quantity.numeral.unit else None
    return said is not None and all(unit is None or dimension_of(unit) == said for unit in units)


def _near(
    quantity: Quantity,
    mentions: Sequence[Mention],
    kind: str,
    name: str,
    clause: tuple[int, int],
    tokens: Sequence[Token],
) -> bool:
    return any(
        s.attribute == name
        and _distance(m.span, quantity.span) <= 2
        and not any(
            t.norm == ","
            for t in tokens[min(m.span.end, quantity.span.end) : max(m.span.start, quantity.span.start)]
        )
        and clause[0] <= m.span.start < clause[1]
        for m in mentions
        for s in m.of(kind)
    )


def _distance(one: Span, other: Span) -> int:
    if one.overlaps(other):
        return 0
    return other.start - one.end if one.end <= other.start else one.start - other.end + 1
