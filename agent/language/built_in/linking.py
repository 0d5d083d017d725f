"""Which attribute of the catalog a quantity is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.language.built_in import english
from agent.language.built_in.lexicon import Lexicon
from agent.language.built_in.mentions import Mention
from agent.language.built_in.people import COUNTED, PEOPLE
from agent.language.built_in.phrases import PhraseBook, Span
from agent.language.built_in.quantities import Quantity, is_year
from agent.language.built_in.text import Token, stem
from agent.language.built_in.units import convert, currency, dimension_of, unit_name
from catalog.items import fold
from catalog.schema import Attribute, AttributeType, Range

_RATING = stem("stars")


@dataclass(frozen=True, slots=True)
class Link:
    """The attributes that a quantity can be about, best first; none where this catalog has none.

    A range ("for 6") comes as the name of the range. `named` where the words beside the number say which.
    """

    names: tuple[str, ...] = ()
    named: bool = False


def link(
    quantity: Quantity,
    tokens: Sequence[Token],
    mentions: Sequence[Mention],
    lexicon: Lexicon,
    *,
    clause: tuple[int, int],
    others: Sequence[Span] = (),
    likely: Sequence[str] = (),
) -> Link:
    """`others` are the numbers that stand beside it, `likely` what the talk is about: what we asked, what stands."""
    numeral = quantity.numeral
    counted = numeral.counted
    for name, span in lexicon.schema.ranges.items():
        spoken = {stem(w) for w in (*span.words, name)}
        if counted and counted not in spoken and _names_attribute(counted, lexicon):
            continue
        near = _near(quantity, mentions, "range", name, clause, tokens)
        if numeral.unit or numeral.money or numeral.until:
            if (near or stem(numeral.unit or "") in spoken) and _measures_range(quantity, span, lexicon):
                return Link((name,), named=True)
        elif counted in spoken or near or (_of_people(span, lexicon) and for_so_many(quantity, tokens)):
            return Link((name,), named=True)
    named = _named_beside(quantity, tokens, mentions, lexicon, clause, others)
    if numeral.counted == stem("years") and numeral.value < 1000 and not quantity.said:
        return Link()
    ends = {end for span in lexicon.schema.ranges.values() for end in span.between}
    fitting = [a for a in lexicon.numbers if a not in ends and _fits(a, quantity, lexicon)]
    if counted and not (numeral.unit or numeral.money):
        # The unit of the data, whatever it is, is a unit; of another attribute nothing can be said in it.
        own = [a for a in fitting if _counts_in(counted, lexicon.schema.attributes[a].unit)]
        if own:
            return Link(tuple([a for a in named if a in own] or own), named=True)
        if counted == "%":
            return Link()
    if is_year(numeral) and not named:
        fitting = [a for a in fitting if _is_dated(a, lexicon)] or fitting
    if counted == "age":
        ages = [p.attribute for p in lexicon.numbers.values() if _is_age(p.attribute)]
        if numeral.of_somebody or _of_somebody(quantity, tokens):
            ages = [a for a in ages if not own_age(a.name, lexicon)]
        return Link(tuple(a.name for a in ages if not a.order)[:1], named=True)
    hinted: list[str] = []
    if quantity.adjective is not None:
        hinted = [
            s.attribute
            for m in mentions
            if quantity.adjective in m.span
            for s in m.of("high", "low", "value")
        ]
        fitting = [a for a in hinted if a in fitting] or fitting
    dated = numeral.until is not None or numeral.month is not None or (is_year(numeral) and not counted)
    for attribute in named:
        if attribute in fitting or not (numeral.unit or numeral.money or dated):
            return Link((attribute,), named=True)
    if counted == _RATING:
        return Link(_ratings(fitting, lexicon), named=True)
    measured = numeral.unit or numeral.money
    if counted and not measured and not quantity.said and not _measured_in(counted, fitting, lexicon):
        return Link()
    bare = numeral.unit is None and numeral.money is None

    def standing(name: str) -> tuple[bool, int, bool]:
        rank = likely.index(name) if name in likely else len(likely)
        plain = bare and not counted and lexicon.numbers[name].dimension != "money"
        return (not _within(name, quantity, lexicon) or _far_unit(name, quantity, lexicon), rank, plain)

    return Link(
        tuple(sorted(fitting, key=standing)), named=bool(set(hinted) & set(fitting)) or bool(measured)
    )


_PERCENT = frozenset(["%", "percent", "per cent", "pct"])


def _counts_in(counted: str, unit: str | None) -> bool:
    if not unit:
        return False
    said = unit.casefold()
    return (counted == "%" and said in _PERCENT) or stem(said) == counted


def _is_age(attribute: Attribute) -> bool:
    phrases = (attribute.label, *attribute.words)
    return "age" in {stem(word) for phrase in phrases for word in fold(phrase).split()}


def _of_somebody(quantity: Quantity, tokens: Sequence[Token]) -> bool:
    """ "For my 8 year old": somebody's age, and not that of an item."""
    before = {t.norm for t in tokens[max(0, quantity.span.start - 3) : quantity.span.start]}
    return bool(before & {"for", "my", "our", "his", "her", "their"})


