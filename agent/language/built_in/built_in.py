"""The built-in language engine: a lexicon for each catalog generation, the grammar, and the writer."""

from __future__ import annotations

import asyncio
from pathlib import Path

from agent.language.built_in import qualities, spelling, spoken
from agent.language.built_in.engine import understand
from agent.language.built_in.lexicon import Lexicon
from agent.language.built_in.roles import role_model
from agent.language.built_in.writer import write
from agent.language.language import Say, Worded
from agent.language.understanding import Understanding
from agent.language.wording import Plan
from agent.state import Session
from tools.toolbox import Toolbox

LANGUAGE_FOLDER = "language"
"""Of a home: what the engine fitted for its embedder."""


class BuiltIn:
    """Needs no key and no network. Lexicons are compiled once a generation."""

    name = "built-in"

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` is where the fitted role model is kept; without one it is fitted in memory."""
        self._folder = folder
        self._lexicons: dict[tuple[str, str], Lexicon] = {}

    def prepare(self, toolbox: Toolbox) -> Lexicon:
        """The words of a catalog, compiled once a generation; those of older ones are let go."""
        catalog = toolbox.catalog
        wanted = (catalog.slug, catalog.generation)
        found = self._lexicons.get(wanted)
        if found is None:
            spoken.prepare()
            embedder = toolbox.embedder
            roles = role_model(embedder, self._folder)
            found = Lexicon(catalog, embedder, roles, toolbox.lookup.titles)
            qualities.prepare(found)
            spelling.prepare(found)
            others = {k: v for k, v in self._lexicons.items() if k[0] != catalog.slug}
            self._lexicons = {**others, wanted: found}
        return found

    async def understand(
        self, utterance: str, *, session: Session, toolbox: Toolbox, turn: int, until: float | None = None
    ) -> Understanding:
        """Always in time: it waits for nobody."""
        catalog = toolbox.catalog
        if (catalog.slug, catalog.generation) not in self._lexicons:
            await asyncio.to_thread(self.prepare, toolbox)
        return understand(
            utterance, session=session, catalog=catalog, lexicon=self.prepare(toolbox), turn=turn
        )

    async def word(
        self,
        plan: Plan,
        *,
        utterance: str,
        understanding: Understanding,
        toolbox: Toolbox,
        say: Say,
        until: float | None = None,
    ) -> Worded:
        text = write(plan)
        say(text)
        return Worded(text)
