"""Titles in an utterance: found however they are written, and not seen where the words are ordinary."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from agent.language.built_in.lexicon import Lexicon
from agent.language.built_in.reading import read
from agent.language.built_in.text import tokenize
from agent.state import Session, Shown
from catalog.catalog import Catalog, catalog_in_memory
from catalog.embedding import HashingEmbedder
from catalog.items import Item
from catalog.schema import parse_schema
from tools.titles import Titles

SCHEMA = """
name: songs
noun: {singular: song, plural: songs}
id: id
title: title
text: [about]
attributes:
  year: {type: number}
"""
ORDINARY = "It was up to her; the heat of coffee in the night, and a story that goes on, like rain on glass."
SONGS = [
    ("it", "It", 1990),
    ("it-2", "It", 2017),
    ("up", "Up", 2009),
    ("her", "Her", 2013),
    ("heat", "Heat", 1995),
    ("coffee", "Coffee", 2001),
    ("rain", "The Rain", 2004),
    ("rise", "Terabond Rising", 1987),
    ("wick", "Jon Wickett", 2014),
    ("wick-2", "Jon Wickett: Chapter 2", 2017),
    ("loom", "The Lantern & the Loom", 1971),
    ("story", "Night Story", 1999),
    ("1984", "1984", 1984),
    ("crazy", "Crazy, Lonely, Love", 2011),
]


@cache
def songs() -> Catalog:
    items = [Item(key, title, ORDINARY, {"year": year}) for key, title, year in SONGS]
    return catalog_in_memory(parse_schema(SCHEMA), items, embedder=HashingEmbedder())


@cache
def lexicon() -> Lexicon:
    return Lexicon(songs(), HashingEmbedder())


def named(utterance: str, *shown: str) -> list[str]:
    session = Session(slate=tuple(Shown(item_id=i, reason="") for i in shown))
    reading = read(utterance, session=session, catalog=songs(), lexicon=lexicon(), turn=1)
    return [i for r in reading.references if r.how == "title" for i in r.items]


@pytest.mark.parametrize(
    ("utterance", "wanted"),
    [
        ("have you heard Terabond Rising yet", ["rise"]),
        ("have you got terabond rising", ["rise"]),
        ("i loved tarabond rising", ["rise"]),
        ("i loved terabond risng", ["rise"]),
        ("i loved terabondrising", ["rise"]),
        ("what about jon wickett chapter two?", ["wick-2"]),
        ("what about Jon Wickett II", ["wick-2"]),
        ("i liked jon wickett", ["wick"]),
        ("lantern and the loom was great", ["loom"]),
        ("I like Crazy, Lonely, Love", ["crazy"]),
        ("did you like Heat (1995)?", ["heat"]),
        ("did you like It (1990)?", ["it"]),
        ("the new It (2017) was good", ["it-2"]),
        ('something like "Up"', ["up"]),
        ("the song Her", ["her"]),
        ("Terabond Rising, Heat and Coffee", ["rise", "heat", "coffee"]),
        ("I have read 1984", ["1984"]),
    ],
)
def test_a_title_is_found_however_it_is_written(utterance: str, wanted: list[str]) -> None:
    assert named(utterance) == wanted


@pytest.mark.parametrize(
    "utterance",
    [
        "it was good",
        "cheer up",
        "something for her",
        "i can't stand the heat",
        "I want a coffee",
        "music for the rain",
        "Coffee Express is my favourite place",
        "Jackie Heat sang it",
        "I know Up Helly Aa",
        "tell me a night story",
        "love, crazy as it is, is lonely",
        "one from 1984",
        "Is there a Jon Wickett 3?",
    ],
)
def test_ordinary_words_and_longer_names_are_no_titles(utterance: str) -> None:
    assert named(utterance) == []


def test_of_items_with_one_title_the_one_just_shown_is_meant() -> None:
    assert named("I have seen It", "it") == ["it"]
    assert named("I have seen It", "it-2") == ["it-2"]


def test_of_items_with_one_title_the_newest_comes_first() -> None:
    (mention,) = lexicon().titles_in(tokenize('"It"'))
    assert mention.items == ("it-2", "it")


def test_of_items_with_one_title_the_most_chosen_comes_before_the_newest() -> None:
    chosen = np.array([3.0 if key == "it" else 0.0 for key, _, _ in SONGS])
    made = Lexicon(songs(), HashingEmbedder(), titles=Titles(songs(), chosen))
    (mention,) = made.titles_in(tokenize('"It"'))
    assert mention.items == ("it", "it-2")


def test_less_is_needed_for_a_title_that_was_just_shown() -> None:
    assert named("is the heat too much") == []
    assert named("is the heat too much", "heat") == ["heat"]


def test_a_number_in_a_title_is_no_amount() -> None:
    reading = read(
        "what about jon wickett chapter 2", session=Session(), catalog=songs(), lexicon=lexicon(), turn=1
    )
    assert reading.quantities == []


SHOP = """
name: plants
noun: {singular: plant, plural: plants}
id: id
title: title
attributes:
  price: {type: number, unit: EUR}
