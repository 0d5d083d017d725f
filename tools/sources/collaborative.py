"""What people of the same taste chose: a collaborative model, folded in with what the user says this turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from catalog.catalog import Catalog
from catalog.items import Interaction, ItemId
from catalog.top import highest
from tools.arrays import load_arrays, numbered, pack_names, save_arrays, unpack_names
from tools.candidates import Candidate, Evidence, Query
from tools.models.collaborative import Collaborative
from tools.models.matrix import Matrix
from tools.ranking.eligibility import Eligibility
from tools.signals import strengths

FEWEST_USERS = 2
"""An item that fewer users chose has nobody to be compared with."""

SEED = 5

RESEMBLE, LIKED, DISLIKED, STORED = 2.0, 1.0, -0.6, 0.4
"""Weights in the fold-in: items to resemble, liked, disliked, and known from the catalog's own data."""

RECENT = 200
"""The latest items of a stored history that are folded in."""

FADE = 0.97
"""Each liked item weighs this much less than the next more recent one."""

EXPLAINED = 40
"""The best candidates, for which it is worked out which judged item drew them."""


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
    """The fitted model, and the histories it was fitted on."""

    model: Collaborative
    histories: Histories

    @classmethod
    def fit(cls, interactions: Sequence[Interaction], position: Mapping[ItemId, int]) -> Tastes | None:
        """None where no two items were chosen by the same two users: nothing can be learned.

        Raises:
            NotEnoughMemoryError: it would take more than the budget of `collaborative_fit`.
        """
        from tools.models.collaborative_fit import fit

        histories = _histories(interactions, position)
        matrix = _matrix(histories, len(position))
        if matrix is None:
            return None
        model, _ = fit(matrix, seed=SEED)
        return cls(model, histories)

    def save(self, path: Path) -> None:
        """The model at `path`, the histories beside it."""
        self.model.save(path)
        save_arrays(
            _beside(path),
            users=pack_names(self.histories.users),
            indptr=self.histories.indptr,
            items=self.histories.items,
            strengths=self.histories.strengths,
        )

    @classmethod
    def load(cls, path: Path) -> Tastes:
        arrays = load_arrays(_beside(path))
        users = numbered(unpack_names(arrays.pop("users")))
        return cls(Collaborative.load(path), Histories(users=users, **arrays))


def _beside(path: Path) -> Path:
    return path.with_stem(f"{path.stem}_histories")


class CollaborativeSource:
    """Folds the user's likes and dislikes into the model: no training, so it counts this turn."""

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
        judged = np.array(list(profile), dtype=np.int64)
        weights = np.array(list(profile.values()), dtype=np.float32)
        scores = self._tastes.model.fold_in(judged, weights)
        open_ = self._eligibility.open_to(query) & (scores > 0)
        open_[[row for row, _ in stored]] = False
        rows = np.flatnonzero(open_)
        best = rows[highest(scores[rows], limit)]
        drawn_by = self._tastes.model.drawn_by(judged, weights, best[:EXPLAINED]).tolist()
        return [
            Candidate(
                self._catalog.items[row].id,
                float(scores[row]),
                self._evidence(drawn_by[place]) if place < EXPLAINED else (),
            )
            for place, row in enumerate(best.tolist())
        ]

    def _profile(self, query: Query, stored: Sequence[tuple[int, float]]) -> dict[int, float]:
        """How much each item that the user is known to have judged counts, by its row; none counts nothing."""
        profile = {row: (STORED if strength > 0 else DISLIKED) * abs(strength) for row, strength in stored}
        for age, row in enumerate(reversed(self._eligibility.rows(query.liked))):
            profile[row] = LIKED * FADE**age
        profile.update(dict.fromkeys(self._eligibility.rows(query.like), RESEMBLE))
        profile.update(dict.fromkeys(self._eligibility.rows(query.disliked), DISLIKED))
        return profile

    def _evidence(self, row: int) -> tuple[Evidence, ...]:
        """The judged item that drew most; none where nothing that was liked did."""
        if row < 0:
            return ()
        judged = self._catalog.items[row]
        return (Evidence("people_alike", judged.id, judged.title),)


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


def _matrix(histories: Histories, items: int) -> Matrix | None:
    """(users, items) of what was chosen, without items that too few chose; None where nothing goes together."""
    from scipy.sparse import csr_matrix

    chosen = histories.strengths > 0
    users = np.repeat(np.arange(len(histories.users)), np.diff(histories.indptr))[chosen]
    columns, values = histories.items[chosen], histories.strengths[chosen]
    use = (np.bincount(columns, minlength=items) >= FEWEST_USERS)[columns]
    shape = (len(histories.users), items)
    matrix = csr_matrix((values[use], (users[use], columns[use])), shape=shape, dtype=np.float32)
    together = int((np.diff(matrix.indptr) >= 2).sum())
    return matrix if together >= FEWEST_USERS else None
