"""`Columns` says of a whole catalog what `satisfies` says of one item."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.columns import Columns
from catalog.constraints import Alternative, Constraint, Either, satisfies, satisfies_all
from catalog.items import Item, Scalar, fold
from catalog.schema import Schema

SCHEMA = Schema.model_validate(
    {
        "name": "things",
        "id": "id",
        "title": "title",
        "attributes": {
            "cuisine": {"type": "category", "many": True},
            "heat": {"type": "category", "order": ["mild", "Medium", "hot"]},
            "chef": {"type": "entity"},
            "price": {"type": "number"},
            "sizes": {"type": "number", "many": True},
            "outdoor": {"type": "boolean"},
            "opened": {"type": "date"},
            "tags": {"type": "tags"},
            "story": {"type": "text"},
        },
    }
)

NAMES = st.sampled_from(
    ["Thai", "thai ", "Café", "cafe", "mild", "medium", "HOT", "1", "1.0", "True", "none", "İzmir", "麺"]
)
NUMBERS = st.one_of(
    st.integers(-3, 3), st.sampled_from([0.5, 1.0, 2.0, -0.0, 1e9]), st.integers(2**53, 2**53 + 2)
)
DATES = st.dates(date(2015, 1, 1), date(2015, 1, 4)).map(str) | st.just("someday")
SCALARS: st.SearchStrategy[Scalar] = st.one_of(NAMES, NUMBERS, st.booleans(), DATES)
VALUES = st.one_of(SCALARS, st.lists(SCALARS, max_size=3).map(tuple))
ITEMS = st.lists(
    st.dictionaries(st.sampled_from(sorted(SCHEMA.attributes)), VALUES, max_size=9), max_size=6
).map(lambda rows: [Item(str(n), f"item {n}", attributes=row) for n, row in enumerate(rows)])


@st.composite
def branches(draw: st.DrawFn) -> dict[str, object]:
    op = draw(st.sampled_from(["=", "in", "<", "<=", ">", ">=", "between", "contains"]))
    bound = st.none() | SCALARS
    if op == "between":
        value: object = draw(st.tuples(bound, bound))
    elif op == "in":
        value = tuple(draw(st.lists(bound, max_size=3)))
    else:
        value = draw(SCALARS)
    return {"attribute": draw(st.sampled_from(sorted(SCHEMA.attributes))), "op": op, "value": value}


POLARITY = st.sampled_from(["require", "exclude"])
SINGLE = st.builds(lambda branch, polarity: Constraint(**branch, polarity=polarity), branches(), POLARITY)
EITHER = st.builds(
    lambda some, polarity: Either(any=tuple(Alternative(**branch) for branch in some), polarity=polarity),
    st.lists(branches(), min_size=1, max_size=3),
    POLARITY,
)


@given(ITEMS, SINGLE | EITHER)
def test_a_mask_says_of_each_item_what_satisfies_says(
    items: list[Item], constraint: Constraint | Either
) -> None:
    mask = Columns(items, SCHEMA).mask(constraint)
    assert mask.dtype == np.bool_
    assert mask.tolist() == [satisfies(constraint, item, SCHEMA) for item in items]


@given(ITEMS, st.lists(SINGLE | EITHER, max_size=3))
def test_several_constraints_must_all_hold(items: list[Item], constraints: list[Constraint | Either]) -> None:
    mask = Columns(items, SCHEMA).mask_all(constraints)
    assert mask.tolist() == [satisfies_all(constraints, item, SCHEMA) for item in items]


@given(ITEMS)
def test_known_is_having_a_value(items: list[Item]) -> None:
    columns = Columns(items, SCHEMA)
    for name in SCHEMA.attributes:
        assert columns.known(name).tolist() == [bool(item.values(name)) for item in items]


@given(ITEMS)
def test_every_counted_value_is_found_by_equality_that_often(items: list[Item]) -> None:
    columns = Columns(items, SCHEMA)
    for value, count in columns.count_values("chef").items():
        assert int(columns.mask(Constraint(attribute="chef", op="=", value=value)).sum()) >= count


def made(**values: object) -> Item:
    return Item("x", "x", attributes=values)  # type: ignore[arg-type]


def test_numbers_follow_the_order_of_the_attribute() -> None:
    items = [
        made(heat="hot", price=9.5, opened="2016-03-26", sizes=(3, 1)),
        made(heat="mild"),
        made(price=4, heat="volcanic"),
    ]
    columns = Columns(items, SCHEMA)
    np.testing.assert_equal(columns.numbers("heat"), [2.0, 0.0, math.nan])
    np.testing.assert_equal(columns.numbers("price"), [9.5, math.nan, 4.0])
    np.testing.assert_equal(columns.numbers("sizes"), [3.0, math.nan, math.nan])
    opened = columns.numbers("opened")[0]
    assert date.fromordinal(int(opened)) == date(2016, 3, 26)


def test_a_quantile_passes_over_what_is_unknown() -> None:
    columns = Columns([made(price=1), made(price=3), made(), made(price=2)], SCHEMA)
    assert columns.quantile("price", 0.5) == 2.0
    assert columns.quantile("sizes", 0.5) is None
    assert Columns([], SCHEMA).quantile("price", 0.5) is None


def test_values_are_counted_by_item_under_their_commonest_spelling() -> None:
    items = [made(cuisine=("thai", "Thai")), made(cuisine=("Thai", "Café")), made(cuisine=("cafe",)), made()]
    columns = Columns([*items, made(cuisine="cafe"), made(cuisine="wok")], SCHEMA)
    assert columns.count_values("cuisine") == {"cafe": 3, "Thai": 2, "wok": 1}
    mask = np.array([True, False, False, True, False, True])
    assert columns.count_values("cuisine", mask) == {"thai": 1, "wok": 1}


CUISINES = st.lists(st.lists(st.sampled_from(["Thai", "thai", "wok", "Café", "cafe"])), max_size=8)


@given(CUISINES, st.lists(st.booleans(), min_size=8, max_size=8), st.integers(0, 4))
def test_the_commonest_values_of_a_part_are_the_first_of_all_its_values(
    cuisines: list[list[str]], chosen: list[bool], most: int
) -> None:
    items = [made(cuisine=tuple(values)) for values in cuisines]
    mask = np.array(chosen[: len(items)], dtype=np.bool_)
    columns = Columns(items, SCHEMA)
    every = columns.count_values("cuisine", mask)
    assert list(columns.count_values("cuisine", mask, most=most).items()) == list(every.items())[:most]
    part = Columns([item for item, kept in zip(items, mask, strict=True) if kept], SCHEMA)
    alone = part.count_values("cuisine")
    assert {fold(str(v)): n for v, n in every.items()} == {fold(str(v)): n for v, n in alone.items()}


def test_a_mask_that_is_kept_cannot_be_spoilt() -> None:
    columns = Columns([made(cuisine="wok")], SCHEMA)
    wok = Constraint(attribute="cuisine", op="=", value="wok")
    for mask in (columns.mask(wok), columns.mask_all([wok]), columns.mask_all([])):
        with pytest.raises(ValueError, match="read-only"):
            mask[0] = False


def test_what_was_counted_is_handed_out_as_a_copy() -> None:
    columns = Columns([made(cuisine="wok")], SCHEMA)
    columns.count_values("cuisine").clear()
    assert columns.count_values("cuisine") == {"wok": 1}


def test_a_constraint_on_no_attribute_of_the_schema_is_a_fault() -> None:
    with pytest.raises(KeyError):
        Columns([], SCHEMA).mask(Constraint(attribute="colour", op="=", value="red"))
