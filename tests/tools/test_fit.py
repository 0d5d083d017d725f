"""Fitted models, written and read back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from catalog.catalog import Catalog
from catalog.embedding import HashingEmbedder
from tools.candidates import Query
from tools.fit import FOLDER, FitManifest, NotFittedError, fit_models, load_models, save_models
from tools.toolbox import Toolbox


def fit(catalog: Catalog, generation: Path) -> FitManifest:
    fitted = fit_models(catalog, embedder=HashingEmbedder())
    save_models(fitted, generation)
    return fitted.manifest


QUERY = Query("guest-3", text="hot curry with coconut", liked=("laksa",), k=6)


async def test_what_is_read_back_ranks_as_what_was_fitted(catalog: Catalog, tmp_path: Path) -> None:
    embedder = HashingEmbedder()
    fitted = fit_models(catalog, embedder=embedder)
    save_models(fitted, tmp_path)
    assert fitted.manifest.models["tastes"].startswith("1 ")
    toolbox = Toolbox(catalog, embedder, fitted)
    again = Toolbox(catalog, embedder, load_models(catalog, tmp_path, embedder=embedder))
    fresh, _ = toolbox.rank(QUERY, await toolbox.gather(QUERY))
    read, _ = again.rank(QUERY, await again.gather(QUERY))
    assert read == fresh


def test_progress_is_told_to_its_end(catalog: Catalog, tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    fit_models(
        catalog, embedder=HashingEmbedder(), progress=lambda _, done, total: steps.append((done, total))
    )
    assert steps[0][0] == 0
    assert steps[-1][0] == steps[-1][1]


def test_models_of_other_items_or_vectors_are_refused(catalog: Catalog, tmp_path: Path) -> None:
    embedder = HashingEmbedder()
    with pytest.raises(NotFittedError, match="nothing is fitted"):
        load_models(catalog, tmp_path, embedder=embedder)
    fit(catalog, tmp_path)
    fewer = replace(catalog, items=catalog.items[1:])
    with pytest.raises(NotFittedError, match="other items"):
        load_models(fewer, tmp_path, embedder=embedder)
    with pytest.raises(NotFittedError, match="embedder"):
        load_models(catalog, tmp_path, embedder=HashingEmbedder(64))
    (tmp_path / FOLDER / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(NotFittedError, match="cannot be read"):
        load_models(catalog, tmp_path, embedder=embedder)


def test_no_file_holds_a_pickle(catalog: Catalog, tmp_path: Path) -> None:
    fit(catalog, tmp_path)
    files = list((tmp_path / FOLDER).glob("*.npz"))
    assert {file.stem for file in files} == {
        "words",
        "values",
        "features",
        "shelves",
        "popularity",
        "tastes",
        "tastes_histories",
    }
    for file in files:
        with np.load(file, allow_pickle=False) as arrays:
            assert all(arrays[name].dtype != object for name in arrays.files)