def own_age(name: str, lexicon: Lexicon) -> bool:
    """Whether the items themselves are old or young by it."""
    return any(
        s.attribute == name and s.kind in ("high", "low")
        for w in ("old", "young")
        for s in lexicon.look_up((stem(w),))
    )


def _ratings(fitting: Sequence[str], lexicon: Lexicon) -> tuple[str, ...]:
    """What "stars" are given for."""
    labels = {a: lexicon.schema.attributes[a].label.split() for a in fitting}
    rated = [a for a in fitting if any(stem(w) == _RATING or w.startswith("rat") for w in labels[a])]
    low = [a for a in fitting if lexicon.numbers[a].high <= 10 and not lexicon.numbers[a].year_like]
    return tuple((rated or low)[:1])


def _named_beside(
    quantity: Quantity,
    tokens: Sequence[Token],
    mentions: Sequence[Mention],
    lexicon: Lexicon,
    clause: tuple[int, int],
    others: Sequence[Span],
) -> list[str]:
    """The ordered attributes named within three words; not what another number counts ("one bedroom, 750")."""
    found = []
    for mention in sorted(mentions, key=lambda m: _distance(m.span, quantity.span)):
        if not clause[0] <= mention.span.start < clause[1] or _distance(mention.span, quantity.span) > 3:
            continue
        if any(
            o.end == mention.span.start or o.overlaps(mention.span)
            for o in others
            if not o.overlaps(quantity.span)
        ):
            continue
        names = [
            s.attribute
            for s in mention.of("attribute")
            if s.attribute in lexicon.numbers and not lexicon.numbers[s.attribute].attribute.order
        ]
        found += [
            n for n in names if _distance(mention.span, quantity.span) <= 1 or _in_reach(n, quantity, lexicon)
        ]
    return found


def _in_reach(name: str, quantity: Quantity, lexicon: Lexicon) -> bool:
    """Whether the data come near such a number, so that a word further off may name it."""
    profile = lexicon.numbers[name]
    if quantity.numeral.unit or quantity.numeral.money or profile.dimension == "money":
        return True
    reach = (profile.high - profile.low) + 1
    return profile.low - reach <= quantity.low <= profile.high + reach


def in_other_unit(quantity: Quantity, mentions: Sequence[Mention], lexicon: Lexicon) -> Quantity:
    """The quantity in the unit that this catalog can mean: pounds are money or a weight, "90s" years or seconds."""
    numeral = quantity.numeral
    word = numeral.unit_word
    if numeral.money is not None and word.startswith("pound"):
        paid = any(
            p.dimension == "money" and _same_money(p.attribute.unit, numeral.money)
            for p in lexicon.numbers.values()
        )
        weighed = any(p.dimension == "mass" for p in lexicon.numbers.values())
        near = [
            s.attribute for m in mentions for s in m.of("attribute") if _distance(m.span, quantity.span) <= 3
        ]
        named = any(lexicon.numbers[n].dimension == "mass" for n in near if n in lexicon.numbers)
        if weighed and (named or not paid):
            return replace(quantity, numeral=replace(numeral, money=None, unit="pound"))
    if numeral.unit == "pound" and not any(p.dimension == "mass" for p in lexicon.numbers.values()):
        return replace(quantity, numeral=replace(numeral, unit=None, money="GBP"))
    decade = numeral.until is not None and numeral.spoken is not None
    if decade and not any(_is_dated(n, lexicon) for n in lexicon.numbers):
        timed = any(p.dimension == "time" for p in lexicon.numbers.values())
        if timed and numeral.spoken is not None:
            seconds = replace(numeral, value=numeral.spoken, until=None, unit="second")
            return replace(quantity, numeral=seconds, low=numeral.spoken, high=numeral.spoken)
    return quantity


