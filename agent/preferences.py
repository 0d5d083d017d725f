"""How an utterance changes what a session holds. Pure: it reads the catalog and returns a new session.

The later statement wins. What it takes the place of is said, never dropped in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from agent.describe import describe
from agent.language.understanding import Critique, Understanding
from agent.state import Session, Wishes
from catalog.catalog import Catalog
from catalog.constraints import Constraint, Either, Preference, as_tuple, comparable, same
from catalog.items import ItemId, Scalar
from catalog.schema import AttributeType

AnyOne = Constraint | Either

KEPT_STEPS = 20
_UPPER, _LOWER = ("<", "<="), (">", ">=")


@dataclass(frozen=True, slots=True)
class Applied:
    """The session after an utterance, and what should be said of the change."""

    session: Session
    notes: tuple[str, ...] = ()


def apply(session: Session, understanding: Understanding, catalog: Catalog, *, turn: int) -> Applied:
    """The session with the utterance's changes, undoable one step at a time."""
    if understanding.undo == "step":
        return _undo(session)
    notes: list[str] = []
    wishes = Wishes() if understanding.undo == "all" else session.wishes
    wishes = _drop(wishes, understanding.dropped)
    for attribute, value in understanding.released:
        wishes = _release(wishes, attribute, value)
    if understanding.permitted:
        wishes = _with(
            wishes,
            (c for c in wishes.constraints if not any(_lifts(p, c) for p in understanding.permitted)),
        )
    for constraint in understanding.constraints:
        if understanding.widen and isinstance(constraint, Constraint):
            constraint, wishes = _widened(wishes, constraint)
        wishes, note = _add(wishes, constraint, catalog, instead=understanding.instead, turn=turn)
        notes += [note] if note and not understanding.widen else []
    if understanding.sort:
        wishes = wishes.model_copy(update={"sort": understanding.sort})
    absolute = {a for c in understanding.constraints for a in c.attributes()}
    for critique in (c for c in understanding.critiques if c.attribute not in absolute):
        wishes, note = _critique(wishes, critique, session, catalog, turn)
        notes += [note] if note else []
    for preference in understanding.preferences:
        wishes = _prefer(wishes, preference, instead=understanding.instead)
    if understanding.like:
        wishes = wishes.model_copy(update={"like": understanding.like})
    if session.stuck or understanding.instead:
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
    if not (fresh or understanding.like) or not old or understanding.critiques:
        return wishes, ""
    if np.any(catalog.columns.mask_all(wishes.constraints)) or not np.any(catalog.columns.mask_all(fresh)):
        return wishes, ""
    kept: list[AnyOne] = [c for c in old if c.polarity == "exclude" and _open([*fresh, c], catalog)]
    for constraint in reversed([c for c in old if c not in kept]):
        if not understanding.like and np.any(catalog.columns.mask_all([*fresh, *kept, constraint])):
            kept.append(constraint)
    gone = [c for c in old if c not in kept]
    preferences = tuple(p for p in wishes.preferences if p.turn == turn or kept)
    left = wishes.model_copy(update={"constraints": (*reversed(kept), *fresh), "preferences": preferences})
    return left, "set aside: " + ", ".join(describe(c, catalog.schema) for c in gone)


def _open(constraints: Sequence[AnyOne], catalog: Catalog) -> bool:
    return bool(np.any(catalog.columns.mask_all(constraints)))


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


def _drop(wishes: Wishes, attributes: Sequence[str]) -> Wishes:
    if not attributes:
        return wishes
    return wishes.model_copy(
        update={
            "constraints": tuple(c for c in wishes.constraints if not set(c.attributes()) & set(attributes)),
            "preferences": tuple(p for p in wishes.preferences if p.attribute not in attributes),
        }
    )


def _add(wishes: Wishes, new: AnyOne, catalog: Catalog, *, instead: bool, turn: int) -> tuple[Wishes, str]:
    """Put a constraint in, and take out what it contradicts. Those of the same turn hold together."""
    if isinstance(new, Either):
        kept = tuple(
            c
            for c in wishes.constraints
            if c.turn == turn or c.polarity == "exclude" or not set(c.attributes()) & set(new.attributes())
        )
        return _with(wishes, (*kept, new)), _replaced(wishes.constraints, kept, catalog)
    attribute = catalog.schema.attributes[new.attribute]
    kept_list: list[AnyOne] = []
    for old in wishes.constraints:
        if old == new or (isinstance(old, Constraint) and _equal(old, new)):
            continue
        if isinstance(old, Either):
            if new.attribute not in old.attributes() or new.polarity == "exclude":
                kept_list.append(old)
            continue
        if old.attribute != new.attribute:
            kept_list.append(old)
        elif attribute.ordered and new.op not in ("=", "in"):
            kept_list += _bounds_kept(old, new, catalog)
        elif new.polarity == "exclude":
            kept_list += _without_value(old, new)
        elif old.polarity == "exclude":
            kept_list += [] if _overlap(old, new) else [old]
        elif old.turn == turn or (attribute.many and not instead and _together(catalog, old, new)):
            kept_list.append(old)
    kept = tuple(kept_list)
    preferences = tuple(
        p
        for p in wishes.preferences
        if not (p.attribute == new.attribute and p.turn != turn and p.value is not None)
        or any(same(p.value, v) for v in as_tuple(new.value))
        == (new.polarity == "require" and p.polarity == "prefer")
    )
    wishes_after = _with(wishes, (*kept, new)).model_copy(update={"preferences": preferences})
    return wishes_after, _replaced(wishes.constraints, (*kept, new), catalog)


