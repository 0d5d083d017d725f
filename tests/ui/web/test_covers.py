from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.web.covers import HEIGHT, PICTURE, WIDTH, draw_cover

TITLES = [
    "M",
    "Up",
    "The Silence of the Lambs",
    "千と千尋の神隠し",
    "Donaudampfschifffahrtsgesellschaftskapitän",
    "Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb, and everything else besides",
    "<b>&</b> {{x}}",
]


@pytest.mark.parametrize("title", TITLES)
def test_the_same_title_has_the_same_cover_and_another_one_another(title: str) -> None:
    assert draw_cover(title) == draw_cover(title)
    assert draw_cover(title) != draw_cover(title + "!")


@given(st.text(min_size=1))
def test_every_cover_is_a_drawing_whose_lettering_stays_in_its_band(title: str) -> None:
    drawing = ElementTree.fromstring(draw_cover(title))
    assert drawing.get("viewBox") == f"0 0 {WIDTH} {HEIGHT}"
    for line in drawing.iter("text"):
        assert PICTURE < float(line.get("y", "0")) < HEIGHT


def test_a_long_title_is_cut_off_with_a_sign() -> None:
    letters = "".join(re.findall(r"<text[^>]*>([^<]*)</text>", draw_cover(TITLES[5])))
    assert letters.startswith("Dr. Strangelove")
    assert letters.endswith("…")
