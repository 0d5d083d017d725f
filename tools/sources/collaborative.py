"""What people of the same taste chose: a collaborative model, folded in with what the user says this turn.

Items that few or none chose are scored by what is written of them, in the same units: see `ContentMapping`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from catalog.behaviour import Interactions
from catalog.catalog import Catalog
from catalog.items import Interaction, ItemId
from catalog.top import highest
from tools.arrays import load_arrays, numbered, pack_names, save_arrays, unpack_names
from tools.candidates import Candidate, Evidence, EvidenceKind, Query
from tools.models.collaborative import Collaborative
from tools.models.content_mapping import ContentMapping
from tools.models.matrix import Floats, Matrix
from tools.ranking.eligibility import Eligibility
from tools.signals import strength_column

FEWEST_USERS = 2
"""An item that fewer users chose has nobody to be compared with."""

SEED = 5

RESEMBLE, LIKED, DISLIKED, STORED = 2.0, 1.0, -0.6, 0.4
"""Weights in the fold-in: items to resemble, liked, disliked, and known from the catalog's own data."""

RECENT = 200
"""The latest items of a stored history that are folded in."""

FADE = 0.97
"""Each liked item weighs this much less than the next more recent one."""

FAINT = 0.01
"""The share of the best score below which an item is no candidate: so little is chance."""

EXPLAINED = 40
"""The best candidates, for which it is worked out which judged item drew them."""


@dataclass(frozen=True, slots=True)
class Histories:
    """What each user of the catalog's own interactions did: items with their strengths, most recent last."""

    users: Mapping[str, int]
    indptr: NDArray[np.int64]
    items: NDArray[np.int32]
    strengths: NDArray[np.float32]

    @classmethod
    def fit(cls, interactions: Sequence[Interaction], position: Mapping[ItemId, int]) -> Histories:
        """A look after a choice does not undo the choice; a refusal does. What is said last of an item dates it."""
        told = Interactions.of(interactions)
        rows, strength = told.rows(position), strength_column(told)
        when = np.nan_to_num(told.timestamp)
        place = np.flatnonzero((rows >= 0) & (strength != 0))
        place = place[np.lexsort((when[place], rows[place], told.user[place]))]
        user, row, strength = told.user[place], rows[place], strength[place]
        last = np.append((np.diff(user) != 0) | (np.diff(row) != 0), True)[: len(place)]
        said, first = np.flatnonzero(last), np.concatenate([[0], np.flatnonzero(last)[:-1] + 1])[: last.sum()]
        # Of each user and item, only what was said after the last refusal counts, and the strongest of that.
        refused = np.maximum.accumulate(np.where(strength < 0, np.arange(len(place)), -1))
        counts = np.arange(len(place)) >= np.repeat(refused[said], np.diff(said, prepend=-1))
        strongest = (
            np.maximum.reduceat(np.where(counts, strength, -np.inf), first) if len(place) else strength
        )
        order = np.lexsort((place[said], when[place[said]], user[said]))
        users, lengths = np.unique(user[said], return_counts=True)
        return cls(
            users=numbered(told.users[number] for number in users.tolist()),
            indptr=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
            items=row[said][order].astype(np.int32),
            strengths=strongest[order].astype(np.float32),
        )

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
    """The fitted model, and the histories it was fitted on; `content` for items that it knows little of.

    said: what was fitted, how good it was on choices held out, what that took.
    """

    model: Collaborative
    histories: Histories
    content: ContentMapping | None = None
    said: str = ""

    @classmethod
    def fit(
        cls,
        interactions: Sequence[Interaction],
        position: Mapping[ItemId, int],
        vectors: Floats | None = None,
    ) -> Tastes | None:
        """None where no two items were chosen by the same two users: nothing can be learned.

        vectors: (items, dimensions), of the items' texts; without them nothing is said of items that nobody chose.

        Raises:
            NotEnoughMemoryError: it would take more than `usual_budget`.
        """
        from tools.models.collaborative_fit import fit
        from tools.models.memory import usual_budget

        started = time.process_time()
        histories = Histories.fit(interactions, position)
        matrix = _matrix(histories, len(position))
        if matrix is None:
            return None
        model, report = fit(matrix, seed=SEED, budget=usual_budget())
        content = None if vectors is None else ContentMapping.fit(model, matrix, vectors, seed=SEED)
        said = (
            f"{model.name}{' + texts' if content else ''}, {time.process_time() - started:.1f} CPU s, "
            f"{sum(report.planned.values()) / 2**20:,.0f} MB planned"
        )
        return cls(model, histories, content, said)

    def trusting(self, trust: float) -> Tastes:
        """The same, as if what is written of an item counted like `trust` users who chose it."""
        return self if self.content is None else replace(self, content=self.content.trusting(trust))

    def scores(self, judged: NDArray[np.int64], weights: Floats, vectors: Floats) -> Floats:
        """(items,), for one who judged these rows so. vectors: as in `fit`."""
        own = self.model.fold_in(judged, weights)
        return own if self.content is None else self.content.mixed(own, vectors)

    def save(self, path: Path) -> None:
        """The model at `path`, the histories and what is known of texts beside it."""
        self.model.save(path)
        save_arrays(
            _beside(path, "histories"),
            users=pack_names(self.histories.users),
            indptr=self.histories.indptr,
            items=self.histories.items,
            strengths=self.histories.strengths,
            said=pack_names([self.said]),
        )
        if self.content is not None:
            self.content.save(_beside(path, "content"))

    @classmethod
    def load(cls, path: Path) -> Tastes:
        arrays = load_arrays(_beside(path, "histories"))
        users = numbered(unpack_names(arrays.pop("users")))
        [said] = unpack_names(arrays.pop("said"))
        content = _beside(path, "content")
        return cls(
            Collaborative.load(path),
            Histories(users=users, **arrays),
            ContentMapping.load(content) if content.exists() else None,
            said,
        )


