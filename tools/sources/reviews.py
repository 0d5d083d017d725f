"""What reviewers say that means what is wished: the nearest of a few sentences an item, for each part of the wish."""

from __future__ import annotations

import asyncio

import numpy as np

from catalog.catalog import Catalog
from catalog.embedding import Embedder
from tools.candidates import REVIEWS, Candidate, Evidence, Query
from tools.ranking.eligibility import Eligibility

CLOSE = 0.45
"""The cosine from which a sentence is taken to speak of what is wished."""
MOST_PARTS = 4
"""Parts of a wish that are looked for one by one."""


class ReviewSource:
    """Ranks by what is said of an item: hearsay, which is quoted as somebody's words and never as a fact."""

    name = REVIEWS

    def __init__(self, catalog: Catalog, embedder: Embedder, eligibility: Eligibility) -> None:
        self._catalog = catalog
        self._embedder = embedder
        self._eligibility = eligibility

    async def candidates(self, query: Query, *, limit: int) -> list[Candidate]:
        if not query.text.strip():
            return []
        return await asyncio.to_thread(self._scan, query, limit)

    def _scan(self, query: Query, limit: int) -> list[Candidate]:
        """By the sum over the wish's parts of the nearest sentence's cosine (MaxSim: Khattab and Zaharia, SIGIR
        2020). Only items of which some sentence speaks of some part."""
        said = self._catalog.said
        cosines = self._embedder.embed(_parts(query)) @ said.vectors.T
        strongest = cosines.max(axis=0)
        near = np.flatnonzero(strongest >= CLOSE)
        quoted: dict[int, int] = {}
        for place in near[np.argsort(-strongest[near], kind="stable")].tolist():
            quoted.setdefault(int(said.rows[place]), place)
        nearest = np.zeros((len(cosines), len(self._catalog)), dtype=np.float32)
        for part, of_part in zip(nearest, cosines, strict=True):
            np.maximum.at(part, said.rows, of_part)
        scores = nearest.sum(axis=0)
        mask = self._eligibility.open_to(query)
        rows = sorted((row for row in quoted if mask[row]), key=lambda row: (-scores[row], row))
        return [
            Candidate(
                self._catalog.items[row].id,
                float(scores[row]),
                (Evidence("text", REVIEWS, said.texts[quoted[row]]),),
            )
            for row in rows[:limit]
        ]


def _parts(query: Query) -> list[str]:
    """The wishes one by one, where they are known so; else all of the text."""
    wished = [p.text for p in query.preferences if p.polarity == "prefer" and p.direction is None]
    parts = [text for text in dict.fromkeys(wished) if text.strip() and text in query.text]
    return parts[:MOST_PARTS] or [query.text]
