"""What one turn costs, beside what no turn can do without.

The floor is the CPU of embedding one query, one exact masked scan over the vectors, and one committed SQLite
row. Conversations are the same each time for a catalog (see `chatter`); each has a user of its own, who is
erased afterwards. CPU is that of the whole process, all its threads, so that nothing hides in one.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import SupportsFloat
from uuid import uuid4

import numpy as np
from rich.console import Console
from rich.progress import Progress, TaskID, track

from catalog.home import Home
from evals.benchmarks import BenchError, Figures
from evals.benchmarks.chatter import conversations
from evals.benchmarks.growth import grow
from tools.settings import Settings
from tools.toolbox import Toolbox, Tools

CONVERSATIONS, WARM_UP, FLOORS = 30, 3, 60
SEED, OTHER_SEED = 7, 11
SCANNED = 100
"""How many items the scan of the floor keeps."""


def measure(arguments: Sequence[str], home: Path) -> Figures:
    """p50_ms, p95_ms (wall), cpu_p50_ms, floor_cpu_ms, ratio, rss_mb, and what they were taken on."""
    parser = argparse.ArgumentParser(prog="cicerone bench turn")
    parser.add_argument("--home", type=Path, default=home)
    parser.add_argument(
        "--items", type=int, metavar="N", help="grow the catalog to N items, in a home of its own"
    )
    parser.add_argument(
        "--keep", type=Path, metavar="HOME", help="with --items: that home, built where it is not there yet"
    )
    parser.add_argument("--catalog", metavar="NAME", help="default: the first that was built")
    asked = parser.parse_args(arguments)
    there = Home(asked.home)
    if not there.catalogs():
        raise BenchError(f"nothing is built in {there.path} yet: run `cicerone build` first")
    if asked.catalog is not None and asked.catalog not in there.catalogs():
        raise BenchError(f"there is no catalog {asked.catalog!r} in {there.path}")
    if asked.items is None:
        return _measure(there, asked.catalog)
    if asked.items < 1:
        raise BenchError("--items takes a number of items, at least 1")
    if asked.keep is not None:
        kept = Home(asked.keep)
        return _measure(kept if kept.catalogs() else _grown(there, asked.catalog, asked.items, kept), None)
    with tempfile.TemporaryDirectory(prefix="cicerone-bench-") as folder:
        return _measure(_grown(there, asked.catalog, asked.items, Home(Path(folder))), None)


def _grown(home: Home, catalog: str | None, count: int, larger: Home) -> Home:
    """A home with a catalog of `count` items. It is built elsewhere, or the build would show in rss_mb."""
    with tempfile.TemporaryDirectory(prefix="cicerone-bench-") as folder:
        elsewhere = get_context("spawn").Process(
            target=_grow_and_build, args=(home, catalog, count, Path(folder), larger)
        )
        elsewhere.start()
        elsewhere.join()
    if elsewhere.exitcode != 0:
        raise BenchError("the larger catalog could not be built")
    return larger


def _grow_and_build(home: Home, catalog: str | None, count: int, folder: Path, larger: Home) -> None:
    from agent.build import build

    with closing(Tools(home)) as tools:
        grow(tools.of(catalog).catalog, count, folder)
    settings = Settings.from_environment(os.environ, home=larger.path)
    with Progress(console=Console(stderr=True), transient=True) as bar:
        steps: dict[str, TaskID] = {}

        def shown(step: str, done: int, total: int) -> None:
            if step not in steps:
                steps[step] = bar.add_task(step)
            bar.update(steps[step], completed=done, total=total)

        build(folder, larger, settings, progress=shown)


def _measure(home: Home, catalog: str | None) -> Figures:
    with closing(Tools(home)) as tools:
        opened = tools.of(catalog).catalog
        slug, items = opened.slug, len(opened)
        scripts = conversations(opened.schema, opened.columns, count=CONVERSATIONS, seed=SEED)
        warm_up = conversations(opened.schema, opened.columns, count=WARM_UP, seed=OTHER_SEED)
    turns = asyncio.run(_talk(home, slug, warm_up, scripts))
    with closing(Tools(home)) as tools, table_in(home.path) as table:
        floor = floor_cpu_ms(tools.of(slug), table)
    wall, cpu = np.array(turns.wall_ms), np.array(turns.cpu_ms)
    middle = float(np.median(cpu))
    return {
        "bench": "turn",
        "catalog": slug,
        "items": items,
        "turns": len(cpu),
        "p50_ms": _rounded(np.median(wall)),
        "p95_ms": _rounded(np.quantile(wall, 0.95)),
        "cpu_p50_ms": _rounded(middle),
        "cpu_p50_ci": [_rounded(end) for end in interval(cpu)],
        "floor_cpu_ms": round(floor, 3),
        "ratio": _rounded(middle / floor),
        "rss_mb": round(turns.rss_mb),
    }


@dataclass(slots=True)
class _Turns:
    wall_ms: list[float]
    cpu_ms: list[float]
    rss_mb: float = 0.0


async def _talk(
    home: Home, catalog: str, warm_up: Sequence[tuple[str, ...]], scripts: Sequence[tuple[str, ...]]
) -> _Turns:
    from agent.agent import Agent

    turns = _Turns([], [])
    prefix = f"bench-{uuid4().hex[:8]}"
    with home.own():
        agent = await Agent.open(home, Settings.from_environment(os.environ, home=home.path))
        try:
            every = [*warm_up, *scripts]
            for number, script in track(
                list(enumerate(every)), "Talking", console=Console(stderr=True), transient=True
            ):
                session_id, user_id = None, f"{prefix}-{number}"
                for utterance in script:
                    wall, cpu = time.perf_counter(), time.process_time()
                    answer = await agent.say(
                        utterance, user_id=user_id, session_id=session_id, catalog=catalog
                    )
                    if number >= len(warm_up):
                        turns.cpu_ms.append((time.process_time() - cpu) * 1000)
                        turns.wall_ms.append((time.perf_counter() - wall) * 1000)
                    session_id = answer.session_id
            turns.rss_mb = resident_mb()
            for number in range(len(every)):
                await agent.forget_user(f"{prefix}-{number}", tenant="default")
        finally:
            await agent.close()
    return turns


@contextmanager
def table_in(folder: Path) -> Iterator[sqlite3.Connection]:
    """A database of one table, on the disk of the home."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-", dir=folder) as beside,
        closing(sqlite3.connect(Path(beside) / "floor.db", isolation_level=None)) as table,
    ):
        table.execute("PRAGMA journal_mode=WAL")
        table.execute("CREATE TABLE turn (id INTEGER PRIMARY KEY, utterance TEXT, answer TEXT)")
        yield table


