"""Every source at once, each with a deadline; what fails is recorded on the turn."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from time import perf_counter
from typing import Any, Literal

from langgraph.runtime import Runtime

from agent.beliefs import remembered_preferences
from agent.context import Context
from agent.query import query_of
from agent.state import Session, State
from catalog.constraints import Preference, same
from catalog.items import Item
from tools.candidates import Evidence, Funnel, Query, Ranked
from tools.ranking.adaptive_reranking import Reranking
from tools.ranking.eligibility import banned
from tools.toolbox import Toolbox


async def gather(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Ask all sources, fuse, enforce the constraints; where nothing is left, find what to relax."""
    started = perf_counter()
    session, turn = state["session"], state["turn"]
    toolbox = runtime.context.toolbox(session.catalog)
    known = await asyncio.to_thread(
        runtime.context.memory.feedback.of_user,
        tenant=session.tenant,
        user_id=session.user_id,
        catalog=session.catalog,
    )
    if runtime.context.counting is not None:
        await runtime.context.counting.bring_up_to_date(toolbox)
    query = query_of(session, turn, known, await _said(session, runtime.context) if toolbox.listens else ())
    gathered = await toolbox.gather(query)
    ranked, funnel = toolbox.rank(query, gathered)
    repeated = False
    if not ranked and session.offered and query.excluded & set(session.offered):
        done = set(session.excluded) | {f.item_id for f in known if f.kind not in ("click", "save")}
        again = replace(query, excluded=query.excluded - (set(session.offered) - done))
        ranked, funnel = toolbox.rank(again, await toolbox.gather(again))
        repeated = bool(ranked)
    ranked, funnel, reranking = await _second_look(query, ranked, funnel, state, runtime.context)
    slate = _sorted(_fullest(ranked, session, toolbox), session, query, toolbox)
    exploring = runtime.context.exploring
    if exploring is not None and session.wishes.sort is None:
        slate = await exploring.tried(slate, copies=funnel.dropped, catalog=session.catalog, k=query.k)
    relaxations = () if ranked else tuple(toolbox.lookup.relaxations(turn.constraints, banned(query)))
    notes = (*turn.notes, "repeated") if repeated else turn.notes
    return {
        "turn": replace(
            turn,
            slate=tuple(slate[: query.k]),
            funnel=funnel,
            reranking=reranking,
            relaxations=relaxations,
            notes=notes,
            applied=(*turn.applied, *(b for b, _ in remembered_preferences(session, turn.beliefs))),
            failures={**turn.failures, **gathered.failures},
            timings_ms={
                **turn.timings_ms,
                **_timed(reranking),
                "recommend": (perf_counter() - started) * 1000,
            },
        )
    }


async def _said(session: Session, context: Context) -> list[str]:
    return await asyncio.to_thread(
        context.memory.turns.said,
        tenant=session.tenant,
        user_id=session.user_id,
        session_id=session.session_id,
        catalog=session.catalog,
    )


async def _second_look(
    query: Query, ranked: list[Ranked], funnel: Funnel, state: State, context: Context
) -> tuple[list[Ranked], Funnel, Reranking | None]:
    """The ranking as a reranker would have it, where there is one and no other order was asked for."""
    session, turn = state["session"], state["turn"]
    if context.reranking is None or session.wishes.sort is not None:
        return ranked, funnel, None
    toolbox = context.toolbox(session.catalog)
    ranked, record = await context.reranking.rerank(
        query,
        ranked,
        toolbox.catalog,
        until=turn.request.admitted + context.turn_deadline,
        model_failed=turn.understanding is not None and turn.understanding.engine.degraded,
    )
    if record.outcome != "done":
        return ranked, funnel, record
    spread, dropped = toolbox.respread(query, ranked)
    return spread, replace(funnel, dropped=dropped), record


def _timed(reranking: Reranking | None) -> dict[str, float]:
    return {"rerank": reranking.ms} if reranking is not None and reranking.outcome != "skipped" else {}


def _sorted(ranked: list[Ranked], session: Session, query: Query, toolbox: Toolbox) -> list[Ranked]:
    """Where an order was asked for ("the cheapest"), that order over all that may be shown."""
    if session.wishes.sort is None or not ranked:
        return ranked
    attribute, direction = session.wishes.sort
    end: Literal["low", "high"] = "low" if direction == "low" else "high"
    known = {r.item_id: r for r in ranked}
    extremes = toolbox.lookup.extremes(attribute, end, query.constraints, n=query.k, excluded=banned(query))
    first = [
        replace(
            known.get(e.item_id) or Ranked(e.item_id, 0.0, (), (Evidence("attribute", attribute, e.text),)),
            score=round(1.0 - 0.01 * place, 4),
        )
        for place, e in enumerate(extremes)
    ]
    return first or ranked


def _fullest(ranked: list[Ranked], session: Session, toolbox: Toolbox) -> list[Ranked]:
    """What matches every stated preference comes first; a soft wish hides nothing."""
    stated = [p for p in session.wishes.preferences if p.attribute and p.value is not None]
    return sorted(ranked, key=lambda r: not all(_meets(p, toolbox.catalog.item(r.item_id)) for p in stated))


def _meets(preference: Preference, item: Item) -> bool:
    having = any(same(v, preference.value) for v in item.values(preference.attribute or ""))
    return having == (preference.polarity == "prefer")
