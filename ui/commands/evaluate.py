"""Scripted conversations, in this process or against the server that owns the home."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from catalog.home import Home
from ui.access import server_of, settings_for
from ui.failures import UserError
from ui.progress import shown_progress


def run(
    suites: Sequence[str],
    *,
    home: Path | None,
    url: str | None,
    json_file: Path | None,
    html_file: Path | None,
) -> int:
    from evals.runner import evaluate

    folder = settings_for(home).home
    return evaluate(
        list(suites),
        home=folder,
        url=url or server_of(Home(folder)),
        json_path=json_file,
        html_path=html_file,
    )


def run_generated(
    suites: Sequence[str],
    count: int | None,
    catalog: Path | None,
    *,
    seed: int,
    home: Path | None,
    url: str | None,
    json_file: Path | None,
    html_file: Path | None,
) -> int:
    """Scenarios made from a catalog folder. A home counts only where it is named: any other is a new one."""
    from evals.generation.generate import NothingToSayError
    from evals.generation.run import evaluate_generated
    from evals.runner import COULD_NOT, CatalogMissingError

    if count is None or catalog is None or suites:
        raise typer.BadParameter("--generate N and --catalog DIR go together, and without suites")
    if not catalog.is_dir():
        raise UserError(f"{catalog}: no such folder")
    try:
        return evaluate_generated(
            catalog,
            count=count,
            seed=seed,
            home=home,
            url=url or (server_of(Home(home)) if home else None),
            json_path=json_file,
            html_path=html_file,
            watched=shown_progress,
        )
    except (NothingToSayError, CatalogMissingError) as error:
        print(f"cicerone: {error}", file=sys.stderr)
        return COULD_NOT
