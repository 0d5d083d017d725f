"""A catalog folder into the home."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from catalog.home import Home
from ui.access import server_of, settings_for
from ui.failures import UserError
from ui.progress import shown_progress

if TYPE_CHECKING:
    from tools.settings import Settings


def run(folder: Path | None, *, home: Path | None, enrich_budget: int | None = None) -> int:
    """Builds one folder, or the bundled catalogs; says what could not be used, and what to do next.

    With `enrich_budget` gaps are filled from the items' texts, with at most so many calls to a language model.
    """
    folders = [folder] if folder is not None else bundled()
    if missing := next((f for f in folders if not f.is_dir()), None):
        raise UserError(f"{missing}: no such folder")
    settings = settings_for(home)
    place = Home(settings.home)
    for each in folders:
        _build(each, place, settings, enrich_budget)
    if url := server_of(place):
        print(f"The server at {url} takes it over.")
    else:
        print("Next: cicerone serve" + (f" --home {home}" if home else ""))
    return 0


def bundled() -> list[Path]:
    """The catalogs that come with the program, the largest first: it becomes the default."""
    root = Path(str(files("catalog.demo")))
    found = [path.parent for path in root.glob("*/catalog.yaml")]
    return sorted(found, key=lambda folder: -sum(file.stat().st_size for file in folder.glob("items.*")))


def _build(folder: Path, home: Home, settings: Settings, enrich_budget: int | None) -> None:
    from agent.build import build

    with shown_progress() as progress:
        report = build(folder, home, settings, enrich_budget=enrich_budget, progress=progress)
    reused = f", {report.reused:,} vectors reused" if report.reused else ""
    print(f"{report.catalog}: {report.items:,} items, {report.interactions:,} interactions{reused}")
    for line in report.lines:
        print(f"  {line}")
