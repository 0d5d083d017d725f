"""What the seeker has said so far as one vector: embeddings of their turns, the latest counting most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from tools.models.dialogue_words import Context, Floats

FADE = 0.7
"""Each of the seeker's turns counts this much less than their next."""

WEIGHT = 3.0
"""Length of the whole; that of all words together is 1."""


@dataclass(frozen=True, slots=True)
class Meanings:
    """middle: (dimensions,), the mean turn, which is taken off; dimensions are 0 where nothing was embedded."""

    middle: Floats

    @classmethod
    def fit(cls, contexts: Iterable[Context]) -> Meanings:
        vectors = [
            said.vector
            for context in contexts
            for said in context
            if said.speaker == "seeker" and said.vector is not None
        ]
        return cls(np.mean(vectors, axis=0) if vectors else np.zeros(0, dtype=np.float32))

    def encode(self, context: Context) -> Floats:
        """(dimensions,), of length `WEIGHT`; zeros where the seeker has said nothing."""
        whole = np.zeros_like(self.middle)
        if not len(whole):
            return whole
        for said in context:
            if said.speaker == "seeker" and said.vector is not None:
                whole = FADE * whole + _unit(said.vector - self.middle)
        return np.float32(WEIGHT) * _unit(whole)


def _unit(vector: Floats) -> Floats:
    return vector / np.float32(max(float(np.linalg.norm(vector)), 1e-9))
