from __future__ import annotations

from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from ui.web.markup import button, escape, escape_markdown

HOSTILE = "<script>alert(1)</script> {{7*7}} ${alert(2)} \"'` \\u0041"


def test_what_is_escaped_reads_as_it_was() -> None:
    assert unescape(escape(HOSTILE)) == HOSTILE


@given(st.text())
def test_no_text_leaves_a_mark_of_html_or_of_a_template(text: str) -> None:
    assert not set(escape(text)) & set("<>\"'{}$`\\")


def test_marks_that_turn_the_text_around_are_left_out() -> None:
    assert escape("ab\u202ecd\x00") == "abcd"


def test_a_reply_cannot_fetch_an_image_or_bring_html() -> None:
    words = escape_markdown('**Bold** ![x](http://elsewhere/x.png) <img src="http://elsewhere/y.png">')
    assert "**Bold**" in words
    assert "![" not in words
    assert "<" not in words


def test_a_button_carries_its_data_escaped() -> None:
    html = button("say", "Go", text='"><img src=x>', memory_id="7")
    assert "<img" not in html
    assert 'data-memory-id="7"' in html
