"""How well people are served of whom little is known: each source alone, their fusion by hand and as learned.

Users come in five parts. In each of five rounds the models are fitted on three of them, the weights of the
fusion learned on the fourth, and the fifth is judged; so each user is judged once, by models and weights that
never saw them. Each comes as a stranger who tells none, three, ten or all of what they chose before, and is
to be recommended the latest fifth of it.

For `unseen` a tenth of the items is kept out of every fit, and only those of the latest choices count that are
among them: what is new to everybody. They are ranked among themselves, as in a list of what is new, and for
`unseen among all` among all items, where only what is better known is in their way. The weights are those
learned on known items, as in a build.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track

from catalog.importers.movielens import import_movielens
from catalog.items import Interaction, ItemId
from catalog.reading import CatalogError
from evals.benchmarks import BenchError, Figures
from evals.benchmarks.homes import FOLDER, BuiltCatalogs
from tools.fit import Fitted, load_models, refit
from tools.metrics import mean
from tools.ranking.learned import Case, LearnedWeights, ndcg
from tools.set_aside import PATIENCE, Choices, cases, choices_of, choosers_of, parts, sources_of, without
from tools.toolbox import Toolbox
from tools.tuning import chosen_trust
from tools.worth import fused, hand_weights

PARTS, SEED, UNSEEN_SHARE = 5, 13, 0.1


def measure(arguments: Sequence[str], home: Path) -> Figures:
    """NDCG@10 by how many choices are known, of each source, the fusion by hand and the learned one."""
    parser = argparse.ArgumentParser(prog="cicerone bench cold")
    parser.add_argument("folder", type=Path, metavar="DIR", help="a catalog folder, or MovieLens as it comes")
    parser.add_argument("--home", type=Path, default=home, help="where the built catalog is kept")
    parser.add_argument("--users", type=int, metavar="N", help="only N users, by chance")
    asked = parser.parse_args(arguments)
    with closing(BuiltCatalogs(asked.home)) as catalogs:
        toolbox = catalogs.open([folder := _folder(asked.folder, asked.home)])[folder]
        started = time.process_time()
        found = asyncio.run(_measured(toolbox, asked.users))
        return _line(found, time.process_time() - started)


def _folder(given: Path, home: Path) -> Path:
    if not any(given.glob("ratings.csv*")):
        return given
    out = home / FOLDER / "movielens"
    try:
        import_movielens(given, out)
    except CatalogError as error:
        raise BenchError(str(error)) from error
    return out


@dataclass(slots=True)
class _Found:
    """For each name of what was known, and each source or fusion, NDCG@10 of every user."""

    scores: dict[str, dict[str, list[float]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    users: int = 0

    def add(self, name: str, told: Case, sources: Sequence[str], learned: LearnedWeights) -> None:
        into = self.scores[name]
        for column, source in enumerate(sources):
            into[source].append(ndcg(told, told.ranks[:, column]))
        into["by hand"].append(ndcg(told, fused(told, sources)))
        into["learned"].append(ndcg(told, fused(told, sources, learned)))


async def _measured(toolbox: Toolbox, most: int | None) -> _Found:
    catalog = toolbox.catalog
    interactions = [i for i in catalog.interactions() if i.item_id in catalog.position]
    users = choices_of(interactions)
    if len(users) < 10 * PARTS:
        raise BenchError(f"{len(users)} users chose enough to be judged; at least {10 * PARTS} are needed")
    groups = parts(users, PARTS, seed=SEED)
    if most is not None:
        groups = [group[: max(2, most // PARTS)] for group in groups]
    fitted = load_models(catalog, catalog.folder, embedder=toolbox.embedder)
    rng = np.random.default_rng(SEED)
    hidden = frozenset(
        i.id for i, out in zip(catalog.items, rng.random(len(catalog)) < UNSEEN_SHARE, strict=True) if out
    )
    found = _Found()
    for turn in track(range(PARTS), "rounds", console=Console(stderr=True), transient=True):
        judged, learned_on = groups[turn], groups[(turn + 1) % PARTS]
        others = without(interactions, [*judged, *learned_on])
        trial = _with(toolbox, fitted, others, learned_on)
        await _round(found, trial, others, judged, learned_on)
        known = [i for i in others if i.item_id not in hidden]
        trial = _with(toolbox, fitted, known, learned_on)
        await _round(found, trial, known, judged, learned_on, hidden=hidden)
        found.users += len(judged)
    return found


def _with(
    toolbox: Toolbox, fitted: Fitted, interactions: Sequence[Interaction], learned_on: Sequence[Choices]
) -> Toolbox:
    again = refit(fitted, toolbox.catalog, interactions)
    trust = chosen_trust(again.tastes, toolbox.catalog, learned_on)
    if again.tastes and trust is not None:
        again = replace(again, tastes=again.tastes.trusting(trust))
    return Toolbox(toolbox.catalog, toolbox.embedder, again, source_deadline=PATIENCE)


async def _round(
    found: _Found,
    toolbox: Toolbox,
    interactions: Sequence[Interaction],
    judged: Sequence[Choices],
    learned_on: Sequence[Choices],
    *,
    hidden: frozenset[ItemId] = frozenset(),
) -> None:
    """interactions: what the toolbox is fitted on. With items `hidden` from it these alone are to be found."""
    sources, choosers = sources_of(toolbox), choosers_of(interactions)
    seen = [told for _, told in await cases(learned_on, toolbox, choosers=choosers)]
    learned = LearnedWeights.learn(seen, hand_weights(sources, liked=True), sources)
    if not hidden:
        for count, told in await cases(judged, toolbox, choosers=choosers):
            found.add("all" if count is None else str(count), told, sources, learned)
        return
    known = frozenset(toolbox.catalog.position) - hidden
    for name, excluded in (("unseen", known), ("unseen among all", frozenset[ItemId]())):
        asked = cases(judged, toolbox, choosers=choosers, known=(None,), among=hidden, excluded=excluded)
        for _, told in await asked:
            found.add(name, told, sources, learned)


def _line(found: _Found, cpu_s: float) -> Figures:
    line: dict[str, float | int | str | list[float] | None] = {
        "bench": "cold",
        "users": found.users,
        "cpu_s": round(cpu_s, 1),
    }
    for name, by_source in found.scores.items():
        arrays = {source: np.array(values) for source, values in by_source.items()}
        singles = {s: a for s, a in arrays.items() if s not in ("by hand", "learned")}
        best = max(singles, key=lambda s: float(singles[s].mean()))
        print(f"\n{name} known, {len(arrays['learned'])} users", file=sys.stderr)
        for source, values in sorted(arrays.items(), key=lambda pair: -pair[1].mean()):
            got = mean(values)
            print(f"  {source:14} {got.value:.4f} [{got.low:.4f}, {got.high:.4f}]", file=sys.stderr)
            line[f"{name}_{source}".replace(" ", "_")] = round(got.value, 4)
        gain = mean(arrays["learned"] - arrays[best])
        name = name.replace(" ", "_")
        line[f"{name}_best"] = best
        line[f"{name}_gain"] = round(gain.value, 4)
        line[f"{name}_gain_ci"] = gain.interval
    return line
