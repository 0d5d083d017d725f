"""Interaction matrices."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from tools.models.matrix import chosen, degrees, hold_out, strongest


def test_what_was_turned_down_or_is_unknown_is_not_learned_from() -> None:
    given = csr_matrix(np.array([[1.0, -1.0, np.nan], [0.0, 2.0, 3.0]]))
    assert chosen(given).toarray().tolist() == [[1, 0, 0], [0, 2, 3]]


def test_a_share_of_each_users_choices_is_held_out_and_nothing_is_lost() -> None:
    given = csr_matrix((np.random.default_rng(1).random((50, 40)) < 0.6).astype(np.float32))
    kept, held = hold_out(given, share=0.1, seed=3)
    assert (kept + held != given).nnz == 0
    assert kept.multiply(held).nnz == 0
    sizes = np.diff(given.indptr)
    assert np.diff(held.indptr).tolist() == np.rint(0.1 * sizes).astype(int).tolist()
    again, _ = hold_out(given, share=0.1, seed=3)
    assert (again != kept).nnz == 0


def test_a_user_with_one_choice_keeps_it() -> None:
    _, held = hold_out(csr_matrix(np.array([[1.0, 0.0], [1.0, 1.0]])), share=0.1, seed=0)
    assert np.diff(held.indptr).tolist() == [0, 1]


def test_degrees_can_divide_even_where_nobody_chose() -> None:
    users, items = degrees(csr_matrix(np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 0.0]])))
    assert users.tolist() == [2, 1]
    assert items.tolist() == [1, 1, 1]


def test_the_strongest_of_each_row_are_kept() -> None:
    weights = csr_matrix(np.array([[0.1, 0.5, 0.3], [0.0, 0.2, 0.0]], dtype=np.float32))
    wanted = np.array([[0, 0.5, 0.3], [0, 0.2, 0]], dtype=np.float32)
    assert (strongest(weights, 2).toarray() == wanted).all()
