"""What somebody had or did is no wish; what they want is, also where it is said in the past."""

from __future__ import annotations

import pytest

from agent.language.built_in.telling import otherwise, told
from agent.language.built_in.text import tokenize


def _told(utterance: str) -> str:
    tokens = tokenize(utterance)
    return " ".join(tokens[i].norm for i in sorted(told(tokens)) if tokens[i].is_word)


@pytest.mark.parametrize(
    ("utterance", "expected"),
    [
        ("we had a plum tart yesterday", "we had a plum tart yesterday"),
        ("i used to live by the lake, now i want a garden", "i used to live by the lake"),
        ("my last boat was wooden and it sank, steel please", "my last boat was wooden and it sank"),
        ("the previous one had no roof, so a roof this time", "the previous one had no roof"),
        ("we had oak, pine and ash last year, so walnut", "we had oak pine and ash last year"),
        ("when i was a student i drove a van. a small car please", "when i was a student i drove a van"),
        ("my brother works in a bakery, i need rye", "my brother works in a bakery"),
        ("i've got a blue one at home, something green", "i've got a blue one at home"),
        ("the tent we took last summer was round", "the tent we took last summer was round"),
        ("my current one is grey but i'd like red", "my current one is grey"),
    ],
)
def test_what_was_is_told_up_to_where_a_wish_begins(utterance: str, expected: str) -> None:
    assert _told(utterance) == expected


@pytest.mark.parametrize(
    "utterance",
    [
        "i wanted a blue one",
        "i was looking for something blue",
        "we had a blue one in mind",
        "i said blue",
        "my friend recommended a blue one",
        "we decided on blue",
        "i loved the blue one",
        "i was in the mood for plums",
        "my favourite colour was blue",
        "he has never worn blue",
        "i've always had blue ones",
        "we have a dog",
        "i need a blue one",
    ],
)
def test_wishes_judgements_and_habits_are_not_told(utterance: str) -> None:
    assert _told(utterance) == ""


@pytest.mark.parametrize(
    "utterance", ["we had plums before and want them again", "i used to hate plums but now i want them"]
)
def test_what_was_and_is_wanted_again_is_a_wish(utterance: str) -> None:
    assert _told(utterance) == ""


def test_what_was_is_unwanted_where_something_else_is_asked_for() -> None:
    tokens = tokenize("we had plums yesterday, so something else please")
    assert otherwise(tokens, told(tokens))
    plain = tokenize("we had plums yesterday, pears today")
    assert not otherwise(plain, told(plain))
