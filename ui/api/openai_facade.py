"""`/v1/chat/completions`: the same conversation for any OpenAI client."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from agent.answer import Answer, Done, Token
from ui.api.keys import Tenant
from ui.api.metrics import Metrics
from ui.api.openai_sessions import OpenAISessions, Place
from ui.api.openai_wire import MODEL, NO_TOKENS, CompletionRequest, catalog_named, chunk, completion
from ui.api.problems import Problem
from ui.api.sse import event, event_stream
from ui.api.wire import IdempotencyKey

if TYPE_CHECKING:
    from agent.agent import Agent

COMPLETION_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A `chat.completion`, or `chat.completion.chunk` events where `stream` is set",
        "content": {"application/json": {}, "text/event-stream": {}},
    }
}


def openai_routes(agent: Agent, metrics: Metrics) -> APIRouter:
    routes = APIRouter(tags=["OpenAI"])
    sessions = OpenAISessions()

    @routes.get("/models")
    async def models() -> dict[str, Any]:
        """`cicerone` talks about the default catalog, `cicerone/CATALOG` about another."""
        names = [MODEL, *(f"{MODEL}/{info.slug}" for info in agent.catalogs())]
        return {
            "object": "list",
            "data": [{"id": name, "object": "model", "created": 0, "owned_by": MODEL} for name in names],
        }

    @routes.post("/chat/completions", responses=COMPLETION_RESPONSES, response_class=Response)
    async def complete(
        request: CompletionRequest, tenant: Tenant, idempotency_key: IdempotencyKey = None
    ) -> Response:
        """The conversation in OpenAI's format. `cicerone` in the answer holds the slate."""
        turn = _CompletionTurn(agent, sessions, request, tenant, idempotency_key)
        if request.stream:
            return await event_stream(_chunks(turn, metrics), say_problem=_say_problem)
        answer = await turn.say()
        metrics.count_turn(answer)
        return JSONResponse(completion(answer, **turn.marks))

    return routes


class _CompletionTurn:
    """One request: finds its session, says what is new, and remembers where the conversation goes on."""

    def __init__(
        self,
        agent: Agent,
        sessions: OpenAISessions,
        request: CompletionRequest,
        tenant: str,
        key: str | None,
    ) -> None:
        self.agent = agent
        self.sessions = sessions
        self.request = request
        self.tenant = tenant
        self.key = key
        self.catalog = catalog_named(request.model)
        self.marks: dict[str, Any] = {
            "completion_id": f"chatcmpl-{uuid4().hex}",
            "created": int(time.time()),
            "model": request.model,
        }

    async def say(self) -> Answer:
        place, asked = await self._place()
        answer = await self.agent.say(self.request.messages[-1].said, **asked)
        self._remember(place, answer)
        return answer

    async def pieces(self) -> AsyncIterator[str | Answer]:
        """The pieces of the reply, then the whole answer."""
        place, asked = await self._place()
        async for happened in self.agent.stream(self.request.messages[-1].said, **asked):
            if isinstance(happened, Token):
                yield happened.text
            elif isinstance(happened, Done):
                self._remember(place, happened.answer)
                yield happened.answer

    async def _place(self) -> tuple[Place, dict[str, Any]]:
        """Where to speak, and the arguments that `Agent.say` and `Agent.stream` share."""
        place = self.sessions.place(
            self.request.messages, tenant=self.tenant, user=self.request.user, catalog=self.catalog
        )
        session_id = place.session_id
        shared: dict[str, Any] = {"user_id": place.user_id, "catalog": self.catalog, "tenant": self.tenant}
        for utterance in place.replay:
            said = await self.agent.say(utterance, session_id=session_id, **shared)
            session_id = said.session_id
        return place, {**shared, "session_id": session_id, "key": self.key}

    def _remember(self, place: Place, answer: Answer) -> None:
        self.sessions.remember(
            self.request.messages,
            answer.reply,
            place,
            answer.session_id,
            tenant=self.tenant,
            user=self.request.user,
            catalog=self.catalog,
        )


async def _chunks(turn: _CompletionTurn, metrics: Metrics) -> AsyncIterator[bytes]:
    def frame(delta: dict[str, str], finish_reason: str | None = None) -> bytes:
        return event(None, json.dumps(chunk(delta, finish_reason=finish_reason, **turn.marks)))

    opened = False
    async for piece in turn.pieces():
        if not opened:
            opened = True
            yield frame({"role": "assistant", "content": ""})
        if isinstance(piece, str):
            yield frame({"content": piece})
        else:
            metrics.count_turn(piece)
    yield frame({}, finish_reason="stop")
    options = turn.request.stream_options
    if options is not None and options.include_usage:
        yield event(None, json.dumps({**chunk({}, **turn.marks), "choices": [], "usage": NO_TOKENS}))
    yield event(None, "[DONE]")


def _say_problem(problem: Problem) -> bytes:
    """OpenAI's clients raise what stands under `error` in a stream."""
    return event(None, json.dumps({"error": problem.for_openai().error}))
