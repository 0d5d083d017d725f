"""The conversation in the terminal."""

from __future__ import annotations

import asyncio
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalog.home import Home
from ui.access import Reachable, reach, settings_for
from ui.progress import waiting

if TYPE_CHECKING:
    from agent.answer import Answer

HELP = "Say what you are looking for. /new begins afresh, /catalog NAME changes the catalog, /quit leaves."


@dataclass
class Sitting:
    """Who talks, in which session and about which catalog."""

    user: str
    catalog: str | None
    session_id: str | None = None


def run(*, home: Path | None, user: str, catalog: str | None) -> int:
    settings = settings_for(home)
    sitting = Sitting(user, catalog)
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        try:
            with waiting("Opening the home…"):
                agent = runner.run(stack.enter_async_context(reach(Home(settings.home), settings)))
            print(HELP)
            while (line := _read()) is not None:
                if line.startswith("/"):
                    if not _obey(line, sitting):
                        break
                elif line:
                    runner.run(_turn(agent, line, sitting))
        finally:
            runner.run(stack.aclose())
    return 0


def _read() -> str | None:
    """One line of the user, None at the end."""
    try:
        return input("\nyou › " if sys.stdin.isatty() else "").strip()
    except EOFError:
        return None


def _obey(command: str, sitting: Sitting) -> bool:
    """Do what a line that begins with / asks for; False ends the conversation."""
    word, _, rest = command.partition(" ")
    match word:
        case "/quit" | "/exit" | "/q":
            return False
        case "/new":
            sitting.session_id = None
            print("A new session. What are you looking for?")
        case "/catalog" if rest.strip():
            sitting.catalog = rest.strip()
            sitting.session_id = None
            print(f"Let us talk about {sitting.catalog}.")
        case _:
            print(HELP)
    return True


async def _turn(agent: Reachable, utterance: str, sitting: Sitting) -> None:
    from agent.answer import Done, Token

    print()
    async for happened in agent.stream(
        utterance, user_id=sitting.user, session_id=sitting.session_id, catalog=sitting.catalog
    ):
        if isinstance(happened, Token):
            print(plain(happened.text), end="", flush=True)
        elif isinstance(happened, Done):
            print()
            sitting.session_id = happened.answer.session_id
            _show(happened.answer)


def _show(answer: Answer) -> None:
    """The slate, and what could be said next."""
    for item in answer.recommendations:
        facts = ", ".join(f"{name} {_said(value)}" for name, value in item.attributes.items())
        print(plain(f"\n  {item.rank}. {item.title}" + (f"  ({facts})" if facts else "")))
        print(plain(f"     {item.reason}"))
    if answer.suggestions:
        print(plain("\n  › " + "  › ".join(answer.suggestions)))


def _said(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def plain(text: str) -> str:
    """Text without the control characters by which a catalog could steer the terminal."""
    return "".join(c for c in text if c.isprintable() or c == "\n")
