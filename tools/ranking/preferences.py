"""How far each item of a catalog has what the user would like, or would rather not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.columns import Columns, Mask
from catalog.constraints import Constraint, Op, Preference, comparable
from catalog.items import Item, Scalar, fold
from catalog.schema import Attribute, AttributeType, Schema

Floats = NDArray[np.float64]

STATED, LASTING = 1.0, 0.4
"""What a preference said in this session counts, and a remembered one (turn 0) beside it."""


ENOUGH = 0.88
"""The share of the open items that must be longer for one to be as short as anybody could wish."""


@dataclass(frozen=True, slots=True)
class Match:
    """One preference over all items. degree: (items,), in 0..1; 0 also where it is unknown."""

    preference: Preference
    weight: float
    degree: Floats


def match_preferences(
    preferences: Sequence[Preference], columns: Columns, schema: Schema, open_: Mask
) -> list[Match]:
    """One match for each preference that names an attribute; wishes in words are for the sources.

    The weight is negative for what is to be avoided. Orders ("cheap", "long") are taken among the open items.
    """
    stated = any(preference.turn > 0 for preference in preferences)
    matches = []
    for preference in dict.fromkeys(preferences):
        attribute = schema.attributes.get(preference.attribute or "")
        if attribute is None:
            continue
        degree = _degree(preference, attribute, columns, open_)
        if degree is None:
            continue
        weight = LASTING if stated and preference.turn == 0 else STATED
        matches.append(Match(preference, weight if preference.polarity == "prefer" else -weight, degree))
    return matches


def _degree(preference: Preference, attribute: Attribute, columns: Columns, open_: Mask) -> Floats | None:
    if preference.direction is not None:
        return (
            _towards(preference.direction, columns.numbers(attribute.name), open_)
            if attribute.ordered
            else None
        )
    if preference.value is None:
        return None
    if attribute.type in (AttributeType.NUMBER, AttributeType.DATE):
        target = comparable(preference.value, attribute)
        return None if target is None else _near(target, columns.numbers(attribute.name))
    op: Op = "contains" if attribute.type is AttributeType.TEXT else "="
    wanted = Constraint(attribute=attribute.name, op=op, value=preference.value)
    return columns.mask(wanted).astype(np.float64)


def _towards(direction: str, numbers: Floats, open_: Mask) -> Floats:
    """The share of the open items that lie further from the wanted end, all that lie past `ENOUGH` alike.

    Among those that are cheap enough, the other reasons decide.
    """
    degree = np.zeros(len(numbers))
    known = ~np.isnan(numbers)
    among = np.sort(numbers[known & open_])
    if not among.size:
        return degree
    values = numbers[known]
    below = np.searchsorted(among, values, side="left")
    not_above = np.searchsorted(among, values, side="right")
    place = (below + not_above) / (2 * among.size)
    towards = 1 - place if direction == "low" else place
    degree[known] = np.minimum(towards / ENOUGH, 1.0)
    return degree


def _near(target: float, numbers: Floats) -> Floats:
    """1 at the target, falling to 0 at one standard deviation of the catalog from it."""
    known = ~np.isnan(numbers)
    degree = np.zeros(len(numbers))
    spread = float(numbers[known].std()) if known.any() else 0.0
    degree[known] = np.clip(1 - np.abs(numbers[known] - target) / max(spread, 1e-9), 0, 1)
    return degree


def matching_value(preference: Preference, item: Item) -> Scalar | None:
    """The item's own value that the preference is about; None where it has none."""
    values = item.values(preference.attribute or "")
    if preference.direction is not None or not isinstance(preference.value, str):
        return values[0] if values else None
    wanted = fold(preference.value)
    return next((value for value in values if wanted in fold(str(value))), None)
