"""What the parts of the agent share: the tools, the ledgers, the graph and its checkpoints."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any

import numpy as np
from sqlalchemy import Engine

from agent.context import Context, Memory
from agent.counting import Counting
from agent.exploring import Exploring
from agent.language.language import Language
from catalog.schema import slugify
from memory.clock import Clock, NewId, new_id, utc_now
from memory.exposures import ExposureLedger
from memory.feedback import FeedbackLedger
from memory.ledger import SqlMemoryLedger
from memory.recall import MemoryIndex
from memory.turns import (
    TurnLedger,
)
from tools.ranking.adaptive_reranking import AdaptiveReranking
from tools.toolbox import Tools

DEFAULT_TENANT = "default"


class Holdings:
    """Opened once by `Agent.open` and used by every part."""

    def __init__(
        self,
        *,
        tools: Tools,
        engine: Engine,
        index: MemoryIndex,
        graph: Any,
        checkpoints: Any,
        language: Language,
        closing: AsyncExitStack,
        turn_deadline: float = 8.0,
        reranking: AdaptiveReranking | None = None,
        exploration: np.random.Generator | None = None,
        clock: Clock = utc_now,
        new_id: NewId = new_id,
    ) -> None:
        self._tools = tools
        self._graph = graph
        self._checkpoints = checkpoints
        self._closing = closing
        self._turns = TurnLedger(engine, clock=clock, new_id=new_id)
        self._memory = Memory(
            SqlMemoryLedger(engine, clock=clock, new_id=new_id),
            FeedbackLedger(engine, clock=clock),
            exposures := ExposureLedger(engine, clock=clock),
            index,
            self._turns,
        )
        self._new_id = new_id
        self._context = Context(
            toolbox=tools.of,
            catalogs=tools.slugs,
            language=language,
            memory=self._memory,
            clock=clock,
            new_id=new_id,
            turn_deadline=turn_deadline,
            reranking=reranking,
            counting=Counting(self._memory.feedback),
            exploring=None if exploration is None else Exploring(exposures, random=exploration),
        )
        self._locks: dict[tuple[str, str], asyncio.Lock] = {}
        self._running: set[asyncio.Task[None]] = set()

    async def _delete_checkpoints(self, tenant: str, user_id: str) -> int:
        sessions = await asyncio.to_thread(self._turns.sessions, tenant=tenant, user_id=user_id)
        for record in sessions:
            await self._checkpoints.adelete_thread(thread_of(tenant, record.session_id))
        return len(sessions)

    async def _catalog_of(self, tenant: str, user_id: str, session_id: str) -> str:
        """The catalog that the session is in; for a new one, the first built."""
        turns = await asyncio.to_thread(
            self._turns.turns, tenant=tenant, user_id=user_id, session_id=session_id
        )
        slugs = self._tools.slugs()
        return next((t.catalog for t in reversed(turns) if t.catalog in slugs), self._tools.default)


def known_slug(catalog: str | None, slugs: Sequence[str]) -> str | None:
    """A catalog by its id, or by the name that its owner gave it."""
    return catalog if catalog is None or catalog in slugs else slugify(catalog)


def thread_of(tenant: str, session_id: str) -> str:
    return f"{tenant}/{session_id}"
