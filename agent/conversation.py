"""Turns: admitted to the ledger before they run, answered once, streamed while they run."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from time import perf_counter
from typing import Any

from agent.answer import AgentEvent, Answer, Done
from agent.crossing import carry_over, crossed_to, points_back
from agent.holdings import DEFAULT_TENANT, Holdings, known_slug, thread_of
from agent.state import Request, Session
from memory.turns import (
    Admission,
    SessionNotFoundError,
    SessionRecord,
    TurnNotFoundError,
    TurnRecord,
)

log = logging.getLogger(__name__)

_WAIT_FOR_TWIN = 60.0
"""Seconds that a repeated request waits for the first one's answer."""


class TurnFailedError(RuntimeError):
    """The first request under a key failed, or does not come to an end. Carries the turn's id."""

    def __init__(self, turn_id: str) -> None:
        self.turn_id = turn_id
        super().__init__(f"turn {turn_id!r} has no answer")


class Conversation(Holdings):
    """What a user says and what comes of it, and the sessions that hold it."""

    async def say(
        self,
        utterance: str,
        *,
        user_id: str,
        session_id: str | None = None,
        catalog: str | None = None,
        k: int = 5,
        adventure: float | None = None,
        tenant: str = DEFAULT_TENANT,
        key: str | None = None,
    ) -> Answer:
        """One turn. Under a `key` that was used before, the stored answer, and nothing happens twice.

        adventure: from 0, what most people choose, to 1; for this turn, unless the user says otherwise in it.

        Raises:
            CatalogNotFoundError, SessionNotFoundError, KeyReusedError
        """
        async for event in self.stream(
            utterance,
            user_id=user_id,
            session_id=session_id,
            catalog=catalog,
            k=k,
            adventure=adventure,
            tenant=tenant,
            key=key,
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
        adventure: float | None = None,
        tenant: str = DEFAULT_TENANT,
        key: str | None = None,
    ) -> AsyncIterator[AgentEvent]:
        """The same as events. A caller that goes away does not end the turn."""
        if catalog is not None:
            catalog = self._tools.of(known_slug(catalog, self._tools.slugs())).catalog.slug
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
            request=f"{catalog or ''} {k}" + ("" if adventure is None else f" {adventure:g}"),
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
            adventure=adventure,
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
        config = {"configurable": {"thread_id": thread_of(request.tenant, request.session_id)}}
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
        thread = thread_of(request.tenant, request.session_id)
        config = {"configurable": {"thread_id": thread}}
        state = await self._graph.aget_state(config)
        sessions = await asyncio.to_thread(
            self._turns.sessions, tenant=request.tenant, user_id=request.user_id
        )
        for record in sessions:
            await self._checkpoints.adelete_thread(thread_of(request.tenant, record.session_id))
        await self._graph.aupdate_state(config, {"session": state.values["session"]}, as_node="remember")

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
        await self._checkpoints.adelete_thread(thread_of(tenant, session_id))
        await asyncio.to_thread(
            self._memory.exposures.delete, tenant=tenant, user_id=user_id, session_id=session_id
        )


def _clean(utterance: str) -> str:
    """Without what no database and no JSON can hold: NUL and lone surrogates."""
    return utterance.replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")


def _in(request: Request, catalog: str) -> Request:
    from dataclasses import replace

    return replace(request, catalog=catalog)
