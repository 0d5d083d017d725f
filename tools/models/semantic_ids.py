"""Semantic IDs: an item as a few small codes, the first of which it shares with much that is like it.

The codes are those of a residual quantiser over text vectors (as in Rajput et al., NeurIPS 2023, with k-means in
place of an autoencoder): the first names the nearest of a few centres, each further one the nearest to what the
centres before it left over. One last code tells items of the same codes apart, so that every item has its own ID.
A new item gets one from the same centres; those that were given never change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tools.arrays import load_arrays, save_arrays

Floats = NDArray[np.float32]
Codes = NDArray[np.int32]
"""(items, levels + 1), each from 0."""

LEVELS, CENTRES = 3, 256
"""How many codes an ID has before the last one, and how many values each may have."""

SAMPLE = 50_000
"""How many items the centres are found on at most."""

_STEPS = 25
_AT_ONCE = 20_000


@dataclass(frozen=True)
class SemanticIds:
    """centres: (levels, centres, dimensions); codes: (items, levels + 1), no two rows the same."""

    centres: Floats
    codes: Codes

    @classmethod
    def fit(cls, vectors: Floats, *, levels: int = LEVELS, centres: int = CENTRES, seed: int) -> SemanticIds:
        """IDs of items by their vectors, (items, dimensions)."""
        from sklearn.cluster import KMeans

        chosen = np.random.default_rng(seed).permutation(len(vectors))[:SAMPLE]
        rest = np.array(vectors[np.sort(chosen)], dtype=np.float32)
        found = np.zeros((levels, centres, vectors.shape[1]), dtype=np.float32)
        for level in range(levels if len(vectors) else 0):
            distinct = len({row.tobytes() for row in rest})
            means = KMeans(min(centres, distinct), n_init=1, max_iter=_STEPS, random_state=seed).fit(rest)
            # Places that nothing needs repeat the first centre, whose number always comes before theirs.
            found[level] = means.cluster_centers_[0]
            found[level, : means.n_clusters] = means.cluster_centers_
            rest -= found[level][_nearest(rest, found[level])]
        empty = np.zeros((0, levels + 1), dtype=np.int32)
        return cls(found, empty).extended(vectors)

    def extended(self, vectors: Floats) -> SemanticIds:
        """With items added behind those known; these keep their codes."""
        known = self._told_apart(self.quantised(vectors))
        return SemanticIds(self.centres, np.concatenate([self.codes, known]))

    def quantised(self, vectors: Floats) -> Codes:
        """The codes of vectors without the last one: (vectors, levels)."""
        codes = np.zeros((len(vectors), len(self.centres)), dtype=np.int32)
        for start in range(0, len(vectors), _AT_ONCE):
            rest = np.array(vectors[start : start + _AT_ONCE], dtype=np.float32)
            for level, centres in enumerate(self.centres):
                nearest = _nearest(rest, centres)
                codes[start : start + _AT_ONCE, level] = nearest
                rest -= centres[nearest]
        return codes

    @property
    def levels(self) -> int:
        """How many codes an ID has, with the last one."""
        return int(self.codes.shape[1])

    @cached_property
    def trie(self) -> Trie:
        """All IDs as a tree; its leaves are items."""
        return Trie.of(self.codes)

    def save(self, path: Path) -> None:
        save_arrays(path, centres=self.centres, codes=self.codes)

    @classmethod
    def load(cls, path: Path) -> SemanticIds:
        return cls(**load_arrays(path))

    def _told_apart(self, quantised: Codes) -> Codes:
        """With the last code: how many known items have the same codes before it."""
        taken: dict[bytes, int] = {}
        for row in self.codes:
            taken[row[:-1].tobytes()] = max(taken.get(row[:-1].tobytes(), 0), int(row[-1]) + 1)
        last = np.zeros((len(quantised), 1), dtype=np.int32)
        for number, row in enumerate(quantised):
            key = row.tobytes()
            last[number] = taken.get(key, 0)
            taken[key] = int(last[number, 0]) + 1
        return np.hstack([quantised, last])


@dataclass(frozen=True, slots=True)
class Trie:
    """IDs in order of their codes: the items below any prefix stand in a row.

    order: (items,), the items so sorted. Level n has a node for each prefix of n codes, of which `starts[n]`
    (nodes + 1,) says where its items begin in `order`, `children[n]` (nodes + 1,) where its own nodes begin on
    the next level, and `codes[n]` (nodes,) the last code of the prefix. Level 0 is the root.
    """

    order: NDArray[np.int64]
    starts: Sequence[NDArray[np.int64]]
    children: Sequence[NDArray[np.int64]]
    codes: Sequence[Codes]

    @classmethod
    def of(cls, ids: Codes) -> Trie:
        order = np.lexsort(ids.T[::-1])
        placed = ids[order]
        items, levels = ids.shape
        starts = [np.array([0, items])]
        codes = [np.zeros(1, dtype=np.int32)]
        changes = np.zeros(items, dtype=bool)
        changes[:1] = True
        for level in range(levels):
            changes[1:] |= placed[1:, level] != placed[:-1, level]
            begins = np.flatnonzero(changes)
            starts.append(np.append(begins, items))
            codes.append(placed[begins, level])
        children = [np.searchsorted(below, above) for above, below in pairwise(starts)]
        return cls(order, starts, children, codes)

    def below(self, level: int, nodes: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The nodes of the next level under some of this one, and for each the place of its parent in `nodes`."""
        begins, ends = self.children[level][nodes], self.children[level][nodes + 1]
        parents = np.repeat(np.arange(len(nodes)), ends - begins)
        offsets = np.arange(len(parents)) - np.repeat(
            np.cumsum(ends - begins) - (ends - begins), ends - begins
        )
        return begins[parents] + offsets, parents

    def items(self, level: int, node: int) -> NDArray[np.int64]:
        """The items whose ID begins with the prefix of a node."""
        return self.order[self.starts[level][node] : self.starts[level][node + 1]]


def _nearest(vectors: Floats, centres: Floats) -> NDArray[np.int64]:
    """The nearest centre of each vector; of equally near ones the first."""
    distances = (centres**2).sum(axis=1) - 2.0 * vectors @ centres.T
    nearest: NDArray[np.int64] = distances.argmin(axis=1)
    return nearest
