"""Offline: a catalog and its interactions into the fitted models of a generation.

In the folder `fitted` of a generation, `words.npz`, `values.npz` and `features.npz` hold what items say,
`popularity.npz` and `tastes.npz` what people did (absent where too little is known). `manifest.json`, written
last, says on what they were fitted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from catalog.catalog import Catalog
from catalog.embedding import Embedder
from catalog.items import ItemId
from tools.ranking.evidence import ValueVectors
from tools.sources.collaborative import Histories, ItemWeights, Tastes
from tools.sources.kinship import FeatureIndex
from tools.sources.lexical import WordIndex
from tools.sources.popularity import Popularity

Progress = Callable[[str, int, int], None]
"""Called with the name of a step, how much of it is done, and how much there is."""

FOLDER, MANIFEST_FILE = "fitted", "manifest.json"
WORDS, VALUES, FEATURES, POPULARITY, TASTES = "words", "values", "features", "popularity", "tastes"
FORMAT = 1


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
    popularity: Popularity | None
    tastes: Tastes | None
    manifest: FitManifest


def fit(
    catalog: Catalog, generation: Path, *, embedder: Embedder, progress: Progress = lambda *_: None
) -> FitManifest:
    """Fit all models of `catalog` and write them into the folder of its generation."""
    fitted = fit_models(catalog, embedder=embedder, progress=progress)
    save_models(fitted, generation)
    return fitted.manifest


def fit_models(catalog: Catalog, *, embedder: Embedder, progress: Progress = lambda *_: None) -> Fitted:
    """Fit all models of `catalog` in memory."""
    interactions = catalog.interactions()
    steps = "fitting"
    progress(steps, 0, 4)
    words = WordIndex.fit(catalog.items)
    progress(steps, 1, 4)
    values = ValueVectors.fit(catalog.columns, catalog.schema, embedder)
    features = FeatureIndex.fit(catalog.items, catalog.schema)
    progress(steps, 2, 4)
    popularity = Popularity.fit(interactions, catalog.position)
    progress(steps, 3, 4)
    tastes = Tastes.fit(interactions, catalog.position)
    progress(steps, 4, 4)
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
            POPULARITY: "decayed counts" if popularity else absent,
            TASTES: tastes.weights.model if tastes else absent,
        },
    )
    return Fitted(words, values, features, popularity, tastes, manifest)


def save_models(fitted: Fitted, generation: Path) -> None:
    """Write the models under `generation`, the manifest last."""
    folder = generation / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    words, values, features = fitted.words, fitted.values, fitted.features
    _save(
        folder / f"{WORDS}.npz",
        words=_pack(words.words),
        rarity=words.rarity,
        indptr=words.indptr,
        rows=words.rows,
        weights=words.weights,
    )
    _save(folder / f"{VALUES}.npz", names=_pack(values.names), vectors=values.vectors)
    _save(
        folder / f"{FEATURES}.npz",
        attributes=_pack(attribute for attribute, _ in features.features),
        names=_pack(name for _, name in features.features),
        rarity=features.rarity,
        indptr=features.indptr,
        rows=features.rows,
        lengths=features.lengths,
    )
    if fitted.popularity:
        popularity = fitted.popularity
        _save(folder / f"{POPULARITY}.npz", weights=popularity.weights, most_chosen=popularity.most_chosen)
    if fitted.tastes:
        weights, histories = fitted.tastes.weights, fitted.tastes.histories
        _save(
            folder / f"{TASTES}.npz",
            indptr=weights.indptr,
            indices=weights.indices,
            data=weights.data,
            users=_pack(histories.users),
            user_indptr=histories.indptr,
            user_items=histories.items,
            user_strengths=histories.strengths,
        )
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
    words, values = _load(folder / f"{WORDS}.npz"), _load(folder / f"{VALUES}.npz")
    return Fitted(
        words=WordIndex(
            words=_unpack(words["words"]),
            rarity=words["rarity"],
            indptr=words["indptr"],
            rows=words["rows"],
            weights=words["weights"],
            items=len(catalog),
        ),
        values=ValueVectors(_unpack(values["names"]), values["vectors"]),
        features=_load_features(folder / f"{FEATURES}.npz"),
        popularity=_load_popularity(folder / f"{POPULARITY}.npz"),
        tastes=_load_tastes(folder / f"{TASTES}.npz", manifest.models[TASTES]),
        manifest=manifest,
    )


def digest(item_ids: Sequence[ItemId]) -> str:
    """A fingerprint of the items and their order, on which every row number rests."""
    return hashlib.sha256("\n".join(item_ids).encode()).hexdigest()[:16]


def _load_features(path: Path) -> FeatureIndex:
    arrays = _load(path)
    pairs = zip(_names(arrays["attributes"]), _names(arrays["names"]), strict=True)
    return FeatureIndex(
        features={pair: number for number, pair in enumerate(pairs)},
        rarity=arrays["rarity"],
        indptr=arrays["indptr"],
        rows=arrays["rows"],
        lengths=arrays["lengths"],
    )


def _load_popularity(path: Path) -> Popularity | None:
    if not path.exists():
        return None
    arrays = _load(path)
    return Popularity(arrays["weights"], arrays["most_chosen"])


def _load_tastes(path: Path, model: str) -> Tastes | None:
    if not path.exists():
        return None
    arrays = _load(path)
    return Tastes(
        ItemWeights(model, arrays["indptr"], arrays["indices"], arrays["data"]),
        Histories(
            _unpack(arrays["users"]), arrays["user_indptr"], arrays["user_items"], arrays["user_strengths"]
        ),
    )


def _save(path: Path, **arrays: NDArray[Any]) -> None:
    with path.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)


def _load(path: Path) -> dict[str, NDArray[Any]]:
    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def _pack(names: Iterable[str]) -> NDArray[np.uint8]:
    """Names in their order as bytes: no pickle, and no padding to the longest."""
    return np.frombuffer("\0".join(name.replace("\0", " ") for name in names).encode(), dtype=np.uint8)


def _names(packed: NDArray[np.uint8]) -> list[str]:
    return packed.tobytes().decode().split("\0") if packed.size else []


def _unpack(packed: NDArray[np.uint8]) -> dict[str, int]:
    """Each name with its number."""
    return {name: number for number, name in enumerate(_names(packed))}
