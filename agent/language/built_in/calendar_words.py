"""Dates as people say them: the late 90s · June 2024 · from march · 3rd of May · 2025-05-01."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from agent.language.built_in import english
from agent.language.built_in.text import Token

MONTHS = {
    name: number + 1
    for number, names in enumerate(
        (
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
        )
    )
    for name in names.split()
}
_PARTS = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}
_LEADING = english.words(
    "in from by until till before after since of around early mid late this next last during to end beginning start"
)


_ONLY_MONTHS = english.words("january february july august september october november december")
"""Nothing else in English, and nobody's name."""


@dataclass(frozen=True, slots=True)
class Day:
    """A month or a day of it, at the tokens from `start` up to `end`; no `year` where none was said."""

    start: int
    end: int
    month: int
    day: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Decade:
    """Years `first` to `last`; `spoken` are its two digits where it was written so ("90s" may be seconds)."""

    start: int
    end: int
    first: float
    last: float
    spoken: float | None = None


def day_at(tokens: Sequence[Token], start: int) -> Day | None:
    """The date that begins at token `start`: a month alone only after a word that makes it one ("by june")."""
    written = _in_digits(tokens, start)
    if written is not None:
        return written
    index, day = start, _day(tokens, start)
    if day is not None:
        index += 1
        index += _word(tokens, index) == "of"
    month = MONTHS.get(_word(tokens, index))
    if month is None:
        return None
    end = index + 1
    if day is None and (following := _day(tokens, end)) is not None:
        day, end = following, end + 1
    comma = _word(tokens, end) == ","
    year = _year(tokens, end + comma)
    if year is not None:
        return Day(start, end + comma + 1, month, day, year)
    before = tokens[start - 1].norm if start else ""
    alone = _word(tokens, index) in _ONLY_MONTHS or (
        before in ("or", "and", "-", "/", "through") and _word(tokens, start - 2) in MONTHS
    )
    if day is None and before not in _LEADING and not alone:
        return None
    return Day(start, end, month, day)


def _in_digits(tokens: Sequence[Token], start: int) -> Day | None:
    """2025-05-01, 1/5/2025 and 1.5.2025: the day first, as long as it can be one."""
    parts = tokens[start : start + 5]
    if len(parts) < 5 or any(a.end != b.start for a, b in itertools.pairwise(parts)):
        return None
    marks = {parts[1].norm, parts[3].norm}
    numbers = [t.norm for t in parts[::2]]
    if marks not in ({"-"}, {"/"}) or not all(n.isdigit() for n in numbers):
        return None
    one, two, three = map(int, numbers)
    year, month, day = (one, two, three) if one > 31 else (three, two, one)
    if month > 12:
        month, day = day, month
    possible = 1000 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= 31
    return Day(start, start + 5, month, day, year) if possible else None


def _word(tokens: Sequence[Token], index: int) -> str:
    return tokens[index].norm if 0 <= index < len(tokens) else ""


def _day(tokens: Sequence[Token], index: int) -> int | None:
    word = _word(tokens, index)
    digits = word[:-2] if word[-2:] in ("st", "nd", "rd", "th") else word
    return int(digits) if digits.isdigit() and 1 <= int(digits) <= 31 else None


def _year(tokens: Sequence[Token], index: int) -> int | None:
    word = _word(tokens, index)
    return int(word) if word.isdigit() and 1000 <= int(word) <= 2100 else None


def decade_at(tokens: Sequence[Token], index: int) -> Decade | None:
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
    spoken = float(token.norm) if start == index and len(token.norm) == 2 and token.norm.isdigit() else None
    return Decade(start, end, first + low, first + high, spoken)
