"""Units of measure: what a user says, in the unit that the data has.

Physical units and their conversions come from pint; money is only recognised, never converted, because a
rate is a fact that no catalog holds.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from catalog.items import fold

if TYPE_CHECKING:
    import pint

CURRENCIES: dict[str, tuple[str, ...]] = {
    "USD": ("$", "usd", "dollar", "dollars", "buck", "bucks", "us$", "quid$"),
    "EUR": ("€", "eur", "euro", "euros"),
    "GBP": ("£", "gbp", "pound", "pounds", "quid"),
    "JPY": ("¥", "jpy", "yen"),
    "CNY": ("cny", "rmb", "yuan"),
    "INR": ("₹", "inr", "rupee", "rupees", "rs"),
    "RUB": ("₽", "rub", "rouble", "roubles", "ruble", "rubles"),
    "CHF": ("chf", "franc", "francs"),
    "AUD": ("aud",),
    "CAD": ("cad",),
    "IDR": ("idr", "rupiah"),
    "BRL": ("brl", "reais", "real"),
    "KRW": ("krw", "won"),
    "SEK": ("sek", "kronor", "krona"),
    "PLN": ("pln", "zloty"),
    "MXN": ("mxn", "peso", "pesos"),
}
_CURRENCY_OF = {word: code for code, words in CURRENCIES.items() for word in words}

_SPOKEN = {
    "mins": "minute",
    "min": "minute",
    "hr": "hour",
    "hrs": "hour",
    "h": "hour",
    "secs": "second",
    "sec": "second",
    "kms": "kilometer",
    "ks": "kilometer",
    "k": "kilometer",
    "ft": "foot",
    "feet": "foot",
    "inch": "inch",
    "inches": "inch",
    '"': "inch",
    "pound": "pound",
    "lbs": "pound",
    "lb": "pound",
    "kgs": "kilogram",
    "kilo": "kilogram",
    "kilos": "kilogram",
    "gb": "gigabyte",
    "gig": "gigabyte",
    "gigs": "gigabyte",
    "mb": "megabyte",
    "megs": "megabyte",
    "kb": "kilobyte",
    "tb": "terabyte",
    "hp": "metric_horsepower",
    "ps": "metric_horsepower",
    "horsepower": "metric_horsepower",
    "yrs": "year",
    "yr": "year",
    "kcal": "kilocalorie",
    "cal": "kilocalorie",
    "calories": "kilocalorie",
    "calorie": "kilocalorie",
    "litres": "liter",
    "litre": "liter",
    "m": "meter",
    "mi": "mile",
    "cm": "centimeter",
    "mm": "millimeter",
    "g": "gram",
    "kg": "kilogram",
    "km": "kilometer",
    "oz": "ounce",
    "w": "watt",
    "l": "liter",
    "ml": "milliliter",
    "hz": "hertz",
    "mah": "milliampere_hour",
}
_COMPOUND = {
    **dict.fromkeys(
        ("m2", "sqm", "qm", "sq m", "sq metre", "sq meter", "square metre", "square meter"), "meter ** 2"
    ),
    **dict.fromkeys(("ft2", "sqft", "sq ft", "sq foot", "square foot", "square feet"), "foot ** 2"),
    **dict.fromkeys(("km2", "sq km", "square kilometre", "square kilometer"), "kilometer ** 2"),
    **dict.fromkeys(("square mile", "sq mile"), "mile ** 2"),
    **dict.fromkeys(("km/h", "kmh", "kph"), "kilometer / hour"),
    "mph": "mile / hour",
    "m/s": "meter / second",
}
"""Units of more than one word or sign, in the singular."""
_DIMENSIONS = {
    "[time]": "time",
    "[length]": "length",
    "[mass]": "mass",
    "[information]": "data",
    "dimensionless": None,
}


def words() -> frozenset[str]:
    """The units and currencies that have a name of their own here."""
    return frozenset(_SPOKEN) | frozenset(_SPOKEN.values()) | frozenset(_CURRENCY_OF)


_NOT_UNITS = frozenset(
    [
        "in",
        "at",
        "as",
        "a",
        "to",
        "on",
        "are",
        "is",
        "us",
        "do",
        "be",
        "so",
        "me",
        "am",
        "pm",
        "or",
        "and",
        "for",
        "by",
        "up",
    ]
)


@lru_cache(maxsize=1)
def _registry() -> pint.UnitRegistry[Any]:
    import pint

    return pint.UnitRegistry(cache_folder=None)


def currency(word: str) -> str | None:
    """The ISO code of a currency word or sign: `bucks` is USD."""
    return _CURRENCY_OF.get(fold(word))


@lru_cache(maxsize=4096)
def unit_name(word: str) -> str | None:
    """pint's name of a physical unit as people write it, or None."""
    folded = fold(word)
    if word in _COMPOUND.values():
        return word
    compound = _COMPOUND.get(folded) or _COMPOUND.get(folded.removesuffix("s"))
    if compound is not None:
        return compound
    if (
        not folded
        or folded in _NOT_UNITS
        or (folded in _CURRENCY_OF and folded != "pound")
        or (not folded.isalpha() and folded != '"')
    ):
        return None
    spoken = _SPOKEN.get(folded, folded)
    if len(spoken) < 3 and folded not in _SPOKEN:
        return None
    registry = _registry()
    if spoken in _KNOWN_LONG or folded in _SPOKEN:
        try:
            return str(registry.Unit(spoken))
        except (AttributeError, ValueError, TypeError):
            return None
    return None


