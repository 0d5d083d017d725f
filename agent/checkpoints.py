"""Where sessions are kept between turns: LangGraph's checkpointer, in the home or in PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

_STORED = [
    ("agent.state", "Session"),
    ("agent.state", "Wishes"),
    ("agent.state", "Shown"),
    ("agent.state", "Asked"),
    ("catalog.constraints", "Constraint"),
    ("catalog.constraints", "Either"),
    ("catalog.constraints", "Alternative"),
    ("catalog.constraints", "Preference"),
]


@asynccontextmanager
async def open_checkpoints(database_url: str | None, file: Path) -> AsyncIterator[BaseCheckpointSaver[Any]]:
    """A checkpointer over `file`, or over PostgreSQL where `database_url` names one."""
    serde = JsonPlusSerializer(allowed_msgpack_modules=_STORED)
    if database_url and database_url.startswith("postgresql"):
        from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver

        plain = "postgresql" + database_url[database_url.index("://") :]
        async with AsyncPostgresSaver.from_conn_string(plain, serde=serde) as saver:
            await saver.setup()
            yield saver
        return
    import aiosqlite
    from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

    file.parent.mkdir(parents=True, exist_ok=True)
    async with aiosqlite.connect(file) as connection:
        await connection.execute("PRAGMA secure_delete = ON")
        yield AsyncSqliteSaver(connection, serde=serde)
