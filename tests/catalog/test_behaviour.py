"""Interactions as columns are the same interactions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.behaviour import Interactions
from catalog.items import Interaction

NUMBERS = st.none() | st.floats(allow_nan=False)
SOME = st.lists(
    st.builds(
        Interaction, st.sampled_from("abc"), st.sampled_from("xyz"), st.text(max_size=2), NUMBERS, NUMBERS
    )
)


@given(SOME)
def test_what_goes_in_comes_out_in_its_order(told: list[Interaction]) -> None:
    columns = Interactions.of(iter(told))
    assert list(columns) == told
    assert len(columns) == len(told)
    assert [columns[place] for place in range(-len(told), len(told))] == told * 2


@given(SOME, st.slices(6))
def test_a_part_is_that_part(told: list[Interaction], part: slice) -> None:
    columns = Interactions.of(told)
    assert list(columns[part]) == told[part]
    mask = np.array([one.user_id == "a" for one in told], dtype=np.bool_)
    assert list(columns.where(mask)) == [one for one in told if one.user_id == "a"]


def test_rows_are_those_of_the_items_and_minus_one_for_what_is_not_there() -> None:
    columns = Interactions.of([Interaction("a", item) for item in ("x", "y", "x")])
    assert columns.rows({"x": 4}).tolist() == [4, -1, 4]
    assert Interactions.of(columns) is columns


def test_no_place_is_beyond_the_end() -> None:
    with pytest.raises(IndexError):
        Interactions.of([])[0]
