"""Weights between items by ridge regression in closed form: EASE (Steck, WWW 2019). Dense, so for small catalogs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from tools.models.matrix import Floats, Matrix
from tools.models.validation import Quality, Validation, climb

MOST_ITEMS = 4000
"""With more, the inverse takes longer than all else together."""

REGULARIZATION = (37.5, 75.0, 150.0, 300.0, 600.0, 1200.0, 2400.0, 4800.0)
START = REGULARIZATION.index(300.0)
"""What is tried, from where on."""


@dataclass(frozen=True, slots=True)
class Ease:
    """weights: (items, items) dense, row i what item i lends to others; the diagonal is zero."""

    name: ClassVar[str] = "ease"

    weights: Floats

    @classmethod
    def fit(cls, matrix: Matrix, regularization: float) -> Ease:
        return cls.of(gram(matrix), regularization)

    @classmethod
    def of(cls, gram: Floats, regularization: float) -> Ease:
        """From the Gram matrix of the items, inverted by its Cholesky factor."""
        from scipy.linalg.lapack import spotrf, spotri

        diagonal = np.diag_indices_from(gram)
        weights = np.array(gram, order="F")
        weights[diagonal] += regularization
        weights, failed = spotrf(weights, lower=True, overwrite_a=True)
        if failed:
            raise np.linalg.LinAlgError(f"regularization {regularization} leaves the matrix singular")
        weights, _ = spotri(weights, lower=True, overwrite_c=True)
        weights = np.tril(weights)
        weights += np.tril(weights, -1).T
        weights /= -weights[diagonal]
        weights[diagonal] = 0
        return cls(weights)

    def scores(self, histories: Matrix) -> Floats:
        """histories: (users, items) sparse. Out: (users, items)."""
        scores: Floats = histories @ self.weights
        return scores

    def fold_in(self, items: NDArray[np.integer], strengths: Floats) -> Floats:
        """One history to scores, (items,)."""
        scores: Floats = strengths @ self.weights[items]
        return scores

    def pulls(self, items: NDArray[np.integer], strengths: Floats, targets: NDArray[np.integer]) -> Floats:
        """What each item of a history adds to the score of each target: (history, targets)."""
        pulls: Floats = self.weights[np.ix_(items, targets)] * strengths[:, None]
        return pulls

    def arrays(self) -> dict[str, NDArray[Any]]:
        return {"weights": self.weights}

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Ease:
        return cls(arrays["weights"])


def gram(matrix: Matrix) -> Floats:
    """How strongly each two items were chosen together: (items, items)."""
    together: Floats = (matrix.T @ matrix).toarray().astype(np.float32)
    return together


def planned_bytes(items: int) -> int:
    """Of the Gram matrix, its inverse, the lower half of that, and the upper one beside it."""
    return 4 * 4 * items * items


def search(validation: Validation) -> tuple[float, Quality]:
    """The best regularisation."""
    together = gram(validation.kept)

    def judged(regularization: float) -> Quality:
        fitted = Ease.of(together, regularization)
        return validation.judge(lambda histories: [fitted.scores(histories)])[0]

    return climb(judged, REGULARIZATION, START)
