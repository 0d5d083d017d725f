"""Catalog folders built into homes of the bench's own, kept between runs while the folders stay the same."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from catalog.catalog import catalog_in_memory
from catalog.embedding import HashingEmbedder
from catalog.home import Home
from catalog.parsing import read_catalog_folder
from catalog.schema import SchemaError, load_schema
from evals.benchmarks import BenchError
from evals.benchmarks.growth import grow
from tools.fit import fit_models
from tools.settings import Settings
from tools.toolbox import Toolbox, Tools

FOLDER = Path("bench")
"""Within the home that the bench was given."""


class BuiltCatalogs:
    """Toolboxes of catalog folders, built where they are not yet: a home for each folder of folders."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._open: list[Tools] = []

    def open(self, folders: Sequence[Path]) -> dict[Path, Toolbox]:
        """Raises BenchError where one cannot be built."""
        beside: dict[Path, list[Path]] = {}
        for folder in folders:
            beside.setdefault(folder.resolve().parent, []).append(folder)
        found: dict[Path, Toolbox] = {}
        for parent, siblings in beside.items():
            name = hashlib.sha256(str(parent).encode()).hexdigest()[:12]
            found |= self._opened(Home(self._home / FOLDER / name), siblings)
        return found

    def close(self) -> None:
        for tools in self._open:
            tools.close()

    def _opened(self, home: Home, folders: Sequence[Path]) -> dict[Path, Toolbox]:
        settings = Settings.from_environment(os.environ, home=home.path)
        slugs: dict[str, Path] = {}
        for folder in folders:
            try:
                slug = load_schema(folder).slug
            except SchemaError as error:
                raise BenchError(str(error)) from error
            if slugs.setdefault(slug, folder) != folder:
                raise BenchError(f"{folder} and {slugs[slug]} are both called {slug!r}")
        for slug, folder in slugs.items():
            stamp, wanted = home.path / f"{slug}.built-from", _digest(folder, settings)
            if home.current(slug) is None or not stamp.exists() or stamp.read_text() != wanted:
                _build(folder, home, settings)
                stamp.write_text(wanted)
        with closing(Tools(home)) as tools:
            stale = set(tools.problems) & set(slugs)
        for slug in stale:
            _build(slugs[slug], home, settings)
        tools = Tools(home)
        self._open.append(tools)
        return {folder: tools.of(slug) for slug, folder in slugs.items()}


def grown(toolbox: Toolbox, count: int) -> Toolbox:
    """The catalog with `count` items, in memory, for what understanding costs there.

    Its items have the vectors of the simple embedder, which no understanding looks at; words are embedded by
    the catalog's own.
    """
    with tempfile.TemporaryDirectory(prefix="cicerone-bench-") as name:
        grow(toolbox.catalog, count, Path(name))
        folder = read_catalog_folder(Path(name))
    simple = HashingEmbedder()
    catalog = catalog_in_memory(folder.schema, folder.items, embedder=simple)
    return Toolbox(catalog, toolbox.embedder, fit_models(catalog, embedder=simple), sources=())


def _digest(folder: Path, settings: Settings) -> str:
    """Of the files and of what they are embedded with."""
    digest = hashlib.sha256((settings.embedder or "").encode())
    for file in sorted(p for p in folder.iterdir() if p.is_file()):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _build(folder: Path, home: Home, settings: Settings) -> None:
    from agent.build import build
    from catalog.reading import CatalogError

    print(f"building {folder}", file=sys.stderr)
    try:
        build(folder, home, settings)
    except (SchemaError, CatalogError) as error:
        raise BenchError(str(error)) from error
