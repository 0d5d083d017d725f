"""The whole way from what the sources found to the order in which items are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from catalog.catalog import Catalog
from catalog.columns import Mask
from catalog.embedding import Embedder
from catalog.items import ItemId
from tools.candidates import Candidate, Evidence, Funnel, Query, Ranked
from tools.ranking.diversity import FOCUSED, OPEN, Spread, diversify
from tools.ranking.eligibility import Eligibility
from tools.ranking.evidence import Grounds, ValueVectors
from tools.ranking.fusion import Fused, fuse, source_weights
from tools.ranking.preferences import match_preferences
from tools.sources.popularity import Popularity

FEWEST_RANKED = 20

FAINT = 0.05
"""The share of an item's score below which a source did not bring it up."""


class Ranking:
    """Fuses, holds to the constraints, spreads and finds the evidence, for one catalog."""

    def __init__(
        self,
        catalog: Catalog,
        eligibility: Eligibility,
        embedder: Embedder,
        values: ValueVectors,
        popularity: Popularity | None,
    ) -> None:
        self._catalog = catalog
        self._eligibility = eligibility
        self._embedder = embedder
        self._values = values
        self._known = np.array([len(item.attributes) for item in catalog.items])
        self._chosen = popularity.weights if popularity else np.zeros(len(catalog))

    def rank(self, query: Query, rankings: Mapping[str, Sequence[Candidate]]) -> tuple[list[Ranked], Funnel]:
        """The items in the order in which to show them, the first `query.k` spread and best score first.

        At least `query.k` items wherever as many are eligible, whatever the sources found; none that is not.
        """
        catalog = self._catalog
        open_ = self._eligibility.open_to(query)
        matches = match_preferences(query.preferences, catalog.columns, catalog.schema, open_)
        fused = fuse(
            {name: [candidate.item_id for candidate in found] for name, found in rankings.items()},
            position=catalog.position,
            weights=source_weights(query),
            matches=matches,
        )
        pool = self._best(fused.total, open_, max(4 * query.k, FEWEST_RANKED))
        spread = diversify(
            self._worth(fused, pool),
            catalog.vectors[pool],
            [catalog.items[row].title for row in pool],
            k=query.k,
            tolerance=FOCUSED if _wanted(query) else OPEN,
        )
        grounds = Grounds(query, catalog, matches, self._values.close_to(query.text, self._embedder))
        told = self._told(pool, rankings, fused)
        ranked = []
        for row in (pool[place] for place in spread.order):
            score = round(float(fused.scores[row]), 4)
            evidence = grounds.of(row, told[row])
            ranked.append(Ranked(catalog.items[row].id, score, fused.terms(row), evidence))
        return ranked, Funnel(
            catalog=len(catalog),
            eligible=int(np.count_nonzero(open_)),
            scored=int(np.count_nonzero(open_ & (fused.total > 0))),
            dropped=self._dropped(pool, spread),
        )

    def _best(self, total: NDArray[np.float64], open_: Mask, most: int) -> list[int]:
        """The rows of the best open items; among equals the most chosen, then the best known."""
        rows = np.flatnonzero(open_)
        equal = np.round(total[rows], 4)
        order = np.lexsort((rows, -self._known[rows], -self._chosen[rows], -equal))
        best: list[int] = rows[order[:most]].tolist()
        return best

    def _worth(self, fused: Fused, pool: Sequence[int]) -> NDArray[np.float64]:
        """The scores of the pool; where nothing at all was scored, how much is known of each item.

        Otherwise variety alone would choose, and nothing is as unlike the rest as an item without data.
        """
        scores = fused.scores[pool]
        if not scores.any() and pool:
            scores = self._known[pool] / max(int(self._known[pool].max()), 1)
        return scores

    def _told(
        self, pool: Sequence[int], rankings: Mapping[str, Sequence[Candidate]], fused: Fused
    ) -> dict[int, list[Evidence]]:
        """What the sources said of each item of the pool, but for those that hardly moved its score."""
        told: dict[int, list[Evidence]] = {row: [] for row in pool}
        for source, part in fused.parts.items():
            for candidate in rankings[source]:
                row = self._catalog.position.get(candidate.item_id, -1)
                if row in told and part[row] >= FAINT * fused.total[row]:
                    told[row].extend(candidate.evidence)
        return told

    def _dropped(self, pool: Sequence[int], spread: Spread) -> dict[ItemId, str]:
        items = self._catalog.items
        return {
            items[pool[copy]].id: f"the same as “{items[pool[original]].title}”"
            for copy, original in spread.copies.items()
        }


def _wanted(query: Query) -> bool:
    """Whether the user said anything of what they want, beside what must hold."""
    return bool(query.text.strip() or query.like or query.liked or query.preferences)
