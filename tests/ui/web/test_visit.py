"""What a visitor sees and does, on a real agent over a catalog of teas."""

from __future__ import annotations

from typing import Any

import pytest

from agent.agent import Agent
from ui.web.acts import respond
from ui.web.here import Here, as_name
from ui.web.visit import View, Visit


async def press(agent: Agent, here: Here, act: str, **data: str) -> tuple[Here, list[View]]:
    visit = Visit(agent, here)
    views = [view async for view in respond(visit, act, data)]
    return visit.here, views


def html(view: View) -> str:
    return "".join(said.markdown + said.html for said in view.talk or ())


async def test_a_new_visitor_is_a_guest_whom_nobody_else_is(agent: Agent) -> None:
    one, other = Here.from_browser(None), Here.from_browser({"user_id": "a/b"})
    assert one.user_id != other.user_id
    assert one.user_id.startswith("guest-")


@pytest.mark.parametrize("kept", [None, 7, [], {"user_id": 7, "session_id": ["x"], "catalog": "no such"}])
async def test_whatever_a_browser_sends_the_page_opens(agent: Agent, kept: Any) -> None:
    view = await Visit(agent, Here.from_browser(kept)).arrive()
    assert view.here is not None
    assert view.here.catalog == "teas"
    assert "Ways to begin" in (view.opening or "")


async def test_a_turn_shows_its_words_at_once_and_then_the_cards(agent: Agent, user: str) -> None:
    here, views = await press(agent, Here(user), "say", text="green teas under $40")
    assert views[0].signal == {"accepted": True}
    assert "green teas under" in html(views[0])
    assert "ci-card" in html(views[-1])
    assert "green" in (views[-1].understood or "")
    assert here.session_id is not None


async def test_a_reload_shows_the_same_talk(agent: Agent, user: str) -> None:
    here, views = await press(agent, Here(user), "say", text="a green tea")
    again = await Visit(agent, Here.from_browser(here.to_browser())).arrive()
    assert again.talk == views[-1].talk
    assert again.opening == ""


async def test_another_users_session_is_no_session(agent: Agent, user: str) -> None:
    here, _ = await press(agent, Here(user), "say", text="a green tea")
    stranger = Visit(agent, Here("somebody-else", here.session_id))
    view = await stranger.arrive()
    assert view.talk == ()
    assert stranger.here.session_id is None
    assert "green" not in (view.history or "")


async def test_feedback_stands_after_a_reload(agent: Agent, user: str) -> None:
    here, _ = await press(agent, Here(user), "say", text="a green tea")
    for kind in ("like", "seen", "dislike"):
        here, views = await press(agent, here, "feedback", item="t4", kind=kind, catalog="teas")
    assert views[-1].signal["marks"] == {"item": "t4", "in": "teas", "kinds": ["dislike", "seen"]}
    shown = html(await Visit(agent, here).arrive())
    assert shown.count('aria-pressed="true"') == (2 if 'data-item="t4"' in shown else 0)


async def test_feedback_that_makes_no_sense_changes_nothing(agent: Agent, user: str) -> None:
    _, views = await press(agent, Here(user), "feedback", item="no such", kind="like", catalog="teas")
    assert views[-1].signal["wrong"]
    _, views = await press(agent, Here(user), "feedback", item="t4", kind="adore", catalog="teas")
    assert views[-1].signal["marks"]["kinds"] == []


async def test_a_memory_can_be_forgotten_and_all_of_it(agent: Agent, user: str) -> None:
    here, _ = await press(agent, Here(user), "say", text="a green tea")
    here, views = await press(agent, here, "feedback", item="t4", kind="like", catalog="teas")
    assert "Tea Number 4" in (views[-1].memory or "")
    (belief,) = await agent.memories(user)
    _, views = await press(agent, here, "forget", memory=belief.id)
    assert "Tea Number 4" not in (views[-1].memory or "")
    here, views = await press(agent, here, "forget_all")
    assert here.session_id is None
    assert views[-1].talk == ()
    assert await agent.sessions(user) == []


async def test_to_become_somebody_leaves_nothing_of_the_last_one(agent: Agent, user: str) -> None:
    here, _ = await press(agent, Here(user), "say", text="a green tea")
    here, views = await press(agent, here, "name", name=f" {user}-two ")
    assert here.user_id == f"{user}-two"
    assert views[-1].talk == ()
    assert "green" not in (views[-1].history or "")


async def test_a_name_that_no_address_could_hold_is_refused(agent: Agent, user: str) -> None:
    here, views = await press(agent, Here(user), "name", name="a/b")
    assert here.user_id == user
    assert views[-1].signal["wrong"]
    assert as_name("  ana ") == "ana"


async def test_conversations_open_again_and_are_deleted(agent: Agent, user: str) -> None:
    here, _ = await press(agent, Here(user), "say", text="a green tea")
    first = here.session_id or ""
    here, views = await press(agent, here, "new")
    assert "Ways to begin" in (views[-1].opening or "")
    here, views = await press(agent, here, "open", session=first)
    assert "a green tea" in html(views[-1])
    here, views = await press(agent, here, "delete", session=first)
    assert here.session_id is None
    assert "a green tea" not in (views[-1].history or "")


async def test_a_message_that_is_too_long_is_kept_off_with_a_word(agent: Agent, user: str) -> None:
    _, views = await press(agent, Here(user), "say", text="x" * 50_001)
    assert "50,000 characters" in html(views[-1])


@pytest.mark.parametrize("act", ["", "drop tables", None, 7])
async def test_an_unknown_press_does_nothing(agent: Agent, act: Any) -> None:
    assert [view async for view in respond(Visit(agent, Here("u")), act, None)] == []


async def test_nothing_said_is_no_turn(agent: Agent, user: str) -> None:
    assert (await press(agent, Here(user), "say", text="  \n"))[1] == []
    assert await agent.sessions(user) == []
