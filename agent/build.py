"""A catalog folder into a new generation of the home, swapped in when it is whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from agent.language.built_in.built_in import LANGUAGE_FOLDER
from agent.language.built_in.roles import role_model
from catalog.catalog import open_catalog
from catalog.home import Home
from catalog.ingest import IngestReport, ingest
from catalog.schema import load_schema
from tools.settings import Settings
from tools.tuning import fit

Progress = Callable[[str, int, int], None]


def build(
    folder: Path, home: Home, settings: Settings, *, progress: Progress = lambda step, done, total: None
) -> IngestReport:
    """Ingest, fit, publish. Until it is published the last good generation serves.

    Raises:
        SchemaError, CatalogError: the folder cannot be used; nothing of it is published.
        BuildInProgressError: another build of this home is running.
    """
    from catalog.embedder_export import ensure_embedder
    from catalog.embedding import open_embedder

    schema = load_schema(folder)
    with home.building():
        progress("preparing the embedding model", 0, 1)
        embedder = open_embedder(ensure_embedder(home.path, settings.embedder, cache=settings.cache))
        progress("preparing the embedding model", 1, 1)
        role_model(embedder, home.path / LANGUAGE_FOLDER)
        generation = home.begin(schema.slug)
        report = ingest(
            folder, generation, previous=home.current(schema.slug), embedder=embedder, progress=progress
        )
        catalog = open_catalog(generation)
        try:
            tuned = fit(catalog, generation, embedder=embedder, progress=progress)
        finally:
            catalog.close()
        home.publish(schema.slug, generation)
        return replace(report, lines=(*report.lines, *tuned.lines))
