"""What fitting may take."""

from __future__ import annotations

import pytest
from scipy.sparse import csr_matrix

from tools.models.memory import LEAST_BUDGET, NotEnoughMemoryError, plan, usual_budget


def test_half_of_the_machine_may_be_taken_and_never_less_than_two_gigabytes() -> None:
    assert usual_budget() >= LEAST_BUDGET


def test_the_usual_budget_is_enough_for_a_hundred_thousand_items_of_which_few_were_chosen() -> None:
    few = csr_matrix(([1.0, 1.0], ([0, 1], [5, 5])), shape=(2, 100_000))
    assert plan(few, max(usual_budget(), 8 * 2**30)).needed["graph_filter"] > 0
    with pytest.raises(NotEnoughMemoryError, match="graph_filter"):
        plan(few, 1)
