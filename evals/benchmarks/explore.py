"""Exploring where the truth is known: what it costs to learn, and whether its logs tell what they should.

Slates are invented: what a user takes at the exploring place is drawn with a chance that the bench knows and the
policy does not. What is measured is the policy that serves, `tools.ranking.exploration`.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.benchmarks import Figures
from tools.candidates import Ranked, Term
from tools.metrics import mean
from tools.ranking.exploration import TAIL, Arms, Chances, Exploration, chances, explore, place
from tools.ranking.off_policy import Estimate, Logged, doubly_robust, inverse_propensity, self_normalised

K = 5
SOURCES = ("words", "meaning", "people")
ROUNDS, RUNS = 3_000, 20
FITTED_FROM = 100
"""The rounds before it, in which every policy only tries, are left out of the fit."""

CONTEXTS, LEARNED, LOGGED = 12, 120, 1_000
"""Rounds of learning are few: a policy that has learned all hardly tries the rest, and its logs tell little."""

SETTINGS, REPETITIONS = 10, 100
"""How often contexts, arms and target are invented anew, and how many logs are written in each."""

EPSILON = 0.1

Floats = NDArray[np.float64]
Random = np.random.Generator
Regret = Callable[["World", int, Random], Floats]
"""From a world and a number of rounds to the regret of each: how much likelier the best item was taken."""


@dataclass(frozen=True, slots=True)
class World:
    """A slate with its runners-up. truth: (TAIL,), how likely each item of the tail is taken where it is shown."""

    ranked: tuple[Ranked, ...]
    truth: Floats

    @classmethod
    def invent(cls, name: str, random: Random) -> World:
        """Each item is brought up by one or two sources; which is the best is left to chance."""
        ranked = []
        for number in range(K - 1 + TAIL):
            brought = random.choice(SOURCES, size=random.integers(1, 3), replace=False)
            score = round(1.0 - 0.05 * number, 2)
            terms = tuple(Term(str(source), 1, score / len(brought)) for source in brought)
            ranked.append(Ranked(f"{name}-{number}", score, terms))
        return cls(tuple(ranked), random.permutation(np.linspace(0.1, 0.6, TAIL)))

    def in_tail(self, shown: Ranked) -> int:
        return next(n for n, one in enumerate(self.ranked[K - 1 :]) if one.item_id == shown.item_id)


def measure(arguments: Sequence[str], home: Path) -> Figures:
    """Slopes of log regret over log time, and how often the intervals of the estimators hold the truth."""
    parser = argparse.ArgumentParser(prog="cicerone bench explore")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--repetitions", type=int, default=REPETITIONS)
    asked = parser.parse_args(arguments)
    random = np.random.default_rng(asked.seed)
    figures: dict[str, float | int | str | list[float] | None] = {
        "bench": "explore",
        "seed": asked.seed,
        "rounds": asked.rounds,
        "runs": asked.runs,
    }
    worlds = [World.invent(f"run{run}", random) for run in range(asked.runs)]
    policies: dict[str, Regret] = {"thompson": thompson, "epsilon": epsilon_greedy, "random": at_random}
    for name, policy in policies.items():
        curves = [np.cumsum(policy(world, asked.rounds, random)) for world in worlds]
        slope = mean(np.array([slope_of(curve) for curve in curves]))
        figures[f"{name}_slope"] = round(slope.value, 3)
        figures[f"{name}_slope_ci"] = slope.interval
        figures[f"{name}_regret"] = round(float(np.mean([curve[-1] for curve in curves])), 1)
    settings = [estimated(asked.repetitions, random) for _ in range(SETTINGS)]
    figures |= {"settings": SETTINGS, "repetitions": asked.repetitions}
    for name in ("ips", "snips", "dr"):
        found = [(one, truth) for estimates, truth in settings for one in estimates[name]]
        covered = mean(np.array([float(one.covers(truth)) for one, truth in found]))
        figures[f"{name}_coverage"] = round(covered.value, 3)
        figures[f"{name}_coverage_ci"] = covered.interval
        figures[f"{name}_bias"] = round(float(np.mean([one.value - truth for one, truth in found])), 4)
        figures[f"{name}_width"] = round(float(np.mean([one.high - one.low for one, _ in found])), 4)
    return figures


def thompson(world: World, rounds: int, random: Random) -> Floats:
    """The policy that serves."""
    arms, regret = Arms(), np.zeros(rounds)
    for now in range(rounds):
        shown = explore(world.ranked, k=K, exploration=Exploration(arms, random))[K - 1]
        chance = world.truth[world.in_tail(shown)]
        arms = arms.learned(shown, taken=bool(random.random() < chance))
        regret[now] = world.truth.max() - chance
    return regret


def epsilon_greedy(world: World, rounds: int, random: Random) -> Floats:
    """The item that was taken most often of those shown, and now and then any."""
    taken, shown, regret = np.zeros(TAIL), np.zeros(TAIL), np.zeros(rounds)
    for now in range(rounds):
        greedy = int(np.argmax((taken + 1) / (shown + 2)))
        item = int(random.integers(TAIL)) if random.random() < EPSILON else greedy
        shown[item] += 1
        taken[item] += random.random() < world.truth[item]
        regret[now] = world.truth.max() - world.truth[item]
    return regret


def at_random(world: World, rounds: int, random: Random) -> Floats:
    regret: Floats = world.truth.max() - world.truth[random.integers(TAIL, size=rounds)]
    return regret


def slope_of(regret: Floats) -> float:
    """The exponent with which cumulative regret grows, (rounds,), by least squares over logarithms.

    At points that are as far apart in log time; 1 is linear, anything less will at last cost nothing.
    """
    rounds = np.unique(np.geomspace(min(FITTED_FROM, len(regret) // 2), len(regret), 40).astype(int))
    slope, _ = np.polyfit(np.log(rounds), np.log(np.maximum(regret[rounds - 1], 1e-9)), 1)
    return float(slope)


def estimated(repetitions: int, random: Random) -> tuple[dict[str, list[Estimate]], float]:
    """The value of a policy that never ran, estimated from logs of the one that serves; and the truth.

    The arms first learn in all contexts, and then stay as they are while the logs are written.
    """
    worlds = [World.invent(f"context{number}", random) for number in range(CONTEXTS)]
    arms = Arms()
    for _ in range(LEARNED):
        world = worlds[random.integers(CONTEXTS)]
        shown = explore(world.ranked, k=K, exploration=Exploration(arms, random))[K - 1]
        arms = arms.learned(shown, taken=bool(random.random() < world.truth[world.in_tail(shown)]))
    logging = [chances(world.ranked, k=K, arms=arms) for world in worlds]
    target = random.dirichlet(np.ones(TAIL), size=CONTEXTS)
    truth = float(np.mean([policy @ world.truth for policy, world in zip(target, worlds, strict=True)]))
    estimates: dict[str, list[Estimate]] = {"ips": [], "snips": [], "dr": []}
    for _ in range(repetitions):
        log = write_log(worlds, logging, random)
        logged = Logged(log.rewards, log.propensities, target[log.contexts, log.items])
        model = rewards_elsewhere(log)
        predicted = model[np.arange(LOGGED), log.items]
        expected = (target[log.contexts] * model).sum(axis=1)
        estimates["ips"].append(inverse_propensity(logged))
        estimates["snips"].append(self_normalised(logged))
        estimates["dr"].append(doubly_robust(logged, predicted=predicted, expected=expected))
    return estimates, truth


@dataclass(frozen=True, slots=True)
class Log:
    """One entry a round, all (rounds,): in which context, which item of the tail, how likely, and whether taken."""

    contexts: NDArray[np.int64]
    items: NDArray[np.int64]
    propensities: Floats
    rewards: Floats


def write_log(worlds: Sequence[World], logging: Sequence[Chances], random: Random) -> Log:
    contexts = random.integers(len(worlds), size=LOGGED)
    items, propensities = np.zeros(LOGGED, dtype=np.int64), np.zeros(LOGGED)
    for now, context in enumerate(contexts):
        world = worlds[context]
        shown = place(world.ranked, logging[context], k=K, random=random)[K - 1]
        items[now], propensities[now] = world.in_tail(shown), shown.propensity
    taken = np.array([worlds[c].truth[item] for c, item in zip(contexts, items, strict=True)])
    return Log(contexts, items, propensities, (random.random(LOGGED) < taken).astype(float))


def rewards_elsewhere(log: Log) -> Floats:
    """For each round, what the other half of the log says of each item in its context: (rounds, TAIL).

    Mean rewards, drawn by one round's worth towards the mean of that half.
    """
    model = np.zeros((LOGGED, TAIL))
    halves = np.arange(LOGGED) % 2
    for half in (0, 1):
        other = halves != half
        shown, taken = np.zeros((CONTEXTS, TAIL)), np.zeros((CONTEXTS, TAIL))
        np.add.at(shown, (log.contexts[other], log.items[other]), 1.0)
        np.add.at(taken, (log.contexts[other], log.items[other]), log.rewards[other])
        told = (taken + log.rewards[other].mean()) / (shown + 1)
        model[~other] = told[log.contexts[~other]]
    return model
