"""What most people chose, lately more than long ago."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from catalog.behaviour import Interactions
from catalog.items import Interaction, ItemId
from catalog.top import highest
from tools.arrays import load_arrays, save_arrays
from tools.candidates import Candidate, Evidence, Query
from tools.ranking.eligibility import Eligibility
from tools.signals import strength_column

DAY = 86_400.0
SHORTEST_HALF_LIFE, LONGEST_HALF_LIFE = 30 * DAY, 5 * 365 * DAY
NEUTRAL_WEIGHT, REFUSED_WEIGHT = 0.3, -0.5
MOST_CHOSEN = "one of the most chosen"
FEWEST_FOR_A_CLAIM = 5
"""An item chosen less often than this is called popular by nobody."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Popularity:
    """Decayed counts, one an item in the order of the catalog. `most_chosen` marks those in the top tenth."""

    weights: Floats
    most_chosen: NDArray[np.bool_]

    @classmethod
    def fit(cls, interactions: Sequence[Interaction], position: Mapping[ItemId, int]) -> Popularity | None:
        """None where nobody did anything to any item.

        An interaction counts half as much for each half-life that passed before the newest one; the half-life
        is a third of the time that the data spans, at least a month and at most five years.
        """
        told = Interactions.of(interactions)
        rows, strength, time = told.rows(position), strength_column(told), told.timestamp
        timed = time[~np.isnan(time)]
        newest, oldest = (float(timed.max()), float(timed.min())) if timed.size else (0.0, 0.0)
        half_life = min(max((newest - oldest) / 3, SHORTEST_HALF_LIFE), LONGEST_HALF_LIFE)
        moment = np.where(np.isnan(time), (newest + oldest) / 2, time)
        worth = np.select([strength > 0, strength == 0], [strength, NEUTRAL_WEIGHT], REFUSED_WEIGHT)
        worth *= 0.5 ** ((newest - moment) / half_life)
        here, size = rows >= 0, len(position)
        weights = np.asarray(np.bincount(rows[here], worth[here], minlength=size), dtype=np.float64)
        counts = np.bincount(rows[here & (strength > 0)], minlength=size)
        if not counts.any():
            return None
        weights = np.maximum(weights, 0.0)
        order = highest(weights, max(1, len(weights) // 10))
        most_chosen = np.zeros(len(weights), dtype=np.bool_)
        most_chosen[order] = True
        return cls(weights, most_chosen & (weights > 0) & (counts >= FEWEST_FOR_A_CLAIM))

    def save(self, path: Path) -> None:
        save_arrays(path, weights=self.weights, most_chosen=self.most_chosen)

    @classmethod
    def load(cls, path: Path) -> Popularity:
        return cls(**load_arrays(path))


class PopularitySource:
    """Ranks eligible items by `Popularity`; says nothing of items that nobody chose."""

    name = "popularity"

    def __init__(
        self, popularity: Popularity | None, items: Sequence[ItemId], eligibility: Eligibility
    ) -> None:
        nothing = np.zeros(len(items))
        self._popularity = popularity or Popularity(nothing, nothing.astype(np.bool_))
        self._items = items
        self._eligibility = eligibility
        self._taken: Floats = nothing

    def count(self, taken: Floats) -> None:
        """What users took beside what was fitted, (items,), counts as much as the newest that was; it replaces
        what was counted so before."""
        self._taken = taken

    async def candidates(self, query: Query, *, limit: int) -> list[Candidate]:
        weights = self._popularity.weights + self._taken
        rows = np.flatnonzero(self._eligibility.open_to(query) & (weights > 0))
        best = rows[highest(weights[rows], limit)].tolist()
        return [Candidate(self._items[row], float(weights[row]), self._evidence(row)) for row in best]

    def _evidence(self, row: int) -> tuple[Evidence, ...]:
        if not self._popularity.most_chosen[row]:
            return ()
        return (Evidence("popularity", "interactions", MOST_CHOSEN),)
