"""Critiques: a bound taken from what was shown. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from agent.language.understanding import Critique
from agent.merging import AnyOne, add, prefer, with_constraints
from agent.state import Session, Wishes
from catalog.catalog import Catalog
from catalog.constraints import Constraint, Preference, comparable
from catalog.items import ItemId
from catalog.schema import AttributeType


def bound_by(
    wishes: Wishes, critique: Critique, session: Session, catalog: Catalog, turn: int
) -> tuple[Wishes, str]:
    """ "Shorter than the second" is a bound taken from that item; "shorter" alone, from all that was shown.

    The strictest bound that still leaves items is taken: beyond everything shown, else beyond the middle of it.
    """
    critique = _serving(critique, wishes, session, catalog)
    attribute = catalog.schema.attributes[critique.attribute]
    shown = tuple(s.item_id for s in session.slate)
    places: list[float] = []
    held = [c for c in wishes.constraints if c.attributes() == (attribute.name,)]
    for items in (
        critique.items,
        () if critique.items else _meeting(held, session.focus[:1], catalog),
        () if critique.items else shown,
    ):
        places = places or _places(items, critique.attribute, catalog)
    low = critique.direction == "low"
    if not places:
        text = critique.phrase or ("low" if low else "high")
        preference = Preference(
            kind=attribute.name, text=text, turn=turn, attribute=attribute.name, direction=critique.direction
        )
        return prefer(
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
    after, _ = add(wishes, chosen, catalog, instead=False, turn=turn)
    if some and not np.any(catalog.columns.mask_all(after.constraints)):
        after = with_constraints(wishes, (*others, chosen))
    return after, ""


def _meeting(held: Sequence[AnyOne], items: Sequence[ItemId], catalog: Catalog) -> tuple[ItemId, ...]:
    """Those that what stands allows: "even cheaper" goes on from what was shown, not from what is ruled out."""
    mask = catalog.columns.mask_all(held)
    return tuple(i for i in items if i in catalog.position and mask[catalog.position[i]])


def _places(items: Sequence[ItemId], name: str, catalog: Catalog) -> list[float]:
    """Where the items stand on an ordered attribute, lowest first; those of which it is unknown are left out."""
    attribute = catalog.schema.attributes[name]
    return sorted(
        place
        for item_id in items
        if item_id in catalog.position
        for value in catalog.item(item_id).values(name)[:1]
        if (place := comparable(value, attribute)) is not None
    )


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
        places = _places(items, name, catalog)
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
