"""From the utterance to typed changes, and from those to the session as it now stands."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter
from typing import Any

from langgraph.runtime import Runtime

from agent.beliefs import applying, setting_aside
from agent.context import Context
from agent.preferences import apply
from agent.state import State


async def understand(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Ask the language engine what was meant and apply it; applying is pure and undoable."""
    started = perf_counter()
    session, turn = state["session"], state["turn"]
    toolbox = runtime.context.toolbox(session.catalog)
    understanding = await runtime.context.language.understand(
        turn.request.utterance,
        session=session,
        toolbox=toolbox,
        turn=turn.number,
        until=turn.request.admitted + runtime.context.turn_deadline,
    )
    applied = apply(session, understanding, toolbox.catalog, turn=turn.number)
    after = applied.session
    if understanding.subject != "me":
        after = after.model_copy(update={"subject": understanding.subject})
    after = setting_aside(after, understanding, turn.beliefs)
    beliefs, constraints = applying(after, turn.beliefs)
    return {
        "session": after,
        "turn": replace(
            turn,
            understanding=understanding,
            constraints=constraints,
            applied=beliefs,
            notes=applied.notes,
            timings_ms={**turn.timings_ms, "understand": (perf_counter() - started) * 1000},
        ),
    }
