"""Which settings are better: each user's held-out choices, ranked among all that the user has not chosen yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.metrics import NORMAL_95, recall_and_ndcg
from tools.models.matrix import Floats, Matrix, hold_out, rows_of

SHARE = 0.2
"""Of each user's choices that are held out: as much as is usual in tests.

With less to be found by each user, settings that damp popularity more come out best.
"""

MOST_HELD, FEWEST_USERS, MOST_USERS = 25_000, 1000, 2500
"""Users are judged, by chance, until as many choices of theirs were held out; more would tell little and cost more."""

TOP = 20
BATCH = 256
"""Users scored at once."""

Scorer = Callable[[Matrix], Sequence[Floats]]
"""From histories (users, items) to the scores of one or more variants, (users, items) each."""


@dataclass(frozen=True, slots=True, eq=False)
class Quality:
    """Recall and NDCG among the first `TOP`, of each judged user: (users,) both."""

    recalls: NDArray[np.float64]
    gains: NDArray[np.float64]

    @property
    def recall(self) -> float:
        return float(self.recalls.mean())

    @property
    def ndcg(self) -> float:
        return float(self.gains.mean())

    @property
    def value(self) -> float:
        """The one figure that settings are chosen by."""
        return (self.recall + self.ndcg) / 2

    def clearly_below(self, other: Quality) -> bool:
        """Whether the 95 % interval of the paired differences, over users, lies below zero."""
        differences = (self.recalls + self.gains - other.recalls - other.gains) / 2
        error = float(differences.std()) / len(differences) ** 0.5
        return bool(float(differences.mean()) + NORMAL_95 * error < 0)


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
        count = min(max(FEWEST_USERS, len(users) * MOST_HELD // held.nnz), MOST_USERS)
        if len(users) > count:
            users = np.sort(np.random.default_rng(seed).choice(users, count, replace=False))
        return cls(kept, kept[users], held[users])

    def batches(self) -> Iterator[tuple[Matrix, Matrix]]:
        """Histories with what was held out of them, few enough at once for all scores to be held."""
        for start in range(0, self.held.shape[0], BATCH):
            yield self.histories[start : start + BATCH], self.held[start : start + BATCH]

    def judge(self, scorer: Scorer) -> list[Quality]:
        """One a variant, in their order. The scores are overwritten."""
        parts: list[list[tuple[NDArray[np.float64], NDArray[np.float64]]]] = []
        for histories, held in self.batches():
            sizes = np.diff(held.indptr)
            parts.append(
                [recall_and_ndcg(ranks(scores, histories, held), sizes, TOP) for scores in scorer(histories)]
            )
        return [
            Quality(*map(np.concatenate, zip(*variant, strict=True))) for variant in zip(*parts, strict=True)
        ]


def climb(judge: Callable[[float], Quality], values: Sequence[float], start: int) -> tuple[float, Quality]:
    """The best of ascending values: from the place `start` upwards as long as it gets better, or else downwards."""
    at, best = start, judge(values[start])
    for step in (1, -1):
        while 0 <= at + step < len(values):
            other = judge(values[at + step])
            if other.value <= best.value:
                break
            at, best = at + step, other
        if at != start:
            break
    return values[at], best


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
