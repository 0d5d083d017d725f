"""`cicerone eval --generate`: a catalog folder, talked about in a home of its own."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from catalog.home import Home
from catalog.parsing import read_catalog_folder
from evals.generation.facts import Facts
from evals.generation.generate import generate
from evals.runner import report, run_suites
from evals.scenario import Suite
from evals.transcript import Run

Progress = Callable[[str, int, int], None]


def evaluate_generated(
    folder: Path,
    *,
    count: int,
    seed: int,
    home: Path | None,
    url: str | None,
    json_path: Path | None,
    html_path: Path | None,
    watched: Callable[[], AbstractContextManager[Progress]] = lambda: nullcontext(_unwatched),
) -> int:
    """Make `count` scenarios from a catalog folder and have them; report as any evaluation does.

    They are had with the server at `url` or in the home that is named, where those hold the catalog;
    otherwise it is built into a temporary home, which leaves no trace.

    watched: opens what shows the progress of that build.

    Raises:
        SchemaError, CatalogError: the folder cannot be used.
        NothingToSayError: it has too little to talk about.
    """
    read = read_catalog_folder(folder)
    suites = generate(Facts(read.schema, read.items), count=count, seed=seed)
    held = home is not None and Home(home).current(read.schema.slug) is not None
    if url is not None or held:
        run = asyncio.run(run_suites(suites, home=Home(home or Path()), url=url))
    else:
        with tempfile.TemporaryDirectory(prefix="cicerone-eval-") as made:
            run = _in_a_new_home(folder, Path(made), suites, watched)
    return report(run, json_path=json_path, html_path=html_path)


def _unwatched(step: str, done: int, total: int, /) -> None:
    """Progress that nobody looks at."""


def _in_a_new_home(
    folder: Path,
    place: Path,
    suites: Sequence[Suite],
    watched: Callable[[], AbstractContextManager[Progress]],
) -> Run:
    from agent.build import build
    from tools.settings import Settings

    home = Home(place)
    with watched() as progress:
        build(folder, home, Settings.from_environment(os.environ, home=place), progress=progress)
    return asyncio.run(run_suites(suites, home=home, url=None))
