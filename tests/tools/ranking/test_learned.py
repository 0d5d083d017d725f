"""Weights of sources learned from choices: right where one source knows, by hand where nothing is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tools.candidates import Candidate
from tools.ranking.learned import Case, LearnedWeights, bucket_of, case, learn_weights, ndcg

SOURCES = ("wise", "foolish")
BY_HAND = {"wise": 0.5, "foolish": 0.5}


def told(seed: int, *, choices: int = 3, wise: int = 0) -> Case:
    """The source of that column puts the choice among its first three, the other anywhere."""
    rng = np.random.default_rng(seed)
    items = [f"i{n}" for n in range(30)]
    chosen = items[int(rng.integers(30))]
    good = [i for i in rng.permutation(items).tolist() if i != chosen]
    good.insert(int(rng.integers(3)), chosen)
    orders = (good, rng.permutation(items).tolist())
    found = {
        name: [Candidate(i, 1.0 / place) for place, i in enumerate(orders[column ^ wise], start=1)]
        for column, name in enumerate(SOURCES)
    }
    return case(
        found,
        frozenset({chosen}),
        sources=SOURCES,
        user_id=f"u{seed}",
        choices=choices,
        choosers={"i1": 4},
    )


def bare(ranks: list[list[float]], chosen: list[bool], *, missed: int = 0, choices: int = 1) -> Case:
    places = np.array(ranks)
    return Case(
        "ana",
        choices,
        places,
        places,
        np.array(chosen),
        np.zeros(len(chosen), dtype=int),
        np.zeros(missed, dtype=int),
    )


def test_the_source_that_knows_gets_the_weight_and_ranks_better_than_equal_shares() -> None:
    learned = LearnedWeights.learn([told(seed) for seed in range(150)], BY_HAND, SOURCES)
    weights = learned.of(3)
    assert weights is not None
    assert weights["wise"] > 0.8
    assert sum(weights.values()) == pytest.approx(1.0)
    fresh = [told(seed) for seed in range(500, 600)]
    ours = np.array(list(weights.values()))
    assert np.mean([ndcg(c, c.scores @ ours) for c in fresh]) > 0.1 + np.mean(
        [ndcg(c, c.ranks @ np.array([0.5, 0.5])) for c in fresh]
    )


def test_each_bucket_has_its_own_weights_and_one_that_nobody_is_in_those_of_everybody() -> None:
    few = [told(seed, choices=3) for seed in range(150)]
    many = [told(seed, choices=50, wise=1) for seed in range(150, 300)]
    learned = LearnedWeights.learn([*few, *many], BY_HAND, SOURCES)
    of_few, of_some, of_many = learned.of(3), learned.of(10), learned.of(50)
    assert of_few is not None
    assert of_some is not None
    assert of_many is not None
    assert of_few["wise"] > of_some["wise"] > of_many["wise"]


def test_what_pushes_back_and_whom_nothing_is_known_of_is_left_to_the_weights_by_hand() -> None:
    learned = LearnedWeights.learn([told(seed) for seed in range(9)], {"wise": 1.0, "foolish": -0.6}, SOURCES)
    assert learned.of(3) == {"wise": 1.0}
    assert learned.of(0) is None
    assert LearnedWeights.learn([], BY_HAND, SOURCES).of(3) is None


def test_without_a_choice_to_learn_from_weights_stay() -> None:
    start = np.array([1.0, 0.3])
    nothing = bare([[1.0, 1.0]] * 3, [False] * 3, missed=1)
    assert learn_weights([], start).tolist() == learn_weights([nothing], start).tolist() == [1.0, 0.3]


def test_a_case_says_how_many_others_chose_what_and_what_no_source_brought_up() -> None:
    found = {"wise": [Candidate("a", 4.0), Candidate("b", 1.0)], "foolish": [Candidate("b", 9.0)]}
    choosers = {"a": 7, "gone": 2}
    one = case(
        found, frozenset({"b", "gone", "new"}), sources=SOURCES, user_id="ana", choices=3, choosers=choosers
    )
    assert one.scores.tolist() == [[1.0, 0.0], [0.5, 1.0]]
    assert one.ranks[:, 1].tolist() == [0.0, 1.0]
    assert (one.chosen.tolist(), one.choosers.tolist()) == ([False, True], [7, 0])
    assert one.missed.tolist() == [2, 0]
    assert one.with_columns([1]).scores.tolist() == [[0.0], [1.0]]
    top = one.first(1)
    assert top.scores.tolist() == [[1.0, 0.0], [0.0, 1.0]]
    assert one.with_columns([0]).first(1).chosen.tolist() == [False]


def test_ndcg_counts_what_no_source_brought_up_and_shows_nothing_for_nothing() -> None:
    one = bare([[1.0], [0.5], [0.0]], [True, False, True])
    assert ndcg(one, one.ranks[:, 0]) == pytest.approx(1.0 / (1.0 + 1.0 / np.log2(3)))
    missed = bare([[1.0]], [False], missed=1)
    assert ndcg(missed, missed.ranks[:, 0]) == 0.0


def test_buckets_part_users_by_what_is_known_of_them() -> None:
    assert [bucket_of(n) for n in (0, 1, 5, 6, 20, 21, 400)] == [0, 1, 1, 2, 2, 3, 3]


def test_weights_are_read_back(tmp_path: Path) -> None:
    kept = LearnedWeights(SOURCES, np.array([[np.nan, np.nan], [0.2, 0.4], [1.0, 0.0], [0.3, 0.3]]))
    kept.save(tmp_path / "fusion.npz")
    again = LearnedWeights.load(tmp_path / "fusion.npz")
    assert again.of(0) is None
    assert again.of(2) == {"wise": 0.2, "foolish": 0.4}
