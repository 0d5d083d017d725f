"""What counts as said by the user."""

from __future__ import annotations

import pytest

from agent.language.model.grounding import Grounding
from catalog.schema import Attribute, AttributeType


@pytest.mark.parametrize(
    ("utterance", "phrase", "said"),
    [
        ("Etwas Gemütliches, bitte!", "gemutliches", True),
        ("no zombies, aliens or space", "no zombies, aliens", True),
        ("something cosy", "cosy lamp", False),
        ("something cosy", "cos", False),
        ("something cosy", "", False),
        ("100ドル以下のランプ", "以下のランプ", True),
    ],
)
def test_a_phrase_is_looked_up_without_case_accents_and_marks(
    utterance: str, phrase: str, said: bool
) -> None:
    assert Grounding(utterance).says(phrase) is said


@pytest.mark.parametrize(
    ("utterance", "value", "unit"),
    [
        ("under 1,299.50", 1299.5, None),
        ("bis 1.299,50 Euro", 1299.5, "EUR"),
        ("about 50k", 50_000, None),
        ("2 millones", 2_000_000, None),
        ("two hours at most", 120, "min"),
        ("1h 30 max", 90, "min"),
        ("1,5 m", 150, "cm"),
        ("from the 90s", 1990, None),
        ("from the 90s", 1999, None),
        ("a dozen", 12, None),
    ],
)
def test_a_number_is_said_in_any_form(utterance: str, value: float, unit: str | None) -> None:
    attribute = Attribute(name="size", type=AttributeType.NUMBER, unit=unit)
    assert Grounding(utterance).counts(value, attribute)


@pytest.mark.parametrize(
    ("utterance", "value", "unit"),
    [
        ("not too dear", 100, "USD"),
        ("under 100", 80, "USD"),
        ("two hours", 150, "min"),
        ("from 1994", 94, None),
    ],
)
def test_a_number_that_nobody_said_is_not_said(utterance: str, value: float, unit: str | None) -> None:
    attribute = Attribute(name="size", type=AttributeType.NUMBER, unit=unit)
    assert not Grounding(utterance).counts(value, attribute)


def test_a_title_is_named_with_a_slip_or_two() -> None:
    said = Grounding("i loved firefly jarr, and up")
    assert said.names("Firefly Jar")
    assert said.names("Up")
    assert not said.names("Titanic")
    assert not said.names("It")
