"""Numbers as people say them: round, with their unit or without, in words, in another unit."""

from __future__ import annotations

import math
import random

from catalog.schema import Attribute

_WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
_SIGNS = {"usd": ("$", "dollars"), "eur": ("€", "euros"), "gbp": ("£", "pounds"), "inr": ("₹", "rupees")}
_WRITTEN = {
    "min": ("minutes", "min", "mins"),
    "h": ("hours", "h", "hrs"),
    "s": ("seconds", "s"),
    "cm": ("cm", "centimetres"),
    "m": ("m", "metres"),
    "km": ("km", "kilometres"),
    "mm": ("mm",),
    "g": ("g", "grams"),
    "kg": ("kg", "kilos"),
    "w": ("W", "watts"),
    "%": ("%", "percent"),
    "gb": ("GB", "gigs"),
    "ml": ("ml",),
    "l": ("l", "litres"),
}
_LARGER = {
    "min": (60, "hours"),
    "cm": (100, "m"),
    "g": (1000, "kg"),
    "m": (1000, "km"),
    "ml": (1000, "litres"),
}


def tidy(value: float) -> float:
    """A number that a person would say in its place: 1,837 is 1,800, 4.37 is 4.4."""
    if value == 0:
        return 0.0
    digits = 2 if abs(value) >= 100 else 1
    if abs(value) < 10 and not value.is_integer():
        return round(value, 1)
    if abs(value) < 100:
        return float(round(value)) if abs(value) < 20 or value % 5 else value
    step = 10.0 ** (math.floor(math.log10(abs(value))) - digits + 1)
    return float(round(value / step) * step)


def digits(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else f"{value:g}"


def amount(attribute: Attribute, value: float, chance: random.Random, *, year: bool = False) -> str:
    """A value with its unit, in one of the ways in which it is said."""
    if year:
        return str(int(value))
    unit = (attribute.unit or "").strip()
    key = unit.casefold()
    if key in _SIGNS:
        return _money(value, _SIGNS[key], chance)
    number = digits(value)
    if key == "b" and value >= 1e6:
        return f"{digits(value / 1e6)} MB"  # nobody counts bytes
    if key in _LARGER and chance.random() < 0.3:
        size, name = _LARGER[key]
        if value >= size and (value * 4) % size == 0:
            larger = digits(value / size)
            return f"{larger} {'hour' if name == 'hours' and value == size else name}"
    if 2 <= value <= 12 and value.is_integer() and key not in ("%",) and chance.random() < 0.25:
        number = _WORDS[int(value)]
    if not unit:
        return number
    name = chance.choice(_WRITTEN.get(key, (unit if len(unit) <= 3 or unit.endswith("s") else f"{unit}s",)))
    if value == 1:
        return f"{number} {name.removesuffix('s') if len(name) > 3 else name}"
    if name == "%":
        return f"{digits(value)}%"
    tight = name in ("cm", "km", "mm", "W", "GB", "min", "kg", "g", "ml") and number[0].isdigit()
    return f"{number}{name}" if tight and chance.random() < 0.3 else f"{number} {name}"


def _money(value: float, names: tuple[str, str], chance: random.Random) -> str:
    sign, word = names
    if value >= 1000 and value % 1000 == 0 and chance.random() < 0.4:
        return f"{sign}{digits(value / 1000)}k"
    if value >= 1000 and chance.random() < 0.5:
        return f"{sign}{value:,.0f}" if value.is_integer() else f"{sign}{value:,.2f}"
    return chance.choice((f"{sign}{digits(value)}", f"{digits(value)} {word}", f"{digits(value)} {word}"))
