"""What a source is asked and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from catalog.constraints import Constraint, Either, Preference
from catalog.items import ItemId

EvidenceKind = Literal[
    "attribute",
    "preference",
    "text",
    "similar_item",
    "shared",
    "people_alike",
    "chosen_after",
    "talked_of",
    "memory",
    "popularity",
    "feedback",
]


REVIEWS = "reviews"
"""What evidence of kind "text" refers to where a reviewer wrote it: somebody's words, and no fact of the item."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A fact behind a claim: `ref` names it (an attribute, an item id, a belief id), `text` says it.

    Of the kind `shared`, `ref` is an item that the user named or liked, and `text` what both have. Of `talked_of`
    it is an item, or `words`: those that the user said.
    """

    kind: EvidenceKind
    ref: str
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """The typed request to every source.

    `text` is the wish in words (may be empty). `like` are items to resemble, `liked` and `disliked`
    what the user said or clicked of items (this session first, then earlier), most recent last.
    `liked_now` is whether any of `liked` was liked in this session.
    `history` is what they liked, took or opened, in the order in which they did (empty: as `liked` has it).
    `said` is what they said in this session, the latest last; only where a source listens to it.
    `excluded` may not be shown (seen, rejected, hidden, already on a slate).
    `adventure` is one dial from safe (0) to adventurous (1), for how varied and how little known the slate
    may be; None leaves both as they are. ValueError outside of 0 to 1.
    """

    user_id: str
    text: str = ""
    like: tuple[ItemId, ...] = ()
    liked: tuple[ItemId, ...] = ()
    disliked: tuple[ItemId, ...] = ()
    excluded: frozenset[ItemId] = frozenset()
    constraints: tuple[Constraint | Either, ...] = ()
    preferences: tuple[Preference, ...] = ()
    k: int = 5
    adventure: float | None = None
    history: tuple[ItemId, ...] = ()
    said: tuple[str, ...] = ()
    liked_now: bool = False

    def __post_init__(self) -> None:
        if self.adventure is not None and not 0 <= self.adventure <= 1:
            raise ValueError(f"adventure lies between 0 and 1, not at {self.adventure}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A scored item of one source; `score` orders that source's own candidates, higher first.

    Where weights are learned it also says how much better one is than the next: half as much is half as good,
    and zero or less says nothing for an item.
    """

    item_id: ItemId
    score: float
    evidence: tuple[Evidence, ...] = ()


class CandidateSource(Protocol):
    """Where candidates come from. Each looks only at items that meet the constraints and are not excluded."""

    @property
    def name(self) -> str: ...

    async def candidates(self, query: Query, *, limit: int) -> list[Candidate]:
        """At most `limit` candidates, best first; empty where the source has nothing to say."""
        ...


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that moved an item's score: which source, at which rank there, by how much."""

    source: str
    rank: int
    weight: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """An item with its fused score in 0..1, the terms that made it, and the facts behind them.

    `propensity` is how likely it was that this item would stand at this place of the slate; None where
    nothing was left to chance.
    """

    item_id: ItemId
    score: float
    terms: tuple[Term, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    propensity: float | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """What pulled the item up, each once."""
        return tuple(dict.fromkeys(term.source for term in self.terms if term.weight > 0))


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many items were left after each step, and who dropped which of the well-ranked ones.

    `dropped` maps an item to the words for what dropped it, for "why not X?".
    """

    catalog: int = 0
    eligible: int = 0
    scored: int = 0
    dropped: Mapping[ItemId, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Lifting `lifted` (indexes into the constraints) would bring back `count` items."""

    lifted: tuple[int, ...]
    count: int
