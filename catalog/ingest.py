"""A catalog folder into a generation of a home: rows, vectors and a manifest.

Nothing here takes the generation into use; `Home.publish` does.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import numpy as np

from catalog.catalog import (
    COLLECTION,
    ITEMS_FILE,
    MANIFEST_FILE,
    VECTORS_FOLDER,
    GenerationError,
    Manifest,
    read_manifest,
)
from catalog.chroma import ChromaIndex, VectorsUnreadableError, read_vectors
from catalog.embedding import Embedder
from catalog.home import WORK
from catalog.items import Item
from catalog.parsing import CatalogFolder, read_catalog_folder
from catalog.passage import passage
from catalog.schema import Schema
from catalog.sql import SqlItemStore, sqlite_url
from catalog.vectors import Vector, Vectors

logger = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

_CHUNK = 256
"""Texts embedded between two looks at the disk, a second or two of work."""
_SOURCE_FILES = ("catalog.yaml", "items.*", "interactions.*", "reviews.*")


@dataclass(frozen=True, slots=True)
class IngestReport:
    """`embedded` vectors were made, `reused` ones were there; `lines` say what could not be used."""

    catalog: str
    items: int
    interactions: int
    reviews: int
    embedded: int
    reused: int
    lines: tuple[str, ...]


def ingest(
    folder: Path,
    generation: Path,
    *,
    previous: Path | None,
    embedder: Embedder,
    progress: Progress = lambda step, done, total: None,
) -> IngestReport:
    """Fill `generation` from a catalog folder.

    An item whose passage is embedded already, in `previous` or by a build that died, is not embedded again.

    Raises:
        SchemaError, CatalogError: where the folder cannot be used.
    """
    progress("reading", 0, 1)
    source = source_digest(folder)
    read = read_catalog_folder(folder)
    progress("reading", 1, 1)
    vectors, digests, embedded = _embed(read.items, read.schema, generation, previous, embedder, progress)
    _store_rows(read, generation, progress)
    _store_vectors(read.items, vectors, digests, generation, progress)
    report = IngestReport(
        catalog=read.schema.slug,
        items=len(read.items),
        interactions=len(read.interactions),
        reviews=len(read.reviews),
        embedded=embedded,
        reused=len(set(digests)) - embedded,
        lines=tuple(read.report.lines()),
    )
    manifest = Manifest(
        catalog=report.catalog,
        catalog_schema=read.schema,
        source=source,
        embedder=embedder.fingerprint,
        dimensions=embedder.dimensions,
        items=report.items,
        interactions=report.interactions,
        reviews=report.reviews,
        synthetic=bool(read.interactions)
        and all(i.user_id.startswith("synthetic") for i in read.interactions),
        embedded=report.embedded,
        reused=report.reused,
        created_at=datetime.now(UTC),
        report=report.lines,
    )
    (generation / MANIFEST_FILE).write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
    return report


def up_to_date(folder: Path, generation: Path, *, embedder: str) -> bool:
    """Whether ingesting `folder` with the embedder of this fingerprint would make `generation` again."""
    try:
        manifest = read_manifest(generation)
    except GenerationError:
        return False
    return manifest.embedder == embedder and manifest.source == source_digest(folder)


def source_digest(folder: Path) -> str:
    """One digest of all files in a catalog folder that a build reads."""
    digest = hashlib.sha256()
    for pattern in _SOURCE_FILES:
        for file in sorted(folder.glob(pattern)):
            with file.open("rb") as opened:
                digest.update(file.name.encode() + hashlib.file_digest(opened, "sha256").digest())
    return digest.hexdigest()


def _embed(
    items: Sequence[Item],
    schema: Schema,
    generation: Path,
    previous: Path | None,
    embedder: Embedder,
    progress: Progress,
) -> tuple[Vectors, list[str], int]:
    """A vector an item, the digest of each item's passage, and how many vectors were made."""
    passages = [passage(item, schema) for item in items]
    digests = [hashlib.sha256(text.encode()).hexdigest()[:32] for text in passages]
    text_of = dict(zip(digests, passages, strict=True))
    work = generation / WORK / f"vectors-{hashlib.sha256(embedder.fingerprint.encode()).hexdigest()[:16]}"
    known = {**_vectors_of(previous, embedder), **_vectors_left_in(work)}
    missing = [digest for digest in text_of if digest not in known]
    work.mkdir(parents=True, exist_ok=True)
    for start in range(0, len(missing), _CHUNK):
        progress("embedding", start, len(missing))
        chunk = missing[start : start + _CHUNK]
        made = embedder.embed([text_of[digest] for digest in chunk])
        _leave(work, chunk, made)
        known.update(zip(chunk, made, strict=True))
    progress("embedding", len(missing), len(missing))
    vectors = np.stack([known[digest] for digest in digests]).astype(np.float32, copy=False)
    return vectors, digests, len(missing)


def _vectors_of(previous: Path | None, embedder: Embedder) -> Mapping[str, Vector]:
    """The vectors of an earlier generation by their passages' digests; none where another model made them."""
    if previous is None:
        return {}
    try:
        manifest = read_manifest(previous)
    except GenerationError:
        return {}
    if manifest.embedder != embedder.fingerprint:
        return {}
    try:
        stored = read_vectors(previous / VECTORS_FOLDER, COLLECTION)
    except VectorsUnreadableError as error:
        logger.warning("%s and are made again", error)
        return {}
    return {
        str(facts["passage"]): vector for facts, vector in zip(stored.metadata, stored.vectors, strict=True)
    }


def _leave(work: Path, digests: Sequence[str], vectors: Vectors) -> None:
    """Write a chunk so that it is there whole or not at all."""
    fresh = work / f"{uuid4().hex}.part"
    with fresh.open("wb") as file:
        np.savez(file, digests=np.array(digests), vectors=vectors)
    fresh.rename(fresh.with_suffix(".npz"))


def _vectors_left_in(work: Path) -> Mapping[str, Vector]:
    """What a build has embedded that died."""
    left: dict[str, Vector] = {}
    for file in sorted(work.glob("*.npz")):
        with np.load(file, allow_pickle=False) as chunk:
            left.update(zip(chunk["digests"].tolist(), chunk["vectors"], strict=True))
    return left


def _store_rows(read: CatalogFolder, generation: Path, progress: Progress) -> None:
    total = len(read.items) + len(read.interactions) + len(read.reviews)
    progress("storing", 0, total)
    file = generation / ITEMS_FILE
    file.unlink(missing_ok=True)
    store = SqlItemStore(sqlite_url(file), catalog=read.schema.slug, generation=generation.name)
    try:
        store.add_items(read.items)
        store.add_interactions(read.interactions)
        store.add_reviews(read.reviews)
    finally:
        store.close()
    progress("storing", total, total)


def _store_vectors(
    items: Sequence[Item], vectors: Vectors, digests: Sequence[str], generation: Path, progress: Progress
) -> None:
    folder = generation / VECTORS_FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    index = ChromaIndex(folder, COLLECTION)
    try:
        for start in range(0, len(items), _CHUNK * 4):
            progress("indexing", start, len(items))
            part = slice(start, start + _CHUNK * 4)
            index.upsert(
                [item.id for item in items[part]],
                vectors[part],
                [{"passage": digest} for digest in digests[part]],
            )
    finally:
        index.close()
    progress("indexing", len(items), len(items))
