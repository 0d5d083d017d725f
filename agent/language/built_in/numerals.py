"""Numbers as people write and say them: 1,299 · 50k · two and a half · a couple of · the late 90s."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from agent.language.built_in import english
from agent.language.built_in.calendar_words import day_at, decade_at
from agent.language.built_in.number_words import Spelled, part_after, scale_at, spelled
from agent.language.built_in.phrases import Span
from agent.language.built_in.text import Token
from agent.language.built_in.units import convert, currency, unit_name

LARGEST = 1e15
"""What is longer is no number that somebody means."""

_TIME_UNITS = ("second", "minute", "hour", "day", "week", "month", "year")
_COMPARING = frozenset(
    [
        "least",
        "most",
        "under",
        "over",
        "than",
        "about",
        "around",
        "within",
        "below",
        "above",
        "nearly",
        "almost",
        "half",
    ]
)
_DENYING = frozenset(["not", "never", "no", "without", "n't", "nor", "isn't", "don't", "won't"])
_BOUNDING = frozenset(["max", "maximum", "min", "minimum", "tops", "limit", "budget", "cap", "ish", "odd"])
_WHEN = english.words(
    """last this next today tomorrow yesterday now soon already again instead altogether total please thanks each today
    recently yet then max though anyway actually tonight ago am pm"""
)
_RATES = frozenset(["pcm", "pw", "pp", "ea", "pppn", "ppn"])
_LASTING = frozenset(["for", "stay", "staying", "spend", "last", "lasts", "take", "takes", "only", "just"])
_BEYOND = frozenset(["past", "beyond", "over", "under", "exceeds", "exceeding"])
_GROWING = frozenset(["more", "less", "over", "under", "above", "below", "beyond", "past", "after", "before"])


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number with its unit. `until` is set for a decade, which is a number of years at once."""

    span: Span
    value: float
    unit: str | None = None
    money: str | None = None
    until: float | None = None
    counted: str = ""
    """The stem of the word after a number without unit: `page` in "300 pages"."""
    plain: bool = True
    """Whether it was written in digits alone: "1k" is no year."""
    month: int | None = None
    """Where one was named: "June 2024", "by june"; without a year the value is 0."""
    day: int | None = None
    last_month: int | None = None
    """The other end of "july or august"."""
    scale: float = 1.0
    """The multiplier said with it: 1000 in "3k"."""
    unit_word: str = ""
    """How the currency was called: "pounds" may be a weight."""
    spoken: float | None = None
    """Of a decade in two digits, those: "90s" may be seconds."""
    of_somebody: bool = False
    """Whether it is the age of a person who is spoken of."""


def find_numerals(
    tokens: Sequence[Token], *, taken: Sequence[Span] = (), counts: Container[str] = frozenset()
) -> list[Numeral]:
    """Left to right. `counts` are the stems of what is counted here: beside one of them "one" is a number."""
    found: list[Numeral] = []
    index = 0
    while index < len(tokens):
        numeral = None if any(index in t for t in taken) else _numeral_at(tokens, index, counts)
        if numeral and not abs(numeral.value) < LARGEST:
            numeral = None
        if numeral and numeral.until is None and numeral.month is None:
            numeral = replace(numeral, plain=_is_plain(numeral, tokens))
        if numeral and found and numeral.unit == "meter" and found[-1].unit == "hour":
            numeral = replace(numeral, unit="minute")
        if numeral is None:
            index += 1
            continue
        if found and _minutes_after(found[-1], numeral):
            numeral = replace(numeral, unit="minute")
        if found and (decimal := _decimals_after(found[-1], numeral, tokens)) is not None:
            found[-1] = decimal
            index = decimal.span.end
            continue
        if found and _continues(found[-1], numeral, tokens):
            previous = found.pop()
            added = convert(numeral.value, numeral.unit or "", previous.unit or "")
            numeral = Numeral(
                Span(previous.span.start, numeral.span.end), previous.value + (added or 0), previous.unit
            )
        found.append(numeral)
        index = numeral.span.end
    return found


def _is_plain(numeral: Numeral, tokens: Sequence[Token]) -> bool:
    """Whether it is written as a year would be: "1984", "nineteen eighty-four"."""
    said = [t.norm for t in tokens[numeral.span.start : numeral.span.end]]
    return said[0] == f"{numeral.value:.0f}" or (
        said[0] in english.NUMBER_WORDS and numeral.scale == 1 and len(said) > 1
    )


def _minutes_after(first: Numeral, second: Numeral) -> bool:
    """ "1h30", "1 hour 30"."""
    return (
        first.unit == "hour"
        and second.plain
        and not (second.unit or second.money or second.counted or second.until)
        and second.span.start == first.span.end
        and second.value < 60
    )


