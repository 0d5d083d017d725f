"""What a run of the graph may use: who is speaking is in the request, the tools are here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent.counting import Counting
from agent.exploring import Exploring
from agent.language.language import Language
from memory.exposures import ExposureLedger
from memory.feedback import FeedbackLedger
from memory.ledger import MemoryLedger
from memory.recall import MemoryIndex
from memory.turns import TurnLedger
from tools.ranking.adaptive_reranking import AdaptiveReranking
from tools.toolbox import Toolbox

if TYPE_CHECKING:
    from memory.clock import Clock, NewId


@dataclass(frozen=True)
class Memory:
    """The stores that outlive a session."""

    ledger: MemoryLedger
    feedback: FeedbackLedger
    exposures: ExposureLedger
    index: MemoryIndex
    turns: TurnLedger


@dataclass(frozen=True)
class Context:
    """`toolbox` finds the tools of a catalog by its id; `catalogs` lists the ids, the default first."""

    toolbox: Callable[[str], Toolbox]
    catalogs: Callable[[], list[str]]
    language: Language
    memory: Memory
    clock: Clock
    new_id: NewId
    turn_deadline: float = 8.0
    """Seconds from admission within which a turn is answered."""
    reranking: AdaptiveReranking | None = None
    """What looks at the best of a ranking a second time, where the settings name something."""
    counting: Counting | None = None
    """What counts the home's own feedback for what is popular."""
    exploring: Exploring | None = None
    """What leaves one place of a slate to chance, where the settings have it."""
