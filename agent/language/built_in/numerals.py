"""Numbers as people write and say them: 1,299 · 50k · two and a half · a couple of · the late 90s."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.language.built_in import english
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
_MONTHS = {
    name: number + 1
    for number, names in enumerate(
        [
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ]
    )
    for name in names.split()
}
_PARTS = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}


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
    """Of a year, where one was named: "June 2024"."""


def find_numerals(tokens: Sequence[Token], *, taken: Sequence[Span] = ()) -> list[Numeral]:
    found: list[Numeral] = []
    index = 0
    while index < len(tokens):
        numeral = None if any(index in t for t in taken) else _numeral_at(tokens, index)
        if numeral and not abs(numeral.value) < LARGEST:
            numeral = None
        if numeral and numeral.until is None:
            numeral = replace(numeral, plain=tokens[numeral.span.start].norm == f"{numeral.value:.0f}")
        if numeral and found and numeral.unit == "meter" and found[-1].unit == "hour":
            numeral = replace(numeral, unit="minute")
        if numeral is None:
            index += 1
            continue
        before = tokens[numeral.span.start - 1].norm if numeral.span.start else ""
        if before in _MONTHS and 1000 <= numeral.value <= 2100 and numeral.unit is None:
            numeral = replace(
                numeral,
                span=Span(numeral.span.start - 1, numeral.span.end),
                month=_MONTHS[before],
                counted="",
            )
        if found and _continues(found[-1], numeral, tokens):
            previous = found.pop()
            added = convert(numeral.value, numeral.unit or "", previous.unit or "")
            numeral = Numeral(
                Span(previous.span.start, numeral.span.end), previous.value + (added or 0), previous.unit
            )
        found.append(numeral)
        index = numeral.span.end
    return found


def _continues(first: Numeral, second: Numeral, tokens: Sequence[Token]) -> bool:
    """ "1 hour 45 minutes" is one length."""
    between = [t.norm for t in tokens[first.span.end : second.span.start]]
    return (
        first.unit in _TIME_UNITS
        and second.unit in _TIME_UNITS
        and _TIME_UNITS.index(second.unit) < _TIME_UNITS.index(first.unit)
        and between in ([], ["and"], [","])
    )


def _numeral_at(tokens: Sequence[Token], start: int) -> Numeral | None:
    money, index = None, start
    if currency(tokens[start].norm) and start + 1 < len(tokens) and tokens[start + 1].is_number:
        money, index = currency(tokens[start].norm), start + 1
    decade = _decade(tokens, index)
    if decade is not None:
        return decade
    read = _digits(tokens, index, money) if tokens[index].is_number else _spelled(tokens, index)
    if read is None:
        return None
    value, end = read
    return _with_unit(tokens, start, end, value, money)


def _digits(tokens: Sequence[Token], index: int, money: str | None) -> tuple[float, int] | None:
    try:
        value = float(tokens[index].norm.replace(",", ""))
    except ValueError:
        return None
    end = index + 1
    if end < len(tokens):
        suffix, glued = tokens[end].norm, tokens[end].start == tokens[end - 1].end
        money_next = money or (end + 1 < len(tokens) and currency(tokens[end + 1].norm))
        if suffix in ("million", "billion", "thousand", "hundred", "lakh", "grand") or (
            glued and (suffix in ("k", "bn") or (suffix == "m" and money_next))
        ):
            value *= english.MULTIPLIERS[suffix]
            end += 1
    if _words(tokens, end, "and a half"):
        return value + 0.5, end + 3
    return value, end


def _words(tokens: Sequence[Token], start: int, phrase: str) -> bool:
    wanted = phrase.split()
    return [t.norm for t in tokens[start : start + len(wanted)]] == wanted


def _spelled(tokens: Sequence[Token], start: int) -> tuple[float, int] | None:
    index, total, seen = start, 0.0, False
    if _words(tokens, start, "half an") or _words(tokens, start, "half a"):
        return (0.5, start + 2) if _is_unit(tokens, start + 2) else None
    if tokens[index].norm in ("a", "an"):
        if _words(tokens, index + 1, "couple of") or _words(tokens, index + 1, "few"):
            return None if tokens[index + 1].norm == "few" else (2.0, index + 3)
        compared = start > 0 and tokens[start - 1].norm in _COMPARING
        if _is_unit(tokens, index + 1) and (
            compared or unit_name(tokens[index + 1].norm) in _TIME_UNITS[1:4]
        ):
            return 1.0, index + 1
        if index + 1 < len(tokens) and tokens[index + 1].norm in ("hundred", "thousand", "million", "dozen"):
            index += 1
            total, seen = 1.0, True
        else:
            return None
    while index < len(tokens):
        word = tokens[index].norm
        if word in english.NUMBER_WORDS and word not in ("half", "couple"):
            number = english.NUMBER_WORDS[word]
            total = (
                total + number
                if not seen or (total % 100 >= 20 and number < 10) or total % 100 == 0
                else total
            )
            seen = True
        elif seen and word in english.MULTIPLIERS and len(word) > 2:
            total = max(total, 1.0) * english.MULTIPLIERS[word]
        elif seen and _words(tokens, index, "and a half"):
            return total + 0.5, index + 3
        elif not (
            seen
            and word == "-"
            and index + 1 < len(tokens)
            and tokens[index + 1].norm in english.NUMBER_WORDS
        ):
            break
        index += 1
    if not seen:
        return None
    ranged = (
        index + 1 < len(tokens) and tokens[index].norm in ("to", "-", "or") and _counts(tokens[index + 1])
    )
    if index == start + 1 and tokens[start].norm == "one" and not _is_unit(tokens, index) and not ranged:
        return None
    return total, index


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
    if money is None and currency(word) and not (word == "pound" and unit_name(word)):
        return Numeral(Span(start, index + 1), value, money=currency(word))
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
        if _words(tokens, stop, "and a half"):
            value, stop = value + 0.5, stop + 3
        return Numeral(Span(start, stop), value, unit=unit)
    if tokens[index].is_word and word not in english.FUNCTION_WORDS:
        return Numeral(Span(start, end), value, money=money, counted=tokens[index].stem)
    if word == "+" and index + 1 < len(tokens) and tokens[index + 1].is_word:
        following = tokens[index + 1]
        if following.norm not in english.FUNCTION_WORDS and not unit_name(following.norm):
            return Numeral(Span(start, end), value, money=money, counted=following.stem)
    if word == "%":
        return Numeral(Span(start, index + 1), value, counted="%")
    return Numeral(Span(start, end), value, money=money)


def _decade(tokens: Sequence[Token], index: int) -> Numeral | None:
    token = tokens[index]
    first: float | None = None
    end = index + 1
    if token.norm in english.DECADE_WORDS:
        first = 1900.0 + english.DECADE_WORDS[token.norm]
    elif (
        token.is_number
        and end < len(tokens)
        and tokens[end].norm == "s"
        and tokens[end].start - token.end <= 1
    ):
        number = float(token.norm) if token.norm.isdigit() else -1.0
        if number % 10 == 0 and 20 <= number <= 90:
            first = 1900.0 + number
        elif number % 10 == 0 and (number in (0.0, 10.0) or 1000 <= number <= 2100):
            first = number if number >= 1000 else 2000.0 + number
        end += 1
    if first is None:
        return None
    start = index
    low, high = 0, 9
    before = index - 1 if index and tokens[index - 1].norm in "-–" else index
    if before > 0 and tokens[before - 1].norm in _PARTS:
        low, high = _PARTS[tokens[before - 1].norm]
        start = before - 1
    if (
        (low, high) == (0, 9)
        and end - index == 2
        and token.norm.isdigit()
        and float(token.norm) % 100 == 0
        and float(token.norm) >= 1000
    ):
        high = 9 if float(token.norm) >= 2000 else 99
    return Numeral(Span(start, end), first + low, until=first + high)
