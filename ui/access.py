"""The agent of a home for one command: through the server that owns the home, or in this process."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ui.failures import UserError

if TYPE_CHECKING:
    from agent.answer import AgentEvent
    from catalog.home import Home
    from memory.ledger import Belief
    from tools.settings import Settings

TENANT = "default"


class Reachable(Protocol):
    """What `Agent` and `RemoteAgent` both do."""

    def stream(
        self, utterance: str, *, user_id: str, session_id: str | None = None, catalog: str | None = None
    ) -> AsyncIterator[AgentEvent]: ...

    async def memories(self, user_id: str, *, tenant: str) -> list[Belief]: ...

    async def portrait(self, user_id: str, *, tenant: str) -> list[str]: ...

    async def export(self, user_id: str, *, tenant: str) -> dict[str, Any]: ...

    async def forget_user(self, user_id: str, *, tenant: str) -> dict[str, int]: ...


def settings_for(home: Path | None) -> Settings:
    """The settings of this process: flags, then the environment, then `cicerone.toml`, then defaults."""
    from tools.settings import Settings

    return Settings.from_environment(os.environ, home=home)


def server_of(home: Home) -> str | None:
    """The address of the server that owns the home, if one does."""
    owner = home.owner()
    return owner.url if owner else None


@asynccontextmanager
async def reach(home: Home, settings: Settings) -> AsyncIterator[Reachable]:
    """The agent, wherever it is.

    Raises:
        UserError: where nothing is built yet.
        HomeInUseError: where a command that does not serve owns the home.
    """
    url = server_of(home)
    if url:
        from ui.remote import RemoteAgent

        remote = RemoteAgent(url, key=os.environ.get("CICERONE_API_KEY"))
        try:
            yield remote
        finally:
            await remote.close()
        return
    if not home.catalogs():
        raise UserError(f"nothing is built in {home.path} yet: run `cicerone build` first")
    from agent.agent import Agent

    with home.own(url=None):
        agent = await Agent.open(home, settings)
        try:
            yield agent
        finally:
            await agent.close()
