from __future__ import annotations

from typing import Any

import pytest

from agent.answer import Recommendation
from catalog.schema import Schema, parse_schema
from ui.web.cards import Card, show_cards

SCHEMA = """
name: teas
noun: {singular: tea, plural: teas}
id: id
title: name
attributes:
  kind: {type: category}
  price: {type: number, unit: USD}
  grade: {type: number}
  organic: {type: boolean}
  photo: {type: image}
  shop: {type: url}
show: [kind, price, grade, organic]
"""


@pytest.fixture
def schema() -> Schema:
    return parse_schema(SCHEMA)


def card(schema: Schema | None, *, marks: tuple[str, ...] = (), title: str = "Sencha", **known: Any) -> str:
    told = Recommendation(item_id="t1", title=title, rank=1, score=1, reason="Fresh & green.")
    return show_cards([Card(told, known, schema, marks)], catalog="teas")


def test_a_card_says_the_facts_that_the_schema_marks_as_telling(schema: Schema) -> None:
    html = card(schema, kind="green", price=12.5, grade=7.0, organic=True)
    for fact in ("green", "&#36;12.50", "grade", "7", "organic", "yes", "Fresh &amp; green."):
        assert fact in html


def test_an_unknown_fact_is_left_out(schema: Schema) -> None:
    html = card(schema, kind="green")
    assert "price" not in html
    assert "unknown" not in html


def test_standing_feedback_is_shown_as_pressed(schema: Schema) -> None:
    html = card(schema, marks=("dislike", "seen"))
    assert html.count('aria-pressed="true"') == 2
    assert "ci-dimmed" in html


def test_an_image_from_the_web_lies_over_the_drawn_cover(schema: Schema) -> None:
    html = card(schema, photo="https://tea.example/a b.png?x=1&y=2")
    assert 'src="https://tea.example/a b.png?x=1&amp;y=2"' in html
    assert "<svg" in html


@pytest.mark.parametrize("photo", ["images/1.png", "javascript:alert(1)", "data:text/html,x", "http://[", 7])
def test_what_is_no_web_address_is_not_fetched(schema: Schema, photo: object) -> None:
    assert "<img" not in card(schema, photo=photo)


def test_a_link_leads_to_the_items_own_page_and_nowhere_else(schema: Schema) -> None:
    assert 'rel="noopener noreferrer nofollow"' in card(schema, shop="https://tea.example/1")
    assert "<a " not in card(schema, shop="javascript:alert(1)")


def test_an_item_without_a_schema_still_has_its_title_and_reason() -> None:
    html = card(None, title="<i>Gone</i>")
    assert "&lt;i&gt;Gone&lt;/i&gt;" in html
    assert "Fresh" in html
