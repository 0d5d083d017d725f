"""What an interaction tells of taste, from -1 (turned down) to 1 (chosen), whatever its event is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from catalog.behaviour import Interactions
from catalog.items import Interaction

Floats = NDArray[np.float64]

RATINGS = frozenset({"rating", "rate", "rated", "review", "score", "stars"})
TURNED_DOWN = frozenset(
    {"dislike", "disliked", "hide", "hidden", "reject", "rejected", "return", "returned", "skip"}
)
LOOKED_AT = frozenset({"view", "viewed", "click", "clicked", "open", "seen", "visit"})
SHOWN = frozenset({"impression", "exposure", "shown"})

CHOSEN, GLANCED, NEUTRAL, REFUSED = 1.0, 0.5, 0.0, -1.0


class _Meaning(IntEnum):
    """What the name of an event says."""

    CHOSEN, RATED, UNNAMED, TURNED_DOWN, LOOKED_AT, SHOWN = range(6)


_MEANINGS = {
    **dict.fromkeys(RATINGS, _Meaning.RATED),
    **dict.fromkeys(TURNED_DOWN, _Meaning.TURNED_DOWN),
    **dict.fromkeys(LOOKED_AT, _Meaning.LOOKED_AT),
    **dict.fromkeys(SHOWN, _Meaning.SHOWN),
    "interaction": _Meaning.UNNAMED,
}


@dataclass(frozen=True, slots=True)
class Scale:
    """The ends of a rating scale as the data uses it."""

    low: float
    high: float

    def strengths(self, values: Floats) -> Floats:
        """A rating in the upper 40 % of the scale is a choice, one in the lowest 30 % a refusal."""
        place = (values - self.low) / (self.high - self.low)
        return np.select([place >= 0.6, place <= 0.3], [CHOSEN, REFUSED], NEUTRAL)


def strengths(interactions: Sequence[Interaction]) -> list[float]:
    """The strength of each interaction, in the same order."""
    told: list[float] = strength_column(Interactions.of(interactions)).tolist()
    return told


def strength_column(interactions: Interactions) -> Floats:
    """The same as a column."""
    meaning, value = _meanings(interactions), interactions.value
    scale = rating_scale(interactions)
    rated = (meaning == _Meaning.RATED) | (meaning == _Meaning.UNNAMED)
    on_scale = rated & ~np.isnan(value) if scale else np.zeros(len(value), dtype=np.bool_)
    cases = [
        (on_scale, scale.strengths(value) if scale else NEUTRAL),
        ((meaning == _Meaning.TURNED_DOWN) | (value < 0), REFUSED),
        (meaning == _Meaning.SHOWN, NEUTRAL),
        (meaning == _Meaning.LOOKED_AT, GLANCED),
        ((value == 0) & ~rated, REFUSED),  # recommend: 0, like: 0
    ]
    return np.select([case for case, _ in cases], [told for _, told in cases], CHOSEN)


def rating_scale(interactions: Sequence[Interaction]) -> Scale | None:
    """The scale of the ratings; None where there are none.

    Values under no event's name count as ratings where most lie in the upper half of their range, as ratings
    do; amounts (copies bought, minutes played) crowd at its low end.
    """
    columns = Interactions.of(interactions)
    meaning, known = _meanings(columns), ~np.isnan(columns.value)
    named = columns.value[known & (meaning == _Meaning.RATED)]
    if named.size:
        return _scale(named)
    unnamed = columns.value[known & (meaning == _Meaning.UNNAMED)]
    scale = _scale(unnamed)
    if scale is None or scale.low < 0 or scale.high > 100:
        return None
    return scale if float(np.median(unnamed)) >= (scale.low + scale.high) / 2 else None


def _scale(values: Floats) -> Scale | None:
    if not values.size or values.min() == values.max():
        return None
    return Scale(float(values.min()), float(values.max()))


def _meanings(interactions: Interactions) -> NDArray[np.uint8]:
    """The meaning of each one's event."""
    names = [_MEANINGS.get(event.casefold(), _Meaning.CHOSEN) for event in interactions.events]
    return np.array(names, dtype=np.uint8)[interactions.event]
