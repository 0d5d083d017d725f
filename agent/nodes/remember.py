"""Lasting statements and feedback go to the ledgers; every side effect carries the turn's key."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from langgraph.runtime import Runtime

from agent.answer import MemoryTrace
from agent.context import Context
from agent.state import State, Turn
from catalog.catalog import Catalog
from memory.beliefs import Belief

_LASTING = {"like": "liked {}", "dislike": "did not like {}"}


async def remember(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Learn only from the user's own words; the answer then names what was written."""
    session, turn = state["session"], state["turn"]
    understanding = turn.understanding
    assert understanding is not None and turn.answer is not None
    context = runtime.context
    toolbox = context.toolbox(session.catalog)
    beliefs = _beliefs(turn, toolbox.catalog, context)
    written: list[Belief] = []
    if beliefs:
        written = await asyncio.to_thread(context.memory.ledger.write, beliefs, key=turn.request.turn_key)
        vectors = await asyncio.to_thread(toolbox.embedder.embed, [b.text for b in written])
        await asyncio.to_thread(context.memory.index.index, written, vectors)
    for given in understanding.feedback:
        await asyncio.to_thread(
            context.memory.feedback.add,
            tenant=session.tenant,
            user_id=session.user_id,
            catalog=session.catalog,
            item_id=given.item_id,
            kind=given.kind,
            session_id=session.session_id,
            key=f"{turn.request.turn_key}:{given.item_id}:{given.kind}",
        )
    if context.exploring is not None:
        await context.exploring.log(session, turn)
    trace = MemoryTrace(used=turn.answer.memory.used, written=tuple(b.id for b in written))
    return {
        "session": session.model_copy(update={"recalled": trace.written or session.recalled}),
        "turn": replace(
            turn, written=tuple(written), answer=turn.answer.model_copy(update={"memory": trace})
        ),
    }


def _beliefs(turn: Turn, catalog: Catalog, context: Context) -> list[Belief]:
    understanding, request = turn.understanding, turn.request
    assert understanding is not None
    shared: dict[str, Any] = {
        "tenant": request.tenant,
        "user_id": request.user_id,
        "session_id": request.session_id,
        "turn": turn.number,
        "scope": "lasting",
        "created_at": context.clock(),
    }
    found = [
        Belief(
            id=context.new_id(),
            catalog=None if s.kind == "fact" else catalog.slug,
            kind=s.kind,
            text=s.text,
            source=s.source,
            subject=s.subject,
            constraint=s.constraint,
            preference=s.preference,
            item_id=s.item_id,
            **shared,
        )
        for s in understanding.statements
    ]
    for given in understanding.feedback:
        if given.kind in _LASTING:
            title = catalog.item(given.item_id).title
            found.append(
                Belief(
                    id=context.new_id(),
                    catalog=catalog.slug,
                    kind="feedback",
                    text=_LASTING[given.kind].format(title),
                    source=given.phrase or title,
                    item_id=given.item_id,
                    feedback=given.kind,
                    **shared,
                )
            )
    return found
