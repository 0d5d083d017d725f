"""The one door to the conversation, for every ui and for evals."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from time import perf_counter
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Engine

from agent.answer import AgentEvent, Answer, Done, FeedbackKind, Recommendation
from agent.checkpoints import open_checkpoints
from agent.context import Context, Memory
from agent.crossing import carry_over, crossed_to, points_back
from agent.feedback import FeedbackReceipt
from agent.graph import build_graph
from agent.language.built_in.built_in import BuiltIn
from agent.language.language import Language
from agent.plan import recommendation
from agent.state import Request, Session
from catalog.constraints import Constraint, Either
from catalog.home import Home
from catalog.items import Item, ItemId
from catalog.schema import Schema, slugify
from memory.clock import Clock, NewId, new_id, utc_now
from memory.database import open_database
from memory.feedback import FeedbackLedger
from memory.ledger import Belief, SqlMemoryLedger
from memory.profile import portrait
from memory.recall import MemoryIndex, open_memory_index
from memory.turns import (
    Admission,
    SessionNotFoundError,
    SessionRecord,
    TurnLedger,
    TurnNotFoundError,
    TurnRecord,
)
from tools.candidates import Query
from tools.settings import Settings
from tools.toolbox import CatalogNotFoundError, Toolbox, Tools

log = logging.getLogger(__name__)

DEFAULT_TENANT = "default"
_WAIT_FOR_TWIN = 60.0
"""Seconds that a repeated request waits for the first one's answer."""


class TurnFailedError(RuntimeError):
    """The first request under a key failed, or does not come to an end. Carries the turn's id."""

    def __init__(self, turn_id: str) -> None:
        self.turn_id = turn_id
        super().__init__(f"turn {turn_id!r} has no answer")


class CatalogInfo(BaseModel):
    """A catalog of the home as clients see it."""

    model_config = ConfigDict(frozen=True)

    slug: str
    name: str
    items: int
    generation: str
    noun: dict[str, str]
    schema_: Schema


