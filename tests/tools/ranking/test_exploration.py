"""One place to learn at, with chances that are known."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.candidates import Ranked, Term
from tools.ranking.exploration import TAIL, Arms, Exploration, best_chances, chances, explore, place

RANKED = [
    Ranked(
        f"i{n}", round(1 - 0.05 * n, 2), (Term("words" if n % 2 else "people", 1, round(1 - 0.05 * n, 2)),)
    )
    for n in range(14)
]
LEARNED = Arms(
    sources={"words": (8, 12), "people": (5, 30)}, items={"i5": (9, 3), "i7": (0, 15), "i4": (2, 2)}
)


def tried(seed: int, *, k: int = 5, arms: Arms = LEARNED) -> list[Ranked]:
    return explore(RANKED, k=k, exploration=Exploration(arms, np.random.default_rng(seed)))


def test_only_the_last_place_is_drawn_and_nothing_is_lost() -> None:
    for seed in range(50):
        slate = tried(seed)
        assert [one.item_id for one in slate[:4]] == ["i0", "i1", "i2", "i3"]
        assert slate[4].item_id in {f"i{n}" for n in range(4, 4 + TAIL)}
        assert sorted(one.item_id for one in slate) == sorted(one.item_id for one in RANKED)
        assert [one.propensity for one in slate[:4]] == [1.0] * 4
        assert all(one.propensity is None for one in slate[5:])


def test_the_same_chance_draws_the_same_and_another_draws_others() -> None:
    assert tried(3) == tried(3)
    assert len({tried(seed, arms=Arms())[4].item_id for seed in range(60)}) > 5


def test_the_logged_propensity_is_how_often_the_item_stands_there() -> None:
    random, draws = np.random.default_rng(11), 20_000
    drawn_from = chances(RANKED, k=5, arms=LEARNED)
    shown = [place(RANKED, drawn_from, k=5, random=random)[4] for _ in range(draws)]
    seen = Counter(one.item_id for one in shown)
    told = {one.item_id: one.propensity or 0.0 for one in shown}
    for name, propensity in told.items():
        assert seen[name] / draws == pytest.approx(propensity, abs=4 * (propensity / draws) ** 0.5)
    assert {tried(seed)[4].propensity for seed in range(9)} <= set(told.values())


def test_the_chances_are_those_of_sampling_sources_and_then_items() -> None:
    random, draws = np.random.default_rng(5), 100_000
    expected = chances(RANKED, k=5, arms=LEARNED)
    of = {
        source: [p for p in expected.places if source in RANKED[p].sources] for source in ("people", "words")
    }

    def sampled(arms: list[tuple[int, int]]) -> np.ndarray:
        counts = np.array(arms) + 1
        return random.beta(counts[:, 0], counts[:, 1], size=(draws, len(arms))).argmax(axis=1)

    source = sampled([LEARNED.sources[name] for name in of])
    hits = dict.fromkeys(expected.places, 0)
    for number, members in enumerate(of.values()):
        inside = sampled([LEARNED.items.get(RANKED[p].item_id, (0, 0)) for p in members])
        for member in inside[source == number]:
            hits[members[member]] += 1
    assert np.array(list(hits.values())) / draws == pytest.approx(expected.chances, abs=0.006)


@given(st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 5_000)), min_size=1, max_size=6))
def test_the_chances_of_arms_sum_to_one_and_equal_arms_have_equal_ones(counts: list[tuple[int, int]]) -> None:
    found = best_chances([*counts, counts[0]])
    assert float(found.sum()) == pytest.approx(1.0)
    assert (found >= 0).all()
    assert found[0] == pytest.approx(found[-1], abs=1e-9)


def test_a_better_arm_is_likelier_and_two_arms_are_worked_out_exactly() -> None:
    low, high = best_chances([(0, 0), (1, 0)])
    assert (low, high) == pytest.approx((1 / 3, 2 / 3), abs=1e-3)
    sharp = best_chances([(0, 0), (1000, 1000)])
    assert sharp == pytest.approx([0.5, 0.5], abs=5e-3)


def test_what_is_lifted_says_so_and_its_terms_still_sum_to_its_score() -> None:
    lifted = next(slate[4] for slate in map(tried, range(50)) if slate[4].item_id != "i4")
    assert lifted.score == RANKED[4].score
    assert lifted.terms[-1].source == "exploration"
    assert sum(term.weight for term in lifted.terms) == pytest.approx(lifted.score)


def test_the_outcome_counts_for_the_item_and_its_sources_and_nothing_else() -> None:
    shown = next(slate[4] for slate in map(tried, range(50)) if slate[4].item_id == "i5")
    after = LEARNED.learned(shown, taken=True)
    assert after.items["i5"] == (10, 3)
    assert after.sources == {"words": (9, 12), "people": (5, 30)}
    assert LEARNED.items["i5"] == (9, 3)
    assert after.learned(shown, taken=False).items["i5"] == (10, 4)


def test_arms_survive_being_written_down() -> None:
    assert Arms.model_validate_json(LEARNED.model_dump_json()) == LEARNED


@pytest.mark.parametrize("k", [1, 13, 14, 20])
def test_where_there_is_no_place_to_spare_or_no_choice_nothing_changes(k: int) -> None:
    slate = tried(1, k=k)
    if k == 13:
        assert {slate[12].item_id, slate[13].item_id} == {"i12", "i13"}
    else:
        assert slate == RANKED


def test_what_no_source_brought_up_is_not_tried() -> None:
    filler = [Ranked(f"f{n}", 0.0) for n in range(6)]
    for seed in range(20):
        slate = explore(
            [*RANKED[:6], *filler], k=5, exploration=Exploration(Arms(), np.random.default_rng(seed))
        )
        assert slate[4].item_id in {"i4", "i5"}
