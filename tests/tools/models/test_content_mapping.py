"""Items that nobody chose, scored by what is written of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from tools.models.collaborative import Collaborative
from tools.models.collaborative_fit import fit
from tools.models.content_mapping import ContentMapping
from tools.models.matrix import Floats, Matrix

ITEMS, NEW, USERS, DIMENSIONS = 80, 12, 60, 6


def unit(vectors: Floats) -> Floats:
    scaled: Floats = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return scaled


@pytest.fixture(scope="module")
def vectors() -> Floats:
    """The first coordinate tells the kind of an item, which is that of its number: even or odd."""
    noise = np.random.default_rng(4).normal(size=(ITEMS, DIMENSIONS)).astype(np.float32)
    noise[:, 0] = np.where(np.arange(ITEMS) % 2, 2.0, -2.0)
    return unit(noise)


@pytest.fixture(scope="module")
def histories() -> Matrix:
    """Each user chose ten items of one kind; the last items nobody chose."""
    chance = np.random.default_rng(5)
    old = np.arange(ITEMS - NEW)
    rows = np.repeat(np.arange(USERS), 10)
    columns = np.concatenate(
        [chance.choice(old[old % 2 == user % 2], 10, replace=False) for user in range(USERS)]
    )
    return csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=(USERS, ITEMS))


@pytest.fixture(scope="module")
def model(histories: Matrix) -> Collaborative:
    return fit(histories, seed=5)[0]


@pytest.fixture(scope="module")
def mapping(model: Collaborative, histories: Matrix, vectors: Floats) -> ContentMapping:
    found = ContentMapping.fit(model, histories, vectors, seed=5)
    assert found is not None
    return found


def scores(model: Collaborative, *liked: int) -> Floats:
    return model.fold_in(np.array(liked), np.ones(len(liked), dtype=np.float32))


def test_new_items_of_the_kind_that_is_liked_come_before_the_other_new_ones(
    model: Collaborative, mapping: ContentMapping, vectors: Floats
) -> None:
    own = scores(model, 0, 2, 4)
    mixed = mapping.mixed(own, vectors)
    new = np.arange(ITEMS - NEW, ITEMS)
    assert not own[new].any()
    assert mixed[new[new % 2 == 0]].min() > mixed[new[new % 2 == 1]].max()


def test_predictions_are_in_the_units_of_the_scores(
    model: Collaborative, mapping: ContentMapping, vectors: Floats
) -> None:
    own = scores(model, 1, 3)
    predicted, known = mapping.predicted(own, vectors)[mapping.rows], own[mapping.rows]
    assert predicted.mean() == pytest.approx(known.mean(), rel=0.1)
    assert np.corrcoef(predicted, known)[0, 1] > 0.3


def test_an_item_trusts_what_people_did_the_more_of_them_there_are(mapping: ContentMapping) -> None:
    order = np.argsort(mapping.chosen_by, kind="stable")
    assert (np.diff(mapping.borrowed[order]) <= 0).all()
    assert mapping.borrowed[-1] == 1.0
    often = int(mapping.chosen_by.max())
    assert mapping.trusting(float(often)).borrowed[order[-1]] == pytest.approx(0.5)


def test_without_trust_only_what_nobody_chose_is_scored_by_its_content(mapping: ContentMapping) -> None:
    assert mapping.trusting(0.0).borrowed.tolist() == (mapping.chosen_by == 0).astype(float).tolist()


def test_vectors_that_tell_nothing_are_not_used(model: Collaborative, histories: Matrix) -> None:
    noise = np.random.default_rng(9).normal(size=(ITEMS, DIMENSIONS)).astype(np.float32)
    assert ContentMapping.fit(model, histories, unit(noise), seed=5) is None


def test_few_users_are_too_few_to_tell(model: Collaborative, histories: Matrix, vectors: Floats) -> None:
    assert ContentMapping.fit(model, histories[:8], vectors, seed=5) is None


def test_of_few_items_nothing_is_learned(model: Collaborative, histories: Matrix, vectors: Floats) -> None:
    few = histories.copy()
    few.data[few.indices >= 40] = 0
    few.eliminate_zeros()
    assert ContentMapping.fit(model, few, vectors, seed=5) is None


def test_where_everyone_chose_everything_nothing_is_learned(vectors: Floats) -> None:
    everything = csr_matrix(np.ones((USERS, ITEMS), dtype=np.float32))
    model, _ = fit(everything, seed=1)
    assert ContentMapping.fit(model, everything, vectors, seed=1) is None


def test_it_is_read_back(
    mapping: ContentMapping, model: Collaborative, vectors: Floats, tmp_path: Path
) -> None:
    mapping.save(tmp_path / "content.npz")
    again = ContentMapping.load(tmp_path / "content.npz")
    own = scores(model, 0, 3)
    np.testing.assert_array_equal(again.mixed(own, vectors), mapping.mixed(own, vectors))
    assert (again.alike, again.trust) == (mapping.alike, mapping.trust)
