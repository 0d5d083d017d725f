"""Texts embedded for a bench, kept under its home."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from catalog.embedder_export import ensure_embedder
from catalog.embedding import EmbedderError, Vectors, open_embedder
from evals.benchmarks import BenchError
from evals.benchmarks.homes import FOLDER
from tools.arrays import load_arrays, save_arrays
from tools.settings import Settings


def text_vectors(texts: Sequence[str], home: Path) -> Vectors:
    """(texts, dimensions), zeros for "". Named by embedder and texts, so that a second run finds them.

    Raises BenchError where there is no embedder.
    """
    settings = Settings.from_environment(os.environ, home=home)
    try:
        embedder = open_embedder(ensure_embedder(home, settings.embedder, cache=settings.cache))
    except EmbedderError as error:
        raise BenchError(str(error)) from error
    digest = hashlib.sha256(embedder.fingerprint.encode())
    for text in texts:
        digest.update(b"\0" + text.encode())
    kept = home / FOLDER / "vectors" / f"{digest.hexdigest()[:16]}.npz"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        made = embedder.embed(texts)
        made[[not text for text in texts]] = 0.0
        save_arrays(kept, vectors=made)
    vectors: Vectors = load_arrays(kept)["vectors"]
    return vectors