def _release(wishes: Wishes, attribute: str, value: Scalar) -> Wishes:
    """The wishes without one value, wanted or unwanted."""
    kept: list[AnyOne] = []
    for constraint in wishes.constraints:
        if isinstance(constraint, Either):
            if not any(a.attribute == attribute and same(a.value, value) for a in constraint.any):
                kept.append(constraint)
            continue
        left = tuple(v for v in as_tuple(constraint.value) if not same(v, value))
        if constraint.attribute != attribute or len(left) == len(as_tuple(constraint.value)):
            kept.append(constraint)
        elif constraint.op == "in" and left:
            update: dict[str, Any] = {"value": left} if len(left) > 1 else {"op": "=", "value": left[0]}
            kept.append(constraint.model_copy(update=update))
    preferences = tuple(
        p
        for p in wishes.preferences
        if not (p.attribute == attribute and p.value is not None and same(p.value, value))
    )
    return wishes.model_copy(update={"constraints": tuple(kept), "preferences": preferences})


def _widened(wishes: Wishes, new: Constraint) -> tuple[Constraint, Wishes]:
    """The values that stand and the new ones as alternatives."""
    standing = [
        c
        for c in wishes.constraints
        if isinstance(c, Constraint)
        and c.attribute == new.attribute
        and c.op in ("=", "in")
        and c.polarity == "require"
    ]
    if not standing or new.op not in ("=", "in") or new.polarity == "exclude":
        return new, wishes
    values = tuple(dict.fromkeys(v for c in (*standing, new) for v in as_tuple(c.value)))
    kept = _with(wishes, (c for c in wishes.constraints if c not in standing))
    return new.model_copy(update={"op": "in", "value": values}), kept


def _lifts(permitted: Constraint, constraint: AnyOne) -> bool:
    return (
        isinstance(constraint, Constraint)
        and constraint.polarity == "exclude"
        and constraint.attribute == permitted.attribute
        and _overlap(constraint, permitted)
    )


def _with(wishes: Wishes, constraints: Iterable[AnyOne]) -> Wishes:
    return wishes.model_copy(update={"constraints": tuple(constraints)})


def _equal(old: Constraint, new: Constraint) -> bool:
    return (old.attribute, old.op, old.value, old.polarity) == (
        new.attribute,
        new.op,
        new.value,
        new.polarity,
    )


def _replaced(before: Sequence[AnyOne], after: Sequence[AnyOne], catalog: Catalog) -> str:
    gone = [c for c in before if c not in after and not any(_same_meaning(c, a) for a in after)]
    if not gone:
        return ""
    return "instead of " + " and ".join(describe(c, catalog.schema) for c in gone)


def _same_meaning(old: AnyOne, new: AnyOne) -> bool:
    return isinstance(old, Constraint) and isinstance(new, Constraint) and _equal(old, new)


def _together(catalog: Catalog, old: Constraint, new: Constraint) -> bool:
    """Whether any item meets both: then the new value joins the old one, else it takes its place."""
    return bool(np.any(catalog.columns.mask_all([old, new])))


def _overlap(old: Constraint, new: Constraint) -> bool:
    return any(same(a, b) for a in as_tuple(old.value) for b in as_tuple(new.value))


def _without_value(old: Constraint, new: Constraint) -> list[AnyOne]:
    """What stays of `old` when `new` excludes a value."""
    if old.polarity == "exclude" or not _overlap(old, new):
        return [old]
    left = tuple(v for v in as_tuple(old.value) if not any(same(v, n) for n in as_tuple(new.value)))
    if old.op != "in" or not left:
        return []
    update: dict[str, Any] = {"value": left} if len(left) > 1 else {"op": "=", "value": left[0]}
    return [old.model_copy(update=update)]


def _bounds_kept(old: Constraint, new: Constraint, catalog: Catalog) -> list[AnyOne]:
    """A new bound replaces the old one on its side; one on the other side stays while both can hold."""
    if new.polarity == "exclude" or old.polarity == "exclude":
        return [old] if old.polarity != new.polarity or old.value != new.value else []
    if new.op == "between" or old.op in ("=", "in"):
        return []
    if old.op == "between":
        low, high = as_tuple(old.value)
        rest: tuple[Any, Any] = (low, None) if new.op in _UPPER else (None, high)
        bound = rest[0] if rest[0] is not None else rest[1]
        if bound is None:
            return []
        left = old.model_copy(update={"op": ">=" if new.op in _UPPER else "<=", "value": bound})
        return [left] if _possible(left, new, catalog) else []
    if (old.op in _UPPER) == (new.op in _UPPER):
        return []
    return [old] if _possible(old, new, catalog) else []


