"""What a session and a turn carry.

`Session` is what a checkpoint keeps; it is Pydantic, because the checkpointer must read it back.
`Turn` lives for one run of the graph and is a frozen dataclass.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic
from typing import Annotated, TypedDict

from langgraph.channels import UntrackedValue
from pydantic import BaseModel, ConfigDict

from agent.answer import Answer
from agent.language.understanding import Understanding
from catalog.constraints import AnyConstraint, Constraint, Either, Preference
from catalog.items import ItemId
from memory.beliefs import Belief
from tools.candidates import Funnel, Ranked, Relaxation
from tools.ranking.adaptive_reranking import Reranking


class Asked(BaseModel):
    """Our own question, so that the next utterance can be read as its answer."""

    model_config = ConfigDict(frozen=True)

    attribute: str
    text: str
    options: tuple[str, ...] = ()


class Shown(BaseModel):
    """One item of a slate as it was shown, with what is needed to explain it later."""

    model_config = ConfigDict(frozen=True)

    item_id: ItemId
    reason: str
    sources: tuple[str, ...] = ()
    evidence: tuple[tuple[str, str, str], ...] = ()
    adventure: float | None = None
    """How far from the well known the slate was to go."""


class Wishes(BaseModel):
    """The part of a session that an utterance changes and that `undo` takes back."""

    model_config = ConfigDict(frozen=True)

    constraints: tuple[AnyConstraint, ...] = ()
    preferences: tuple[Preference, ...] = ()
    like: tuple[ItemId, ...] = ()
    sort: tuple[str, str] | None = None
    adventure: float | None = None
    """From what most people choose (0) to what few do (1); None where the user did not say."""
    lifted: tuple[str, ...] = ()
    """Ids of lasting beliefs that do not apply in this session."""


class Session(BaseModel):
    """One sitting of one user, over one catalog at a time."""

    model_config = ConfigDict(frozen=True)

    user_id: str = ""
    tenant: str = ""
    session_id: str = ""
    catalog: str = ""
    turn: int = 0
    wishes: Wishes = Wishes()
    before: tuple[Wishes, ...] = ()
    liked: tuple[ItemId, ...] = ()
    disliked: tuple[ItemId, ...] = ()
    excluded: tuple[ItemId, ...] = ()
    """Seen, rejected or taken: not shown again."""
    slate: tuple[Shown, ...] = ()
    offered: tuple[ItemId, ...] = ()
    """Shown since the wish last changed; "anything else?" skips them."""
    focus: tuple[ItemId, ...] = ()
    """The items talked about last, for "it" and "them"."""
    asked: Asked | None = None
    answered: tuple[str, ...] = ()
    """Attributes that we asked about, or that the user said do not matter."""
    recalled: tuple[str, ...] = ()
    """Ids of the beliefs shown or written last, for "forget that"."""
    dropped: dict[ItemId, str] = {}
    counted: tuple[AnyConstraint, ...] = ()
    """What was counted last, for "how many of those"."""
    subject: str = "me"
    spoken: tuple[str, ...] = ()
    """Codes of the languages that the user spoke, the last one last; empty where all was English."""
    stuck: bool = False
    """Whether the last turn found nothing: a whole new wish then takes the place of the old one."""

    @property
    def language(self) -> str:
        return self.spoken[-1] if self.spoken else "en"


@dataclass(frozen=True, slots=True)
class Request:
    """What a caller passes: never a whole state, so that nothing in it can reset a session."""

    utterance: str
    user_id: str
    tenant: str
    session_id: str
    catalog: str
    turn_key: str
    turn: int = 1
    k: int = 5
    adventure: float | None = None
    """Where the caller sets the dial for this turn; what the user says in it comes before."""
    admitted: float = field(default_factory=monotonic)
    """When it was admitted, on the clock that deadlines are measured by."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One utterance and all done about it."""

    request: Request
    number: int
    beliefs: tuple[Belief, ...] = ()
    understanding: Understanding | None = None
    slate: tuple[Ranked, ...] = ()
    constraints: tuple[Constraint | Either, ...] = ()
    """All that was enforced: the session's own and the remembered ones."""
    applied: tuple[Belief, ...] = ()
    """The lasting beliefs that were enforced or moved the ranking."""
    funnel: Funnel = field(default_factory=Funnel)
    reranking: Reranking | None = None
    """What became of a second look at the ranking; None where nothing could have looked."""
    relaxations: tuple[Relaxation, ...] = ()
    asked: Asked | None = None
    findings: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    """Sentences from look-ups and memory, each built from data."""
    notes: tuple[str, ...] = ()
    """What changed besides the slate and should be said."""
    written: tuple[Belief, ...] = ()
    failures: dict[str, str] = field(default_factory=dict)
    timings_ms: dict[str, float] = field(default_factory=dict)
    answer: Answer | None = None


class State(TypedDict, total=False):
    """Only the session is kept between turns."""

    request: Annotated[Request, UntrackedValue]
    session: Session
    turn: Annotated[Turn, UntrackedValue]
