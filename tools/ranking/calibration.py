"""A slate in the proportions of a taste: who likes two thirds of this and a third of that is shown both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.columns import Columns
from catalog.items import Item, Scalar, fold
from catalog.schema import AttributeType, Schema
from tools.candidates import Query

Floats = NDArray[np.float64]

ENOUGH_LIKES = 5
"""From as few likes no proportions can be told."""

WEIGHT = 0.3
"""What one nat of divergence costs, in scores; `cicerone bench debias` shows what it does."""

SMOOTHING = 0.01
"""The share of the taste that is mixed into the slate, so that the divergence is finite (Steck, RecSys 2018)."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """target: (values,), the taste, sums to 1; shares: (pool, values), each row sums to 1, or is 0 where unknown."""

    target: Floats
    shares: Floats
    weight: float = WEIGHT

    def cost(self, chosen: Sequence[int]) -> Floats:
        """How far from the taste a slate of `chosen` and each item of the pool would be: (pool,)."""
        summed = self.shares[list(chosen)].sum(axis=0) + self.shares
        return self.weight * divergence(self.target, summed)


def calibration(
    liked: Sequence[Item], pool: Sequence[Item], attribute: str, *, weight: float = WEIGHT
) -> Calibration | None:
    """For a pool, towards the mix of `attribute` in what was liked; None where too few of the liked tell one."""
    telling = [item for item in liked if item.values(attribute)]
    if len(telling) < ENOUGH_LIKES:
        return None
    number: dict[str, int] = {}
    for item in (*telling, *pool):
        for value in item.values(attribute):
            number.setdefault(_name(value), len(number))
    target = _shares(telling, attribute, number).mean(axis=0)
    return Calibration(target, _shares(pool, attribute, number), weight)


def divergence(target: Floats, summed: Floats) -> Floats:
    """The Kullback-Leibler divergence in nats of slates from a taste, smoothed as in Steck (RecSys 2018).

    target: (values,), sums to 1; summed: (slates, values), the summed shares of each slate's items. A slate
    of which nothing is known is as far as one that has nothing of the taste. Returns (slates,).
    """
    totals = summed.sum(axis=1, keepdims=True)
    slate = summed / np.where(totals > 0, totals, 1.0)
    known = target > 0
    wanted = target[known]
    smoothed = (1 - SMOOTHING) * slate[:, known] + SMOOTHING * wanted
    distances: Floats = (wanted * np.log(wanted / smoothed)).sum(axis=1)
    return distances


def telling_category(columns: Columns, schema: Schema) -> str | None:
    """The many-valued category that tells most of an item: known of many, and spread over many values.

    The largest share of items with a value, times the entropy of the values. None where there is no such
    category with two values.
    """
    if not len(columns):
        return None
    told = {
        attribute.name: float(columns.known(attribute.name).mean()) * _entropy(columns, attribute.name)
        for attribute in schema.attributes.values()
        if attribute.type is AttributeType.CATEGORY and attribute.many and not attribute.order
    }
    best = max(told, key=lambda name: told[name], default=None)
    return best if best is not None and told[best] > 0 else None


def wishes_nothing(query: Query) -> bool:
    """Whether the user left open what it should be, so that it is for the taste to say."""
    said = any(preference.turn > 0 for preference in query.preferences)
    bound = any(constraint.polarity == "require" for constraint in query.constraints)
    return not (query.text.strip() or query.like or said or bound)


def _shares(items: Sequence[Item], attribute: str, number: dict[str, int]) -> Floats:
    """An item's values share it equally: (items, values)."""
    shares = np.zeros((len(items), len(number)))
    for row, item in enumerate(items):
        values = {number[_name(value)] for value in item.values(attribute)}
        shares[row, list(values)] = 1 / max(len(values), 1)
    return shares


def _name(value: Scalar) -> str:
    return fold(str(value))


def _entropy(columns: Columns, attribute: str) -> float:
    counts = np.array(list(columns.count_values(attribute).values()), dtype=np.float64)
    shares = counts / max(counts.sum(), 1.0)
    return float(-(shares * np.log(shares)).sum())
