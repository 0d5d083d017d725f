"""Units of measure that can be turned into each other, so that `1h 30min` counts as 90 minutes."""

from __future__ import annotations

from catalog.items import fold

_FAMILIES: dict[str, dict[float, str]] = {
    "time": {
        1: "s sec secs second seconds sek sekunde sekunden",
        60: "min mins minute minutes minuten m mn",
        3600: "h hr hrs hour hours std stunde stunden",
        86400: "d day days tag tage",
        604800: "wk wks week weeks woche wochen",
    },
    "length": {
        0.001: "mm millimetre millimetres millimeter millimeters",
        0.01: "cm centimetre centimetres centimeter centimeters",
        1: "m metre metres meter meters",
        1000: "km kms kilometre kilometres kilometer kilometers",
        0.0254: 'in inch inches zoll " ″',
        0.3048: "ft foot feet ' ′",
        0.9144: "yd yard yards",
        1609.344: "mi mile miles",
    },
    "weight": {
        0.000001: "mg",
        0.001: "g gram grams gramm",
        1: "kg kgs kilo kilos kilogram kilograms kilogramm",
        1000: "t tonne tonnes",
        0.45359237: "lb lbs pound pounds",
        0.028349523: "oz ounce ounces",
    },
    "data": {
        1: "b byte bytes",
        1e3: "kb k kilobyte kilobytes",
        1e6: "mb m megabyte megabytes",
        1e9: "gb g gigabyte gigabytes",
        1e12: "tb t terabyte terabytes",
    },
    "volume": {
        0.001: "ml millilitre millilitres milliliter milliliters",
        0.01: "cl",
        1: "l litre litres liter liters",
    },
    "power": {
        1: "w watt watts",
        1000: "kw kilowatt kilowatts",
        735.49875: "ps hp bhp horsepower",
    },
    "frequency": {1: "hz", 1e3: "khz", 1e6: "mhz", 1e9: "ghz"},
}

UNITS: dict[str, dict[str, float]] = {
    family: {word: size for size, words in sizes.items() for word in words.split()}
    for family, sizes in _FAMILIES.items()
}
"""By family, how many of the family's own unit each unit word stands for."""

CURRENCIES: dict[str, str] = {
    "$": "USD",
    "us$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₽": "RUB",
    "₩": "KRW",
    "₺": "TRY",
    "₴": "UAH",
    "zł": "PLN",
    "rs": "INR",
    "rs.": "INR",
    "руб": "RUB",
    "руб.": "RUB",
    "rp": "IDR",
    "r$": "BRL",
    "chf": "CHF",
    "fr.": "CHF",
    "kr": "SEK",
    "kč": "CZK",
    "usd": "USD",
    "eur": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "gbp": "GBP",
    "inr": "INR",
    "rub": "RUB",
    "jpy": "JPY",
    "aud": "AUD",
    "cad": "CAD",
    "dollars": "USD",
}
"""Signs and words of money, with the code that a schema's `unit` uses."""


def unit_size(word: str, family: str) -> float | None:
    """How many of the family's own unit `word` stands for, None where it is no unit of that family."""
    return UNITS[family].get(fold(word).rstrip("."))


def family_of(unit: str | None) -> str | None:
    """The family of a schema's unit (`min` is time); None where it belongs to none.

    `m`, `t`, `g` and `k` alone are metres, tonnes, grams and nothing: as data sizes they only make
    sense beside a schema's `MB`.
    """
    if not unit:
        return None
    word = fold(unit).rstrip(".")
    if word == "m":
        return "length"
    for family, words in UNITS.items():
        if word in words and not (family == "data" and len(word) == 1):
            return family
    return None


def convert(amount: float, *, unit: str, to: str) -> float | None:
    """`amount` of `unit` in the unit `to`; None where the one cannot be turned into the other."""
    family = family_of(to)
    if family is None:
        return None
    size, wanted = unit_size(unit, family), unit_size(to, family)
    return None if size is None or wanted is None else amount * size / wanted