def _decimals_after(first: Numeral, second: Numeral, tokens: Sequence[Token]) -> Numeral | None:
    """ "Two metres ten", "2 m 30", "four euros fifty": hundredths said without their unit."""
    bare = not (second.unit or second.money or second.counted or second.until or second.month)
    whole = first.value.is_integer() and first.span.end - first.span.start >= 2
    if not (
        bare
        and whole
        and (first.unit == "meter" or (first.money and first.unit_word))
        and second.span.start == first.span.end
        and second.value.is_integer()
        and 5 <= second.value < 100
        and second.scale == 1
    ):
        return None
    return replace(
        first, span=Span(first.span.start, second.span.end), value=first.value + second.value / 100
    )


def _continues(first: Numeral, second: Numeral, tokens: Sequence[Token]) -> bool:
    """ "1 hour 45 minutes" is one length."""
    between = [t.norm for t in tokens[first.span.end : second.span.start]]
    return (
        first.unit in _TIME_UNITS
        and second.unit in _TIME_UNITS
        and _TIME_UNITS.index(second.unit) < _TIME_UNITS.index(first.unit)
        and between in ([], ["and"], [","])
    )


def _numeral_at(tokens: Sequence[Token], start: int, counts: Container[str]) -> Numeral | None:
    money, index = None, start
    if currency(tokens[start].norm) and start + 1 < len(tokens) and tokens[start + 1].is_number:
        money, index = currency(tokens[start].norm), start + 1
    if (dated := _dated(tokens, index)) is not None:
        return dated
    place = english.ORDINALS.get(tokens[start].norm)
    if place is not None and place >= 0 and start + 1 < len(tokens) and tokens[start + 1].norm in counts:
        # "The third floor"; of "the second bedrooms" nobody speaks.
        return Numeral(Span(start, start + 1), place + 1.0, counted=tokens[start + 1].stem)
    read = _digits(tokens, index, money) if tokens[index].is_number else _spelled(tokens, index, counts)
    if read is None:
        return None
    numeral = _with_unit(tokens, start, read.end, read.value, money)
    return replace(numeral, scale=read.scale) if read.scale != 1 else numeral


def _dated(tokens: Sequence[Token], index: int) -> Numeral | None:
    """A decade, a month or a day."""
    decade = decade_at(tokens, index)
    if decade is not None:
        span = Span(decade.start, decade.end)
        return Numeral(span, decade.first, until=decade.last, spoken=decade.spoken)
    day = day_at(tokens, index)
    if day is None:
        return None
    return Numeral(Span(day.start, day.end), float(day.year or 0), month=day.month, day=day.day)


def _digits(tokens: Sequence[Token], index: int, money: str | None) -> Spelled | None:
    written = tokens[index].norm
    end = index + 1
    cents = re.fullmatch(r"\d{1,3},\d\d", written)
    if end + 1 < len(tokens) and tokens[end].norm == "," and _glued(tokens, end) and _glued(tokens, end + 1):
        # "2,5 kg": a comma inside a number of one place behind it.
        tenths = tokens[end + 1].norm
        if written.isdigit() and tenths.isdigit() and len(tenths) == 1:
            return Spelled(float(f"{written}.{tenths}"), end + 2)
    try:
        value = float(written.replace(",", "." if cents else ""))
    except ValueError:
        return None
    scale = 1.0
    if end < len(tokens):
        suffix, glued = tokens[end].norm, _glued(tokens, end)
        money_next = money or (end + 1 < len(tokens) and currency(tokens[end + 1].norm))
        said = scale_at(tokens, end)
        if said is not None and suffix != "dozens":
            scale = said
        elif glued and (suffix in ("k", "bn") or (suffix == "m" and money_next)):
            scale = english.MULTIPLIERS[suffix]
        end += scale != 1.0
    part = part_after(tokens, end)
    if part is not None:
        return Spelled(value * scale + part[0], part[1])
    return Spelled(value * scale, end, scale)


def _glued(tokens: Sequence[Token], index: int) -> bool:
    return tokens[index].start == tokens[index - 1].end


def _words(tokens: Sequence[Token], start: int, phrase: str) -> bool:
    wanted = phrase.split()
    return [t.norm for t in tokens[start : start + len(wanted)]] == wanted


def _spelled(tokens: Sequence[Token], start: int, counts: Container[str]) -> Spelled | None:
    if tokens[start].norm in ("a", "an") and _is_unit(tokens, start + 1):
        return _one_of(tokens, start)
    found = spelled(tokens, start)
    if found is None:
        return None
    part = part_after(tokens, found.end)
    if part is not None:
        return Spelled(found.value + part[0], part[1])
    bare = found.end == start + 1 and tokens[start].norm == "one"
    if bare and not (
        _is_unit(tokens, found.end) or _goes_to(tokens, start) or _counts_one(tokens, start, counts)
    ):
        return None
    return found


def _one_of(tokens: Sequence[Token], start: int) -> Spelled | None:
    """ "An hour", "at least a week"; but not a rate ("twice a day") nor an emphasis ("not a day older")."""
    before = tokens[start - 1].norm if start else ""
    after = tokens[start + 2].norm if start + 2 < len(tokens) else ""
    if tokens[start + 1].end - tokens[start + 1].start < len(tokens[start + 1].text):
        return None  # "A month's rent" is no month.
    if before in _DENYING and (after in _GROWING or after.endswith("er")):
        return None
    unit = unit_name(tokens[start + 1].norm)
    if before in _BEYOND or part_after(tokens, start + 2) is not None:
        return Spelled(1.0, start + 1)
    timed = unit in _TIME_UNITS[1:4] or (
        unit in _TIME_UNITS and (before in _LASTING or after in ("or", "at", "max", "tops"))
    )
    if before in _COMPARING:
        return Spelled(1.0, start + 1)
    return Spelled(1.0, start + 1) if timed and not _is_rate(tokens, start) else None


