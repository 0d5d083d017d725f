from typing import Any

import pytest

from agent.answer import Answer, MemoryTrace, ReceiptLine, Recommendation
from catalog.constraints import Constraint, Preference
from catalog.items import Item
from catalog.schema import Schema
from evals.expect import ConstraintLike, Expect
from evals.hard_state import holds_constraint
from evals.judge import Heard, judge
from evals.reference import UnknownReferenceError, resolve
from evals.wording import mentions

SCHEMA = Schema.model_validate(
    {
        "name": "dishes",
        "id": "id",
        "title": "name",
        "attributes": {
            "price": {"type": "number", "unit": "USD"},
            "cuisine": {"type": "category", "many": True},
            "heat": {"type": "category", "order": ["mild", "medium", "hot"]},
            "cook": {"type": "entity", "many": True},
            "since": {"type": "date"},
            "vegan": {"type": "boolean"},
        },
    }
)
DAL = Item("dal", "Dal", attributes={"price": 8.0, "cuisine": ("Indian",), "heat": "medium", "vegan": True})
PHO = Item(
    "pho",
    "Phở bò",
    attributes={
        "price": 1200,
        "cuisine": ("vietnamese", "soup"),
        "heat": "mild",
        "cook": ("Lan", "Minh"),
        "since": "2016-03-26",
    },
)


def heard(
    *items: Item, before: tuple[Item, ...] = (DAL, PHO), memories: tuple[str, ...] = (), **answer: Any
) -> Heard:
    fields: dict[str, Any] = {
        "session_id": "s",
        "turn": 1,
        "catalog": "dishes",
        "reply": "",
        "intent": "recommend",
    }
    shown = tuple(
        Recommendation(item_id=item.id, title=item.title, rank=n, score=1, reason="")
        for n, item in enumerate(items, start=1)
    )
    return Heard(Answer(**fields | {"recommendations": shown} | answer), items, before, SCHEMA, memories)


def problems(expect: dict[str, Any], said: Heard) -> list[str]:
    return judge(Expect.model_validate(expect), said)


@pytest.mark.parametrize(
    "expect",
    [
        {"intent": "recommend", "at_least": 2, "at_most": 2, "empty": False, "catalog": "dishes"},
        {"intent": ["refine", "recommend"]},
        {"every": {"price": {"<=": 1200}, "heat": {"<": "hot"}}},
        {"every": {"cuisine": ["INDIAN", "soup"]}, "none": {"cuisine": "thai", "vegan": False}},
        {"some": {"price": {"between": [1000, None]}, "cuisine": "Soup"}, "first": {"title": "dal"}},
        {"some": {"since": {">=": "2016-01-01"}}, "first": {"cuisine": {"contains": "ndia"}}},
        {"every": {"price": {"<=": "{slate[1].price}"}}, "none": {"price": {">": "{slate[1].price}"}}},
        {"question": False, "suggestions": 0},
    ],
)
def test_an_answer_that_is_as_expected_has_no_problem(expect: dict[str, Any]) -> None:
    assert problems(expect, heard(DAL, PHO)) == []


@pytest.mark.parametrize(
    ("expect", "problem"),
    [
        ({"intent": "compare"}, "intent is recommend, expected compare"),
        ({"acts": ["feedback"]}, "acts are recommend, without feedback"),
        ({"at_least": 3}, "2 items are recommended, expected at least 3"),
        ({"at_most": 1}, "2 items are recommended, expected at most 1"),
        ({"empty": True}, "2 items are recommended, expected none"),
        ({"every": {"price": {"<": 100}}}, "every price < 100: Phở bò has 1200"),
        ({"every": {"vegan": True}}, "every vegan = True: Phở bò has nothing known"),
        ({"none": {"cuisine": "soup"}}, "none cuisine = soup: Phở bò has vietnamese, soup"),
        ({"some": {"cuisine": "soup", "price": 8}}, "some cuisine = soup, price = 8: none of Dal, Phở bò"),
        ({"first": {"title": "{slate[1]}"}}, "first title = {slate[1]}: Dal has Dal"),
        ({"none": {"title": "{slate}"}}, "none title = {slate}: Dal has Dal"),
        ({"question": True}, "the question is None, expected one"),
        ({"suggestions": 3}, "0 suggestions, expected at least 3"),
        ({"catalog": "books"}, "the catalog is dishes, expected books"),
    ],
)
def test_what_is_not_as_expected_is_said(expect: dict[str, Any], problem: str) -> None:
    assert problem in problems(expect, heard(DAL, PHO))


def test_a_test_of_items_fails_where_there_is_none_unless_that_was_expected() -> None:
    assert problems({"every": {"price": 8}}, heard())
    assert problems({"every": {"price": 8}, "at_least": 0}, heard()) == []
    assert problems({"none": {"price": 8}}, heard()) == []


def test_an_attribute_that_the_catalog_does_not_have_is_a_fault_of_the_scenario() -> None:
    said = problems({"catalog": "books", "every": {"runtime": 8}, "at_least": 2}, heard(DAL))
    assert said == [
        "the catalog is dishes, expected books",
        "1 items are recommended, expected at least 2",
        "the scenario expects what there is not: runtime: the catalog dishes has no such attribute",
    ]


