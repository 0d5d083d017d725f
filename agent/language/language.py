"""The language engine's two roles, as a Protocol; the built-in engine is the simplest implementation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from agent.language.understanding import EngineTrace, Understanding
from agent.language.wording import Plan
from agent.state import Session
from tools.toolbox import Toolbox

Say = Callable[[str], None]
"""Takes a piece of the reply that may go out."""


@dataclass(frozen=True, slots=True)
class Worded:
    """The whole reply as markdown, and which engine worded it."""

    text: str
    engine: EngineTrace = field(default_factory=EngineTrace)


class Language(Protocol):
    """Reads utterances and words replies. It chooses no item and enforces nothing.

    `until` is when the answer must be there, on the clock of `time.monotonic`; None is whenever it is ready.
    """

    @property
    def name(self) -> str: ...

    def prepare(self, toolbox: Toolbox) -> object:
        """Make ready what understanding this catalog needs, so that no turn waits for it."""
        ...

    async def understand(
        self, utterance: str, *, session: Session, toolbox: Toolbox, turn: int, until: float | None = None
    ) -> Understanding:
        """What the utterance means in its session."""
        ...

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
        """The reply: only what the plan holds. Its pieces are said one after the other, as soon as they may be."""
        ...
