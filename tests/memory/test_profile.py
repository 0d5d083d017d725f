from __future__ import annotations

from collections.abc import Callable

from memory.beliefs import Belief
from memory.profile import Sentence, portrait

Believe = Callable[..., Belief]

LABELS = {"films": "films", "books": "books"}


def said(*beliefs: Belief, labels: dict[str, str] = LABELS, most: int = 6) -> list[str]:
    return [sentence.text for sentence in portrait(beliefs, labels, most=most)]


def test_of_a_stranger_there_is_nothing_to_say() -> None:
    assert portrait([], LABELS) == []


def test_a_portrait_goes_from_the_person_to_the_catalogs_and_from_limits_to_tastes(
    believe: Believe,
) -> None:
    assert said(
        believe("liked “Heat”", kind="feedback"),
        believe("likes slow-burn thrillers", kind="preference"),
        believe("no horror", kind="constraint"),
        believe("nothing over 100 minutes", kind="constraint"),
        believe("not into musicals", kind="dislike"),
        believe("vegetarian", catalog=None),
        believe("likes long novels", kind="preference", catalog="books"),
    ) == [
        "You: vegetarian.",
        "Books: likes long novels.",
        "Films: not into musicals, nothing over 100 minutes and no horror.",
        "Films: likes slow-burn thrillers.",
        "Films: liked “Heat”.",
    ]


def test_whom_a_belief_is_about_is_said(believe: Believe) -> None:
    assert said(
        believe("nothing scary", kind="constraint", subject="my kids"),
        believe("no horror", kind="constraint"),
        believe("aged 5 and 8", subject="my kids", catalog=None),
    ) == ["My kids: aged 5 and 8.", "Films: no horror.", "Films, for my kids: nothing scary."]


def test_each_sentence_names_its_beliefs(believe: Believe) -> None:
    first, second = believe("no horror", kind="constraint"), believe("no war", kind="constraint")
    assert portrait([first, second], LABELS) == [
        Sentence("Films: no war and no horror.", (second.id, first.id))
    ]


def test_what_was_superseded_is_not_said(believe: Believe) -> None:
    assert said(believe("no horror", superseded_by="x"), believe("loves horror")) == ["Films: loves horror."]


def test_many_beliefs_are_counted_and_all_of_them_named(believe: Believe) -> None:
    liked = [believe(f"liked “{n}”", kind="feedback") for n in range(9)]
    (sentence,) = portrait(liked, LABELS, most=2)
    assert sentence.text == "Films: liked “8”, liked “7” and 7 more."
    assert len(sentence.belief_ids) == 9


def test_parts_with_commas_are_kept_apart(believe: Believe) -> None:
    assert said(believe("likes France, Italy and Spain"), believe("no horror.")) == [
        "Films: no horror; likes France, Italy and Spain."
    ]


def test_a_catalog_without_a_label_goes_by_its_id(believe: Believe) -> None:
    assert said(believe("no horror"), labels={}) == ["Films: no horror."]
