"""What is said of a number, and what it is said of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agent.language.built_in.engine import understand
from agent.language.built_in.lexicon import Lexicon
from agent.language.built_in.numerals import find_numerals
from agent.language.built_in.quantities import Quantity, find_quantities, negate
from agent.language.built_in.text import tokenize
from agent.state import Session
from catalog.catalog import catalog_in_memory
from catalog.embedding import HashingEmbedder
from catalog.items import Item
from catalog.schema import parse_schema
from tests.agent.conftest import Talk


def quantity(utterance: str) -> Quantity:
    tokens = tokenize(utterance)
    (found,) = find_quantities(tokens, find_numerals(tokens))
    return found


@pytest.mark.parametrize(
    ("said", "relation"),
    [
        ("under 50", "<="),
        ("up to 50", "<="),
        ("at most 50", "<="),
        ("no more than 50", "<="),
        ("not over 50", "<="),
        ("max 50", "<="),
        ("50 max", "<="),
        ("50 or less", "<="),
        ("50 tops", "<="),
        ("within 50", "<="),
        ("less than 50", "<"),
        ("fewer than 50", "<"),
        ("below 50", "<"),
        ("before 1950", "<"),
        ("at least 50", ">="),
        ("50 or more", ">="),
        ("50+", ">="),
        ("minimum 50", ">="),
        ("since 1950", ">="),
        ("50 and up", ">="),
        ("upwards of 50", ">="),
        ("over 50", ">"),
        ("more than 50", ">"),
        ("above 50", ">"),
        ("after 1950", ">"),
        ("around 50", "about"),
        ("about 50", "about"),
        ("roughly 50", "about"),
        ("approximately 50", "about"),
        ("50 or so", "about"),
        ("50", "="),
        ("from 1950", "="),
        ("from 1950 on", ">="),
    ],
)
def test_the_words_beside_a_number_say_which_side_of_it_is_meant(said: str, relation: str) -> None:
    assert quantity(said).relation == relation


@pytest.mark.parametrize(
    ("said", "low", "high"),
    [
        ("between 50 and 150", 50, 150),
        ("from 50 to 150", 50, 150),
        ("50 to 150", 50, 150),
        ("50-150", 50, 150),
        ("50 – 150", 50, 150),
        ("between 150 and 50", 50, 150),
        ("$20-40", 20, 40),
        ("between 1 and 3 hours", 1, 3),
        ("from the 60s to the 80s", 1960, 1989),
        ("the 60s or 70s", 1960, 1979),
        ("between 1950 and 1990", 1950, 1990),
    ],
)
def test_two_numbers_may_be_the_ends_of_one_span(said: str, low: float, high: float) -> None:
    found = quantity(said)
    assert (found.relation, found.low, found.high) in (("between", low, high), ("=", low, high))


@pytest.mark.parametrize(
    ("said", "denied"), [("over 50", "<="), ("under 50", ">="), ("at least 50", "<"), ("less than 50", ">=")]
)
def test_a_denied_bound_is_the_opposite_bound(said: str, denied: str) -> None:
    inverse = negate(quantity(said))
    assert inverse is not None and inverse.relation == denied


def test_a_denied_number_has_no_opposite() -> None:
    assert negate(quantity("from the 90s")) is None
    assert negate(quantity("50")) is None


@pytest.mark.parametrize(
    ("utterance", "attribute"),
    [
        ("under 2 hours", "duration"),
        ("under 40 euros", "fare"),
        ("under 40 km", "distance"),
        ("after 2005", "since"),
        ("rated over 4", "rating"),
        ("a fare under 40", "fare"),
        ("distance under 40", "distance"),
        ("duration below 40", "duration"),
    ],
)
def test_a_number_is_linked_to_what_it_can_measure(
    utterance: str, attribute: str, talk: Callable[[str], Talk]
) -> None:
    assert [c.attributes() for c in talk("ferries").read(utterance).constraints] == [(attribute,)]


@pytest.mark.parametrize(
    "utterance", ["under 5 kg", "at most 30 dollars", "under 16 GB", "less than 12 volts"]
)
def test_a_number_that_nothing_here_measures_constrains_nothing(
    utterance: str, talk: Callable[[str], Talk]
) -> None:
    read = talk("ferries").read(utterance)
    assert read.constraints == ()
    assert [line.as_ for line in read.receipt] == ["not_enforceable"]


@pytest.mark.parametrize("said", ["under 10 bucks", "under €10", "less than 10 dollars"])
def test_a_price_without_a_currency_is_in_the_one_that_is_spoken_of(said: str) -> None:
    attributes = "{price: {type: number, words: [spend]}, size: {type: number}}"
    catalog = catalog_in_memory(
        parse_schema(f"name: games\nid: id\ntitle: name\nattributes: {attributes}"),
        [Item(str(n), f"Game {n}", "", {"price": n + 0.5, "size": float(n)}) for n in range(30)],
        embedder=HashingEmbedder(),
    )
    lexicon = Lexicon(catalog, HashingEmbedder())
    session = Session(user_id="ana", tenant="default", session_id="s", catalog=catalog.slug)
    meaning = understand(said, session=session, catalog=catalog, lexicon=lexicon, turn=1)
    assert [c.attributes() for c in meaning.constraints] == [("price",)]
