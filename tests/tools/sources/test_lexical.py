"""Finding the very words."""

from __future__ import annotations

from catalog.items import Item
from tools.sources.lexical import WordIndex
from tools.words import content_words

ITEMS = [
    Item("a", "The Express", "Two strangers meet on a night train to Vienna."),
    Item("b", "The Station", "A clerk waits for trains that never come, and grows old."),
    Item("c", "Harbour", "Fishermen leave before dawn.", {"tags": ("sea", "work")}),
    Item("d", "Вокзал", "Старый вокзал и поезда на север."),
    Item("e", "Fjord", "", {"tags": ("sea",), "link": "https://sea.example/sea"}),
]


def found(text: str) -> list[str]:
    scores = WordIndex.fit(ITEMS).score(text)
    return [ITEMS[n].id for n in sorted(range(len(ITEMS)), key=lambda n: -scores[n]) if scores[n] > 0]


def test_forms_of_a_word_are_one() -> None:
    assert set(found("the one with the train")) == {"a", "b"}
    assert found("поезд") == ["d"]
    assert found("night trains")[0] == "a"


def test_values_of_attributes_count_and_links_do_not() -> None:
    assert set(found("sea")) == {"c", "e"}
    assert found("https") == []


def test_a_small_part_of_a_wish_is_no_match() -> None:
    assert found("train with dragons, elves and wizards") == []


def test_words_of_talk_say_nothing() -> None:
    assert content_words("I'd like something good for me, please!") == []
    assert found("can you recommend anything?") == []


def test_one_item_and_no_words_are_enough() -> None:
    assert WordIndex.fit([Item("a", "!")]).score("train").tolist() == [0.0]
    assert WordIndex.fit([]).score("train").tolist() == []
