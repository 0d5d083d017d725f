"""How values are said."""

from __future__ import annotations

import math

import pytest

from catalog.schema import Attribute, AttributeType
from catalog.values import join, say_value


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (81, "min", "81 minutes"),
        (1, "min", "1 minute"),
        (81.0, "min", "81 minutes"),
        (4.99, "USD", "$4.99"),
        (4.5, "$", "$4.50"),
        (1200, "USD", "$1,200"),
        (-5, "USD", "-$5"),
        (104990, "INR", "₹104,990"),
        (12.5, "EUR", "€12.50"),
        (1200, "CHF", "1,200 CHF"),
        (4.5, "CHF", "4.50 CHF"),
        (12, "km", "12 km"),
        (1.5, "h", "1.5 hours"),
        (304, "pages", "304 pages"),
        (1, "pages", "1 page"),
        (16, "GB", "16 GB"),
        (15, "%", "15%"),
        (1999, None, "1999"),
        (2016.0, None, "2016"),
        (1999, "year", "1999"),
        (5, "years", "5 years"),
        (12000, None, "12,000"),
        (4.50, None, "4.5"),
        (0.1 + 0.2, None, "0.3"),
        (0.00002, None, "2e-05"),
        (0, "USD", "$0"),
        (math.nan, None, "unknown"),
        (math.inf, "min", "unknown"),
        (math.nan, "USD", "unknown"),
    ],
)
def test_a_number_is_said_with_its_unit(value: float, unit: str | None, said: str) -> None:
    assert say_value(Attribute(type=AttributeType.NUMBER, unit=unit), value) == said


def test_other_types_are_said_plainly() -> None:
    assert say_value(Attribute(type=AttributeType.BOOLEAN), True) == "yes"
    assert say_value(Attribute(type=AttributeType.BOOLEAN), False) == "no"
    assert say_value(Attribute(type=AttributeType.DATE), "2016-03-26") == "26 March 2016"
    assert say_value(Attribute(type=AttributeType.DATE), "soon") == "soon"
    assert say_value(Attribute(type=AttributeType.CATEGORY), "science fiction") == "science fiction"
    assert say_value(Attribute(type=AttributeType.CATEGORY), None) == "unknown"


def test_several_values_are_joined_as_in_a_sentence() -> None:
    genres = Attribute(type=AttributeType.CATEGORY, many=True)
    assert say_value(genres, ("comedy", "crime", "drama")) == "comedy, crime and drama"
    assert say_value(genres, ("comedy",)) == "comedy"
    assert say_value(genres, ()) == "unknown"
    assert join(["a", "b"], word="or") == "a or b"
