"""Semantic IDs: each item has one of its own, alike items begin alike, and new items change none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tools.models.semantic_ids import SemanticIds

GROUPS, EACH = 5, 12


@pytest.fixture(scope="module")
def vectors() -> NDArray[np.float32]:
    """Items in groups that lie far from each other; of each group two are exactly the same."""
    chance = np.random.default_rng(3)
    centres = np.repeat(10.0 * chance.normal(size=(GROUPS, 8)), EACH, axis=0)
    made = (centres + chance.normal(size=centres.shape)).astype(np.float32)
    made[1::EACH] = made[::EACH]
    return made


@pytest.fixture(scope="module")
def ids(vectors: NDArray[np.float32]) -> SemanticIds:
    return SemanticIds.fit(vectors, levels=2, centres=GROUPS, seed=1)


def test_no_two_items_share_an_id(ids: SemanticIds) -> None:
    assert ids.codes.shape == (GROUPS * EACH, 3)
    assert len(np.unique(ids.codes, axis=0)) == GROUPS * EACH


def test_items_that_are_alike_begin_alike(ids: SemanticIds) -> None:
    first = ids.codes[:, 0].reshape(GROUPS, EACH)
    assert (first == first[:, :1]).all()
    assert len(np.unique(first[:, 0])) == GROUPS


def test_items_that_are_the_same_differ_in_the_last_code_alone(ids: SemanticIds) -> None:
    assert (ids.codes[0, :-1] == ids.codes[1, :-1]).all()
    assert ids.codes[0, -1] != ids.codes[1, -1]


def test_a_new_item_gets_an_id_and_the_others_keep_theirs(
    ids: SemanticIds, vectors: NDArray[np.float32]
) -> None:
    extended = ids.extended(vectors[:3])
    assert (extended.codes[: len(ids.codes)] == ids.codes).all()
    assert (extended.codes[-3:, :-1] == ids.codes[:3, :-1]).all()
    assert len(np.unique(extended.codes, axis=0)) == len(extended.codes)


def test_more_centres_than_items_are_no_trouble() -> None:
    ids = SemanticIds.fit(np.eye(3, dtype=np.float32), levels=2, centres=16, seed=1)
    assert len(np.unique(ids.codes[:, 0])) == 3
    assert ids.codes.max() < 3


def test_items_without_a_text_are_told_apart() -> None:
    ids = SemanticIds.fit(np.zeros((4, 3), dtype=np.float32), levels=2, centres=2, seed=1)
    assert ids.codes[:, -1].tolist() == [0, 1, 2, 3]


def test_ids_of_nothing_can_be_extended_by_nothing() -> None:
    ids = SemanticIds.fit(np.zeros((0, 3), dtype=np.float32), seed=1)
    assert ids.codes.shape == (0, 4)
    assert len(ids.trie.items(0, 0)) == 0


def test_what_is_saved_is_what_is_loaded(ids: SemanticIds, tmp_path: Path) -> None:
    ids.save(tmp_path / "ids.npz")
    loaded = SemanticIds.load(tmp_path / "ids.npz")
    assert (loaded.codes == ids.codes).all()
    assert (loaded.centres == ids.centres).all()


def test_the_trie_holds_each_id_and_no_other(ids: SemanticIds) -> None:
    nodes = np.zeros(1, dtype=np.int64)
    spelled = np.zeros((1, 0), dtype=np.int64)
    for level in range(ids.levels):
        nodes, parents = ids.trie.below(level, nodes)
        spelled = np.column_stack([spelled[parents], ids.trie.codes[level + 1][nodes]])
    assert (ids.codes[ids.trie.order[nodes]] == spelled).all()
    assert len(nodes) == len(ids.codes)


def test_a_node_of_the_trie_holds_the_items_below_it(ids: SemanticIds) -> None:
    below, _ = ids.trie.below(0, np.zeros(1, dtype=np.int64))
    for node in below.tolist():
        code = ids.trie.codes[1][node]
        assert sorted(ids.trie.items(1, node)) == np.flatnonzero(ids.codes[:, 0] == code).tolist()
