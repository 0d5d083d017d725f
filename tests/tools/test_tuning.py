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
from tools.set_aside import Choices, cases, choices_of, choosers_of, parts, sources_of, without
from tools.toolbox import Toolbox
from tools.tuning import Tuned, fit, tune

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
    choosers = choosers_of(catalog.interactions())
    found = await cases(users, toolbox, choosers=choosers, known=(0, 3, 99, None))
    assert [count for count, _ in found] == [0, 3, None] * 4
    assert {case.choices for count, case in found if count == 3} == {3}
    hidden = frozenset(users[0].targets[:1])
    among = await cases(users, toolbox, choosers=choosers, known=(None,), among=hidden)
    assert among
    assert all(int(c.chosen.sum()) + len(c.missed) == 1 for _, c in among)
    rest = frozenset(catalog.position) - hidden
    [(_, alone)] = await cases(users[:1], toolbox, choosers=choosers, known=(3,), excluded=rest)
    assert len(alone.chosen) <= 1


def test_an_item_is_chosen_once_by_each_who_did() -> None:
    rows = [
        chose("ana", "a", 1.0),
        chose("ana", "a", 2.0),
        chose("ben", "a", 1.0),
        chose("ben", "b", 1.0, "hide"),
    ]
    assert dict(choosers_of(rows)) == {"a": 2}


async def test_weights_are_learned_for_those_of_whom_something_is_known(catalog: Catalog) -> None:
    fitted = fit_models(catalog, embedder=HashingEmbedder())
    toolbox = Toolbox(catalog, HashingEmbedder(), fitted)
    tuned = await tune(toolbox, fitted)
    assert tuned.weights is not None
    assert "collaborative" in sources_of(toolbox)
    told = {worth.bucket: worth.figures for worth in tuned.users}
    assert told[1]["collaborative"] > 2 * told[1]["popularity"]
    assert told[1]["fusion"] >= told[1]["collaborative"] - 0.05
    assert any("1 to 5 choices known" in line for line in tuned.lines)
    assert any("of what 21 or more chose" in line for line in tuned.lines)
    assert sum(worth.count for worth in tuned.items) == sum(w.count * 2 for w in tuned.users if w.bucket)


async def test_where_few_chose_nothing_is_tuned(catalog: Catalog) -> None:
    few = catalog_in_memory(
        catalog.schema, catalog.items, embedder=HashingEmbedder(), interactions=catalog.interactions()[:100]
    )
    fitted = fit_models(few, embedder=HashingEmbedder())
    assert (await tune(Toolbox(few, HashingEmbedder(), fitted), fitted)).weights is None


async def test_a_build_inside_an_event_loop_tunes_too(catalog: Catalog, tmp_path: Path) -> None:
    tuned = fit(catalog, tmp_path, embedder=HashingEmbedder())
    assert tuned.users
    assert any(line.startswith("tastes: ") and "CPU s" in line for line in tuned.lines)
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
    assert "sequence" not in tuned.left_out
    assert "sequence" in tuned.users[-1].figures


async def test_tastes_that_are_no_better_than_what_most_choose_are_left_out_and_it_is_said() -> None:
    """Everybody chooses by chance, some mugs more often than others: there are no tastes to be learned."""
    chance = np.random.default_rng(1)
    shares = 1.0 / np.arange(1, ITEMS + 1)
    interactions = [
        chose(f"u{user}", f"m{n}", float(moment))
        for user in range(USERS)
        for moment, n in enumerate(chance.choice(ITEMS, 10, replace=False, p=shares / shares.sum()).tolist())
    ]
    items = [Item(f"m{n}", f"Mug {n}", "", {"glaze": "plain"}) for n in range(ITEMS)]
    embedder = HashingEmbedder()
    made = catalog_in_memory(parse_schema(SCHEMA), items, embedder=embedder, interactions=interactions)
    fitted = fit_models(made, embedder=embedder)
    tuned = await tune(Toolbox(made, embedder, fitted), fitted)
    assert "collaborative" in tuned.left_out
    assert any("collaborative left out" in line for line in tuned.lines)
    left = leaving_out(fitted, tuned.left_out)
    assert left.tastes is None
    assert "left out, as it adds" in left.manifest.models["tastes"]


def test_nothing_is_left_out_without_a_reason(catalog: Catalog) -> None:
    fitted = fit_models(catalog, embedder=HashingEmbedder())
    assert leaving_out(fitted, {}).tastes is fitted.tastes
    assert Tuned(None).lines == []
