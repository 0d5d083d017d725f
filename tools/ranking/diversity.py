"""A slate that is not five times the same: near copies give way, a clearly better match never does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from catalog.items import fold

FOCUSED, OPEN = 0.06, 0.35
"""How much of the score may be given up for variety: where the user said what they want, and where not."""

WIDEST = 0.5
"""How much of it at the adventurous end of the dial: enough that variety grows while popularity is taken out."""

Cost = Callable[[Sequence[int]], NDArray[np.float64]]
"""From the places in the pool that are chosen to what choosing each place next would cost, in scores: (pool,)."""

SAME = 0.85
"""Two items of one title whose vectors are as near as this are one thing twice."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Positions in the pool in the order to show them; `copies` maps a near copy to what it copies."""

    order: list[int]
    copies: dict[int, int] = field(default_factory=dict)


def tolerance_at(adventure: float | None, *, wanted: bool) -> float:
    """How much of the score may be given up: by the dial where there is one, nothing where all should be safe.

    adventure: 0 to 1, or None; wanted: whether the user said what they want.
    """
    if adventure is not None:
        return adventure * WIDEST
    return FOCUSED if wanted else OPEN


def diversify(
    scores: NDArray[np.float64],
    vectors: NDArray[np.float32],
    titles: Sequence[str],
    *,
    k: int,
    tolerance: float = FOCUSED,
    cost: Cost | None = None,
) -> Spread:
    """Choose `k` of a pool by maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998).

    scores: (pool,), falling; vectors: (pool, dimensions), unit rows. An item loses at most `tolerance` for
    likeness to what is chosen, so one that is better by more is never pushed out; `cost` is taken
    off as well. The chosen come by score, then the others by score, near copies last.
    """
    likeness = vectors @ vectors.T
    copies = _copies(likeness, titles)
    pool = [row for row in range(len(scores)) if row not in copies]
    penalty = tolerance * _stretch(likeness, pool)
    chosen: list[int] = []
    left = list(pool)
    nearest = np.zeros(len(scores))
    while left and len(chosen) < k:
        worth = scores[left] - nearest[left]
        if cost is not None:
            worth = worth - cost(chosen)[left]
        chosen.append(left.pop(int(np.argmax(worth))))
        nearest = np.maximum(nearest, penalty[chosen[-1]])
    chosen.sort(key=lambda row: (-scores[row], row))
    return Spread([*chosen, *left, *copies], copies)


def _copies(likeness: NDArray[np.float32], titles: Sequence[str]) -> dict[int, int]:
    first: dict[str, list[int]] = {}
    copies: dict[int, int] = {}
    for row, title in enumerate(titles):
        earlier = first.setdefault(fold(title), [])
        original = next((other for other in earlier if likeness[row, other] >= SAME), None)
        if original is None:
            earlier.append(row)
        else:
            copies[row] = original
    return copies


def _stretch(likeness: NDArray[np.float32], pool: Sequence[int]) -> NDArray[np.float64]:
    """Likeness from 0, the mean of the pool, to 1, the nearest pair of it."""
    result = likeness.astype(np.float64)
    if len(pool) < 2:
        return np.zeros_like(result)
    pairs = result[np.ix_(pool, pool)][np.triu_indices(len(pool), 1)]
    mean, top = float(pairs.mean()), float(pairs.max())
    if top - mean < 1e-6:
        return np.zeros_like(result)
    stretched: NDArray[np.float64] = np.clip((result - mean) / (top - mean), 0, 1)
    return stretched
