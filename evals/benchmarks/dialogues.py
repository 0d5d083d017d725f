"""What people recommend next in human dialogues: the dialogue model against EASE over the items named so far.

For each turn in which a recommender names items, all items that the files name are ranked given the turns
before; messages of one speaker in a row are one turn. Each item named is one case. `all` counts every case;
`new` (He et al., CIKM 2023) leaves out items that were named before, as cases and as candidates.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from evals.benchmarks import BenchError, Figure, Figures
from evals.benchmarks.text_vectors import text_vectors
from evals.benchmarks.understanding.dialogues import (
    Dialogue,
    Films,
    films_of,
    parse_dialogue,
    plain_text,
    read_rows,
)
from tools.metrics import at_rank, mean, ndcg_at_rank
from tools.models.dialogue_companions import Companions
from tools.models.dialogue_words import Context, Example, Said, Speaker, named_in
from tools.words import all_words, content_words, stem

SEED = 13
SEEKER_WEIGHT = 0.5
"""What a seeker names next is learned from as well, but counts less: it is no recommendation."""

Floats = NDArray[np.float32]


class Scorer(Protocol):
    def scores(self, context: Context) -> Floats:
        """Of all items: (items,)."""
        ...


@dataclass(frozen=True, slots=True)
class Next:
    """A turn that names items, and all turns before it."""

    context: Context
    said: Said

    @property
    def new(self) -> tuple[int, ...]:
        before = set(named_in(self.context))
        return tuple(item for item in self.said.items if item not in before)


def measure(arguments: Sequence[str], home: Path) -> Figures:
    """Recall, NDCG and reciprocal rank of the model, `all` and `new`, and of the floor, on `new` alone."""
    from tools.models.dialogue_training import Settings, fit

    asked = _parser().parse_args(arguments)
    train, test = read_dialogues(asked.train), read_dialogues(asked.test)
    films = films_of([*train, *test])
    vectors = embedded([*train, *test], home)
    learned = cases_of(train, films, vectors)
    judged = [t for turns in cases_of(test, films, vectors) for t in turns if t.said.speaker == "recommender"]
    examples = _examples(learned)
    if not examples or not any(turn.new for turn in judged):
        raise BenchError("no turn names an item that was not named before")
    together = [list(dict.fromkeys(item for turn in turns for item in turn.said.items)) for turns in learned]
    settings = Settings()
    began, began_cpu = time.perf_counter(), time.process_time()
    model = fit(examples, together, item_features(films, asked.items), seed=SEED, settings=settings)
    fit_s, fit_cpu_s = time.perf_counter() - began, time.process_time() - began_cpu
    floor = Floor.fit(together, [item for example in examples for item in example.targets], len(films.items))
    began_cpu = time.process_time()
    ranks = _ranks(model, judged)
    turn_ms = 1e3 * (time.process_time() - began_cpu) / len(judged)
    found = {"all": ranks.all, "new": ranks.new, "floor": _ranks(floor, judged).new}
    return {
        "bench": "dialogues",
        **{name: _figures(each) for name, each in found.items()},
        "items": len(films.items),
        "turn_cpu_ms": round(turn_ms, 2),
        "fit_s": round(fit_s, 1),
        "fit_cpu_s": round(fit_cpu_s, 1),
        "model": f"linear softmax, {settings.members} x {settings.width} wide",
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cicerone bench dialogues")
    parser.add_argument("--train", type=Path, nargs="+", required=True, metavar="FILE", help="learned from")
    parser.add_argument("--test", type=Path, nargs="+", required=True, metavar="FILE", help="judged on")
    parser.add_argument(
        "--items", type=Path, metavar="FILE", help="more about items: a JSON object of objects, by item id"
    )
    return parser


def read_dialogues(paths: Iterable[Path]) -> list[Dialogue]:
    return [parse_dialogue(row, path=path, line=line) for path in paths for line, row in read_rows(path)]


def _examples(learned: Iterable[Sequence[Next]]) -> list[Example]:
    return [
        Example(turn.context, turn.new, 1.0 if turn.said.speaker == "recommender" else SEEKER_WEIGHT)
        for turns in learned
        for turn in turns
        if turn.new
    ]


def embedded(dialogues: Iterable[Dialogue], home: Path) -> Mapping[str, Floats]:
    """The vector of each text that a seeker says, messages in a row as one."""
    texts = {text for d in dialogues for speaker, text, _ in _merged(d) if speaker == "seeker"}
    ordered = sorted(texts)
    return dict(zip(ordered, text_vectors(ordered, home), strict=True))


def _merged(dialogue: Dialogue) -> Iterator[tuple[Speaker, str, list[str]]]:
    """Speaker, text and ids of items, messages of one speaker in a row as one."""
    for speaker, messages in groupby(dialogue.turns, key=lambda turn: turn.speaker):
        said = list(messages)
        text = " ".join(plain_text(turn.text) for turn in said)
        yield speaker, text, [item for turn in said for item in turn.items]


def cases_of(dialogues: Iterable[Dialogue], films: Films, vectors: Mapping[str, Floats]) -> list[list[Next]]:
    """The turns of each dialogue that name items; an item is its row in `films`."""
    row = {item: number for number, item in enumerate(films.items)}
    cases = []
    for dialogue in dialogues:
        turns = []
        for speaker, text, ids in _merged(dialogue):
            items = dict.fromkeys(row[films.same[i]] for i in ids if i in films.same)
            vector = vectors.get(text) if speaker == "seeker" else None
            turns.append(Said(speaker, text, tuple(items), vector))
        cases.append([Next(turns[:place], said) for place, said in enumerate(turns) if said.items])
    return cases


def item_features(films: Films, more: Path | None) -> list[list[str]]:
    """What is known of each item: title words, year, decade; from the file words of texts, and values of lists."""
    known = _more(more) if more else {}
    features = []
    for item_id, item in films.items.items():
        names = [f"title:{stem(word)}" for word in all_words(item.title)]
        if item.year is not None:
            names += [f"year={item.year}", f"decade={item.year // 10}"]
        for field, value in known.get(item_id, {}).items():
            if isinstance(value, str):
                names += [f"{field}:{word}" for word in content_words(value)]
            elif isinstance(value, list):
                names += [f"{field}={one}" for one in value]
        features.append(names)
    return features


def _more(path: Path) -> Mapping[str, Mapping[str, object]]:
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as file:
            known = json.load(file)
    except json.JSONDecodeError as error:
        raise BenchError(f"{path}:{error.lineno}: {error.msg}") from error
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise BenchError(f"{path}: {error}") from error
    if not isinstance(known, dict) or not all(isinstance(fields, dict) for fields in known.values()):
        raise BenchError(f"{path}:1: not a JSON object of objects")
    return known


@dataclass(frozen=True, slots=True)
class Floor:
    """EASE over the items named so far, and nothing else.

    often: (items,), how often an item was named next; it decides among equals.
    """

    companions: Companions
    often: Floats

    @classmethod
    def fit(cls, together: Iterable[Sequence[int]], following: Sequence[int], items: int) -> Floor:
        often = np.bincount(following, minlength=items).astype(np.float32)
        return cls(Companions.fit(together, items), often / often.sum())

    def scores(self, context: Context) -> Floats:
        return self.companions.pull(named_in(context)) + np.float32(1e-6) * self.often


@dataclass(frozen=True, slots=True)
class _Ranks:
    """Of each case, from 1; among equal scores the worst."""

    all: NDArray[np.int64]
    new: NDArray[np.int64]


def _ranks(scorer: Scorer, cases: Sequence[Next]) -> _Ranks:
    every: list[int] = []
    new: list[int] = []
    for case in cases:
        scores = scorer.scores(case.context)
        every += [int((scores >= scores[item]).sum()) for item in case.said.items]
        scores[named_in(case.context)] = -np.inf
        new += [int((scores >= scores[item]).sum()) for item in case.new]
    return _Ranks(np.array(every), np.array(new))


def _figures(ranks: NDArray[np.int64]) -> dict[str, Figure]:
    recalled = mean(at_rank(ranks, 10))
    return {
        "r1": round(float(at_rank(ranks, 1).mean()), 4),
        "r10": round(recalled.value, 4),
        "r50": round(float(at_rank(ranks, 50).mean()), 4),
        "ndcg10": round(float(ndcg_at_rank(ranks, 10).mean()), 4),
        "mrr10": round(float(np.where(ranks <= 10, 1 / ranks, 0.0).mean()), 4),
        "ci": recalled.interval,
        "n": len(ranks),
    }
