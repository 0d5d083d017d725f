"""Offline: a catalog and its interactions into the fitted models of a generation.

In the folder `fitted` of a generation, `words.npz`, `values.npz`, `features.npz` and `shelves.npz` hold what items say,
`popularity.npz`, `tastes.npz` and `sequence.npz` what people did, `fusion.npz` how much each source counts for
whom (each absent where too little is known). `manifest.json`, written last, says on what they were fitted, and
why one is absent. Each model reads and writes its own files.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict, ValidationError

from catalog.catalog import Catalog
from catalog.embedding import Embedder
from catalog.items import Interaction, ItemId
from tools.models.dialogue import DialogueModel
from tools.models.memory import NotEnoughMemoryError
from tools.ranking.evidence import ValueVectors
from tools.ranking.learned import LearnedWeights
from tools.shelves import Shelves
from tools.sources.collaborative import CollaborativeSource, Tastes
from tools.sources.kinship import FeatureIndex
from tools.sources.lexical import WordIndex
from tools.sources.popularity import Popularity
from tools.sources.sequence import NextItems, SequenceSource

log = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]
"""Called with the name of a step, how much of it is done, and how much there is."""

FOLDER, MANIFEST_FILE = "fitted", "manifest.json"
WORDS, VALUES, FEATURES, POPULARITY, TASTES = "words", "values", "features", "popularity", "tastes"
SHELVES, SEQUENCE, FUSION, DIALOGUE = "shelves", "sequence", "fusion", "dialogue"
FORMAT = 6


class _Saving(Protocol):
    def save(self, path: Path) -> None: ...


class NotFittedError(LookupError):
    """A generation without models that can be used. Carries where and why."""

    def __init__(self, generation: Path, problem: str) -> None:
        self.generation = generation
        self.problem = problem
        super().__init__(f"{generation}: {problem}; `cicerone build` fits it anew")


class FitManifest(BaseModel):
    """What the models of a generation were fitted on; `models` says what each is, or why it is absent."""

    model_config = ConfigDict(frozen=True)

    format: int = FORMAT
    items: int
    items_digest: str
    interactions: int
    embedder: str
    models: dict[str, str]


@dataclass(frozen=True, slots=True)
class Fitted:
    """The models of one generation; None where the data gave nothing to learn."""

    words: WordIndex
    values: ValueVectors
    features: FeatureIndex
    shelves: Shelves
    popularity: Popularity | None
    tastes: Tastes | None
    sequence: NextItems | None
    manifest: FitManifest
    fusion: LearnedWeights | None = None
    dialogue: DialogueModel | None = None
    """Learned apart, by `tools.dialogue_fit`."""


def fit_models(catalog: Catalog, *, embedder: Embedder, progress: Progress = lambda *_: None) -> Fitted:
    """Fit all models of `catalog` in memory."""
    interactions = catalog.interactions()
    steps = "fitting"
    progress(steps, 0, 5)
    words = WordIndex.fit(catalog.items)
    progress(steps, 1, 5)
    values = ValueVectors.fit(catalog.columns, catalog.schema, embedder)
    features = FeatureIndex.fit(catalog.items, catalog.schema)
    shelves = Shelves.fit(catalog)
    progress(steps, 2, 5)
    popularity = Popularity.fit(interactions, catalog.position)
    progress(steps, 3, 5)
    tastes, told = _tastes(interactions, catalog)
    progress(steps, 4, 5)
    sequence, next_choice = NextItems.fit(interactions, catalog.position, catalog.vectors)
    progress(steps, 5, 5)
    absent = "too few interactions"
    manifest = FitManifest(
        items=len(catalog),
        items_digest=digest([item.id for item in catalog.items]),
        interactions=len(interactions),
        embedder=embedder.fingerprint,
        models={
            WORDS: f"bm25 over {len(words.words):,} words",
            VALUES: f"{len(values.names):,} values",
            FEATURES: f"{len(features.features):,} named values",
            SHELVES: f"{len(shelves.names):,} shelves",
            POPULARITY: "decayed counts" if popularity else absent,
            TASTES: told or absent,
            SEQUENCE: next_choice,
        },
    )
    return Fitted(words, values, features, shelves, popularity, tastes, sequence, manifest)


def refit(fitted: Fitted, catalog: Catalog, interactions: Sequence[Interaction]) -> Fitted:
    """The same with what is learned from behaviour learned from `interactions` alone."""
    return replace(
        fitted,
        popularity=Popularity.fit(interactions, catalog.position),
        tastes=_tastes(interactions, catalog)[0],
        sequence=fitted.sequence
        and fitted.sequence.counted_over(interactions, catalog.position, catalog.vectors),
    )


def _tastes(interactions: Sequence[Interaction], catalog: Catalog) -> tuple[Tastes | None, str]:
    """The tastes with what is to be said of them; None where nothing could be learned, with why where that is known."""
    try:
        tastes = Tastes.fit(interactions, catalog.position, catalog.vectors)
    except NotEnoughMemoryError as error:
        log.warning("no tastes are learned: %s", error)
        return None, str(error)
    return tastes, tastes.said if tastes else ""


def leaving_out(fitted: Fitted, reasons: Mapping[str, str]) -> Fitted:
    """The same without the models of sources that were found not to be worth having; the manifest says why."""
    models = dict(fitted.manifest.models)
    for name, source in ((TASTES, CollaborativeSource.name), (SEQUENCE, SequenceSource.name)):
        if source in reasons:
            models[name] = f"{models[name]}; left out, as {reasons[source]}"
    return replace(
        fitted,
        tastes=None if CollaborativeSource.name in reasons else fitted.tastes,
        sequence=None if SequenceSource.name in reasons else fitted.sequence,
        manifest=fitted.manifest.model_copy(update={"models": models}),
    )


def save_models(fitted: Fitted, generation: Path) -> None:
    """Write the models under `generation`, the manifest last."""
    folder = generation / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    models: dict[str, _Saving | None] = {
        WORDS: fitted.words,
        VALUES: fitted.values,
        FEATURES: fitted.features,
        SHELVES: fitted.shelves,
        POPULARITY: fitted.popularity,
        TASTES: fitted.tastes,
        SEQUENCE: fitted.sequence,
        FUSION: fitted.fusion,
    }
    for name, model in models.items():
        if model is not None:
            model.save(_file(folder, name))
    (folder / MANIFEST_FILE).write_text(fitted.manifest.model_dump_json(indent=2), encoding="utf-8")


def load_models(catalog: Catalog, generation: Path, *, embedder: Embedder) -> Fitted:
    """Read what `fit` wrote. Raises NotFittedError where it is missing or of other items or vectors."""
    folder = generation / FOLDER
    try:
        manifest = FitManifest.model_validate_json((folder / MANIFEST_FILE).read_bytes())
    except FileNotFoundError as error:
        raise NotFittedError(generation, "nothing is fitted here") from error
    except ValidationError as error:
        raise NotFittedError(generation, f"{MANIFEST_FILE} cannot be read") from error
    if manifest.format != FORMAT:
        raise NotFittedError(generation, f"fitted in format {manifest.format}, not {FORMAT}")
    if manifest.items_digest != digest([item.id for item in catalog.items]):
        raise NotFittedError(generation, "fitted on other items")
    if manifest.embedder != embedder.fingerprint:
        raise NotFittedError(
            generation, f"fitted with the embedder {manifest.embedder}, not {embedder.fingerprint}"
        )
    popularity, tastes, sequence, fusion = (
        _file(folder, name) for name in (POPULARITY, TASTES, SEQUENCE, FUSION)
    )
    return Fitted(
        words=WordIndex.load(_file(folder, WORDS)),
        values=ValueVectors.load(_file(folder, VALUES)),
        features=FeatureIndex.load(_file(folder, FEATURES)),
        shelves=Shelves.load(_file(folder, SHELVES)),
        popularity=Popularity.load(popularity) if popularity.exists() else None,
        tastes=Tastes.load(tastes) if tastes.exists() else None,
        sequence=NextItems.load(sequence) if sequence.exists() else None,
        manifest=manifest,
        fusion=LearnedWeights.load(fusion) if fusion.exists() else None,
        dialogue=DialogueModel.load(dialogue) if (dialogue := _file(folder, DIALOGUE)).exists() else None,
    )


def digest(item_ids: Sequence[ItemId]) -> str:
    """A fingerprint of the items and their order, on which every row number rests."""
    return hashlib.sha256("\n".join(item_ids).encode()).hexdigest()[:16]


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.npz"
