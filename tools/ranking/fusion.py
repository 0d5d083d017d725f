"""Many rankings and preferences into one score an item, with the terms that made it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.items import ItemId
from tools.candidates import Candidate, Query, Term
from tools.ranking.preferences import Match

Floats = NDArray[np.float64]

RANK_OFFSET = 30
PREFERENCE = "preference"


def reciprocal_rank(rank: float, k: int = RANK_OFFSET) -> float:
    """What a place in a ranking is worth, from 1 for the first (Cormack et al., SIGIR 2009)."""
    return (k + 1) / (k + rank)


def reciprocal_ranks(found: Sequence[Candidate]) -> Floats:
    """What each place of a ranking is worth. Ranks, not scores: sources score on different scales."""
    return np.array([reciprocal_rank(rank) for rank in range(1, len(found) + 1)])


def relative_scores(found: Sequence[Candidate]) -> Floats:
    """The square root of each score relative to the best, from 0 to 1; nothing for scores below zero.

    Tells how much better the first is than the next, where weights were learned for it. The root keeps
    one source that is very sure from silencing the others.
    """
    scores = np.array([max(candidate.score, 0.0) for candidate in found])
    most = scores.max(initial=0.0)
    return np.sqrt(scores / most) if most > 0 else scores


def fuse(
    rankings: Mapping[str, Sequence[Candidate]],
    *,
    position: Mapping[ItemId, int],
    weights: Mapping[str, float],
    matches: Sequence[Match] = (),
    worth: Callable[[Sequence[Candidate]], Floats] = reciprocal_ranks,
) -> Fused:
    """Merge rankings by the weighted `worth` of their places, in 0..1, and add the preferences.

    score(i) = sum over sources of w * worth(i) + sum over preferences of w * degree(i), divided by the most
    that an item could have got from the sources that spoke and the preferences. One preference met weighs as
    much as the first place of a source, so that items that meet more of them come clearly first. A negative
    weight pushes back.
    """
    spoke = {source: found for source, found in rankings.items() if found}
    pulls = [weights.get(source, 0.0) for source in spoke] + [match.weight for match in matches]
    most = sum(pull for pull in pulls if pull > 0) or 1.0
    ranks = {source: _ranks(found, position) for source, found in spoke.items()}
    parts = {
        source: weights.get(source, 0.0) / most * np.append(worth(found), 0.0)[ranks[source] - 1]
        for source, found in spoke.items()
    }
    liked = [match.weight / most * match.degree for match in matches]
    total = sum([*parts.values(), *liked], start=np.zeros(len(position)))
    return Fused(total, ranks, parts, liked)


@dataclass(frozen=True, slots=True)
class Fused:
    """total: (items,), at most 1, below 0 where more pushes back than pulls; and what it is made of."""

    total: Floats
    ranks: Mapping[str, NDArray[np.int64]]
    parts: Mapping[str, Floats]
    liked: Sequence[Floats]

    @property
    def scores(self) -> Floats:
        """(items,), in 0..1."""
        return np.clip(self.total, 0.0, 1.0)

    def terms(self, row: int) -> tuple[Term, ...]:
        """What moved the item's score, the strongest first; the weights sum to its total."""
        terms = [
            Term(source, int(rank[row]), round(float(self.parts[source][row]), 4))
            for source, rank in self.ranks.items()
            if rank[row] and self.parts[source][row]
        ]
        terms.extend(Term(PREFERENCE, 1, round(float(part[row]), 4)) for part in self.liked if part[row])
        return tuple(sorted(terms, key=lambda term: -abs(term.weight)))


def source_weights(query: Query) -> dict[str, float]:
    """How much each source counts for this query: what is said now outweighs what was chosen before."""
    worded, taste = bool(query.text.strip()), bool(query.liked)
    wanted = worded or bool(query.like or query.preferences)
    return {
        "semantic": 1.0 if worded else 0.8 if query.like else 0.6,
        "lexical": 0.5,
        "reviews": 0.6,
        "kinship": 0.6 if query.like else 0.2 if worded else 0.4,
        "collaborative": 1.0 if query.like or (taste and not worded) else 0.4 if worded else 0.6,
        "sequence": 0.6 if query.like or (taste and not worded) else 0.2,
        "dialogue": 1.0 if query.said else 0.0,
        "popularity": 0.15 if wanted else 0.3,
        "aversion": -0.6,
    }


def turned(weights: Mapping[str, float], query: Query) -> dict[str, float]:
    """The weights with popularity's turned by the dial of the query: it fades, and is gone at the middle.

    For those who neither wish nor like anything it pushes back past that: what is little known is then what is
    left. For others popularity is also taken out of the scores (`ranking.debias`).
    """
    said = bool(query.text.strip() or query.like or query.liked or query.preferences)
    turn = 1 - 2 * (query.adventure or 0.0)
    return {**weights, "popularity": weights["popularity"] * (max(turn, 0.0) if said else turn)}


def _ranks(ranking: Sequence[Candidate], position: Mapping[ItemId, int]) -> NDArray[np.int64]:
    """(items,), from 1, and 0 for what the ranking does not hold."""
    ranks = np.zeros(len(position), dtype=np.int64)
    for rank, candidate in enumerate(ranking, start=1):
        row = position.get(candidate.item_id)
        if row is not None and not ranks[row]:
            ranks[row] = rank
    return ranks
