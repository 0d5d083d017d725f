"""The highest of many numbers, without sorting them all."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def highest(scores: NDArray[Any], count: int) -> NDArray[np.intp]:
    """Where the `count` highest scores stand, the highest first and equals in their order; none may be nan."""
    if count >= len(scores):
        return np.argsort(-scores, kind="stable")
    if count < 1:
        return np.zeros(0, dtype=np.intp)
    least = np.partition(scores, -count)[-count]
    kept = np.flatnonzero(scores >= least)
    return kept[np.argsort(-scores[kept], kind="stable")[:count]]
