"""One generation of one catalog, open for reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from catalog.behaviour import Interactions
from catalog.columns import Columns
from catalog.items import Interaction, Item, ItemId, ItemNotFoundError, ItemStore, Review
from catalog.provenance import load_provenance
from catalog.review_sentences import ReviewSentences, SaidOf, indexed, telling_sentences
from catalog.schema import Schema

if TYPE_CHECKING:
    from catalog.embedding import Embedder

Vectors = NDArray[np.float32]

ITEMS_FILE = "items.db"
VECTORS_FOLDER = "chroma"
MANIFEST_FILE = "manifest.json"
COLLECTION, SAID_COLLECTION = "items", "reviews"


class GenerationError(RuntimeError):
    """A generation that cannot be served. Carries where and why."""

    def __init__(self, folder: Path, problem: str) -> None:
        self.folder = folder
        self.problem = problem
        super().__init__(f"{folder}: {problem}")


class Manifest(BaseModel):
    """What a generation was made from; written last, so a generation with one is whole.

    `source` is a digest of the catalog folder's files. `embedder` is the fingerprint of the model that made
    the vectors: vectors of two are never compared. `embedded` and `reused` count vectors, `report` says what
    could not be used, a line each.
    """

    model_config = ConfigDict(frozen=True)

    format: Literal[1] = 1
    catalog: str
    catalog_schema: Schema
    source: str = ""
    embedder: str
    dimensions: int
    items: int
    interactions: int
    reviews: int
    review_sentences: int = 0
    """How many sentences of the reviews have a vector."""
    synthetic: bool = False
    """Whether the interactions are of simulated users, who all have ids that begin with "synthetic"."""
    embedded: int = 0
    reused: int = 0
    created_at: datetime
    report: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Catalog:
    """The items of a catalog with all that serving needs of them, in one order.

    vectors: (items, dimensions), unit rows; row n belongs to items[n], as do the entries of `columns`.
    """

    schema: Schema
    items: tuple[Item, ...]
    columns: Columns
    vectors: Vectors
    generation: str
    folder: Path
    manifest: Manifest
    store: ItemStore
    said: ReviewSentences
    quotes: Mapping[tuple[ItemId, str], str] = field(default_factory=dict)
    """By item and attribute the words of its text that a value was read out of; of the catalog's own, none."""

    @cached_property
    def position(self) -> dict[ItemId, int]:
        """Where each item stands in `items`."""
        return {item.id: row for row, item in enumerate(self.items)}

    @property
    def slug(self) -> str:
        return self.schema.slug

    def __len__(self) -> int:
        return len(self.items)

    def __contains__(self, item_id: object) -> bool:
        return item_id in self.position

    def item(self, item_id: ItemId) -> Item:
        """Raises ItemNotFoundError."""
        row = self.position.get(item_id)
        if row is None:
            raise ItemNotFoundError(item_id)
        return self.items[row]

    def reviews(self, item_id: ItemId) -> list[Review]:
        """What people wrote of an item; read from the store at each call."""
        return list(self.store.reviews(item_id))

    def interactions(self) -> Interactions:
        """All interactions of the catalog folder; read from the store at each call."""
        return Interactions.of(self.store.interactions())

    def close(self) -> None:
        self.store.close()


def read_manifest(generation: Path) -> Manifest:
    """Raises GenerationError where there is none, or one of another version of this program."""
    try:
        return Manifest.model_validate_json((generation / MANIFEST_FILE).read_bytes())
    except (FileNotFoundError, ValidationError) as error:
        raise GenerationError(generation, "not a finished generation; build the catalog again") from error


def open_catalog(generation: Path) -> Catalog:
    """Open a finished generation.

    Raises:
        GenerationError: where it is not whole, or its parts do not belong together.
    """
    from catalog.chroma import VectorsUnreadableError, read_vectors
    from catalog.sql import SqlItemStore, sqlite_url

    manifest = read_manifest(generation)
    try:
        stored = read_vectors(generation / VECTORS_FOLDER, COLLECTION)
        said = read_said(generation) if manifest.review_sentences else ([], stored.vectors[:0])
    except VectorsUnreadableError as error:
        raise GenerationError(generation, "its vectors are damaged; build the catalog again") from error
    store = SqlItemStore(
        sqlite_url(generation / ITEMS_FILE), catalog=manifest.catalog, generation=generation.name
    )
    items = tuple(store.items())
    row_of = {id_: row for row, id_ in enumerate(stored.ids)}
    if len(items) != manifest.items or any(item.id not in row_of for item in items):
        store.close()
        raise GenerationError(generation, "its vectors are not its items'; build the catalog again")
    position = {item.id: row for row, item in enumerate(items)}
    order = np.array([row_of[item.id] for item in items], dtype=np.intp)
    return Catalog(
        schema=manifest.catalog_schema,
        items=items,
        columns=Columns(items, manifest.catalog_schema),
        vectors=stored.vectors[order].reshape(len(items), manifest.dimensions),
        generation=generation.name,
        folder=generation,
        manifest=manifest,
        store=store,
        said=indexed(*said, position),
        quotes=load_provenance(generation),
    )


def read_said(generation: Path) -> tuple[list[SaidOf], Vectors]:
    """The sentences of the reviews in a generation and their vectors. Raises VectorsUnreadableError."""
    from catalog.chroma import read_vectors

    stored = read_vectors(generation / VECTORS_FOLDER, SAID_COLLECTION)
    return [SaidOf(str(facts["item"]), str(facts["text"])) for facts in stored.metadata], stored.vectors


def catalog_in_memory(
    schema: Schema,
    items: Sequence[Item],
    *,
    embedder: Embedder,
    interactions: Sequence[Interaction] = (),
    reviews: Sequence[Review] = (),
    folder: Path = Path(),
) -> Catalog:
    """A catalog without a home, made on the spot from its items."""
    from catalog.items import InMemoryItemStore
    from catalog.passage import passage

    store = InMemoryItemStore()
    store.add_items(items)
    store.add_interactions(interactions)
    store.add_reviews(reviews)
    position = {item.id: row for row, item in enumerate(items)}
    said = [one for one in telling_sentences(reviews) if one.item_id in position]
    manifest = Manifest(
        catalog=schema.slug,
        catalog_schema=schema,
        embedder=embedder.fingerprint,
        dimensions=embedder.dimensions,
        items=len(items),
        interactions=len(interactions),
        reviews=len(reviews),
        review_sentences=len(said),
        created_at=datetime.now(UTC),
    )
    return Catalog(
        schema=schema,
        items=tuple(items),
        columns=Columns(items, schema),
        vectors=embedder.embed([passage(item, schema) for item in items]),
        generation="memory",
        folder=folder,
        manifest=manifest,
        store=store,
        said=indexed(said, embedder.embed([one.text for one in said]), position),
    )
