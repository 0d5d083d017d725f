"""Blends, tried on shortlists."""

from __future__ import annotations

from typing import Any

import pytest

from tools.models import blending
from tools.models.blending import Shortlists, blend, search
from tools.models.graph_filter import START, GraphFilter
from tools.models.low_pass import LowPass
from tools.models.matrix import Floats, Matrix
from tools.models.validation import Validation


@pytest.fixture
def tried(tastes: Any) -> tuple[Validation, dict[str, GraphFilter | LowPass]]:
    validation = Validation.carve(tastes, seed=2)
    assert validation is not None
    kept = validation.kept
    return validation, {"graph_filter": GraphFilter.fit(kept, START), "low_pass": LowPass.fit(kept, seed=1)}


@pytest.mark.parametrize("weights", [{"graph_filter": 1.0}, {"low_pass": 1.0, "graph_filter": -0.3}])
def test_a_shortlist_says_what_judging_all_items_says(
    tried: tuple[Validation, dict[str, GraphFilter | LowPass]],
    weights: dict[str, float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    validation, parts = tried
    monkeypatch.setattr(blending, "SHORTLIST", 40)

    def blended(histories: Matrix) -> list[Floats]:
        return [blend({name: part.scores(histories) for name, part in parts.items()}, weights)]

    (whole,) = validation.judge(blended)
    short = Shortlists.of(validation, parts).judge(weights)
    assert (short.recall, short.ndcg) == pytest.approx((whole.recall, whole.ndcg), abs=0.01)


def test_no_blend_is_worse_than_where_the_search_began(
    tried: tuple[Validation, dict[str, GraphFilter | LowPass]],
) -> None:
    shortlists = Shortlists.of(*tried)
    weights, quality = search(shortlists, "low_pass")
    assert weights["low_pass"] == 1
    assert quality.value >= shortlists.judge({"low_pass": 1.0}).value * (1 - blending.LEAST_GAIN)
    assert quality.value == shortlists.judge(weights).value
