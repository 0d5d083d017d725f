"""Merging rankings."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.constraints import Preference
from tools.candidates import Query
from tools.ranking.fusion import fuse, source_weights, turned
from tools.ranking.preferences import Match

POSITION = {name: row for row, name in enumerate("abcdef")}
WEIGHTS = {"one": 1.0, "two": 0.5, "against": -0.5}


def test_agreement_beats_a_single_first_place() -> None:
    fused = fuse({"one": ["a", "b"], "two": ["c", "b"]}, position=POSITION, weights=WEIGHTS)
    assert fused.total.argmax() == POSITION["b"]


def test_first_everywhere_scores_one() -> None:
    fused = fuse({"one": ["a"], "two": ["a"]}, position=POSITION, weights=WEIGHTS)
    assert fused.scores[0] == pytest.approx(1.0)
    assert fused.scores[1:].tolist() == [0] * 5


def test_a_silent_source_takes_nothing_away() -> None:
    fused = fuse({"one": ["a"], "two": []}, position=POSITION, weights=WEIGHTS)
    assert fused.scores[0] == pytest.approx(1.0)


def test_a_source_against_pushes_back_and_shows_in_the_terms() -> None:
    fused = fuse({"one": ["a", "b"], "against": ["a"]}, position=POSITION, weights=WEIGHTS)
    assert fused.total[1] > fused.total[0]
    assert [term.source for term in fused.terms(0)] == ["one", "against"]
    assert fused.terms(0)[1].weight < 0


def test_a_preference_met_beats_every_rank_of_one_source() -> None:
    liked = Match(Preference(kind="x", text="x"), 1.0, np.array([0, 0, 0, 0, 0, 1.0]))
    fused = fuse({"one": list("abcdef")}, position=POSITION, weights=WEIGHTS, matches=[liked])
    assert fused.total.argmax() == POSITION["f"]


def test_nothing_said_is_nothing_scored() -> None:
    assert fuse({}, position=POSITION, weights=WEIGHTS).total.tolist() == [0] * 6


@given(st.dictionaries(st.sampled_from(list(WEIGHTS)), st.permutations("abcdef")))
def test_scores_stay_between_0_and_1_and_terms_sum_to_the_total(rankings: dict[str, list[str]]) -> None:
    fused = fuse(rankings, position=POSITION, weights=WEIGHTS)
    assert ((fused.scores >= 0) & (fused.scores <= 1)).all()
    for row in range(len(POSITION)):
        assert sum(term.weight for term in fused.terms(row)) == pytest.approx(fused.total[row], abs=1e-3)


def test_popularity_fades_with_the_dial_and_pushes_back_where_nothing_else_speaks() -> None:
    def weight(**asked: Any) -> float:
        query = Query("ana", **asked)
        return turned(source_weights(query), query)["popularity"]

    assert weight(text="a thriller", adventure=1.0) == weight(text="a thriller") > 0
    assert weight(adventure=1.0) < 0 < weight(adventure=0.0) == weight()
