"""Which items conversations name together: EASE (Steck, WWW 2019), the strongest weights of each item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.models.ease import Ease

Floats = NDArray[np.float32]

REGULARIZATION = 100.0
STRONGEST = 200
"""Weights kept an item."""

MOST_ITEMS = 8_000
"""Above as many items the dense matrix is learned for those named most often alone; some 1 GB here."""


@dataclass(frozen=True, slots=True)
class Companions:
    """Row i: how much item i, once named, draws towards others. Compressed rows.

    indptr: (items + 1,), indices and data: (weights,).
    """

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    data: Floats

    @classmethod
    def fit(cls, together: Iterable[Sequence[int]], items: int) -> Companions:
        """together: the rows of the items that each conversation names, each once."""
        from scipy.sparse import csr_matrix

        conversations = list(together)
        counts = Counter(row for rows in conversations for row in rows)
        kept = np.sort(np.array([row for row, _ in counts.most_common(MOST_ITEMS)], dtype=np.int64))
        columns = [row for rows in conversations for row in rows]
        indptr = np.cumsum([0, *(len(rows) for rows in conversations)])
        shape = (len(conversations), items)
        named = csr_matrix((np.ones(len(columns), dtype=np.float32), columns, indptr), shape=shape)
        weights = Ease.fit(named[:, kept], REGULARIZATION).weights
        most = min(STRONGEST, len(kept))
        order = np.argsort(-weights, axis=1, kind="stable")[:, :most]
        lengths = np.zeros(items, dtype=np.int64)
        lengths[kept] = most
        return cls(
            indptr=np.concatenate([[0], np.cumsum(lengths)]),
            indices=kept[order].astype(np.int32).ravel(),
            data=np.take_along_axis(weights, order, axis=1).ravel(),
        )

    def pull(self, named: Iterable[int]) -> Floats:
        """What the items named draw towards: (items,)."""
        pull = np.zeros(len(self.indptr) - 1, dtype=np.float32)
        for row in named:
            part = slice(int(self.indptr[row]), int(self.indptr[row + 1]))
            pull[self.indices[part]] += self.data[part]
        return pull
