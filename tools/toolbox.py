"""One catalog's tools: the only place that chooses which sources and models stand behind the agent."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from catalog.catalog import Catalog
from catalog.columns import Mask
from catalog.embedding import Embedder
from catalog.items import Item, ItemId
from tools.candidates import Candidate, CandidateSource, Evidence, Funnel, Query, Ranked
from tools.fit import Fitted, fit_models
from tools.lookup import Lookup
from tools.ranking.diversity import FOCUSED, OPEN, diversify
from tools.ranking.eligibility import Eligibility
from tools.ranking.evidence import Grounds
from tools.ranking.fusion import fuse, source_weights
from tools.ranking.preferences import match_preferences
from tools.sources.aversion import AversionSource
from tools.sources.collaborative import CollaborativeSource
from tools.sources.lexical import LexicalSource
from tools.sources.popularity import PopularitySource
from tools.sources.retrieval import SemanticSource

log = logging.getLogger(__name__)

GATHERED = 200
"""How many candidates each source is asked for."""

SOURCE_DEADLINE = 0.5
"""Seconds."""

FEWEST_RANKED = 20


@dataclass(frozen=True, slots=True)
class Gathered:
    """What each source answered, best first, and why those that failed did."""

    rankings: Mapping[str, list[Candidate]] = field(default_factory=dict)
    failures: Mapping[str, str] = field(default_factory=dict)


class Toolbox:
    """All that the agent can do with one catalog: `catalog`, `embedder`, `sources`, `lookup`."""

    def __init__(
        self,
        catalog: Catalog,
        embedder: Embedder,
        fitted: Fitted,
        *,
        sources: Sequence[CandidateSource] | None = None,
        source_deadline: float = SOURCE_DEADLINE,
    ) -> None:
        """With `sources` given, those in place of the usual ones."""
        self.catalog = catalog
        self.embedder = embedder
        self.eligibility = Eligibility(catalog)
        self.lookup = Lookup(catalog, self.eligibility)
        self.sources = tuple(self._usual_sources(fitted) if sources is None else sources)
        self._values = fitted.values
        self._deadline = source_deadline
        self._known = np.array([len(item.attributes) for item in catalog.items])

    @classmethod
    def in_memory(cls, catalog: Catalog, embedder: Embedder) -> Toolbox:
        """Fitted here and now, for tests and small catalogs."""
        return cls(catalog, embedder, fit_models(catalog, embedder=embedder))

    def close(self) -> None:
        self.catalog.close()

    async def gather(self, query: Query, *, limit: int = GATHERED) -> Gathered:
        """Ask every source at once, each with a deadline; what fails is recorded, never raised."""
        asked = [
            asyncio.wait_for(source.candidates(query, limit=limit), self._deadline) for source in self.sources
        ]
        answers = await asyncio.gather(*asked, return_exceptions=True)
        rankings: dict[str, list[Candidate]] = {}
        failures: dict[str, str] = {}
        for source, answer in zip(self.sources, answers, strict=True):
            if isinstance(answer, list):
                rankings[source.name] = answer
            elif isinstance(answer, TimeoutError):
                failures[source.name] = f"no answer within {self._deadline:g} s"
            else:
                failures[source.name] = f"{type(answer).__name__}: {answer}"
                log.error("source %s failed", source.name, exc_info=answer)
        return Gathered(rankings, failures)

    def rank(self, query: Query, gathered: Gathered) -> tuple[list[Ranked], Funnel]:
        """The items in the order in which to show them; the slate is the first `query.k`, best score first.

        At least `query.k` items wherever as many are eligible, whatever the sources found; runners-up follow.
        """
        open_ = self.eligibility.open_to(query)
        matches = match_preferences(query.preferences, self.catalog.columns, self.catalog.schema, open_)
        rankings = {name: [c.item_id for c in found] for name, found in gathered.rankings.items()}
        fused = fuse(rankings, position=self.catalog.position, weights=source_weights(query), matches=matches)
        pool = self._best(fused.total, open_, max(4 * query.k, FEWEST_RANKED))
        spread = diversify(
            fused.scores[pool],
            self.catalog.vectors[pool],
            [self.catalog.items[row].title for row in pool],
            k=query.k,
            tolerance=FOCUSED if _wanted(query) else OPEN,
        )
        grounds = Grounds(query, self.catalog, matches, self._values.close_to(query.text, self.embedder))
        told = _told(gathered)
        ranked = []
        for row in (pool[place] for place in spread.order):
            item_id = self.catalog.items[row].id
            evidence = grounds.of(row, told.get(item_id, ()))
            ranked.append(Ranked(item_id, round(float(fused.scores[row]), 4), fused.terms(row), evidence))
        return ranked, Funnel(
            catalog=len(self.catalog),
            eligible=int(np.count_nonzero(open_)),
            scored=int(np.count_nonzero(open_ & (fused.total > 0))),
            dropped={
                self.catalog.items[pool[copy]].id: f"the same as “{self.catalog.items[pool[original]].title}”"
                for copy, original in spread.copies.items()
            },
        )

    async def search(self, text: str, *, limit: int = 20) -> list[Item]:
        """Items by title, then by their words and meaning, for a search box."""
        titled = [match.item_id for match in self.lookup.find_titles(text, limit)]
        query = Query(user_id="", text=text, excluded=frozenset(titled), k=limit)
        ranked, _ = self.rank(query, await self.gather(query, limit=limit))
        found = [*titled, *(r.item_id for r in ranked if r.score > 0)]
        return [self.catalog.item(item_id) for item_id in found[:limit]]

    def _best(self, total: np.ndarray[tuple[int], np.dtype[np.float64]], open_: Mask, most: int) -> list[int]:
        """The rows of the best open items; among equals those of which more is known come first."""
        rows = np.flatnonzero(open_)
        order = np.lexsort((rows, -self._known[rows], -total[rows]))
        best: list[int] = rows[order[:most]].tolist()
        return best

    def _usual_sources(self, fitted: Fitted) -> list[CandidateSource]:
        item_ids = [item.id for item in self.catalog.items]
        sources: list[CandidateSource] = [
            SemanticSource(self.catalog, self.embedder, self.eligibility),
            LexicalSource(fitted.words, item_ids, self.eligibility),
            AversionSource(self.catalog, self.embedder, self.eligibility),
        ]
        if fitted.tastes:
            sources.append(CollaborativeSource(fitted.tastes, self.catalog, self.eligibility))
        if fitted.popularity:
            sources.append(PopularitySource(fitted.popularity, item_ids, self.eligibility))
        return sources


def _wanted(query: Query) -> bool:
    """Whether the user said anything of what they want, beside what must hold."""
    return bool(query.text.strip() or query.like or query.liked or query.preferences)


def _told(gathered: Gathered) -> dict[ItemId, list[Evidence]]:
    told: dict[ItemId, list[Evidence]] = {}
    for found in gathered.rankings.values():
        for candidate in found:
            told.setdefault(candidate.item_id, []).extend(candidate.evidence)
    return told


class CatalogNotFoundError(LookupError):
    def __init__(self, slug: str | None, known: Sequence[str]) -> None:
        self.slug = slug
        self.known = tuple(known)
        have = f"there is {', '.join(known)}" if known else "none is built yet"
        super().__init__(
            f"no catalog {slug!r} in this home; {have}" if slug else f"no catalog in this home; {have}"
        )


class Tools:
    """The toolboxes of all catalogs of a home, each of the generation in use when it was opened."""

    def __init__(self, home: Home, settings: Settings) -> None:
        """Opens every catalog of the home.

        Raises:
            NotFittedError: where a build ended without its models.
        """
        self._home = home
        self._settings = settings
        self._embedders: dict[str, Embedder] = {}
        self._open: dict[str, Toolbox] = {}
        self._retired: list[Toolbox] = []
        self.adopt()

    @property
    def default(self) -> str:
        """The catalog that was built first. Raises CatalogNotFoundError where there is none."""
        return self.of(None).catalog.slug

    def slugs(self) -> list[str]:
        """The first built first."""
        return list(self._open)

    def of(self, slug: str | None = None) -> Toolbox:
        """One catalog's toolbox, by default that of the first built. Raises CatalogNotFoundError."""
        chosen = next(iter(self._open), None) if slug is None else slug
        if chosen is None or chosen not in self._open:
            raise CatalogNotFoundError(slug, self.slugs())
        return self._open[chosen]
