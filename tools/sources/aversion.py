"""What is too near to what the user turned down or avoids: these candidates are pushed back, not offered."""

from __future__ import annotations

import asyncio
from functools import reduce

import numpy as np

from catalog.catalog import Catalog
from catalog.top import highest
from tools.candidates import Candidate, Query
from tools.cosines import Cosines, standardise
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

    def __init__(self, catalog: Catalog, cosines: Cosines, eligibility: Eligibility) -> None:
        self._catalog = catalog
        self._cosines = cosines
        self._eligibility = eligibility

    async def candidates(self, query: Query, *, limit: int) -> list[Candidate]:
        wishes = [
            p.text for p in query.preferences if p.polarity == "avoid" and p.attribute is None and p.text
        ]
        if not (wishes or query.disliked):
            return []
        return await asyncio.to_thread(self._scan, query, wishes, limit)

    def _scan(self, query: Query, wishes: list[str], limit: int) -> list[Candidate]:
        disliked = self._eligibility.rows(query.disliked)[-RECENT:]
        unwanted = [*map(self._cosines.to_item, disliked), *map(self._cosines.to_text, wishes)]
        rows = np.flatnonzero(self._eligibility.open_to(query))
        if not unwanted or not rows.size:
            return []
        nearness = reduce(np.maximum, [standardise(cosines[rows]) for cosines in unwanted])
        near = np.flatnonzero(nearness >= FAR_ABOVE)
        best = near[highest(nearness[near], min(limit, MOST))]
        return [
            Candidate(self._catalog.items[rows[place]].id, float(nearness[place])) for place in best.tolist()
        ]
