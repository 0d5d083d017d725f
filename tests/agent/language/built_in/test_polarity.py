"""What is denied, softened, insisted on or let go, word by word."""

from __future__ import annotations

import itertools

import pytest

from agent.language.built_in.clauses import clauses
from agent.language.built_in.polarity import Stance, stances
from agent.language.built_in.text import tokenize


def stance_of(word: str, utterance: str) -> Stance:
    tokens = tokenize(utterance)
    return stances(tokens)[[t.norm for t in tokens].index(word)]


@pytest.mark.parametrize(
    ("utterance", "denied"),
    [
        ("no velvet", "velvet"),
        ("not velvet", "velvet"),
        ("without velvet", "velvet"),
        ("nothing with velvet", "velvet"),
        ("I don't want velvet", "velvet"),
        ("please don't show me velvet", "velvet"),
        ("anything but velvet", "velvet"),
        ("everything except velvet", "velvet"),
        ("I hate velvet", "velvet"),
        ("I can't stand velvet", "velvet"),
        ("I'm tired of velvet", "velvet"),
        ("I'm allergic to velvet", "velvet"),
        ("no copper, velvet or paper", "velvet"),
        ("no copper, velvet or paper", "paper"),
        ("neither copper nor velvet", "velvet"),
        ("avoid velvet please", "velvet"),
        ("other than velvet", "velvet"),
        ("not a fan of velvet", "velvet"),
        ("brass but no velvet", "velvet"),
    ],
)
def test_a_negation_reaches_what_it_denies(utterance: str, denied: str) -> None:
    assert stance_of(denied, utterance).negated


@pytest.mark.parametrize(
    ("utterance", "wanted"),
    [
        ("velvet", "velvet"),
        ("no copper, but velvet", "velvet"),
        ("no copper. velvet", "velvet"),
        ("not copper, something in velvet", "velvet"),
        ("brass but no velvet", "brass"),
        ("velvet, no copper", "velvet"),
        ("I don't mind velvet", "velvet"),
        ("not only velvet", "velvet"),
        ("why not velvet", "velvet"),
        ("no, velvet", "velvet"),
        ("no problem, velvet", "velvet"),
        ("I'm not sure, maybe velvet", "velvet"),
        ("I can't wait for velvet", "velvet"),
        ("no copper and something in velvet", "velvet"),
    ],
)
def test_a_negation_ends_where_something_new_begins(utterance: str, wanted: str) -> None:
    assert not stance_of(wanted, utterance).negated


@pytest.mark.parametrize(
    "utterance",
    [
        "ideally velvet",
        "preferably velvet",
        "velvet if possible",
        "velvet would be nice",
        "maybe velvet",
        "I'd prefer velvet",
        "perhaps something in velvet",
        "hopefully velvet",
    ],
)
def test_what_would_be_nice_is_soft(utterance: str) -> None:
    assert stance_of("velvet", utterance).soft


@pytest.mark.parametrize(
    "utterance",
    [
        "it must be velvet",
        "only velvet",
        "strictly velvet",
        "it has to be velvet",
        "velvet is essential",
        "I definitely need velvet",
    ],
)
def test_what_must_be_is_hard(utterance: str) -> None:
    found = stance_of("velvet", utterance)
    assert (found.hard, found.soft, found.negated) == (True, False, False)


@pytest.mark.parametrize(
    "utterance",
    [
        "it doesn't have to be velvet",
        "velvet is not essential",
        "velvet doesn't matter",
        "I don't care about velvet",
        "forget the velvet",
        "drop the velvet",
        "the velvet isn't necessary",
        "it needn't be velvet",
    ],
)
def test_what_does_not_matter_is_let_go_and_not_denied(utterance: str) -> None:
    found = stance_of("velvet", utterance)
    assert (found.free, found.negated) == (True, False)


def test_softness_stays_in_its_clause() -> None:
    utterance = "ideally velvet. it must be brass"
    assert stance_of("velvet", utterance).soft
    assert not stance_of("brass", utterance).soft


@pytest.mark.parametrize(
    ("utterance", "number"),
    [
        ("a lamp for the hall", 1),
        ("brass, but not shiny", 2),
        ("brass. not shiny. cheap!", 3),
        ("no copper, something in brass", 2),
        ("copper, brass and paper", 1),
        ("", 0),
    ],
)
def test_clauses_part_at_strong_marks_and_contrasts(utterance: str, number: int) -> None:
    assert len(clauses(tokenize(utterance))) == number


def test_clauses_cover_the_utterance_in_order() -> None:
    tokens = tokenize("no copper, but brass; maybe paper, and under 20. thanks!")
    found = clauses(tokens)
    assert [a for a, _ in found] == sorted(a for a, _ in found)
    assert all(b <= c for (_, b), (c, _) in itertools.pairwise(found))
