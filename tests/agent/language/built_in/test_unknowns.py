"""What a catalog does not have: facts are owned up to, what is felt stays a wish, plain talk is neither."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agent.language.built_in.lexicon import Lexicon
from agent.language.built_in.qualities import is_felt
from catalog.embedder_export import ensure_embedder
from catalog.embedding import open_embedder
from tests.agent.conftest import Talk, catalog_of

OWNED_UP_TO = [
    ("the colour has to be chartreuse", "chartreuse"),
    ("the style should be gingham", "gingham"),
    ("I want gingham for the style", "gingham"),
    ("a lamp with gingham as the style", "gingham"),
    ("the designer has to be odette vanbrugh", "odette vanbrugh"),
    ("style: gingham", "gingham"),
    ("a gingham one", "gingham"),
    ("do you have any in gingham?", "gingham"),
    ("is there a lamp that's refundable?", "refundable"),
    ("lamps that are insured against theft, please", "insured"),
    ("it has to be refundable", "refundable"),
    ("ok. it has to be vaccinated as well", "vaccinated"),
]
PLAIN = [
    "hello there, how's it going",
    "thanks, you've been great",
    "my husband is jealous",
    "it's for a friend who just moved",
    "I've been looking all afternoon",
    "ok, that sounds wonderful",
    "no idea yet, surprise me",
    "we're redecorating this autumn",
]


@pytest.mark.parametrize(("said", "phrase"), OWNED_UP_TO)
def test_a_fact_that_no_item_has_is_owned_up_to_and_nothing_takes_its_place(
    said: str, phrase: str, talk: Callable[[str], Talk]
) -> None:
    read = talk("lamps").read(said)
    assert phrase in read.unknown
    assert (phrase, "not_enforceable") in [(line.phrase, line.as_) for line in read.receipt]
    assert read.constraints == ()


@pytest.mark.parametrize("said", ["a quirky lamp", "a lamp that's glamorous", "the style should be playful"])
def test_what_is_felt_is_a_wish_in_words(said: str, talk: Callable[[str], Talk]) -> None:
    read = talk("lamps").read(said)
    assert read.unknown == ()
    assert [p.text for p in read.preferences] == [said.split()[-1 if "lamp" not in said[-4:] else 1]]


@pytest.mark.parametrize("said", PLAIN)
def test_plain_talk_is_never_owned_up_to(said: str, talk: Callable[[str], Talk]) -> None:
    assert talk("lamps").read(said).unknown == ()


def test_where_nothing_is_from_is_owned_up_to_whatever_stands_beside_it(talk: Callable[[str], Talk]) -> None:
    assert talk("lamps").read("find me a table with hungarian lamps").unknown == ("hungarian",)


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    embedder = open_embedder(ensure_embedder(tmp_path_factory.mktemp("embedder")))
    return Lexicon(catalog_of("lamps"), embedder)


@pytest.mark.parametrize(
    ("word", "felt"),
    [("uplifted", True), ("soulful", True), ("hushed", True), ("lactose-free", False), ("titanium", False)],
)
def test_words_that_we_did_not_write_fall_on_their_side(word: str, felt: bool, lexicon: Lexicon) -> None:
    assert is_felt(word, lexicon) == felt
