"""Values in words: `81` under an attribute with unit `min` is "81 minutes".

Replies, cards, evidence and comparisons all say a value through here, so that one fact reads the same
everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from catalog.items import Scalar, Value
from catalog.schema import Attribute, AttributeType

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

SIGNS = {
    "usd": "$",
    "us$": "$",
    "$": "$",
    "dollar": "$",
    "dollars": "$",
    "eur": "€",
    "€": "€",
    "euro": "€",
    "euros": "€",
    "gbp": "£",
    "£": "£",
    "jpy": "¥",
    "¥": "¥",
    "inr": "₹",
    "₹": "₹",
    "rs": "₹",
    "rupee": "₹",
    "rupees": "₹",
}
"""Currencies that are said with a sign before the number; any other is said by its code after it."""

UNIT_NAMES = {
    "min": ("minute", "minutes"),
    "mins": ("minute", "minutes"),
    "minute": ("minute", "minutes"),
    "minutes": ("minute", "minutes"),
    "h": ("hour", "hours"),
    "hr": ("hour", "hours"),
    "hrs": ("hour", "hours"),
    "hour": ("hour", "hours"),
    "hours": ("hour", "hours"),
    "s": ("second", "seconds"),
    "sec": ("second", "seconds"),
    "secs": ("second", "seconds"),
    "second": ("second", "seconds"),
    "seconds": ("second", "seconds"),
    "day": ("day", "days"),
    "days": ("day", "days"),
    "week": ("week", "weeks"),
    "weeks": ("week", "weeks"),
    "month": ("month", "months"),
    "months": ("month", "months"),
    "year": ("year", "years"),
    "years": ("year", "years"),
    "yr": ("year", "years"),
    "yrs": ("year", "years"),
    "page": ("page", "pages"),
    "pages": ("page", "pages"),
    "mile": ("mile", "miles"),
    "miles": ("mile", "miles"),
    "person": ("person", "people"),
    "persons": ("person", "people"),
    "people": ("person", "people"),
    "foot": ("foot", "feet"),
    "feet": ("foot", "feet"),
    "inch": ("inch", "inches"),
    "inches": ("inch", "inches"),
}
"""Units that are written out, as (one, many). A symbol (km, GB, kWh) is said as it is."""

TIGHT = frozenset({"%", "°", '"', "''"})
"""Units that stand right at the number."""

_YEARS = range(1000, 2200)


def say_value(attribute: Attribute, value: Value | None) -> str:
    """`value` of `attribute` as words for a sentence; an unknown one is "unknown".

    "81 minutes", "$4.99", "1,200 CHF", "yes", "26 March 2016", "comedy, crime and drama".
    """
    if isinstance(value, tuple):
        return join([say_scalar(attribute, v) for v in value]) or "unknown"
    return "unknown" if value is None else say_scalar(attribute, value)


def say_scalar(attribute: Attribute, value: Scalar) -> str:
    """One value in words, see `say_value`."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return say_date(value) if attribute.type is AttributeType.DATE else value
    return say_number(value, unit=attribute.unit)


def say_number(value: float, *, unit: str | None = None) -> str:
    """A number with its unit: thousands separated, no needless zeros, years as years."""
    unit = (unit or "").strip()
    key = unit.casefold()
    if not math.isfinite(value):
        return "unknown"
    if sign := SIGNS.get(key):
        return _amount(value, sign)
    if _is_year(value) and key in ("", "year", "years"):
        return str(int(value))
    digits = plain_number(value)
    if not unit:
        return digits
    if len(unit) == 3 and unit.isupper() and unit.isalpha() and not float(value).is_integer():
        digits = f"{value:,.2f}"  # a currency code: 4.50 CHF, not 4.5 CHF
    if unit in TIGHT:
        return f"{digits}{unit}"
    # A capital is another symbol: S is siemens, not seconds.
    one, many = UNIT_NAMES.get(unit, (unit, unit))
    return f"{digits} {one if abs(value) == 1 else many}"


def plain_number(value: float) -> str:
    """`1200.0` is "1,200", `4.50` is "4.5", `0.30000000000000004` is "0.3"."""
    if not math.isfinite(value):
        return "unknown"
    if float(value).is_integer():
        return f"{int(value):,}"
    digits = 2 if abs(value) >= 100 else 4
    text = f"{value:,.{digits}f}".rstrip("0").rstrip(".")
    return text if text.strip("-0.") else f"{value:.3g}"


def say_date(value: str) -> str:
    """`2016-03-26` is "26 March 2016"; a text that is no ISO date stays as it is."""
    try:
        day = date.fromisoformat(value[:10])
    except ValueError:
        return value
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def join(parts: Sequence[str], *, word: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def _amount(value: float, sign: str) -> str:
    size = abs(value)
    digits = f"{size:,.0f}" if float(size).is_integer() else f"{size:,.2f}"
    return f"{'-' if value < 0 else ''}{sign}{digits}"


def _is_year(value: float) -> bool:
    return math.isfinite(value) and float(value).is_integer() and int(value) in _YEARS
