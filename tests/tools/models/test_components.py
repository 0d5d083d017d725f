"""The parts of a collaborative model: what each of them promises, and where each comes from."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from tools.models.collaborative import Factors, ItemWeights
from tools.models.ease import Ease
from tools.models.graph_filter import Damping, GraphFilter, search
from tools.models.ials import AlsSettings, ImplicitALS
from tools.models.low_pass import LowPass
from tools.models.matrix import Matrix, degrees
from tools.models.validation import Quality, Validation

ALS = AlsSettings(factors=8, epochs=6, unobserved=0.1, regularization=5e-3)
FITS: dict[str, Callable[[Matrix], ItemWeights | Factors]] = {
    "graph_filter": lambda data: GraphFilter.fit(data, Damping(0.7, 0.7, 0.3)),
    "ease": lambda data: Ease.fit(data, 20.0),
    "low_pass": lambda data: LowPass.fit(data, seed=1),
    "ials": lambda data: ImplicitALS.fit(data, ALS, seed=1, threads=1),
}


@pytest.fixture(params=FITS)
def component(request: pytest.FixtureRequest, tastes: Any) -> ItemWeights | Factors:
    return FITS[request.param](tastes)


def test_a_history_draws_items_of_its_own_group(component: ItemWeights | Factors, tastes: Any) -> None:
    scores = component.scores(tastes[:40])
    scores[tastes[:40].toarray() > 0] = -np.inf
    best = scores.argsort(axis=1)[:, -4:]
    right = best % 4 == (np.arange(40) % 4)[:, None]
    assert right.mean() > 0.9


def test_the_pulls_of_a_history_sum_to_the_score(component: ItemWeights | Factors, tastes: Any) -> None:
    items = tastes[3].indices
    strengths = np.linspace(0.5, 1.5, len(items), dtype=np.float32)
    strengths[-1] = -1
    history = csr_matrix((strengths, (np.zeros(len(items), dtype=int), items)), shape=(1, tastes.shape[1]))
    scores = component.scores(history)[0]
    for target in (7, 8, 30):
        pulls = component.pulls(items, strengths, np.array([target]))[:, 0]
        assert pulls.sum() == pytest.approx(scores[target], rel=1e-3, abs=1e-5)


def test_what_is_written_as_arrays_scores_the_same(component: ItemWeights | Factors, tastes: Any) -> None:
    again = type(component).of_arrays(component.arrays())
    assert np.array_equal(again.scores(tastes[:5]), component.scores(tastes[:5]))


@pytest.mark.parametrize("name", ["low_pass", "ials"])
def test_the_spread_of_scores_is_known_without_scoring(name: str, tastes: Any) -> None:
    component = FITS[name](tastes)
    assert isinstance(component, LowPass | ImplicitALS)
    history = tastes[2]
    user = component.user(history.indices, history.data)
    assert component.spread(user) == pytest.approx(component.scores(history).std(), rel=1e-3)


def test_the_filter_is_the_formula_that_it_names(tastes: Any) -> None:
    users, items = degrees(tastes)
    dense = tastes.toarray()
    wanted = np.diag(items**-0.9) @ dense.T @ np.diag(users**-0.6) @ dense @ np.diag(items**-0.2)
    np.fill_diagonal(wanted, 0)
    found = GraphFilter.fit(tastes, Damping(0.9, 0.6, 0.2)).weights.toarray()
    assert found == pytest.approx(wanted, rel=1e-4, abs=1e-7)


def test_of_walks_that_do_as_well_the_plainest_is_taken(monkeypatch: pytest.MonkeyPatch, tastes: Any) -> None:
    validation = Validation.carve(tastes, seed=2)
    assert validation is not None
    found = search(validation)
    monkeypatch.setattr(Quality, "clearly_below", lambda quality, other: quality.value < other.value)
    assert found.departure < search(validation).departure
    assert (Damping(1, 1, 0).departure, Damping(0.7, 0.9, 0.2).departure) == (0, pytest.approx(0.6))


def test_ease_leaves_an_item_out_of_its_own_prediction(tastes: Any) -> None:
    dense = tastes.toarray().astype(np.float64)
    weights = Ease.fit(tastes, 20.0).weights
    others = np.delete(np.arange(60), 4)
    ridge = np.linalg.solve(
        dense[:, others].T @ dense[:, others] + 20.0 * np.eye(59), dense[:, others].T @ dense[:, 4]
    )
    assert weights[others, 4] == pytest.approx(ridge, rel=1e-3, abs=1e-4)
    assert weights[4, 4] == 0


def test_a_user_is_solved_for_as_irspack_does(tastes: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from irspack import IALSRecommender
    there = IALSRecommender(
        tastes, n_components=8, alpha0=0.1, reg=5e-3, train_epochs=6, n_threads=1, solver_type="CHOLESKY"
    ).learn()
    ours = ImplicitALS.of(ALS, np.asarray(there.get_item_embedding()))
    users = there.compute_user_embedding(tastes)
    assert ours.scores(tastes) == pytest.approx(users @ there.get_item_embedding().T, rel=1e-2, abs=1e-3)


def test_a_dislike_pushes_its_kind_away(tastes: Any) -> None:
    items, liked = np.array([0, 1]), np.array([1.0, 1.0], dtype=np.float32)
    mixed = np.array([1.0, -1.0], dtype=np.float32)
    als = FITS["ials"](tastes)
    assert isinstance(als, ImplicitALS)
    kind = np.arange(5, 60, 4)
    before, after = (als.items[kind] @ als.user(items, strengths) for strengths in (liked, mixed))
    assert after.mean() < 0 < before.mean()


def test_the_broad_tastes_are_the_largest_singular_vectors(tastes: Any) -> None:
    users, items = degrees(tastes)
    values = np.linalg.svd(np.diag(users**-0.5) @ tastes.toarray() @ np.diag(items**-0.5), compute_uv=False)
    fitted = LowPass.fit(tastes, seed=1)
    assert fitted.gain == pytest.approx(values[: len(fitted.gain)] ** 4, abs=1e-4)
    assert fitted.items.T @ fitted.items == pytest.approx(np.eye(len(fitted.gain)), abs=1e-4)
