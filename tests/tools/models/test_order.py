"""Sequences with and without an order in them."""

from __future__ import annotations

import numpy as np

from tools.models.order import tells
from tools.models.sequences import Sequences

USERS, ITEMS, LENGTH = 150, 40, 8


def chosen_together(*, one_after_the_other: bool) -> Sequences:
    """Each user takes eight neighbouring items: from the first to the last, or in any order."""
    chance = np.random.default_rng(2)
    rows = (np.arange(LENGTH) + chance.integers(ITEMS) for _ in range(USERS))
    return Sequences.of((row if one_after_the_other else chance.permutation(row)) % ITEMS for row in rows)


def test_an_order_that_comes_again_tells_something() -> None:
    assert tells(chosen_together(one_after_the_other=True), ITEMS, seed=1)


def test_what_goes_together_in_any_order_tells_nothing() -> None:
    assert not tells(chosen_together(one_after_the_other=False), ITEMS, seed=1)


def test_a_handful_of_choices_tells_nothing() -> None:
    assert not tells(Sequences.of([[1, 2, 3], [4, 5]]), ITEMS, seed=1)
    assert not tells(Sequences.of([]), ITEMS, seed=1)
