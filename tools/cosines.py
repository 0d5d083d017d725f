"""How near all items of a catalog are to one of them, or to a text: the one scan that several sources need."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from catalog.embedding import Embedder
from catalog.vectors import Vectors

Floats = NDArray[np.float32]

KEPT = 96
"""Answers kept of either kind: in a conversation the same items and words come back turn after turn."""


class Cosines:
    """The cosines to all rows of `vectors`, (items,), read-only."""

    def __init__(self, vectors: Vectors, embedder: Embedder) -> None:
        """vectors: (items, dimensions), unit rows, made by `embedder`."""
        self._vectors = vectors
        self._embedder = embedder
        self.to_item = lru_cache(maxsize=KEPT)(self._to_item)
        self.to_text = lru_cache(maxsize=KEPT)(self._to_text)

    def _to_item(self, row: int) -> Floats:
        return self._scanned(self._vectors[row])

    def _to_text(self, text: str) -> Floats:
        return self._scanned(self._embedder.embed([text])[0])

    def _scanned(self, vector: Floats) -> Floats:
        # One vector at a time: the matrix is read as fast as memory allows, and in a product of matrices copied first.
        cosines: Floats = self._vectors @ vector
        cosines.flags.writeable = False
        return cosines


def standardise(cosines: Floats) -> Floats:
    """Z-scores; all 0 where there is no spread."""
    spread = float(cosines.std())
    if spread < 1e-6:
        return np.zeros_like(cosines)
    scores: Floats = (cosines - cosines.mean()) / np.float32(spread)
    return scores
