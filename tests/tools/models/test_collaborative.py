"""The blend: fitted, kept, folded in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from tools.arrays import save_arrays
from tools.models import collaborative, collaborative_fit
from tools.models.collaborative import Collaborative
from tools.models.collaborative_fit import NothingToLearnError, Report, fit
from tools.models.graph_filter import START, GraphFilter
from tools.models.low_pass import LowPass
from tools.models.memory import NotEnoughMemoryError, plan
from tools.models.validation import Validation

LIKED = np.array([1.0, 1.0, 1.0], dtype=np.float32)


@pytest.fixture(scope="module")
def fitted(tastes: Any) -> tuple[Collaborative, Report]:
    return fit(tastes, seed=3, threads=1)


def test_the_blend_is_no_worse_than_its_best_part_and_beats_the_floor(
    fitted: tuple[Collaborative, Report],
) -> None:
    _, report = fitted
    assert report.floor is not None and report.blend is not None
    best = max(quality.value for quality in report.alone.values())
    assert report.blend.value >= best * 0.995
    assert report.blend.value > 1.5 * report.floor.value


def test_what_is_not_used_is_told_with_its_reason(fitted: tuple[Collaborative, Report]) -> None:
    model, report = fitted
    assert set(model.components) | set(report.left_out) == {"graph_filter", "ease", "low_pass", "ials"}
    assert not set(model.components) & set(report.left_out)
    assert all(report.left_out.values())


def test_a_user_never_seen_is_scored_like_a_whole_history(
    fitted: tuple[Collaborative, Report], tastes: Any
) -> None:
    model, _ = fitted
    whole = model.scores(tastes[5])[0]
    folded = model.fold_in(tastes[5].indices, tastes[5].data)
    assert folded == pytest.approx(whole, rel=1e-2, abs=1e-2)


def test_a_dislike_moves_the_ranking_at_once(fitted: tuple[Collaborative, Report]) -> None:
    model, _ = fitted
    kind = np.arange(6, 60, 4)
    before = model.fold_in(np.array([0, 1, 2]), LIKED)
    after = model.fold_in(np.array([0, 1, 2]), np.array([1, 1, -1], dtype=np.float32))
    assert after[kind].mean() < before[kind].mean()


def test_the_item_of_the_same_kind_pulled_most(fitted: tuple[Collaborative, Report]) -> None:
    model, _ = fitted
    items = np.array([0, 1, 2])
    pulls = model.pulls(items, LIKED, np.array([9]))[:, 0]
    assert pulls.argmax() == 1
    assert pulls.sum() == pytest.approx(model.fold_in(items, LIKED)[9], rel=1e-2, abs=1e-2)


def test_who_said_nothing_has_no_scores(fitted: tuple[Collaborative, Report]) -> None:
    model, _ = fitted
    assert not model.fold_in(np.array([], dtype=int), np.array([], dtype=np.float32)).any()


def test_what_is_saved_comes_back_the_same(
    fitted: tuple[Collaborative, Report], tastes: Any, tmp_path: Path
) -> None:
    model, _ = fitted
    model.save(tmp_path / "tastes.npz")
    again = Collaborative.load(tmp_path / "tastes.npz")
    assert again.weights == model.weights
    assert np.array_equal(again.scores(tastes[:9]), model.scores(tastes[:9]))
    save_arrays(tmp_path / "other.npz", **{"something.weight": np.array(1.0)})
    with pytest.raises(ValueError, match="something"):
        Collaborative.load(tmp_path / "other.npz")


def test_the_same_seed_gives_the_same_model(fitted: tuple[Collaborative, Report], tastes: Any) -> None:
    again, _ = fit(tastes, seed=3, threads=1)
    assert again.weights == fitted[0].weights


def test_what_does_not_fit_is_refused_with_figures_before_anything_is_done(tastes: Any) -> None:
    with pytest.raises(NotEnoughMemoryError, match=r"needs .* MB .*graph_filter .* may take 0 MB") as refused:
        fit(tastes, seed=3, budget=1000)
    assert refused.value.budget == 1000
    assert sum(refused.value.needed.values()) > 1000


def test_a_smaller_budget_leaves_out_components_and_says_so(tastes: Any) -> None:
    everything = plan(tastes, 2**30)
    least = everything.needed["data"] + everything.needed["graph_filter"]
    smaller = plan(tastes, least)
    assert set(smaller.needed) == {"data", "graph_filter"}
    assert set(smaller.left_out) == {"ease", "low_pass", "ials"}
    assert smaller.total <= least


def test_a_dense_matrix_is_planned_for_small_catalogs_alone() -> None:
    large = csr_matrix((np.ones(3, dtype=np.float32), ([0, 1, 2], [0, 9_000, 40_000])), shape=(3, 40_001))
    assert "ease" not in plan(large, 2**31).needed


def test_nothing_chosen_is_nothing_to_learn_and_one_choice_each_is_too_little_to_validate() -> None:
    with pytest.raises(NothingToLearnError):
        fit(csr_matrix(-np.eye(3)), seed=1)
    model, report = fit(csr_matrix(np.eye(3)), seed=1)
    assert report.blend is None
    assert not model.fold_in(np.array([0]), np.ones(1, dtype=np.float32)).any()


def test_in_a_large_catalog_the_best_by_weights_are_those_whose_vectors_count(
    tastes: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = {"graph_filter": GraphFilter.fit(tastes, START), "low_pass": LowPass.fit(tastes, seed=1)}
    model = Collaborative(parts, {"graph_filter": 1.0, "low_pass": 0.5})
    items = np.array([0, 1, 2])
    whole = model.fold_in(items, LIKED)
    monkeypatch.setattr(collaborative, "SMALL", 0)
    monkeypatch.setattr(collaborative, "RERANKED", 10)
    some = model.fold_in(items, LIKED)
    alone = Collaborative({"graph_filter": parts["graph_filter"]}, {"graph_filter": 1.0}).fold_in(
        items, LIKED
    )
    best = np.argsort(-alone)[:10]
    assert some[best] == pytest.approx(whole[best])
    others = np.setdiff1d(np.arange(60), best)
    assert some[others] == pytest.approx(alone[others])


def test_settings_of_much_data_are_chosen_on_whole_users_of_a_part(
    tastes: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collaborative_fit, "MOST_TUNED", tastes.nnz // 2)
    carved: list[Any] = []
    carve = Validation.carve

    def watched(matrix: Any, *, seed: int) -> Validation | None:
        carved.append(matrix)
        return carve(matrix, seed=seed)

    monkeypatch.setattr(Validation, "carve", watched)
    model, report = fit(tastes, seed=3)
    (part,) = carved
    assert tastes.nnz // 3 < part.nnz <= tastes.nnz // 2
    rows = {tuple(row.indices) for row in tastes}
    assert all(tuple(row.indices) in rows for row in part)
    assert report.blend is not None and report.floor is not None
    assert report.blend.value >= report.floor.value
    assert model.fold_in(tastes[0].indices, tastes[0].data).shape == (tastes.shape[1],)
