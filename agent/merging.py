"""How a new constraint or preference meets those that stand: joins, replaces, narrows or lifts them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from agent.describe import describe
from agent.state import Wishes
from catalog.catalog import Catalog
from catalog.constraints import Constraint, Either, Preference, as_tuple, comparable, same
from catalog.items import Scalar

AnyOne = Constraint | Either


_UPPER, _LOWER = ("<", "<="), (">", ">=")


def is_open(constraints: Sequence[AnyOne], catalog: Catalog) -> bool:
    return bool(np.any(catalog.columns.mask_all(constraints)))


def drop(wishes: Wishes, attributes: Sequence[str]) -> Wishes:
    if not attributes:
        return wishes
    return wishes.model_copy(
        update={
            "constraints": tuple(c for c in wishes.constraints if not set(c.attributes()) & set(attributes)),
            "preferences": tuple(p for p in wishes.preferences if p.attribute not in attributes),
        }
    )


def add(wishes: Wishes, new: AnyOne, catalog: Catalog, *, instead: bool, turn: int) -> tuple[Wishes, str]:
    """Put a constraint in, and take out what it contradicts. Those of the same turn hold together."""
    if isinstance(new, Either):
        kept = tuple(
            c
            for c in wishes.constraints
            if c.turn == turn or c.polarity == "exclude" or not set(c.attributes()) & set(new.attributes())
        )
        return with_constraints(wishes, (*kept, new)), _replaced(wishes.constraints, kept, catalog)
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
            # "Make it the east" says all of an attribute that has one value.
            kept_list += [] if _overlap(old, new) or (instead and not attribute.many) else [old]
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
    wishes_after = with_constraints(wishes, (*kept, new)).model_copy(update={"preferences": preferences})
    return wishes_after, _replaced(wishes.constraints, (*kept, new), catalog)


def release(wishes: Wishes, attribute: str, value: Scalar) -> Wishes:
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


def widened(wishes: Wishes, new: Constraint) -> tuple[Constraint, Wishes]:
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
    kept = with_constraints(wishes, (c for c in wishes.constraints if c not in standing))
    return new.model_copy(update={"op": "in", "value": values}), kept


def lifts(permitted: Constraint, constraint: AnyOne) -> bool:
    return (
        isinstance(constraint, Constraint)
        and constraint.polarity == "exclude"
        and constraint.attribute == permitted.attribute
        and _overlap(constraint, permitted)
    )


def with_constraints(wishes: Wishes, constraints: Iterable[AnyOne]) -> Wishes:
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


def prefer(wishes: Wishes, new: Preference, *, instead: bool) -> Wishes:
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
