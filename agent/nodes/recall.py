"""What is known of the user that bears on this turn."""

from __future__ import annotations

import asyncio
from typing import Any

from langgraph.runtime import Runtime

from agent.context import Context
from agent.state import Session, State, Turn


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
    turn = Turn(request=request, number=request.turn, beliefs=tuple(beliefs))
    return {"session": session.model_copy(update={"turn": request.turn}), "turn": turn}
