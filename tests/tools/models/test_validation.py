"""Settings are judged by ranks."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from tools.models.validation import Validation, ranks


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
