"""What speaks for an item after another: sparse matrices (from item, to item), none of them trained.

Each is one kind of evidence, unweighted; `tools.models.pull_search` finds out what each is worth.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tools.models.sequences import Sequences

REACH = 20
"""How many choices apart two choices of a user still speak for each other."""
ROW = 400
"""How many items one item speaks for at most, in each way that rests on choices."""
NEIGHBOURS = 100
"""How many items of like text an item speaks for, and how many their followers make."""
LENDERS, LENT_POWER = 20, 4
"""How many items of like text lend an item their followers, and how steeply by likeness."""
_BATCH = 1024

Vectors = NDArray[np.float32]
Pulls = Mapping[str, sparse.csr_matrix]
"""By the name of the kind of evidence; each (items, items) without negative values, float32."""


def pulls(sequences: Sequences, items: int, vectors: Vectors | None) -> Pulls:
    """All kinds of evidence; those by text only where there are `vectors`, (items, dimensions).

    `next`: chosen right after; `later`: chosen after, by 1 / distance; `together`: chosen by the same user,
    before or after; `text`: cosine of the texts; `lent`: what was chosen after items of like text, so that an
    item which few chose has followers too.
    """
    nothing = sparse.csr_matrix((items, items), dtype=np.float32)
    after = [following(sequences, items, distance) for distance in range(1, REACH + 1)]
    later = sum((matrix / distance for distance, matrix in enumerate(after, start=1)), nothing)
    beside = sum(after, nothing)
    kinds = {
        "next": largest(without_self(after[0]), ROW),
        "later": largest(without_self(later), ROW),
        "together": largest(without_self(beside + beside.T), ROW),
    }
    if vectors is not None and items > 1:
        kinds["text"] = like_text(vectors, NEIGHBOURS)
        lenders = _rows_to_one(largest(kinds["text"].power(LENT_POWER), LENDERS))
        kinds["lent"] = largest(without_self(lenders @ _rows_to_one(later)), NEIGHBOURS)
    return kinds


def like_text(vectors: Vectors, neighbours: int) -> sparse.csr_matrix:
    """The cosine of each item with its nearest ones, itself apart; an item without text (zeros) has none."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit = vectors / np.where(lengths > 0, lengths, 1.0)
    kept = min(neighbours, len(unit) - 1)
    parts = []
    for start in range(0, len(unit), _BATCH):
        cosines = unit[start : start + _BATCH] @ unit.T
        rows = np.arange(len(cosines))
        cosines[rows, start + rows] = 0.0
        nearest = np.argpartition(-cosines, kept - 1, axis=1)[:, :kept]
        values = np.maximum(np.take_along_axis(cosines, nearest, axis=1), 0.0).ravel()
        places = (np.repeat(rows, kept), nearest.ravel())
        parts.append(sparse.csr_matrix((values, places), shape=cosines.shape, dtype=np.float32))
    matrix = sparse.vstack(parts, format="csr")
    matrix.eliminate_zeros()
    return matrix


def without_self(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """Nothing speaks for itself."""
    cells = matrix.tocoo()
    kept = cells.row != cells.col
    places = (cells.row[kept], cells.col[kept])
    return sparse.csr_matrix((cells.data[kept], places), shape=matrix.shape, dtype=np.float32)


def largest(matrix: sparse.csr_matrix, count: int) -> sparse.csr_matrix:
    """Only the `count` largest values of each row."""
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    order = np.lexsort((-matrix.data, rows))
    kept = order[np.arange(len(order)) - matrix.indptr[rows] < count]
    places = (rows[kept], matrix.indices[kept])
    return sparse.csr_matrix((matrix.data[kept], places), shape=matrix.shape, dtype=np.float32)


def following(sequences: Sequences, items: int, distance: int) -> sparse.csr_matrix:
    """How often an item was chosen `distance` choices after another."""
    users = sequences.users
    same = users[distance:] == users[:-distance]
    pairs = (sequences.items[:-distance][same], sequences.items[distance:][same])
    return sparse.csr_matrix((np.ones(int(same.sum()), dtype=np.float32), pairs), shape=(items, items))


def _rows_to_one(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    sums = np.asarray(matrix.sum(axis=1)).ravel()
    return sparse.diags((1.0 / np.where(sums > 0, sums, 1.0)).astype(np.float32)) @ matrix
