"""Learning from what people chose."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.catalog import Catalog, catalog_in_memory
from catalog.embedding import HashingEmbedder
from catalog.items import Interaction, Item
from catalog.schema import parse_schema
from tools.candidates import Query
from tools.ranking.eligibility import Eligibility
from tools.sources.collaborative import CollaborativeSource, Histories, Tastes

POSITION = {f"i{n}": n for n in range(8)}


def chosen(*histories: str) -> list[Interaction]:
    """A user for each text, who chose the items of its digits; those after a minus were turned down."""
    rows = []
    for user, history in enumerate(histories):
        event = "like"
        for moment, sign in enumerate(history):
            if sign == "-":
                event = "dislike"
            else:
                rows.append(Interaction(f"u{user}", f"i{sign}", event, None, float(moment)))
    return rows


TWO_TASTES = chosen(*["0123"] * 5, *["4567"] * 5, "012-4")


def test_items_chosen_together_draw_each_other() -> None:
    tastes = Tastes.fit(TWO_TASTES, POSITION)
    assert tastes is not None
    scores = tastes.model.fold_in(np.array([0]), np.array([1.0], dtype=np.float32))
    assert set(np.argsort(-scores)[:4].tolist()) - {0} == {1, 2, 3}


def test_the_model_and_the_histories_are_read_back(tmp_path: Path) -> None:
    tastes = Tastes.fit(TWO_TASTES, POSITION)
    assert tastes is not None
    tastes.save(tmp_path / "tastes.npz")
    again = Tastes.load(tmp_path / "tastes.npz")
    judged, liked = np.array([4]), np.array([1.0], dtype=np.float32)
    np.testing.assert_array_equal(again.model.fold_in(judged, liked), tastes.model.fold_in(judged, liked))
    assert again.histories.of("u10") == tastes.histories.of("u10") != []
    assert again.said == tastes.said != ""


def test_a_history_keeps_order_refusals_and_the_last_word() -> None:
    rows = [
        Interaction("ana", "i0", "view", None, 1.0),
        Interaction("ana", "i1", "like", None, 2.0),
        Interaction("ana", "i1", "view", None, 3.0),
        Interaction("ana", "i2", "like", None, 4.0),
        Interaction("ana", "i2", "dislike", None, 5.0),
        Interaction("ana", "gone", "like", None, 6.0),
    ]
    tastes = Tastes.fit([*rows, *TWO_TASTES], POSITION)
    assert tastes is not None
    assert tastes.histories.of("ana") == [(0, 0.5), (1, 1.0), (2, -1.0)]
    assert tastes.histories.of("nobody") == []


@pytest.mark.parametrize("rows", [[], chosen("0"), chosen("01"), chosen("0", "1", "2"), chosen("01", "23")])
def test_too_little_teaches_nothing(rows: list[Interaction]) -> None:
    assert Tastes.fit(rows, POSITION) is None


def test_fitting_twice_gives_the_same() -> None:
    first, second = Tastes.fit(TWO_TASTES, POSITION), Tastes.fit(TWO_TASTES, POSITION)
    assert first is not None
    assert second is not None
    judged, liked = np.array([0, 5]), np.ones(2, dtype=np.float32)
    np.testing.assert_array_equal(first.model.fold_in(judged, liked), second.model.fold_in(judged, liked))


TEAS = """
name: teas
id: id
title: name
attributes:
  leaf: {type: category}
"""
LEAVES = ("green hills", "black coast", "white mountain", "smoked forest", "red desert")
OLD, NEW = 75, 5


@pytest.fixture(scope="module")
def teas() -> Catalog:
    """Each guest drinks one leaf; the last teas, one of each leaf, nobody tried yet."""
    kinds = len(LEAVES)
    items = [Item(f"t{n}", LEAVES[n % kinds], "", {"leaf": LEAVES[n % kinds]}) for n in range(OLD + NEW)]
    chance = np.random.default_rng(2)
    interactions = [
        Interaction(f"u{user}", f"t{kinds * n + user % kinds}", "like", None, float(moment))
        for user in range(20 * kinds)
        for moment, n in enumerate(chance.permutation(OLD // kinds)[:8].tolist())
    ]
    return catalog_in_memory(parse_schema(TEAS), items, embedder=HashingEmbedder(), interactions=interactions)


async def test_what_nobody_tried_yet_is_found_by_what_is_written_of_it_and_said_to_be_similar(
    teas: Catalog,
) -> None:
    tastes = Tastes.fit(teas.interactions(), teas.position, teas.vectors)
    assert tastes is not None
    assert "texts" in tastes.said
    source = CollaborativeSource(tastes, teas, Eligibility(teas))
    old = frozenset(item.id for item in teas.items[:OLD])
    first, *_ = await source.candidates(Query("zoe", liked=("t1", "t6"), excluded=old), limit=NEW)
    assert first.item_id == "t76"
    assert [(e.kind, e.ref in ("t1", "t6")) for e in first.evidence] == [("similar_item", True)]
    known = await source.candidates(Query("zoe", liked=("t1", "t6")), limit=3)
    assert {e.kind for one in known for e in one.evidence} == {"people_alike"}


async def test_without_vectors_nothing_is_said_of_what_nobody_tried(teas: Catalog) -> None:
    tastes = Tastes.fit(teas.interactions(), teas.position)
    assert tastes is not None
    source = CollaborativeSource(tastes, teas, Eligibility(teas))
    old = frozenset(item.id for item in teas.items[:OLD])
    assert await source.candidates(Query("zoe", liked=("t1",), excluded=old), limit=NEW) == []


MOMENTS = st.none() | st.integers(0, 3).map(float)
EVENTS = st.sampled_from(["like", "view", "dislike", "shown"])
DEEDS = st.lists(
    st.builds(
        lambda user, item, event, when: Interaction(user, item, event, None, when),
        st.sampled_from("ab"),
        st.sampled_from("xyz?"),
        EVENTS,
        MOMENTS,
    )
)


@given(DEEDS)
def test_histories_are_what_telling_them_one_by_one_makes(deeds: list[Interaction]) -> None:
    position = {"x": 0, "y": 1, "z": 2}
    worth = {"like": 1.0, "view": 0.5, "dislike": -1.0, "shown": 0.0}
    told: dict[str, dict[int, float]] = {}
    for deed in sorted(deeds, key=lambda deed: deed.timestamp or 0.0):
        if deed.item_id not in position or not worth[deed.event]:
            continue
        history, row, strength = told.setdefault(deed.user_id, {}), position[deed.item_id], worth[deed.event]
        earlier = history.pop(row, 0.0)
        history[row] = max(earlier, strength) if strength > 0 else strength
    found = Histories.fit(deeds, position)
    assert set(found.users) == set(told)
    assert all(found.of(user) == list(history.items()) for user, history in told.items())
