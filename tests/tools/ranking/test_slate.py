"""The stages of re-ranking in their place: the dial, the mix of a taste, the place to learn at; constraints last."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from catalog.catalog import catalog_in_memory
from catalog.constraints import Constraint
from catalog.embedding import HashingEmbedder
from catalog.items import Interaction, Item
from catalog.schema import parse_schema
from evals.benchmarks.exposure import intra_list_distance, self_information
from tools.candidates import Funnel, Query, Ranked
from tools.fit import fit_models
from tools.ranking.calibration import calibration, divergence
from tools.ranking.exploration import Arms, Exploration, explore
from tools.ranking.learned import LearnedWeights
from tools.toolbox import Toolbox

SCHEMA = """
name: plants
id: id
title: name
attributes:
  family: {type: category, many: true}
  grows: {type: tags}
  price: {type: number}
"""
FAMILIES = ("fern", "palm", "moss", "reed", "herb")
PLACES = ("shade", "sun", "water", "rock", "wall", "pot", "hedge", "roof")
GARDENERS, PLANTS = 60, 150
DIAL = (0.0, 0.25, 0.5, 0.75, 1.0)


def plants(random: np.random.Generator) -> list[Item]:
    rows = []
    for n in range(PLANTS):
        family = (FAMILIES[n % 5],) if n % 4 else (FAMILIES[n % 5], FAMILIES[(n + 1) % 5])
        grows = tuple(random.choice(PLACES, size=3, replace=False).tolist())
        rows.append(
            Item(f"p{n}", f"Plant {n}", attributes={"family": family, "grows": grows, "price": n % 20})
        )
    return rows


@pytest.fixture(scope="module")
def nursery() -> Toolbox:
    """Few plants are in most gardens; each gardener keeps to two families."""
    random = np.random.default_rng(17)
    items = plants(random)
    chosen = []
    for gardener in range(GARDENERS):
        worth = np.array(
            [
                (1 / (n + 1) ** 0.8) * (6.0 if {n % 5} & {gardener % 5, gardener % 3} else 1.0)
                for n in range(PLANTS)
            ]
        )
        for n in random.choice(PLANTS, size=14, replace=False, p=worth / worth.sum()):
            chosen.append(Interaction(f"g{gardener}", f"p{n}", "like", 1.0, 1e9 + len(chosen)))
    embedder = HashingEmbedder()
    return Toolbox.in_memory(
        catalog_in_memory(parse_schema(SCHEMA), items, embedder=embedder, interactions=chosen), embedder
    )


def likes(nursery: Toolbox, gardener: int) -> tuple[str, ...]:
    return tuple(i.item_id for i in nursery.catalog.interactions() if i.user_id == f"g{gardener}")


async def ranked(nursery: Toolbox, query: Query) -> tuple[list[Ranked], Funnel]:
    return nursery.rank(query, await nursery.gather(query))


async def test_more_adventure_is_never_less_variety_or_novelty_on_average(nursery: Toolbox) -> None:
    catalog = nursery.catalog
    counts = np.zeros(len(catalog))
    for interaction in catalog.interactions():
        counts[catalog.position[interaction.item_id]] += 1
    distance, novelty = [], []
    for adventure in DIAL:
        slates = []
        for gardener in range(GARDENERS):
            query = Query("new", liked=likes(nursery, gardener), k=6, adventure=adventure)
            found, _ = await ranked(nursery, query)
            slates.append(np.array([catalog.position[one.item_id] for one in found[:6]]))
        distance.append(float(np.mean([intra_list_distance(catalog.vectors[slate]) for slate in slates])))
        novelty.append(float(np.mean([self_information(slate, counts, GARDENERS) for slate in slates])))
    for means in (distance, novelty):  # factors that are learned on two threads differ a little each time
        assert all(later >= earlier - 0.01 for earlier, later in pairwise(means)), means
    assert distance[-1] > distance[0] + 0.01
    assert novelty[-1] > novelty[0] + 0.3


async def test_without_the_dial_no_stage_speaks(nursery: Toolbox) -> None:
    found, funnel = await ranked(nursery, Query("new", liked=likes(nursery, 4), k=6))
    assert {term.source for one in found for term in one.terms} <= {source.name for source in nursery.sources}
    assert funnel.dropped == {}
    assert all(one.propensity is None for one in found)


async def test_what_popularity_cost_is_a_term_and_terms_sum_to_the_score(nursery: Toolbox) -> None:
    found, _ = await ranked(nursery, Query("new", liked=likes(nursery, 4), k=6, adventure=1.0))
    assert any(term.source == "novelty" for one in found for term in one.terms)
    for one in found:
        assert all(term.weight < 0 for term in one.terms if term.source == "novelty")
        assert sum(term.weight for term in one.terms) == pytest.approx(one.score, abs=0.002)
        assert "novelty" not in one.sources


async def test_a_slate_comes_nearer_to_the_mix_and_says_what_it_left_out(nursery: Toolbox) -> None:
    catalog, gains, said = nursery.catalog, [], 0
    for gardener in range(20):
        liked = likes(nursery, gardener)
        open_, wished = (
            Query("new", liked=liked, k=6, adventure=0.0),
            Query("new", text="x", liked=liked, k=6),
        )
        distances = []
        for query in (Query("new", liked=liked, k=6), open_):
            found, funnel = await ranked(nursery, query)
            slate = [catalog.item(one.item_id) for one in found[:6]]
            mix = calibration([catalog.item(i) for i in liked], slate, "family")
            assert mix is not None
            distances.append(divergence(mix.target, mix.shares.sum(axis=0, keepdims=True))[0])
        gains.append(distances[0] - distances[1])
        said += any("mix of family" in words for words in funnel.dropped.values())
        assert not set(funnel.dropped) & {one.item_id for one in found[:6]}
        _, funnel = await ranked(nursery, wished)
        assert funnel.dropped == {}
    assert np.mean(gains) > 0.1
    assert said > 5


async def test_no_stage_brings_back_what_a_constraint_forbids(nursery: Toolbox) -> None:
    cheap = Constraint(attribute="price", op="<=", value=6)
    no_moss = Constraint(attribute="family", op="=", value="moss", polarity="exclude")
    gone = frozenset({"p0", "p1", "p5"})
    for seed in range(10):
        query = Query(
            "new",
            liked=likes(nursery, seed),
            excluded=gone,
            constraints=(cheap, no_moss),
            k=6,
            adventure=1.0,
        )
        plain, _ = await ranked(nursery, query)
        found = explore(plain, k=6, exploration=Exploration(Arms(), np.random.default_rng(seed)))
        for one in found:
            item = nursery.catalog.item(one.item_id)
            assert item.attributes["price"] <= 6  # type: ignore[operator]
            assert "moss" not in item.values("family")
            assert one.item_id not in gone | set(query.liked)


async def test_exploring_moves_one_place(nursery: Toolbox) -> None:
    query = Query("new", liked=likes(nursery, 2), k=6)
    plain, _ = await ranked(nursery, query)
    moved = 0
    for seed in range(20):
        found = explore(plain, k=6, exploration=Exploration(Arms(), np.random.default_rng(seed)))
        assert found[:5] == [one for one in found[:5] if one.propensity == 1.0]
        assert [one.item_id for one in found[:5]] == [one.item_id for one in plain[:5]]
        assert 0 < (found[5].propensity or 0) < 1
        assert [one.score for one in found[:6]] == sorted((one.score for one in found[:6]), reverse=True)
        moved += found[5].item_id != plain[5].item_id
    assert moved > 5


def test_the_dial_has_ends() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Query("ana", adventure=1.5)


async def test_what_was_just_liked_moves_the_slate_though_most_choose_what_is_popular(
    nursery: Toolbox,
) -> None:
    """Weights learned from people who say nothing hold for those who say nothing."""
    catalog, embedder = nursery.catalog, HashingEmbedder()
    names = tuple(source.name for source in nursery.sources)
    popular = LearnedWeights(names, np.tile([float(name == "popularity") for name in names], (4, 1)))
    toolbox = Toolbox(catalog, embedder, replace(fit_models(catalog, embedder=embedder), fusion=popular))
    known = Query(user_id="", liked=("p120", "p121"))

    async def sources(query: Query) -> set[str]:
        slate, _ = await ranked(toolbox, query)
        return {source for one in slate[: query.k] for source in one.sources}

    assert await sources(known) == {"popularity"}
    assert "kinship" in await sources(replace(known, liked_now=True))
