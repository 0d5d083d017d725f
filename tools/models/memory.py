"""What fitting will take, known before it begins."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from tools.models import ease, graph_filter, ials, low_pass
from tools.models.matrix import Matrix
from tools.models.validation import BATCH

FACTORS = (512, 256, 128, 64, 32)
"""Of iALS; the most that fits is taken."""

ROWS_A_FACTOR = 16
"""There are at least as many users and items a factor, but for the fewest factors."""

MOST_WORK = 4.5e11
"""Multiplications of iALS in one fit; where there would be more, fewer epochs are taken, then fewer factors."""

SCORE_ARRAYS = 10
"""Arrays of scores held at once while judging: some components, some variants, and what lies between."""

MATRIX_COPIES = 6
"""The interactions as given, cleaned, kept, held out, and while they are taken apart."""


LEAST_BUDGET = 2 * 2**30
"""Bytes that fitting may take on any machine."""


def usual_budget() -> int:
    """Bytes that fitting may take where nothing else is said: half of what the machine has."""
    if not hasattr(os, "sysconf"):
        return LEAST_BUDGET
    return max(LEAST_BUDGET, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2)


class NotEnoughMemoryError(MemoryError):
    """Not even the simplest model fits. Carries what it needs and what there is, in bytes."""

    def __init__(self, needed: Mapping[str, int], budget: int) -> None:
        self.needed = dict(needed)
        self.budget = budget
        parts = ", ".join(f"{name} {size / 2**20:,.0f} MB" for name, size in needed.items())
        total = sum(needed.values()) / 2**20
        super().__init__(f"fitting needs {total:,.0f} MB ({parts}), and may take {budget / 2**20:,.0f} MB")


@dataclass(frozen=True, slots=True)
class Plan:
    """needed: bytes of each component that is fitted, and `data` for what they share; left_out: why not."""

    needed: dict[str, int]
    left_out: dict[str, str]
    factors: int
    epochs: int

    @property
    def total(self) -> int:
        return sum(self.needed.values())


def plan(matrix: Matrix, budget: int) -> Plan:
    """The components for data of this size, the simplest first, as long as they fit the budget.

    Raises:
        NotEnoughMemoryError: the simplest does not fit.
    """
    users, items = map(int, matrix.shape)
    shared = MATRIX_COPIES * 12 * int(matrix.nnz) + SCORE_ARRAYS * 4 * BATCH * items
    needed = {"data": shared, "graph_filter": graph_filter.planned_bytes(matrix)}
    if sum(needed.values()) > budget:
        raise NotEnoughMemoryError(needed, budget)
    left_out: dict[str, str] = {}
    rows = min(users, items)

    def add(name: str, size: int) -> bool:
        fits = sum(needed.values()) + size <= budget
        if fits:
            needed[name] = size
        else:
            left_out[name] = f"would take {size / 2**20:,.0f} MB more than there is left for it"
        return fits

    if items > ease.MOST_ITEMS:
        left_out["ease"] = f"{items} items are more than {ease.MOST_ITEMS}, and its matrix is dense"
    else:
        add("ease", ease.planned_bytes(items))
    if rows > 2:
        add("low_pass", low_pass.planned_bytes(matrix))
    factors = epochs = 0
    for count in FACTORS:
        known = count == FACTORS[-1] or rows >= ROWS_A_FACTOR * count
        possible = int(MOST_WORK / ials.planned_work(matrix, count))
        quick = possible >= ials.FEWEST_EPOCHS
        if known and quick and add("ials", ials.planned_bytes(matrix, count)):
            factors, epochs = count, min(possible, ials.MOST_EPOCHS)
            left_out.pop("ials", None)
            break
    return Plan(needed, left_out, factors, epochs)
