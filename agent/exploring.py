"""The one place of a slate at which a home learns what its users take: drawn, logged and learned from."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Sequence
from time import monotonic

import numpy as np

from agent.state import Session, Turn
from catalog.items import ItemId
from memory.exposures import Exposure, ExposureLedger, Outcome
from tools.candidates import Ranked, Term
from tools.ranking.exploration import EXPLORATION, Arms, Exploration, explore
from tools.ranking.off_policy import Logged

FRESH = 60.0
"""Seconds for which what was learned is kept before the log is read again."""


class Exploring:
    """Draws the last place of slates by what became of earlier draws, and logs with what chance it did."""

    def __init__(self, exposures: ExposureLedger, *, random: np.random.Generator) -> None:
        self._exposures = exposures
        self._random = random
        self._arms: dict[str, tuple[float, Arms]] = {}

    async def tried(
        self, ranked: Sequence[Ranked], *, copies: Collection[ItemId], catalog: str, k: int
    ) -> list[Ranked]:
        """The slate with its last place drawn from the items ranked there and next; never one of `copies`."""
        exploration = Exploration(await self._learned(catalog), self._random)
        originals = [one for one in ranked if one.item_id not in copies]
        return [
            *explore(originals, k=k, exploration=exploration),
            *(one for one in ranked if one.item_id in copies),
        ]

    async def log(self, session: Session, turn: Turn) -> None:
        """Log the slate of a turn, where anything of it was left to chance."""
        shown = [
            Exposure(
                item_id=one.item_id,
                place=place,
                propensity=one.propensity,
                sources=tuple(source for source in one.sources if source != EXPLORATION),
                as_ranked=EXPLORATION not in one.sources,
            )
            for place, one in enumerate(turn.slate, start=1)
            if one.propensity is not None
        ]
        if shown:
            await asyncio.to_thread(
                self._exposures.add,
                shown,
                tenant=session.tenant,
                user_id=session.user_id,
                catalog=session.catalog,
                session_id=session.session_id,
                turn=turn.number,
            )

    async def _learned(self, catalog: str) -> Arms:
        read, arms = self._arms.get(catalog, (-np.inf, Arms()))
        if monotonic() - read > FRESH:
            arms = learned(await asyncio.to_thread(self._exposures.outcomes, catalog))
            self._arms[catalog] = (monotonic(), arms)
        return arms


def learned(outcomes: Iterable[Outcome]) -> Arms:
    """What the outcomes say of each source and each item."""
    arms = Arms()
    for outcome in outcomes:
        shown = outcome.exposure
        terms = tuple(Term(source, shown.place, 1.0) for source in shown.sources)
        arms = arms.learned(Ranked(shown.item_id, 0.0, terms), taken=outcome.taken)
    return arms


def without_exploring(outcomes: Sequence[Outcome]) -> Logged:
    """The log as the estimators of `tools.ranking.off_policy` take it; the policy in question never explores.

    ValueError where nothing was left to chance.
    """
    return Logged(
        rewards=np.array([float(o.taken) for o in outcomes]),
        propensities=np.array([o.exposure.propensity for o in outcomes]),
        target=np.array([float(o.exposure.as_ranked) for o in outcomes]),
    )
