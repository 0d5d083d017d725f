"""The conversation in the terminal."""

from __future__ import annotations

import asyncio
import re
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from catalog.home import Home
from ui.access import Reachable, reach, settings_for
from ui.progress import waiting

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
    writer = Writer(styled=sys.stdout.isatty())
    async for happened in agent.stream(
        utterance, user_id=sitting.user, session_id=sitting.session_id, catalog=sitting.catalog
    ):
        if isinstance(happened, Token):
            writer.write(happened.text)
        elif isinstance(happened, Done):
            writer.end()
            sitting.session_id = happened.answer.session_id
            if happened.answer.suggestions:
                print(plain("\n  › " + "   › ".join(happened.answer.suggestions)))


class Writer:
    """Markdown as it comes, for a terminal: a line is printed once it is whole, bold as bold."""

    def __init__(self, *, styled: bool) -> None:
        self._bold = "\x1b[1m\\1\x1b[0m" if styled else r"\1"
        self._line = ""

    def write(self, text: str) -> None:
        *whole, self._line = (self._line + text).split("\n")
        for line in whole:
            self._print(line)

    def end(self) -> None:
        if self._line:
            self._print(self._line)
            self._line = ""

    def _print(self, line: str) -> None:
        bold = re.sub(r"(?<!\\)\*\*(.+?)(?<!\\)\*\*", self._bold, plain(line))
        print(re.sub(r"\\([\\*_`\[\]<>#|~])", r"\1", bold), flush=True)


def plain(text: str) -> str:
    """Text without the control characters by which a catalog could steer the terminal."""
    return "".join(c for c in text if c.isprintable() or c == "\n")