_KNOWN_LONG = frozenset(
    [
        "second",
        "year",
        "years",
        "seconds",
        "minute",
        "minutes",
        "hour",
        "hours",
        "day",
        "days",
        "week",
        "weeks",
        "fortnight",
        "fortnights",
        "decade",
        "decades",
        "month",
        "months",
        "meter",
        "meters",
        "metre",
        "metres",
        "kilometer",
        "kilometers",
        "kilometre",
        "kilometres",
        "mile",
        "miles",
        "foot",
        "yard",
        "yards",
        "centimeter",
        "centimeters",
        "centimetre",
        "centimetres",
        "millimeter",
        "millimeters",
        "inch",
        "gram",
        "grams",
        "kilogram",
        "kilograms",
        "ounce",
        "ounces",
        "tonne",
        "tonnes",
        "ton",
        "tons",
        "stone",
        "byte",
        "bytes",
        "kilobyte",
        "kilobytes",
        "megabyte",
        "megabytes",
        "gigabyte",
        "gigabytes",
        "terabyte",
        "terabytes",
        "liter",
        "liters",
        "milliliter",
        "milliliters",
        "gallon",
        "gallons",
        "watt",
        "watts",
        "kilowatt",
        "kilowatts",
        "volt",
        "volts",
        "hertz",
        "megahertz",
        "gigahertz",
        "mhz",
        "ghz",
        "kilohertz",
        "milliampere_hour",
        "metric_horsepower",
        "degree",
        "celsius",
        "fahrenheit",
        "kilocalorie",
        "kilojoule",
    ]
)


_KEPT = {"in": "inch", "in.": "inch"}
"""Units that a catalog may keep and that are other words where people speak."""


def dimension_of(unit: str | None) -> str | None:
    """`money`, `time`, `length`, `mass`, `data`, another of pint's dimensions, or None for a bare number."""
    if not unit:
        return None
    unit = _KEPT.get(unit, unit)
    if (currency(unit) and unit != "pound") or (unit.isupper() and unit in CURRENCIES):
        return "money"
    name = unit_name(unit)
    if name is None:
        return None
    if name.endswith(("byte", "bit")):
        return "data"
    dimension = str(_registry().Unit(name).dimensionality)
    return _DIMENSIONS.get(dimension, dimension)


def convert(value: float, said: str, unit: str) -> float | None:
    """`value` said in one unit, in another; None where the two do not measure the same thing."""
    source, target = unit_name(_KEPT.get(said, said)), unit_name(_KEPT.get(unit, unit))
    if source is None or target is None:
        return None
    registry = _registry()
    try:
        found = float(registry.Quantity(value, source).to(target).magnitude)
    except Exception as error:
        if type(error).__module__.startswith("pint"):
            return None
        raise
    return round(found, 2 if abs(found) >= 1 else 4)
