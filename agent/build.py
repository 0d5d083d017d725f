"""A catalog folder into a new generation of the home, swapped in when it is whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from agent.language.built_in.built_in import LANGUAGE_FOLDER
from agent.language.built_in.roles import role_model
from agent.talk import forget_older, learn_from_talk
from catalog.catalog import open_catalog
from catalog.home import Home
from catalog.ingest import IngestReport, ingest
from catalog.provenance import Enrich
from catalog.schema import load_schema
from tools.enrichment.enriching import enrich
from tools.settings import Settings
from tools.toolbox import open_language_model
from tools.tuning import fit

ENRICHMENT_CACHE = "enrichment/answers.jsonl"
"""Where in a home the answers of language models about items' texts are kept between builds."""

Progress = Callable[[str, int, int], None]


def build(
    folder: Path,
    home: Home,
    settings: Settings,
    *,
    enrich_budget: int | None = None,
    progress: Progress = lambda step, done, total: None,
) -> IngestReport:
    """Ingest, fit, publish. Until it is published the last good generation serves.

    With `enrich_budget` gaps are filled from the items' texts, by at most so many calls to a language model.

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
            folder,
            generation,
            previous=home.current(schema.slug),
            embedder=embedder,
            enrich=None if enrich_budget is None else _enricher(home, settings, enrich_budget, progress),
            progress=progress,
        )
        catalog = open_catalog(generation)
        try:
            tuned = fit(catalog, generation, embedder=embedder, progress=progress)
            talked = learn_from_talk(folder, generation, catalog, home, settings)
        finally:
            catalog.close()
        home.publish(schema.slug, generation)
        forget_older(generation)
        return replace(report, lines=(*report.lines, *tuned.lines, *talked))


def _enricher(home: Home, settings: Settings, budget: int, progress: Progress) -> Enrich:
    """Reads the items' texts with the language model of the settings, or with the built-in extractor alone."""
    model = open_language_model(settings)
    return partial(enrich, model=model, cache=home.path / ENRICHMENT_CACHE, budget=budget, progress=progress)
