"""The database of the ledgers: SQLite in the home by default, PostgreSQL where its url is given."""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import DateTime, Dialect, Engine, Table, Text, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel

logger = logging.getLogger(__name__)

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Words(TypeDecorator[str]):
    """Text that people wrote. What a database cannot hold (NUL, half an emoji) becomes U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _UNSTORABLE.sub("\ufffd", value)


class Moment(TypeDecorator[datetime]):
    """A time with its timezone; SQLite keeps none, so that what is stored is always UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


def open_database(url: str) -> Engine:
    """Open `sqlite:///FILE` or `postgresql+psycopg://…`. Nothing is created before the first ledger.

    Raises:
        ValueError: for SQLite without a file: ledgers are called from several threads, and each would
            see a database of its own.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.database in (None, "", ":memory:"):
        raise ValueError(f"{url!r} names no file; a ledger needs one")
    Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver opens no transaction of its own: `_begin_sqlite` does
    with closing(connection.cursor()) as cursor:
        for pragma in (
            "busy_timeout = 10000",
            "journal_mode = WAL",
            "synchronous = FULL",  # an acknowledged turn survives a power cut
            "foreign_keys = ON",
            "secure_delete = ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    """A writer takes the lock at once: one that read first would fail instead of waiting its turn."""
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """One consistent look at the rows."""
    with Session(engine) as db:
        yield db


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """One transaction: all of it, or nothing."""
    with Session(engine.execution_options(immediate=True)) as db, db.begin():
        yield db


def lock(db: Session, *name: str) -> None:
    """Let one transaction at a time past this name. SQLite has one writer at a time anyway."""
    if db.get_bind().dialect.name == "postgresql":
        db.connection().execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": "\x1f".join(name)}
        )


def create_tables(engine: Engine, *rows: type[SQLModel]) -> None:
    """Create what is missing, also while another process does the same."""
    with writing(engine) as db:
        lock(db, "cicerone", "create tables")
        for row in rows:
            table: Table = row.__table__  # type: ignore[attr-defined]
            db.connection().execute(CreateTable(table, if_not_exists=True))
            for index in sorted(table.indexes, key=lambda i: str(i.name)):
                db.connection().execute(CreateIndex(index, if_not_exists=True))


def scrub(engine: Engine) -> bool:
    """Leave nothing of deleted rows in SQLite's files. PostgreSQL frees them with its own autovacuum.

    `secure_delete` zeroes the cells that are deleted, not the copies that stayed behind where a page was
    split earlier, so that the file is written anew: about 1 s for 100 MB. False where another process kept
    the file busy; the next call makes up for it.
    """
    if engine.dialect.name != "sqlite":
        return True
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        try:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            row = cursor.fetchone()
            busy = row is None or row[0] != 0
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise
            busy = True
    if busy:
        logger.warning("deleted rows are still in %s: it is busy", engine.url.database)
    return not busy
