"""Scripted conversations, in this process or against the server that owns the home."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from catalog.home import Home
from ui.access import server_of, settings_for


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
