"""Vectors under ids, found again by nearness: the Protocol and its simplest implementation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
"""(dimensions,), of length 1."""

Vectors = NDArray[np.float32]
"""(rows, dimensions), each row of length 1."""

Metadata = Mapping[str, str | int | float | bool]


@dataclass(frozen=True, slots=True)
class Near:
    """A stored vector near to a wanted one; `similarity` is the cosine, higher is nearer."""

    id: str
    similarity: float
    metadata: Metadata = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredVectors:
    """All that an index holds, in the order in which the ids first came in."""

    ids: tuple[str, ...]
    vectors: Vectors
    metadata: tuple[Metadata, ...]


class VectorIndex(Protocol):
    """An index over rows that are kept elsewhere: it can be rebuilt from them at any time."""

    def upsert(
        self, ids: Sequence[str], vectors: Vectors, metadata: Sequence[Metadata] | None = None
    ) -> None:
        """Put each vector (of length 1) under its id, in the place of the one there. Ids do not repeat."""
        ...

    def delete(self, ids: Sequence[str]) -> None:
        """Take the ids out, so that no answer holds them; unknown ids are passed over."""
        ...

    def query(self, vector: Vector, *, limit: int, where: Metadata | None = None) -> list[Near]:
        """At most `limit` stored vectors whose metadata hold every pair of `where`, nearest first."""
        ...

    def all(self) -> StoredVectors: ...

    def compact(self) -> None:
        """Leave nothing on disk of what was deleted."""
        ...

    def close(self) -> None:
        """Let go of the files. The index answers nothing afterwards."""
        ...


class InMemoryVectorIndex:
    """Exact, and gone with the process."""

    def __init__(self) -> None:
        self._rows: dict[str, tuple[Vector, Metadata]] = {}

    def upsert(
        self, ids: Sequence[str], vectors: Vectors, metadata: Sequence[Metadata] | None = None
    ) -> None:
        given = metadata if metadata is not None else [{}] * len(ids)
        for id_, vector, facts in zip(ids, vectors, given, strict=True):
            self._rows[id_] = (np.array(vector, dtype=np.float32), dict(facts))

    def delete(self, ids: Sequence[str]) -> None:
        for id_ in ids:
            self._rows.pop(id_, None)

    def query(self, vector: Vector, *, limit: int, where: Metadata | None = None) -> list[Near]:
        wanted = (where or {}).items()
        near = [
            Near(id_, float(stored @ vector), facts)
            for id_, (stored, facts) in self._rows.items()
            if all(facts.get(key) == value for key, value in wanted)
        ]
        return sorted(near, key=lambda one: -one.similarity)[:limit]

    def all(self) -> StoredVectors:
        rows = self._rows.values()
        vectors = np.stack([v for v, _ in rows]) if rows else np.zeros((0, 0), dtype=np.float32)
        return StoredVectors(tuple(self._rows), vectors, tuple(facts for _, facts in rows))

    def compact(self) -> None:
        """Nothing is on disk."""

    def close(self) -> None:
        self._rows.clear()
