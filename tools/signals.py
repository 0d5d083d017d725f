"""What an interaction tells of taste, from -1 (turned down) to 1 (chosen), whatever its event is called."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from catalog.items import Interaction

RATINGS = frozenset({"rating", "rate", "rated", "review", "score", "stars"})
TURNED_DOWN = frozenset(
    {"dislike", "disliked", "hide", "hidden", "reject", "rejected", "return", "returned", "skip"}
)
LOOKED_AT = frozenset({"view", "viewed", "click", "clicked", "open", "seen", "visit"})
SHOWN = frozenset({"impression", "exposure", "shown"})

CHOSEN, GLANCED, NEUTRAL, REFUSED = 1.0, 0.5, 0.0, -1.0


@dataclass(frozen=True, slots=True)
class Scale:
    """The ends of a rating scale as the data uses it."""

    low: float
    high: float

    def strength(self, value: float) -> float:
        """A rating in the upper 40 % of the scale is a choice, one in the lowest 30 % a refusal."""
        place = (value - self.low) / (self.high - self.low)
        if place >= 0.6:
            return CHOSEN
        return REFUSED if place <= 0.3 else NEUTRAL


def strengths(interactions: Sequence[Interaction]) -> list[float]:
    """The strength of each interaction, in the same order."""
    scale = rating_scale(interactions)
    return [_strength(interaction, scale) for interaction in interactions]


def rating_scale(interactions: Sequence[Interaction]) -> Scale | None:
    """The scale of the ratings; None where there are none.

    Values under no event's name count as ratings where most lie in the upper half of their range, as ratings
    do; amounts (copies bought, minutes played) crowd at its low end.
    """
    named = [i.value for i in interactions if i.value is not None and i.event.casefold() in RATINGS]
    if named:
        return _scale(named)
    unnamed = [i.value for i in interactions if i.value is not None and i.event == "interaction"]
    scale = _scale(unnamed)
    if scale is None or scale.low < 0 or scale.high > 100:
        return None
    return scale if statistics.median(unnamed) >= (scale.low + scale.high) / 2 else None


def _scale(values: Sequence[float]) -> Scale | None:
    if not values or min(values) == max(values):
        return None
    return Scale(min(values), max(values))


def _strength(interaction: Interaction, scale: Scale | None) -> float:
    event, value = interaction.event.casefold(), interaction.value
    rated = event in RATINGS or event == "interaction"
    if rated and value is not None and scale is not None:
        return scale.strength(value)
    if event in TURNED_DOWN or (value is not None and value < 0):
        return REFUSED
    if event in SHOWN:
        return NEUTRAL
    if event in LOOKED_AT:
        return GLANCED
    if value == 0 and not rated:  # recommend: 0, like: 0
        return REFUSED
    return CHOSEN
