"""When a second look is worth its time, and what became of it: a reranker with a breaker, within a turn."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Literal

from catalog.catalog import Catalog
from catalog.passage import passage
from tools.breaker import Breaker
from tools.candidates import Query, Ranked
from tools.language_model import Usage
from tools.ranking.reranking import Reranker, RerankingError, fused

log = logging.getLogger(__name__)

MOST = 40
"""How many of the first stage's best are read again."""
WEIGHT, WEIGHT_OF_ONE = 0.6, 0.3
"""What the new order counts beside the old one: where its answers agree wholly, and where there is only one.

Set by hand: a reader of wish and item is trusted somewhat above the first stage. No real model tuned them.
"""
SURE = 0.15
"""The drop in score behind the last that would be shown, as a share of the best score, that settles the slate."""
SHARE = 0.5
"""The share of the time left that may be taken: the reply is still to be worded."""
TOO_LATE = 0.3
"""With fewer seconds than this no look is begun."""


@dataclass(frozen=True, slots=True)
class Reranking:
    """What became of it in one turn, and why. `ms` is its time; `degraded`: it should have been done."""

    by: str
    outcome: Literal["done", "skipped", "failed"]
    why: str = ""
    agreement: float | None = None
    weight: float = 0.0
    usage: Usage = field(default_factory=Usage)
    ms: float = 0.0
    degraded: bool = False


class AdaptiveReranking:
    """One reranker for all turns; what it does in each is logged."""

    def __init__(
        self,
        reranker: Reranker,
        *,
        of_language_model: bool = False,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """`of_language_model`: whether it asks the model that also understands and words."""
        self._reranker = reranker
        self._of_language_model = of_language_model
        self._clock = clock
        self._breaker = Breaker(clock)

    async def close(self) -> None:
        await self._reranker.close()

    async def rerank(
        self,
        query: Query,
        ranked: Sequence[Ranked],
        catalog: Catalog,
        *,
        until: float,
        model_failed: bool = False,
    ) -> tuple[list[Ranked], Reranking]:
        """The same items, best score first, and what was done; as they came where nothing was.

        `until` is when the turn ends, on this object's clock; `model_failed` whether the language model has
        failed on this turn already.
        """
        began = self._clock()
        if model_failed and self._of_language_model:
            why = "the language model has failed on this turn already"
            done, record = list(ranked), Reranking(self._reranker.name, "skipped", why, degraded=True)
        else:
            done, record = await self._look(query, ranked, catalog, (until - began) * SHARE)
        record = replace(record, ms=(self._clock() - began) * 1000)
        log.log(
            logging.WARNING if record.degraded else logging.INFO,
            "reranking by %s %s: %s; agreement %s, weight %.2f, %d calls, %d tokens, %.0f ms",
            record.by,
            record.outcome,
            record.why or "no trouble",
            "unknown" if record.agreement is None else f"{record.agreement:.2f}",
            record.weight,
            record.usage.calls,
            record.usage.prompt_tokens + record.usage.completion_tokens,
            record.ms,
        )
        return done, record

    async def _look(
        self, query: Query, ranked: Sequence[Ranked], catalog: Catalog, seconds: float
    ) -> tuple[list[Ranked], Reranking]:
        by = self._reranker.name
        wish = wish_of(query, catalog)
        if why := needless(wish, query, ranked):
            return list(ranked), Reranking(by, "skipped", why)
        if seconds < TOO_LATE:
            return list(ranked), Reranking(by, "skipped", "too little time was left", degraded=True)
        if not self._breaker.lets_through():
            return list(ranked), Reranking(by, "skipped", "it failed again and again", degraded=True)
        by_score = sorted(ranked, key=lambda one: -one.score)
        best, rest = by_score[:MOST], by_score[MOST:]
        passages = [passage(catalog.item(one.item_id), catalog.schema) for one in best]
        try:
            order = await self._reranker.order(wish, passages, deadline=seconds)
        except RerankingError as fault:
            self._breaker.failed()
            failed = Reranking(by, "failed", fault.problem, usage=fault.usage, degraded=True)
            return list(ranked), failed
        self._breaker.succeeded()
        weight = WEIGHT_OF_ONE if order.agreement is None else WEIGHT * order.agreement
        record = Reranking(
            by, "done", order.problem, order.agreement, weight, order.usage, degraded=bool(order.problem)
        )
        return [*fused(best, order.places, weight), *rest], record


def wish_of(query: Query, catalog: Catalog) -> str:
    """What is wished in words; a wish for something like an item names that."""
    titles = [catalog.item(item_id).title for item_id in query.like if item_id in catalog]
    return "; ".join(part for part in (query.text.strip(), *(f"like {title}" for title in titles)) if part)


def needless(wish: str, query: Query, ranked: Sequence[Ranked]) -> str:
    """Why no second look is needed; empty where one is."""
    if not wish:
        return "nothing was wished in words"
    if len(ranked) <= query.k:
        return "there is nothing to choose from"
    scores = sorted((one.score for one in ranked), reverse=True)
    if scores[0] <= 0:
        return "the first stage tells none from another"
    if scores[query.k - 1] - scores[query.k] >= SURE * scores[0]:
        return "the first stage is sure"
    return ""