def floor_cpu_ms(toolbox: Toolbox, table: sqlite3.Connection) -> float:
    """Median CPU milliseconds of what every turn must do, each time with words not embedded before."""
    catalog = toolbox.catalog
    scripts = conversations(catalog.schema, catalog.columns, count=FLOORS + WARM_UP, seed=OTHER_SEED + 1)
    open_ = np.random.default_rng(SEED).random(len(catalog)) < 0.5
    kept = min(SCANNED, len(catalog))
    spent = []
    for number, script in enumerate(scripts):
        text = f"{script[0]} {number}"
        begun = time.process_time()
        query = toolbox.embedder.embed([text])[0]
        scores = np.where(open_, catalog.vectors @ query, -np.inf)
        best = np.argpartition(-scores, kept - 1)[:kept]
        np.sort(scores[best])
        table.execute("INSERT INTO turn (utterance, answer) VALUES (?, ?)", (text, script[1] * 40))
        spent.append((time.process_time() - begun) * 1000)
    return float(np.median(spent[WARM_UP:]))


def interval(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[float, float]:
    """95 % of the median, by bootstrap."""
    drawn = np.random.default_rng(SEED).choice(values, size=(2000, len(values)))
    low, high = np.quantile(np.median(drawn, axis=1), (0.025, 0.975))
    return float(low), float(high)


def resident_mb() -> float:
    """What the process holds in memory now; where the system does not say, the most it ever held."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most / (1024 * 1024 if sys.platform == "darwin" else 1024)
    return pages * resource.getpagesize() / 2**20


def _rounded(value: SupportsFloat) -> float:
    return round(float(value), 1)
