"""Numbers as people write them in tables: `$4.99`, `1,234`, `12 min`, `150,000km`, `₹1,04,990`, `3,5 kg`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from catalog.units import CURRENCIES, UNITS, convert, family_of

_SIGNS = "|".join(re.escape(word) for word in sorted(CURRENCIES, key=len, reverse=True))
_BEFORE = rf"(?P<before>(?:{_SIGNS}|[₫₪฿¢])?)"
_ABOUT = r"(?:(?:from|only|approx\.?|about|around|circa|ca\.?|starting at|ab)\s|~|≈)?"
_AMOUNT = (
    r"(?P<amount>\d{1,3}(?:[ \u00a0\u202f\u2009'’]\d{3})+(?:[.,]\d+)?(?!\d)"
    r"|\d+(?:[.,]\d+)*(?:[eE][+-]?\d{1,3})?|[.,]\d+)"
)
_NUMBER = re.compile(
    rf"{_ABOUT}\s*(?P<sign>[-−–+]?)\s*{_BEFORE}\s*(?P<sign2>[-−]?){_AMOUNT}\s*\+?\s*(?P<after>[^\d]{{0,24}})",
    re.I,
)
_CLOCK = re.compile(r"(?:PT)?(\d{1,3}):([0-5]\d):([0-5]\d)(?:\.\d+)?")
_COMPOUND = re.compile(r"(?:P?T)?((?:\d+(?:[.,]\d+)?\s*[^\W\d]+\.?\s*(?:,|and|und)?\s*){1,4})", re.I)
_PART = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\W\d]+)")
_THOUSANDS = {
    "k": 1e3,
    "K": 1e3,
    "M": 1e6,
    "B": 1e9,
    "bn": 1e9,
    "Mio": 1e6,
    "mln": 1e6,
    "million": 1e6,
    "billion": 1e9,
}
_LARGEST = 1e300
_EUROPEAN = re.compile(r"\d\.\d{3},\d|\d\.\d{3}\.\d{3}(?!\d)|(?<![\d.,])\d+,\d{1,2}(?![\d.,])|\b0,\d")
_ENGLISH = re.compile(
    r"\d,\d{3}\.\d|\d,\d{3},\d{3}(?!\d)|(?<![\d.,])\d+\.(?:\d{1,2}|\d{4,})(?![\d.,])|\b0\.\d|\d,\d{2},\d{3}"
)


def uses_decimal_comma(texts: Iterable[str]) -> bool:
    """Whether a column writes one and a half as `1,5`; `1.234` is then a thousand and more.

    Told from the texts that can be read in one way only; where there are none, from a single dot
    before three digits beside a euro sign (`5.000 €`).
    """
    european = english = euros = 0
    for text in texts:
        european += bool(_EUROPEAN.search(text))
        english += bool(_ENGLISH.search(text))
        euros += "€" in text and bool(re.search(r"(?<![\d.])\d{1,3}\.\d{3}(?![\d.])", text))
    return european > english or (english == 0 and euros > 0)


@lru_cache(maxsize=100_000)
def read_number(text: str, *, unit: str | None = None, decimal_comma: bool = False) -> float | int | None:
    """The one number that `text` states, in `unit` where both name units of one family; else None.

    None as well for ranges (`10-20`), for two numbers, for a unit of another family than the wanted
    one (`5 kg` where kilometres are wanted), and for words.
    """
    text = text.strip()
    match = _NUMBER.fullmatch(text)
    if match is None:
        return _read_compound(text, unit)
    amount = _amount(match["amount"], decimal_comma=decimal_comma)
    if amount is None or abs(amount) > _LARGEST:
        return None
    negative = (match["sign"] + match["sign2"]).strip("+")
    scaled = _scale(amount, match["after"].strip(), unit)
    if scaled is None:
        return None
    return tidy(-scaled if negative else scaled)


def tidy(number: float) -> float | int:
    """Whole numbers as `int`, others without the noise of binary arithmetic."""
    rounded = round(number, 10) if abs(number) < 1e6 else number
    return int(rounded) if float(rounded).is_integer() and abs(rounded) < 2**53 else float(rounded)


def unit_of(text: str) -> str | None:
    """The unit or the currency written beside a number: `12 min` is `min`, `$4.99` is `USD`."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return None
    sign = match["before"].strip().casefold()
    if sign in CURRENCIES:
        return CURRENCIES[sign]
    after = match["after"].strip()
    if not after or len(after.split()) > 2 or not re.match(r"[^\W_]|[%°€£$¥₹₽\"″]", after):
        return None
    return CURRENCIES.get(after.casefold(), after)


def _amount(text: str, *, decimal_comma: bool) -> float | None:
    text = re.sub(r"[ \u00a0\u202f\u2009'’]", "", text)
    comma, dot = text.count(","), text.count(".")
    if comma and dot:
        decimal = max(",.", key=text.rfind)
    elif comma + dot > 1:
        decimal = ""
    elif comma:
        groups = re.fullmatch(r"[1-9]\d{0,2},\d{3}", text) is not None
        decimal = "," if decimal_comma or not groups else ""
    else:
        decimal = "" if decimal_comma and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", text) else "."
    whole, _, rest = text.rpartition(decimal) if decimal and decimal in text else (text, "", "")
    grouping = re.sub(r"[.,]", " ", whole).split()
    if any(len(group) not in (2, 3) for group in grouping[1:]) or (
        len(grouping) > 1 and len(grouping[-1]) != 3
    ):
        return None  # a version or a date: 4.0.3, 13.04.2016
    try:
        return float("".join(grouping) + (f".{rest}" if rest else "") or 0)
    except (ValueError, OverflowError):
        return None


def _scale(amount: float, after: str, unit: str | None) -> float | None:
    """`amount` in `unit`; `after` is what stood behind it."""
    words = after.split()
    word = words[0].rstrip(".,;)") if words else ""
    family = family_of(unit)
    if family is None:
        return amount * _THOUSANDS.get(word, 1) if word else amount
    if not word:
        return amount
    converted = convert(amount, unit=word, to=unit or "")
    if converted is not None:
        return converted
    lowered = word.casefold()
    if word in _THOUSANDS:
        return amount * _THOUSANDS[word]
    other = any(lowered in words for name, words in UNITS.items() if name != family)
    return None if other else amount


def _read_compound(text: str, unit: str | None) -> float | int | None:
    """`1h 30min`, `2 ft 3 in`, `1:42:00`, in `unit`."""
    if unit is None or family_of(unit) is None:
        return None
    clock = _CLOCK.fullmatch(text)
    if clock:
        hours, minutes, seconds = (int(part) for part in clock.groups())
        found = convert(hours * 3600 + minutes * 60 + seconds, unit="s", to=unit)
        return None if found is None else tidy(found)
    if not _COMPOUND.fullmatch(text):
        return None
    total = 0.0
    for amount, word in _PART.findall(text):
        part = convert(float(amount.replace(",", ".")), unit=word, to=unit)
        if part is None:
            return None
        total += part
    return tidy(total)
