"""The bench of serving: models in the shape of fitted ones, and what it takes to ask them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from evals.benchmarks import BenchError
from evals.benchmarks.serve import KINDS, World, made_up, measure, served
from tools.candidates import Query
from tools.ranking.eligibility import Eligibility
from tools.sources.collaborative import CollaborativeSource


@pytest.fixture(scope="module")
def world() -> World:
    return made_up(800, 16, 30)


def test_few_items_are_chosen_by_many_and_a_user_keeps_to_a_few_kinds(world: World) -> None:
    often = np.sort(np.bincount(world.tastes.histories.items, minlength=800))[::-1]
    assert often[:80].sum() > often.sum() / 3
    for user in world.tastes.histories.users:
        rows = [row for row, _ in world.tastes.histories.of(user)]
        assert len(rows) == len(set(rows))
        assert len({world.catalog.items[row].attributes["kind"] for row in rows}) <= 3


async def test_every_user_is_recommended_something_within_the_mask(world: World) -> None:
    source = CollaborativeSource(world.tastes, world.catalog, Eligibility(world.catalog))
    for user in world.tastes.histories.users:
        assert await source.candidates(Query(user), limit=5)


def test_the_figures_are_times_and_memory() -> None:
    figures = served(10 * KINDS, 8, 5)
    assert {"p50_ms", "p95_ms", "fold_in_p95_ms", "cpu_ms", "rss_mb"} <= figures.keys()
    assert all(value > 0 for value in figures.values())
    assert figures["p50_ms"] <= figures["p95_ms"]


def test_too_few_items_are_turned_down(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="at least"):
        measure(["--items", "10"], tmp_path)
