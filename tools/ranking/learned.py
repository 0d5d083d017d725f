"""How much each source counts for whom, learned from what people went on to choose.

With few choices known of a user other sources know best than with many, so the weights are learned apart by how
many choices are known, each set held to the one for everybody. Where that does not clearly help, the weights by
hand and reciprocal ranks stay (`ranking.fusion`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from catalog.items import ItemId
from tools import metrics
from tools.arrays import load_arrays, pack_names, save_arrays, unpack_names
from tools.candidates import Candidate
from tools.ranking.fusion import reciprocal_rank, reciprocal_ranks, relative_scores

Floats = NDArray[np.float64]

BUCKET_STARTS = (0, 1, 6, 21)
"""How many known choices each bucket of users begins with, and how many choosers each of items: none to many."""

RIDGE, RIDGE_WITHIN = 2e-3, 0.3
"""How strongly weights are held to those by hand, and those of a bucket to those for everybody."""

LEARNED_FROM = 50
"""The first of each source, which weights are learned from: what is chosen far below tells little of a slate."""

SHARPNESS = 12.0
"""By which fused scores are multiplied before the softmax of the loss; they are near one at most."""


def bucket_of(count: int) -> int:
    """The bucket of a user with so many known choices, or of an item with so many choosers."""
    return bisect_right(BUCKET_STARTS, count) - 1


def bucket_ends(bucket: int) -> tuple[int, int | None]:
    """The fewest and the most of a bucket, both included; None for no end."""
    return BUCKET_STARTS[bucket], None if bucket + 1 == len(BUCKET_STARTS) else BUCKET_STARTS[bucket + 1] - 1


@dataclass(frozen=True, slots=True)
class Case:
    """What the sources said for one user, and what that user went on to choose.

    choices: how many of theirs are known; ranks and scores: (candidates, sources), `reciprocal_ranks` and
    `relative_scores`, zero where a source is silent; chosen: (candidates,); choosers: (candidates,), how many
    others chose each; missed: the same of the choices that no source brought up.
    """

    user_id: str
    choices: int
    ranks: Floats
    scores: Floats
    chosen: NDArray[np.bool_]
    choosers: NDArray[np.int64]
    missed: NDArray[np.int64]

    @property
    def bucket(self) -> int:
        return bucket_of(self.choices)

    def first(self, count: int) -> Case:
        """The same, had each source said no more than its first `count`; what is lost so was never there."""
        near = self.ranks >= reciprocal_rank(count)
        kept = near.any(axis=1)
        return replace(
            self,
            ranks=np.where(near, self.ranks, 0.0)[kept],
            scores=np.where(near, self.scores, 0.0)[kept],
            chosen=self.chosen[kept],
            choosers=self.choosers[kept],
        )

    def with_columns(self, columns: Sequence[int]) -> Case:
        """The same with some of the sources alone."""
        return replace(self, ranks=self.ranks[:, columns], scores=self.scores[:, columns])


def case(
    rankings: Mapping[str, Sequence[Candidate]],
    targets: frozenset[ItemId],
    *,
    sources: Sequence[str],
    user_id: str,
    choices: int,
    choosers: Mapping[ItemId, int],
) -> Case:
    """From the rankings of the sources, best first. choosers: of each item that anybody chose."""
    numbers: dict[ItemId, int] = {}
    for found in rankings.values():
        for candidate in found:
            numbers.setdefault(candidate.item_id, len(numbers))
    ranks, scores = np.zeros((2, len(numbers), len(sources)))
    for column, source in enumerate(sources):
        if found := rankings.get(source, ()):
            rows = [numbers[candidate.item_id] for candidate in found]
            ranks[rows, column] = reciprocal_ranks(found)
            scores[rows, column] = relative_scores(found)
    return Case(
        user_id,
        choices,
        ranks,
        scores,
        chosen=np.array([item_id in targets for item_id in numbers], dtype=np.bool_),
        choosers=np.array([choosers.get(item_id, 0) for item_id in numbers], dtype=np.int64),
        missed=np.array([choosers.get(t, 0) for t in sorted(targets) if t not in numbers], dtype=np.int64),
    )


def best(fused: Floats, k: int = 10) -> NDArray[np.int64]:
    """Where the k best of `fused`, (candidates,), are, best first; what sums to nothing is not shown."""
    order = np.argsort(-fused, kind="stable")[:k]
    shown: NDArray[np.int64] = order[fused[order] > 0]
    return shown


def ndcg(case: Case, fused: Floats, *, k: int = 10) -> float:
    """NDCG at k of the candidates in the order of `fused`, (candidates,)."""
    wanted = int(case.chosen.sum()) + len(case.missed)
    hits = case.chosen[best(fused, k)][None]
    return float(metrics.ndcg(hits, np.array([wanted]), k)[0]) if wanted else 0.0


def learn_weights(cases: Sequence[Case], start: Floats, *, ridge: float = RIDGE) -> Floats:
    """(sources,), non-negative, for `Case.scores`; `start` where there is nothing to learn from.

    Minimises the mean negative log-likelihood of each choice under a softmax over its candidates (the listwise
    loss of ListNet, Cao et al., ICML 2007, top one), with a ridge towards `start`.
    """
    from scipy.optimize import minimize

    told = [c for c in cases if c.chosen.any() and not c.chosen.all()]
    if not told:
        return start
    features = np.concatenate([c.scores for c in told])
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
        return float(value + ridge * len(start) * away @ away), slope + 2 * ridge * len(start) * away

    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0.0, None)] * len(start))
    return np.asarray(found.x)


@dataclass(frozen=True, slots=True)
class LearnedWeights:
    """weights: (buckets of users, sources), for scores relative to the best of each source; NaN in the bucket
    of users whom nothing is known of, for whom those by hand stay.
    """

    sources: tuple[str, ...]
    weights: Floats

    @classmethod
    def learn(
        cls, cases: Sequence[Case], by_hand: Mapping[str, float], sources: Sequence[str]
    ) -> LearnedWeights:
        """From users of whom something is known. sources: the columns of the cases.

        What pushes back, and what is silent, is left to the weights by hand, whose sum the others keep.
        """
        told = [c.first(LEARNED_FROM) for c in cases if c.choices]
        pulling = [
            place
            for place, source in enumerate(sources)
            if by_hand.get(source, 0.0) > 0 and any(c.scores[:, place].any() for c in told)
        ]
        start = np.array([by_hand[sources[place]] for place in pulling])
        told = [c.with_columns(pulling) for c in told]
        scale = float(start.sum())
        everybody = learn_weights(told, start / scale)
        weights = np.full((len(BUCKET_STARTS), len(pulling)), np.nan)
        for bucket in range(bucket_of(1), len(BUCKET_STARTS)):
            own = [c for c in told if c.bucket == bucket]
            learned = learn_weights(own, everybody, ridge=RIDGE_WITHIN)
            weights[bucket] = learned / learned.sum() * scale if learned.any() else start
        return cls(tuple(sources[place] for place in pulling), weights)

    def of(self, choices: int) -> dict[str, float] | None:
        """The weight of each source for a user with so many known choices; None where those by hand stay."""
        row = self.weights[bucket_of(choices)]
        return (
            None
            if not row.size or np.isnan(row).any()
            else dict(zip(self.sources, row.tolist(), strict=True))
        )

    def save(self, path: Path) -> None:
        save_arrays(path, sources=pack_names(self.sources), weights=self.weights)

    @classmethod
    def load(cls, path: Path) -> LearnedWeights:
        arrays = load_arrays(path)
        return cls(tuple(unpack_names(arrays["sources"])), arrays["weights"])
