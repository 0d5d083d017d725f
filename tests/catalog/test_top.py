import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from catalog.top import highest


@given(st.lists(st.integers(-3, 3)), st.integers(-1, 12))
def test_the_highest_are_those_of_a_full_stable_sort(values: list[int], count: int) -> None:
    scores = np.array(values, dtype=np.float32)
    expected = np.argsort(-scores, kind="stable")[: max(count, 0)]
    assert highest(scores, count).tolist() == expected.tolist()
