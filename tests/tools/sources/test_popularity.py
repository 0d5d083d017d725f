"""What is popular now."""

from __future__ import annotations

from catalog.items import Interaction
from tools.sources.popularity import DAY, Popularity

POSITION = {f"i{n}": n for n in range(20)}


def rows(item: str, times: int, *, day: float | None, event: str = "like") -> list[Interaction]:
    return [Interaction(f"u{n}", item, event, None, None if day is None else day * DAY) for n in range(times)]


def test_lately_counts_more_than_long_ago() -> None:
    popularity = Popularity.fit([*rows("i0", 10, day=0), *rows("i1", 9, day=1000)], POSITION)
    assert popularity is not None
    assert popularity.weights[1] > popularity.weights[0] > 0


def test_refusals_count_against_and_never_below_nothing() -> None:
    popularity = Popularity.fit(
        [
            *rows("i0", 6, day=1),
            *rows("i1", 6, day=1),
            *rows("i1", 4, day=1, event="dislike"),
            *rows("i2", 3, day=1, event="dislike"),
        ],
        POSITION,
    )
    assert popularity is not None
    assert popularity.weights[0] > popularity.weights[1] > 0
    assert popularity.weights[2] == 0


def test_only_the_top_tenth_with_enough_choices_is_called_most_chosen() -> None:
    many = Popularity.fit([*rows("i0", 9, day=1), *rows("i1", 8, day=1), *rows("i2", 7, day=1)], POSITION)
    few = Popularity.fit(rows("i0", 2, day=1), POSITION)
    assert many is not None
    assert few is not None
    assert many.most_chosen.nonzero()[0].tolist() == [0, 1]
    assert not few.most_chosen.any()


def test_nobody_chose_anything() -> None:
    assert Popularity.fit([], POSITION) is None
    assert Popularity.fit(rows("i0", 3, day=1, event="dislike"), POSITION) is None
    assert Popularity.fit(rows("elsewhere", 3, day=1), POSITION) is None


def test_interactions_without_a_time_count_all_the_same() -> None:
    popularity = Popularity.fit([*rows("i0", 3, day=None), *rows("i1", 2, day=None)], POSITION)
    assert popularity is not None
    assert popularity.weights[:3].tolist() == [3, 2, 0]
