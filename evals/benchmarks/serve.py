"""What it takes to recommend to one user by taste: fold the history in, score the catalog, keep to the mask, cut.

The models are made up in the shape of fitted ones, as fitting at these sizes takes minutes and speed does not
depend on what is learned: items are chosen as often as Zipf's law says and lend most to others of their kind.
All else is what serves: `Collaborative.fold_in` and `CollaborativeSource.candidates`, on one thread.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import SupportsFloat

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from catalog.catalog import Catalog, catalog_in_memory
from catalog.constraints import Constraint
from catalog.embedding import HashingEmbedder
from catalog.items import Item
from catalog.schema import Schema
from catalog.vectors import Vectors
from evals.benchmarks import BenchError, Figures
from evals.benchmarks.turn import resident_mb
from tools.candidates import Query
from tools.models.collaborative import Collaborative
from tools.models.content_mapping import MOST_ITEMS, ContentMapping
from tools.models.graph_filter import NEIGHBOURS, START, GraphFilter
from tools.models.ials import AlsSettings, ImplicitALS
from tools.models.matrix import Floats, Matrix
from tools.ranking.eligibility import Eligibility
from tools.sources.collaborative import RECENT, CollaborativeSource, Histories, Tastes

Ints = NDArray[np.int64]

SIZES = (41_000, 100_000)
FACTORS = 256
DIMENSIONS = 384
"""Of the vectors of the items' texts, as the usual embedder makes them."""

USERS, WARM_UP = 400, 20
LIMIT = 200
"""Candidates asked for, as a toolbox does."""

USUAL_HISTORY, SPREAD = 27, 1.0
"""The median length of a history and the deviation of its logarithm, about as in public data of check-ins."""

KINDS = 40
"""Groups of items that are chosen together; the mask leaves those of half of them."""

SEED = 17

SCHEMA = Schema.model_validate(
    {"name": "Made up", "id": "id", "title": "title", "attributes": {"kind": {"type": "number"}}}
)


@dataclass(frozen=True, slots=True)
class World:
    """What is served: the catalog and what was learned of its users."""

    catalog: Catalog
    tastes: Tastes


def measure(arguments: Sequence[str], home: Path) -> Figures:
    """For each size the wall (p50_ms, p95_ms, fold_in_p95_ms) and the CPU of one user, and rss_mb.

    CPU is what stands beside the wall on a machine that does other things as well.
    """
    parser = argparse.ArgumentParser(prog="cicerone bench serve")
    parser.add_argument("--items", type=int, nargs="+", default=SIZES, metavar="N")
    parser.add_argument("--factors", type=int, default=FACTORS)
    parser.add_argument("--users", type=int, default=USERS, help=f"measured, after {WARM_UP} to warm up")
    asked = parser.parse_args(arguments)
    if min(asked.items) < 10 * KINDS or min(asked.factors, asked.users) < 1:
        raise BenchError(f"serve takes at least {10 * KINDS} items, a factor and a user")
    figures: dict[str, dict[str, float]] = {}
    for items in asked.items:  # each in a process of its own, or the one before would show in rss_mb
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as elsewhere:
            done = elsewhere.submit(served, items, asked.factors, asked.users)
            figures[f"{items}x{asked.factors}"] = done.result()
    return {"bench": "serve", "users": asked.users, **figures}


def served(items: int, factors: int, users: int) -> dict[str, float]:
    """The figures of one size. `with_texts`: also scored by what is written of the items, which is a scan more."""
    world = made_up(items, factors, users + WARM_UP)
    choices_alone = replace(world.tastes, content=None)
    with threadpool_limits(limits=1, user_api="blas"):
        wall, cpu = _recommended(choices_alone, world.catalog)
        _, with_texts = _recommended(world.tastes, world.catalog)
        folded, fold_cpu = _folded(world.tastes)
    return {
        "p50_ms": _rounded(np.median(wall)),
        "p95_ms": _rounded(np.quantile(wall, 0.95)),
        "fold_in_p95_ms": _rounded(np.quantile(folded, 0.95)),
        "cpu_ms": _rounded(np.median(cpu)),
        "cpu_p95_ms": _rounded(np.quantile(cpu, 0.95)),
        "fold_in_cpu_p95_ms": _rounded(np.quantile(fold_cpu, 0.95)),
        "cpu_ms_with_texts": _rounded(np.median(with_texts)),
        "cpu_p95_ms_with_texts": _rounded(np.quantile(with_texts, 0.95)),
        "rss_mb": round(resident_mb()),
    }


