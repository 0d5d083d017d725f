"""The one question whose answer splits the candidates best, beside the slate, always skippable."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from langgraph.runtime import Runtime

from agent.context import Context
from agent.language.built_in.english import FUNCTION_WORDS
from agent.language.built_in.wished import singular
from agent.state import Asked, Session, State, Turn
from catalog.catalog import Catalog
from catalog.schema import Attribute, AttributeType
from catalog.values import join

ENOUGH_TO_ASK = 3
"""Asked only where more than this many slates' worth of items is left."""
ENOUGH_SAID = 4
"""Not asked once the user has said so many things."""


async def clarify(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Ask nothing that was asked or answered before, and not two turns running."""
    session, turn = state["session"], state["turn"]
    said = len(session.wishes.constraints) + len(session.wishes.preferences) + 2 * len(session.wishes.like)
    asked_before = len(session.answered)
    left = turn.funnel.eligible
    if not turn.slate or said >= ENOUGH_SAID or asked_before >= 3 or left <= ENOUGH_TO_ASK * turn.request.k:
        return {}
    asked = _best_question(session, turn, runtime.context.toolbox(session.catalog).catalog)
    return {"turn": replace(turn, asked=asked)} if asked else {}


def _best_question(session: Session, turn: Turn, catalog: Catalog) -> Asked | None:
    taken = {a for c in turn.constraints for a in c.attributes()}
    taken |= {p.attribute for p in session.wishes.preferences if p.attribute}
    mask = catalog.columns.mask_all(turn.constraints)
    scored = [
        (score, -place, attribute)
        for place, attribute in enumerate(catalog.schema.attributes.values())
        if attribute.name not in taken
        and attribute.name not in session.answered
        and (score := _split(attribute, catalog, mask)) > 0
    ]
    if not scored:
        return None
    attribute = max(scored, key=lambda s: s[:2])[2]
    options = _options(attribute, catalog, mask)
    return Asked(attribute=attribute.name, text=_question(attribute, options), options=options)


def _split(attribute: Attribute, catalog: Catalog, mask: np.ndarray[Any, np.dtype[np.bool_]]) -> float:
    """How evenly the commonest values part what is left: the entropy of the first four, in bits, times coverage."""
    if attribute.type in (AttributeType.CATEGORY, AttributeType.TAGS) and not attribute.order:
        counts = catalog.columns.count_values(attribute.name, mask)
        total = int(np.count_nonzero(mask))
        top = sorted(counts.values(), reverse=True)[:4]
        if len(top) < 2 or not total or max(len(str(v)) for v in counts) > 40:
            return 0.0
        shares = np.array(top) / sum(top)
        coverage = min(1.0, sum(top) / total)
        weight = 1.0 if attribute.type is AttributeType.CATEGORY else 0.7
        return float(-(shares * np.log2(shares)).sum() * coverage * weight)
    return 0.0


def _options(
    attribute: Attribute, catalog: Catalog, mask: np.ndarray[Any, np.dtype[np.bool_]]
) -> tuple[str, ...]:
    counts = catalog.columns.count_values(attribute.name, mask)
    return tuple(str(v) for v in sorted(counts, key=lambda v: (-counts[v], str(v)))[:3])


def _question(attribute: Attribute, options: tuple[str, ...]) -> str:
    words = join(list(options), word="or")
    if attribute.label.split()[-1] in FUNCTION_WORDS:
        return f"{attribute.label.capitalize()} what: {words}?"
    return f"Any {singular(attribute.label)} in particular: {words}?"
