"""The language engine under measurement, and what each understanding costs with it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np

from agent.language.built_in.built_in import BuiltIn
from agent.language.built_in.reading import read
from agent.language.language import Language
from agent.language.understanding import Understanding
from agent.state import Session
from catalog.items import ItemId
from evals.benchmarks import BenchError
from tools.toolbox import Toolbox

EngineName = Literal["built-in", "model", "routed"]


class FindTitles(Protocol):
    """Items that the words of an utterance name by title."""

    def __call__(self, utterance: str, *, session: Session, toolbox: Toolbox) -> set[ItemId]: ...


@dataclass(slots=True)
class Costs:
    """What was spent on understanding, over all utterances."""

    cpu_ms: list[float] = field(default_factory=list)
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    degraded: int = 0

    def quantile_ms(self, share: float) -> float | None:
        return round(float(np.quantile(self.cpu_ms, share)), 2) if self.cpu_ms else None

    def price(self, per_million_in: float, per_million_out: float) -> float:
        return (self.tokens_in * per_million_in + self.tokens_out * per_million_out) / 1e6


class Measured:
    """A language engine whose understanding is counted: CPU of the whole process, all its threads."""

    def __init__(self, language: Language, find_titles: FindTitles | None = None) -> None:
        """With `find_titles` where the engine can tell which of its references are titles."""
        self.language = language
        self.find_titles = find_titles
        self.costs = Costs()

    async def warm(self, toolbox: Toolbox) -> None:
        """Compile what a catalog needs, and read something once, so that no turn is charged for it."""
        self.language.prepare(toolbox)
        if self.find_titles is not None:
            session = Session(catalog=toolbox.catalog.slug)
            self.find_titles("anything good?", session=session, toolbox=toolbox)

    async def understand(
        self, utterance: str, *, session: Session, toolbox: Toolbox, turn: int
    ) -> Understanding:
        begun = time.process_time()
        understanding = await self.language.understand(utterance, session=session, toolbox=toolbox, turn=turn)
        self.costs.cpu_ms.append((time.process_time() - begun) * 1000)
        return understanding


def open_engine(name: EngineName) -> Measured:
    """Raises BenchError where there is no such engine here."""
    if name != "built-in":
        raise BenchError(f"the engine {name!r} cannot be measured yet")
    language = BuiltIn()

    def find_titles(utterance: str, *, session: Session, toolbox: Toolbox) -> set[ItemId]:
        found = read(
            utterance, session=session, catalog=toolbox.catalog, lexicon=language.prepare(toolbox), turn=1
        )
        return {
            item for reference in found.references if reference.how == "title" for item in reference.items
        }

    return Measured(language, find_titles)
