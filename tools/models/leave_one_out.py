"""How well the choice that came next is found among all items."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from tools.metrics import ndcg_at_rank
from tools.models.sequences import Items, Sequences

Floats = NDArray[np.float32]
ScoreBatch = Callable[[Sequences], Floats]
"""From histories to the scores of all items after each: (histories, items)."""

CUTOFF = 10
_AT_ONCE = 512


def ranks(score_batch: ScoreBatch, histories: Sequences, targets: Items) -> NDArray[np.int64]:
    """The rank of each target among all items but those of its history, from 1; a tie counts against."""
    found = [ranks_in(score_batch(some), some, wanted) for some, wanted in in_batches(histories, targets)]
    return np.concatenate(found)


def in_batches(histories: Sequences, targets: Items) -> Iterator[tuple[Sequences, Items]]:
    """Histories with their targets, few enough at once for all their scores to be held."""
    for start in range(0, len(histories), _AT_ONCE):
        rows = np.arange(start, min(start + _AT_ONCE, len(histories)))
        yield histories.take(rows), targets[rows]


def ranks_in(scores: Floats, histories: Sequences, targets: Items) -> NDArray[np.int64]:
    """As `ranks`, of scores (histories, items) that are at hand."""
    of_target = scores[np.arange(len(targets)), targets][:, None]
    not_below = scores >= of_target
    not_below[histories.users, histories.items] = False
    counted: NDArray[np.int64] = not_below.sum(axis=1)
    return counted


def ndcg(found: NDArray[np.int64]) -> float:
    """Mean NDCG@10 of ranks, from 1."""
    return float(ndcg_at_rank(found, CUTOFF).mean())
