"""A second look at the best of a ranking by something slower: the Protocol, and what its order may move. Pure.

A reranker only orders what it is given. Its order is one more ranking, fused with the first stage's: it adds
no item, and what it was given had met the constraints before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from tools.candidates import Ranked, Term
from tools.language_model import Usage
from tools.words import content_words

RERANK = "rerank"
"""The source under which a term says what a reranker moved."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a reranker answers. `places` are indexes of the passages, the best first, each once; some may lack.

    agreement: 0 to 1, how far its answers to several arrangements of the passages are one, beyond chance; None
    where there is only one answer, so that nobody knows. `problem` says what failed beside it.
    """

    places: tuple[int, ...]
    agreement: float | None = 1.0
    usage: Usage = field(default_factory=Usage)
    problem: str = ""


class RerankingError(RuntimeError):
    """No order that could be used. Carries what it has cost."""

    def __init__(self, problem: str, *, usage: Usage | None = None) -> None:
        self.problem = problem
        self.usage = usage or Usage()
        super().__init__(problem)


class Reranker(Protocol):
    """Orders passages by how well each fits a wish."""

    @property
    def name(self) -> str: ...

    async def order(self, wish: str, passages: Sequence[str], *, deadline: float) -> Order:
        """Within `deadline` seconds. Raises RerankingError."""
        ...

    async def close(self) -> None: ...


class SharedWords:
    """By how many of the wish's words a passage has: needs nothing, and is what any other has to beat."""

    name = "shared-words"

    async def order(self, wish: str, passages: Sequence[str], *, deadline: float) -> Order:
        wanted = set(content_words(wish))
        shared = [len(wanted.intersection(content_words(passage))) for passage in passages]
        return Order(tuple(sorted(range(len(passages)), key=lambda place: -shared[place])))

    async def close(self) -> None:
        """Nothing is open."""


def agreement(one: Sequence[int], other: Sequence[int], *, count: int) -> float:
    """How far two orders of the best among `count` agree: 1 where they are the same, 0 at chance or below.

    The average overlap of their beginnings (Fagin et al., "Comparing top k lists", 2003), which counts the first
    places most: AO = mean over d = 1..D of |one[:d] & other[:d]| / d. Two orders drawn blindly have
    E = mean of d / count = (D + 1) / (2 count); the answer is (AO - E) / (1 - E), as in Cohen's kappa.
    """
    depth = min(len(one), len(other))
    by_chance = (depth + 1) / (2 * count)
    if depth == 0 or by_chance >= 1:
        return float(list(one) == list(other))
    overlap = sum(len(set(one[:d]) & set(other[:d])) / d for d in range(1, depth + 1)) / depth
    return max(0.0, (overlap - by_chance) / (1 - by_chance))


def merged(orders: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """Several orders of the best as one, by Borda's count; among equals the lower index."""
    longest = max(map(len, orders), default=0)
    points: dict[int, int] = {}
    for order in orders:
        for rank, place in enumerate(order):
            points[place] = points.get(place, 0) + longest - rank
    return tuple(sorted(points, key=lambda place: (-points[place], place)))


def fused(ranked: Sequence[Ranked], places: Sequence[int], weight: float) -> list[Ranked]:
    """The same items, each moved towards the place that a reranker gave it.

    `ranked`: best score first. Those without a place in `places` follow in their old order. A place stands for
    the score s that the first stage gave at it, so that its own scale is kept:
    score(i) = (1 - weight) s(old place of i) + weight s(new place of i). What moved is kept as a term.
    """
    given = list(dict.fromkeys(places))
    listed = set(given)
    order = given + [place for place in range(len(ranked)) if place not in listed]
    moved = []
    for new, old in enumerate(order):
        shift = round(weight * (ranked[new].score - ranked[old].score), 4)
        term = (Term(RERANK, new + 1, shift),) if shift else ()
        terms = tuple(sorted((*ranked[old].terms, *term), key=lambda t: -abs(t.weight)))
        moved.append(replace(ranked[old], score=round(ranked[old].score + shift, 4), terms=terms))
    return sorted(moved, key=lambda one: -one.score)
