"""A cross-encoder of `sentence-transformers` as a reranker: it reads wish and passage together.

It judges each pair by itself, so that the place in the list plays no part.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from tools.ranking.reranking import Order, RerankingError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

BATCH = 8
"""Pairs scored between two looks at the clock."""


class CrossEncoderReranker:
    """One turn at a time: the others wait, as long as their deadlines let them."""

    def __init__(self, model: CrossEncoder, name: str) -> None:
        self.name = name
        self._model = model
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="cross-encoder")

    @classmethod
    def open(cls, name_or_path: str) -> CrossEncoderReranker:
        """Load it, which takes seconds. Raises RerankingError."""
        from sentence_transformers import CrossEncoder

        try:
            model = CrossEncoder(name_or_path, device="cpu")
        except (OSError, ValueError, RuntimeError) as error:
            raise RerankingError(f"no cross-encoder could be loaded ({type(error).__name__})") from error
        return cls(model, Path(name_or_path).name)

    async def order(self, wish: str, passages: Sequence[str], *, deadline: float) -> Order:
        until = monotonic() + deadline
        scoring = asyncio.get_running_loop().run_in_executor(
            self._thread, self._scores, wish, list(passages), until
        )
        try:
            async with asyncio.timeout(deadline):
                scores = await scoring
        except TimeoutError:
            raise RerankingError("it was not done in time") from None
        return Order(tuple(sorted(range(len(passages)), key=lambda place: -scores[place])))

    def _scores(self, wish: str, passages: list[str], until: float) -> list[float]:
        """Gives up soon after its time is over, so that nobody's late answer holds up the next.

        Raises:
            TimeoutError: when it does.
        """
        scores: list[float] = []
        for start in range(0, len(passages), BATCH):
            if monotonic() > until:
                raise TimeoutError
            pairs = [(wish, passage) for passage in passages[start : start + BATCH]]
            scores.extend(float(score) for score in self._model.predict(pairs, show_progress_bar=False))
        return scores

    async def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)