def test_words_of_the_reply() -> None:
    said = heard(reply="**Pho Bo** by Minh, 1,200 USD, since 26 March 2016. No hurry.")
    mentioned = ["{slate[1]}", "{slate[1].cook}", "{slate[1].price}", "{slate[1].since}", ["nope", "hurry"]]
    assert problems({"reply_mentions": mentioned, "reply_omits": ["{slate[0]}", "200"]}, said) == []
    assert problems({"reply_mentions": ["Lanh"]}, said) == ["the reply does not mention 'Lanh'"]
    assert problems({"reply_omits": [["minh", "x"]]}, said) == ["the reply mentions 'minh'"]


def test_a_reference_to_what_is_not_there_is_an_error() -> None:
    assert resolve("who made {slate[1]} of {slate[1].cook}?", (DAL, PHO)) == (
        "who made Phở bò of Lan?",
        "who made Phở bò of Minh?",
    )
    assert resolve("{slate[0].price}", (DAL,)) == (8.0,)
    for text in ("{slate[2]}", "{slate[0].cook}"):
        with pytest.raises(UnknownReferenceError):
            resolve(text, (DAL, PHO))
    with pytest.raises(UnknownReferenceError, match="no slate"):
        resolve("{slate}", ())


@pytest.mark.parametrize(
    ("text", "phrase", "found"),
    [
        ("Amélie (2001)", "amelie", True),
        ("for your kids", "kid", True),
        ("in 1981", "81", False),
        ("1,200 pages", "1200", True),
        ("it costs $4.99", "4.99", True),
        ("it costs $14.99", "4.99", False),
        ("science-fiction", "science fiction", True),
        ("a restart", "art", False),
        ("七人の侍です", "七人の侍", True),
    ],
)
def test_mentions(text: str, phrase: str, found: bool) -> None:
    assert mentions(text, phrase) is found


@pytest.mark.parametrize(
    ("written", "op", "value", "polarity"),
    [
        ({"op": "<=", "value": 100}, "between", (None, 100), "require"),
        ({"op": "between", "value": [None, 100]}, "<=", 100, "require"),
        ({"op": ">=", "value": 5}, "between", (5, 9), "require"),
        ({"op": "=", "value": "Thai"}, "in", ("thai",), "require"),
        ({"op": "=", "value": "thai", "polarity": "exclude"}, "in", ("thai", "soup"), "exclude"),
        ({"op": "<=", "value": 100, "polarity": "require"}, ">", 100, "exclude"),
        ({"op": ["<", "<="], "value": 100}, "<", 100, "require"),
        ({}, "=", 3, "exclude"),
    ],
)
def test_a_constraint_is_found_however_it_is_written(
    written: dict[str, Any], op: Any, value: Any, polarity: Any
) -> None:
    like = ConstraintLike.model_validate({"attribute": "price", **written})
    assert holds_constraint(like, [Constraint(attribute="price", op=op, value=value, polarity=polarity)])


def test_a_span_may_stand_as_two_ends_and_one_of_several_required_is_not_required() -> None:
    ends = [Constraint(attribute="price", op=">=", value=5), Constraint(attribute="price", op="<=", value=9)]
    span = ConstraintLike.model_validate({"attribute": "price", "op": "between", "value": [5, 9]})
    assert holds_constraint(span, ends) and not holds_constraint(span, ends[:1])
    thai = ConstraintLike.model_validate({"attribute": "cuisine", "op": "=", "value": "thai"})
    assert not holds_constraint(thai, [Constraint(attribute="cuisine", op="in", value=("thai", "soup"))])


def test_the_state_the_receipt_and_memory() -> None:
    said = heard(
        constraints=(Constraint(attribute="price", op="<=", value=9, turn=1),),
        preferences=(Preference(kind="mood", text="cosy evening"),),
        receipt=(ReceiptLine(phrase="under $9", as_="constraint", attribute="price"),),
        memory=MemoryTrace(written=("b1",)),
        memories=("You are vegan",),
    )
    good = {
        "constraints": [{"attribute": "price", "value": 9}],
        "constraints_omit": [{"attribute": "heat"}],
        "preferences": [{"text": "cosy", "polarity": "prefer"}],
        "receipt": [{"phrase": "under", "as": "constraint", "attribute": "price"}],
        "memory": {"written": True, "used": False, "mentions": ["vegan"], "omits": ["meat"]},
    }
    assert problems(good, said) == []
    bad = {
        "constraints": [],
        "constraints_omit": [{"attribute": "price"}],
        "preferences": [{"text": "cosy", "polarity": "avoid"}],
        "receipt": [{"phrase": "under", "as": "preference"}],
        "memory": {"written": False, "used": True, "mentions": ["meat"], "omits": ["vegan"]},
    }
    assert len(problems(bad, said)) == 8
    assert problems({"constraints": []}, heard()) == []
