"""How well tastes are learned: `cicerone bench collaborative DIR`, each user's choices among all items not yet chosen.

DIR holds `train.txt` and `test.txt`, or both as `.txt.gz`; a line is `user item item …`, ids being whole numbers.
Recall@20 and NDCG@20 are means over the users with test items. What is chosen while fitting is chosen on a
validation part of the training data; the test data are opened when the model is done.
"""

from __future__ import annotations

import argparse
import gzip
import resource
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from evals.benchmarks import BenchError, Figures
from tools.metrics import Mean, mean, ndcg, recall, top
from tools.models.collaborative import Collaborative
from tools.models.collaborative_fit import NothingToLearnError, Report, fit
from tools.models.matrix import Matrix, rows_of
from tools.models.memory import NotEnoughMemoryError

K = 20
SEED = 7
MOST_ID = 2**63 - 1
BATCH = 512
"""Users scored at once."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Who chose what, as the ids of the file, each pair once: (pairs,) both."""

    users: NDArray[np.int64]
    items: NDArray[np.int64]


def measure(arguments: Sequence[str], home: Path) -> Figures:
    """recall20, ndcg20 and their intervals, fit_s, fit_cpu_s, rss_mb (the most ever held), and the validation's."""
    parser = argparse.ArgumentParser(prog="cicerone bench collaborative")
    parser.add_argument("folder", type=Path, metavar="DIR", help="train.txt and test.txt, or .txt.gz")
    asked = parser.parse_args(arguments)
    train, test = read(asked.folder, "train"), read(asked.folder, "test")
    if not len(train.users):
        raise BenchError(f"{asked.folder}: no user of the training data chose anything")
    if not len(test.users):
        raise BenchError(f"{asked.folder}: no user of the test data has an item to be found")
    known, wanted = _matrices(train, test)
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        model, report = fit(known, seed=SEED)
    except (NothingToLearnError, NotEnoughMemoryError) as error:
        raise BenchError(f"{asked.folder}: {error}") from error
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    recalls, gains = judge(model, known, wanted)
    _show(report)
    return {
        "bench": "collaborative",
        "data": asked.folder.resolve().name,
        "users": int(known.shape[0]),
        "items": int(known.shape[1]),
        "interactions": int(known.nnz),
        "tested": int(np.count_nonzero(np.diff(wanted.indptr))),
        "recall20": round(recalls.value, 4),
        "ci": recalls.interval,
        "ndcg20": round(gains.value, 4),
        "ndcg20_ci": gains.interval,
        "fit_s": round(wall, 1),
        "fit_cpu_s": round(cpu, 1),
        "rss_mb": round(_most_resident_mb()),
        "planned_mb": round(sum(report.planned.values()) / 2**20),
        "model": model.name,
        **_validation(report),
    }


def read(folder: Path, part: str) -> Pairs:
    """`part`.txt or `part`.txt.gz. Raises BenchError with file and line."""
    plain, packed = folder / f"{part}.txt", folder / f"{part}.txt.gz"
    path = plain if plain.exists() else packed
    users: list[int] = []
    items: list[int] = []
    number = 0
    try:
        with (
            gzip.open(path, "rt", encoding="ascii") if path == packed else path.open(encoding="ascii") as file
        ):
            for number, line in enumerate(file, start=1):
                ids = [int(word) for word in line.split()]
                if any(one < 0 for one in ids):
                    raise BenchError(f"{path}, line {number}: an id below zero")
                if any(one > MOST_ID for one in ids):
                    raise BenchError(f"{path}, line {number}: an id too large to be one")
                users.extend(ids[:1] * (len(ids) - 1))
                items.extend(ids[1:])
    except FileNotFoundError:
        raise BenchError(f"there is no {plain} and no {packed.name} beside it") from None
    except ValueError:
        raise BenchError(f"{path}, line {number}: every id has to be a whole number") from None
    except (OSError, EOFError) as error:
        raise BenchError(f"{path}, after line {number}: cannot be read ({error})") from error
    pairs = np.unique(np.array([users, items], dtype=np.int64).reshape(2, -1), axis=1)
    return Pairs(pairs[0], pairs[1])


def judge(model: Collaborative, known: Matrix, wanted: Matrix) -> tuple[Mean, Mean]:
    """Recall and NDCG at 20 over the users with wanted items; known and wanted: (users, items)."""
    tested = np.flatnonzero(np.diff(wanted.indptr))
    recalls, gains = [], []
    for start in range(0, len(tested), BATCH):
        users = tested[start : start + BATCH]
        histories, relevant = known[users], wanted[users]
        scores = model.scores(histories)
        scores[rows_of(histories), histories.indices] = -np.inf
        best = top(scores, K)
        hits = np.asarray(relevant[np.arange(len(users))[:, None], best].todense()) > 0
        # What was known is at the end of the ranking, where a user has chosen nearly everything.
        hits &= np.isfinite(np.take_along_axis(scores, best, axis=1))
        counts = np.diff(relevant.indptr)
        recalls.append(recall(hits, counts, K))
        gains.append(ndcg(hits, counts, K))
    return mean(np.concatenate(recalls)), mean(np.concatenate(gains))


def _matrices(train: Pairs, test: Pairs) -> tuple[Matrix, Matrix]:
    """Both as (users, items) with the same rows and columns, whoever and whatever is in one of them alone."""
    from scipy.sparse import csr_matrix

    users = np.unique(np.concatenate([train.users, test.users]))
    items = np.unique(np.concatenate([train.items, test.items]))

    def matrix(pairs: Pairs) -> Matrix:
        where = np.searchsorted(users, pairs.users), np.searchsorted(items, pairs.items)
        ones = np.ones(len(pairs.users), dtype=np.float32)
        return csr_matrix((ones, where), shape=(len(users), len(items)))

    return matrix(train), matrix(test)


def _validation(report: Report) -> Mapping[str, float]:
    judged = {"floor": report.floor, **report.alone, "blend": report.blend}
    figures = {}
    for name, quality in judged.items():
        if quality is not None:
            figures[f"validation_{name}_recall20"] = round(quality.recall, 4)
            figures[f"validation_{name}_ndcg20"] = round(quality.ndcg, 4)
    return figures


def _show(report: Report) -> None:
    table = Table(
        "component", "recall@20", "ndcg@20", "settings", title="On validation, held out of the training data"
    )
    for name, quality in {"most chosen": report.floor, **report.alone, "blend": report.blend}.items():
        if quality is not None:
            settings = report.settings.get(name, "")
            table.add_row(name, f"{quality.recall:.4f}", f"{quality.ndcg:.4f}", settings)
    console = Console(stderr=True)
    console.print(table)
    for name, why in report.left_out.items():
        console.print(f"not used: {name} ({why})")


def _most_resident_mb() -> float:
    """The most that the process ever held in memory."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)
