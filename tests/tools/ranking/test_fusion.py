"""Merging rankings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.constraints import Preference
from tools.candidates import Candidate, Query
from tools.ranking.fusion import fuse, relative_scores, source_weights, turned
from tools.ranking.preferences import Match

POSITION = {name: row for row, name in enumerate("abcdef")}
WEIGHTS = {"one": 1.0, "two": 0.5, "against": -0.5}


def ranked(items: Iterable[str]) -> list[Candidate]:
    """Best first; the scores are all the same, as the usual fusion looks at places alone."""
    return [Candidate(item_id, 1.0) for item_id in items]


def test_agreement_beats_a_single_first_place() -> None:
    fused = fuse({"one": ranked("ab"), "two": ranked("cb")}, position=POSITION, weights=WEIGHTS)
    assert fused.total.argmax() == POSITION["b"]


def test_first_everywhere_scores_one() -> None:
    fused = fuse({"one": ranked("a"), "two": ranked("a")}, position=POSITION, weights=WEIGHTS)
    assert fused.scores[0] == pytest.approx(1.0)
    assert fused.scores[1:].tolist() == [0] * 5


def test_a_silent_source_takes_nothing_away() -> None:
    fused = fuse({"one": ranked("a"), "two": []}, position=POSITION, weights=WEIGHTS)
    assert fused.scores[0] == pytest.approx(1.0)


def test_a_source_against_pushes_back_and_shows_in_the_terms() -> None:
    fused = fuse({"one": ranked("ab"), "against": ranked("a")}, position=POSITION, weights=WEIGHTS)
    assert fused.total[1] > fused.total[0]
    assert [term.source for term in fused.terms(0)] == ["one", "against"]
    assert fused.terms(0)[1].weight < 0


def test_a_preference_met_beats_every_rank_of_one_source() -> None:
    liked = Match(Preference(kind="x", text="x"), 1.0, np.array([0, 0, 0, 0, 0, 1.0]))
    fused = fuse({"one": ranked("abcdef")}, position=POSITION, weights=WEIGHTS, matches=[liked])
    assert fused.total.argmax() == POSITION["f"]


def test_nothing_said_is_nothing_scored() -> None:
    assert fuse({}, position=POSITION, weights=WEIGHTS).total.tolist() == [0] * 6


@given(st.dictionaries(st.sampled_from(list(WEIGHTS)), st.permutations("abcdef")))
def test_scores_stay_between_0_and_1_and_terms_sum_to_the_total(rankings: dict[str, list[str]]) -> None:
    found = {source: ranked(items) for source, items in rankings.items()}
    fused = fuse(found, position=POSITION, weights=WEIGHTS)
    assert ((fused.scores >= 0) & (fused.scores <= 1)).all()
    for row in range(len(POSITION)):
        assert sum(term.weight for term in fused.terms(row)) == pytest.approx(fused.total[row], abs=1e-3)


def test_popularity_fades_with_the_dial_and_pushes_back_where_nothing_else_speaks() -> None:
    def weight(**asked: Any) -> float:
        query = Query("ana", **asked)
        return turned(source_weights(query), query)["popularity"]

    assert weight(text="a thriller", adventure=1.0) == 0 < weight(text="a thriller")
    assert weight(adventure=1.0) < 0 < weight(adventure=0.0) == weight()


def test_by_scores_a_clear_first_counts_more_than_a_close_one() -> None:
    clear = [Candidate("a", 4.0), Candidate("b", 1.0), Candidate("c", -2.0)]
    close = [Candidate("b", 0.02), Candidate("a", 0.0196)]
    assert relative_scores(clear).tolist() == [1.0, 0.5, 0.0]
    fused = fuse(
        {"one": clear, "two": close},
        position=POSITION,
        weights={"one": 1.0, "two": 1.0},
        worth=relative_scores,
    )
    assert fused.total.argmax() == POSITION["a"]
    assert sum(term.weight for term in fused.terms(0)) == pytest.approx(fused.total[0], abs=1e-3)
    assert relative_scores([Candidate("a", -1.0)]).tolist() == [0.0]
