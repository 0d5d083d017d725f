"""What interactions tell of taste."""

from __future__ import annotations

from catalog.items import Interaction
from tools.signals import rating_scale, strengths


def told(*pairs: tuple[str, float | None]) -> list[float]:
    return strengths([Interaction("u", f"i{n}", event, value) for n, (event, value) in enumerate(pairs)])


def test_ratings_are_judged_on_their_own_scale() -> None:
    assert told(("rating", 5), ("rating", 4), ("rating", 3), ("rating", 2), ("rating", 1)) == [
        1,
        1,
        0,
        -1,
        -1,
    ]
    assert told(("rating", 5.0), ("rating", 0.5), ("rating", 3.5)) == [1, -1, 1]
    assert told(("review", 100), ("review", 0), ("review", 50)) == [1, -1, 0]


def test_all_the_same_rating_is_no_scale_but_a_choice() -> None:
    assert told(("rating", 5), ("rating", 5)) == [1, 1]


def test_events_speak_by_their_names() -> None:
    assert told(("like", 1), ("dislike", -1), ("view", 0.5), ("purchase", None), ("impression", None)) == [
        1,
        -1,
        0.5,
        1,
        0,
    ]
    assert told(("recommend", 1), ("recommend", 0)) == [1, -1]
    assert told(("DISLIKE", None), ("vote", -1)) == [-1, -1]


def test_values_without_an_event_are_ratings_only_where_they_look_like_it() -> None:
    ratings = [Interaction("u", f"i{n}", value=v) for n, v in enumerate((5, 4, 5, 3, 1))]
    copies = [Interaction("u", f"i{n}", value=v) for n, v in enumerate((1, 1, 2, 1, 12))]
    assert rating_scale(ratings) is not None
    assert strengths(ratings) == [1, 1, 1, 0, -1]
    assert rating_scale(copies) is None
    assert strengths(copies) == [1] * 5
