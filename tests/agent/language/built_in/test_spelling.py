"""Slips of the pen, mended before anything is read, by the embedder that serves: it knows which words are words."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.language.built_in.engine import understand
from agent.language.built_in.lexicon import Lexicon
from agent.language.built_in.spelling import mended, said
from agent.language.built_in.text import tokenize
from agent.state import Session
from catalog.catalog import Catalog, catalog_in_memory
from catalog.embedder_export import ensure_embedder
from catalog.embedding import HashingEmbedder, open_embedder
from catalog.parsing import read_catalog_folder
from tests.agent.conftest import INVENTED, plain


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    read = read_catalog_folder(INVENTED / "lamps")
    return catalog_in_memory(read.schema, read.items, embedder=HashingEmbedder())


@pytest.fixture(scope="module")
def lexicon(catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    home: Path = tmp_path_factory.mktemp("home")
    return Lexicon(catalog, open_embedder(ensure_embedder(home)))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("it dosent have to be white", "it doesn't have to be white"),
        ("definately no velvet", "definitely no velvet"),
        ("somthing undr a hundrd dollras", "something under a hundred dollars"),
        ("nothign too expensve plase", "nothing too expensive please"),
        ("wich of those is the cheapst", "which of those is the cheapest"),
    ],
)
def test_a_slip_is_read_as_what_was_meant(typed: str, meant: str, lexicon: Lexicon) -> None:
    assert said(typed, mended(tokenize(typed), lexicon)) == meant


@pytest.mark.parametrize(
    "typed", ["a vase from Undr", "something gothic", "for my niece Thalia", "so forth and late"]
)
def test_a_word_and_a_name_are_left_alone(typed: str, lexicon: Lexicon) -> None:
    assert [t.norm for t in mended(tokenize(typed), lexicon)] == [t.norm for t in tokenize(typed)]


@pytest.mark.parametrize(
    ("utterance", "wanted"),
    [
        ("it dosent have to be white", []),
        ("it dosent have to be black", []),
        ("somthing rustc undr 50 dollras", ["price <= 50", "style = rustic"]),
    ],
)
def test_what_is_misspelt_is_understood(
    utterance: str, wanted: list[str], catalog: Catalog, lexicon: Lexicon
) -> None:
    read = understand(
        utterance, session=Session(catalog=catalog.slug), catalog=catalog, lexicon=lexicon, turn=1
    )
    assert sorted(plain(c) for c in read.constraints) == wanted
