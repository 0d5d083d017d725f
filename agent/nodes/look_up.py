"""Questions answered from the data: facts, tests, comparisons, counts, extremes, reasons. Nothing is guessed."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from langgraph.runtime import Runtime

from agent.context import Context
from agent.findings import Found, compare, count, extreme, facts, tests
from agent.language.understanding import Question
from agent.opinions import asks_reviewers, opinions
from agent.overview import absent_name, overview, possible_values
from agent.reasons import explain
from agent.state import State, Turn
from catalog.constraints import satisfies_all
from tools.candidates import Ranked
from tools.toolbox import Toolbox


async def look_up(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Find the sentences that answer the question, and the items that they are about."""
    session, turn = state["session"], state["turn"]
    toolbox = runtime.context.toolbox(session.catalog)
    understanding = turn.understanding
    assert understanding is not None
    items = [i for i in understanding.references if i in toolbox.catalog.position]
    question = understanding.question or Question("fact")
    heard = question if question.words else replace(question, words=turn.request.utterance)
    absent = [line.phrase for line in understanding.receipt if line.as_ == "not_enforceable"]
    if absent and not items and question.kind == "fact":
        return {}
    match question.kind:
        case "fact" | "test" if asks_reviewers(heard, items, toolbox.catalog):
            found = await asyncio.to_thread(opinions, items, heard, toolbox)
        case "compare":
            found = compare(items, question, session, toolbox)
        case "why" | "why_not":
            found = explain(items, question, session, turn, toolbox)
        case "count":
            found = count(question, turn, toolbox)
        case "extreme":
            found = extreme(items, question, turn, toolbox)
        case "values":
            found = possible_values(question, toolbox)
        case "overview":
            found = overview(toolbox)
        case "absent":
            found = absent_name(question, toolbox)
        case "test":
            found = tests(items, question, toolbox)
        case _:
            found = await asyncio.to_thread(facts, items, question, toolbox)
    return {
        "session": session.model_copy(
            update={
                "focus": found.items or session.focus,
                "counted": question.tests if question.kind == "count" else (),
            }
        ),
        "turn": replace(
            turn,
            findings=found.sentences,
            slate=_slate(found, turn, toolbox),
            suggestions=found.suggestions,
        ),
    }


def _slate(found: Found, turn: Turn, toolbox: Toolbox) -> tuple[Ranked, ...]:
    """The items found, as far as they may be shown under the constraints in force."""
    catalog = toolbox.catalog
    shown = [f for f in found.slate if satisfies_all(turn.constraints, catalog.item(f[0]), catalog.schema)]
    return tuple(
        Ranked(item_id, 1.0 - 0.01 * place, (), evidence) for place, (item_id, evidence) in enumerate(shown)
    )
