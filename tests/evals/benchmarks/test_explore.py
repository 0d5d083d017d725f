"""The bench of exploration, in small."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from evals.benchmarks.explore import World, at_random, estimated, measure, slope_of, thompson


def test_the_slope_is_the_exponent_with_which_regret_grows() -> None:
    rounds = np.arange(1, 5_001, dtype=float)
    assert slope_of(3 * rounds) == pytest.approx(1.0, abs=1e-3)
    assert slope_of(7 * np.sqrt(rounds)) == pytest.approx(0.5, abs=1e-3)


def test_what_serves_learns_where_chance_alone_does_not() -> None:
    random = np.random.default_rng(1)
    world = World.invent("one", random)
    learned, guessed = thompson(world, 1_500, random), at_random(world, 1_500, random)
    assert learned.sum() < 0.5 * guessed.sum()
    assert learned[-500:].mean() < 0.5 * learned[:500].mean()


def test_intervals_from_logs_hold_the_truth_about_as_often_as_they_say() -> None:
    estimates, truth = estimated(60, np.random.default_rng(2))
    for found in estimates.values():
        assert np.mean([one.covers(truth) for one in found]) > 0.8
        assert np.mean([one.value for one in found]) == pytest.approx(truth, abs=0.03)


def test_the_same_seed_gives_the_same_figures() -> None:
    small = ["--seed", "3", "--rounds", "120", "--runs", "2", "--repetitions", "2"]
    assert measure(small, Path()) == measure(small, Path())
