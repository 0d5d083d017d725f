"""Figures of exposure, against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from evals.benchmarks.exposure import exposures, gini, intra_list_distance, self_information


def test_exposures_are_counted_over_slates_and_what_is_never_shown_counts_too() -> None:
    shown = exposures([np.array([0, 2]), np.array([2, 3])], 5)
    assert shown.tolist() == [1, 0, 2, 1, 0]


def test_gini_is_0_where_all_are_shown_alike_and_near_1_where_one_takes_all() -> None:
    assert gini(np.full(8, 3.0)) == pytest.approx(0.0)
    assert gini(np.array([0.0, 0.0, 0.0, 5.0])) == pytest.approx(0.75)
    assert gini(np.array([1.0, 3.0])) == pytest.approx(0.25)
    with pytest.raises(ValueError, match="nothing"):
        gini(np.zeros(3))


def test_novelty_is_in_bits() -> None:
    chosen = np.array([8.0, 2.0, 0.0])
    assert self_information(np.array([0, 1]), chosen, 8) == pytest.approx((0 + 2) / 2)
    assert self_information(np.array([2]), chosen, 8) == pytest.approx(3)


def test_distance_is_the_mean_over_pairs() -> None:
    vectors = np.array([[1, 0], [1, 0], [0, 1]], dtype=np.float32)
    assert intra_list_distance(vectors) == pytest.approx(2 / 3)
