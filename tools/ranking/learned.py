"""How much each source counts for whom, learned from what people went on to choose.

A user whom nothing is known of is best served by what most people choose, one with three choices by what is
like them, one with two hundred by people of the same taste: so the weights are learned apart by how many
choices are known. Where that does not clearly help, the weights by hand stay (`fusion.source_weights`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from catalog.items import ItemId
from tools import metrics
from tools.arrays import load_arrays, pack_names, save_arrays, unpack_names
from tools.candidates import Candidate
from tools.ranking.fusion import RANK_OFFSET

Floats = NDArray[np.float64]

BUCKET_STARTS = (0, 1, 6, 21)
"""How many known choices each bucket of users begins with: none, a few, some, many."""

RIDGE = 2e-3
"""How strongly weights are held to those by hand, which are right where there is little data."""

SHARPNESS = 12.0
"""By which fused scores are multiplied before the softmax of the loss; their sum is near one."""


def bucket_of(choices: int) -> int:
    """The bucket of a user with so many known choices."""
    return bisect_right(BUCKET_STARTS, choices) - 1


def bucket_ends(bucket: int) -> tuple[int, int | None]:
    """The fewest and the most known choices of a bucket, both included; None for no end."""
    return BUCKET_STARTS[bucket], None if bucket + 1 == len(BUCKET_STARTS) else BUCKET_STARTS[bucket + 1] - 1


@dataclass(frozen=True, slots=True)
class Case:
    """What the sources said for one user, and what that user went on to choose.

    features: (candidates, sources), what each candidate has from each source; chosen: (candidates,);
    `missed` counts the choices that no source brought up.
    """

    choices: int
    features: Floats
    chosen: NDArray[np.bool_]
    missed: int = 0

    @property
    def bucket(self) -> int:
        return bucket_of(self.choices)


def case(
    rankings: Mapping[str, Sequence[Candidate]],
    targets: frozenset[ItemId],
    *,
    sources: Sequence[str],
    choices: int,
) -> Case:
    """From the rankings of the sources, best first."""
    numbers: dict[ItemId, int] = {}
    for found in rankings.values():
        for candidate in found:
            numbers.setdefault(candidate.item_id, len(numbers))
    features = np.zeros((len(numbers), len(sources)))
    for column, source in enumerate(sources):
        for rank, candidate in enumerate(rankings.get(source, ()), start=1):
            features[numbers[candidate.item_id], column] = reciprocal(rank)
    chosen = np.array([item_id in targets for item_id in numbers], dtype=np.bool_)
    return Case(choices, features, chosen, len(targets) - int(chosen.sum()))


def reciprocal(rank: int, k: int = RANK_OFFSET) -> float:
    """What a place in a ranking is worth, from 1 for the first (Cormack et al., SIGIR 2009)."""
    return (k + 1) / (k + rank)


def ndcg(case: Case, weights: Floats, *, k: int = 10) -> float:
    """NDCG at k of the candidates ordered by their weighted sum; what sums to nothing is not shown."""
    scores = case.features @ weights
    order = np.argsort(-scores, kind="stable")[:k]
    order = order[scores[order] > 0]
    wanted = int(case.chosen.sum()) + case.missed
    return float(metrics.ndcg(case.chosen[order][None], np.array([wanted]), k)[0]) if wanted else 0.0


def learn_weights(cases: Sequence[Case], by_hand: Floats) -> Floats:
    """(sources,), non-negative, summing to what those by hand sum to.

    Minimises the mean negative log-likelihood of each choice under a softmax over its candidates (the listwise
    loss of ListNet, Cao et al., ICML 2007, top one), with a ridge towards the weights by hand.
    """
    from scipy.optimize import minimize

    told = [c for c in cases if c.chosen.any() and not c.chosen.all()]
    scale = by_hand.sum() or 1.0
    start = by_hand / scale
    if not told:
        return by_hand
    features = np.concatenate([c.features for c in told])
    sizes = np.array([len(c.chosen) for c in told])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    share = np.concatenate([c.chosen / c.chosen.sum() for c in told])

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = SHARPNESS * (features @ weights)
        scores -= np.repeat(np.maximum.reduceat(scores, starts), sizes)
        exponents = np.exp(scores)
        sums = np.repeat(np.add.reduceat(exponents, starts), sizes)
        likely = exponents / sums
        value = -(share @ (scores - np.log(sums))) / len(told)
        slope = SHARPNESS * ((likely - share) @ features) / len(told)
        away = weights - start
        return float(value + RIDGE * len(start) * away @ away), slope + 2 * RIDGE * len(start) * away

    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0.0, None)] * len(start))
    total = found.x.sum()
    return np.asarray(found.x / total * scale) if total > 0 else by_hand


@dataclass(frozen=True, slots=True)
class LearnedWeights:
    """weights: (buckets, sources); NaN in the buckets where those by hand are as good."""

    sources: tuple[str, ...]
    weights: Floats

    def of(self, choices: int) -> dict[str, float] | None:
        """The weight of each source for a user with so many known choices; None where those by hand stay."""
        row = self.weights[bucket_of(choices)]
        return None if np.isnan(row).any() else dict(zip(self.sources, row.tolist(), strict=True))

    def save(self, path: Path) -> None:
        save_arrays(path, sources=pack_names(self.sources), weights=self.weights)

    @classmethod
    def load(cls, path: Path) -> LearnedWeights:
        arrays = load_arrays(path)
        return cls(tuple(unpack_names(arrays["sources"])), arrays["weights"])
