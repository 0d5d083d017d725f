"""What is remembered between sessions, and that forgetting reaches every file of the home."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.agent import Agent
from catalog.home import Home
from memory.beliefs import BeliefNotFoundError
from tests.agent.conftest import plain
from tools.settings import Settings


def traces(home: Home, words: str) -> list[str]:
    """The files of the home that hold `words`, in any case."""
    wanted = words.casefold().encode()
    files = [p for p in home.path.rglob("*") if p.is_file()]
    return [str(p.relative_to(home.path)) for p in files if wanted in p.read_bytes().lower()]


async def reopened(agent: Agent, home: Home) -> Agent:
    await agent.close()
    return await Agent.open(home, Settings(home=home.path, embedder="hashing"))


async def test_what_a_user_said_of_themselves_holds_in_their_next_session(agent: Agent) -> None:
    first = await agent.say("I'm vegetarian", user_id="ana", catalog="cheeses")
    assert len(first.memory.written) == 1
    later = await agent.say("an italian cheese", user_id="ana", catalog="cheeses")
    assert "vegetarian = yes" in {plain(c) for c in later.constraints}
    assert later.memory.used == first.memory.written
    assert all(r.attributes["vegetarian"] for r in later.recommendations)


async def test_memory_outlives_the_process(agent: Agent, home: Home) -> None:
    await agent.say("I'm vegetarian", user_id="ana", catalog="cheeses")
    second = await reopened(agent, home)
    try:
        later = await second.say("a goat cheese", user_id="ana", catalog="cheeses")
        assert {plain(c) for c in later.constraints} == {"vegetarian = yes", "milk = goat"}
    finally:
        await second.close()


async def test_a_conversation_goes_on_after_a_restart(agent: Agent, home: Home) -> None:
    first = await agent.say("a minimalist lamp", user_id="ana", session_id="s")
    second = await reopened(agent, home)
    try:
        later = await second.say("cheaper than the second one", user_id="ana", session_id="s")
        price = first.recommendations[1].attributes["price"]
        assert {plain(c) for c in later.constraints} == {"style = minimalist", f"price < {price}"}
        assert later.turn == 2
    finally:
        await second.close()


async def test_what_was_said_for_tonight_is_not_remembered(agent: Agent) -> None:
    await agent.say("a rustic lamp under $60", user_id="ana")
    assert await agent.memories("ana") == []
    later = await agent.say("a lamp", user_id="ana")
    assert later.constraints == ()


async def test_the_user_can_see_what_is_remembered_with_its_source(agent: Agent) -> None:
    said = await agent.say("I am allergic to goat", user_id="ana", catalog="cheeses")
    (held,) = await agent.memories("ana")
    assert (held.id, held.user_id, held.catalog) == (said.memory.written[0], "ana", "cheeses")
    assert "goat" in held.text and held.source == "I am allergic to goat"
    assert any("goat" in sentence for sentence in await agent.portrait("ana"))
    asked = await agent.say("what do you remember about me?", user_id="ana")
    assert "goat" in asked.reply and asked.memory.used == (held.id,)
    exported = await agent.export("ana")
    assert exported["user_id"] == "ana" and "allergic to goat" in str(exported)


async def test_the_same_thing_said_again_is_held_once(agent: Agent) -> None:
    for session in ("one", "two", "two"):
        await agent.say("I am allergic to goat", user_id="ana", session_id=session, catalog="cheeses")
    assert len(await agent.memories("ana")) == 1


async def test_a_belief_can_be_put_right(agent: Agent) -> None:
    await agent.say("I am allergic to goat", user_id="ana", catalog="cheeses")
    (held,) = await agent.memories("ana")
    await agent.correct("ana", held.id, "no sheep")
    (corrected,) = await agent.memories("ana")
    assert corrected.text == "no sheep"
    later = await agent.say("a soft cheese", user_id="ana", catalog="cheeses")
    assert {plain(c) for c in later.constraints} == {"texture = soft", "not milk = sheep"}
    with pytest.raises(BeliefNotFoundError):
        await agent.correct("ben", corrected.id, "no cow")


async def test_forgetting_in_words_ends_what_it_did_at_once(agent: Agent) -> None:
    await agent.say("I am allergic to goat", user_id="ana", session_id="s", catalog="cheeses")
    answer = await agent.say("forget that", user_id="ana", session_id="s")
    assert answer.intent == "forget"
    assert await agent.memories("ana") == []
    later = await agent.say("a norwegian cheese", user_id="ana", session_id="s")
    assert {plain(c) for c in later.constraints} == {"country = norway"}
    assert {r.item_id for r in later.recommendations} == {"c07"}


async def test_forgetting_a_topic_leaves_the_rest(agent: Agent) -> None:
    await agent.say("I am allergic to goat", user_id="ana", session_id="s", catalog="cheeses")
    await agent.say("I hate smoky cheese", user_id="ana", session_id="s")
    await agent.say("forget that I am allergic to goat", user_id="ana", session_id="t", catalog="cheeses")
    (left,) = await agent.memories("ana")
    assert "smoky" in left.text


@pytest.mark.parametrize("way", ["in words", "by id", "the whole user"])
async def test_nothing_that_was_forgotten_is_left_in_any_file(agent: Agent, home: Home, way: str) -> None:
    secret = "zanzibarquux"
    said = f"my brother is allergic to {secret}"
    await agent.say("a goat cheese", user_id="ana", session_id="s", catalog="cheeses")
    await agent.say(said, user_id="ana", session_id="s")
    await agent.say("cheaper", user_id="ana", session_id="s")
    await agent.say("what do you remember about me?", user_id="ana", session_id="t")
    (held,) = await agent.memories("ana")
    assert traces(home, secret)
    if way == "in words":
        await agent.say("what do you remember about me?", user_id="ana", session_id="s")
        await agent.say("forget that", user_id="ana", session_id="s")
    elif way == "by id":
        assert await agent.forget("ana", held.id)
        assert not await agent.forget("ana", held.id)
    else:
        counts = await agent.forget_user("ana")
        assert sum(counts.values()) > 0
        assert await agent.sessions("ana") == []
    await agent.close()
    assert traces(home, secret) == []


async def test_a_forgotten_user_leaves_no_name_and_no_item_behind(agent: Agent, home: Home) -> None:
    for user in ("ana-zanzibarquux", "ben-keptquux"):
        await agent.say("I'm vegetarian", user_id=user, session_id=f"s-{user}", catalog="cheeses")
        await agent.say("I love the first one", user_id=user, session_id=f"s-{user}")
        await agent.feedback("c05", "save", user_id=user, catalog="cheeses")
    await agent.forget_user("ana-zanzibarquux")
    assert await agent.memories("ana-zanzibarquux") == []
    assert len(await agent.memories("ben-keptquux")) == 2
    fresh = await agent.say("a cheese", user_id="ana-zanzibarquux", catalog="cheeses", session_id="fresh")
    assert fresh.constraints == () and fresh.memory.used == ()
    await agent.forget_user("ana-zanzibarquux")
    await agent.close()
    assert traces(home, "zanzibarquux") == []
    assert traces(home, "keptquux")


async def test_a_like_moves_the_slate_in_this_session_and_in_the_next(agent: Agent) -> None:
    before = await agent.say("a cheese", user_id="cleo", catalog="cheeses", k=10)
    await agent.say("I love Stinking Abbot and Brumaire", user_id="ana", session_id="s", catalog="cheeses")
    now = await agent.say("a cheese", user_id="ana", session_id="s", k=10)
    later = await agent.say("a cheese", user_id="ana", session_id="t", catalog="cheeses", k=10)
    order = [[r.item_id for r in a.recommendations] for a in (before, now, later)]
    assert order[1] != order[0] and order[2] != order[0]
    for shown in (now, later):
        assert not {"c01", "c09"} & {r.item_id for r in shown.recommendations}
        assert any("collaborative" in r.sources for r in shown.recommendations)


async def test_words_of_an_item_are_not_learnt_as_the_users(agent: Agent) -> None:
    await agent.say("something like Stinking Abbot", user_id="ana", session_id="s", catalog="cheeses")
    await agent.say("tell me about the first one", user_id="ana", session_id="s")
    await agent.say("why the first one?", user_id="ana", session_id="s")
    assert await agent.memories("ana") == []


async def test_the_home_is_left_as_it_was_by_a_user_who_came_and_was_forgotten(
    agent: Agent, home: Home, built: Path
) -> None:
    await agent.say("I'm vegetarian", user_id="ana", catalog="cheeses")
    await agent.forget_user("ana")
    for slug in ("lamps", "cheeses", "ferry-crossings"):
        current = home.current(slug)
        assert current is not None
        assert current.name == Home(built).current(slug).name  # type: ignore[union-attr]
