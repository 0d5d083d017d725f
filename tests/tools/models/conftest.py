"""Tastes that are known, so that models can be held against them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix

GROUPS, ITEMS_A_GROUP, USERS_A_GROUP, CHOICES = 4, 15, 30, 7


@pytest.fixture(scope="session")
def tastes() -> Any:
    """(120 users, 60 items): user u and item i are of group u % 4 and i % 4; a tenth of the choices strays."""
    rng = np.random.default_rng(5)
    users, items = GROUPS * USERS_A_GROUP, GROUPS * ITEMS_A_GROUP
    matrix = np.zeros((users, items), dtype=np.float32)
    for user in range(users):
        own = np.arange(user % GROUPS, items, GROUPS)
        matrix[user, rng.choice(own, CHOICES, replace=False)] = 1
        if user % 10 == 0:
            matrix[user, rng.integers(items)] = 1
    return csr_matrix(matrix)
