"""Several models as one: each score in units of its spread over the items, times a weight found by validation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tools.metrics import ndcg, recall, top
from tools.models.matrix import Floats, Matrix, rows_of
from tools.models.validation import TOP, Quality, Validation

STEPS = (0.4, 0.15)
"""How far a weight is moved, either way once and twice, in one round after the other."""

LEAST_GAIN = 0.002
"""A component that improves the blend by a smaller part is left out: simpler is better."""

SHORTLIST = 200
"""Of each component, the best items for a user that blends are tried on: no blend takes its first from far below."""


class Scoring(Protocol):
    """What can be blended."""

    def scores(self, histories: Matrix) -> Floats:
        """histories: (users, items) sparse. Out: (users, items)."""
        ...


def blend(scores: Mapping[str, Floats], weights: Mapping[str, float]) -> Floats:
    """The scores of each component, (users, items), as one."""
    return _sum({name: _scaled(scores[name]) for name in weights}, weights)


@dataclass(frozen=True, slots=True)
class Shortlists:
    """The best items of each judged user by any component, so that many blends can be tried on one scoring.

    scores: by component, scaled, (users, places); open_: places that hold an item, each once, which the user has
    not chosen yet; wanted: places of what was held out, both (users, places); sizes: how much was, (users,).
    """

    scores: Mapping[str, Floats]
    open_: NDArray[np.bool_]
    wanted: NDArray[np.bool_]
    sizes: NDArray[np.integer]

    @classmethod
    def of(cls, validation: Validation, components: Mapping[str, Scoring]) -> Shortlists:
        parts = [_shortlist(components, *batch) for batch in validation.batches()]
        return cls(
            {name: np.concatenate([part.scores[name] for part in parts]) for name in components},
            np.concatenate([part.open_ for part in parts]),
            np.concatenate([part.wanted for part in parts]),
            np.concatenate([part.sizes for part in parts]),
        )

    def judge(self, weights: Mapping[str, float]) -> Quality:
        """Of a blend; of one component alone it is what judging all items finds."""
        scores = _sum(self.scores, weights)
        scores[~self.open_] = -np.inf
        best = top(scores, TOP)
        hits = np.take_along_axis(self.wanted & self.open_, best, axis=1)
        return Quality(recall(hits, self.sizes, TOP), ndcg(hits, self.sizes, TOP))


def search(shortlists: Shortlists, first: str) -> tuple[dict[str, float], Quality]:
    """Weights by coordinate search from `first` alone, whose weight stays 1; a weight may be negative.

    Out: the weights of the components that are worth their while, and how good they are together.
    """
    weights = {first: 1.0}
    quality = shortlists.judge(weights)
    for step in STEPS:
        for name in shortlists.scores:
            if name == first:
                continue
            start = weights.get(name, 0.0)
            for times in (-2, -1, 1, 2):
                moved = {**weights, name: round(start + step * times, 3)}
                found = shortlists.judge(moved)
                if found.value > quality.value:
                    weights, quality = moved, found
    return _simplified(shortlists, weights, quality, first)


def _simplified(
    shortlists: Shortlists, weights: dict[str, float], quality: Quality, first: str
) -> tuple[dict[str, float], Quality]:
    """Without the components that add too little."""
    for name in [name for name in weights if name != first]:
        fewer = {other: weight for other, weight in weights.items() if other != name}
        without = shortlists.judge(fewer)
        if quality.value < without.value * (1 + LEAST_GAIN):
            weights, quality = fewer, without
    return weights, quality


def _shortlist(components: Mapping[str, Scoring], histories: Matrix, held: Matrix) -> Shortlists:
    users, items = histories.shape
    scaled = {name: _scaled(part.scores(histories)) for name, part in components.items()}
    chosen = np.zeros((users, items), dtype=np.bool_)
    chosen[rows_of(histories), histories.indices] = True
    count = min(SHORTLIST, items)
    best = [
        np.argpartition(np.where(chosen, -np.inf, scores), -count, axis=1)[:, -count:]
        for scores in scaled.values()
    ]
    places = np.sort(np.concatenate(best, axis=1), axis=1)
    again = np.diff(places, axis=1, prepend=-1) == 0
    return Shortlists(
        {name: np.take_along_axis(scores, places, axis=1) for name, scores in scaled.items()},
        ~again & ~np.take_along_axis(chosen, places, axis=1),
        np.take_along_axis(held.toarray() > 0, places, axis=1),
        np.diff(held.indptr),
    )


def _scaled(scores: Floats) -> Floats:
    """Each row in units of its standard deviation; a row without one as it is. (users, items)."""
    deviations = scores.std(axis=1, keepdims=True)
    deviations[deviations == 0] = 1
    units: Floats = scores / deviations
    return units


def _sum(parts: Mapping[str, Floats], weights: Mapping[str, float]) -> Floats:
    total = np.zeros_like(next(iter(parts.values())))
    for name, weight in weights.items():
        total += np.float32(weight) * parts[name]
    return total
