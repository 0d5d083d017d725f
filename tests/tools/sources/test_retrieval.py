"""Nearness in meaning, to words and to items."""

from __future__ import annotations

import numpy as np

from catalog.catalog import Catalog
from catalog.embedding import HashingEmbedder
from tools.candidates import Candidate, Query
from tools.cosines import Cosines
from tools.ranking.eligibility import Eligibility
from tools.sources.retrieval import SemanticSource


async def found(catalog: Catalog, **asked: object) -> list[Candidate]:
    cosines = Cosines(catalog.vectors, HashingEmbedder())
    source = SemanticSource(catalog, cosines, Eligibility(catalog))
    return await source.candidates(Query("ana", **asked), limit=50)  # type: ignore[arg-type]


async def test_one_liked_item_ranks_all_others_by_their_cosine_to_it(catalog: Catalog) -> None:
    ranked = [candidate.item_id for candidate in await found(catalog, liked=("pizza",))]
    own = catalog.vectors @ catalog.vectors[catalog.position["pizza"]]
    by_cosine = [catalog.items[row].id for row in np.argsort(-own, kind="stable")]
    assert ranked == [item_id for item_id in by_cosine if item_id != "pizza"]


async def test_what_resembles_several_models_comes_before_what_resembles_one(catalog: Catalog) -> None:
    near = {
        one: {c.item_id: c.score for c in await found(catalog, like=(one,))} for one in ("laksa", "curry-g")
    }
    both = await found(catalog, like=("laksa", "curry-g"))
    shared = near["laksa"].keys() & near["curry-g"].keys()
    assert both[0].item_id in sorted(shared, key=lambda i: -near["laksa"][i] - near["curry-g"][i])[:3]


async def test_the_evidence_is_the_liked_item_that_is_nearest(catalog: Catalog) -> None:
    best = (await found(catalog, liked=("dal", "pizza")))[0]
    assert best.item_id == "pizza-d"
    assert [evidence.ref for evidence in best.evidence] == ["pizza"]
