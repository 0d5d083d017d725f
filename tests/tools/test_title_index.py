"""The titles of a catalog by their words."""

from __future__ import annotations

import pytest

from tools.title_index import TitleIndex, canonical, plain_words

TITLES = [
    "The Lantern & the Loom",
    "Harbour Lights II",
    "Harbour Lights",
    "Night Ferry: A Crossing",
    "Moonraker's Loop Trail",
    "Crème Brûlée",
    "Mill, The (1998)",
    "Glass v Stone",
]


@pytest.fixture(scope="module")
def index() -> TitleIndex:
    return TitleIndex(TITLES, ["trail", "trails"])


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("lantern and the loom", 0),
        ("The Lantern and the Loom", 0),
        ("harbour lights 2", 1),
        ("Harbour Lights Two", 1),
        ("harbour lights part 2", 1),
        ("harbourlights", 2),
        ("night ferry", 3),
        ("moonrakers loop", 4),
        ("creme brulee", 5),
        ("the mill", 6),
        ("glass vs. stone", 7),
    ],
)
def test_two_writings_of_a_title_are_one(index: TitleIndex, said: str, title: int) -> None:
    assert [form.row for form in index.joined("".join(canonical(plain_words(said))))] == [title]


def test_a_whole_title_comes_before_one_with_a_subtitle() -> None:
    index = TitleIndex(["Night Ferry: A Crossing", "Night Ferry"])
    assert [form.row for form in index.joined("nightferry")] == [1, 0]


@pytest.mark.parametrize("said", ["harbuor", "harbor", "hharbour", "harbur"])
def test_a_word_one_slip_away_is_found(index: TitleIndex, said: str) -> None:
    assert index.alike(said) == ["harbour"]


@pytest.mark.parametrize("said", ["harbour", "barber", "mil"])
def test_no_slip_is_found_where_there_is_none(index: TitleIndex, said: str) -> None:
    assert index.alike(said) == []


def test_the_number_of_an_instalment_is_kept_apart_from_the_first(index: TitleIndex) -> None:
    assert index.joined("harbourlights3") == []