def _is_rate(tokens: Sequence[Token], start: int) -> bool:
    """ "An hour of exercise a day", "three times a day": what is counted stands right before."""
    if start == 0:
        return False
    before = tokens[start - 1]
    counted = any(
        t.is_number or t.norm in english.NUMBER_WORDS or t.norm in ("a", "an") for t in tokens[:start]
    )
    if _counts(before):
        return True
    return (before.is_word and before.norm not in english.NOT_CONTENT and counted) or before.norm in (
        "once",
        "twice",
        "times",
    )


def _goes_to(tokens: Sequence[Token], start: int) -> bool:
    """ "One to three", "one or two", "between one and two hundred"."""
    if start + 2 >= len(tokens):
        return False
    before = tokens[start - 1].norm if start else ""
    joins = ("to", "-", "or", "and") if before == "between" else ("to", "-", "or")
    return tokens[start + 1].norm in joins and _counts(tokens[start + 2])


_BEFORE_ONE = english.words(
    "just only with for and or least most than has have need needs want exactly in of about but also make it is max a"
)


def _counts_one(tokens: Sequence[Token], start: int, counts: Container[str]) -> bool:
    """ "One bedroom" where the catalog counts bedrooms; not "that one costs"."""
    before = tokens[start - 1] if start else None
    open_ = before is None or before.is_mark or before.norm in _BEFORE_ONE
    following = start + 1 + (start + 1 < len(tokens) and tokens[start + 1].norm == "-")
    return open_ and following < len(tokens) and tokens[following].stem in counts


def _counts(token: Token) -> bool:
    return token.is_number or token.norm in english.NUMBER_WORDS


def _is_unit(tokens: Sequence[Token], index: int) -> bool:
    return index < len(tokens) and bool(unit_name(tokens[index].norm) or currency(tokens[index].norm))


def _with_unit(tokens: Sequence[Token], start: int, end: int, value: float, money: str | None) -> Numeral:
    index = end
    if (
        index < len(tokens)
        and tokens[index].norm in "-–"
        and index + 1 < len(tokens)
        and tokens[index + 1].is_word
    ):
        index += 1
    if index >= len(tokens):
        return Numeral(Span(start, end), value, money=money)
    word = tokens[index].norm
    longer = _long_unit(tokens, index) if money is None else None
    if longer is not None:
        return Numeral(Span(start, longer[1]), value, unit=longer[0])
    if money is None and currency(word) and not (word == "pound" and unit_name(word)):
        return Numeral(Span(start, index + 1), value, money=currency(word), unit_word=word)
    unit = None if word in ("year", "years") and value >= 200 else unit_name(word)
    if word in ("year", "years", "yr", "yrs") and _words(tokens, index + 1, "old"):
        return Numeral(Span(start, index + 2), value, counted="age")
    if (
        word in ("year", "years")
        and index + 2 < len(tokens)
        and tokens[index + 1].norm == "-"
        and tokens[index + 2].norm == "old"
    ):
        return Numeral(Span(start, index + 3), value, counted="age")
    if unit is not None and money is None:
        stop = index + 1
        part = part_after(tokens, stop)
        if part is not None:
            value, stop = value + part[0], part[1]
        return Numeral(Span(start, stop), value, unit=unit)
    if word in ("%", "percent", "pct") or _words(tokens, index, "per cent"):
        return Numeral(Span(start, index + (2 if word == "per" else 1)), value, counted="%")
    if word in _RATES:
        return Numeral(Span(start, index + 1), value, money=money)
    if tokens[index].is_word and word not in english.FUNCTION_WORDS | _BOUNDING | _WHEN:
        return Numeral(Span(start, end), value, money=money, counted=tokens[index].stem)
    if word == "+" and index + 1 < len(tokens) and tokens[index + 1].is_word:
        following = tokens[index + 1]
        if following.norm not in english.FUNCTION_WORDS and not unit_name(following.norm):
            return Numeral(Span(start, end), value, money=money, counted=following.stem)
    return Numeral(Span(start, end), value, money=money)


def _long_unit(tokens: Sequence[Token], index: int) -> tuple[str, int] | None:
    """A unit of two or three tokens ("square metres", "m2", "km/h"), and the token after it."""
    for size, space in ((3, ""), (2, ""), (2, " ")):
        if index + size > len(tokens) or (space and not tokens[index + 1].is_word):
            continue
        if not space and not all(_glued(tokens, i) for i in range(index + 1, index + size)):
            continue
        name = unit_name(space.join(t.norm for t in tokens[index : index + size]))
        if name is not None and " " in name:
            return name, index + size
    return None