def _beside(path: Path, what: str) -> Path:
    return path.with_stem(f"{path.stem}_{what}")


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
        return await asyncio.to_thread(self._folded_in, query, profile, [row for row, _ in stored], limit)

    def _folded_in(
        self, query: Query, profile: Mapping[int, float], done: Sequence[int], limit: int
    ) -> list[Candidate]:
        judged = np.array(list(profile), dtype=np.int64)
        weights = np.array(list(profile.values()), dtype=np.float32)
        scores = self._tastes.scores(judged, weights, self._catalog.vectors)
        open_ = self._eligibility.open_to(query) & (scores > 0)
        open_[done] = False
        rows = np.flatnonzero(open_ & (scores >= FAINT * scores.max(where=open_, initial=0.0)))
        best = rows[highest(scores[rows], limit)]
        evidence = self._evidence(judged, weights, best[:EXPLAINED])
        return [
            Candidate(self._catalog.items[row].id, float(scores[row]), evidence.get(row, ()))
            for row in best.tolist()
        ]

    def _profile(self, query: Query, stored: Sequence[tuple[int, float]]) -> dict[int, float]:
        """How much each item that the user is known to have judged counts, by its row; none counts nothing."""
        profile = {row: (STORED if strength > 0 else DISLIKED) * abs(strength) for row, strength in stored}
        profile.update(fading(self._eligibility.rows(query.liked)))
        profile.update(dict.fromkeys(self._eligibility.rows(query.like), RESEMBLE))
        profile.update(dict.fromkeys(self._eligibility.rows(query.disliked), DISLIKED))
        return profile

    def _evidence(
        self, judged: NDArray[np.int64], weights: Floats, rows: NDArray[np.int64]
    ) -> dict[int, tuple[Evidence, ...]]:
        """For each row the judged item that drew it most; none where nothing that was liked did.

        An item that owes most of its score to what is written of it was drawn by nobody's choices: for such a
        one it is the liked item that it is most like, where the two are clearly alike.
        """
        drawn_by = self._tastes.model.drawn_by(judged, weights, rows).tolist()
        written = self._nearest(judged[weights > 0], rows)
        found: dict[int, tuple[Evidence, ...]] = {}
        for row, by in zip(rows.tolist(), drawn_by, strict=True):
            kind: EvidenceKind = "similar_item" if row in written else "people_alike"
            place = written.get(row, by)
            if place >= 0:
                item = self._catalog.items[place]
                found[row] = (Evidence(kind, item.id, item.title),)
        return found

    def _nearest(self, liked: NDArray[np.int64], rows: NDArray[np.int64]) -> dict[int, int]:
        """For each row that owes most to what is written of it the liked item most like it; -1 for none."""
        content, vectors = self._tastes.content, self._catalog.vectors
        if content is None:
            return {}
        rows = rows[content.owed[rows]]
        cosines = vectors[rows] @ vectors[liked].T
        nearest = np.where(cosines.max(axis=1) >= content.alike, liked[cosines.argmax(axis=1)], -1)
        return dict(zip(rows.tolist(), nearest.tolist(), strict=True))


def fading(liked: Sequence[int]) -> dict[int, float]:
    """How much each liked item counts, by its row; most recent last."""
    return {row: LIKED * FADE**age for age, row in enumerate(reversed(liked))}


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
