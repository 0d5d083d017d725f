"""Figures of rankings, wherever something is judged: recall, NDCG, means with intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

NORMAL_95 = 1.96
"""Standard errors to either side of a mean that hold 95 % of a normal distribution."""


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over cases with its 95 % interval (normal approximation; cases are taken as independent)."""

    value: float
    low: float
    high: float

    @property
    def interval(self) -> list[float]:
        return [round(self.low, 4), round(self.high, 4)]


def mean(values: Floats) -> Mean:
    """Of one figure a case, shape (cases,). Raises ValueError where there is no case."""
    if not len(values):
        raise ValueError("no case to take a mean of")
    middle = float(values.mean())
    spread = NORMAL_95 * float(values.std(ddof=1)) / len(values) ** 0.5 if len(values) > 1 else 0.0
    return Mean(middle, middle - spread, middle + spread)


def top(scores: NDArray[np.floating], k: int) -> NDArray[np.int64]:
    """The columns of the k best scores of each row, best first: (rows, k); -inf where something may not be."""
    k = min(k, scores.shape[1])
    best = np.argpartition(-scores, k - 1, axis=1)[:, :k]
    order = np.argsort(-np.take_along_axis(scores, best, axis=1), axis=1, kind="stable")
    return np.take_along_axis(best, order, axis=1)


def recall(hits: NDArray[np.bool_], relevant: NDArray[np.integer], k: int) -> Floats:
    """Share of the relevant items among the first k. hits: (rows, >= k), best first; relevant: (rows,) counts."""
    found: Floats = hits[:, :k].sum(axis=1) / relevant
    return found


def ndcg(hits: NDArray[np.bool_], relevant: NDArray[np.integer], k: int) -> Floats:
    """Normalised discounted cumulative gain at k with binary gains (Järvelin and Kekäläinen, TOIS 2002)."""
    discounts = 1.0 / np.log2(np.arange(2, k + 2))
    ideal = np.concatenate([[0.0], np.cumsum(discounts)])[np.minimum(relevant, k)]
    gained: Floats = hits[:, :k] @ discounts[: min(k, hits.shape[1])] / ideal
    return gained


def recall_and_ndcg(ranks: NDArray[np.integer], sizes: NDArray[np.integer], k: int) -> tuple[Floats, Floats]:
    """Both at k, (rows,) each, of the ranks of what is relevant, from 1: (sizes.sum(),), row after row.

    sizes: how much is relevant in each row, one at least.
    """
    starts = np.cumsum(sizes) - sizes
    ideal = np.cumsum(1.0 / np.log2(np.arange(2, k + 2)))[np.minimum(sizes, k) - 1]
    recalls: Floats = np.add.reduceat(at_rank(ranks, k), starts) / sizes
    gains: Floats = np.add.reduceat(ndcg_at_rank(ranks, k), starts) / ideal
    return recalls, gains


def at_rank(ranks: NDArray[np.integer], k: int) -> Floats:
    """Recall at k where one item is relevant; its rank counts from 1."""
    return (ranks <= k).astype(float)


def ndcg_at_rank(ranks: NDArray[np.integer], k: int) -> Floats:
    """NDCG at k where one item is relevant; its rank counts from 1."""
    return np.where(ranks <= k, 1.0 / np.log2(ranks + 1.0), 0.0)
