"""Repeatable measurements."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ui.access import settings_for


def run(name: str, arguments: Sequence[str], *, home: Path | None, json_file: Path | None) -> int:
    from evals.benchmarks import run as measure

    return measure(name, list(arguments), home=settings_for(home).home, json_path=json_file)
