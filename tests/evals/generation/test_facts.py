"""The second opinion: against items whose answer is plain, and against the evaluator that it is a check on."""

from pathlib import Path
from typing import Any

import pytest

from catalog.constraints import Alternative, Constraint, Either, satisfies
from catalog.items import Item
from catalog.parsing import read_catalog_folder
from catalog.schema import Schema
from evals.generation.author import Author
from evals.generation.facts import Facts
from evals.generation.reckoned import Aim
from evals.generation.vocabulary import Vocabulary

INVENTED = Path(__file__).parents[2] / "invented"

BOATS = Schema.model_validate(
    {
        "name": "boats",
        "id": "id",
        "title": "name",
        "attributes": {
            "length": {"type": "number", "unit": "m"},
            "sails": {"type": "boolean"},
            "woods": {"type": "category", "many": True},
            "comfort": {"type": "category", "order": ["spartan", "decent", "plush"]},
            "launched": {"type": "date"},
            "min_crew": {"type": "number"},
            "max_crew": {"type": "number"},
        },
        "ranges": {"crew": {"between": ["min_crew", "max_crew"]}},
    }
)
FLEET = [
    Item("a", "Ark", attributes={"length": 9, "sails": True, "woods": ("Teak", "oak"), "comfort": "plush"}),
    Item("b", "Bark", attributes={"length": 12.5, "sails": False, "woods": ("oak",), "comfort": "Decent"}),
    Item("c", "Cog", attributes={"launched": "1990-12-31", "min_crew": 2, "max_crew": 4}),
    Item("d", "Dory", attributes={"launched": "1991-01-01", "min_crew": 5, "max_crew": 9}),
]


def left(*constraints: Constraint | Either) -> str:
    return "".join(sorted(Facts(BOATS, FLEET).extent(constraints)))


@pytest.mark.parametrize(
    ("attribute", "op", "value", "required", "excluded"),
    [
        ("length", "<=", 9, "a", "bcd"),
        ("length", "<", 9, "", "abcd"),
        ("length", ">", 9, "b", "acd"),
        ("length", "between", (9, None), "ab", "cd"),
        ("length", "=", 12.5, "b", "acd"),
        ("sails", "=", True, "a", "bcd"),
        ("sails", "=", False, "b", "acd"),
        ("woods", "=", "TEAK", "a", "bcd"),
        ("woods", "in", ("teak", "oak"), "ab", "cd"),
        ("woods", "contains", "ea", "a", "bcd"),
        ("comfort", ">=", "decent", "ab", "cd"),
        ("comfort", "<", "plush", "b", "acd"),
        ("launched", "<", "1991-01-01", "c", "abd"),
        ("launched", "=", 1991, "d", "abc"),
        ("launched", "<=", "1990", "c", "abd"),
        ("launched", ">", "1990", "d", "abc"),
        ("crew", "=", 4, "c", "abd"),
        ("crew", "=", 5, "d", "abc"),
    ],
)
def test_a_constraint_leaves_what_a_reader_of_the_rows_would_leave(
    attribute: str, op: Any, value: Any, required: str, excluded: str
) -> None:
    constraint = Constraint(attribute=attribute, op=op, value=value)
    assert left(constraint) == required
    assert left(constraint.model_copy(update={"polarity": "exclude"})) == excluded


def test_an_or_leaves_what_either_branch_leaves() -> None:
    either = Either(
        any=(
            Alternative(attribute="sails", op="=", value=True),
            Alternative(attribute="launched", op=">=", value="1991-01-01"),
        )
    )
    assert left(either) == "ad"
    assert left(either.model_copy(update={"polarity": "exclude"})) == "bc"


@pytest.mark.parametrize("name", ["lamps", "ferries", "cheeses"])
def test_both_evaluators_leave_the_same_items(name: str) -> None:
    folder = read_catalog_folder(INVENTED / name)
    facts = Facts(folder.schema, folder.items)
    author = Author(facts, Vocabulary(facts), seed="both")
    drawn: list[Aim] = [wish.aim for _ in range(300) if (wish := author.wishes.any())]
    constraints = {c for aim in drawn for c in (*aim.sure, *aim.allowed)}
    assert len(constraints) > 50
    for constraint in constraints:
        for polarity in ("require", "exclude"):
            turned = constraint.model_copy(update={"polarity": polarity})
            theirs = {item.id for item in folder.items if satisfies(turned, item, folder.schema)}
            assert facts.extent([turned]) == theirs, turned