def _possible(one: Constraint, other: Constraint, catalog: Catalog) -> bool:
    attribute = catalog.schema.attributes[one.attribute]
    upper, lower = (one, other) if one.op in _UPPER else (other, one)
    high, low = comparable(upper.value, attribute), comparable(lower.value, attribute)
    return high is None or low is None or low <= high


def _prefer(wishes: Wishes, new: Preference, *, instead: bool) -> Wishes:
    kept = []
    for old in wishes.preferences:
        if (old.attribute, old.value, old.text.casefold()) == (new.attribute, new.value, new.text.casefold()):
            continue
        if new.attribute is not None and old.attribute == new.attribute:
            if new.direction and old.direction:
                continue
            if instead and old.turn != new.turn and new.polarity == old.polarity:
                continue
        if new.attribute is None and old.attribute is None and instead and old.turn != new.turn:
            continue
        kept.append(old)
    constraints = wishes.constraints
    if new.polarity == "prefer" and new.value is not None:
        constraints = tuple(
            c
            for c in constraints
            if not (
                isinstance(c, Constraint)
                and c.polarity == "exclude"
                and c.attribute == new.attribute
                and any(same(v, new.value) for v in as_tuple(c.value))
            )
        )
    return wishes.model_copy(update={"preferences": (*kept, new), "constraints": constraints})


def _critique(
    wishes: Wishes, critique: Critique, session: Session, catalog: Catalog, turn: int
) -> tuple[Wishes, str]:
    """ "Shorter than the second" is a bound taken from that item; "shorter" alone, from all that was shown.

    The strictest bound that still leaves items is taken: beyond everything shown, else beyond the middle of it.
    """
    critique = _serving(critique, wishes, session, catalog)
    attribute = catalog.schema.attributes[critique.attribute]
    items = critique.items or session.focus[:1] or tuple(s.item_id for s in session.slate)
    if not critique.items and len(session.slate) > 1 and not session.focus:
        items = tuple(s.item_id for s in session.slate)
    places = sorted(
        n
        for i in items
        if i in catalog.position
        for v in catalog.item(i).values(critique.attribute)[:1]
        if (n := comparable(v, attribute)) is not None
    )
    low = critique.direction == "low"
    if not places:
        text = critique.phrase or ("low" if low else "high")
        preference = Preference(
            kind=attribute.name, text=text, turn=turn, attribute=attribute.name, direction=critique.direction
        )
        return _prefer(
            wishes, preference, instead=False
        ), f"I don't know the {attribute.label} of what I showed"
    others = [c for c in wishes.constraints if attribute.name not in c.attributes()]
    bounds = dict.fromkeys((places[0 if low else -1], places[len(places) // 2], places[-1 if low else 0]))
    op: Literal["<", ">"] = "<" if low else ">"
    candidates = [
        Constraint(attribute=attribute.name, op=op, value=_value_at(b, attribute.name, catalog), turn=turn)
        for b in bounds
    ]
    leanings = [
        Constraint(attribute=p.attribute, op="=", value=p.value)
        for p in wishes.preferences
        if p.attribute and p.value is not None and p.polarity == "prefer"
    ]
    chosen = _strictest(candidates, others, leanings, catalog)
    some = bool(np.any(catalog.columns.mask_all([*others, chosen])))
    after, _ = _add(wishes, chosen, catalog, instead=False, turn=turn)
    if some and not np.any(catalog.columns.mask_all(after.constraints)):
        after = _with(wishes, (*others, chosen))
    return after, ""


def _strictest(
    candidates: Sequence[Constraint], others: Sequence[AnyOne], leanings: Sequence[AnyOne], catalog: Catalog
) -> Constraint:
    """The first bound that leaves a slate of what the user leans to; else one; else of what is allowed."""
    for wanted, enough in ((leanings, 3), (leanings, 1), ((), 3), ((), 1)):
        for candidate in candidates:
            if np.count_nonzero(catalog.columns.mask_all([*others, *wanted, candidate])) >= enough:
                return candidate
    return candidates[0]


def _serving(critique: Critique, wishes: Wishes, session: Session, catalog: Catalog) -> Critique:
    """The critique on the first attribute that its word may mean and that can still move."""
    items = critique.items or session.focus[:1] or tuple(s.item_id for s in session.slate)
    for name in (critique.attribute, *critique.others):
        attribute = catalog.schema.attributes[name]
        places = [
            n
            for i in items
            if i in catalog.position
            for v in catalog.item(i).values(name)[:1]
            if (n := comparable(v, attribute)) is not None
        ]
        numbers = catalog.columns.numbers(name)
        if places and (
            np.nanmin(numbers) < min(places)
            if critique.direction == "low"
            else np.nanmax(numbers) > max(places)
        ):
            return replace(critique, attribute=name)
    return critique


def _value_at(place: float, name: str, catalog: Catalog) -> float | int | str:
    attribute = catalog.schema.attributes[name]
    if attribute.order:
        return attribute.order[int(place)]
    if attribute.type is AttributeType.DATE:
        from datetime import date

        return date.fromordinal(int(place)).isoformat()
    return int(place) if place.is_integer() else place


Direction = Literal["low", "high"]
