"""The whole way from what the sources found to the order in which items are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from catalog.catalog import Catalog
from catalog.columns import Mask
from catalog.embedding import Embedder
from catalog.items import Item, ItemId
from catalog.top import highest
from tools.candidates import Candidate, Evidence, Funnel, Query, Ranked, Term
from tools.ranking.calibration import Calibration, calibration, telling_category, wishes_nothing
from tools.ranking.debias import NOVELTY, STRONGEST, debiased, propensities
from tools.ranking.diversity import Spread, diversify, tolerance_at
from tools.ranking.eligibility import Eligibility
from tools.ranking.evidence import Grounds, ValueVectors
from tools.ranking.fusion import Fused, fuse, reciprocal_ranks, relative_scores, source_weights, turned
from tools.ranking.learned import LearnedWeights
from tools.ranking.preferences import match_preferences
from tools.sources.popularity import Popularity

FEWEST_RANKED, PER_PLACE = 20, 4
"""How many items are ranked at least, and how many for each place of the slate; twice as many with the dial."""

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
        learned: LearnedWeights | None = None,
    ) -> None:
        """With `learned`, sources count by it for users who say nothing of what they want."""
        self._catalog = catalog
        self._eligibility = eligibility
        self._embedder = embedder
        self._values = values
        self._learned = learned
        self._known = np.array([len(item.attributes) for item in catalog.items])
        self._chosen = popularity.weights if popularity else np.zeros(len(catalog))
        self._propensity = propensities(self._chosen)
        self._standing = np.lexsort((-self._known, -self._chosen))

    def rank(
        self,
        query: Query,
        rankings: Mapping[str, Sequence[Candidate]],
    ) -> tuple[list[Ranked], Funnel]:
        """The items in the order in which to show them, the first `query.k` spread and best score first.

        At least `query.k` items wherever as many are eligible, whatever the sources found; none that is not.
        With `query.adventure` popular items lose by as much, and where nothing was wished the slate keeps to
        the mix of what was liked.
        """
        catalog = self._catalog
        open_ = self._eligibility.open_to(query)
        matches = match_preferences(query.preferences, catalog.columns, catalog.schema, open_)
        learned = self._learned_weights(query)
        fused = fuse(
            rankings,
            position=catalog.position,
            weights=turned(source_weights(query) | (learned or {}), query),
            matches=matches,
            worth=relative_scores if learned else reciprocal_ranks,
        )
        total = debiased(fused.total, self._propensity, STRONGEST * (query.adventure or 0.0))
        deep = 1 if query.adventure is None else 2
        pool = self._best(total, open_, deep * max(PER_PLACE * query.k, FEWEST_RANKED))
        spread, dropped = self._spread(query, pool, self._worth(total, pool))
        grounds = Grounds(query, catalog, matches, self._values.close_to(query.text, self._embedder))
        told = self._told(pool, rankings, fused)
        ranked = []
        for row in (pool[place] for place in spread.order):
            score = round(float(np.clip(total[row], 0.0, 1.0)), 4)
            terms = (*fused.terms(row), *_novelty(total[row] - fused.total[row]))
            ranked.append(Ranked(catalog.items[row].id, score, terms, grounds.of(row, told[row])))
        return ranked, Funnel(
            catalog=len(catalog),
            eligible=int(np.count_nonzero(open_)),
            scored=int(np.count_nonzero(open_ & (fused.total > 0))),
            dropped=dropped,
        )

    def respread(self, query: Query, ranked: Sequence[Ranked]) -> tuple[list[Ranked], Mapping[ItemId, str]]:
        """Items that were scored anew, the best first, spread again; and what was left out why."""
        pool = [self._catalog.position[one.item_id] for one in ranked]
        spread, dropped = self._spread(query, pool, np.array([one.score for one in ranked]))
        return [ranked[place] for place in spread.order], dropped

    def _learned_weights(self, query: Query) -> dict[str, float] | None:
        """None where something is wished or was just liked, or where weights by hand are as good.

        They are learned from people who said nothing; what is said moves the slate, even where most would choose
        what most choose.
        """
        wished = query.text.strip() or query.like or query.liked_now or query.preferences
        if self._learned is None or wished:
            return None
        return self._learned.of(len(query.liked))

    def _best(self, total: NDArray[np.float64], open_: Mask, most: int) -> list[int]:
        """The rows of the best open items; among equals the most chosen, then the best known."""
        rows = self._standing[open_[self._standing]]
        best: list[int] = rows[highest(np.round(total[rows], 4), most)].tolist()
        return best

    def _worth(self, total: NDArray[np.float64], pool: Sequence[int]) -> NDArray[np.float64]:
        """The scores of the pool; where nothing at all was scored, how much is known of each item.

        Otherwise variety alone would choose, and nothing is as unlike the rest as an item without data.
        """
        scores: NDArray[np.float64] = np.clip(total[pool], 0.0, 1.0)
        if not scores.any() and pool:
            scores = self._known[pool] / max(int(self._known[pool].max()), 1)
        return scores

    def _spread(
        self, query: Query, pool: Sequence[int], scores: NDArray[np.float64]
    ) -> tuple[Spread, dict[ItemId, str]]:
        """The order of the pool, and of what was left out of the slate the words for why."""
        items = [self._catalog.items[row] for row in pool]
        spreading = partial(
            diversify,
            scores,
            self._catalog.vectors[pool],
            [item.title for item in items],
            k=query.k,
            tolerance=tolerance_at(query.adventure, wanted=_wanted(query)),
        )
        spread = spreading()
        dropped = {
            items[copy].id: f"the same as “{items[original].title}”"
            for copy, original in spread.copies.items()
        }
        mix = self._mix(query, items)
        if mix is None or self._category is None:
            return spread, dropped
        mixed = spreading(cost=mix.cost)
        label = self._catalog.schema.attributes[self._category].label
        for left_out in set(spread.order[: query.k]).difference(mixed.order[: query.k]):
            dropped[items[left_out].id] = f"left out to keep to the mix of {label} that you like"
        return mixed, dropped

    def _mix(self, query: Query, pool: Sequence[Item]) -> Calibration | None:
        """Towards the mix of what the user liked; None where they wish something, or too little is known."""
        if query.adventure is None or self._category is None or not wishes_nothing(query):
            return None
        liked = [self._catalog.items[row] for row in self._eligibility.rows(query.liked)]
        return calibration(liked, pool, self._category)

    @cached_property
    def _category(self) -> str | None:
        return telling_category(self._catalog.columns, self._catalog.schema)

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


def _novelty(lost: float) -> tuple[Term, ...]:
    """The term for what an item lost for being popular; none where it lost nothing."""
    weight = round(float(lost), 4)
    return (Term(NOVELTY, 1, weight),) if weight else ()


def _wanted(query: Query) -> bool:
    """Whether the user said anything of what they want, beside what must hold."""
    return bool(query.text.strip() or query.like or query.liked or query.preferences)
