"""Commands about catalog folders: schema inference and imports."""

from __future__ import annotations

import sys
from pathlib import Path

from ui.failures import UserError
from ui.progress import waiting


def print_schema(items: Path) -> int:
    """The schema goes to standard output, what was noticed to standard error."""
    from catalog.inference import infer_schema

    if not items.is_file():
        raise UserError(f"{items}: no such file")
    with waiting("Reading…"):
        text, notes = infer_schema(items)
    print(text, end="" if text.endswith("\n") else "\n")
    for note in notes:
        print(note, file=sys.stderr)
    return 0


def run_movielens(source: Path, out: Path) -> int:
    from catalog.importers.movielens import import_movielens

    if not source.is_dir():
        raise UserError(f"{source}: no such folder")
    with waiting("Importing…"):
        count = import_movielens(source, out)
    print(f"{count:,} items are in {out}. Next: cicerone build {out}")
    return 0
