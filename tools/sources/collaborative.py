"""What people of the same taste chose: weights between items, folded in with what the user says this turn."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.catalog import Catalog
from catalog.items import Interaction, ItemId
from tools.arrays import load_arrays, numbered, pack_names, save_arrays, unpack_names
from tools.candidates import Candidate, Evidence, Query
from tools.ranking.eligibility import Eligibility
from tools.signals import strengths

_Row = tuple[NDArray[Any], NDArray[Any]]

NEIGHBOURS = 200
"""Weights kept an item."""

FEWEST_USERS = 2
"""An item that fewer users chose has nobody to be compared with."""

MOST_FOR_EASE = 6_000
"""Above as many items the dense matrix of EASE no longer fits a small machine."""

EASE_REGULARIZATION = 200.0

RESEMBLE, LIKED, DISLIKED, STORED = 2.0, 1.0, -0.6, 0.4
"""Weights in the fold-in: items to resemble, liked, disliked, and known from the catalog's own data."""

RECENT = 200
"""The latest items of a stored history that are folded in."""

FADE = 0.97
"""Each liked item weighs this much less than the next more recent one."""


@dataclass(frozen=True, slots=True)
class ItemWeights:
    """Row i: how much a user who chose item i is drawn to others. Compressed rows, `NEIGHBOURS` each at most.

    indptr: (items + 1,), indices and data: (weights,). `model` names how they were learned.
    """

    model: str
    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    data: NDArray[np.float32]

    def row(self, item: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        part = slice(int(self.indptr[item]), int(self.indptr[item + 1]))
        return self.indices[part], self.data[part]


@dataclass(frozen=True, slots=True)
class Histories:
    """What each user of the catalog's own interactions did: items with their strengths, most recent last."""

    users: Mapping[str, int]
    indptr: NDArray[np.int64]
    items: NDArray[np.int32]
    strengths: NDArray[np.float32]

    def of(self, user_id: str) -> list[tuple[int, float]]:
        """The latest pairs of item and strength; empty for a user it does not know."""
        number = self.users.get(user_id)
        if number is None:
            return []
        start, end = int(self.indptr[number]), int(self.indptr[number + 1])
        part = slice(max(start, end - RECENT), end)
        return list(zip(self.items[part].tolist(), self.strengths[part].tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Tastes:
    """The fitted model: weights between items, and the histories it was fitted on."""

    weights: ItemWeights
    histories: Histories

    @classmethod
    def fit(cls, interactions: Sequence[Interaction], position: Mapping[ItemId, int]) -> Tastes | None:
        """None where no two items were chosen by the same two users: nothing can be learned.

        EASE (Steck, WWW 2019) while its dense matrix is small, then neighbours by cosine over BM25 weights.
        """
        histories = _histories(interactions, position)
        weights = _fit_weights(histories, len(position))
        return None if weights is None else cls(weights, histories)

    def save(self, path: Path) -> None:
        save_arrays(
            path,
            model=pack_names([self.weights.model]),
            indptr=self.weights.indptr,
            indices=self.weights.indices,
            data=self.weights.data,
            users=pack_names(self.histories.users),
            user_indptr=self.histories.indptr,
            user_items=self.histories.items,
            user_strengths=self.histories.strengths,
        )

    @classmethod
    def load(cls, path: Path) -> Tastes:
        arrays = load_arrays(path)
        [model] = unpack_names(arrays["model"])
        return cls(
            ItemWeights(model, arrays["indptr"], arrays["indices"], arrays["data"]),
            Histories(
                numbered(unpack_names(arrays["users"])),
                arrays["user_indptr"],
                arrays["user_items"],
                arrays["user_strengths"],
            ),
        )


class CollaborativeSource:
    """Folds the user's likes and dislikes into the item weights: no training, so it counts this turn."""

    name = "collaborative"

    def __init__(self, tastes: Tastes, catalog: Catalog, eligibility: Eligibility) -> None:
        self._tastes = tastes
        self._catalog = catalog
        self._eligibility = eligibility

    async def candidates(self, query: Query, *, limit: int) -> list[Candidate]:
        stored = self._tastes.histories.of(query.user_id)
        profile = self._profile(query, stored)
        if not any(weight > 0 for weight in profile.values()):
            return []
        folded = _fold_in(profile, self._tastes.weights, len(self._catalog))
        open_ = self._eligibility.open_to(query) & (folded.scores > 0) & (folded.best > 0)
        open_[[row for row, _ in stored]] = False
        rows = np.flatnonzero(open_)
        best = rows[np.argsort(-folded.scores[rows], kind="stable")[:limit]]
        return [self._candidate(row, folded) for row in best.tolist()]

    def _profile(self, query: Query, stored: Sequence[tuple[int, float]]) -> dict[int, float]:
        """How much each item that the user is known to have judged counts, by its row."""
        profile = {row: (STORED if strength > 0 else DISLIKED) * abs(strength) for row, strength in stored}
        for age, row in enumerate(reversed(self._eligibility.rows(query.liked))):
            profile[row] = LIKED * FADE**age
        profile.update(dict.fromkeys(self._eligibility.rows(query.like), RESEMBLE))
        profile.update(dict.fromkeys(self._eligibility.rows(query.disliked), DISLIKED))
        return profile

    def _candidate(self, row: int, folded: _Folded) -> Candidate:
        judged = self._catalog.items[int(folded.drawn_by[row])]
        evidence = Evidence("people_alike", judged.id, judged.title)
        return Candidate(self._catalog.items[row].id, float(folded.scores[row]), (evidence,))


@dataclass(frozen=True, slots=True)
class _Folded:
    """scores: (items,); drawn_by: the row of the judged item that pulled most; best: by how much."""

    scores: NDArray[np.float32]
    drawn_by: NDArray[np.int64]
    best: NDArray[np.float32] = field(repr=False)


def _fold_in(profile: Mapping[int, float], weights: ItemWeights, items: int) -> _Folded:
    scores = np.zeros(items, dtype=np.float32)
    best = np.zeros(items, dtype=np.float32)
    drawn_by = np.full(items, -1, dtype=np.int64)
    for row, weight in profile.items():
        columns, data = weights.row(row)
        pull = data * np.float32(weight)
        scores[columns] += pull
        stronger = pull > best[columns]
        best[columns[stronger]] = pull[stronger]
        drawn_by[columns[stronger]] = row
    return _Folded(scores, drawn_by, best)


def _histories(interactions: Sequence[Interaction], position: Mapping[ItemId, int]) -> Histories:
    told: dict[str, dict[int, float]] = {}
    ordered = sorted(
        zip(interactions, strengths(interactions), strict=True), key=lambda pair: pair[0].timestamp or 0.0
    )
    for interaction, strength in ordered:
        row = position.get(interaction.item_id)
        if row is None or strength == 0:
            continue
        history = told.setdefault(interaction.user_id, {})
        earlier = history.pop(row, 0.0)
        # A look after a choice does not undo the choice; a refusal does.
        history[row] = max(earlier, strength) if strength > 0 else strength
    lengths = [len(history) for history in told.values()]
    return Histories(
        users={user: number for number, user in enumerate(told)},
        indptr=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        items=np.array([row for history in told.values() for row in history], dtype=np.int32),
        strengths=np.array([s for history in told.values() for s in history.values()], dtype=np.float32),
    )


def _fit_weights(histories: Histories, items: int) -> ItemWeights | None:
    from scipy.sparse import csr_matrix

    chosen = histories.strengths > 0
    users = np.repeat(np.arange(len(histories.users)), np.diff(histories.indptr))[chosen]
    columns, values = histories.items[chosen], histories.strengths[chosen].astype(np.float64)
    kept = np.flatnonzero(np.bincount(columns, minlength=items) >= FEWEST_USERS)
    number = np.full(items, -1)
    number[kept] = np.arange(len(kept))
    use = number[columns] >= 0
    shape = (len(histories.users), len(kept))
    matrix = csr_matrix((values[use], (users[use], number[columns[use]])), shape=shape)
    together = int((np.diff(matrix.indptr) >= 2).sum())
    if len(kept) < 2 or together < FEWEST_USERS:
        return None
    model, rows = _ease(matrix) if len(kept) <= MOST_FOR_EASE else _neighbours(matrix)
    indptr = np.zeros(items + 1, dtype=np.int64)
    indptr[kept + 1] = [len(indices) for indices, _ in rows]
    return ItemWeights(
        model=model,
        indptr=np.cumsum(indptr),
        indices=kept[np.concatenate([indices for indices, _ in rows])].astype(np.int32),
        data=np.concatenate([data for _, data in rows]).astype(np.float32),
    )


def _ease(matrix: Any) -> tuple[str, list[_Row]]:
    dense = _irspack().DenseSLIMRecommender(matrix, reg=EASE_REGULARIZATION).learn().W
    rows = []
    for weights in np.asarray(dense):
        strongest = np.argsort(-np.abs(weights), kind="stable")[:NEIGHBOURS]
        strongest = strongest[weights[strongest] != 0]
        rows.append((strongest, weights[strongest]))
    return "ease", rows


def _neighbours(matrix: Any) -> tuple[str, list[_Row]]:
    fitted = (
        _irspack()
        .CosineKNNRecommender(matrix, shrinkage=0.0, top_k=NEIGHBOURS, feature_weighting="BM_25")
        .learn()
    )
    weights = fitted.W.tocsr()
    rows = []
    for start, end in zip(weights.indptr, weights.indptr[1:], strict=False):
        rows.append((weights.indices[start:end], weights.data[start:end]))
    return "bm25-neighbours", rows


def _irspack() -> Any:
    """irspack's recommenders; its own use of an older pydantic is no concern of whoever builds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from irspack import recommenders
    return recommenders
