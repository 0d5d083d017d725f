"""Whether the order in which people choose tells anything: it does where the same follows the same again and again."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tools.models.sequences import Items, Sequences

LOOKED_AT = 200_000
"""Choices that are looked at, of users drawn at random: enough to tell."""

SHUFFLES = 10
CLEARLY, MORE = 4.0, 1.1
"""By how many standard deviations, and by which factor, repetitions must exceed those of shuffled choices."""


def tells(sequences: Sequences, items: int, *, seed: int) -> bool:
    """Whether one item follows another more often than if each user had chosen the same in any order.

    Counted are pairs of users with one transition in common, and the same after each user's choices were
    shuffled: what people choose together repeats as often then, what they choose one after the other does not.
    """
    chance = np.random.default_rng(seed)
    some = _some(sequences, chance)
    found = _repeated(some, some.items, items)
    shuffled = [_repeated(some, _shuffled(some, chance), items) for _ in range(SHUFFLES)]
    usual, spread = float(np.mean(shuffled)), float(np.std(shuffled))
    return found > max(usual + CLEARLY * spread, MORE * usual)


def _some(sequences: Sequences, chance: np.random.Generator) -> Sequences:
    if len(sequences.items) <= LOOKED_AT:
        return sequences
    order = chance.permutation(len(sequences))
    kept = np.searchsorted(np.cumsum(sequences.lengths[order]), LOOKED_AT)
    return sequences.take(order[:kept])


def _shuffled(sequences: Sequences, chance: np.random.Generator) -> Items:
    order: NDArray[np.intp] = np.lexsort((chance.random(len(sequences.items)), sequences.users))
    return sequences.items[order]


def _repeated(sequences: Sequences, chosen: Items, items: int) -> float:
    same = sequences.users[1:] == sequences.users[:-1]
    pairs = chosen[:-1][same].astype(np.int64) * items + chosen[1:][same]
    counts = np.unique(pairs, return_counts=True)[1].astype(np.float64)
    return float((counts * (counts - 1)).sum() / 2)
