"""Which words of a catalog an utterance uses."""

from __future__ import annotations

import pytest

from agent.language.built_in.lexicon import Lexicon
from agent.language.built_in.mentions import find_mentions
from agent.language.built_in.text import tokenize
from catalog.catalog import catalog_in_memory
from catalog.embedding import HashingEmbedder
from catalog.items import Item
from catalog.schema import Schema
from tests.agent.conftest import lexicon_of


def mentioned(name: str, utterance: str) -> set[str]:
    """`kind attribute value` of every mention, titles as `title id`."""
    return {
        f"title {sense.items[0]}"
        if sense.kind == "title"
        else f"{sense.kind} {sense.attribute} {sense.value}"
        for mention in find_mentions(tokenize(utterance), lexicon_of(name))
        for sense in mention.senses
    }


@pytest.mark.parametrize(
    ("name", "utterance", "wanted"),
    [
        ("lamps", "scandinavian", "value style scandinavian"),
        ("lamps", "Scandinavian", "value style scandinavian"),
        ("lamps", "art deco", "value style art deco"),
        ("lamps", "art-deco", "value style art deco"),
        ("lamps", "artdeco", "value style art deco"),
        ("lamps", "hanging", "value kind pendant"),
        ("lamps", "pendants", "value kind pendant"),
        ("lamps", "nurseries", "value rooms nursery"),
        ("lamps", "the living-room", "value rooms living room"),
        ("lamps", "by Ingrid Holm", "value designer Ingrid Holm"),
        ("lamps", "by Holm", "value designer Ingrid Holm"),
        ("lamps", "industriel", "value style industrial"),
        ("lamps", "minimalst", "value style minimalist"),
        ("lamps", "the color", "attribute colour None"),
        ("lamps", "the colour", "attribute colour None"),
        ("lamps", "its wattage", "attribute power None"),
        ("ferries", "the med", "value sea mediterranean"),
        ("ferries", "dogs", "attribute pets None"),
        ("ferries", "a dog", "attribute pets None"),
        ("ferries", "cafés", "value aboard cafe"),
        ("ferries", "French", "value country france"),
        ("ferries", "the north sea", "value sea north sea"),
        ("ferries", "passengers", "range group None"),
        ("cheeses", "ewe's milk", "value milk sheep"),
        ("cheeses", "goat's", "value milk goat"),
        ("cheeses", "Swiss", "value country switzerland"),
        ("cheeses", "a dinner party", "value occasion dinner party"),
        ("cheeses", "unpasteurised", "attribute raw None"),
        ("cheeses", "unpasteurized", "attribute raw None"),
    ],
)
def test_a_word_of_the_catalog_is_found_however_it_is_written(name: str, utterance: str, wanted: str) -> None:
    assert wanted in mentioned(name, utterance)


@pytest.mark.parametrize(
    ("name", "utterance", "wanted"),
    [
        ("lamps", "something like Solveig", "title l01"),
        ("lamps", "tell me about Grandmother's Parlour", "title l07"),
        ("lamps", "tell me about grandmothers parlour", "title l07"),
        ("lamps", "I loved Velvet Hour", "title l15"),
        ("lamps", 'have you got "Noon"?', "title l08"),
        ("ferries", "how long is The Gull Run?", "title f05"),
        ("ferries", "how long is the gull run", "title f05"),
        ("cheeses", "similar to Alpenwachter", "title c10"),
        ("cheeses", "like Alpenwächter", "title c10"),
        ("cheeses", "is Gouden Maan vegetarian", "title c15"),
    ],
)
def test_a_title_is_found_where_it_is_written_as_one(name: str, utterance: str, wanted: str) -> None:
    assert wanted in mentioned(name, utterance)


@pytest.mark.parametrize(
    ("name", "utterance", "title"),
    [
        ("lamps", "I need it before noon", "title l08"),
        ("lamps", "we will meet at a campfire", "title l19"),
        ("lamps", "a lamp the size of a pebble", "title l09"),
        ("lamps", "give me a signal", "title l14"),
    ],
)
def test_an_ordinary_word_is_no_title(name: str, utterance: str, title: str) -> None:
    assert title not in mentioned(name, utterance)


@pytest.mark.parametrize(
    "utterance", ["", "so what", "please show me something", "I would like that", "12345"]
)
def test_words_that_mean_nothing_here_are_not_mentioned(utterance: str) -> None:
    assert mentioned("cheeses", utterance) == set()


def test_the_longest_name_wins() -> None:
    assert mentioned("ferries", "north sea") == {"value sea north sea"}
    assert mentioned("cheeses", "raw milk") == {"attribute raw None"}


def test_a_name_does_not_run_over_a_full_stop() -> None:
    assert "value style art deco" not in mentioned("lamps", "I like art. Deco it is not")


def test_a_common_word_names_a_value_where_it_is_all_that_is_said() -> None:
    schema = Schema.model_validate(
        {
            "name": "songs",
            "id": "id",
            "title": "name",
            "attributes": {"about": {"type": "tags"}},
        }
    )
    items = [Item(id=f"s{n}", title=f"Song {n}", text="", attributes={"about": ("love",)}) for n in range(3)]
    catalog = catalog_in_memory(schema, items, embedder=HashingEmbedder())
    lexicon = Lexicon(catalog, HashingEmbedder())
    assert [m.senses[0].value for m in find_mentions(tokenize("Love!"), lexicon)] == ["love"]
    assert find_mentions(tokenize("I love that"), lexicon) == []
