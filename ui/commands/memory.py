"""What is remembered of a user, from the command line."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import typer

from catalog.home import Home
from ui.access import TENANT, Reachable, reach, settings_for
from ui.commands.chat import plain
from ui.failures import UserError

T = TypeVar("T")


def show_user(user: str, *, home: Path | None) -> int:
    async def look(agent: Reachable) -> None:
        beliefs = await agent.memories(user, tenant=TENANT)
        if not beliefs:
            print(f"Nothing is remembered of {plain(user)}.")
        for belief in beliefs:
            print(plain(f"{belief.id}  {belief.created_at:%Y-%m-%d}  {belief.text}"))
            print(plain(f"    you said: “{belief.source}”"))

    _with_agent(home, look)
    return 0


def export_user(user: str, *, home: Path | None) -> int:
    exported = _with_agent(home, lambda agent: agent.export(user, tenant=TENANT))
    print(json.dumps(exported, ensure_ascii=False, indent=2, default=str))
    return 0


def forget_user(user: str, *, home: Path | None, yes: bool) -> int:
    if not yes:
        if not sys.stdin.isatty():
            raise UserError(f"say --yes to erase everything held about {user}")
        typer.confirm(f"Erase everything held about {user}?", abort=True)
    erased = _with_agent(home, lambda agent: agent.forget_user(user, tenant=TENANT))
    said = ", ".join(f"{count} {kind}" for kind, count in erased.items() if count)
    print(f"Erased of {plain(user)}: {said or 'nothing was held'}.")
    return 0


def _with_agent(home: Path | None, act: Callable[[Reachable], Awaitable[T]]) -> T:
    async def reached() -> T:
        settings = settings_for(home)
        async with reach(Home(settings.home), settings) as agent:
            return await act(agent)

    return asyncio.run(reached())