class Agent:
    """Turns, feedback, memory and look-ups over the catalogs of one home."""

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
        clock: Clock = utc_now,
        new_id: NewId = new_id,
    ) -> None:
        self._tools = tools
        self._graph = graph
        self._checkpoints = checkpoints
        self._closing = closing
        self._turns = TurnLedger(engine, clock=clock, new_id=new_id)
        self._memory = Memory(
            SqlMemoryLedger(engine, clock=clock, new_id=new_id), FeedbackLedger(engine, clock=clock), index
        )
        self._new_id = new_id
        self._context = Context(
            toolbox=tools.of,
            catalogs=tools.slugs,
            language=language,
            memory=self._memory,
            clock=clock,
            new_id=new_id,
        )
        self._locks: dict[tuple[str, str], asyncio.Lock] = {}
        self._running: set[asyncio.Task[None]] = set()

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
        language = BuiltIn()
        for slug in tools.slugs():
            await asyncio.to_thread(language.prepare, tools.of(slug))
        return cls(
            tools=tools,
            engine=engine,
            index=index,
            graph=graph,
            checkpoints=checkpoints,
            language=language,
            closing=closing,
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

    # -- conversation ------------------------------------------------------------------------------

    async def say(
        self,
        utterance: str,
        *,
        user_id: str,
        session_id: str | None = None,
        catalog: str | None = None,
        k: int = 5,
        tenant: str = DEFAULT_TENANT,
        key: str | None = None,
    ) -> Answer:
        """One turn. Under a `key` that was used before, the stored answer, and nothing happens twice.

        Raises:
            CatalogNotFoundError, SessionNotFoundError, KeyReusedError
        """
        async for event in self.stream(
            utterance, user_id=user_id, session_id=session_id, catalog=catalog, k=k, tenant=tenant, key=key
        ):
            if isinstance(event, Done):
                return event.answer
        raise RuntimeError("a turn ended without an answer")

    async def stream(
        self,
        utterance: str,
        *,
        user_id: str,
        session_id: str | None = None,
        catalog: str | None = None,
        k: int = 5,
        tenant: str = DEFAULT_TENANT,
        key: str | None = None,
    ) -> AsyncIterator[AgentEvent]:
        """The same as events. A caller that goes away does not end the turn."""
        if catalog is not None:
            catalog = self._tools.of(_known(catalog, self._tools.slugs())).catalog.slug
        session_id = session_id or self._new_id()
        current = catalog or await self._catalog_of(tenant, user_id, session_id)
        admission = await asyncio.to_thread(
            self._turns.admit,
            tenant=tenant,
            user_id=user_id,
            session_id=session_id,
            catalog=current,
            utterance=_clean(utterance),
            key=key,
            request=f"{catalog or ''} {k}",
        )
        if admission.state != "new":
            yield Done(answer=await self._stored(admission, tenant, user_id))
            return
        request = Request(
            utterance=_clean(utterance),
            user_id=user_id,
            tenant=tenant,
            session_id=admission.session_id,
            catalog=current,
            turn_key=admission.turn_id,
            turn=admission.turn,
            k=k,
        )
        events: asyncio.Queue[AgentEvent | Exception] = asyncio.Queue()
        task = asyncio.create_task(self._run(request, events))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        while True:
            event = await events.get()
            if isinstance(event, Exception):
                raise event
            yield event
            if isinstance(event, Done):
                return

    async def _run(self, request: Request, events: asyncio.Queue[AgentEvent | Exception]) -> None:
        started = perf_counter()
        lock = self._locks.setdefault((request.tenant, request.session_id), asyncio.Lock())
        try:
            async with lock:
                answer = await self._turn(request, events)
            timings = {**answer.timings_ms, "total": (perf_counter() - started) * 1000}
            answer = answer.model_copy(update={"timings_ms": {k: round(v, 2) for k, v in timings.items()}})
            await asyncio.to_thread(
                self._turns.answer,
                request.turn_key,
                answer.model_dump_json(by_alias=True),
                catalog=answer.catalog,
            )
            events.put_nowait(Done(answer=answer))
        except Exception as error:  # told to whoever waits for the events, and kept on the ledger
            log.exception("a turn failed")
            await asyncio.to_thread(self._turns.fail, request.turn_key, f"{type(error).__name__}: {error}")
            events.put_nowait(error)
        finally:
            if not lock.locked():
                self._locks.pop((request.tenant, request.session_id), None)

    async def _turn(self, request: Request, events: asyncio.Queue[AgentEvent | Exception]) -> Answer:
        config = {"configurable": {"thread_id": _thread(request.tenant, request.session_id)}}
        given: dict[str, Any] = {"request": request}
        crossed = await self._cross(request, config)
        if crossed is not None:
            given = {"request": _in(request, crossed.catalog), "session": crossed}
        answer: Answer | None = None
        async for mode, payload in self._graph.astream(
            given, config, context=self._context, stream_mode=["custom", "updates"], durability="exit"
        ):
            if mode == "custom":
                events.put_nowait(payload["event"])
            elif "remember" in payload:
                answer = payload["remember"]["turn"].answer
        if answer is None:
            raise RuntimeError("the graph ended without an answer")
        if answer.intent == "forget":
            await self._compact(request)
        return answer

    async def _cross(self, request: Request, config: Any) -> Session | None:
        """The session in another catalog, where the utterance names that one's items."""
        catalogs = {slug: self._tools.of(slug).catalog for slug in self._tools.slugs()}
        target = crossed_to(request.utterance, request.catalog, catalogs)
        if target is None:
            return None
        state = await self._graph.aget_state(config)
        session = state.values.get("session") or Session(
            user_id=request.user_id,
            tenant=request.tenant,
            session_id=request.session_id,
            catalog=request.catalog,
        )
        likeness = bool(session.slate) and points_back(request.utterance)
        return carry_over(
            session, catalogs[request.catalog], catalogs[target], likeness=likeness, turn=request.turn
        )

    async def _catalog_of(self, tenant: str, user_id: str, session_id: str) -> str:
        """The catalog that the session is in; for a new one, the first built."""
        turns = await asyncio.to_thread(
            self._turns.turns, tenant=tenant, user_id=user_id, session_id=session_id
        )
        slugs = self._tools.slugs()
        return next((t.catalog for t in reversed(turns) if t.catalog in slugs), self._tools.default)

    async def _stored(self, admission: Admission, tenant: str, user_id: str) -> Answer:
        """The answer of the first request under this key, awaited where it is still running."""
        waited = 0.0
        while admission.answer is None:
            turns = await asyncio.to_thread(
                self._turns.turns, tenant=tenant, user_id=user_id, session_id=admission.session_id
            )
            found = next((t for t in turns if t.turn == admission.turn), None)
            if found is not None and found.answer is not None:
                return Answer.model_validate_json(found.answer)
            if admission.state == "erased" or found is None or found.erased:
                raise TurnNotFoundError(admission.turn_id)
            if found.state == "failed" or waited > _WAIT_FOR_TWIN:
                raise TurnFailedError(admission.turn_id)
            await asyncio.sleep(0.1)
            waited += 0.1
        return Answer.model_validate_json(admission.answer)

    async def _compact(self, request: Request) -> None:
        """After forgetting, checkpoints keep the session as it is now and nothing older; other sessions none."""
        thread = _thread(request.tenant, request.session_id)
        config = {"configurable": {"thread_id": thread}}
        state = await self._graph.aget_state(config)
        sessions = await asyncio.to_thread(
            self._turns.sessions, tenant=request.tenant, user_id=request.user_id
        )
        for record in sessions:
            await self._checkpoints.adelete_thread(_thread(request.tenant, record.session_id))
        await self._graph.aupdate_state(config, {"session": state.values["session"]}, as_node="remember")

    # -- feedback ----------------------------------------------------------------------------------

    async def feedback(
        self,
        item_id: ItemId,
        kind: FeedbackKind,
        *,
        user_id: str,
        session_id: str | None = None,
        catalog: str | None = None,
        tenant: str = DEFAULT_TENANT,
        key: str | None = None,
    ) -> FeedbackReceipt:
        """What a user did with an item. It moves the next slate, in this session and in later ones.

        Raises:
            CatalogNotFoundError, ItemNotFoundError, KeyReusedError
        """
        if catalog is None and session_id is not None:
            catalog = await self._catalog_of(tenant, user_id, session_id)
        toolbox = self._tools.of(_known(catalog, self._tools.slugs()))
        item = toolbox.catalog.item(item_id)
        recorded = await asyncio.to_thread(
            self._memory.feedback.add,
            tenant=tenant,
            user_id=user_id,
            catalog=toolbox.catalog.slug,
            item_id=item_id,
            kind=kind,
            session_id=session_id,
            key=key,
        )
        if kind in ("like", "dislike") and (recorded or key is not None):
            await self._believe(item, kind, toolbox, tenant, user_id, session_id, key)
        return FeedbackReceipt(item_id=item_id, kind=kind, recorded=recorded)

    async def _believe(
        self,
        item: Item,
        kind: FeedbackKind,
        toolbox: Toolbox,
        tenant: str,
        user_id: str,
        session_id: str | None,
        key: str | None,
    ) -> None:
        text = f"liked {item.title}" if kind == "like" else f"did not like {item.title}"
        belief = Belief(
            id=self._new_id(),
            tenant=tenant,
            user_id=user_id,
            catalog=toolbox.catalog.slug,
            kind="feedback",
            text=text,
            source=f"pressed “{kind}”",
            session_id=session_id or "",
            turn=0,
            item_id=item.id,
            feedback=kind,
            created_at=self._context.clock(),
        )
        written = await asyncio.to_thread(self._memory.ledger.write, [belief], key=key or self._new_id())
        vectors = await asyncio.to_thread(toolbox.embedder.embed, [b.text for b in written])
        await asyncio.to_thread(self._memory.index.index, written, vectors)

    # -- memory ------------------------------------------------------------------------------------

    async def memories(self, user_id: str, *, tenant: str = DEFAULT_TENANT) -> list[Belief]:
        """The lasting beliefs that stand, oldest first."""
        return await asyncio.to_thread(self._memory.ledger.active, tenant=tenant, user_id=user_id)

    async def portrait(self, user_id: str, *, tenant: str = DEFAULT_TENANT) -> list[str]:
        labels = {slug: self._tools.of(slug).catalog.schema.name for slug in self._tools.slugs()}
        return [s.text for s in portrait(await self.memories(user_id, tenant=tenant), labels)]

    async def correct(
        self, user_id: str, memory_id: str, text: str, *, tenant: str = DEFAULT_TENANT
    ) -> Belief:
        """Put a belief right in the user's words, which are read again for what they mean."""
        old = await asyncio.to_thread(
            self._memory.ledger.get, tenant=tenant, user_id=user_id, belief_id=memory_id
        )
        toolbox = self._tools.of(old.catalog if old.catalog in self._tools.slugs() else None)
        session = Session(user_id=user_id, tenant=tenant, session_id="", catalog=toolbox.catalog.slug)
        read = await self._context.language.understand(text, session=session, toolbox=toolbox, turn=0)
        constraint = next(iter(read.constraints), None)
        preference = next((p for p in read.preferences if constraint is None), None)
        belief = await asyncio.to_thread(
            self._memory.ledger.correct,
            tenant=tenant,
            user_id=user_id,
            belief_id=memory_id,
            text=text,
            constraint=constraint,
            preference=preference,
        )
        await asyncio.to_thread(self._memory.index.forget, [memory_id])
        vectors = await asyncio.to_thread(toolbox.embedder.embed, [belief.text])
        await asyncio.to_thread(self._memory.index.index, [belief], vectors)
        return belief

    async def forget(self, user_id: str, memory_id: str, *, tenant: str = DEFAULT_TENANT) -> bool:
        """Forget one belief in the rows, the index and the checkpoints. False where there is none."""
        gone = await asyncio.to_thread(
            self._memory.ledger.forget, tenant=tenant, user_id=user_id, belief_ids=[memory_id]
        )
        if not gone:
            return False
        await asyncio.to_thread(self._memory.index.forget, list(gone.belief_ids))
        await self._delete_checkpoints(tenant, user_id)
        return True

    async def export(self, user_id: str, *, tenant: str = DEFAULT_TENANT) -> dict[str, Any]:
        exported = await asyncio.to_thread(self._memory.ledger.export, tenant=tenant, user_id=user_id)
        return {"user_id": user_id, **exported.model_dump(mode="json")}

    async def forget_user(self, user_id: str, *, tenant: str = DEFAULT_TENANT) -> dict[str, int]:
        """Erase everything held about a user; how much went, by what it was."""
        threads = await self._delete_checkpoints(tenant, user_id)
        counts = await asyncio.to_thread(self._memory.ledger.forget_user, tenant=tenant, user_id=user_id)
        vectors = await asyncio.to_thread(self._memory.index.forget_user, tenant=tenant, user_id=user_id)
        return {**counts, "vectors": vectors, "checkpoints": threads}

    async def _delete_checkpoints(self, tenant: str, user_id: str) -> int:
        sessions = await asyncio.to_thread(self._turns.sessions, tenant=tenant, user_id=user_id)
        for record in sessions:
            await self._checkpoints.adelete_thread(_thread(tenant, record.session_id))
        return len(sessions)

    # -- sessions ----------------------------------------------------------------------------------

    async def session(
        self, session_id: str, *, user_id: str | None = None, tenant: str = DEFAULT_TENANT
    ) -> list[TurnRecord]:
        """The turns of a conversation. Raises SessionNotFoundError."""
        turns = await asyncio.to_thread(
            self._turns.turns, tenant=tenant, user_id=user_id, session_id=session_id
        )
        if not turns:
            raise SessionNotFoundError(session_id)
        return turns

    async def sessions(self, user_id: str, *, tenant: str = DEFAULT_TENANT) -> list[SessionRecord]:
        return await asyncio.to_thread(self._turns.sessions, tenant=tenant, user_id=user_id)

    async def delete_session(
        self, session_id: str, *, user_id: str | None = None, tenant: str = DEFAULT_TENANT
    ) -> None:
        """Erase a conversation. What was learnt in it stays. Raises SessionNotFoundError."""
        gone = await asyncio.to_thread(
            self._turns.delete_session, tenant=tenant, user_id=user_id, session_id=session_id
        )
        if not gone:
            raise SessionNotFoundError(session_id)
        await self._checkpoints.adelete_thread(_thread(tenant, session_id))

    # -- catalogs ----------------------------------------------------------------------------------

    def catalogs(self) -> list[CatalogInfo]:
        found = [self._tools.of(slug).catalog for slug in self._tools.slugs()]
        return [
            CatalogInfo(
                slug=c.slug,
                name=c.schema.name,
                items=len(c.items),
                generation=c.generation,
                noun=c.schema.noun.model_dump(),
                schema_=c.schema,
            )
            for c in found
        ]

    def item(self, item_id: ItemId, catalog: str | None = None) -> Item:
        """Raises CatalogNotFoundError, ItemNotFoundError. With no catalog named, the first that has the item."""
        if catalog is not None:
            return self._tools.of(_known(catalog, self._tools.slugs())).catalog.item(item_id)
        for slug in self._tools.slugs():
            held = self._tools.of(slug).catalog
            if item_id in held:
                return held.item(item_id)
        return self._tools.of().catalog.item(item_id)

    async def search(self, query: str, limit: int = 20, catalog: str | None = None) -> list[Item]:
        """Items by title, words and meaning; with an empty query, the catalog's own order."""
        toolbox = self._tools.of(_known(catalog, self._tools.slugs()))
        if not query.strip():
            return list(toolbox.catalog.items[:limit])
        return await toolbox.search(query, limit=limit)

    async def recommend(
        self,
        *,
        user_id: str | None = None,
        query: str = "",
        item_id: ItemId | None = None,
        constraints: Sequence[Constraint | Either] = (),
        k: int = 5,
        catalog: str | None = None,
        tenant: str = DEFAULT_TENANT,
    ) -> list[Recommendation]:
        """Items without a dialogue. Raises CatalogNotFoundError, ItemNotFoundError."""
        toolbox = self._tools.of(_known(catalog, self._tools.slugs()))
        if item_id is not None:
            toolbox.catalog.item(item_id)
        known = (
            await asyncio.to_thread(
                self._memory.feedback.of_user, tenant=tenant, user_id=user_id, catalog=toolbox.catalog.slug
            )
            if user_id
            else []
        )
        request = Query(
            user_id=user_id or "",
            text=query,
            like=(item_id,) if item_id else (),
            liked=tuple(f.item_id for f in known if f.kind in ("like", "save", "purchase")),
            disliked=tuple(f.item_id for f in known if f.kind in ("dislike", "hide")),
            excluded=frozenset(f.item_id for f in known if f.kind in ("seen", "purchase")),
            constraints=tuple(constraints),
            k=k,
        )
        ranked, _ = toolbox.rank(request, await toolbox.gather(request))
        return [recommendation(r, place + 1, toolbox.catalog) for place, r in enumerate(ranked[:k])]


def _known(catalog: str | None, slugs: Sequence[str]) -> str | None:
    """A catalog by its id, or by the name that its owner gave it."""
    return catalog if catalog is None or catalog in slugs else slugify(catalog)


def _clean(utterance: str) -> str:
    """Without what no database and no JSON can hold: NUL and lone surrogates."""
    return utterance.replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")


def _thread(tenant: str, session_id: str) -> str:
    return f"{tenant}/{session_id}"


def _in(request: Request, catalog: str) -> Request:
    from dataclasses import replace

    return replace(request, catalog=catalog)


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


__all__ = ["Agent", "CatalogInfo", "CatalogNotFoundError"]
