"""Words of one family and usual words: what a value is also called, by the language and not by the catalog."""

from __future__ import annotations

import pytest

from agent.language.built_in.usual_words import synonyms
from agent.language.built_in.word_families import relatives
from catalog.embedder_export import ensure_embedder
from catalog.embedding import Embedder, open_embedder


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    return open_embedder(ensure_embedder(tmp_path_factory.mktemp("home")))


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("northern", "north"),
        ("italy", "italian"),
        ("smoky", "smoke"),
        ("sunny", "sun"),
        ("wooden", "wood"),
        ("rainy", "rain"),
        ("industry", "industrial"),
        ("historical", "history"),
    ],
)
def test_relatives_are_found_from_either_side(said: str, value: str, embedder: Embedder) -> None:
    assert relatives(said, [value, "something"], embedder.embed) == [value]
    assert relatives(value, [said, "something"], embedder.embed) == [said]


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("grape", "grapefruit"),
        ("pepper", "peppermint"),
        ("organ", "organic"),
        ("rome", "romance"),
        ("german", "germ"),
        ("marina", "marine"),
        ("parka", "park"),
        ("north", "north"),
        ("sweet", "sweater"),
    ],
)
def test_words_that_only_look_alike_or_only_mean_alike_are_none(
    said: str, value: str, embedder: Embedder
) -> None:
    assert relatives(said, [value], embedder.embed) == []


def test_a_category_with_both_sides_of_a_quantity_is_called_by_their_other_words() -> None:
    found = synonyms({"cheap": "cheap", "mid-range": "mid-range", "expensive": "expensive"})
    assert (found["pricey"], found["affordable"], found["reasonable"]) == ("expensive", "cheap", "mid-range")
    assert "cheap" not in found


def test_a_spelling_of_the_same_value_leaves_its_side_clear_and_another_value_does_not() -> None:
    aliased = synonyms({"cheap": "cheap", "inexpensive": "cheap", "expensive": "expensive"})
    assert aliased["budget"] == "cheap"
    assert "affordable" not in synonyms({"cheap": "cheap", "budget": "budget", "costly": "costly"})


def test_one_side_alone_is_no_quantity() -> None:
    assert synonyms({"light": "light", "dark": "dark"}) == {}
