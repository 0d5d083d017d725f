"""Items, interactions and reviews as rows: the truth, from which vectors can be made again.

Every row carries its tenant, catalog and generation, so that one database can hold many.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, Engine, Index, Table, Text, event, func, insert, select
from sqlalchemy.pool import NullPool
from sqlmodel import Field, SQLModel, create_engine

from catalog.items import Interaction, Item, ItemId, Review, Value

DEFAULT_TENANT = "default"
_BATCH = 5_000
_KEY = ("tenant", "catalog", "generation")


class _Row(SQLModel):
    """`number` counts the rows of a generation in the order in which they were added."""

    tenant: str = Field(primary_key=True)
    catalog: str = Field(primary_key=True)
    generation: str = Field(primary_key=True)
    number: int = Field(primary_key=True)


class ItemRow(_Row, table=True):
    __tablename__ = "item"
    __table_args__ = (Index("item_by_id", *_KEY, "item_id", unique=True),)

    item_id: str
    title: str = Field(sa_column=Column(Text, nullable=False))
    text: str = Field(sa_column=Column(Text, nullable=False))
    attributes: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class InteractionRow(_Row, table=True):
    __tablename__ = "interaction"

    user_id: str
    item_id: str
    event: str
    value: float | None = None
    timestamp: float | None = None


class ReviewRow(_Row, table=True):
    __tablename__ = "review"
    __table_args__ = (Index("review_by_item", *_KEY, "item_id"),)

    item_id: str
    text: str = Field(sa_column=Column(Text, nullable=False))
    user_id: str | None = None
    rating: float | None = None


def _table(model: type[SQLModel]) -> Table:
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table


_ITEMS, _INTERACTIONS, _REVIEWS = _table(ItemRow), _table(InteractionRow), _table(ReviewRow)


def sqlite_url(file: Path) -> str:
    return f"sqlite:///{file}"


class SqlItemStore:
    """An `ItemStore` of one generation, at any SQLAlchemy address. Tables are made where they are missing."""

    def __init__(self, url: str, *, catalog: str, generation: str, tenant: str = DEFAULT_TENANT) -> None:
        self._key = {"tenant": tenant, "catalog": catalog, "generation": generation}
        self._engine = _engine(url)
        SQLModel.metadata.create_all(self._engine, tables=[_ITEMS, _INTERACTIONS, _REVIEWS])

    def add_items(self, items: Iterable[Item]) -> None:
        self._add(
            _ITEMS,
            (
                {
                    "item_id": i.id,
                    "title": i.title,
                    "text": i.text,
                    "attributes": _as_json(i.attributes),
                }
                for i in items
            ),
        )

    def add_interactions(self, interactions: Iterable[Interaction]) -> None:
        self._add(
            _INTERACTIONS,
            (
                {
                    "user_id": i.user_id,
                    "item_id": i.item_id,
                    "event": i.event,
                    "value": i.value,
                    "timestamp": i.timestamp,
                }
                for i in interactions
            ),
        )

    def add_reviews(self, reviews: Iterable[Review]) -> None:
        self._add(
            _REVIEWS,
            (
                {"item_id": r.item_id, "text": r.text, "user_id": r.user_id, "rating": r.rating}
                for r in reviews
            ),
        )

    def items(self) -> Iterator[Item]:
        columns = _ITEMS.c
        wanted = (columns.item_id, columns.title, columns.text, columns.attributes)
        for item_id, title, text, attributes in self._rows(_ITEMS, wanted):
            yield Item(item_id, title, text, {name: _from_json(value) for name, value in attributes.items()})

    def interactions(self) -> Iterator[Interaction]:
        columns = _INTERACTIONS.c
        wanted = (columns.user_id, columns.item_id, columns.event, columns.value, columns.timestamp)
        query = select(*wanted).where(*self._mine(_INTERACTIONS)).order_by(_INTERACTIONS.c.number)
        with self._engine.connect() as connection:
            # Not all at once, as there may be millions.
            for row in connection.execution_options(yield_per=_BATCH).execute(query):
                yield Interaction(*row)

    def reviews(self, item_id: ItemId) -> Iterator[Review]:
        columns = _REVIEWS.c
        wanted = (columns.item_id, columns.text, columns.user_id, columns.rating)
        for row in self._rows(_REVIEWS, wanted, columns.item_id == item_id):
            yield Review(*row)

    def close(self) -> None:
        self._engine.dispose()

    def _add(self, table: Table, rows: Iterable[dict[str, Any]]) -> None:
        """All rows or, where one is refused, none."""
        with self._engine.begin() as connection:
            last = select(func.max(table.c.number)).where(*self._mine(table))
            number = connection.execute(last).scalar()
            start = 0 if number is None else number + 1
            counted = enumerate(rows, start)
            while batch := list(islice(counted, _BATCH)):
                connection.execute(insert(table), [{**self._key, "number": n, **row} for n, row in batch])

    def _rows(
        self, table: Table, columns: Sequence[Column[Any]], *conditions: ColumnElement[bool]
    ) -> list[Sequence[Any]]:
        query = select(*columns).where(*self._mine(table), *conditions).order_by(table.c.number)
        with self._engine.connect() as connection:
            return [tuple(row) for row in connection.execute(query)]

    def _mine(self, table: Table) -> list[ColumnElement[bool]]:
        return [table.c[name] == value for name, value in self._key.items()]


def _engine(url: str) -> Engine:
    """No connection to a SQLite file outlives its use, so that no generation is held open."""
    if not url.startswith("sqlite"):
        return create_engine(url)
    engine = create_engine(url, poolclass=NullPool)
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    """A generation is written once and synced as a whole when it is published."""
    connection.execute("PRAGMA synchronous = OFF")


def _as_json(attributes: Mapping[str, Value]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in attributes.items()}


def _from_json(value: Any) -> Value:
    known: Value = tuple(value) if isinstance(value, list) else value
    return known
