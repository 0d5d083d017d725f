"""One catalog's tools: the only place that chooses which sources and models stand behind the agent."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from catalog.catalog import Catalog, GenerationError, open_catalog
from catalog.embedding import Embedder, EmbedderError, open_embedder
from catalog.home import Home
from catalog.items import Item, ItemId
from tools.candidates import Candidate, CandidateSource, Funnel, Query, Ranked
from tools.cosines import Cosines
from tools.fit import Fitted, NotFittedError, fit_models, load_models
from tools.language_model import LanguageModel
from tools.lookup import Lookup
from tools.ranking.adaptive_reranking import AdaptiveReranking
from tools.ranking.eligibility import Eligibility
from tools.ranking.reranking import RerankingError
from tools.ranking.slate import Ranking
from tools.settings import MODEL_RERANKER, PREFIX, Settings, SettingsError
from tools.sources.aversion import AversionSource
from tools.sources.collaborative import CollaborativeSource
from tools.sources.dialogue import DialogueSource
from tools.sources.kinship import KinshipSource
from tools.sources.lexical import LexicalSource
from tools.sources.popularity import PopularitySource
from tools.sources.retrieval import SemanticSource
from tools.sources.reviews import ReviewSource
from tools.sources.sequence import SequenceSource

log = logging.getLogger(__name__)

GATHERED = 200
"""How many candidates each source is asked for."""

SOURCE_DEADLINE = 0.5
"""Seconds."""


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
        self.shelves = fitted.shelves
        self.lookup = Lookup(catalog, self.eligibility, fitted.popularity)
        self.sources = tuple(self._usual_sources(fitted) if sources is None else sources)
        self._ranking = Ranking(
            catalog, self.eligibility, embedder, fitted.values, fitted.popularity, fitted.fusion
        )
        self._deadline = source_deadline

    @classmethod
    def in_memory(cls, catalog: Catalog, embedder: Embedder) -> Toolbox:
        """Fitted here and now, for tests and small catalogs."""
        return cls(catalog, embedder, fit_models(catalog, embedder=embedder))

    def count(self, taken: NDArray[np.float64]) -> None:
        """Count what users took since the models were fitted, (items,), for what is popular."""
        for source in self.sources:
            if isinstance(source, PopularitySource):
                source.count(taken)

    @property
    def listens(self) -> bool:
        """Whether a source wants to know what was said in the session so far."""
        return any(source.name == DialogueSource.name for source in self.sources)

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
        return self._ranking.rank(query, gathered.rankings)

    def respread(self, query: Query, ranked: Sequence[Ranked]) -> tuple[list[Ranked], Mapping[ItemId, str]]:
        """Ranked items that were scored anew, the best first, in the order to show them; what was left out why."""
        return self._ranking.respread(query, ranked)

    async def search(self, text: str, *, limit: int = 20) -> list[Item]:
        """Items by title, then by their words and meaning, for a search box."""
        titled = [match.item_id for match in self.lookup.find_titles(text, limit)]
        query = Query(user_id="", text=text, excluded=frozenset(titled), k=limit)
        ranked, _ = self.rank(query, await self.gather(query, limit=limit))
        found = [*titled, *(r.item_id for r in ranked if r.score > 0)]
        return [self.catalog.item(item_id) for item_id in found[:limit]]

    def _usual_sources(self, fitted: Fitted) -> list[CandidateSource]:
        item_ids = [item.id for item in self.catalog.items]
        cosines = Cosines(self.catalog.vectors, self.embedder)
        sources: list[CandidateSource] = [
            SemanticSource(self.catalog, cosines, self.eligibility),
            LexicalSource(fitted.words, item_ids, self.eligibility),
            KinshipSource(fitted.features, self.catalog, self.eligibility),
            AversionSource(self.catalog, cosines, self.eligibility),
        ]
        if len(self.catalog.said):
            sources.append(ReviewSource(self.catalog, self.embedder, self.eligibility))
        if fitted.tastes:
            sources.append(CollaborativeSource(fitted.tastes, self.catalog, self.eligibility))
        if fitted.sequence:
            sources.append(SequenceSource(fitted.sequence, self.catalog, self.eligibility))
        if fitted.dialogue:
            sources.append(DialogueSource(fitted.dialogue, self.catalog, self.eligibility))
        sources.append(PopularitySource(fitted.popularity, item_ids, self.eligibility))
        return sources


class CatalogNotFoundError(LookupError):
    """A catalog that is not there, or that cannot be opened, then with the `problem`."""

    def __init__(self, slug: str | None, known: Sequence[str], *, problem: str | None = None) -> None:
        self.slug = slug
        self.known = tuple(known)
        self.problem = problem
        what = f"no catalog {slug!r} in this home" if slug else "no catalog in this home"
        have = f"there is {', '.join(known)}" if known else "none is built yet"
        super().__init__(f"the catalog {slug!r} cannot be used: {problem}" if problem else f"{what}; {have}")


class Tools:
    """The toolboxes of all catalogs of a home, each of the generation that was in use when it was opened."""

    def __init__(self, home: Home, *, source_deadline: float = SOURCE_DEADLINE) -> None:
        """Opens every catalog of the home; `problems` says of those that cannot be used why."""
        self.problems: dict[str, str] = {}
        self._home = home
        self._deadline = source_deadline
        self._embedders: dict[str, Embedder] = {}
        self._open: dict[str, Toolbox] = {}
        self._tried: dict[str, str] = {}
        self._retired: list[Toolbox] = []
        self._lock = threading.Lock()
        self.adopt()

    @property
    def default(self) -> str:
        """The catalog that was built first. Raises CatalogNotFoundError where there is none."""
        return self.of().catalog.slug

    def slugs(self) -> list[str]:
        """The first built first."""
        return list(self._open)

    def of(self, slug: str | None = None) -> Toolbox:
        """One catalog's toolbox, by default that of the first built. Raises CatalogNotFoundError."""
        open_ = self._open
        chosen = next(iter(open_), None) if slug is None else slug
        if chosen is None or chosen not in open_:
            raise CatalogNotFoundError(slug, list(open_), problem=self.problems.get(chosen or ""))
        return open_[chosen]

    def adopt(self) -> list[str]:
        """Open what was built since, and let go of what is gone: the catalogs that changed.

        Cheap where nothing did. A turn that holds an old toolbox can end with it: it is closed only at the
        next change.
        """
        with self._lock:
            wanted = {
                slug: generation for slug in self._home.catalogs() if (generation := self._home.current(slug))
            }
            changed = [
                slug for slug, generation in wanted.items() if self._tried.get(slug) != generation.name
            ]
            changed.extend(slug for slug in self._tried if slug not in wanted)
            if not changed:
                return []
            for toolbox in self._retired:
                toolbox.close()
            fresh = {slug: self._opened(slug, wanted[slug]) for slug in changed if slug in wanted}
            self._retired = [
                self._open[s] for s in changed if s in self._open and (s not in wanted or fresh[s])
            ]
            opened = {slug: fresh.get(slug) or self._open.get(slug) for slug in wanted}
            self._open = {slug: toolbox for slug, toolbox in opened.items() if toolbox is not None}
            self._tried = {slug: generation.name for slug, generation in wanted.items()}
            self.problems = {slug: why for slug, why in self.problems.items() if slug in wanted}
            return changed

    def close(self) -> None:
        for toolbox in (*self._open.values(), *self._retired):
            toolbox.close()
        self._open, self._retired, self._tried = {}, [], {}

    def _opened(self, slug: str, generation: Path) -> Toolbox | None:
        """None where it cannot be used, which `problems` and the log tell; what was open stays open."""
        try:
            catalog = open_catalog(generation)
            try:
                embedder = self._embedder(catalog.manifest.embedder)
                fitted = load_models(catalog, generation, embedder=embedder)
            except (EmbedderError, NotFittedError):
                catalog.close()
                raise
        except (EmbedderError, NotFittedError, GenerationError) as error:
            log.error("catalog %s cannot be opened: %s", slug, error)
            self.problems[slug] = str(error)
            return None
        self.problems.pop(slug, None)
        embedder.embed(["ready"])
        return Toolbox(catalog, embedder, fitted, source_deadline=self._deadline)

    def _embedder(self, fingerprint: str) -> Embedder:
        """The embedder that made a catalog's vectors; shared, as catalogs of a home mostly have the same."""
        if fingerprint not in self._embedders:
            embedder = open_embedder(self._home.embedder)
            if embedder.fingerprint != fingerprint:
                raise EmbedderError(
                    self._home.embedder,
                    "not the one that made the vectors; build again",
                )
            self._embedders[fingerprint] = embedder
        return self._embedders[fingerprint]


def open_language_model(settings: Settings) -> LanguageModel | None:
    """The language model that the settings name, ready for use; None where they name none."""
    if not settings.language_model:
        return None
    from tools.openai_model import OpenAIModel

    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else None
    model = OpenAIModel(settings.llm_model or "", base_url=settings.llm_base_url, api_key=key)
    model.open()
    return model


def open_reranking(settings: Settings, model: LanguageModel | None) -> AdaptiveReranking | None:
    """The reranker that the settings name: `model` itself, or a cross-encoder; None where they name none.

    Raises:
        SettingsError: where there is no model, or the cross-encoder cannot be loaded.
    """
    where = f"{PREFIX}RERANKER"
    if not settings.reranker:
        return None
    if settings.reranker == MODEL_RERANKER:
        if model is None:
            raise SettingsError(where, "it is to be the language model, and none is switched on")
        from tools.ranking.model_reranker import ModelReranker

        return AdaptiveReranking(ModelReranker(model), of_language_model=True)
    from tools.ranking.cross_encoder import CrossEncoderReranker

    try:
        return AdaptiveReranking(CrossEncoderReranker.open(settings.reranker))
    except RerankingError as error:
        raise SettingsError(where, f"{settings.reranker}: {error.problem}") from error
