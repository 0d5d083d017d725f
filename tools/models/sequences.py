"""What each user chose, oldest first, as two arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Items = NDArray[np.int32]
"""Row numbers of items, oldest first."""


@dataclass(frozen=True, slots=True)
class Sequences:
    """The sequence of user u is items[indptr[u]:indptr[u + 1]], oldest first; indptr: (users + 1,)."""

    indptr: NDArray[np.int64]
    items: Items

    @classmethod
    def of(cls, rows: Iterable[Sequence[int] | NDArray[np.integer]]) -> Sequences:
        kept = [np.asarray(row, dtype=np.int32) for row in rows]
        indptr = np.concatenate([[0], np.cumsum([len(row) for row in kept])]).astype(np.int64)
        return cls(indptr, np.concatenate([np.zeros(0, dtype=np.int32), *kept]))

    def __len__(self) -> int:
        return len(self.indptr) - 1

    def __getitem__(self, user: int) -> Items:
        return self.items[self.indptr[user] : self.indptr[user + 1]]

    @property
    def lengths(self) -> NDArray[np.int64]:
        return np.diff(self.indptr)

    @property
    def users(self) -> NDArray[np.int64]:
        """The user of each choice."""
        return np.repeat(np.arange(len(self)), self.lengths)

    @property
    def ages(self) -> NDArray[np.int64]:
        """How many choices came after each choice, within its sequence."""
        return np.repeat(self.indptr[1:], self.lengths) - 1 - np.arange(len(self.items))

    def take(self, users: NDArray[np.integer]) -> Sequences:
        """The sequences of these users, in this order."""
        return Sequences.of(self[int(user)] for user in users)

    def recent(self, count: int) -> Sequences:
        """The last `count` choices of each."""
        return self._where(self.ages < count)

    def split_last(self) -> tuple[Sequences, Items]:
        """Each sequence without its last choice, and that choice. None of them may be empty."""
        return self._where(self.ages > 0), self.items[self.indptr[1:] - 1]

    def _where(self, kept: NDArray[np.bool_]) -> Sequences:
        counts = np.concatenate([[0], np.cumsum(kept)])
        return Sequences(counts[self.indptr].astype(np.int64), self.items[kept])

    def counts(self, items: int) -> NDArray[np.float32]:
        """How often each of the `items` items was chosen."""
        return np.bincount(self.items, minlength=items).astype(np.float32)
