"""Weights of sources learned from choices: right where one source knows, by hand where nothing is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tools.candidates import Candidate
from tools.ranking.learned import Case, LearnedWeights, bucket_of, case, learn_weights, ndcg

SOURCES = ("wise", "foolish")


def told(seed: int, *, choices: int = 3) -> Case:
    """One source puts the choice among its first three, the other anywhere."""
    rng = np.random.default_rng(seed)
    items = [f"i{n}" for n in range(30)]
    chosen = items[int(rng.integers(30))]
    wise = [i for i in rng.permutation(items).tolist() if i != chosen]
    wise.insert(int(rng.integers(3)), chosen)
    rankings = {"wise": wise, "foolish": rng.permutation(items).tolist()}
    found = {name: [Candidate(i, 1.0) for i in ranking] for name, ranking in rankings.items()}
    return case(found, frozenset({chosen}), sources=SOURCES, choices=choices)


def test_the_source_that_knows_gets_the_weight_and_ranks_better_than_equal_shares() -> None:
    by_hand = np.array([0.5, 0.5])
    learned = learn_weights([told(seed) for seed in range(150)], by_hand)
    assert learned[0] > 0.85
    assert learned.sum() == pytest.approx(by_hand.sum())
    fresh = [told(seed) for seed in range(500, 600)]
    assert np.mean([ndcg(c, learned) for c in fresh]) > np.mean([ndcg(c, by_hand) for c in fresh]) + 0.1


def test_without_a_choice_to_learn_from_the_weights_by_hand_stay() -> None:
    by_hand = np.array([1.0, 0.3])
    nothing = Case(0, np.ones((3, 2)), np.zeros(3, dtype=bool), missed=1)
    assert learn_weights([], by_hand).tolist() == learn_weights([nothing], by_hand).tolist() == [1.0, 0.3]


def test_ndcg_counts_what_no_source_brought_up_and_shows_nothing_for_nothing() -> None:
    one = Case(1, np.array([[1.0], [0.5], [0.0]]), np.array([True, False, True]), missed=0)
    assert ndcg(one, np.array([1.0])) == pytest.approx(1.0 / (1.0 + 1.0 / np.log2(3)))
    missed = Case(1, np.array([[1.0]]), np.array([False]), missed=1)
    assert ndcg(missed, np.array([1.0])) == 0.0


def test_buckets_part_users_by_what_is_known_of_them() -> None:
    assert [bucket_of(n) for n in (0, 1, 5, 6, 20, 21, 400)] == [0, 1, 1, 2, 2, 3, 3]


def test_weights_are_read_back_and_stay_silent_where_those_by_hand_are_as_good(tmp_path: Path) -> None:
    kept = LearnedWeights(SOURCES, np.array([[np.nan, np.nan], [0.2, 0.4], [1.0, 0.0], [0.3, 0.3]]))
    kept.save(tmp_path / "fusion.npz")
    again = LearnedWeights.load(tmp_path / "fusion.npz")
    assert again.of(0) is None
    assert again.of(2) == {"wise": 0.2, "foolish": 0.4}
