"""Popularity out of the scores, by a power law and one strength."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.ranking.debias import LEAST, debiased, evened, propensities


def test_propensities_follow_the_power_law_and_are_clipped() -> None:
    found = propensities(np.array([100.0, 25.0, 0.0]), exponent=0.5, least=0.1)
    assert found == pytest.approx([1.0, 0.5, 0.1])


def test_where_nothing_was_chosen_all_are_alike() -> None:
    alike = propensities(np.zeros(3))
    assert alike.tolist() == [1.0] * 3
    assert debiased(np.array([0.9, 0.5, 0.1]), alike, 1.0).tolist() == [0.9, 0.5, 0.1]


def test_the_whole_inverse_propensity_divides_the_score_by_it() -> None:
    propensity = propensities(np.array([100.0, 25.0, 0.0]))
    weighed = debiased(np.array([0.8, 0.8, 0.8]), propensity, 1.0)
    assert weighed / weighed[0] == pytest.approx(propensity[0] / propensity)


def test_without_strength_nothing_moves_and_what_speaks_against_an_item_stays() -> None:
    scores, propensity = np.array([0.9, -0.3]), np.array([1.0, LEAST])
    assert debiased(scores, propensity, 0.0).tolist() == scores.tolist()
    assert debiased(scores, propensity[::-1], 1.0).tolist() == pytest.approx([0.9, -0.3])


@given(
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 10_000)), min_size=2, max_size=20), st.floats(0, 1.5)
)
def test_scores_stay_between_0_and_what_they_were_and_equals_favour_the_rarer(
    items: list[tuple[float, int]], strength: float
) -> None:
    scores = np.array([score for score, _ in items])
    chosen = np.array([float(count) for _, count in items])
    weighed = debiased(scores, propensities(chosen), strength)
    assert ((weighed >= 0) & (weighed <= scores)).all()
    alike = debiased(np.ones(len(items)), propensities(chosen), strength)
    assert (np.diff(alike[np.argsort(chosen)]) <= 1e-12).all()


def test_what_was_shown_often_gives_way_but_for_the_first_place() -> None:
    scores, shown = np.array([0.9, 0.8, 0.7, 0.69, 0.1]), np.array([50.0, 0.0, 40.0, 0.0, 0.0])
    assert evened(scores, shown, 0.0, k=3).tolist() == [0, 1, 2]
    assert evened(scores, shown, 0.3, k=3).tolist() == [0, 1, 3]
    assert evened(scores, shown, 2.0, k=4).tolist()[0] == 0


def test_over_many_slates_exposure_spreads_among_what_is_about_as_good() -> None:
    scores, shown = np.array([1.0, 0.9, 0.88, 0.86, 0.2]), np.zeros(5)
    for _ in range(30):
        shown[evened(scores, shown, 0.3, k=2)] += 1
    assert shown[0] == 30
    assert min(shown[1:4]) >= 8
    assert shown[4] == 0


def test_no_more_is_shown_than_there_is_and_nothing_twice() -> None:
    assert sorted(evened(np.array([0.0, 0.5, -1.0, 0.0]), np.arange(4.0), 1.0, k=5).tolist()) == [0, 1, 2, 3]
    assert evened(np.zeros(0), np.zeros(0), 1.0, k=5).tolist() == []
    assert evened(np.array([0.3, 0.5]), np.zeros(2), 1.0, k=1).tolist() == [1]
