"""The language engine's two roles, as a Protocol; the built-in engine is the simplest implementation."""

from __future__ import annotations

from typing import Protocol

from agent.language.understanding import Understanding
from agent.language.wording import Plan
from agent.state import Session
from tools.toolbox import Toolbox


class Language(Protocol):
    """Reads utterances and words replies. It chooses no item and enforces nothing."""

    @property
    def name(self) -> str: ...

    def prepare(self, toolbox: Toolbox) -> object:
        """Make ready what understanding this catalog needs, so that no turn waits for it."""
        ...

    async def understand(
        self, utterance: str, *, session: Session, toolbox: Toolbox, turn: int
    ) -> Understanding:
        """What the utterance means in its session."""
        ...

    async def word(self, plan: Plan) -> str:
        """The reply as markdown: only what the plan holds."""
        ...
