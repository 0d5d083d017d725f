"""What a build takes, step by step; how near embedding comes to the bare encoder; what a second build saves.

The catalog is grown from one of the home, and its users choose by Zipf's law among the items of a few kinds.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from catalog.embedding import open_embedder
from catalog.home import Home
from catalog.ingest import IngestReport
from catalog.parsing import read_catalog_folder
from catalog.passage import passage
from catalog.schema import load_schema
from evals.benchmarks import BenchError, Figures
from evals.benchmarks.growth import grow
from evals.benchmarks.serve import KINDS, Crowd
from evals.benchmarks.turn import resident_mb
from tools.settings import Settings
from tools.toolbox import Tools

ITEMS, INTERACTIONS = 2_000, 50_000
EACH = 33
"""Interactions a user, on average."""

CHANGED = 0.01
"""The share of items whose text is another in the second build."""

SAMPLE = 400
"""Texts that the bare encoder is given."""

EMBEDDING = "embedding"
SEED = 23


def measure(arguments: Sequence[str], home: Path) -> Figures:
    """Seconds, CPU seconds and peak memory of a build, as a whole and by step; and of building again."""
    parser = argparse.ArgumentParser(prog="cicerone bench build")
    parser.add_argument("--items", type=int, default=ITEMS)
    parser.add_argument("--interactions", type=int, default=INTERACTIONS)
    asked = parser.parse_args(arguments)
    if not Home(home).catalogs():
        raise BenchError(f"nothing is built in {home} yet: run `cicerone build` first")
    if asked.items < 10 * KINDS or asked.interactions < EACH:
        raise BenchError(f"build takes at least {10 * KINDS} items and {EACH} interactions")
    with tempfile.TemporaryDirectory(prefix="cicerone-bench-") as name:
        folder, built = Path(name) / "catalog", Path(name) / "home"
        with closing(Tools(Home(home))) as tools:
            grow(tools.of().catalog, asked.items, folder)
        write_interactions(folder, asked.interactions)
        first = _elsewhere(folder, built)
        change_items(folder, CHANGED)
        again = _elsewhere(folder, built)
    return {"bench": "build", **first, "again": again}


def _elsewhere(folder: Path, home: Path) -> dict[str, float]:
    """In a process of its own, so that its memory is the build's alone."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(built, folder, home).result()


def built(folder: Path, home: Path) -> dict[str, float]:
    """Build, and say what it took."""
    from agent.build import build

    settings = Settings.from_environment(os.environ, home=home)
    with watched() as steps:
        report = build(folder, Home(home), settings, progress=steps.told)
    figures: dict[str, float] = {
        "items": report.items,
        "interactions": report.interactions,
        "wall_s": round(sum(steps.wall.values()), 1),
        "cpu_s": round(sum(steps.cpu.values()), 1),
        "peak_rss_mb": round(max(steps.peak.values())),
        "embedded": report.embedded,
    }
    for step, cpu in steps.cpu.items():
        name = step.replace(" ", "_")
        figures |= {f"{name}_cpu_s": round(cpu, 1), f"{name}_peak_mb": round(steps.peak[step])}
    return figures | _embedding(folder, home, report, steps.cpu[EMBEDDING])


def _embedding(folder: Path, home: Path, report: IngestReport, spent: float) -> dict[str, float]:
    """Texts a CPU second in the build and through the bare encoder, and the one as a share of the other."""
    if not report.embedded:
        return {}
    read = read_catalog_folder(folder)
    items = [read.items[row] for row in np.linspace(0, len(read.items) - 1, SAMPLE).astype(int)]
    texts = [passage(item, read.schema) for item in items]
    embedder = open_embedder(Home(home).embedder)
    embedder.embed(texts[:20])
    begun = time.process_time()
    embedder.embed(texts)
    bare = len(texts) / (time.process_time() - begun)
    done = report.embedded / spent
    return {
        "embedded_per_cpu_s": round(done, 1),
        "bare_per_cpu_s": round(bare, 1),
        "share_of_bare": round(done / bare, 3),
    }


class Steps:
    """What each step of a build took, in the order in which they were told of."""

    def __init__(self) -> None:
        self.wall: dict[str, float] = {}
        self.cpu: dict[str, float] = {}
        self.peak: dict[str, float] = {}
        self._step = "starting"
        self._since = time.perf_counter(), time.process_time()

    def told(self, step: str, done: int = 0, total: int = 0) -> None:
        """A build's progress."""
        if step == self._step:
            return
        now = time.perf_counter(), time.process_time()
        self.wall[self._step] = self.wall.get(self._step, 0.0) + now[0] - self._since[0]
        self.cpu[self._step] = self.cpu.get(self._step, 0.0) + now[1] - self._since[1]
        self.sampled()
        self._step, self._since = step, now

    def sampled(self) -> None:
        """Look at the memory that is in use."""
        self.peak[self._step] = max(self.peak.get(self._step, 0.0), resident_mb())


@contextmanager
def watched(every: float = 0.1) -> Iterator[Steps]:
    """Steps whose memory is looked at `every` so many seconds."""
    steps, over = Steps(), threading.Event()

    def watch() -> None:
        while not over.wait(every):
            steps.sampled()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield steps
    finally:
        over.set()
        watcher.join()
        steps.told("over")


def write_interactions(folder: Path, count: int, *, seed: int = SEED) -> None:
    """Ratings by users who keep to three kinds each, over all items of the folder."""
    key = load_schema(folder).id
    with (folder / "items.jsonl").open(encoding="utf-8") as rows:
        ids = [json.loads(row)[key] for row in rows]
    random = np.random.default_rng(seed)
    crowd = Crowd(len(ids), random)
    users = random.integers(0, max(1, count // EACH), count)
    tastes = random.integers(0, KINDS, (users.max() + 1, 3))
    items = crowd.drawn(tastes[users, random.integers(0, 3, count)], random)
    ratings, times = random.integers(2, 6, count), random.integers(1_500_000_000, 1_700_000_000, count)
    with (folder / "interactions.csv").open("w", encoding="utf-8", newline="") as rows:
        writer = csv.writer(rows)
        writer.writerow(("user_id", "item_id", "event", "value", "timestamp"))
        columns = (users.tolist(), items.tolist(), ratings.tolist(), times.tolist())
        writer.writerows(
            (f"u{user}", ids[item], "rating", rating, moment)
            for user, item, rating, moment in zip(*columns, strict=True)
        )


def change_items(folder: Path, share: float, *, seed: int = SEED) -> int:
    """Give a share of the items another title, at least one; how many that were."""
    path, title = folder / "items.jsonl", load_schema(folder).title
    rows = [json.loads(row) for row in path.read_text(encoding="utf-8").splitlines()]
    count = max(1, round(share * len(rows)))
    for number in np.random.default_rng(seed).choice(len(rows), count, replace=False).tolist():
        rows[number][title] += " (anew)"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return count