"""
PLANTS = {
    "still": "Still",
    "up": "Up",
    "avatar": "Avatar",
    "hugo": "Hugo",
    "pixie": "Pixie",
    "kettle": "Kettledrum",
    "waffles": "Waffles",
    "nelson": "Nelson",
    "smoke": "Smoke Signal",
    "noise": "White Noise",
    "palm": "Thimble Palm",
    "duchess": "Duchess of Fern Row",
    "gables": "Seven Gables",
    "v20": "Lindholm V20",
    "time": "Time",
    "water": "Water",
}


RANKS = {
    word: rank
    for words, rank in (
        ("the i you a up still time white water smoke noise signal palm row seven", 3_000),
        ("hugo duchess", 10_000),
        ("avatar nelson pixie thimble", 22_000),
    )
    for word in words.split()
}


class Ranked(HashingEmbedder):
    """With a list of common words, the commonest first."""

    def is_word(self, word: str) -> bool:
        return word in RANKS

    def rank(self, word: str) -> int | None:
        return RANKS.get(word)


@cache
def plants() -> Lexicon:
    items = [Item(key, title, "", {"price": 5 + n}) for n, (key, title) in enumerate(PLANTS.items())]
    return Lexicon(catalog_in_memory(parse_schema(SHOP), items, embedder=HashingEmbedder()), Ranked())


def named_in_shop(utterance: str, *shown: str) -> set[str]:
    return {i for m in plants().titles_in(tokenize(utterance), shown) for i in m.items}


@pytest.mark.parametrize(
    ("utterance", "wanted"),
    [
        ("you may like avatar", {"avatar"}),
        ("watched up last night", {"up"}),
        ("i own the still already", {"still"}),
        ("lets go with hugo", {"hugo"}),
        ("something like hugo from your list", {"hugo"}),
        ("how come the kettledrum isnt in there", {"kettle"}),
        ("why wasn't smoke signal on the list", {"smoke"}),
        ("my wife wears white noise and loves it", {"noise"}),
        ("tell me more about nelsen", {"nelson"}),
        ("price of nelson?", {"nelson"}),
        ("compare pixie and waffels", {"pixie", "waffles"}),
        ("whats the difference between the kettledrum and the waffels", {"kettle", "waffles"}),
        ("pixie or hugo?", {"pixie", "hugo"}),
        ("what is seven gabels like?", {"gables"}),
        ("do you have lindholm v20?", {"v20"}),
    ],
)
def test_titles_in_small_letters_are_found_in_shop_talk(utterance: str, wanted: set[str]) -> None:
    assert named_in_shop(utterance) == wanted


@pytest.mark.parametrize(
    "utterance",
    [
        "i still want it",
        "i was up all night",
        "it should last a long time",
        "one that needs no water",
        "give me the time of day",
        "i don't want to water it every day",
    ],
)
def test_the_commonest_words_are_no_titles_in_shop_talk(utterance: str) -> None:
    assert named_in_shop(utterance) == set()


def test_of_what_was_shown_a_part_of_the_title_is_enough() -> None:
    shown = ("palm", "duchess", "pixie")
    assert named_in_shop("the duchess, had her for years", *shown) == {"duchess"}
    assert named_in_shop("and the little palm?", *shown) == {"palm"}
    assert named_in_shop("ok the palm it is", *shown) == {"palm"}
    assert named_in_shop("is there one with a palm on it", *shown) == set()
    assert named_in_shop("ok the palm it is") == set()
