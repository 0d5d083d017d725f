"""Users' own later choices, kept apart, and what slates made without them are worth."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.catalog import Catalog, catalog_in_memory
from catalog.embedding import HashingEmbedder
from catalog.items import Interaction, ItemId
from catalog.parsing import CatalogFolder
from evals.benchmarks.exposure import exposures, gini, self_information
from tools.candidates import Candidate, Query, Ranked
from tools.metrics import ndcg
from tools.ranking.calibration import telling_category
from tools.ranking.eligibility import Eligibility
from tools.ranking.evidence import ValueVectors
from tools.ranking.slate import Ranking
from tools.signals import strengths
from tools.sources.collaborative import FEWEST_USERS, CollaborativeSource, Tastes
from tools.sources.popularity import Popularity

FEWEST_CHOICES, KEPT_APART = 10, 0.2
CANDIDATES = 200

Rows = NDArray[np.int64]
Slates = Mapping[str, Rows]
"""By user, the rows of the items shown, best first."""


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of a user, and what they chose afterwards."""

    done: tuple[ItemId, ...]
    liked: tuple[ItemId, ...]
    later: frozenset[ItemId]

    def query(self, user: str, *, k: int, adventure: float | None = None) -> Query:
        """What an agent asks for somebody who has said what they like, and now wishes nothing."""
        return Query(user, liked=self.liked, excluded=frozenset(self.done), k=k, adventure=adventure)


@dataclass(frozen=True, slots=True)
class Judged:
    """ndcg: one figure a user, in the order of the part; the others over all slates.

    `gini` is over the items that the model can recommend at all, `gini_catalog` over all items.
    """

    ndcg: NDArray[np.float64]
    gini: float
    gini_catalog: float
    novelty: float
    coverage: int


@dataclass(frozen=True, slots=True)
class Part:
    """A catalog with what was done before a point in each user's time, and what they chose after it.

    chosen: (items,), by how many users; known: whether the model can recommend an item; candidates: of the
    collaborative source; category: what a taste is mixed of, see `telling_category`.
    """

    catalog: Catalog
    pasts: Mapping[str, Past]
    candidates: Mapping[str, Sequence[Candidate]]
    chosen: NDArray[np.float64]
    known: NDArray[np.bool_]
    users: int
    category: str | None
    ranking: Ranking

    def rows(self, found: Sequence[Candidate] | Sequence[Ranked]) -> Rows:
        """Where the items stand in the catalog."""
        return np.array([self.catalog.position[one.item_id] for one in found], dtype=np.int64)

    def judge(self, slates: Slates, k: int) -> Judged:
        hits = np.zeros((len(slates), k), dtype=np.bool_)
        for number, (user, slate) in enumerate(slates.items()):
            later = self.pasts[user].later
            hits[number, : len(slate)] = [self.catalog.items[row].id in later for row in slate]
        relevant = np.array([len(self.pasts[user].later) for user in slates])
        shown = exposures(slates.values(), len(self.catalog))
        novelty = [self_information(slate, self.chosen, self.users) for slate in slates.values()]
        return Judged(
            ndcg=ndcg(hits, relevant, k),
            gini=gini(shown[self.known]),
            gini_catalog=gini(shown),
            novelty=float(np.mean(novelty)),
            coverage=int(np.count_nonzero(shown)),
        )


def split(folder: CatalogFolder) -> tuple[Part, Part] | None:
    """The part for validation and the part for the test; None where no taste can be learned.

    Of the choices of a user with enough of them, in time order, the last fifth are for the test and the
    fifth before are for validation. Each part learns from what each user did before its own.
    """
    told: dict[str, list[tuple[Interaction, bool]]] = {}
    timed = zip(folder.interactions, strengths(folder.interactions), strict=True)
    for interaction, strength in sorted(timed, key=lambda pair: pair[0].timestamp or 0.0):
        told.setdefault(interaction.user_id, []).append((interaction, strength > 0))
    validation, test = _part(folder, told, kept=2), _part(folder, told, kept=1)
    return None if validation is None or test is None else (validation, test)


def _part(
    folder: CatalogFolder, told: Mapping[str, list[tuple[Interaction, bool]]], *, kept: int
) -> Part | None:
    """`kept` fifths are not learned from; the first of them are what was chosen later."""
    learned: list[Interaction] = []
    pasts: dict[str, Past] = {}
    for user, rows in told.items():
        choices = [place for place, (_, chosen) in enumerate(rows) if chosen]
        fifth = int(len(choices) * KEPT_APART)
        if len(choices) < FEWEST_CHOICES:
            learned.extend(interaction for interaction, _ in rows)
            continue
        start = choices[len(choices) - kept * fifth]
        end = choices[len(choices) - (kept - 1) * fifth] if kept > 1 else len(rows)
        before = rows[:start]
        learned.extend(interaction for interaction, _ in before)
        liked = tuple(dict.fromkeys(i.item_id for i, chosen in before if chosen))
        done = tuple(dict.fromkeys(i.item_id for i, _ in before))
        later = frozenset(i.item_id for i, chosen in rows[start:end] if chosen).difference(done)
        if later:
            pasts[user] = Past(done, liked, later)
    embedder = HashingEmbedder()
    catalog = catalog_in_memory(folder.schema, folder.items, embedder=embedder, interactions=learned)
    tastes, popularity = Tastes.fit(learned, catalog.position), Popularity.fit(learned, catalog.position)
    if tastes is None or not pasts:
        return None
    eligibility = Eligibility(catalog)
    values = ValueVectors.fit(catalog.columns, catalog.schema, embedder)
    found = asyncio.run(_candidates(CollaborativeSource(tastes, catalog, eligibility), pasts))
    chosen = np.zeros(len(catalog))
    for interaction, strength in zip(learned, strengths(learned), strict=True):
        chosen[catalog.position[interaction.item_id]] += strength > 0
    return Part(
        catalog=catalog,
        pasts={user: past for user, past in pasts.items() if found[user]},
        candidates={user: candidates for user, candidates in found.items() if candidates},
        chosen=chosen,
        known=chosen >= FEWEST_USERS,
        users=len(told),
        category=telling_category(catalog.columns, catalog.schema),
        ranking=Ranking(catalog, eligibility, embedder, values, popularity),
    )


async def _candidates(source: CollaborativeSource, pasts: Mapping[str, Past]) -> dict[str, list[Candidate]]:
    """By user, of what they did not do yet."""
    return {
        user: await source.candidates(past.query(user, k=CANDIDATES), limit=CANDIDATES)
        for user, past in pasts.items()
    }
