"""Strangers and new items: who is asked what, and among which items they are ranked."""

from __future__ import annotations

import numpy as np
import pytest

from catalog.catalog import Catalog, catalog_in_memory
from catalog.embedding import HashingEmbedder
from catalog.items import Interaction, Item
from catalog.schema import parse_schema
from evals.benchmarks.cold import _Found, _line, _round, _with
from tools.fit import fit_models
from tools.set_aside import choices_of, parts, without
from tools.toolbox import Toolbox

SCHEMA = """
name: teas
id: id
title: name
attributes:
  leaf: {type: category}
"""
LEAVES = ("green hills", "black coast", "white mountain", "smoked forest", "red desert")
ITEMS, USERS = 100, 150


@pytest.fixture(scope="module")
def teas() -> Catalog:
    """Each guest drinks one leaf, which the name of a tea tells."""
    kinds = len(LEAVES)
    items = [Item(f"t{n}", LEAVES[n % kinds], "", {"leaf": LEAVES[n % kinds]}) for n in range(ITEMS)]
    chance = np.random.default_rng(2)
    interactions = [
        Interaction(f"u{user}", f"t{kinds * n + user % kinds}", "like", None, float(moment))
        for user in range(USERS)
        for moment, n in enumerate(chance.permutation(ITEMS // kinds)[:12].tolist())
    ]
    return catalog_in_memory(
        parse_schema(SCHEMA), items, embedder=HashingEmbedder(), interactions=interactions
    )


async def test_new_items_are_ranked_among_themselves_and_found_by_what_is_written_of_them(
    teas: Catalog,
) -> None:
    toolbox = Toolbox.in_memory(teas, HashingEmbedder())
    fitted = fit_models(teas, embedder=HashingEmbedder())
    judged, learned_on, _ = parts(choices_of(teas.interactions()), 3, seed=1)
    others = without(teas.interactions(), [*judged, *learned_on])
    found, hidden = _Found(users=len(judged)), frozenset(f"t{n}" for n in range(90, ITEMS))
    await _round(found, _with(toolbox, fitted, others, learned_on), others, judged, learned_on)
    assert set(found.scores) == {"0", "3", "10", "all"}
    known = [i for i in others if i.item_id not in hidden]
    trial = _with(toolbox, fitted, known, learned_on)
    await _round(found, trial, known, judged, learned_on, hidden=hidden)
    new = {name: float(np.mean(values)) for name, values in found.scores["unseen"].items()}
    assert new["popularity"] == 0
    assert new["collaborative"] > 0.8
    assert new["learned"] > 0.8
    line = _line(found, 1.0)
    assert line["unseen_collaborative"] == round(new["collaborative"], 4)
    assert line["unseen_among_all_best"] in new
    assert line["users"] == len(judged)
