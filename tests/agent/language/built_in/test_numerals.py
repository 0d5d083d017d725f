"""Numbers as people write and say them, before anything is known of what they measure."""

from __future__ import annotations

import pytest

from agent.language.built_in.numerals import Numeral, find_numerals
from agent.language.built_in.text import tokenize


def numerals(utterance: str) -> list[Numeral]:
    return find_numerals(tokenize(utterance))


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("100", 100),
        ("4.5", 4.5),
        ("1,299", 1299),
        ("1,299.50", 1299.5),
        ("1,04,990", 104_990),
        ("50k", 50_000),
        ("twelve", 12),
        ("twenty five", 25),
        ("twenty-five", 25),
        ("ninety nine", 99),
        ("a hundred", 100),
        ("two hundred", 200),
        ("one hundred fifty", 150),
        ("three thousand", 3000),
        ("2 million", 2_000_000),
    ],
)
def test_a_number_is_read_in_digits_and_in_words(said: str, value: float) -> None:
    (found,) = numerals(said)
    assert (found.value, found.unit, found.money) == (value, None, None)


@pytest.mark.parametrize(
    ("said", "value", "unit"),
    [
        ("90 minutes", 90, "minute"),
        ("90 mins", 90, "minute"),
        ("90min", 90, "minute"),
        ("a 90-minute trip", 90, "minute"),
        ("an hour", 1, "hour"),
        ("two hours", 2, "hour"),
        ("half an hour", 0.5, "hour"),
        ("an hour and a half", 1.5, "hour"),
        ("two and a half hours", 2.5, "hour"),
        ("1 hour 45 minutes", 1.75, "hour"),
        ("1 hour and 45 minutes", 1.75, "hour"),
        ("1h 30m", 1.5, "hour"),
        ("5 km", 5, "kilometer"),
        ("5 kilometres", 5, "kilometer"),
        ("3 miles", 3, "mile"),
        ("6 feet", 6, "foot"),
        ("2.5 kg", 2.5, "kilogram"),
        ("16 GB", 16, "gigabyte"),
        ("60W", 60, "watt"),
        ("3 days", 3, "day"),
        ("10 inches", 10, "inch"),
    ],
)
def test_a_unit_after_the_number_goes_with_it(said: str, value: float, unit: str) -> None:
    (found,) = numerals(said)
    assert found.value == pytest.approx(value)
    assert found.unit == unit


@pytest.mark.parametrize(
    ("said", "value", "money"),
    [
        ("$50", 50, "USD"),
        ("$ 50", 50, "USD"),
        ("50$", 50, "USD"),
        ("50 dollars", 50, "USD"),
        ("fifty bucks", 50, "USD"),
        ("€20", 20, "EUR"),
        ("20 euros", 20, "EUR"),
        ("30€", 30, "EUR"),
        ("£9.99", 9.99, "GBP"),
        ("20 quid", 20, "GBP"),
        ("₹1,04,990", 104_990, "INR"),
        ("5000 yen", 5000, "JPY"),
        ("$1.5k", 1500, "USD"),
        ("$2 million", 2_000_000, "USD"),
        ("1,000 USD", 1000, "USD"),
        ("40 CHF", 40, "CHF"),
    ],
)
def test_money_keeps_its_currency(said: str, value: float, money: str) -> None:
    (found,) = numerals(said)
    assert found.value == pytest.approx(value)
    assert found.money == money


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("the 1930s", 1930, 1939),
        ("the 90s", 1990, 1999),
        ("the nineties", 1990, 1999),
        ("the early 90s", 1990, 1993),
        ("the mid 80s", 1984, 1986),
        ("the late 1970s", 1977, 1979),
        ("the late seventies", 1977, 1979),
        ("the 2010s", 2010, 2019),
        ("the 2000s", 2000, 2009),
        ("the 1800s", 1800, 1899),
    ],
)
def test_a_decade_is_a_number_of_years_at_once(said: str, first: float, last: float) -> None:
    (found,) = numerals(said)
    assert (found.value, found.until) == (first, last)


@pytest.mark.parametrize(
    "said", ["the one with the cage", "this one", "no number at all", "a few of them", "someone", "", "?!"]
)
def test_what_is_no_number_is_not_read_as_one(said: str) -> None:
    assert numerals(said) == []


def test_what_was_counted_is_kept_beside_a_bare_number() -> None:
    (found,) = numerals("300 candles")
    assert (found.value, found.counted) == (300, "candl")


def test_several_numbers_are_found_from_left_to_right() -> None:
    assert [(n.value, n.unit or n.money) for n in numerals("under $80, 30 cm, at least 5 watts")] == [
        (80, "USD"),
        (30, "centimeter"),
        (5, "watt"),
    ]


def test_an_age_is_no_number_of_years() -> None:
    assert [n.counted for n in numerals("for my 6 year old")] == ["age"]
    assert [n.counted for n in numerals("an 8-year-old")] == ["age"]
