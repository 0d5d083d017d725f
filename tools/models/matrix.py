"""Interaction matrices: users as rows, items as columns, how strongly as values (`scipy.sparse.csr_matrix`)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = Any
"""A `scipy.sparse.csr_matrix`; scipy brings no types."""

Floats = NDArray[np.float32]


def degrees(matrix: Matrix) -> tuple[Floats, Floats]:
    """How many cells each user (users,) and each item (items,) has; at least 1, so that it can divide."""
    users = np.diff(matrix.indptr)
    items = np.bincount(matrix.indices, minlength=matrix.shape[1])
    return np.maximum(users, 1).astype(np.float32), np.maximum(items, 1).astype(np.float32)


def rows_of(matrix: Matrix) -> NDArray[np.int64]:
    """The row of each stored cell, in the order of `matrix.data`: (cells,)."""
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))


def chosen(matrix: Matrix) -> Matrix:
    """The matrix as float32 with the positive cells alone: what users turned down is not learned from."""
    from scipy.sparse import csr_matrix

    kept = csr_matrix(matrix, dtype=np.float32, copy=True)
    kept.sum_duplicates()
    kept.data[~(kept.data > 0)] = 0
    kept.eliminate_zeros()
    return kept


def hold_out(matrix: Matrix, *, share: float, seed: int) -> tuple[Matrix, Matrix]:
    """Cells at random into (kept, held): `share` of each user's, at least one where the user has two or more."""
    from scipy.sparse import csr_matrix

    sizes = np.diff(matrix.indptr)
    rows = rows_of(matrix)
    order = np.lexsort((np.random.default_rng(seed).random(matrix.nnz), rows))
    place = np.empty(matrix.nnz, dtype=np.int64)
    place[order] = np.arange(matrix.nnz) - np.repeat(matrix.indptr[:-1], sizes)
    taken = np.where(sizes > 1, np.maximum(1, np.rint(share * sizes)), 0)
    held = place < np.repeat(taken, sizes)

    def part(cells: NDArray[np.bool_]) -> Matrix:
        where = (rows[cells], matrix.indices[cells])
        return csr_matrix((matrix.data[cells], where), shape=matrix.shape)

    return part(~held), part(held)


def strongest(weights: Matrix, count: int) -> Matrix:
    """The `count` largest values of each row."""
    from scipy.sparse import csr_matrix

    sizes = np.diff(weights.indptr)
    indptr = np.concatenate([[0], np.cumsum(np.minimum(sizes, count))])
    indices = np.empty(indptr[-1], dtype=np.int32)
    data = np.empty(indptr[-1], dtype=np.float32)
    for row, start in enumerate(indptr[:-1]):
        cells = slice(weights.indptr[row], weights.indptr[row + 1])
        values, columns = weights.data[cells], weights.indices[cells]
        if len(values) > count:
            best = np.argpartition(values, -count)[-count:]
            values, columns = values[best], columns[best]
        indices[start : start + len(values)] = columns
        data[start : start + len(values)] = values
    return csr_matrix((data, indices, indptr), shape=weights.shape)
