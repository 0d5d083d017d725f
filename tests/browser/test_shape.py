"""Sizes, colours, keyboard and what a screen reader finds."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [360, 390, 768, 1280, 1920])
def test_nothing_is_wider_than_the_window(arrive: Callable[..., Visitor], width: int) -> None:
    visitor = arrive(viewport={"width": width, "height": 800})
    visitor.say("comedy films under 100 minutes")
    expect(visitor.cards).to_have_count(5)
    assert visitor.page.evaluate("document.documentElement.scrollWidth") == width
    box = visitor.page.get_by_label("Your message").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 800


def test_on_a_phone_the_panels_are_drawers(arrive: Callable[..., Visitor]) -> None:
    visitor = arrive(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    visitor.say("I never watch horror")
    expect(visitor.memory).not_to_be_visible()
    toggle = visitor.page.get_by_role("button", name="What I remember", exact=True)
    toggle.click()
    expect(visitor.memory.get_by_role("listitem").filter(has_text="no horror")).to_be_visible()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    visitor.page.keyboard.press("Escape")
    expect(visitor.memory).not_to_be_visible()
    expect(toggle).to_be_focused()


def test_on_a_phone_the_slate_scrolls_sideways(arrive: Callable[..., Visitor]) -> None:
    visitor = arrive(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    visitor.say("comedy films")
    slate = visitor.page.locator(".ci-slate").last
    assert slate.evaluate("slate => slate.scrollWidth > 2 * slate.clientWidth")
    assert visitor.cards.last.evaluate("card => card.getBoundingClientRect().left > innerWidth")
    visitor.cards.last.get_by_role("button", name=re.compile("^Like")).tap()
    expect(visitor.cards.last.get_by_role("button", name=re.compile("^Like"))).to_have_attribute(
        "aria-pressed", "true"
    )


def test_dark_and_light_follow_the_system(arrive: Callable[..., Visitor]) -> None:
    def brightness(scheme: str) -> float:
        page = arrive(color_scheme=scheme).page
        colour = page.locator("#ci-main").evaluate("e => getComputedStyle(e).backgroundColor")
        return sum(int(part) for part in re.findall(r"\d+", colour)[:3]) / 3

    assert brightness("light") > 200
    assert brightness("dark") < 60


def test_a_conversation_by_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_role("list", name="Ways to begin").get_by_role("button").first.focus()
    page.keyboard.press("Enter")
    expect(visitor.cards.first).to_be_visible()
    expect(page.locator("body")).not_to_have_class(re.compile("ci-busy"))
    expect(page.get_by_label("Your message")).to_be_focused()
    page.keyboard.type("a western")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("please")
    page.keyboard.press("Enter")
    visitor.answered("a western\nplease")
    expect(page.get_by_label("Your message")).to_be_focused()
    like = visitor.cards.first.get_by_role("button", name=re.compile("^Like"))
    like.focus()
    page.keyboard.press("Space")
    expect(like).to_have_attribute("aria-pressed", "true")
    expect(like).to_be_focused()
    assert like.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


def test_every_control_has_a_name(visitor: Visitor) -> None:
    visitor.say("I never watch horror. Comedy films under 100 minutes")
    for control in visitor.page.locator("#ci-frame :is(button, input, select, textarea)").all():
        name = control.evaluate(
            "e => e.getAttribute('aria-label') || e.innerText || e.labels?.[0]?.innerText"
        )
        assert name and name.strip(), control.evaluate("e => e.outerHTML")


def test_the_question_of_a_turn_goes_to_the_top_of_the_log(visitor: Visitor) -> None:
    visitor.say("comedy films")
    visitor.say("French films")
    expect(visitor.cards).not_to_have_count(0)
    top = visitor.page.locator(".ci-utterance").last.evaluate(
        "e => e.getBoundingClientRect().top - e.closest('[role=log]').getBoundingClientRect().top"
    )
    assert 0 <= top < 120
