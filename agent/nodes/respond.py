"""A plan of claims, worded by the language engine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from langgraph.runtime import Runtime

from agent.answer import Answer, Engine, MemoryTrace, QuestionReady, SlateReady, Token
from agent.context import Context
from agent.language.understanding import EngineTrace
from agent.plan import plan_reply
from agent.query import dial_of
from agent.shown import note_shown
from agent.state import Session, Shown, State, Turn
from agent.suggestions import suggest


async def respond(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Word the plan, stream it, and note on the session what was shown."""
    session, turn = state["session"], state["turn"]
    context = runtime.context
    toolbox = context.toolbox(session.catalog)
    catalog = toolbox.catalog
    others = [
        context.toolbox(s).catalog.schema.noun.plural for s in context.catalogs() if s != session.catalog
    ]
    plan = plan_reply(session, turn, catalog, others=others)
    write = runtime.stream_writer
    if plan.slate:
        write({"event": SlateReady(recommendations=plan.slate)})
    understanding = turn.understanding
    assert understanding is not None

    def say(text: str) -> None:
        for piece in _pieces(text):
            write({"event": Token(text=piece)})

    worded = await context.language.word(
        plan,
        utterance=turn.request.utterance,
        understanding=understanding,
        toolbox=toolbox,
        say=say,
        until=turn.request.admitted + context.turn_deadline,
    )
    engine = understanding.engine.joined(worded.engine).joined(_second_look(turn))
    if plan.question:
        write({"event": QuestionReady(question=plan.question)})
    answer = Answer(
        session_id=session.session_id,
        turn=turn.number,
        catalog=session.catalog,
        reply=worded.text,
        intent=understanding.intent,
        acts=understanding.acts,
        constraints=turn.constraints,
        preferences=session.wishes.preferences,
        receipt=understanding.receipt,
        recommendations=plan.slate,
        question=plan.question,
        suggestions=suggest(session, turn, catalog),
        memory=MemoryTrace(used=tuple(b.id for b in turn.applied)),
        engine=Engine(language=engine.language, model=engine.model, degraded=engine.degraded),
        timings_ms=turn.timings_ms,
    )
    return {"session": _shown(session, turn, answer), "turn": replace(turn, answer=answer)}


def _second_look(turn: Turn) -> EngineTrace:
    """What looked at the ranking again, named where its order counted."""
    looked = turn.reranking
    if looked is None:
        return EngineTrace()
    return EngineTrace(
        model=looked.by if looked.weight else None,
        degraded=looked.degraded,
        calls=looked.usage.calls,
        prompt_tokens=looked.usage.prompt_tokens,
        completion_tokens=looked.usage.completion_tokens,
    )


def _pieces(reply: str) -> list[str]:
    words = reply.split(" ")
    return [" ".join(words[i : i + 6]) + (" " if i + 6 < len(words) else "") for i in range(0, len(words), 6)]


def _shown(session: Session, turn: Turn, answer: Answer) -> Session:
    understanding = turn.understanding
    assert understanding is not None
    slate = [
        Shown(
            item_id=r.item_id,
            reason=r.reason,
            sources=r.sources,
            evidence=tuple((e.kind, e.ref, e.text) for e in r.evidence),
            adventure=dial_of(session, turn),
        )
        for r in answer.recommendations
    ]
    return note_shown(session, understanding, slate, asked=turn.asked, stuck=bool(turn.relaxations))
