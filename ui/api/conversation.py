"""Talking: chat, its stream, feedback, recommendations without a dialogue, and sessions."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from agent.answer import AgentEvent, Answer, Done
from agent.feedback import FeedbackReceipt
from memory.turns import TurnRecord
from ui.api.constraints import check_constraints
from ui.api.keys import Tenant
from ui.api.metrics import Metrics
from ui.api.sse import event, event_stream
from ui.api.wire import (
    ChatRequest,
    Deleted,
    FeedbackRequest,
    IdempotencyKey,
    Name,
    Recommendations,
    RecommendRequest,
    SessionShown,
    TurnShown,
)

if TYPE_CHECKING:
    from agent.agent import Agent

STREAM_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events `token`, `slate`, `question`, then `done` with the whole answer; "
        "`error` with a problem document in its place",
        "content": {"text/event-stream": {}},
    }
}


def conversation_routes(agent: Agent, metrics: Metrics) -> APIRouter:
    routes = APIRouter(tags=["conversation"])

    @routes.post("/chat")
    async def chat(request: ChatRequest, tenant: Tenant, idempotency_key: IdempotencyKey = None) -> Answer:
        """One turn of a conversation. Leave `session_id` out to begin one."""
        answer = await agent.say(
            request.message,
            user_id=request.user_id,
            session_id=request.session_id,
            catalog=request.catalog,
            k=request.k,
            adventure=request.adventure,
            tenant=tenant,
            key=idempotency_key,
        )
        metrics.count_turn(answer)
        return answer

    @routes.post("/chat/stream", response_class=StreamingResponse, responses=STREAM_RESPONSES)
    async def stream(
        request: ChatRequest, tenant: Tenant, idempotency_key: IdempotencyKey = None
    ) -> StreamingResponse:
        """The same turn as server-sent events."""
        events = agent.stream(
            request.message,
            user_id=request.user_id,
            session_id=request.session_id,
            catalog=request.catalog,
            k=request.k,
            adventure=request.adventure,
            tenant=tenant,
            key=idempotency_key,
        )
        return await event_stream(_frames(events, metrics))

    @routes.post("/feedback")
    async def feedback(
        request: FeedbackRequest, tenant: Tenant, idempotency_key: IdempotencyKey = None
    ) -> FeedbackReceipt:
        """What a user did with an item. It moves the next recommendation."""
        return await agent.feedback(
            request.item_id,
            request.kind,
            user_id=request.user_id,
            session_id=request.session_id,
            catalog=request.catalog,
            tenant=tenant,
            key=idempotency_key,
        )

    @routes.post("/recommend")
    async def recommend(request: RecommendRequest, tenant: Tenant) -> Recommendations:
        """Items without a dialogue, from any of a user, words, an item to resemble, constraints."""
        check_constraints(request, agent)
        found = await agent.recommend(
            user_id=request.user_id,
            query=request.query,
            item_id=request.item_id,
            constraints=request.constraints,
            k=request.k,
            adventure=request.adventure,
            catalog=request.catalog,
            tenant=tenant,
        )
        return Recommendations(recommendations=list(found))

    @routes.get("/sessions/{session_id}")
    async def session(
        session_id: str, tenant: Tenant, user_id: Annotated[Name | None, Query()] = None
    ) -> SessionShown:
        """A conversation, turn by turn."""
        turns = await agent.session(session_id, user_id=user_id, tenant=tenant)
        return SessionShown(session_id=session_id, turns=[shown_turn(turn) for turn in turns])

    @routes.delete("/sessions/{session_id}")
    async def delete_session(
        session_id: str, tenant: Tenant, user_id: Annotated[Name | None, Query()] = None
    ) -> Deleted:
        """Erase a conversation. What was learnt of the user in it stays; see the user's memory."""
        await agent.delete_session(session_id, user_id=user_id, tenant=tenant)
        return Deleted(deleted=True)

    return routes


def shown_turn(turn: TurnRecord) -> TurnShown:
    return TurnShown(
        turn=turn.turn,
        catalog=turn.catalog,
        message=turn.utterance,
        answer=json.loads(turn.answer) if turn.answer else None,
        state=turn.state,
        at=turn.admitted_at,
    )


async def _frames(events: AsyncIterator[AgentEvent], metrics: Metrics) -> AsyncIterator[bytes]:
    async for happened in events:
        if isinstance(happened, Done):
            metrics.count_turn(happened.answer)
            yield event("done", happened.answer.model_dump_json(by_alias=True))
        else:
            yield event(happened.event, happened.model_dump_json(by_alias=True, exclude={"event"}))
