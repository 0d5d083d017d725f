"""The language engine under measurement, and what each understanding costs with it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from agent.language.built_in.built_in import BuiltIn
from agent.language.built_in.reading import read
from agent.language.language import Language
from agent.language.model.engine import ModelLanguage
from agent.language.understanding import EngineTrace, Understanding
from agent.state import Session
from catalog.items import ItemId
from evals.benchmarks import BenchError
from evals.benchmarks.understanding.word_spotting import WordSpotting
from tools.settings import Settings
from tools.toolbox import Toolbox, open_language_model

EngineName = Literal["built-in", "model", "routed", "word-spotting"]


class FindTitles(Protocol):
    """Items that the words of an utterance name by title."""

    def __call__(self, utterance: str, *, session: Session, toolbox: Toolbox) -> set[ItemId]: ...


@dataclass(slots=True)
class Costs:
    """What was spent on understanding, over all utterances."""

    cpu_ms: list[float] = field(default_factory=list)
    wall_ms: list[float] = field(default_factory=list)
    asked: int = 0
    """Utterances for which a model was called."""
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    degraded: int = 0

    def add(self, engine: EngineTrace, *, cpu_s: float, wall_s: float) -> None:
        self.cpu_ms.append(cpu_s * 1000)
        self.wall_ms.append(wall_s * 1000)
        self.asked += engine.calls > 0
        self.calls += engine.calls
        self.tokens_in += engine.prompt_tokens
        self.tokens_out += engine.completion_tokens
        self.degraded += engine.degraded

    def price(self, per_million_in: float, per_million_out: float) -> float:
        return (self.tokens_in * per_million_in + self.tokens_out * per_million_out) / 1e6


class Measured:
    """A language engine whose understanding is counted: CPU of the whole process, all its threads."""

    def __init__(
        self, language: Language, find_titles: FindTitles | None = None, *, deadline: float | None = None
    ) -> None:
        """With `find_titles` where the engine can tell which of its references are titles.

        `deadline` is for a whole turn, in seconds.
        """
        self.language = language
        self.find_titles = find_titles
        self.costs = Costs()
        self._deadline = deadline

    async def warm(self, toolbox: Toolbox) -> None:
        """Compile what a catalog needs, and read something once, so that no turn is charged for it."""
        self.language.prepare(toolbox)
        if self.find_titles is not None:
            session = Session(catalog=toolbox.catalog.slug)
            self.find_titles("anything good?", session=session, toolbox=toolbox)

    async def understand(
        self, utterance: str, *, session: Session, toolbox: Toolbox, turn: int
    ) -> Understanding:
        until = None if self._deadline is None else time.monotonic() + self._deadline
        wall, cpu = time.perf_counter(), time.process_time()
        understanding = await self.language.understand(
            utterance, session=session, toolbox=toolbox, turn=turn, until=until
        )
        cpu_s, wall_s = time.process_time() - cpu, time.perf_counter() - wall
        self.costs.add(understanding.engine, cpu_s=cpu_s, wall_s=wall_s)
        return understanding


@asynccontextmanager
async def open_engine(name: EngineName, settings: Settings, folder: Path) -> AsyncIterator[Measured]:
    """The engine of that name; `folder` keeps what the built-in one fits.

    Raises:
        BenchError: where the settings name no language model, and one is asked for.
    """
    if name == "word-spotting":
        yield Measured(WordSpotting())
        return
    built_in = BuiltIn(folder)

    def find_titles(utterance: str, *, session: Session, toolbox: Toolbox) -> set[ItemId]:
        found = read(
            utterance, session=session, catalog=toolbox.catalog, lexicon=built_in.prepare(toolbox), turn=1
        )
        return {
            item for reference in found.references if reference.how == "title" for item in reference.items
        }

    if name == "built-in":
        yield Measured(built_in, find_titles)
        return
    model = open_language_model(settings)
    if model is None:
        raise BenchError("no language model is set: CICERONE_LLM_MODEL and OPENAI_BASE_URL or OPENAI_API_KEY")
    try:
        routing: Literal["routed", "always"] = "routed" if name == "routed" else "always"
        yield Measured(ModelLanguage(model, built_in, routing=routing), deadline=settings.turn_deadline)
    finally:
        await model.close()
