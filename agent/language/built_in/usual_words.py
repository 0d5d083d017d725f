"""What English says of a quantity: for an attribute without `high` and `low` words of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from agent.language.built_in.word_forms import degrees


@dataclass(frozen=True, slots=True)
class Side:
    """The words for much, for little, and for what lies between."""

    high: tuple[str, ...]
    low: tuple[str, ...]


def _sides(high: str, low: str) -> Side:
    return Side(tuple(high.split()), tuple(low.split()))


USUAL_WORDS = {
    "money": _sides(
        "expensive pricey costly fancy dear upscale high-end luxurious posh",
        "cheap affordable inexpensive budget low-cost economical low-priced",
    ),
    "time": _sides("long lengthy", "short quick brief fast"),
    "length": _sides("long far", "short near"),
    "mass": _sides("heavy", "light lightweight"),
    "data": _sides("big large", "small"),
    "year": _sides("new recent modern contemporary latest", "old classic vintage older old-school oldest"),
    "rating": _sides(
        "highly-rated well-rated top-rated best-rated well-reviewed good best popular acclaimed", "bad"
    ),
}
"""By dimension."""

PRICES = frozenset(["price", "prices", "cost", "costs", "fee"])
"""What an amount of money is called where the data names no currency, folded."""

BETWEEN = ("moderate", "medium", "mid-range", "midrange", "average", "reasonable")
"""What lies between, whatever the quantity."""


def synonyms(values: Mapping[str, str]) -> dict[str, str]:
    """Other words for the values of one category, where they are the two sides of a quantity.

    `values` maps each folded spelling to its value, as do the synonyms. Of "cheap, moderate, expensive": pricey
    is expensive, affordable is cheap, reasonable is moderate. A side on which two values lie (small, tiny)
    tells nothing of which one is meant.
    """
    found: dict[str, str] = {}
    for side in USUAL_WORDS.values():
        high, low, between = (
            {value for written, value in values.items() if written in words}
            for words in (side.high, side.low, BETWEEN)
        )
        if not high or not low or high & low:
            continue
        for words, own in ((side.high, high), (side.low, low), (BETWEEN, between)):
            if len(own) == 1:
                found |= {word: next(iter(own)) for word in words if word not in values}
    return found


MEASURING = frozenset(
    form
    for side in USUAL_WORDS.values()
    for word in (*side.high, *side.low)
    if word not in ("good", "best", "bad", "popular", "new", "old", "fine")
    for form in (word, *(f for f, _ in degrees(word)))
)
"""Words of measure in any of their degrees, whatever a catalog has."""
