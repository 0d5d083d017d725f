"""Which settings are better: each user's held-out choices, ranked among all that the user has not chosen yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.models.matrix import Floats, Matrix, hold_out, rows_of

SHARE = 0.1
"""Of each user's choices that are held out."""

JUDGED_CELLS, FEWEST_USERS = 8000, 1000
"""Users are judged until as many choices of theirs were held out; more would tell little and cost as much again."""

TOP = 20
BATCH = 256
"""Users scored at once."""

Scorer = Callable[[Matrix], Sequence[Floats]]
"""From histories (users, items) to the scores of one or more variants, (users, items) each."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Recall and NDCG among the first `TOP`, means over users."""

    recall: float
    ndcg: float

    @property
    def value(self) -> float:
        """The one figure that settings are chosen by."""
        return (self.recall + self.ndcg) / 2


@dataclass(frozen=True, slots=True)
class Validation:
    """kept: what to fit on; histories and held: of the judged users alone, (users, items)."""

    kept: Matrix
    histories: Matrix
    held: Matrix

    @classmethod
    def carve(cls, matrix: Matrix, *, seed: int) -> Validation | None:
        """None where no user has two choices."""
        kept, held = hold_out(matrix, share=SHARE, seed=seed)
        users = np.flatnonzero(np.diff(held.indptr))
        if not len(users):
            return None
        count = max(FEWEST_USERS, len(users) * JUDGED_CELLS // held.nnz)
        if len(users) > count:
            users = np.sort(np.random.default_rng(seed).choice(users, count, replace=False))
        return cls(kept, kept[users], held[users])

    def judge(self, scorer: Scorer) -> list[Quality]:
        """One a variant, in their order. The scores are overwritten."""
        parts: list[list[NDArray[np.float64]]] = []
        for start in range(0, self.held.shape[0], BATCH):
            histories, held = self.histories[start : start + BATCH], self.held[start : start + BATCH]
            parts.append([_figures(scores, histories, held) for scores in scorer(histories)])
        figures = [np.concatenate(variant) for variant in zip(*parts, strict=True)]
        return [Quality(*variant.mean(axis=0).tolist()) for variant in figures]


def ranks(scores: Floats, histories: Matrix, held: Matrix) -> NDArray[np.int64]:
    """The rank of each held cell among what is not in the history, from 1; behind all that score the same.

    scores, histories, held: (users, items); the scores of what is in the history become -inf. Out: (held cells,).
    """
    scores[rows_of(histories), histories.indices] = -np.inf
    rows = rows_of(held)
    own = scores[rows, held.indices]
    # A cell at a time: a row of scores stays in the cache, and nothing is copied.
    found = [np.count_nonzero(scores[row] >= score) for row, score in zip(rows.tolist(), own, strict=True)]
    return np.array(found, dtype=np.int64)


def _figures(scores: Floats, histories: Matrix, held: Matrix) -> NDArray[np.float64]:
    """Recall and NDCG of each user: (users, 2)."""
    found = ranks(scores, histories, held)
    sizes = np.diff(held.indptr)
    hit = found <= TOP
    gains = np.where(hit, 1 / np.log2(found + 1), 0.0)
    ideal = np.cumsum(1 / np.log2(np.arange(2, TOP + 2)))[np.minimum(sizes, TOP) - 1]
    starts = held.indptr[:-1]
    recall = np.add.reduceat(hit.astype(float), starts) / sizes
    return np.stack([recall, np.add.reduceat(gains, starts) / ideal], axis=1)
