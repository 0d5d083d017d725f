"""Several models as one: each score in units of its spread over the items, times a weight found by validation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from tools.models.matrix import Floats, Matrix
from tools.models.validation import Quality, Validation

STEPS = (0.4, 0.15)
"""How far a weight is moved, either way once and twice, in one round after the other."""

LEAST_GAIN = 0.002
"""A component that improves the blend by a smaller part is left out: simpler is better."""


class Scoring(Protocol):
    """What can be blended."""

    def scores(self, histories: Matrix) -> Floats:
        """histories: (users, items) sparse. Out: (users, items)."""
        ...


def blend(scores: Mapping[str, Floats], weights: Mapping[str, float]) -> Floats:
    """The scores of each component, (users, items), as one."""
    return _sum({name: _scaled(scores[name]) for name in weights}, weights)


def _scaled(scores: Floats) -> Floats:
    """Each row in units of its standard deviation; a row without one as it is. (users, items)."""
    deviations = scores.std(axis=1, keepdims=True)
    deviations[deviations == 0] = 1
    units: Floats = scores / deviations
    return units


def search(
    validation: Validation, components: Mapping[str, Scoring], first: str
) -> tuple[dict[str, float], Quality]:
    """Weights by coordinate search from `first` alone, whose weight stays 1; a weight may be negative.

    Out: the weights of the components that are worth their while, and how good they are together.
    """
    weights = {first: 1.0}
    quality = _judged(validation, components, [weights])[0]
    for step in STEPS:
        for name in components:
            if name == first:
                continue
            moves = [weights.get(name, 0.0) + step * times for times in (-2, -1, 1, 2)]
            variants = [{**weights, name: round(weight, 3)} for weight in moves]
            found = _judged(validation, components, variants)
            best = max(range(len(variants)), key=lambda place: found[place].value)
            if found[best].value > quality.value:
                weights, quality = variants[best], found[best]
    return _simplified(validation, components, weights, quality, first)


def _simplified(
    validation: Validation,
    components: Mapping[str, Scoring],
    weights: dict[str, float],
    quality: Quality,
    first: str,
) -> tuple[dict[str, float], Quality]:
    """Without the components that add too little."""
    for name in [name for name in weights if name != first]:
        fewer = {other: weight for other, weight in weights.items() if other != name}
        without = _judged(validation, components, [fewer])[0]
        if quality.value < without.value * (1 + LEAST_GAIN):
            weights, quality = fewer, without
    return weights, quality


def _judged(
    validation: Validation, components: Mapping[str, Scoring], variants: Sequence[Mapping[str, float]]
) -> list[Quality]:
    used = {name for weights in variants for name in weights}

    def blended(histories: Matrix) -> list[Floats]:
        parts = {name: _scaled(components[name].scores(histories)) for name in used}
        return [_sum(parts, weights) for weights in variants]

    return validation.judge(blended)


def _sum(parts: Mapping[str, Floats], weights: Mapping[str, float]) -> Floats:
    total = np.zeros_like(next(iter(parts.values())))
    for name, weight in weights.items():
        total += np.float32(weight) * parts[name]
    return total
