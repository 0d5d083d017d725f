"""What people of the same taste choose: a blend of linear models, whose settings fitting finds by itself.

A user is a history and nothing else, so that whoever is new, or says something this turn, needs no training.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.arrays import load_arrays, save_arrays
from tools.models.blending import blend
from tools.models.ease import Ease
from tools.models.graph_filter import GraphFilter
from tools.models.ials import ImplicitALS
from tools.models.low_pass import LowPass
from tools.models.matrix import Floats, Matrix

ItemWeights = GraphFilter | Ease
"""Components that hold weights between items."""

Factors = LowPass | ImplicitALS
"""Components that hold a vector an item."""

KINDS: dict[str, type[ItemWeights] | type[Factors]] = {
    kind.name: kind for kind in (GraphFilter, Ease, LowPass, ImplicitALS)
}

RERANKED = 500
"""In `fold_in`, the best by the weights between items, whose vectors are then looked at."""

SMALL = 2**20
"""With fewer numbers in the vectors of the items, all of them are looked at."""


@dataclass(frozen=True, slots=True)
class Collaborative:
    """components by name, and the weight of each in the blend."""

    components: Mapping[str, ItemWeights | Factors]
    weights: Mapping[str, float]

    @property
    def name(self) -> str:
        return " + ".join(f"{weight:g} {name}" for name, weight in self.weights.items())

    def scores(self, histories: Matrix) -> Floats:
        """Of whole histories at once: (users, items) sparse, to (users, items) dense. Pass some hundred users.

        What is in a history is scored like everything else.
        """
        return blend({name: part.scores(histories) for name, part in self.components.items()}, self.weights)

    def fold_in(self, items: NDArray[np.integer], strengths: Floats) -> Floats:
        """The scores of one history, (items,), without training.

        items: the rows of what was judged, each once, (history,); strengths: how much it was liked, below zero
        where it was disliked, never zero. In a large catalog the vectors of the items count for the `RERANKED`
        best by the weights between items alone, of those that these reach.
        """
        count = self._item_count
        scores = np.zeros(count, dtype=np.float32)
        if not len(items):
            return scores
        vectors: list[tuple[float, Factors]] = []
        for name, part in self.components.items():
            if isinstance(part, GraphFilter | Ease):
                folded = part.fold_in(items, strengths)
                scores += np.float32(self.weights[name] / (float(folded.std()) or 1.0)) * folded
            else:
                vectors.append((self.weights[name], part))
        reranked = self._reranked(scores, vectors)
        for weight, factors in vectors:
            user = factors.user(items, strengths)
            unit = np.float32(weight / (factors.spread(user) or 1.0))
            scores[reranked] += factors.items[reranked] @ (unit * user)
        return scores

    def pulls(self, items: NDArray[np.integer], strengths: Floats, targets: NDArray[np.integer]) -> Floats:
        """What each judged item adds to the score of each target, (history, targets)."""
        total = np.zeros((len(items), len(targets)), dtype=np.float32)
        for name, part in self.components.items():
            if isinstance(part, GraphFilter | Ease):
                deviation = float(part.fold_in(items, strengths).std())
            else:
                deviation = part.spread(part.user(items, strengths))
            total += np.float32(self.weights[name] / (deviation or 1.0)) * part.pulls(
                items, strengths, targets
            )
        return total

    def drawn_by(
        self, items: NDArray[np.integer], strengths: Floats, targets: NDArray[np.integer]
    ) -> NDArray[np.int64]:
        """The judged item that pulls each target most, (targets,); -1 where none pulls at all."""
        pulls = self.pulls(items, strengths, targets)
        strongest = pulls.argmax(axis=0)
        return np.where(pulls.max(axis=0) > 0, items[strongest], -1).astype(np.int64)

    def save(self, path: Path) -> None:
        arrays: dict[str, NDArray[Any]] = {}
        for name, part in self.components.items():
            arrays[f"{name}.weight"] = np.array(self.weights[name])
            arrays.update({f"{name}.{key}": array for key, array in part.arrays().items()})
        save_arrays(path, **arrays)

    @classmethod
    def load(cls, path: Path) -> Collaborative:
        """What `save` wrote. Raises FileNotFoundError, and ValueError where it is no such file."""
        named: dict[str, dict[str, NDArray[Any]]] = {}
        for key, array in load_arrays(path).items():
            name, _, rest = key.partition(".")
            named.setdefault(name, {})[rest] = array
        try:
            weights = {name: float(arrays.pop("weight")) for name, arrays in named.items()}
            return cls({name: KINDS[name].of_arrays(arrays) for name, arrays in named.items()}, weights)
        except KeyError as error:
            raise ValueError(
                f"{path} holds no collaborative model: {error} is not known or not there"
            ) from error

    @property
    def _item_count(self) -> int:
        part = next(iter(self.components.values()))
        return int(part.weights.shape[0] if isinstance(part, GraphFilter | Ease) else len(part.items))

    def _reranked(
        self, scores: Floats, vectors: list[tuple[float, Factors]]
    ) -> slice[None, None, None] | NDArray[np.int64]:
        numbers = sum(factors.items.size for _, factors in vectors)
        if numbers <= SMALL or len(vectors) == len(self.components) or len(scores) <= RERANKED:
            return slice(None)
        # Most items of a large catalog are not reached at all; choosing among so many equals is slow.
        reached = np.flatnonzero(scores > 0)
        if len(reached) <= RERANKED:
            return reached
        return reached[np.argpartition(scores[reached], -RERANKED)[-RERANKED:]]
