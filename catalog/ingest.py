"""A catalog folder into a generation of a home: rows, vectors and a manifest.

Nothing here takes the generation into use; `Home.publish` does.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import numpy as np

from catalog.catalog import (
    COLLECTION,
    ITEMS_FILE,
    MANIFEST_FILE,
    SAID_COLLECTION,
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
from catalog.provenance import Enrich, filled, save_provenance
from catalog.review_sentences import SaidOf, telling_sentences
from catalog.sql import SqlItemStore, sqlite_url
from catalog.vectors import Metadata, Vector, Vectors

logger = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

_CHUNK = 256
"""Texts embedded between two looks at the disk, a second or two of work."""
_SOURCE_FILES = ("catalog.yaml", "items.*", "interactions.*", "reviews.*", "dialogues.*")


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
    enrich: Enrich | None = None,
    progress: Progress = lambda step, done, total: None,
) -> IngestReport:
    """Fill `generation` from a catalog folder; with `enrich`, also from what the items' texts say.

    What is embedded already, in `previous` or by a build that died, is not embedded again: the passages of items
    and the sentences of reviews.

    Raises:
        SchemaError, CatalogError: where the folder cannot be used.
    """
    progress("reading", 0, 1)
    source = source_digest(folder)
    read = read_catalog_folder(folder)
    progress("reading", 1, 1)
    lines = read.report.lines()
    if enrich is not None:
        enriched = enrich(read.schema, read.items)
        read = replace(read, schema=enriched.schema, items=filled(read.items, enriched))
        save_provenance(generation, enriched.supported)
        lines += enriched.lines
    passages = [passage(item, read.schema) for item in read.items]
    said = telling_sentences(read.reviews)
    texts = [*passages, *(one.text for one in said)]
    vectors, digests, embedded = _embed(texts, generation, previous, embedder, progress)
    _store_rows(read, generation, progress)
    _store_vectors(read.items, said, vectors, digests, generation, progress)
    report = IngestReport(
        catalog=read.schema.slug,
        items=len(read.items),
        interactions=len(read.interactions),
        reviews=len(read.reviews),
        embedded=embedded,
        reused=len(set(digests)) - embedded,
        lines=tuple(lines),
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
        review_sentences=len(said),
        synthetic=bool(read.interactions)
        and all(user.startswith("synthetic") for user in read.interactions.users),
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
    texts: Sequence[str],
    generation: Path,
    previous: Path | None,
    embedder: Embedder,
    progress: Progress,
) -> tuple[Vectors, list[str], int]:
    """A vector for each text, the digest of each, and how many vectors were made."""
    digests = [hashlib.sha256(text.encode()).hexdigest()[:32] for text in texts]
    text_of = dict(zip(digests, texts, strict=True))
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
    """The vectors of an earlier generation by their texts' digests; none where another model made them."""
    if previous is None:
        return {}
    try:
        manifest = read_manifest(previous)
    except GenerationError:
        return {}
    if manifest.embedder != embedder.fingerprint:
        return {}
    collections = (COLLECTION, SAID_COLLECTION) if manifest.review_sentences else (COLLECTION,)
    try:
        stored = [read_vectors(previous / VECTORS_FOLDER, collection) for collection in collections]
    except VectorsUnreadableError as error:
        logger.warning("%s and are made again", error)
        return {}
    return {
        str(facts["passage"]): vector
        for each in stored
        for facts, vector in zip(each.metadata, each.vectors, strict=True)
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
    items: Sequence[Item],
    said: Sequence[SaidOf],
    vectors: Vectors,
    digests: Sequence[str],
    generation: Path,
    progress: Progress,
) -> None:
    """The vectors of the items, then those of what was said of them: (items + said, dimensions)."""
    shutil.rmtree(generation / VECTORS_FOLDER, ignore_errors=True)
    ids = [item.id for item in items]
    facts: list[Metadata] = [{"passage": digest} for digest in digests]
    _index(COLLECTION, ids, vectors, facts, generation, progress)
    if said:
        ids = [str(number) for number in range(len(said))]
        facts = [
            {**fact, "item": one.item_id, "text": one.text}
            for fact, one in zip(facts[len(items) :], said, strict=True)
        ]
        _index(SAID_COLLECTION, ids, vectors[len(items) :], facts, generation, progress)


def _index(
    collection: str,
    ids: Sequence[str],
    vectors: Vectors,
    facts: Sequence[Metadata],
    generation: Path,
    progress: Progress,
) -> None:
    index = ChromaIndex(generation / VECTORS_FOLDER, collection, searched=False)
    try:
        for start in range(0, len(ids), _CHUNK * 4):
            progress("indexing", start, len(ids))
            part = slice(start, min(start + _CHUNK * 4, len(ids)))
            index.upsert(ids[part], vectors[part], facts[part])
    finally:
        index.close()
    progress("indexing", len(ids), len(ids))
