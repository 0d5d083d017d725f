"""Other words for one of two values, and for an attribute that stands, by the embedder that serves."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.language.built_in.lexicon import Lexicon
from agent.language.built_in.near_values import near_name, near_value
from catalog.catalog import catalog_in_memory
from catalog.embedder_export import ensure_embedder
from catalog.embedding import HashingEmbedder, open_embedder
from catalog.parsing import read_catalog_folder

SCHEMA = """
name: Goats
noun: {singular: goat, plural: goats}
id: id
title: name
attributes:
  sex: {type: category}
  stall: {type: category}
  colour: {type: category}
  price: {type: number}
"""
ITEMS = """id,name,sex,stall,colour,price
g1,Ottoline,female,indoor,white,40
g2,Bruno,male,outdoor,black,30
g3,Mab,female,outdoor,brown,20
"""


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    folder: Path = tmp_path_factory.mktemp("goats")
    (folder / "catalog.yaml").write_text(SCHEMA)
    (folder / "items.csv").write_text(ITEMS)
    read = read_catalog_folder(folder)
    catalog = catalog_in_memory(read.schema, read.items, embedder=HashingEmbedder())
    return Lexicon(catalog, open_embedder(ensure_embedder(tmp_path_factory.mktemp("home"))))


@pytest.mark.parametrize(
    ("word", "value"), [("boys", "male"), ("girls", "female"), ("lady", "female"), ("outside", "outdoor")]
)
def test_a_synonym_of_one_of_two_values_is_that_value(word: str, value: str, lexicon: Lexicon) -> None:
    near = near_value(word, lexicon)
    assert near is not None
    assert near.value == value


@pytest.mark.parametrize("word", ["quiet", "navy", "grey", "friendly", "gold", "heated"])
def test_what_is_no_synonym_is_no_value(word: str, lexicon: Lexicon) -> None:
    assert near_value(word, lexicon) is None


def test_another_name_for_what_stands_is_its_attribute(lexicon: Lexicon) -> None:
    assert near_name("shade", ["colour", "price"], lexicon) == "colour"
    assert near_name("cost", ["colour", "price"], lexicon) == "price"
    assert near_name("shade", ["price"], lexicon) is None
    assert near_name("time", ["colour", "price"], lexicon) is None
