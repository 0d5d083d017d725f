"""What is remembered: shown, and forgotten, as the user asks."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from langgraph.runtime import Runtime

from agent.beliefs import applying
from agent.context import Context
from agent.findings import escape
from agent.language.built_in.text import key
from agent.language.understanding import Forget
from agent.state import Session, State, Wishes
from catalog.constraints import Constraint, as_tuple, same
from memory.beliefs import Belief
from memory.profile import portrait

FEW = 3
"""As many listed beliefs "forget that" takes to mean all of them; of more the user is asked which."""


async def manage_memory(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Answer from the ledger, or erase from every store."""
    session, turn = state["session"], state["turn"]
    understanding = turn.understanding
    assert understanding is not None
    memory = runtime.context.memory
    beliefs = await asyncio.to_thread(
        memory.ledger.active, tenant=session.tenant, user_id=session.user_id, session_id=session.session_id
    )
    if understanding.intent == "ask_memory" or understanding.forget is None:
        labels = {
            slug: runtime.context.toolbox(slug).catalog.schema.name for slug in runtime.context.catalogs()
        }
        sentences = tuple(escape(s.text) for s in portrait(beliefs, labels))
        ids = tuple(b.id for b in beliefs)
        found = sentences or ("I don't remember anything about you yet.",)
        return {
            "session": session.model_copy(update={"recalled": ids}),
            "turn": replace(turn, findings=found, applied=tuple(beliefs)),
        }
    doomed, said = _doomed(understanding.forget, session, beliefs)
    if doomed:
        ids_gone = [b.id for b in doomed]
        gone = await asyncio.to_thread(
            memory.ledger.forget,
            tenant=session.tenant,
            user_id=session.user_id,
            belief_ids=ids_gone,
            asked_in=(session.session_id, turn.number),
        )
        await asyncio.to_thread(memory.index.forget, list(gone.belief_ids))
    if understanding.forget.what == "all":
        of_user = {"tenant": session.tenant, "user_id": session.user_id}
        await asyncio.to_thread(memory.feedback.delete_user, **of_user)
        await asyncio.to_thread(memory.exposures.delete, **of_user)
        session = session.model_copy(
            update={"wishes": Wishes(), "before": (), "liked": (), "disliked": (), "excluded": ()}
        )
    session = _without(session, doomed)
    _, constraints = applying(session, [b for b in beliefs if b not in doomed])
    return {
        "session": session,
        "turn": replace(turn, findings=(said,), constraints=constraints, applied=()),
    }


def _doomed(forget: Forget, session: Session, beliefs: Sequence[Belief]) -> tuple[list[Belief], str]:
    if forget.what == "all":
        return list(beliefs), "Done: I have forgotten everything that I knew about you."
    if forget.what == "last":
        recent = [b for b in beliefs if b.id in session.recalled]
        if len(recent) > FEW:
            return [], "I told you several things. Which of them shall I forget, or all of it?"
        if not recent:
            return [], "There is nothing that I remembered just now, so there is nothing to forget."
        return recent, f"Forgotten: {escape('; '.join(b.text for b in recent))}."
    wanted = set(key(forget.topic))
    scored = [
        (
            2 * len(wanted & {*key(b.text)})
            + (len(wanted & {*key(b.source)}) if wanted & {*key(b.text)} else 0),
            b,
        )
        for b in beliefs
    ]
    best = max((s for s, _ in scored), default=0)
    chosen = [b for s, b in scored if s and s == best]
    if not chosen:
        return [], f"I remember nothing about “{escape(forget.topic)}”."
    return chosen, f"Forgotten: {escape('; '.join(b.text for b in chosen))}."


def _without(session: Session, doomed: Sequence[Belief]) -> Session:
    """The session without what it held because of the forgotten beliefs."""
    constraints = [b.constraint for b in doomed if b.constraint is not None]
    preferences = [b.preference for b in doomed if b.preference is not None]
    items = {b.item_id for b in doomed if b.item_id}

    def gone(c: Any) -> bool:
        return any(
            isinstance(c, Constraint)
            and isinstance(d, Constraint)
            and (c.attribute, c.polarity) == (d.attribute, d.polarity)
            and any(same(a, b) for a in as_tuple(c.value) for b in as_tuple(d.value))
            for d in constraints
        )

    def cleaned(wishes: Wishes) -> Wishes:
        return wishes.model_copy(
            update={
                "constraints": tuple(c for c in wishes.constraints if not gone(c)),
                "preferences": tuple(
                    p
                    for p in wishes.preferences
                    if not any(
                        (p.attribute, p.value, p.text) == (d.attribute, d.value, d.text) for d in preferences
                    )
                ),
            }
        )

    return session.model_copy(
        update={
            "wishes": cleaned(session.wishes),
            "before": tuple(cleaned(w) for w in session.before),
            "recalled": (),
            "liked": tuple(i for i in session.liked if i not in items),
            "disliked": tuple(i for i in session.disliked if i not in items),
            "excluded": tuple(i for i in session.excluded if i not in items),
        }
    )
