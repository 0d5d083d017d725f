"""How an utterance changes what a session holds. Pure: it reads the catalog and returns a new session.

The later statement wins. What it takes the place of is said, never dropped in silence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agent.critiques import bound_by
from agent.describe import describe
from agent.language.understanding import Understanding
from agent.merging import AnyOne, add, drop, is_open, lifts, prefer, release, widened, with_constraints
from agent.state import Session, Wishes
from catalog.catalog import Catalog
from catalog.constraints import Constraint
from catalog.items import ItemId

KEPT_STEPS = 20


@dataclass(frozen=True, slots=True)
class Applied:
    """The session after an utterance, and what should be said of the change."""

    session: Session
    notes: tuple[str, ...] = ()


def apply(session: Session, understanding: Understanding, catalog: Catalog, *, turn: int) -> Applied:
    """The session with the utterance's changes, undoable one step at a time."""
    session = _speaking(session, understanding.language)
    if understanding.undo == "step" and understanding.intent == "undo":
        return _undo(session)
    if understanding.undo == "step":
        session = _undo(session).session
    notes: list[str] = []
    wishes = Wishes() if understanding.undo == "all" else session.wishes
    wishes = drop(wishes, understanding.dropped)
    for attribute, value in understanding.released:
        wishes = release(wishes, attribute, value)
    if understanding.permitted:
        wishes = with_constraints(
            wishes,
            (c for c in wishes.constraints if not any(lifts(p, c) for p in understanding.permitted)),
        )
    for constraint in understanding.constraints:
        if understanding.widen and isinstance(constraint, Constraint):
            constraint, wishes = widened(wishes, constraint)
        wishes, note = add(wishes, constraint, catalog, instead=understanding.instead, turn=turn)
        notes += [note] if note and not understanding.widen else []
    if understanding.sort:
        wishes = wishes.model_copy(update={"sort": understanding.sort})
    if understanding.adventure is not None:
        wishes = wishes.model_copy(update={"adventure": understanding.adventure})
    absolute = {a for c in understanding.constraints for a in c.attributes()}
    for critique in (c for c in understanding.critiques if c.attribute not in absolute):
        wishes, note = bound_by(wishes, critique, session, catalog, turn)
        notes += [note] if note else []
    for preference in understanding.preferences:
        wishes = prefer(wishes, preference, instead=understanding.instead)
    if understanding.like:
        wishes = wishes.model_copy(update={"like": understanding.like})
    named = {a for c in understanding.constraints for a in c.attributes()}
    swapped = any(named & set(c.attributes()) for c in session.wishes.constraints)
    if session.stuck or (understanding.instead and not swapped):
        wishes, note = _make_way(wishes, understanding, catalog, turn)
        notes += [note] if note else []
    changed = wishes != session.wishes
    answered = session.answered
    if session.asked is not None:
        answered = (*answered, session.asked.attribute)
    return Applied(
        session.model_copy(
            update={
                "wishes": wishes,
                "before": (*session.before, session.wishes)[-KEPT_STEPS:] if changed else session.before,
                "answered": tuple(dict.fromkeys((*answered, *understanding.dropped))),
                "asked": None,
                "offered": () if understanding.undo == "all" else session.offered,
                "slate": () if understanding.undo == "all" else session.slate,
                "focus": () if understanding.undo == "all" else session.focus,
                **_feedback(session, understanding),
            }
        ),
        tuple(notes),
    )


def _make_way(
    wishes: Wishes, understanding: Understanding, catalog: Catalog, turn: int
) -> tuple[Wishes, str]:
    """After a dead end, or "instead": where the new wish cannot be had with the old one, the old one goes."""
    fresh = [c for c in wishes.constraints if c.turn == turn]
    old = [c for c in wishes.constraints if c.turn != turn]
    if not (fresh or understanding.like) or not old or (understanding.critiques and not understanding.like):
        return wishes, ""
    if np.any(catalog.columns.mask_all(wishes.constraints)) or not np.any(catalog.columns.mask_all(fresh)):
        return wishes, ""
    kept: list[AnyOne] = [c for c in old if c.polarity == "exclude" and is_open([*fresh, c], catalog)]
    for constraint in reversed([c for c in old if c not in kept]):
        if not understanding.like and np.any(catalog.columns.mask_all([*fresh, *kept, constraint])):
            kept.append(constraint)
    gone = [c for c in old if c not in kept]
    preferences = tuple(p for p in wishes.preferences if p.turn == turn or kept)
    left = wishes.model_copy(update={"constraints": (*reversed(kept), *fresh), "preferences": preferences})
    return left, "set aside: " + ", ".join(describe(c, catalog.schema) for c in gone)


def _speaking(session: Session, language: str) -> Session:
    if language == session.language:
        return session
    spoken = (*(code for code in session.spoken if code != language), language)
    return session.model_copy(update={"spoken": spoken})


def _undo(session: Session) -> Applied:
    if not session.before:
        return Applied(session, ("There is nothing to take back.",))
    return Applied(
        session.model_copy(
            update={"wishes": session.before[-1], "before": session.before[:-1], "asked": None}
        ),
        ("Taken back.",),
    )


def _feedback(session: Session, understanding: Understanding) -> dict[str, tuple[ItemId, ...]]:
    liked, disliked, excluded = list(session.liked), list(session.disliked), list(session.excluded)
    for given in understanding.feedback:
        for pile, kinds in (
            (liked, ("like", "save", "purchase")),
            (disliked, ("dislike",)),
            (excluded, ("seen", "dislike", "hide", "purchase", "like")),
        ):
            if given.kind in kinds and given.item_id not in pile:
                pile.append(given.item_id)
        if given.kind == "like" and given.item_id in disliked:
            disliked.remove(given.item_id)
        if given.kind == "dislike" and given.item_id in liked:
            liked.remove(given.item_id)
    return {"liked": tuple(liked), "disliked": tuple(disliked), "excluded": tuple(excluded)}
