"""Two hard states are the same however they are written, and not the same where anything in them differs."""

from collections.abc import Sequence
from typing import Any

import pytest
from pydantic import TypeAdapter

from catalog.constraints import AnyConstraint
from catalog.schema import parse_schema
from evals.benchmarks.understanding.hard_state import atoms, equal, matched
from evals.benchmarks.understanding.labels import Wanted

SCHEMA = parse_schema("""
name: kites
id: id
title: title
attributes:
  colour: {type: category, many: true}
  maker: {type: entity}
  price: {type: number, unit: EUR}
  span: {type: number, unit: m}
  first_flown: {type: date}
  wind: {type: category, order: [calm, breezy, stormy]}
  lines: {type: boolean}
  min_age: {type: number}
  max_age: {type: number}
ranges: {age: {between: [min_age, max_age]}}
""")
_LABELS = TypeAdapter(tuple[Wanted, ...])
_OURS = TypeAdapter(tuple[AnyConstraint, ...])


def one(text: str, value: Any, **more: Any) -> dict[str, Any]:
    attribute, op = text.split()
    return {"attribute": attribute, "op": op, "value": value, **more}


def same(label: Sequence[dict[str, Any]], ours: Sequence[dict[str, Any]]) -> bool:
    wanted = atoms(_LABELS.validate_python(tuple(label)), SCHEMA)
    return equal(wanted, atoms(_OURS.validate_python(tuple(ours)), SCHEMA))


NOT = {"polarity": "exclude"}


@pytest.mark.parametrize(
    ("label", "ours"),
    [
        ([one("colour =", "Red")], [one("colour in", ("red",))]),
        ([one("colour =", "red", **NOT), one("colour =", "blue", **NOT)], [one("colour in", ("blue", "red"), **NOT)]),
        ([one("price <=", 50)], [one("price <", 50.0)]),
        ([one("price between", (20, 50))], [one("price >=", 20), one("price <=", 50)]),
        ([one("price between", (None, 50))], [one("price <", 50)]),
        ([one("price <", 55)], [one("price <=", 80), one("price <", 55)]),
        ([one("price >", 20)], [one("price <=", 20, **NOT)]),
        ([one("price between", (45, 55), approx=True)], [one("price between", (40, 60))]),
        ([one("price <", (20, 60), approx=True)], [one("price <", 35)]),
        ([one("span >=", 2.4)], [one("span >=", 2.414)]),
        ([one("age =", 6)], [one("min_age <=", 6), one("max_age >=", 6)]),
        ([one("first_flown >=", 2019)], [one("first_flown >", "2018-12-31")]),
        ([one("first_flown =", 2019)], [one("first_flown between", ("2019-01-01", "2019-12-31"))]),
        ([one("wind <", "stormy")], [one("wind in", ("calm", "breezy"))]),
        ([one("wind <=", "breezy")], [one("wind =", "stormy", **NOT)]),
        ([{"any": [one("colour =", "red"), one("colour =", "blue")]}], [one("colour in", ("blue", "red"))]),
        (
            [{"any": [one("colour =", "red"), one("price <", 9)]}],
            [{"any": [one("price <=", 9), one("colour =", "red")]}],
        ),
        (
            [{"any": [one("colour =", "red"), one("lines =", True)], **NOT}],
            [one("lines =", True, **NOT), one("colour =", "red", **NOT)],
        ),
        ([one("lines =", True), one("maker =", "Ana Lý")], [one("maker =", "ana ly"), one("lines =", True)]),
    ],
)  # fmt: skip
def test_one_state_in_two_forms_is_the_same(label: list[dict[str, Any]], ours: list[dict[str, Any]]) -> None:
    assert same(label, ours)


@pytest.mark.parametrize(
    ("label", "ours"),
    [
        ([one("colour =", "red")], []),
        ([], [one("colour =", "red")]),
        ([one("colour =", "red")], [one("colour =", "red", **NOT)]),
        ([one("colour =", "red"), one("colour =", "blue")], [one("colour in", ("red", "blue"))]),
        ([one("colour in", ("red", "blue"))], [one("colour in", ("red", "blue", "green"))]),
        ([one("price <", 50)], [one("price >", 50)]),
        ([one("price <", 50)], [one("price <", 51)]),
        ([one("price <", 12.5)], [one("price <", 13)]),
        ([one("price between", (20, 50))], [one("price <=", 50)]),
        ([one("price between", (45, 55), approx=True)], [one("price <=", 55)]),
        ([one("price between", (45, 55), approx=True)], [one("price between", (5, 500))]),
        ([one("price <", (20, 60), approx=True)], [one("price <", 80)]),
        ([one("first_flown >=", 2019)], [one("first_flown >=", "2019-02-01")]),
        ([one("wind <", "stormy")], [one("wind <", "breezy")]),
        ([one("age =", 6)], [one("min_age <=", 6)]),
        ([one("lines =", True)], [one("lines =", False)]),
        ([{"any": [one("colour =", "red"), one("price <", 9)]}], [one("colour =", "red"), one("price <", 9)]),
    ],
)  # fmt: skip
def test_a_difference_in_meaning_is_seen(label: list[dict[str, Any]], ours: list[dict[str, Any]]) -> None:
    assert not same(label, ours)


def test_pieces_are_matched_once_each() -> None:
    wanted = atoms(_LABELS.validate_python((one("colour =", "red"), one("price <", 9))), SCHEMA)
    found = atoms(_OURS.validate_python((one("colour =", "red"), one("maker =", "ana"))), SCHEMA)
    assert matched(wanted, found) == 1
    assert matched(wanted, ()) == 0
