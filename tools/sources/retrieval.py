"""What means the same as the wish or resembles items that the user named or liked: a scan of all vectors."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from catalog.catalog import Catalog
from catalog.items import ItemId
from catalog.top import highest
from tools.candidates import Candidate, Evidence, Query
from tools.cosines import Cosines, Floats, standardise
from tools.ranking.eligibility import Eligibility

Rows = NDArray[np.intp]

TEXT, RESEMBLE, LIKED = 1.0, 1.2, 0.35
"""How much the wish, the items to resemble and the earlier likes count beside each other."""

RECENT = 12
"""Liked items that are looked at, the latest ones."""

FADE = 0.93
"""Each liked item counts this much less than the next more recent one."""

CLEARLY_ALIKE = 1.5
"""Standard deviations above the mean from which two items are called similar."""


@dataclass(frozen=True, slots=True)
class _Pull:
    """A reason to rank: its weight, its z-scores (rows,), and the examples with the cosines to each, (items,)."""

    weight: float
    scores: Floats
    examples: Sequence[int] = ()
    cosines: Sequence[Floats] = ()

    def nearest_example(self, row: int) -> int:
        return self.examples[int(np.argmax([cosines[row] for cosines in self.cosines]))]


class SemanticSource:
    """Ranks by meaning. Cosines of texts and of items differ in scale, so each is standardised first."""

    name = "semantic"

    def __init__(self, catalog: Catalog, cosines: Cosines, eligibility: Eligibility) -> None:
        self._catalog = catalog
        self._cosines = cosines
        self._eligibility = eligibility

    async def candidates(self, query: Query, *, limit: int) -> list[Candidate]:
        if not (query.text.strip() or query.like or query.liked):
            return []
        return await asyncio.to_thread(self._scan, query, limit)

    def _scan(self, query: Query, limit: int) -> list[Candidate]:
        rows = np.flatnonzero(self._eligibility.open_to(query))
        pulls = self._pulls(query, rows) if rows.size else []
        if not pulls:
            return []
        total = np.zeros(len(rows), dtype=np.float32)
        for pull in pulls:
            total += pull.weight * pull.scores
        return [
            Candidate(
                self._catalog.items[rows[place]].id, float(total[place]), self._evidence(rows, place, pulls)
            )
            for place in highest(total, limit).tolist()
        ]

    def _pulls(self, query: Query, rows: Rows) -> list[_Pull]:
        like = self._eligibility.rows(query.like)
        liked = self._eligibility.rows(query.liked)[-RECENT:]
        pulls = []
        if query.text.strip():
            pulls.append(_Pull(TEXT, standardise(self._cosines.to_text(query.text)[rows])))
        if like:
            # Like X and Y: what resembles both comes before what resembles one.
            near = [self._cosines.to_item(row) for row in like]
            scores = np.stack([standardise(cosines[rows]) for cosines in near]).mean(axis=0)
            pulls.append(_Pull(RESEMBLE, scores, like, near))
        if liked:
            ages = range(len(liked) - 1, -1, -1)
            near = [
                self._cosines.to_item(row) * np.float32(FADE**age)
                for row, age in zip(liked, ages, strict=True)
            ]
            # Tastes are several: near to one of them is enough.
            nearest = reduce(np.maximum, near)
            pulls.append(_Pull(LIKED if pulls else 1.0, standardise(nearest[rows]), liked, near))
        return pulls

    def _evidence(self, rows: Rows, place: int, pulls: Sequence[_Pull]) -> tuple[Evidence, ...]:
        found: dict[ItemId, Evidence] = {}
        for pull in pulls:
            if pull.examples and pull.scores[place] >= CLEARLY_ALIKE:
                model = self._catalog.items[pull.nearest_example(int(rows[place]))]
                found.setdefault(model.id, Evidence("similar_item", model.id, model.title))
        return tuple(found.values())