def _recommended(tastes: Tastes, catalog: Catalog) -> tuple[list[float], list[float]]:
    """Wall and CPU milliseconds for each user, who all come with a history and a constraint."""
    source = CollaborativeSource(tastes, catalog, Eligibility(catalog))
    half = (Constraint(attribute="kind", op="<", value=KINDS // 2),)
    wall, cpu = [], []

    async def ask_for_each() -> None:
        for user in tastes.histories.users:
            begun, spent = time.perf_counter(), time.process_time()
            await source.candidates(Query(user_id=user, constraints=half), limit=LIMIT)
            cpu.append((time.process_time() - spent) * 1000)
            wall.append((time.perf_counter() - begun) * 1000)

    asyncio.run(ask_for_each())
    return wall[WARM_UP:], cpu[WARM_UP:]


def _folded(tastes: Tastes) -> tuple[list[float], list[float]]:
    """Wall and CPU milliseconds of folding in each history."""
    wall, cpu = [], []
    for user in tastes.histories.users:
        items, strengths = zip(*tastes.histories.of(user), strict=True)
        judged, weights = np.array(items), np.array(strengths, dtype=np.float32)
        begun, spent = time.perf_counter(), time.process_time()
        tastes.model.fold_in(judged, weights)
        cpu.append((time.process_time() - spent) * 1000)
        wall.append((time.perf_counter() - begun) * 1000)
    return wall[WARM_UP:], cpu[WARM_UP:]


def made_up(items: int, factors: int, users: int, *, seed: int = SEED) -> World:
    """A catalog of `items`, histories of `users`, and the model of a graph filter and factors."""
    random = np.random.default_rng(seed)
    crowd = Crowd(items, random)
    model = Collaborative(
        {
            GraphFilter.name: GraphFilter(START, _weights(crowd, random)),
            ImplicitALS.name: _vectors(items, factors, random),
        },
        {GraphFilter.name: 1.0, ImplicitALS.name: 0.6},
    )
    described = [
        Item(str(number), f"Item {number}", attributes={"kind": kind})
        for number, kind in enumerate(crowd.kinds.tolist())
    ]
    catalog = catalog_in_memory(SCHEMA, described, embedder=HashingEmbedder(DIMENSIONS))
    tastes = Tastes(model, _histories(crowd, users, random), _content(crowd, catalog.vectors, random))
    return World(catalog, tastes)


class Crowd:
    """Items of several kinds, of which few are chosen by many and most by few."""

    def __init__(self, items: int, random: np.random.Generator) -> None:
        self.kinds = random.permutation(np.arange(items) % KINDS)
        self._order = np.argsort(self.kinds, kind="stable")
        chance = 1.0 / (1.0 + random.permutation(items))
        self._below = np.concatenate([[0.0], np.cumsum(chance[self._order])])
        self._starts = np.searchsorted(self.kinds[self._order], np.arange(KINDS + 1))

    def drawn(self, kinds: Ints, random: np.random.Generator) -> Ints:
        """An item of each of these kinds, by how often it is chosen."""
        low, high = self._below[self._starts[kinds]], self._below[self._starts[kinds + 1]]
        places = np.searchsorted(self._below, random.uniform(low, high), side="right") - 1
        return self._order[np.clip(places, self._starts[kinds], self._starts[kinds + 1] - 1)]


def _weights(crowd: Crowd, random: np.random.Generator) -> Matrix:
    """(items, items) sparse: the neighbours of an item, four in five of its own kind."""
    from scipy.sparse import csr_matrix

    items = len(crowd.kinds)
    count = min(NEIGHBOURS, items // 4)
    indptr = np.arange(items + 1) * count
    columns = np.empty(items * count, dtype=np.int32)
    for place in range(count):
        kinds = crowd.kinds if place % 5 else random.integers(0, KINDS, items)
        columns[place::count] = crowd.drawn(kinds, random)
    strengths = random.gamma(0.7, 1.0, len(columns)).astype(np.float32)
    weights = csr_matrix((strengths, columns, indptr), shape=(items, items))
    weights.sum_duplicates()
    return weights


def _vectors(items: int, factors: int, random: np.random.Generator) -> ImplicitALS:
    """Factors of which each tells less than the one before."""
    falling = np.arange(1, factors + 1, dtype=np.float32) ** -0.5
    drawn = random.standard_normal((items, factors), dtype=np.float32) * falling
    return ImplicitALS.of(AlsSettings(factors, 1, unobserved=0.015, regularization=2e-3), drawn)


def _content(crowd: Crowd, vectors: Vectors, random: np.random.Generator) -> ContentMapping:
    """From the scores of the most chosen items to a direction among the vectors."""
    chosen_by = np.bincount(
        crowd.drawn(random.integers(0, KINDS, 50 * len(vectors)), random), minlength=len(vectors)
    )
    known = np.argsort(-chosen_by, kind="stable")[: min(MOST_ITEMS, len(vectors))]
    projection = random.standard_normal((vectors.shape[1], len(known)), dtype=np.float32) / np.float32(
        len(known)
    )
    centre: Floats = vectors[known].mean(axis=0)
    return ContentMapping(known, projection, centre, chosen_by, alike=0.5)


def _histories(crowd: Crowd, users: int, random: np.random.Generator) -> Histories:
    """Each user keeps to a few kinds; no item comes twice."""
    lengths = np.clip(random.lognormal(np.log(USUAL_HISTORY), SPREAD, users), 2, RECENT).astype(int)
    chosen = []
    for length in lengths:
        own = random.integers(0, KINDS, 3)
        chosen.append(np.unique(crowd.drawn(random.choice(own, length), random)))
    return Histories(
        users={str(number): number for number in range(users)},
        indptr=np.concatenate([[0], np.cumsum([len(items) for items in chosen])]).astype(np.int64),
        items=np.concatenate(chosen).astype(np.int32),
        strengths=np.ones(sum(len(items) for items in chosen), dtype=np.float32),
    )


def _rounded(value: SupportsFloat) -> float:
    return round(float(value), 2)
