"""What is too near to what the user turned down or avoids: these candidates are pushed back, not offered."""

from __future__ import annotations

import asyncio

import numpy as np
from numpy.typing import NDArray

from catalog.catalog import Catalog
from catalog.embedding import Embedder
from catalog.top import highest
from tools.candidates import Candidate, Query
from tools.ranking.eligibility import Eligibility

NAME = "aversion"

FAR_ABOVE = 1.8
"""Standard deviations above the mean similarity of eligible items from which one is too near."""

MOST = 50
"""Items pushed back, whatever the limit: a dislike is of something, not of a tenth of the catalog."""

RECENT = 8
"""Disliked items that are looked at, the latest ones."""


class AversionSource:
    """Items clearly similar to a disliked one or to unwanted words; their ranks count against them."""

    name = NAME

    def __init__(self, catalog: Catalog, embedder: Embedder, eligibility: Eligibility) -> None:
        self._catalog = catalog
        self._embedder = embedder
        self._eligibility = eligibility

    async def candidates(self, query: Query, *, limit: int) -> list[Candidate]:
        wishes = [
            p.text for p in query.preferences if p.polarity == "avoid" and p.attribute is None and p.text
        ]
        if not (wishes or query.disliked):
            return []
        return await asyncio.to_thread(self._scan, query, wishes, limit)

    def _scan(self, query: Query, wishes: list[str], limit: int) -> list[Candidate]:
        vectors = self._catalog.vectors
        unwanted = [vectors[row] for row in self._eligibility.rows(query.disliked)[-RECENT:]]
        unwanted.extend(self._embedder.embed([wish])[0] for wish in wishes)
        if not unwanted:
            return []
        open_ = self._eligibility.open_to(query)
        cosines: NDArray[np.float32] = (np.stack(unwanted) @ vectors.T)[:, open_]
        if not cosines.size:
            return []
        spread = np.maximum(cosines.std(axis=1, keepdims=True), 1e-6)
        nearness = ((cosines - cosines.mean(axis=1, keepdims=True)) / spread).max(axis=0)
        near = np.flatnonzero(nearness >= FAR_ABOVE)
        best = near[highest(nearness[near], min(limit, MOST))]
        rows = np.flatnonzero(open_)[best]
        return [
            Candidate(self._catalog.items[row].id, float(nearness[place]))
            for row, place in zip(rows.tolist(), best.tolist(), strict=True)
        ]
