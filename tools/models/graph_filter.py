"""A linear filter over the graph of users and items: scores are three-step walks, damped at the busy nodes.

With R the interactions, and D_u, D_i the degrees of users and items, the weights between items are

    W = D_i^-a  R^T  D_u^-b  R  D_i^-c

a = b = c = 1/2 is the linear filter of GF-CF (Shen et al., CIKM 2021) but for the asking user's own degree, and
a = b = 1 the walk RP3beta (Paudel et al., TiiS 2017) with beta = c. The best exponents differ by data set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from tools.models.matrix import Floats, Matrix, degrees, rows_of, strongest
from tools.models.validation import Quality, Validation

NEIGHBOURS = 500
"""Weights kept an item."""

BLOCK = 512
"""Items whose weights are worked out at once."""

CELL_BYTES = 8
"""Of one weight: a float32 and the int32 of its column."""

MOST_CELLS = 80_000_000
"""As many weights may be held at once while searching."""

SOURCE, USER, TARGET = (0.5, 0.85, 1.0), (0.5, 0.7, 0.9, 1.0), (0.1, 0.2, 0.3, 0.4, 0.5)
"""The exponents that are tried, beside those of `START`."""


@dataclass(frozen=True, slots=True)
class Damping:
    """The exponents a (item walked from), b (user between), c (item walked to)."""

    source: float
    user: float
    target: float

    @property
    def departure(self) -> float:
        """How far this is from the plain random walk, whose exponents are 1, 1 and 0."""
        return abs(1 - self.source) + abs(1 - self.user) + abs(self.target)


START = Damping(0.7, 0.7, 0.3)
"""Where the search begins."""


@dataclass(frozen=True, slots=True)
class GraphFilter:
    """weights: (items, items) sparse, row i what item i lends to others; it lends itself nothing."""

    name: ClassVar[str] = "graph_filter"

    damping: Damping
    weights: Matrix

    @classmethod
    def fit(cls, matrix: Matrix, damping: Damping) -> GraphFilter:
        """From positive strengths."""
        from scipy.sparse import diags, vstack

        users, items = degrees(matrix)
        sources = (diags(items**-damping.source) @ matrix.T).tocsr()
        targets = (diags(users**-damping.user) @ matrix @ diags(items**-damping.target)).tocsr()
        blocks = range(0, matrix.shape[1], BLOCK)
        weights = vstack(
            [strongest(sources[start : start + BLOCK] @ targets, NEIGHBOURS + 1) for start in blocks],
            format="csr",
        )
        weights.data[rows_of(weights) == weights.indices] = 0
        weights.eliminate_zeros()
        return cls(damping, weights)

    def scores(self, histories: Matrix) -> Floats:
        """histories: (users, items) sparse. Out: (users, items)."""
        folded: Floats = (histories @ self.weights).toarray()
        return folded

    def fold_in(self, items: NDArray[np.integer], strengths: Floats) -> Floats:
        """One history to scores, (items,): a sum of rows."""
        scores: Floats = strengths @ self.weights[items]
        return scores

    def pulls(self, items: NDArray[np.integer], strengths: Floats, targets: NDArray[np.integer]) -> Floats:
        """What each item of a history adds to the score of each target: (history, targets)."""
        pulls: Floats = self.weights[items][:, targets].toarray() * strengths[:, None]
        return pulls

    def arrays(self) -> dict[str, NDArray[Any]]:
        weights = self.weights
        return {
            "damping": np.array(astuple(self.damping)),
            "indptr": weights.indptr,
            "indices": weights.indices,
            "data": weights.data,
        }

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> GraphFilter:
        from scipy.sparse import csr_matrix

        items = len(arrays["indptr"]) - 1
        cells = arrays["data"], arrays["indices"], arrays["indptr"]
        return cls(Damping(*arrays["damping"].tolist()), csr_matrix(cells, shape=(items, items)))


def planned_bytes(matrix: Matrix) -> int:
    """Of the weights, twice while their blocks are joined; of one block before it is cut down, or of the search."""
    items = int(matrix.shape[1])
    kept = items * min(items, NEIGHBOURS + 1) * CELL_BYTES
    block = 3 * min(items, BLOCK) * items * CELL_BYTES
    between = _most_cells(matrix) * CELL_BYTES if _all_at_once(matrix) else 0
    return max(2 * kept + block, between)


def search(validation: Validation) -> Damping:
    """The users' exponent first, then that of the source; the target's with each.

    Of all that validation cannot tell from the best, the nearest to a random walk (in the spirit of the one
    standard error rule of Breiman et al., 1984): what differs by chance alone shall not bend the walk.
    """
    found: list[tuple[Damping, Quality]] = []
    for user in USER:
        found += _targets_judged(validation, Damping(START.source, user, START.target), (START.source,))
    found += _targets_judged(validation, max(found, key=_value)[0], SOURCE)
    best = max(found, key=_value)[1]
    alike = [damping for damping, quality in found if not quality.clearly_below(best)]
    return min(alike, key=lambda damping: damping.departure)


def _value(pair: tuple[Damping, Quality]) -> float:
    return pair[1].value


def judged(validation: Validation, damping: Damping) -> Quality:
    """How good the filter is with this damping."""
    fitted = GraphFilter.fit(validation.kept, damping)
    return validation.judge(lambda histories: [fitted.scores(histories)])[0]


def _targets_judged(
    validation: Validation, damping: Damping, sources: Sequence[float]
) -> Iterator[tuple[Damping, Quality]]:
    """Every exponent for the target with each of `sources`, on walks that are not cut down to neighbours."""
    walk = _walk(validation.kept, damping.user)
    _, items = degrees(validation.kept)
    penalties = [items**-target for target in TARGET]
    for source in sources:
        start = items**-source

        def walked(histories: Matrix, start: Floats = start) -> list[Floats]:
            scores = walk(histories.multiply(start).tocsr())
            return [scores * penalty for penalty in penalties]

        for target, quality in zip(TARGET, validation.judge(walked), strict=True):
            yield Damping(source, damping.user, target), quality


def _walk(matrix: Matrix, user: float) -> Callable[[Matrix], Floats]:
    """From histories to what is reached over other users, (users, items), damped at those alone."""
    from scipy.sparse import diags

    users, _ = degrees(matrix)
    damped = (diags(users**-user) @ matrix).tocsr()
    back = matrix.T.tocsr()
    if _all_at_once(matrix):
        between = back @ damped
        return lambda histories: (histories @ between).toarray()
    return lambda histories: ((histories @ back) @ damped).toarray()


def _most_cells(matrix: Matrix) -> int:
    """How many pairs of items can have been chosen together."""
    together = int((np.diff(matrix.indptr).astype(np.int64) ** 2).sum())
    return min(together, int(matrix.shape[1]) ** 2)


def _all_at_once(matrix: Matrix) -> bool:
    """Whether all pairs of items may be held while searching; else each history is walked for itself."""
    return _most_cells(matrix) <= MOST_CELLS