def _measured_in(counted: str, names: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether some attribute counts in what was counted: "two kids" is no length."""
    return any(
        counted in {stem(w) for w in f"{p.attribute.unit or ''} {p.attribute.label}".casefold().split()}
        for p in (lexicon.numbers[n] for n in names)
    )


_FOR_SO_MANY = PhraseBook(
    english.phrases(
        """for | for the | group of | party of | table for | with | we are | we're | us | were | we'll be | we will be
        there's | theres | there are | there will be | there'll be | sleeps | sleep | seats | seat | fits | fit | holds
        hold | takes | accommodates | accommodate | serves | serve | feeds | feed | room for | space for | enough for
        for just | for only | suits | suit | suitable for"""
    )
)


def for_so_many(quantity: Quantity, tokens: Sequence[Token]) -> bool:
    """ "For 3", "a group of 8", "the six of us", "sleeps six": people, where the catalog has a range for them."""
    numeral = quantity.numeral
    bare = not (numeral.unit or numeral.money or numeral.until) and numeral.value.is_integer()
    if not bare or numeral.value > 200 or (numeral.counted and numeral.counted not in PEOPLE):
        return False
    if numeral.counted == COUNTED:
        return True
    after = [t.norm for t in tokens[numeral.span.end : numeral.span.end + 2]]
    return after == ["of", "us"] or so_many_before(quantity, tokens) is not None


def so_many_before(quantity: Quantity, tokens: Sequence[Token]) -> Span | None:
    """The words before it that say that people are counted ("a group of", "sleeps")."""
    return _FOR_SO_MANY.ending_at(tokens, quantity.span.start)


def _of_people(span: Range, lexicon: Lexicon) -> bool:
    """Whether a range can be one of people: a stay of months, or a length in cm, is none."""
    units = [lexicon.schema.attributes[end].unit for end in span.between]
    return not any(units) and not any(
        unit_name(w) for phrase in (span.name, *span.words) for w in phrase.split()
    )


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


def _far_unit(name: str, quantity: Quantity, lexicon: Lexicon) -> bool:
    """Whether nobody would say it in such a unit: minutes of what is kept in months."""
    unit, kept = quantity.numeral.unit, lexicon.numbers[name].attribute.unit
    step = convert(1.0, unit, kept) if unit and kept else None
    return step is not None and not 0.001 <= step <= 1000


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
    if numeral.month is not None:
        return attribute.type is AttributeType.DATE or (profile.year_like and numeral.value > 0)
    if numeral.until is not None:
        return dated
    if is_year(numeral) and not numeral.counted and dated:
        return True
    if dated:
        return False
    if numeral.counted and attribute.unit and stem(attribute.unit.casefold()) == numeral.counted:
        return True
    reach = (profile.high - profile.low) * 0.5 + 1
    priced = profile.dimension == "money" and profile.low * 0.1 <= quantity.low
    return profile.low - reach <= quantity.low <= profile.high + reach or priced


def _same_money(unit: str | None, said: str) -> bool:
    """A price without a currency is in the one that is spoken of."""
    return not unit or currency(unit) in (said, None)


def _names_attribute(counted: str, lexicon: Lexicon) -> bool:
    return any(
        counted in {stem(w) for phrase in (a.label, *a.words) for w in phrase.split()}
        for a in lexicon.schema.attributes.values()
        if a.name in lexicon.numbers
    )


def _measures_range(quantity: Quantity, span: Range, lexicon: Lexicon) -> bool:
    """Whether the unit said is of the range's kind: "182 cm tall", where the ends are lengths or say no unit."""
    if stem(quantity.numeral.unit or "") in {stem(w) for w in (*span.words, span.name)}:
        return True
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
