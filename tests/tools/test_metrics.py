"""Figures of rankings, against values worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tools.metrics import at_rank, mean, ndcg, ndcg_at_rank, recall, recall_and_ndcg, top


def test_the_best_come_first_and_what_is_barred_last() -> None:
    scores = np.array([[0.1, 0.9, -np.inf, 0.5], [3.0, 2.0, 1.0, 0.0]])
    assert top(scores, 3).tolist() == [[1, 3, 0], [0, 1, 2]]
    assert top(scores, 9).shape == (2, 4)


def test_recall_counts_what_was_found_of_what_there_is() -> None:
    hits = np.array([[True, False, True], [False, False, False]])
    assert recall(hits, np.array([4, 1]), 3).tolist() == [0.5, 0.0]
    assert recall(hits, np.array([4, 1]), 1).tolist() == [0.25, 0.0]


def test_ndcg_is_one_for_the_best_order_and_less_for_a_later_hit() -> None:
    hits = np.array([[True, True, False], [False, False, True]])
    found = ndcg(hits, np.array([2, 1]), 3)
    assert found[0] == pytest.approx(1.0)
    assert found[1] == pytest.approx(1 / math.log2(4))


def test_one_relevant_item_gives_the_same_figures_by_its_rank() -> None:
    ranks = np.array([1, 3, 11])
    hits = np.zeros((3, 10), dtype=bool)
    hits[0, 0] = hits[1, 2] = True
    one = np.ones(3, dtype=int)
    assert at_rank(ranks, 10).tolist() == recall(hits, one, 10).tolist()
    assert ndcg_at_rank(ranks, 10) == pytest.approx(ndcg(hits, one, 10))


def test_a_mean_has_an_interval_that_shrinks_with_cases() -> None:
    few, many = mean(np.array([0.0, 1.0] * 5)), mean(np.array([0.0, 1.0] * 500))
    assert few.value == many.value == 0.5
    assert few.low < many.low < 0.5 < many.high < few.high
    with pytest.raises(ValueError, match="no case"):
        mean(np.array([]))


def test_from_ranks_the_figures_are_those_from_hits() -> None:
    """Two rows: relevant are places 1, 3 and 9 of the one, place 4 of the other."""
    hits = np.zeros((2, 5), dtype=np.bool_)
    hits[0, [0, 2]] = hits[1, 3] = True
    sizes = np.array([3, 1])
    recalls, gains = recall_and_ndcg(np.array([3, 9, 1, 4]), sizes, 5)
    assert recalls == pytest.approx(recall(hits, sizes, 5))
    assert gains == pytest.approx(ndcg(hits, sizes, 5))
