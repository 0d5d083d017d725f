"""Which attribute of the catalog a quantity is about."""

from __future__ import annotations

from collections.abc import Sequence

from agent.language.built_in import english
from agent.language.built_in.lexicon import Lexicon
from agent.language.built_in.mentions import Mention
from agent.language.built_in.phrases import PhraseBook, Span
from agent.language.built_in.quantities import Quantity, is_year
from agent.language.built_in.text import Token, stem
from agent.language.built_in.units import convert, currency, dimension_of, unit_name
from catalog.schema import AttributeType, Range

_RATING = stem("stars")


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
    if is_year(numeral) and not named:
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
    dated = numeral.until is not None or (is_year(numeral) and not counted)
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
    if is_year(numeral) and not numeral.counted and dated:
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
