"""What an order given by a reranker is worth, and what it may move."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.candidates import Ranked, Term
from tools.language_model import MalformedError
from tools.ranking.model_reranker import read_places
from tools.ranking.reranking import RERANK, agreement, fused, merged


def ranked(*scores: float) -> list[Ranked]:
    return [Ranked(f"item {n}", score, (Term("semantic", n + 1, score),)) for n, score in enumerate(scores)]


def test_full_weight_gives_the_new_order_on_the_old_scale() -> None:
    moved = fused(ranked(0.9, 0.6, 0.5), [2, 0, 1], 1.0)
    assert [one.item_id for one in moved] == ["item 2", "item 0", "item 1"]
    assert [one.score for one in moved] == [0.9, 0.6, 0.5]


def test_without_weight_nothing_moves_and_no_term_is_kept() -> None:
    before = ranked(0.9, 0.6, 0.5)
    assert fused(before, [2, 1, 0], 0.0) == before


def test_a_clear_lead_of_the_first_stage_outlives_a_doubtful_order() -> None:
    moved = fused(ranked(0.9, 0.3, 0.29, 0.28), [3, 2, 1, 0], 0.3)
    assert moved[0].item_id == "item 0"


def test_what_was_not_placed_follows_in_its_old_order() -> None:
    moved = fused(ranked(0.9, 0.8, 0.7, 0.6), [3], 1.0)
    assert [one.item_id for one in moved] == ["item 3", "item 0", "item 1", "item 2"]


def test_only_what_moved_up_names_the_reranker_as_a_reason() -> None:
    moved = {one.item_id: one for one in fused(ranked(0.9, 0.6, 0.5), [2, 1, 0], 0.6)}
    assert RERANK in moved["item 2"].sources
    assert RERANK not in moved["item 0"].sources
    assert RERANK not in moved["item 1"].sources


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12), st.randoms(use_true_random=False), st.floats(0, 1))
def test_the_items_stay_the_same_and_the_terms_still_make_the_score(
    scores: list[float], random: object, weight: float
) -> None:
    before = ranked(*sorted((round(s, 4) for s in scores), reverse=True))
    places = list(range(len(before)))
    random.shuffle(places)  # type: ignore[attr-defined]
    after = fused(before, places, weight)
    assert {one.item_id for one in after} == {one.item_id for one in before}
    assert [one.score for one in after] == sorted((one.score for one in after), reverse=True)
    for one in after:
        assert 0 <= one.score <= 1
        assert sum(term.weight for term in one.terms) == pytest.approx(one.score, abs=1e-3)


def test_orders_that_are_the_same_agree_wholly_and_those_that_share_nothing_not_at_all() -> None:
    assert agreement([3, 1, 2], [3, 1, 2], count=20) == pytest.approx(1)
    assert agreement([3, 1, 2], [7, 8, 9], count=20) == 0
    assert agreement([], [7, 8, 9], count=20) == 0


def test_agreement_on_the_first_places_counts_most() -> None:
    first = agreement([1, 2, 3, 4], [1, 2, 8, 9], count=20)
    last = agreement([1, 2, 3, 4], [8, 9, 3, 4], count=20)
    assert first > last


def test_several_orders_are_merged_by_what_each_puts_first() -> None:
    assert merged([[4, 1, 2], [1, 4, 3]]) == (1, 4, 2, 3)
    assert merged([[5, 2]]) == (5, 2)


@pytest.mark.parametrize(
    ("answered", "places"),
    [
        ([3, 1, 2], (2, 0, 1)),
        (["3", 1.0, " 2 "], (2, 0, 1)),
        ([3, 3, 1], (2, 0)),
        ([3, 99, 1], (2, 0)),
        ([3, -1, 1], (2, 0)),
        ([2, "the first, clearly", 1], (1, 0)),
        ([2, None, 1], (1, 0)),
        ([2, True, 1], (1, 0)),
        ([2, 1.5, 1], (1, 0)),
        ([2, [1], 1], (1, 0)),
    ],
)
def test_what_is_no_entry_is_passed_over(answered: list[object], places: tuple[int, ...]) -> None:
    assert read_places(answered, 5) == places  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "answered", [[], [0, 1, 2], ["0", "1"], [99, 98], [1, 1, 1], ["Titanic"], [7, 8, 9, 1], [{"id": 1}]]
)
def test_an_answer_that_counts_from_zero_or_is_mostly_nonsense_is_none(answered: list[object]) -> None:
    with pytest.raises(MalformedError):
        read_places(answered, 5)  # type: ignore[arg-type]
