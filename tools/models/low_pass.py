"""The broad tastes alone: an ideal low-pass filter over the graph of users and items.

The adjacency matrix divided by the square roots of both degrees has singular vectors V with values s; a history
h scores as  h D_i^-1/2 V s^4 V^T, the five-step walk within the broadest tastes. Added to a narrower model it
smooths it (GF-CF, Shen et al., CIKM 2021); subtracted, it sharpens what is particular to the history (BSPM, Choi
et al., SIGIR 2023). Which of both helps, the blend finds out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from tools.models.matrix import Floats, Matrix, degrees

TASTES = 128
"""Singular vectors kept."""

SPARE, ITERATIONS = 32, 4
"""Vectors beyond those, and rounds, that bring them near enough."""


@dataclass(frozen=True, slots=True)
class LowPass:
    """items: V, (items, tastes); gain: s^4, and mean over the items, (tastes,); damping: D_i^-1/2, (items,)."""

    name: ClassVar[str] = "low_pass"

    items: Floats
    gain: Floats
    mean: Floats
    damping: Floats

    @classmethod
    def fit(cls, matrix: Matrix, *, seed: int) -> LowPass:
        from scipy.sparse import diags

        users, popular = degrees(matrix)
        damping = popular**-0.5
        adjacency = (diags(users**-0.5) @ matrix @ diags(damping)).tocsr()
        tastes = min(TASTES, min(matrix.shape) - 1)
        values, items = _broadest(adjacency, tastes, seed)
        return cls(items, values**4, items.mean(axis=0), damping)

    def user(self, items: NDArray[np.integer], strengths: Floats) -> Floats:
        """The tastes of one history: (tastes,)."""
        user: Floats = (strengths * self.damping[items]) @ self.items[items] * self.gain
        return user

    def scores(self, histories: Matrix) -> Floats:
        """histories: (users, items) sparse. Out: (users, items)."""
        scores: Floats = ((histories.multiply(self.damping).tocsr() @ self.items) * self.gain) @ self.items.T
        return scores

    def spread(self, user: Floats) -> float:
        """The standard deviation of a user's scores over all items, without scoring them; V is orthonormal."""
        squares = float(user @ user) / len(self.items)
        return float(np.sqrt(max(squares - float(user @ self.mean) ** 2, 0.0)))

    def pulls(self, items: NDArray[np.integer], strengths: Floats, targets: NDArray[np.integer]) -> Floats:
        """What each item of a history adds to the score of each target: (history, targets); they sum to it."""
        drawn = self.items[items] @ (self.gain * self.items[targets]).T
        pulls: Floats = (strengths * self.damping[items])[:, None] * drawn
        return pulls

    def arrays(self) -> dict[str, NDArray[Any]]:
        return {"items": self.items, "gain": self.gain, "mean": self.mean, "damping": self.damping}

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> LowPass:
        return cls(arrays["items"], arrays["gain"], arrays["mean"], arrays["damping"])


def _broadest(matrix: Matrix, count: int, seed: int) -> tuple[Floats, Floats]:
    """The largest singular values and their right vectors, (count,) and (columns, count), by subspace iteration.

    Halko et al., SIAM Review 2011, algorithm 4.4. With a few spare vectors the smallest values asked for are off by
    some hundredths, which matters little to the power they are raised to.
    """
    columns = matrix.shape[1]
    turned = matrix.T.tocsr()
    size = min(count + SPARE, *matrix.shape)
    basis = np.random.default_rng(seed).standard_normal((columns, size)).astype(np.float32)
    for _ in range(ITERATIONS):
        basis = np.linalg.qr(turned @ (matrix @ basis))[0]
    seen = matrix @ basis
    squares, turn = np.linalg.eigh(seen.T @ seen)
    kept = slice(None, -count - 1, -1)
    values: Floats = np.sqrt(np.maximum(squares[kept], 0))
    return values, np.ascontiguousarray(basis @ turn[:, kept])


def planned_bytes(matrix: Matrix) -> int:
    """Of the vectors of users and items as they are turned, three times those of items, and the adjacency twice."""
    users, items = map(int, matrix.shape)
    return 4 * (TASTES + SPARE) * (users + 3 * items) + 24 * int(matrix.nnz)
