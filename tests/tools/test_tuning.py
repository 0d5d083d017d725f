"""Users set aside: what they are asked to be recommended, and the weights that their choices teach."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from catalog.catalog import Catalog, catalog_in_memory
from catalog.embedding import HashingEmbedder
from catalog.items import Interaction, Item
from catalog.schema import parse_schema
from tools.fit import fit_models, leaving_out, load_models
from tools.ranking.learned import Case
from tools.toolbox import Toolbox
from tools.tuning import Choices, Tuned, cases, choices_of, fit, parts, sources_of, tune, useless, without

SCHEMA = """
name: mugs
id: id
title: name
attributes:
  glaze: {type: category}
"""
KINDS, ITEMS, USERS = 4, 60, 160


def chose(user: str, item: str, moment: float, event: str = "like") -> Interaction:
    return Interaction(user, item, event, None, moment)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """Each user likes one kind, which nothing that is written of the items tells."""
    rng = np.random.default_rng(3)
    items = [Item(f"m{n}", f"Mug {n}", "", {"glaze": "plain"}) for n in range(ITEMS)]
    interactions = [
        chose(f"u{user}", f"m{n * KINDS + user % KINDS}", float(moment))
        for user in range(USERS)
        for moment, n in enumerate(rng.permutation(ITEMS // KINDS)[:10].tolist())
    ]
    embedder = HashingEmbedder()
    return catalog_in_memory(parse_schema(SCHEMA), items, embedder=embedder, interactions=interactions)


def test_the_latest_fifth_is_to_be_found_and_refusals_are_no_choices() -> None:
    rows = [chose("ana", f"m{n}", float(-n)) for n in range(10)]
    rows += [chose("ana", "m77", 5.0, "dislike"), *(chose("ben", f"m{n}", 1.0) for n in range(3))]
    [ana] = choices_of(rows)
    assert ana.targets == ("m1", "m0")
    assert ana.before == tuple(f"m{n}" for n in range(9, 1, -1))


def test_parts_hold_everybody_once_and_are_left_out_whole() -> None:
    users = [Choices(f"u{n}", ("a", "b")) for n in range(11)]
    split = parts(users, 3, seed=1)
    assert sorted(u.user_id for part in split for u in part) == sorted(u.user_id for u in users)
    rest = without([chose("u1", "a", 1.0), chose("zoe", "a", 1.0)], users)
    assert [i.user_id for i in rest] == ["zoe"]


async def test_a_stranger_tells_as_many_choices_as_are_asked_for(catalog: Catalog) -> None:
    toolbox = Toolbox.in_memory(catalog, HashingEmbedder())
    users = choices_of(catalog.interactions())[:4]
    found = await cases(users, toolbox, known=(0, 3, 99, None))
    assert [count for count, _ in found] == [0, 3, None] * 4
    assert {case.choices for count, case in found if count == 3} == {3}
    hidden = frozenset(users[0].targets[:1])
    among = await cases(users, toolbox, known=(None,), among=hidden)
    assert all(int(c.chosen.sum()) + c.missed == 1 for _, c in among)


async def test_weights_are_learned_for_those_of_whom_something_is_known(catalog: Catalog) -> None:
    fitted = fit_models(catalog, embedder=HashingEmbedder())
    toolbox = Toolbox(catalog, HashingEmbedder(), fitted)
    tuned = await tune(toolbox, fitted)
    assert tuned.weights is not None
    assert "collaborative" in sources_of(toolbox)
    told = {worth.bucket: worth for worth in tuned.worth}
    assert told[1].ndcg["collaborative"] > 2 * told[1].ndcg["popularity"]
    assert told[1].ndcg["fusion"] >= told[1].ndcg["collaborative"] - 0.05
    assert any("1 to 5 choices known" in line for line in tuned.lines)


async def test_where_few_chose_nothing_is_tuned(catalog: Catalog) -> None:
    few = catalog_in_memory(
        catalog.schema, catalog.items, embedder=HashingEmbedder(), interactions=catalog.interactions()[:100]
    )
    fitted = fit_models(few, embedder=HashingEmbedder())
    assert (await tune(Toolbox(few, HashingEmbedder(), fitted), fitted)).weights is None


async def test_a_build_inside_an_event_loop_tunes_too(catalog: Catalog, tmp_path: Path) -> None:
    tuned = fit(catalog, tmp_path, embedder=HashingEmbedder())
    assert tuned.worth
    again = load_models(catalog, tmp_path, embedder=HashingEmbedder())
    assert (again.fusion is None) == (tuned.weights is None)


async def test_a_source_of_what_comes_next_stays_where_the_fusion_is_better_with_it() -> None:
    """Everybody goes on to the next mug: what goes together with all of them says less."""
    starts = np.random.default_rng(6).integers(ITEMS, size=USERS).tolist()
    walks = [
        chose(f"u{user}", f"m{(start + step) % ITEMS}", float(step))
        for user, start in enumerate(starts)
        for step in range(10)
    ]
    items = [Item(f"m{n}", f"Mug {n}", "", {"glaze": "plain"}) for n in range(ITEMS)]
    embedder = HashingEmbedder()
    made = catalog_in_memory(parse_schema(SCHEMA), items, embedder=embedder, interactions=walks)
    fitted = fit_models(made, embedder=embedder)
    tuned = await tune(Toolbox(made, embedder, fitted), fitted)
    assert tuned.left_out == {}
    assert "sequence" in tuned.worth[-1].ndcg


def test_what_adds_nothing_is_left_out_and_said(catalog: Catalog) -> None:
    """Of two sources that say the same, the optional one goes."""
    features = np.array([[1.0, 1.0], [0.5, 0.5]])
    cases = [Case(3, features, np.array([True, False])) for _ in range(10)]
    left_out = useless(cases, ["collaborative", "sequence"])
    assert left_out == {"sequence": (0.0, 0.0, 0.0)}
    assert "sequence left out: it would add 0.0000 [0.0000, 0.0000]" in Tuned(None, (), left_out).lines
    fitted = fit_models(catalog, embedder=HashingEmbedder())
    assert leaving_out(fitted, left_out) is fitted
