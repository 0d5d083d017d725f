"""What an utterance requires, rules out and leans to, in the first turn of a session.

`wishes/*.yaml` hold one utterance a line with all that a person would take it to require.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.agent.conftest import NAMES, Talk, plain

TABLES = Path(__file__).parent / "wishes"
HARD = [
    (name, utterance, wanted)
    for name in NAMES
    for utterance, wanted in yaml.safe_load((TABLES / f"{name}.yaml").read_text(encoding="utf-8")).items()
]


@pytest.mark.parametrize(("name", "utterance", "wanted"), HARD)
def test_the_hard_part_of_a_wish_is_what_a_person_would_take_it_for(
    name: str, utterance: str, wanted: list[str], talk: Callable[[str], Talk]
) -> None:
    assert sorted(plain(c) for c in talk(name).read(utterance).constraints) == sorted(wanted)


@pytest.mark.parametrize(
    ("name", "utterance", "wanted"),
    [
        ("lamps", "an expensive lamp", {"price high"}),
        ("lamps", "something cheap", {"price low"}),
        ("lamps", "not too expensive", {"price low"}),
        ("lamps", "something not too tall", {"height low"}),
        ("lamps", "a calm and cosy lamp", {"+ mood calm", "+ mood cosy"}),
        ("lamps", "something romantic", {"+ mood romantic"}),
        ("lamps", "I love japanese lamps", {"+ style japanese"}),
        ("lamps", "ideally dimmable", {"+ dimmable True"}),
        ("lamps", "preferably under $80", {"price low"}),
        ("lamps", "maybe something in blue", {"+ colour blue"}),
        ("lamps", "a new lamp", {"year high"}),
        ("ferries", "a quick one", {"duration low"}),
        ("ferries", "cheap and quick", {"fare low", "duration low"}),
        ("ferries", "quick but not cheap", {"duration low", "fare high"}),
        ("ferries", "not long", {"duration low"}),
        ("ferries", "preferably in the baltic", {"+ sea baltic"}),
        ("cheeses", "a young cheese", {"aged low"}),
        ("cheeses", "mature", {"aged high"}),
        ("cheeses", "smelly", {"smell high"}),
        ("cheeses", "for a picnic", {"+ occasion picnic"}),
        ("cheeses", "something for fondue", {"+ occasion fondue"}),
        ("cheeses", "cheap and young", {"price low", "aged low"}),
        ("cheeses", "I love goat cheese", {"+ milk goat"}),
        ("cheeses", "nutty would be nice", {"+ flavours nutty"}),
    ],
)
def test_the_soft_part_of_a_wish_removes_nothing(
    name: str, utterance: str, wanted: set[str], talk: Callable[[str], Talk]
) -> None:
    read = talk(name).read(utterance)
    assert read.constraints == ()
    found = {
        f"{p.attribute} {p.direction}"
        if p.direction
        else f"{'+' if p.polarity == 'prefer' else '-'} {p.attribute} {p.value}"
        for p in read.preferences
        if p.attribute
    }
    assert found == wanted


@pytest.mark.parametrize(
    ("name", "utterance", "phrase"),
    [
        ("lamps", "I want a lamp with a wifi speaker", "wifi speaker"),
        ("lamps", "a purple lamp with a zebra pattern", "zebra pattern"),
        ("ferries", "a crossing under 30 dollars", "under 30 dollars"),
        ("ferries", "a crossing under 20 kg", "under 20 kg"),
        ("cheeses", "a cheese with truffles", "truffles"),
        ("cheeses", "cheddar", "cheddar"),
    ],
)
def test_a_strict_phrase_that_the_catalog_cannot_answer_is_said_so(
    name: str, utterance: str, phrase: str, talk: Callable[[str], Talk]
) -> None:
    lines = {line.phrase: line.as_ for line in talk(name).read(utterance).receipt}
    assert lines.get(phrase) == "not_enforceable"


@pytest.mark.parametrize(("name", "utterance", "wanted"), HARD)
def test_every_constraint_has_its_line_in_the_receipt(
    name: str, utterance: str, wanted: list[str], talk: Callable[[str], Talk]
) -> None:
    read = talk(name).read(utterance)
    told = {line.attribute for line in read.receipt if line.as_ == "constraint"}
    spans = {e: s for s, span in talk(name).catalog.schema.ranges.items() for e in span.between}
    for constraint in read.constraints:
        names = constraint.attributes()
        assert told & {*names, *(spans.get(n, n) for n in names)}


def test_the_same_words_in_capitals_or_with_blanks_mean_the_same(talk: Callable[[str], Talk]) -> None:
    wanted = {"price <= 40", "style = rustic"}
    for utterance in (
        "rustic lamps under $40",
        "RUSTIC LAMPS UNDER $40",
        "  rustic   lamps\tunder $40 \n",
        "Rustic lamps under $40!",
        "rustic lamps, under 40 $",
    ):
        assert {plain(c) for c in talk("lamps").read(utterance).constraints} == wanted
