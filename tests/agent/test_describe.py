"""Constraints and preferences as a person would say them."""

from __future__ import annotations

from typing import Any

import pytest

from agent.describe import describe, describe_all, describe_preference
from catalog.constraints import Alternative, Constraint, Either, Preference
from tests.agent.conftest import catalog_of


@pytest.mark.parametrize(
    ("name", "attribute", "op", "value", "words"),
    [
        ("lamps", "price", "<=", 100, "at most $100"),
        ("lamps", "price", "<", 100, "under $100"),
        ("lamps", "price", ">=", 100, "at least $100"),
        ("lamps", "price", ">", 100, "over $100"),
        ("lamps", "price", "between", (50, 150), "$50 to $150"),
        ("lamps", "height", "<", 1200, "under 1,200 cm"),
        ("lamps", "year", ">", 2015, "after 2015"),
        ("lamps", "year", "<", 1950, "before 1950"),
        ("lamps", "year", "between", (1930, 1939), "1930 to 1939"),
        ("lamps", "style", "=", "art deco", "art deco"),
        ("lamps", "colour", "in", ("black", "grey"), "black or grey"),
        ("lamps", "dimmable", "=", True, "dimmable"),
        ("lamps", "dimmable", "=", False, "no dimmable"),
        ("lamps", "brightness", ">=", "bright", "brightness at least bright"),
        ("ferries", "duration", "<=", 90, "at most 90 minutes"),
        ("ferries", "rating", ">=", 4.5, "rating at least 4.5"),
        ("ferries", "fare", "<=", 12.5, "at most €12.50"),
        ("cheeses", "aged", ">=", 12, "at least 12 months"),
        ("cheeses", "aged", "<=", 1, "at most 1 month"),
        ("cheeses", "fat", "<", 25, "under 25%"),
    ],
)
def test_a_constraint_is_said_with_its_unit_and_side(
    name: str, attribute: str, op: Any, value: Any, words: str
) -> None:
    constraint = Constraint(attribute=attribute, op=op, value=value)
    assert describe(constraint, catalog_of(name).schema) == words


def test_what_is_ruled_out_is_said_with_no() -> None:
    constraint = Constraint(attribute="style", op="=", value="rustic", polarity="exclude")
    assert describe(constraint, catalog_of("lamps").schema) == "no rustic"


def test_alternatives_are_joined_by_or() -> None:
    branches = (
        Alternative(attribute="sea", op="=", value="baltic"),
        Alternative(attribute="fare", op="<=", value=15),
    )
    schema = catalog_of("ferries").schema
    assert describe(Either(any=branches), schema) == "baltic or at most €15"
    assert describe(Either(any=branches, polarity="exclude"), schema) == "not baltic or at most €15"


def test_several_constraints_make_one_list() -> None:
    schema = catalog_of("lamps").schema
    said = [
        Constraint(attribute="style", op="=", value="rustic"),
        Constraint(attribute="price", op="<=", value=60),
        Constraint(attribute="colour", op="=", value="red", polarity="exclude"),
    ]
    assert describe_all(said, schema) == "rustic, at most $60 and no red"
    assert describe_all([], schema) == ""


def test_an_open_end_is_said_without_a_number() -> None:
    schema = catalog_of("lamps").schema
    said = describe(Constraint(attribute="price", op="between", value=(None, 50)), schema)
    assert "$50" in said and "None" not in said


def test_a_preference_is_said_in_the_users_words() -> None:
    assert describe_preference(Preference(kind="mood", text="cosy")) == "cosy"
    assert describe_preference(Preference(kind="mood", text="gloomy", polarity="avoid")) == "not gloomy"
