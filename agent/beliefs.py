"""How lasting beliefs bear on a session: which apply, which the session sets aside. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from agent.language.understanding import Understanding
from agent.state import Session
from catalog.constraints import Constraint, Either, Preference, as_tuple, same
from memory.beliefs import Belief


def applying(
    session: Session, beliefs: Sequence[Belief]
) -> tuple[tuple[Belief, ...], tuple[Constraint | Either, ...]]:
    """The remembered constraints that hold now, and all constraints: the session's first, then those."""
    own = session.wishes.constraints
    applied: list[Belief] = []
    constraints: list[Constraint | Either] = list(own)
    for belief in beliefs:
        constraint = belief.constraint
        if constraint is None or not _concerns(belief, session) or belief.id in session.wishes.lifted:
            continue
        if any(_contradicts(constraint, c) for c in own) or any(
            _preferred(constraint, p) for p in session.wishes.preferences
        ):
            continue
        remembered = constraint.model_copy(update={"turn": 0})
        if any(_same(remembered, c) for c in constraints):
            continue
        constraints.append(remembered)
        applied.append(belief)
    return tuple(applied), tuple(constraints)


def remembered_preferences(
    session: Session, beliefs: Sequence[Belief]
) -> tuple[tuple[Belief, Preference], ...]:
    """Lasting likes that the session does not speak against, each with the belief that holds it."""
    own = session.wishes.preferences
    found: list[tuple[Belief, Preference]] = []
    for belief in beliefs:
        preference = belief.preference
        if preference is None or belief.scope != "lasting" or not _concerns(belief, session):
            continue
        if belief.id in session.wishes.lifted or belief.session_id == session.session_id:
            continue
        if any(p.attribute == preference.attribute and p.value == preference.value for p in own):
            continue
        found.append((belief, preference.model_copy(update={"turn": 0})))
    return tuple(found)


def setting_aside(session: Session, understanding: Understanding, beliefs: Sequence[Belief]) -> Session:
    """ "Without the price limit" also lifts a remembered one, for this session."""
    lifted = [
        b.id
        for b in beliefs
        if b.constraint is not None and set(b.constraint.attributes()) & set(understanding.dropped)
    ]
    if not lifted:
        return session
    wishes = session.wishes.model_copy(
        update={"lifted": tuple(dict.fromkeys((*session.wishes.lifted, *lifted)))}
    )
    return session.model_copy(update={"wishes": wishes})


def _concerns(belief: Belief, session: Session) -> bool:
    return belief.subject in ("me", session.subject)


def _contradicts(remembered: Constraint | Either, own: Constraint | Either) -> bool:
    """Whether what the user wants now speaks against what was remembered: now wins."""
    if isinstance(remembered, Either) or isinstance(own, Either) or remembered.attribute != own.attribute:
        return False
    overlap = any(same(a, b) for a in as_tuple(remembered.value) for b in as_tuple(own.value))
    if remembered.polarity != own.polarity:
        return overlap
    if own.op == "between":
        return remembered.polarity == "require"
    if remembered.op in ("=", "in") or own.op in ("=", "in", "between"):
        return remembered.polarity == "require" and not overlap
    return (remembered.op[0] == own.op[0]) if remembered.op != "between" else True


def _preferred(remembered: Constraint | Either, own: Preference) -> bool:
    return (
        isinstance(remembered, Constraint)
        and remembered.polarity == "exclude"
        and own.polarity == "prefer"
        and own.attribute == remembered.attribute
        and own.value is not None
        and any(same(v, own.value) for v in as_tuple(remembered.value))
    )


def _same(one: Constraint | Either, other: Constraint | Either) -> bool:
    return one.model_dump(exclude={"turn"}) == other.model_dump(exclude={"turn"})
