"""Weights between items by ridge regression in closed form: EASE (Steck, WWW 2019). Dense, so for small catalogs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from tools.models.matrix import Floats, Matrix
from tools.models.validation import Quality, Validation

MOST_ITEMS = 4000
"""With more, the inverse takes longer than all else together."""

REGULARIZATION = (100.0, 300.0, 900.0, 2700.0)
"""Tried in this order, as long as it gets better."""


@dataclass(frozen=True, slots=True)
class Ease:
    """weights: (items, items) dense, row i what item i lends to others; the diagonal is zero."""

    name: ClassVar[str] = "ease"

    weights: Floats

    @classmethod
    def fit(cls, matrix: Matrix, regularization: float) -> Ease:
        gram = (matrix.T @ matrix).toarray().astype(np.float32)
        diagonal = np.diag_indices_from(gram)
        gram[diagonal] += regularization
        weights = np.linalg.inv(gram)
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


def planned_bytes(items: int) -> int:
    """Of the Gram matrix, its inverse and what the solver works with."""
    return 4 * 4 * items * items


def search(validation: Validation) -> tuple[float, Quality]:
    """The best regularisation."""
    best: tuple[float, Quality] | None = None
    for regularization in REGULARIZATION:
        fitted = Ease.fit(validation.kept, regularization)
        quality = validation.judge(lambda histories, fitted=fitted: [fitted.scores(histories)])[0]  # type: ignore[misc]
        if best is not None and quality.value <= best[1].value:
            break
        best = regularization, quality
    assert best is not None
    return best
