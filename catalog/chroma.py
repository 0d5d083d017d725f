"""The one door to Chroma, where vectors are kept on disk.

One process at a time may have a folder open: a second writer corrupts it silently. Where several must, a
Chroma server (`chroma run`) stands in the folder's place.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit
from uuid import uuid4

import numpy as np

from catalog.vectors import Metadata, Near, StoredVectors, Vector, Vectors

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection

_BATCH = 5_000
"""Rows a call; Chroma takes 5,461 at most."""
_PAGE = 2_000
"""Rows read at once: Chroma hands them over as Python floats, some 15 KB a row."""
_POINTER = "current"


class VectorsUnreadableError(RuntimeError):
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(f"{folder}: the vectors here cannot be read")


class ChromaIndex:
    """A `VectorIndex` in a folder, or on a Chroma server where `place` is an http(s) address.

    In a folder, the data lie in a folder of their own below it, which `compact` replaces as a whole: Chroma
    leaves the text and vectors that it deletes on disk.
    """

    def __init__(self, place: Path | str, collection: str, *, searched: bool = True) -> None:
        """Where a new collection is only to be kept and not `searched`, no good graph is made for it.

        A graph is nine tenths of the work of writing 100,000 vectors. `query` still answers, but misses more.
        """
        self._name = collection
        self._searched = searched
        self._url = place if isinstance(place, str) and place.startswith(("http://", "https://")) else None
        self._folder = None if self._url else Path(place)
        self._client: Client | None = None
        self._open_collection: Collection | None = None
        self._connect(_current_data(self._folder) if self._folder is not None else None)

    def upsert(
        self, ids: Sequence[str], vectors: Vectors, metadata: Sequence[Metadata] | None = None
    ) -> None:
        for start in range(0, len(ids), _BATCH):
            part = slice(start, start + _BATCH)
            self._collection.upsert(
                ids=list(ids[part]),
                embeddings=np.asarray(vectors[part], dtype=np.float32),
                metadatas=_given(metadata[part]) if metadata is not None else None,
            )

    def delete(self, ids: Sequence[str]) -> None:
        for start in range(0, len(ids), _BATCH):
            self._collection.delete(ids=list(ids[start : start + _BATCH]))

    def query(self, vector: Vector, *, limit: int, where: Metadata | None = None) -> list[Near]:
        if limit < 1:
            return []
        found = self._collection.query(
            query_embeddings=np.asarray(vector, dtype=np.float32)[None, :],
            n_results=limit,
            where=_where(where),
            include=["distances", "metadatas"],
        )
        distances, metadata = found["distances"], found["metadatas"]
        assert distances is not None
        assert metadata is not None
        return [
            Near(id_, 1.0 - float(distance), _facts(facts))
            for id_, distance, facts in zip(found["ids"][0], distances[0], metadata[0], strict=True)
        ]

    def all(self) -> StoredVectors:
        ids: list[str] = []
        metadata: list[Metadata] = []
        parts: list[Vectors] = []
        while True:
            page = self._collection.get(limit=_PAGE, offset=len(ids), include=["embeddings", "metadatas"])
            if not page["ids"]:
                break
            ids += page["ids"]
            metadata += [_facts(facts) for facts in page["metadatas"] or ()]
            parts.append(np.asarray(page["embeddings"], dtype=np.float32))
        vectors = np.concatenate(parts) if parts else np.zeros((0, 0), dtype=np.float32)
        return StoredVectors(tuple(ids), vectors, tuple(metadata))

    def compact(self) -> None:
        if self._folder is None:
            return  # a server's disk is the server's own
        kept = self.all()
        self._disconnect()
        old = _current_data(self._folder)
        new = self._folder / uuid4().hex
        self._connect(new)
        self.upsert(kept.ids, kept.vectors, kept.metadata)
        self._disconnect()
        _point(self._folder, new)
        shutil.rmtree(old)
        self._connect(new)

    def close(self) -> None:
        self._disconnect()

    @property
    def _collection(self) -> Collection:
        if self._open_collection is None:
            raise RuntimeError(f"the vector index {self._name!r} is closed")
        return self._open_collection

    def _connect(self, folder: Path | None) -> None:
        import chromadb
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False)
        if self._url is not None:
            parts = urlsplit(self._url)
            secure = parts.scheme == "https"
            port = parts.port or (443 if secure else 8000)
            host = parts.hostname or "localhost"
            client = chromadb.HttpClient(host=host, port=port, ssl=secure, settings=settings)
        else:
            assert folder is not None
            folder.mkdir(parents=True, exist_ok=True)
            client = chromadb.PersistentClient(str(folder), settings=settings)
        self._client = cast("Client", client)
        # Inner product: vectors of length 1 are kept as they are, and 1 - distance is their cosine.
        graph: CreateHNSWConfiguration = {"space": "ip"}
        if not self._searched:
            graph |= {"ef_construction": 8, "max_neighbors": 4}
        self._open_collection = self._client.get_or_create_collection(
            self._name, embedding_function=None, configuration={"hnsw": graph}
        )

    def _disconnect(self) -> None:
        if self._client is not None:
            connected: tuple[Any, Any] = (self._client, self._client._admin_client)
            self._client.close()
            for part in connected:
                # Chroma 1.5.9 leaves its connections to a server open.
                if (session := getattr(part._server, "_session", None)) is not None:
                    session.close()
        self._client = self._open_collection = None


def read_vectors(folder: Path, collection: str) -> StoredVectors:
    """All vectors of an index in a folder, which stays as it is and may be read by several at once.

    Chroma writes to a folder even where it only reads, so it is given a copy (a tenth of a second for 20,000
    vectors).

    Raises:
        VectorsUnreadableError: where the folder is missing or damaged.
    """
    from chromadb.errors import ChromaError

    if not (folder / _POINTER).is_file():
        raise VectorsUnreadableError(folder)
    with tempfile.TemporaryDirectory(prefix="cicerone-") as room:
        copy = Path(room) / folder.name
        shutil.copytree(folder, copy)
        try:
            index = ChromaIndex(copy, collection)
            try:
                return index.all()
            finally:
                index.close()
        except ChromaError as error:
            raise VectorsUnreadableError(folder) from error


def _current_data(folder: Path) -> Path:
    """The data folder that the pointer names; what an interrupted `compact` left beside it is removed."""
    folder.mkdir(parents=True, exist_ok=True)
    pointer = folder / _POINTER
    if not pointer.exists():
        _point(folder, folder / uuid4().hex)
    current = folder / pointer.read_text(encoding="utf-8")
    for other in folder.iterdir():
        if other.is_dir() and other != current:
            shutil.rmtree(other)
    return current


def _point(folder: Path, data: Path) -> None:
    fresh = folder / f"{_POINTER}.new"
    fresh.write_text(data.name, encoding="utf-8")
    fresh.replace(folder / _POINTER)


def _where(wanted: Metadata | None) -> Any:
    """Chroma's way of saying that every pair must hold."""
    pairs: list[dict[str, Any]] = [{key: value} for key, value in (wanted or {}).items()]
    return {"$and": pairs} if len(pairs) > 1 else pairs[0] if pairs else None


def _given(metadata: Sequence[Metadata]) -> Any:
    """Chroma takes None, and no empty mapping, where nothing is said of a row."""
    return [dict(facts) or None for facts in metadata]


def _facts(stored: Any) -> Metadata:
    return dict(stored or {})
