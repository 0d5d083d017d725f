from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import HOSTILE, MISSING_PHOTO, Server, Visitor

pytestmark = pytest.mark.browser

PRESSED = re.compile("true")


def test_a_conversation_from_the_first_word_to_a_narrowed_slate(visitor: Visitor) -> None:
    visitor.say("comedy films under 100 minutes")
    expect(visitor.cards).to_have_count(5)
    for card in visitor.cards.all():
        minutes = re.search(r"(\d+) minutes", card.inner_text())
        assert minutes is not None
        assert int(minutes[1]) <= 100
        assert "comedy" in card.inner_text()
    visitor.say("only French ones")
    expect(visitor.chips.filter(has_text="France")).to_be_visible()
    expect(visitor.log.locator(".ci-utterance")).to_have_count(2)


def test_a_starter_begins_the_conversation_and_quick_replies_go_on(visitor: Visitor) -> None:
    starter = visitor.page.get_by_role("list", name="Ways to begin").get_by_role("button").first
    words = starter.inner_text()
    starter.click()
    visitor.answered(words)
    reply = visitor.page.get_by_role("list", name="Quick replies").get_by_role("button").first
    words = reply.inner_text()
    reply.click()
    visitor.answered(words)
    expect(visitor.page.get_by_role("list", name="Quick replies")).to_have_count(1)


def test_feedback_acts_at_once_and_survives_a_reload(visitor: Visitor) -> None:
    visitor.say("comedy films")
    title = visitor.cards.nth(0).get_by_role("heading").inner_text()
    like = visitor.page.get_by_role("button", name=f"Like: {title}")
    no = visitor.page.get_by_role("button", name=f"Not for me: {title}")
    like.click()
    expect(like).to_have_attribute("aria-pressed", PRESSED)
    expect(visitor.memory.get_by_text(f"liked {title}", exact=True)).to_be_visible()
    no.click()
    expect(like).to_have_attribute("aria-pressed", "false")
    expect(visitor.memory.get_by_text(f"did not like {title}", exact=True)).to_be_visible()
    visitor.page.reload()
    expect(no).to_have_attribute("aria-pressed", PRESSED)
    expect(like).to_have_attribute("aria-pressed", "false")


def test_a_chip_is_lifted_with_one_press(visitor: Visitor) -> None:
    visitor.say("comedy films under 100 minutes")
    expect(visitor.chips).to_have_count(2)
    visitor.page.get_by_role("button", name="Lift: at most 100 minutes").click()
    expect(visitor.chips).to_have_count(1)
    expect(visitor.chips).to_contain_text("comedy")


def test_what_it_remembers_is_shown_with_its_source_and_erased(visitor: Visitor) -> None:
    visitor.say("I never watch horror")
    belief = visitor.memory.get_by_role("listitem").filter(has_text="no horror")
    expect(belief).to_contain_text("I never watch horror")
    belief.get_by_role("button").click()
    expect(belief).to_have_count(0)
    visitor.say("I hate musicals")
    everything = visitor.memory.get_by_role("button", name=re.compile("Forget everything"))
    everything.click()
    visitor.memory.get_by_role("button", name=re.compile("Erase")).click()
    expect(visitor.memory.get_by_role("listitem")).to_have_count(0)
    expect(visitor.log.locator(".ci-utterance")).to_have_count(0)
    visitor.page.reload()
    expect(visitor.page.get_by_role("list", name="Ways to begin")).to_be_visible()


def test_conversations_are_listed_opened_again_and_deleted(visitor: Visitor) -> None:
    visitor.say("comedy films")
    visitor.page.get_by_role("button", name="New conversation").click()
    expect(visitor.page.get_by_role("list", name="Ways to begin")).to_be_visible()
    visitor.say("a western")
    visitor.history.get_by_role("button", name=re.compile("^comedy films")).click()
    expect(visitor.log.locator(".ci-utterance")).to_have_text(["comedy films"])
    delete = visitor.history.get_by_role("button", name="Delete the conversation: comedy films")
    delete.click()
    visitor.history.get_by_role("button", name="Delete?").click()
    expect(visitor.history.get_by_role("button", name=re.compile("^comedy films"))).to_have_count(0)
    expect(visitor.page.get_by_role("list", name="Ways to begin")).to_be_visible()


def test_catalog_text_is_text_and_a_missing_photo_gives_way_to_the_cover(visitor: Visitor) -> None:
    visitor.page.get_by_label("Catalog", exact=True).select_option("curios")
    visitor.say("a hostile curio")
    card = visitor.cards.filter(has_text="owned")
    expect(card.get_by_role("heading")).to_have_text(HOSTILE)
    expect(card.locator("svg").first).to_be_visible()
    expect(card.locator("img")).to_have_count(0)
    visitor.page.get_by_role("button", name=re.compile("^Like: .*owned")).click()
    expect(visitor.memory).to_contain_text("{{7*7}}")
    visitor.page.reload()
    expect(visitor.page.get_by_role("button", name=re.compile("^Like: .*owned"))).to_have_attribute(
        "aria-pressed", PRESSED
    )
    assert visitor.page.title() == "Cicerone"
    elsewhere = {
        url for url in visitor.requests if not url.startswith((visitor.server.url, "data:", "blob:"))
    }
    assert elsewhere <= {MISSING_PHOTO}


def test_two_users_side_by_side_see_only_their_own(arrive: Callable[..., Visitor]) -> None:
    ana, bob = arrive(), arrive()
    for who, name in ((ana, "ana"), (bob, "bob")):
        who.page.get_by_label("Your name").fill(name)
        who.page.get_by_label("Your name").press("Enter")
        expect(who.history).to_contain_text(f"You are {name}")
    ana.say("I never watch horror")
    bob.say("I never watch westerns")
    for who, own, other in ((ana, "horror", "western"), (bob, "western", "horror")):
        who.page.reload()
        expect(who.memory).to_contain_text(own)
        expect(who.log).to_contain_text(own)
        assert other not in who.page.locator("body").inner_text()
    ana.page.get_by_label("Your name").fill("")
    ana.page.get_by_label("Your name").press("Enter")
    expect(ana.history).to_contain_text("You are a guest")
    assert "horror" not in ana.page.locator("body").inner_text()


def test_a_conversation_goes_on_after_the_server_was_started_again(
    arrive: Callable[..., Visitor], server: Server
) -> None:
    visitor = arrive()
    visitor.say("comedy films under 100 minutes")
    box = visitor.page.get_by_label("Your message")
    server.stop()
    box.fill("only French ones")
    box.press("Enter")
    server.start()
    visitor.page.reload()
    expect(visitor.cards).to_have_count(5)
    expect(box).to_have_value("only French ones")
    box.press("Enter")
    visitor.answered("only French ones")
    expect(box).to_have_value("")
    expect(visitor.chips.filter(has_text="at most 100 minutes")).to_be_visible()
