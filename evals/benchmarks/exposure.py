"""Figures of what many slates show together: how evenly, how little known, how unlike each other."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


def exposures(slates: Iterable[Rows], items: int) -> Floats:
    """On how many slates each item stands: (items,)."""
    return np.bincount(np.concatenate([np.zeros(0, dtype=np.int64), *slates]), minlength=items).astype(float)


def gini(shown: Floats) -> float:
    """The Gini coefficient of exposures: 0 where all items are shown alike, near 1 where few take all.

    Of items that could have been shown, also those that never were. ValueError where nothing was shown.
    """
    total = float(shown.sum())
    if total <= 0:
        raise ValueError("nothing was shown")
    ordered, count = np.sort(shown), len(shown)
    return float((2 * np.arange(1, count + 1) - count - 1) @ ordered / (count * total))


def self_information(slate: Rows, chosen: Floats, users: int) -> float:
    """Mean novelty of a slate in bits, -log2 of the share of users who chose an item (Zhou et al., PNAS 2010).

    chosen: (items,), by how many users; what nobody chose counts as chosen by one.
    """
    return float(-np.log2(np.maximum(chosen[slate], 1.0) / users).mean())


def intra_list_distance(vectors: NDArray[np.float32]) -> float:
    """The mean of 1 - cosine over all pairs of a slate; vectors: (items, dimensions), unit rows, two at least."""
    likeness = vectors.astype(np.float64) @ vectors.T.astype(np.float64)
    return float(1.0 - likeness[np.triu_indices(len(vectors), 1)].mean())
