"""Tastes for items that few or nobody chose, from what is written of them.

A user's scores of well-known items are regressed on the vectors of these items, and the regression then scores
the others: an attribute-to-feature mapping (Gantner et al., ICDM 2010) onto one user's scores, so that it
needs to know nothing of the model behind them, and speaks in the same units.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tools.arrays import load_arrays, save_arrays
from tools.metrics import mean
from tools.models.collaborative import Collaborative
from tools.models.matrix import Floats, Matrix, rows_of

MOST_ITEMS, FEWEST_ITEMS = 5_000, 50
"""The items that it learns from, the most chosen: what a turn costs grows with them, and few tell nothing."""

REGULARIZATIONS = (1.0, 3.0, 10.0, 30.0, 100.0)
SHARE = 0.2
"""Of these items, how many are held out whole to choose the regularisation on."""

JUDGED, FEWEST_JUDGED = 300, 20
"""Users who are looked at for that, at most and at least."""

TRUST = 2.0
"""After so many users chose an item, what they did counts as much as what is written of it."""

MOSTLY = 0.5
"""The share of a score from which it is owed to what is written of the item."""

ALIKE = 1.5
"""Standard deviations above the mean of all cosines from which two items are called similar."""


@dataclass(frozen=True, slots=True)
class ContentMapping:
    """rows: (known,), the items that are learned from; projection: (dimensions, known), from the scores of these
    to a direction among the vectors; centre: (dimensions,), their mean vector; chosen_by: (items,), users whom
    the model knows to have chosen an item; alike: the cosine from which two items are called similar.
    """

    rows: NDArray[np.int64]
    projection: Floats
    centre: Floats
    chosen_by: NDArray[np.int64]
    alike: float
    trust: float = TRUST

    @classmethod
    def fit(
        cls, model: Collaborative, histories: Matrix, vectors: Floats, *, seed: int
    ) -> ContentMapping | None:
        """None where the vectors tell nothing of what people choose among items held out whole.

        histories: (users, items), what the model was fitted on; vectors: (items, dimensions), unit rows.
        """
        chosen_by = np.bincount(histories.indices, minlength=len(vectors))
        rows = np.argsort(-chosen_by, kind="stable")[: min(MOST_ITEMS, int(np.count_nonzero(chosen_by)))]
        regularization = _search(model, histories, vectors, rows, np.random.default_rng(seed))
        if regularization is None:
            return None
        known = vectors[rows]
        centre = known.mean(axis=0)
        cosines = known[::2][:1000] @ known[1::2][:1000].T
        return cls(
            rows=rows,
            projection=_projection(known - centre, (regularization,))[0],
            centre=centre,
            chosen_by=chosen_by,
            alike=float(cosines.mean() + ALIKE * cosines.std()),
        )

    @property
    def borrowed(self) -> Floats:
        """(items,), from 0 to 1: how much of an item's score is owed to what is written of it."""
        unknown = self.chosen_by == 0
        return np.where(unknown, 1.0, self.trust / np.maximum(self.chosen_by + self.trust, 1)).astype(
            np.float32
        )

    @property
    def owed(self) -> NDArray[np.bool_]:
        """(items,): whose score is mostly owed to what is written of them."""
        mostly: NDArray[np.bool_] = self.borrowed > MOSTLY
        return mostly

    def trusting(self, trust: float) -> ContentMapping:
        """The same with another `trust`; with 0 only items that nobody chose are scored by their content."""
        return replace(self, trust=trust)

    def predicted(self, scores: Floats, vectors: Floats) -> Floats:
        """(items,): what the user behind `scores`, (items,), would score items of such content."""
        known = scores[self.rows]
        level = known.mean()
        direction = self.projection @ (known - level)
        found: Floats = vectors @ direction + (level - self.centre @ direction)
        return found

    def mixed(self, scores: Floats, vectors: Floats) -> Floats:
        """(items,): each item's own score and that of its content, as far as it is to be trusted."""
        return self.mix(scores, self.predicted(scores, vectors))

    def mix(self, scores: Floats, predicted: Floats) -> Floats:
        """What others chose, but nobody of such a taste, is not brought up for its content. (items,) each."""
        lent = self.borrowed * ((scores > 0) | self.owed)
        mixed: Floats = scores + lent * (predicted - scores)
        return mixed

    def save(self, path: Path) -> None:
        save_arrays(
            path,
            rows=self.rows,
            projection=self.projection,
            centre=self.centre,
            chosen_by=self.chosen_by,
            alike=np.array(self.alike),
            trust=np.array(self.trust),
        )

    @classmethod
    def load(cls, path: Path) -> ContentMapping:
        arrays = load_arrays(path)
        alike, trust = float(arrays.pop("alike")), float(arrays.pop("trust"))
        return cls(alike=alike, trust=trust, **arrays)


def _search(
    model: Collaborative,
    histories: Matrix,
    vectors: Floats,
    rows: NDArray[np.int64],
    chance: np.random.Generator,
) -> float | None:
    """The regularisation that best tells which of the held-out items a user chose; None where none tells.

    A user's history is cut to the other items before it is scored. Judged by the share of pairs of a chosen
    and another held-out item that are in the right order (AUC), a mean over users.
    """
    if len(rows) < FEWEST_ITEMS:
        return None
    out = chance.random(len(rows)) < SHARE
    held, kept = rows[out], rows[~out]
    place = np.full(len(vectors), -1)
    place[held] = np.arange(len(held))
    users = np.unique(rows_of(histories)[place[histories.indices] >= 0])
    if len(users) < FEWEST_JUDGED:
        return None
    users = chance.permutation(users)[:JUDGED]
    told, targets = histories[users].copy(), np.zeros((len(users), len(held)), dtype=np.bool_)
    hidden = place[told.indices] >= 0
    targets[rows_of(told)[hidden], place[told.indices[hidden]]] = True
    told.data[hidden] = 0
    told.eliminate_zeros()
    scores = model.scores(told)[:, kept]
    scores -= scores.mean(axis=1, keepdims=True)
    centre = vectors[kept].mean(axis=0)
    best, found = None, 0.5
    for regularization, projection in zip(
        REGULARIZATIONS, _projection(vectors[kept] - centre, REGULARIZATIONS), strict=True
    ):
        right = _in_order(scores @ projection.T @ (vectors[held] - centre).T, targets)
        if not len(right):  # everyone chose all of them
            return None
        judged = mean(right)
        if judged.value > found and judged.low > 0.5:
            best, found = regularization, judged.value
    return best


def _in_order(scores: Floats, targets: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The share of pairs of a target and another that are in the right order, of each user with both: (users,).

    scores, targets: (users, items). By ranks (Mann and Whitney, 1947).
    """
    both = targets.any(axis=1) & ~targets.all(axis=1)
    scores, targets = scores[both], targets[both]
    ranks = scores.argsort(axis=1).argsort(axis=1) + 1
    count = targets.sum(axis=1)
    below = (ranks * targets).sum(axis=1) - count * (count + 1) / 2
    found: NDArray[np.float64] = below / (count * (targets.shape[1] - count))
    return found


def _projection(centred: Floats, regularizations: tuple[float, ...]) -> list[Floats]:
    """(XᵀX + λ)⁻¹ Xᵀ of X = centred, (items, dimensions), for each λ: (dimensions, items)."""
    values, directions = np.linalg.eigh(centred.T @ centred)
    turned = directions.T @ centred.T
    return [
        (directions @ (turned / (values + regularization)[:, None])).astype(np.float32)
        for regularization in regularizations
    ]
