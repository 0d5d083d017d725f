"""Variety without loss."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tools.ranking.diversity import FOCUSED, OPEN, diversify, tolerance_at

TWINS_AND_OTHERS = np.array(
    [[1, 0, 0], [0.99, 0.14, 0], [0.98, 0.2, 0], [0, 1, 0], [0, 0, 1]], dtype=np.float32
)
VECTORS: NDArray[np.float32] = TWINS_AND_OTHERS / np.linalg.norm(TWINS_AND_OTHERS, axis=1, keepdims=True)
TITLES = ["a", "b", "c", "d", "e"]


def test_among_equals_the_slate_is_spread() -> None:
    spread = diversify(np.ones(5), VECTORS, TITLES, k=3)
    assert set(spread.order[:3]) == {0, 3, 4}
    assert sorted(spread.order) == [0, 1, 2, 3, 4]


def test_a_clearly_better_match_is_never_pushed_out() -> None:
    spread = diversify(np.array([1.0, 0.9, 0.8, 0.5, 0.4]), VECTORS, TITLES, k=3, tolerance=0.06)
    assert spread.order == [0, 1, 2, 3, 4]


def test_the_chosen_come_best_first() -> None:
    scores = np.array([1.0, 0.99, 0.98, 0.97, 0.96])
    spread = diversify(scores, VECTORS, TITLES, k=3)
    assert spread.order[:3] == sorted(spread.order[:3])


def test_near_copies_come_last_and_namesakes_do_not() -> None:
    copies = diversify(np.ones(5), VECTORS, ["a", "A", "c", "a", "e"], k=3)
    assert copies.copies == {1: 0}
    assert copies.order[-1] == 1
    assert 3 in copies.order[:3]


def test_small_pools() -> None:
    empty = diversify(np.zeros(0), np.zeros((0, 3), dtype=np.float32), [], k=3)
    assert empty.order == []
    assert diversify(np.ones(1), VECTORS[:1], ["a"], k=3).order == [0]
    assert diversify(np.ones(2), VECTORS[[0, 0]], ["a", "b"], k=3).order == [0, 1]


def test_the_dial_opens_from_nothing_past_what_is_usual() -> None:
    assert tolerance_at(None, wanted=True) == FOCUSED
    assert tolerance_at(None, wanted=False) == OPEN
    marks = [tolerance_at(adventure, wanted=True) for adventure in (0.0, 0.3, 0.6, 1.0)]
    assert marks == sorted(marks)
    assert marks[0] == 0
    assert marks[-1] > OPEN


def test_what_a_place_costs_is_weighed_against_its_score() -> None:
    scores = np.array([1.0, 0.95, 0.9, 0.85, 0.8])
    dear = np.array([0.0, 0.5, 0.0, 0.5, 0.0])
    spread = diversify(scores, VECTORS, TITLES, k=3, tolerance=0.0, cost=lambda chosen: dear)
    assert spread.order[:3] == [0, 2, 4]
