"""How well utterances are understood: labelled conversations, and human dialogues, by `cicerone bench understanding`.

A file is either labelled conversations of ours (`evals/understanding/README.md`), their catalogs beside them, or
human dialogues with titles and, perhaps, human labels; its keys tell which. Built catalogs are kept under the
home. `p95_ms` is CPU time of the whole process for one understanding, nothing else running.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar, get_args

import numpy as np
from rich.console import Console
from rich.progress import track

from agent.language.built_in.built_in import LANGUAGE_FOLDER
from evals.benchmarks import BenchError, Figures
from evals.benchmarks.homes import FOLDER, BuiltCatalogs, grown
from evals.benchmarks.understanding import dialogues as human
from evals.benchmarks.understanding import labelled, people
from evals.benchmarks.understanding.engines import Costs, EngineName, Measured, open_engine
from evals.benchmarks.understanding.labels import LabelledConversation, parse_conversation
from evals.benchmarks.understanding.tallies import Figure, Tally, figures
from tools.settings import Settings
from tools.toolbox import Toolbox

_Row = TypeVar("_Row")

_ALWAYS = ("act_f1", "jga", "slot_p", "slot_r", "slot_f1", "link_recall", "link_false")
_WITH_INTERVAL = ("act_f1", "jga", "slot_f1", "group_f1", "turn_right", "link_recall")


def measure(arguments: Sequence[str], home: Path) -> Figures:
    """act_f1, jga, slot_p, slot_r, slot_f1, link_recall, link_false, p95_ms, calls, tokens, and more."""
    asked = _parser(home).parse_args(arguments)
    if asked.items is not None and asked.items < 1:
        raise BenchError("--items takes a number of items, at least 1")
    if asked.total and asked.errors:
        raise BenchError("--total shows no turn, so there is nothing for --errors")
    files = [_read(path, asked.catalogs) for path in asked.files]
    talks = [talk for file in files for talk in file.labelled]
    dialogues = human.sample([d for file in files for d in file.dialogues], asked.sample)
    found, costs = asyncio.run(_measured(asked, talks, dialogues, files))
    taken = figures(found.tallies)
    if not asked.total:
        _report(taken)
        for one in found.wrong[: asked.errors]:
            print(json.dumps(one, ensure_ascii=False, default=str), file=sys.stderr)
    counts = {"conversations": len(talks), "dialogues": len(dialogues), "turns": found.turns}
    return _line(taken, costs, asked, counts)


async def _measured(
    asked: argparse.Namespace,
    talks: Sequence[tuple[LabelledConversation, Path]],
    dialogues: Sequence[human.Dialogue],
    files: Sequence[_File],
) -> tuple[_Found, Costs]:
    found = _Found()
    kept = asked.home / FOLDER
    settings = Settings.from_environment(os.environ, home=asked.home)
    async with open_engine(asked.engine, settings, kept / LANGUAGE_FOLDER) as engine:
        with closing(BuiltCatalogs(asked.home)) as catalogs:
            if talks:
                opened = catalogs.open(list(dict.fromkeys(folder for _, folder in talks)))
                await _labelled(talks, opened, engine, found, asked)
            if dialogues:
                films = human.films_of(d for file in files for d in file.dialogues)
                folder = human.write_catalog(films, kept / "films")
                toolbox = _sized(catalogs.open([folder])[folder], asked.items)
                ways = {"slips_": asked.slips, "in_haste_": asked.slips_titles}
                also = [prefix for prefix, wanted in ways.items() if wanted]
                await _human(dialogues, films, toolbox, engine, found, also=also)
        return found, engine.costs


def _parser(home: Path) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cicerone bench understanding")
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--home", type=Path, default=home, help="where built catalogs are kept")
    parser.add_argument("--catalogs", type=Path, metavar="DIR", help="default: beside each file")
    parser.add_argument("--engine", choices=get_args(EngineName), default="built-in")
    parser.add_argument("--slips", action="store_true", help="also with typing slips, and by how much worse")
    parser.add_argument("--slips-titles", action="store_true", help="also with titles written in haste")
    parser.add_argument("--sample", type=int, metavar="N", help="only N of the human dialogues")
    parser.add_argument("--items", type=int, metavar="N", help="with each catalog grown to N items")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show N turns that went wrong")
    parser.add_argument("--total", action="store_true", help="show nothing but the figures")
    parser.add_argument("--price-in", type=float, default=0.0, metavar="USD", help="a million tokens read")
    parser.add_argument(
        "--price-out", type=float, default=0.0, metavar="USD", help="a million tokens written"
    )
    return parser


@dataclass(frozen=True, slots=True)
class _File:
    labelled: tuple[tuple[LabelledConversation, Path], ...] = ()
    """Each with the folder of its catalog."""
    dialogues: tuple[human.Dialogue, ...] = ()


def _read(path: Path, catalogs: Path | None) -> _File:
    talks: list[tuple[LabelledConversation, Path]] = []
    dialogues: list[human.Dialogue] = []
    for line, row in human.read_rows(path):
        if "dialogue_id" in row:
            dialogues.append(human.parse_dialogue(row, path=path, line=line))
        else:
            talk = parse_conversation(row, path=path, line=line)
            talks.append((talk, (catalogs or path.parent) / talk.catalog))
    if not talks and not dialogues:
        raise BenchError(f"{path}: no conversation in it")
    return _File(tuple(talks), tuple(dialogues))


@dataclass(slots=True)
class _Found:
    """A tally for each conversation, how many turns they had, and the turns that went wrong."""

    turns: int = 0
    tallies: list[Tally] = field(default_factory=list)
    wrong: list[Mapping[str, object]] = field(default_factory=list)


async def _labelled(
    talks: Sequence[tuple[LabelledConversation, Path]],
    opened: Mapping[Path, Toolbox],
    engine: Measured,
    found: _Found,
    asked: argparse.Namespace,
) -> None:
    for folder, small in opened.items():
        toolbox = _sized(small, asked.items)
        await engine.warm(toolbox)
        for talk in _shown([talk for talk, of in talks if of == folder], folder.name):
            tally = Tally()
            turns = await labelled.read_conversation(talk, toolbox, engine)
            labelled.count(tally, turns)
            found.turns += len(turns)
            found.wrong += [wrong for turn in turns if (wrong := labelled.describe(turn)) is not None]
            if asked.slips:
                again = await labelled.read_conversation(talk, toolbox, engine, slips=True)
                labelled.count(tally, again, prefix="slips_")
            found.tallies.append(tally)


async def _human(
    dialogues: Sequence[human.Dialogue],
    films: human.Films,
    toolbox: Toolbox,
    engine: Measured,
    found: _Found,
    *,
    also: Sequence[str],
) -> None:
    await engine.warm(toolbox)
    for dialogue in _shown(dialogues, "dialogues"):
        tally = Tally()
        turns = await people.read_dialogue(dialogue, films, toolbox, engine)
        people.count(tally, turns, films)
        found.turns += len(turns)
        found.wrong += [wrong for turn in turns if (wrong := people.describe(turn, films)) is not None]
        for prefix in also:
            again = await people.read_dialogue(
                dialogue,
                films,
                toolbox,
                engine,
                slips=prefix == "slips_",
                title_slips=prefix == "in_haste_",
            )
            people.count(tally, again, films, prefix=prefix)
        found.tallies.append(tally)


def _sized(toolbox: Toolbox, items: int | None) -> Toolbox:
    return toolbox if items is None else grown(toolbox, items)


def _shown(rows: Sequence[_Row], what: str) -> Iterable[_Row]:
    return track(rows, what, console=Console(stderr=True), transient=True)


def _report(taken: Mapping[str, Figure]) -> None:
    width = max((len(name) for name in taken), default=0)
    for name, figure in sorted(taken.items()):
        print(f"{name:{width}} {figure}", file=sys.stderr)


def _digest(files: Sequence[Path]) -> str:
    """By which a frozen file is known."""
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def _line(
    taken: Mapping[str, Figure], costs: Costs, asked: argparse.Namespace, counts: Mapping[str, int]
) -> Figures:
    line: dict[str, float | int | str | list[float] | None] = {
        "bench": "understanding",
        "engine": asked.engine,
        "data": _digest(asked.files),
        "items": asked.items,
        **counts,
    }
    for name in dict.fromkeys((*_ALWAYS, *(n for n in taken if " " not in n))):
        line[name] = round(taken[name].value, 4) if name in taken else None
    if line["act_f1"] is None:
        line["act_f1"] = line.get("group_f1")
    for name in _WITH_INTERVAL:
        if name in taken:
            line[f"{name}_ci"] = [round(taken[name].low, 4), round(taken[name].high, 4)]
    line |= {
        "p50_ms": _quantile(costs.cpu_ms, 0.5),
        "p95_ms": _quantile(costs.cpu_ms, 0.95),
        "wall_p95_ms": _quantile(costs.wall_ms, 0.95),
        "asked": costs.asked,
        "calls": costs.calls,
        "tokens": costs.tokens_in + costs.tokens_out,
        "degraded": costs.degraded,
        "cost_usd": round(costs.price(asked.price_in, asked.price_out), 6),
    }
    return line


def _quantile(values: Sequence[float], share: float) -> float | None:
    return round(float(np.quantile(values, share)), 2) if values else None
