"""What is known of the user that bears on this turn."""

from __future__ import annotations

import asyncio
from typing import Any

from langgraph.runtime import Runtime

from agent.context import Context
from agent.state import Request, Session, State, Turn
from memory.beliefs import Belief


async def recall(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """The user's lasting beliefs about this catalog and about themselves, and the session's own."""
    request = state["request"]
    session = state.get("session") or Session(
        user_id=request.user_id, tenant=request.tenant, session_id=request.session_id, catalog=request.catalog
    )
    if session.catalog != request.catalog:
        session = Session(
            user_id=session.user_id,
            tenant=session.tenant,
            session_id=session.session_id,
            catalog=request.catalog,
            turn=session.turn,
            subject=session.subject,
        )
    beliefs = await asyncio.to_thread(
        runtime.context.memory.ledger.active,
        tenant=request.tenant,
        user_id=request.user_id,
        catalog=request.catalog,
        session_id=request.session_id,
    )
    if len(beliefs) > MOST_RECALLED:
        beliefs = await _nearest(beliefs, request, runtime.context)
    turn = Turn(request=request, number=request.turn, beliefs=tuple(beliefs))
    return {"session": session.model_copy(update={"turn": request.turn}), "turn": turn}


MOST_RECALLED = 40
"""Beliefs recalled for one turn: all typed constraints, and of the rest what is nearest to the utterance."""


async def _nearest(beliefs: list[Belief], request: Request, context: Context) -> list[Belief]:
    toolbox = context.toolbox(request.catalog)
    vectors = await asyncio.to_thread(toolbox.embedder.embed, [request.utterance[:2000]])
    near = await asyncio.to_thread(
        context.memory.index.near,
        tenant=request.tenant,
        user_id=request.user_id,
        vector=vectors[0],
        limit=MOST_RECALLED,
        catalog=request.catalog,
    )
    wanted = {belief_id for belief_id, _ in near}
    return [b for b in beliefs if b.constraint is not None or b.id in wanted]
