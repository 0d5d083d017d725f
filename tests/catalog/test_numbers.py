from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.dates import read_date, read_timestamp, writes_day_first
from catalog.numbers import read_number, unit_of, uses_decimal_comma
from catalog.units import convert, family_of


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("19.99", 19.99),
        ("$4.99", 4.99),
        ("1,234", 1234),
        ("₹1,04,990", 104990),
        ("1.234,56 €", 1234.56),
        ("1 234,50", 1234.5),
        ("1'234.50", 1234.5),
        ("12,5", 12.5),
        (".5", 0.5),
        ("-5 °C", -5),
        ("10,000+", 10000),
        ("3.0M", 3_000_000),
        ("Starting at $499.00", 499),
        ("40000₽", 40000),
        ("Rs. 500", 500),
        ("1e5", 100000),
        ("10.0", 10),
        ("Free", None),
        ("10-20", None),
        ("40000—60000₽", None),
        ("4.0.3", None),
        ("13.04.2016", None),
        ("₹17,990₹35,99950% off", None),
        ("", None),
        ("Everyone 10", None),
        ("1e999", None),
        ("9" * 400, None),
    ],
)
def test_numbers_as_people_write_them(text: str, number: float | None) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("12 min", "min", 12),
        ("1h 30min", "min", 90),
        ("1 hr, 5 minutes", "min", 65),
        ("PT2H", "min", 120),
        ("1:42:00", "min", 102),
        ("5 mi", "km", 8.04672),
        ("150,000km", "km", 150000),
        ("201k", "MB", 0.201),
        ("19M", "MB", 19),
        ("1 TB", "GB", 1000),
        ("2 ft 3 in", "cm", 68.58),
        ("5 kg", "km", None),
        ("12 pages", "pages", 12),
        ("7", "km", 7),
    ],
)
def test_numbers_are_turned_into_the_unit_of_the_schema(text: str, unit: str, number: float | None) -> None:
    assert read_number(text, unit=unit) == number


def test_a_column_settles_what_its_commas_mean() -> None:
    assert uses_decimal_comma(["1,5", "1.234", "2,75"])
    assert uses_decimal_comma(["5.000 €", "700 €"])
    assert not uses_decimal_comma(["1,234", "5,678"])
    assert not uses_decimal_comma(["1.5", "1,234"])
    assert not uses_decimal_comma(["₹1,04,990"])
    assert read_number("1.234", decimal_comma=True) == 1234
    assert read_number("1,234", decimal_comma=True) == 1.234


@given(st.floats(-1e12, 1e12, allow_nan=False).map(lambda x: round(x, 2)))
def test_any_number_written_in_english_is_read_back(number: float) -> None:
    assert read_number(f"{number:,.2f}") == pytest.approx(number, abs=0.005)
    assert read_number(f"${abs(number):.2f}") == pytest.approx(abs(number), abs=0.005)


@given(st.text(max_size=30))
def test_no_text_breaks_the_readers(text: str) -> None:
    read_number(text)
    read_number(text, unit="min")
    read_date(text)
    read_timestamp(text)
    unit_of(text)


@pytest.mark.parametrize(
    ("text", "unit"),
    [("12 min", "min"), ("$4.99", "USD"), ("40000₽", "RUB"), ("50%", "%"), ("12", None), ("x", None)],
)
def test_the_unit_beside_a_number(text: str, unit: str | None) -> None:
    assert unit_of(text) == unit


def test_units_of_one_family_turn_into_each_other() -> None:
    assert family_of("minutes") == "time" and family_of("USD") is None and family_of(None) is None
    assert family_of("m") == "length" and family_of("g") == "weight"
    assert convert(2, unit="hours", to="min") == 120
    assert convert(2, unit="kg", to="min") is None


@pytest.mark.parametrize(
    ("value", "day", "exact"),
    [
        ("January 7, 2018", "2018-01-07", True),
        ("2016-03-26 17:47:46", "2016-03-26", True),
        ("06 17, 2018", "2018-06-17", True),
        ("Mon, 12 Mar 2018 10:00:00 GMT", "2018-03-12", True),
        (1521929104, "2018-03-24", True),
        (1521929104000, "2018-03-24", True),
        ("1521929104", "2018-03-24", True),
        ("2018", "2018-01-01", False),
        (2018.0, "2018-01-01", False),
        ("Jun 2009", "2009-06-01", False),
        ("2018-05", "2018-05-01", False),
        ("20180521", "2018-05-21", True),
    ],
)
def test_dates_as_people_write_them(value: str | float, day: str, exact: bool) -> None:
    assert read_date(value) == (day, exact)


@pytest.mark.parametrize(
    "value",
    [
        "Soon..",
        "Q2 2017",
        "March",
        "10:30",
        "5",
        "2016-02-30",
        "00123",
        "4001234500001",
        "Beta测试已开启",
        True,
        0.5,
    ],
)
def test_what_names_no_year_is_no_date(value: str | float) -> None:
    assert read_date(value) is None


def test_a_column_settles_whether_the_day_comes_first() -> None:
    assert writes_day_first(["03/04/2016", "26/03/2016"])
    assert writes_day_first(["03.04.2016"])
    assert not writes_day_first(["03/04/2016", "03/26/2016"])
    assert read_date("03/04/2016", day_first=True) == ("2016-04-03", True)


def test_timestamps_are_unix_seconds() -> None:
    assert read_timestamp("1521929104") == read_timestamp(1521929104000) == 1521929104.0
    assert read_timestamp("2018-03-24T22:05:04Z") == 1521929104.0
    assert read_timestamp("soon") is None and read_timestamp("nan") is None
