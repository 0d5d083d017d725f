"""What means the same as the wish or resembles items that the user named or liked: a scan of all vectors."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.catalog import Catalog
from catalog.columns import Mask
from catalog.embedding import Embedder
from catalog.items import ItemId
from catalog.top import highest
from tools.candidates import Candidate, Evidence, Query
from tools.ranking.eligibility import Eligibility

Floats = NDArray[np.float32]

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
    """A reason to rank: its weight, its z-scores (items,), and for each item the example it is most like."""

    weight: float
    scores: Floats
    example: NDArray[np.intp] | None = None


class SemanticSource:
    """Ranks by meaning. Cosines of texts and of items differ in scale, so each is standardised first."""

    name = "semantic"

    def __init__(self, catalog: Catalog, embedder: Embedder, eligibility: Eligibility) -> None:
        self._catalog = catalog
        self._embedder = embedder
        self._eligibility = eligibility

    async def candidates(self, query: Query, *, limit: int) -> list[Candidate]:
        if not (query.text.strip() or query.like or query.liked):
            return []
        return await asyncio.to_thread(self._scan, query, limit)

    def _scan(self, query: Query, limit: int) -> list[Candidate]:
        mask = self._eligibility.open_to(query)
        pulls = self._pulls(query, mask)
        rows = np.flatnonzero(mask)
        if not pulls or not rows.size:
            return []
        total = sum(
            (pull.weight * pull.scores for pull in pulls), start=np.zeros(len(mask), dtype=np.float32)
        )
        best = rows[highest(total[rows], limit)].tolist()
        return [
            Candidate(self._catalog.items[row].id, float(total[row]), self._evidence(row, pulls))
            for row in best
        ]

    def _pulls(self, query: Query, mask: Mask) -> list[_Pull]:
        worded = bool(query.text.strip())
        like = self._eligibility.rows(query.like)
        liked = self._eligibility.rows(query.liked)[-RECENT:]
        vectors = self._catalog.vectors
        wanted = [self._embedder.embed([query.text]) if worded else vectors[:0], vectors[[*like, *liked]]]
        # One pass over all vectors: reading them is what takes the time.
        cosines = np.concatenate(wanted) @ vectors.T
        to_text, to_like, to_liked = np.split(cosines, [int(worded), int(worded) + len(like)])
        pulls = []
        if worded:
            pulls.append(_Pull(TEXT, standardise(to_text[0], mask)))
        if like:
            # Like X and Y: what resembles both comes before what resembles one.
            scores = np.stack([standardise(row, mask) for row in to_like]).mean(axis=0)
            pulls.append(_Pull(RESEMBLE, scores, _rows_of(like, to_like)))
        if liked:
            faded = to_liked * (FADE ** np.arange(len(liked) - 1, -1, -1, dtype=np.float32))[:, None]
            # Tastes are several: near to one of them is enough.
            scores = standardise(faded.max(axis=0), mask)
            pulls.append(_Pull(LIKED if pulls else 1.0, scores, _rows_of(liked, faded)))
        return pulls

    def _evidence(self, row: int, pulls: Sequence[_Pull]) -> tuple[Evidence, ...]:
        found: dict[ItemId, Evidence] = {}
        for pull in pulls:
            if pull.example is not None and pull.scores[row] >= CLEARLY_ALIKE:
                model = self._catalog.items[int(pull.example[row])]
                found.setdefault(model.id, Evidence("similar_item", model.id, model.title))
        return tuple(found.values())


def standardise(cosines: Floats, mask: Mask) -> Floats:
    """Z-scores over the items of the mask."""
    known = cosines[mask]
    spread = float(known.std()) if known.size else 0.0
    if spread < 1e-6:
        return np.zeros_like(cosines)
    scores: Floats = (cosines - known.mean()) / spread
    return scores


def _rows_of(examples: Sequence[int], cosines: Floats) -> NDArray[np.intp]:
    """For each item the example with the highest cosine."""
    nearest: NDArray[np.intp] = np.asarray(examples, dtype=np.intp)[cosines.argmax(axis=0)]
    return nearest
