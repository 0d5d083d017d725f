"""Settings are judged by ranks."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from tools.models.validation import Quality, Validation, climb, ranks


def test_a_rank_counts_what_is_not_known_yet_and_ties_against_it() -> None:
    scores = np.array([[0.9, 0.5, 0.5, 0.1]], dtype=np.float32)
    known = csr_matrix(np.array([[1.0, 0, 0, 0]]))
    held = csr_matrix(np.array([[0, 0, 1.0, 1.0]]))
    assert ranks(scores, known, held).tolist() == [2, 3]


def test_the_figures_are_recall_and_ndcg() -> None:
    known = csr_matrix(np.array([[1.0] + [0.0] * 29]))
    held = csr_matrix(np.array([[0.0, 1.0, 0.0, 1.0] + [0.0] * 26]))
    falling = np.arange(30, 0, -1, dtype=np.float32)[None]
    late = np.where(np.arange(30) == 3, np.float32(-1), falling)
    sure, half = Validation(known, known, held).judge(lambda histories: [falling.copy(), late.copy()])
    assert sure.recall == 1.0
    assert sure.ndcg == pytest.approx((1 + 1 / math.log2(4)) / (1 + 1 / math.log2(3)))
    assert half.recall == 0.5
    assert half.ndcg == pytest.approx(1 / (1 + 1 / math.log2(3)))


def test_what_is_judged_was_held_out_of_what_is_fitted(tastes: Any) -> None:
    validation = Validation.carve(tastes, seed=2)
    assert validation is not None
    assert validation.kept.nnz + validation.held.nnz == tastes.nnz
    assert validation.histories.multiply(validation.held).nnz == 0
    assert Validation.carve(csr_matrix(np.eye(4)), seed=2) is None


def _even(value: float) -> Quality:
    return Quality(np.full(4, value), np.full(4, value))


@pytest.mark.parametrize(("peak", "start"), [(8.0, 1), (1.0, 3), (4.0, 2)])
def test_climbing_finds_the_peak_on_either_side(peak: float, start: int) -> None:
    tried: list[float] = []

    def judge(value: float) -> Quality:
        tried.append(value)
        return _even(-abs(math.log2(value / peak)))

    best, quality = climb(judge, (1.0, 2.0, 4.0, 8.0), start)
    assert (best, quality.value) == (peak, 0)
    assert len(tried) == len(set(tried))


def test_a_difference_that_users_do_not_share_is_no_clear_one() -> None:
    rng = np.random.default_rng(1)
    luck = rng.normal(size=400)
    better, worse = Quality(luck, luck), Quality(luck - 0.01, luck - 0.01)
    other = rng.normal(size=400) - 0.01
    assert worse.clearly_below(better) and not better.clearly_below(worse)
    assert not Quality(other, other).clearly_below(better)
