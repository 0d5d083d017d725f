"""The one door to the conversation, for every ui and for evals."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import numpy as np
from sqlalchemy import Engine
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from agent.browsing import Browsing, CatalogInfo
from agent.checkpoints import open_checkpoints
from agent.conversation import Conversation, TurnFailedError
from agent.graph import build_graph
from agent.language.built_in.built_in import LANGUAGE_FOLDER, BuiltIn
from agent.language.language import Language
from agent.user_data import UserData
from catalog.home import Home
from memory.database import open_database
from memory.ledger import SqlMemoryLedger
from memory.recall import MemoryIndex, open_memory_index
from tools.language_model import LanguageModel
from tools.settings import Settings
from tools.toolbox import CatalogNotFoundError, Tools, open_language_model, open_reranking


class Agent(Conversation, UserData, Browsing):
    """Turns, feedback, memory and look-ups over the catalogs of one home."""

    @classmethod
    async def open(cls, home: Home, settings: Settings) -> Agent:
        """Open a home: its catalogs, its ledgers, the index of beliefs and the checkpointer."""
        closing = AsyncExitStack()
        tools = await asyncio.to_thread(Tools, home, source_deadline=settings.source_deadline)
        closing.callback(tools.close)
        url = settings.database_url or home.database_url
        engine = await asyncio.to_thread(open_database, url)
        closing.callback(engine.dispose)
        checkpoints = await closing.enter_async_context(
            open_checkpoints(settings.database_url, home.path / "conversations.db")
        )
        index = await asyncio.to_thread(_open_index, home, settings, engine, tools)
        closing.callback(index.close)
        graph = build_graph().compile(checkpointer=checkpoints)
        model = await asyncio.to_thread(open_language_model, settings)
        if model is not None:
            closing.push_async_callback(model.close)
        language = _open_language(home, settings, model)
        reranking = await asyncio.to_thread(open_reranking, settings, model)
        if reranking is not None:
            closing.push_async_callback(reranking.close)
        for slug in tools.slugs():
            await asyncio.to_thread(language.prepare, tools.of(slug))
        # A turn's products are small: further threads would only take the cores from other turns.
        closing.enter_context(threadpool_limits(limits=1, user_api="blas"))
        return cls(
            tools=tools,
            engine=engine,
            index=index,
            graph=graph,
            checkpoints=checkpoints,
            language=language,
            closing=closing,
            turn_deadline=settings.turn_deadline,
            reranking=reranking,
            exploration=np.random.default_rng() if settings.exploration else None,
        )

    async def close(self) -> None:
        if self._running:
            await asyncio.wait(self._running, timeout=5)
        await self._closing.aclose()

    async def adopt(self) -> list[str]:
        """Take builds that finished since into use; the catalogs that changed."""
        changed = await asyncio.to_thread(self._tools.adopt)
        for slug in set(changed) & set(self._tools.slugs()):
            await asyncio.to_thread(self._context.language.prepare, self._tools.of(slug))
        return changed


def _open_language(home: Home, settings: Settings, model: LanguageModel | None) -> Language:
    """The built-in engine, and before it a language model where there is one."""
    built_in = BuiltIn(home.path / LANGUAGE_FOLDER)
    if model is None:
        return built_in
    from agent.language.model.engine import ModelLanguage

    return ModelLanguage(model, built_in, roles=settings.llm_roles, routing=settings.llm_routing)


def _open_index(home: Home, settings: Settings, engine: Engine, tools: Tools) -> MemoryIndex:
    import shutil

    from catalog.chroma import ChromaIndex

    folder = home.path / "memory"
    ledger = SqlMemoryLedger(engine)
    return open_memory_index(
        lambda: ChromaIndex(settings.chroma_url or folder, "beliefs"),
        wipe=lambda: shutil.rmtree(folder, ignore_errors=True),
        beliefs=ledger.standing(),
        embedder=tools.of().embedder,
    )


__all__ = ["Agent", "CatalogInfo", "CatalogNotFoundError", "TurnFailedError"]
