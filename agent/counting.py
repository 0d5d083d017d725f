"""What the users of a home took counts for others at once, and not only after the next build."""

from __future__ import annotations

import asyncio
from time import monotonic

import numpy as np

from memory.feedback import FeedbackLedger
from tools.toolbox import Toolbox

FRESH = 5.0
"""Seconds for which a count is kept."""

_WORTH = {"like": 1.0, "save": 1.0, "purchase": 1.0, "click": 0.5, "dislike": -0.5, "hide": -0.5}
"""What one user's feedback of a kind counts; each user counts once for it."""


class Counting:
    """Brings the feedback that a home has now into the popularity of its catalogs.

    It is counted anew each time, so that whoever is forgotten counts no more.
    """

    def __init__(self, feedback: FeedbackLedger, *, fresh: float = FRESH) -> None:
        self._feedback = feedback
        self._fresh = fresh
        self._counted: dict[str, tuple[str, float]] = {}

    async def bring_up_to_date(self, toolbox: Toolbox) -> None:
        """Cheap where it was counted just now."""
        catalog = toolbox.catalog
        generation, at = self._counted.get(catalog.slug, ("", -np.inf))
        if generation == catalog.generation and monotonic() - at < self._fresh:
            return
        counts = await asyncio.to_thread(self._feedback.users_by_item, catalog.slug)
        taken = np.zeros(len(catalog))
        for (item_id, kind), users in counts.items():
            if item_id in catalog:
                taken[catalog.position[item_id]] += users * _WORTH.get(kind, 0.0)
        toolbox.count(taken)
        self._counted[catalog.slug] = (catalog.generation, monotonic())
