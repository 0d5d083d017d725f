"""One place of a slate to learn at: what is tried there follows what was learned so far, with known chances.

The first `k - 1` places are as the ranking has them. The last one is drawn from the tail: the item that the
ranking puts there, and the next best. First a source is drawn, then an item that it brought up, each by Thompson
sampling with Beta-Bernoulli arms (Thompson, 1933; Chapelle and Li, NIPS 2011; over groups of arms: Carlsson et
al., IJCAI 2021). The chance that an arm is the one sampled highest is worked out first, and the item is then
drawn with these very chances: what is logged as propensity is what was done, not an estimate of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from catalog.items import ItemId
from tools.candidates import Ranked, Term

Floats = NDArray[np.float64]

TAIL = 8
"""How many items, the last of the slate among them, may stand at the exploring place."""

EXPLORATION = "exploration"
"""The name of the term that lifts an item to the exploring place."""

_REACH = np.linspace(-6.0, 6.0, 49)
"""Where the chances are worked out, in standard deviations from the mean of each arm."""


class Arms(BaseModel):
    """What was learned: for each source and each item, how often it was taken and how often passed over."""

    model_config = ConfigDict(frozen=True)

    sources: dict[str, tuple[int, int]] = {}
    items: dict[ItemId, tuple[int, int]] = {}

    def learned(self, shown: Ranked, *, taken: bool) -> Arms:
        """With the outcome of one item at the exploring place: it counts for the item and its sources."""
        return Arms(
            sources=_counted(self.sources, _sources(shown), taken=taken),
            items=_counted(self.items, [shown.item_id], taken=taken),
        )


@dataclass(frozen=True, slots=True)
class Exploration:
    """What makes a ranking explore: the arms, and where chance comes from."""

    arms: Arms
    random: np.random.Generator


@dataclass(frozen=True, slots=True)
class Chances:
    """Which places of a ranking may stand at the exploring one, and how likely each: they sum to 1.

    Empty where there is nothing to choose between.
    """

    places: tuple[int, ...]
    chances: Floats


def explore(ranked: Sequence[Ranked], *, k: int, exploration: Exploration) -> list[Ranked]:
    """The ranking with one item of the tail at the last place of the slate, drawn from its chances."""
    return place(ranked, chances(ranked, k=k, arms=exploration.arms), k=k, random=exploration.random)


def chances(ranked: Sequence[Ranked], *, k: int, arms: Arms) -> Chances:
    """How likely each item of the tail is to stand at the last place of a slate of `k`.

    chance(i) = sum over the sources s of i: chance(s) * chance(i among the items of s). What no source
    brought up is not tried, and a slate of one place has none to spare.
    """
    tail = range(k - 1, min(k - 1 + TAIL, len(ranked))) if k > 1 else range(0)
    brought = {place: _sources(ranked[place]) for place in tail}
    places = [place for place in tail if brought[place]]
    if len(places) < 2:
        return Chances((), np.zeros(0))
    sources = list(dict.fromkeys(source for place in places for source in brought[place]))
    summed = dict.fromkeys(places, 0.0)
    for source, weight in zip(sources, best_chances(_counts(arms.sources, sources)), strict=True):
        members = [place for place in places if source in brought[place]]
        within = best_chances(_counts(arms.items, [ranked[place].item_id for place in members]))
        for member, chance in zip(members, within, strict=True):
            summed[member] += float(weight * chance)
    return Chances(tuple(places), np.array(list(summed.values())))


def place(
    ranked: Sequence[Ranked], drawn_from: Chances, *, k: int, random: np.random.Generator
) -> list[Ranked]:
    """The ranking with an item drawn for the exploring place; the slate carries its propensities.

    One that was drawn from further down gets the score of the item whose place it takes, by a term of its own.
    """
    order = list(ranked)
    if not drawn_from.places:
        return order
    drawn = int(random.choice(len(drawn_from.places), p=drawn_from.chances))
    chosen, last = order.pop(drawn_from.places[drawn]), ranked[k - 1]
    lift = round(last.score - chosen.score, 4)
    if chosen is not last:
        terms = (*chosen.terms, Term(EXPLORATION, k, lift))
        chosen = replace(chosen, score=last.score, terms=terms)
    certain = [replace(one, propensity=1.0) for one in order[: k - 1]]
    return [*certain, replace(chosen, propensity=float(drawn_from.chances[drawn])), *order[k - 1 :]]


def best_chances(counts: Sequence[tuple[int, int]]) -> Floats:
    """The chance of each arm to be sampled highest: (arms,), sums to 1. counts: how often taken, passed over.

    The integral of arm i's density times the distribution functions of all others, for posteriors
    Beta(1 + taken, 1 + passed over), by the trapezoidal rule over points that lie dense where any arm does.
    """
    from scipy.special import betainc

    alpha, beta = 1.0 + np.array(counts, dtype=np.float64).T
    total = alpha + beta
    mean, deviation = alpha / total, np.sqrt(alpha * beta / (total + 1)) / total
    spread = (mean[:, None] + deviation[:, None] * _REACH).ravel()
    points = np.unique(np.concatenate([[0.0, 1.0], np.clip(spread, 0.0, 1.0)]))
    below = betainc(alpha[:, None], beta[:, None], points)
    others = np.array([np.delete(below, arm, axis=0).prod(axis=0) for arm in range(len(below))])
    found = (np.diff(below, axis=1) * (others[:, 1:] + others[:, :-1]) / 2).sum(axis=1)
    normalised: Floats = found / found.sum()
    return normalised


def _sources(ranked: Ranked) -> list[str]:
    return [source for source in ranked.sources if source != EXPLORATION]


def _counts(known: dict[str, tuple[int, int]], arms: Sequence[str]) -> list[tuple[int, int]]:
    return [known.get(arm, (0, 0)) for arm in arms]


def _counted(
    known: dict[str, tuple[int, int]], arms: Sequence[str], *, taken: bool
) -> dict[str, tuple[int, int]]:
    changed = dict(known)
    for arm in arms:
        yes, no = changed.get(arm, (0, 0))
        changed[arm] = (yes + taken, no + (not taken))
    return changed
