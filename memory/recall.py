"""The vector index over beliefs, for what is near to an utterance.

The rows are the truth: the index holds ids and whose they are, no words, and is made again from the rows
where it is missing, damaged, behind, or of another embedder.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from threading import Lock

from catalog.embedding import Embedder
from catalog.vectors import Metadata, Near, Vector, VectorIndex, Vectors
from memory.beliefs import Belief

logger = logging.getLogger(__name__)

_ANYWHERE = ""
"""The catalog of a belief that is about the person."""


class MemoryIndex:
    """Beliefs by nearness, one user's at a time. May be called from several threads."""

    def __init__(self, index: VectorIndex, *, fingerprint: str) -> None:
        """`fingerprint` is the embedder's: vectors of two embedders do not compare."""
        self._index = index
        self._fingerprint = fingerprint
        self._lock = Lock()  # nobody asks while the index is being compacted

    def index(self, beliefs: Sequence[Belief], vectors: Vectors) -> None:
        """Put in the vector, (beliefs, dimensions), of each belief's text."""
        if beliefs:
            with self._lock:
                self._index.upsert([b.id for b in beliefs], vectors, [self._facts(b) for b in beliefs])

    def near(
        self, *, tenant: str, user_id: str, vector: Vector, limit: int, catalog: str | None = None
    ) -> list[tuple[str, float]]:
        """At most `limit` belief ids of this user with their cosine, nearest first.

        With `catalog`: those of this catalog and those of the person.
        """
        mine: dict[str, str] = {"tenant": tenant, "user_id": user_id}
        wheres = [mine] if catalog is None else [mine | {"catalog": c} for c in (catalog, _ANYWHERE)]
        with self._lock:
            found: list[Near] = [
                one for where in wheres for one in self._index.query(vector, limit=limit, where=where)
            ]
        found.sort(key=lambda one: -one.similarity)
        return [(one.id, one.similarity) for one in found[:limit]]

    def forget(self, belief_ids: Sequence[str]) -> None:
        """Take vectors out, off the disk as well, which rewrites the index: 1 CPU-s for 3,000 beliefs."""
        if belief_ids:
            with self._lock:
                self._index.delete(belief_ids)
                self._index.compact()

    def forget_user(self, *, tenant: str, user_id: str) -> int:
        """Take out every vector of a user; how many there were."""
        with self._lock:
            stored = self._index.all()
        ids = [
            id_
            for id_, facts in zip(stored.ids, stored.metadata, strict=True)
            if (facts.get("tenant"), facts.get("user_id")) == (tenant, user_id)
        ]
        self.forget(ids)
        return len(ids)

    def mend(self, beliefs: Sequence[Belief], embedder: Embedder) -> int:
        """Make the index hold exactly `beliefs` (everyone's that stand); how many entries were wrong.

        A process that died between rows and vectors leaves too few of them, or too many.
        """
        with self._lock:
            stored = self._index.all()
            if stored.ids:
                self._index.query(stored.vectors[0], limit=1)  # a damaged index may read well and answer ill
        held = dict(zip(stored.ids, stored.metadata, strict=True))
        wanted = {belief.id: belief for belief in beliefs}
        stray = [id_ for id_ in held if id_ not in wanted]
        missing = [b for b in wanted.values() if held.get(b.id) != self._facts(b)]
        self.forget(stray)
        if missing:
            self.index(missing, embedder.embed([belief.text for belief in missing]))
        return len(stray) + len(missing)

    def close(self) -> None:
        with self._lock:
            self._index.close()

    def _facts(self, belief: Belief) -> Metadata:
        return {
            "tenant": belief.tenant,
            "user_id": belief.user_id,
            "catalog": belief.catalog or _ANYWHERE,
            "embedder": self._fingerprint,
        }


def open_memory_index(
    open_index: Callable[[], VectorIndex],
    *,
    wipe: Callable[[], None],
    beliefs: Sequence[Belief],
    embedder: Embedder,
) -> MemoryIndex:
    """Open the index and bring it up to the rows; where that fails, `wipe` it and fill it anew.

    `beliefs` are everyone's that stand (`MemoryLedger.standing`). Raises what a fresh index raises.
    """
    opened: VectorIndex | None = None
    try:
        opened = open_index()
        if not _of_another_embedder(opened, embedder):
            index = MemoryIndex(opened, fingerprint=embedder.fingerprint)
            index.mend(beliefs, embedder)
            return index
        logger.info("the memory index is of another embedder and is made again")
    except Exception as error:  # a vendor's error of any kind: nothing is lost, the rows are the truth
        logger.warning("the memory index is damaged and is made again: %s", error)
    if opened is not None:
        opened.close()
    wipe()
    index = MemoryIndex(open_index(), fingerprint=embedder.fingerprint)
    index.mend(beliefs, embedder)
    return index


def _of_another_embedder(index: VectorIndex, embedder: Embedder) -> bool:
    return any(facts.get("embedder") != embedder.fingerprint for facts in index.all().metadata)
