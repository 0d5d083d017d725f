"""What a user chooses next: leave-one-out, all items ranked.

Of each sequence the last choice is the test and the one before it the validation; models see the rest. At the
test the history has the validation choice too, but nothing is fitted on it. All items are ranked but those of
the history; a tie counts against. Numbers of items are drawn at random, so that no order of a file can help.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from evals.benchmarks import BenchError, Figures
from evals.benchmarks.text_vectors import text_vectors
from tools.metrics import at_rank, mean, ndcg_at_rank
from tools.models.leave_one_out import ranks
from tools.models.sequence import Learner, NextChoice, train
from tools.models.sequences import Sequences

SEED = 7
_SHORTEST = 3
_ITEM_KEYS = ("id", "item")


@dataclass(frozen=True, slots=True)
class Data:
    """What a file holds. `numbers` gives each item's row; `sequences` have at least three choices each."""

    sequences: Sequences
    numbers: dict[str, int]


def measure(arguments: Sequence[str], home: Path) -> Figures:
    """recall and ndcg at 5 and 10 with 95 % intervals over users, fit_s (CPU), and the validation's figures.

    `floor` is without what `--learned` adds, `learned` that model alone.
    """
    parser = argparse.ArgumentParser(prog="cicerone bench sequential")
    parser.add_argument("file", type=Path, help="a line: user item item …, in time order")
    parser.add_argument("--items", type=Path, help="JSONL: id, title and texts")
    parser.add_argument(
        "--learned",
        nargs="?",
        choices=get_args(Learner),
        const="sasrec",
        help="train a model as well, which takes minutes",
    )
    asked = parser.parse_args(arguments)
    data = read_sequences(asked.file)
    if asked.learned == "generator" and asked.items is None:
        raise BenchError("a generator over semantic IDs needs the texts of --items")
    vectors = None if asked.items is None else text_vectors(read_texts(asked.items, data.numbers), home)
    histories, targets = data.sequences.split_last()
    started = time.process_time()
    counted = NextChoice.fit(histories, len(data.numbers), vectors, seed=SEED, learned=None, refit=False)
    model, trained = counted, None
    if asked.learned:
        trained = train(asked.learned, histories, len(data.numbers), vectors, seed=SEED)
        model = counted.beside(trained, histories, seed=SEED)
    fit_s = time.process_time() - started
    floor = figures(ranks(counted.score_batch, histories, targets))
    found = floor if model is counted else figures(ranks(model.score_batch, histories, targets))
    return {
        **found,
        "floor": floor["ndcg10"],
        "floor_recall10": floor["recall10"],
        "learned": None if trained is None else figures(ranks(trained.score_batch, histories, targets)),
        "fit_s": round(fit_s, 1),
        "model": _name(model, vectors is not None),
        "users": len(histories),
        "items": len(data.numbers),
        "validation_ndcg10": validation_figures(model),
    }


def _name(model: NextChoice, texts: bool) -> str:
    return model.name + " over texts" * texts


def validation_figures(model: NextChoice) -> dict[str, float | None]:
    """What models and blend were chosen by: NDCG@10 on the validation choices, of the whole and of each part."""
    found = model.transitions.found
    alone = {kind: round(figure, 4) for kind, figure in found.alone.items()}
    parts = {"transitions": None if found.ndcg10 is None else round(found.ndcg10, 4), **alone}
    if model.learned:
        _, blend = model.learned
        parts |= {
            "learned": round(blend.learned_ndcg10, 4),
            "blend": round(blend.ndcg10, 4),
            "share": blend.share,
        }
    return parts


def figures(found: NDArray[np.int64]) -> dict[str, float | list[float]]:
    """Of the ranks of the test choices, (users,), from 1."""
    recall10, ndcg10 = mean(at_rank(found, 10)), mean(ndcg_at_rank(found, 10))
    return {
        "recall5": round(mean(at_rank(found, 5)).value, 4),
        "recall10": round(recall10.value, 4),
        "recall10_ci": recall10.interval,
        "ndcg5": round(mean(ndcg_at_rank(found, 5)).value, 4),
        "ndcg10": round(ndcg10.value, 4),
        "ci": ndcg10.interval,
    }


def read_sequences(path: Path) -> Data:
    """Raises BenchError where the file cannot be used. Sequences of fewer than three choices are left out."""
    rows: list[list[str]] = []
    for number, line in _lines(path):
        user, *items = line.split()
        if not items:
            raise BenchError(f"{path}:{number}: no item follows the user {user!r}")
        if len(set(items)) < len(items):
            raise BenchError(f"{path}:{number}: an item comes twice; each is ranked only once")
        if len(items) >= _SHORTEST:
            rows.append(items)
    if not rows:
        raise BenchError(f"{path}: no sequence of {_SHORTEST} items or more")
    names = sorted({item for row in rows for item in row})
    shuffled = np.random.default_rng(SEED).permutation(len(names)).tolist()
    numbers = dict(zip(names, shuffled, strict=True))
    return Data(Sequences.of([[numbers[item] for item in row] for row in rows]), numbers)


def read_texts(path: Path, numbers: dict[str, int]) -> list[str]:
    """The text of each item by its number: all that its row says, and "" where it has none."""
    texts = [""] * len(numbers)
    for number, line in _lines(path):
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise BenchError(f"{path}:{number}: not JSON: {error.msg}") from error
        key = next((key for key in _ITEM_KEYS if isinstance(row, dict) and key in row), None)
        if key is None:
            raise BenchError(f"{path}:{number}: no object with an `id`")
        if (item := numbers.get(str(row.pop(key)))) is not None:
            texts[item] = ". ".join(dict.fromkeys(_strings(row)))
    if not any(texts):
        raise BenchError(f"{path}: speaks of no item of the sequences")
    return texts


def _strings(value: Any) -> Iterator[str]:
    """All texts in a value of JSON, in their order."""
    if isinstance(value, str) and value:
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Lines that are not blank, with their numbers from 1; a name that ends in .gz is unpacked."""
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, line
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise BenchError(f"{path}: cannot be read: {error}") from error
