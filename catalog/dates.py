"""Dates as people write them, as ISO days (`2016-03-26`)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?![\d-])")
_YEAR = re.compile(r"[12]\d{3}")
_MONTH = re.compile(r"([12]\d{3})[-/.](0?[1-9]|1[0-2])")
_NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2\d{2,4}(?!\d)")
_STAMP = re.compile(r"\d{9,10}(?:\.\d+)?|\d{12,13}")
EARLIEST_STAMP, LATEST_STAMP = 1e8, 2.6e9
"""Unix seconds that are taken for a date: 1973 to 2052. Milliseconds are a thousand times as much."""


def writes_day_first(texts: Iterable[str]) -> bool:
    """Whether a column writes 26 March as `26/03`; told from the dates that can be read in one way only."""
    day_first = month_first = dotted = 0
    for text in texts:
        match = _NUMERIC.match(text.strip())
        if match:
            first, second = int(match[1]), int(match[3])
            day_first += first > 12
            month_first += second > 12
            dotted += match[2] == "."
    return day_first > month_first or (month_first == 0 and dotted > 0)


def read_date(value: Any, *, day_first: bool = False) -> tuple[str, bool] | None:
    """The ISO day that `value` states, and whether it states the day; None where it states no year.

    `2018` is ("2018-01-01", False), `Jun 2009` is ("2009-06-01", False). Numbers are years, or Unix
    seconds or milliseconds.
    """
    if isinstance(value, datetime):
        return value.date().isoformat(), True
    if isinstance(value, date):
        return value.isoformat(), True
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _of_number(float(value))
    return _of_text(value.strip(), day_first) if isinstance(value, str) else None


def read_timestamp(value: Any) -> float | None:
    """Unix seconds of a number or of a date's text; None where it is neither."""
    if isinstance(value, bool):
        return None
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp()
    try:
        seconds = float(value)
    except (TypeError, ValueError, OverflowError):
        seconds = 0.0
    if seconds and math.isfinite(seconds):
        return seconds / 1000 if LATEST_STAMP * 10 < seconds < LATEST_STAMP * 1000 else seconds
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value.strip())
        except ValueError:
            found = read_date(value)
            if found is None:
                return None
            moment = datetime.fromisoformat(found[0])
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return None


def _of_number(number: float) -> tuple[str, bool] | None:
    if number.is_integer() and 1000 <= number < 3000:
        return f"{int(number)}-01-01", False
    if EARLIEST_STAMP * 1000 <= number <= LATEST_STAMP * 1000:
        number /= 1000
    if EARLIEST_STAMP <= number <= LATEST_STAMP:
        return datetime.fromtimestamp(number, tz=UTC).date().isoformat(), True
    return None


@lru_cache(maxsize=100_000)
def _of_text(text: str, day_first: bool) -> tuple[str, bool] | None:
    iso = _ISO.match(text)
    if iso:
        try:
            return date(*(int(part) for part in iso.groups())).isoformat(), True
        except ValueError:
            return None
    if _YEAR.fullmatch(text):
        return f"{text}-01-01", False
    month = _MONTH.fullmatch(text)
    if month:
        return f"{month[1]}-{int(month[2]):02d}-01", False
    if _STAMP.fullmatch(text):
        return _of_number(float(text))
    if text.isdecimal() and not re.fullmatch(r"[12]\d{3}(0[1-9]|1[0-2])[0-3]\d", text):
        return None
    if len(text) > 40 or not re.search(r"\d{2}", text):
        return None
    return _parse(text, day_first)


def _parse(text: str, day_first: bool) -> tuple[str, bool] | None:
    """dateutil fills what is missing from a default day; two defaults tell what was missing."""
    from dateutil import parser

    found = []
    for default in (datetime(1904, 1, 1), datetime(1908, 2, 2)):
        try:
            found.append(parser.parse(text, default=default, dayfirst=day_first, ignoretz=True).date())
        except (ValueError, OverflowError):
            return None
    first, second = found
    if first.year != second.year:
        return None
    if first.month != second.month:
        return f"{first.year:04d}-01-01", False
    return (first if first.day == second.day else first.replace(day=1)).isoformat(), first.day == second.day
