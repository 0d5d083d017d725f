"""The door to the conversation, over a real home of three invented catalogs."""

from __future__ import annotations

import asyncio

import pytest

from agent.agent import Agent
from agent.answer import Answer, Done, QuestionReady, SlateReady, Token
from catalog.constraints import Constraint, satisfies_all
from catalog.items import ItemNotFoundError
from memory.keys import KeyReusedError
from memory.turns import SessionNotFoundError
from tests.agent.conftest import catalog_of, plain
from tools.toolbox import CatalogNotFoundError


def ids(answer: Answer) -> list[str]:
    return [r.item_id for r in answer.recommendations]


async def test_a_first_wish_gets_real_items_each_with_a_reason(agent: Agent) -> None:
    answer = await agent.say("a minimalist lamp under $150", user_id="ana")
    catalog = catalog_of("lamps")
    assert (answer.catalog, answer.turn, answer.intent) == ("lamps", 1, "recommend")
    assert 1 <= len(answer.recommendations) <= 5
    for rank, shown in enumerate(answer.recommendations, 1):
        item = catalog.item(shown.item_id)
        assert (shown.title, shown.rank) == (item.title, rank)
        assert satisfies_all(answer.constraints, item, catalog.schema)
        assert shown.reason and shown.title in answer.reply
        assert 0 <= shown.score <= 1
    assert answer.engine.language == "built-in"
    assert {"understand", "recommend", "total"} <= set(answer.timings_ms)


async def test_a_session_goes_on_where_it_was(agent: Agent) -> None:
    first = await agent.say("a minimalist lamp", user_id="ana")
    second = await agent.say("under $100", user_id="ana", session_id=first.session_id)
    third = await agent.say("no white", user_id="ana", session_id=first.session_id)
    assert [a.turn for a in (first, second, third)] == [1, 2, 3]
    assert {plain(c) for c in third.constraints} == {
        "style = minimalist",
        "price <= 100",
        "not colour = white",
    }


async def test_without_a_session_each_turn_begins_one(agent: Agent) -> None:
    first = await agent.say("a minimalist lamp", user_id="ana")
    second = await agent.say("under $100", user_id="ana")
    assert first.session_id != second.session_id
    assert {plain(c) for c in second.constraints} == {"price <= 100"}


async def test_a_session_can_be_read_listed_and_deleted(agent: Agent) -> None:
    await agent.say("a red lamp", user_id="ana", session_id="one")
    await agent.say("cheaper", user_id="ana", session_id="one")
    await agent.say("a goat cheese", user_id="ana", session_id="two", catalog="cheeses")
    assert [t.utterance for t in await agent.session("one", user_id="ana")] == ["a red lamp", "cheaper"]
    assert {(s.session_id, s.catalog, s.turns) for s in await agent.sessions("ana")} == {
        ("one", "lamps", 2),
        ("two", "cheeses", 1),
    }
    await agent.delete_session("one", user_id="ana")
    assert [s.session_id for s in await agent.sessions("ana")] == ["two"]
    with pytest.raises(SessionNotFoundError):
        await agent.session("one", user_id="ana")
    again = await agent.say("under $100", user_id="ana", session_id="one")
    assert {plain(c) for c in again.constraints} == {"price <= 100"}


async def test_a_session_is_its_users_alone(agent: Agent) -> None:
    await agent.say("a red lamp", user_id="ana", session_id="hers")
    with pytest.raises(SessionNotFoundError):
        await agent.session("hers", user_id="ben")
    with pytest.raises(SessionNotFoundError):
        await agent.delete_session("hers", user_id="ben")
    with pytest.raises(SessionNotFoundError):
        await agent.say("cheaper", user_id="ben", session_id="hers")


async def test_two_users_do_not_see_each_other(agent: Agent) -> None:
    await agent.say("I hate industrial lamps", user_id="ana")
    await agent.say("something like Moth", user_id="ana", session_id="a")
    theirs = await agent.say("what do you remember about me?", user_id="ben")
    assert "industrial" not in theirs.reply
    assert await agent.memories("ben") == []
    assert await agent.sessions("nobody") == []
    plainly = await agent.say("a desk lamp", user_id="ben")
    assert [plain(c) for c in plainly.constraints] == ["kind = desk"]


async def test_two_tenants_do_not_see_each_other(agent: Agent) -> None:
    await agent.say("I hate industrial lamps", user_id="ana", session_id="s", tenant="north")
    other = await agent.say("a desk lamp", user_id="ana", session_id="s", tenant="south")
    assert other.turn == 1
    assert await agent.memories("ana", tenant="south") == []
    assert len(await agent.memories("ana", tenant="north")) == 1


async def test_under_one_key_a_turn_happens_once(agent: Agent) -> None:
    first = await agent.say("I hate industrial lamps", user_id="ana", session_id="s", key="k1")
    again = await agent.say("I hate industrial lamps", user_id="ana", session_id="s", key="k1")
    assert again == first
    assert len(await agent.session("s", user_id="ana")) == 1
    assert len(await agent.memories("ana")) == 1


async def test_under_one_key_two_requests_at_once_happen_once(agent: Agent) -> None:
    said = [agent.say("a red lamp", user_id="ana", session_id="s", key="k1") for _ in range(4)]
    answers = await asyncio.gather(*said)
    assert len({a.model_dump_json() for a in answers}) == 1
    assert len(await agent.session("s", user_id="ana")) == 1


async def test_another_body_under_a_used_key_is_refused(agent: Agent) -> None:
    await agent.say("a red lamp", user_id="ana", session_id="s", key="k1")
    with pytest.raises(KeyReusedError):
        await agent.say("a blue lamp", user_id="ana", session_id="s", key="k1")


async def test_the_stream_tells_the_slate_the_words_and_the_answer_in_turn(agent: Agent) -> None:
    events = [event async for event in agent.stream("a lamp for the office", user_id="ana", k=2)]
    slates = [e for e in events if isinstance(e, SlateReady)]
    done = events[-1]
    assert isinstance(done, Done)
    assert "".join(e.text for e in events if isinstance(e, Token)) == done.answer.reply
    assert [s.recommendations for s in slates] == [done.answer.recommendations]
    asked = [e.question for e in events if isinstance(e, QuestionReady)]
    assert asked == ([done.answer.question] if done.answer.question else [])


async def test_k_is_how_many_are_shown(agent: Agent) -> None:
    assert len((await agent.say("a lamp", user_id="ana", k=3)).recommendations) == 3
    assert len((await agent.say("show me two lamps", user_id="ana")).recommendations) == 2


async def test_a_catalog_may_be_named_and_is_kept_by_the_session(agent: Agent) -> None:
    first = await agent.say("something soft", user_id="ana", catalog="cheeses")
    second = await agent.say("under 20 euros", user_id="ana", session_id=first.session_id)
    assert (first.catalog, second.catalog) == ("cheeses", "cheeses")
    with pytest.raises(CatalogNotFoundError):
        await agent.say("hello", user_id="ana", catalog="unicorns")


async def test_a_user_crosses_over_in_words_and_back(agent: Agent) -> None:
    first = await agent.say("a lamp under $60", user_id="ana")
    over = await agent.say("and any cheeses?", user_id="ana", session_id=first.session_id)
    back = await agent.say("back to lamps: which lamps are red?", user_id="ana", session_id=first.session_id)
    assert [a.catalog for a in (first, over, back)] == ["lamps", "cheeses", "lamps"]
    assert over.constraints == ()
    assert over.recommendations
    assert set(ids(over)) <= {i.id for i in catalog_of("cheeses").items}


async def test_what_is_shown_is_not_shown_again_when_more_is_asked_for(agent: Agent) -> None:
    first = await agent.say("a lamp", user_id="ana", session_id="s")
    second = await agent.say("show me more", user_id="ana", session_id="s")
    third = await agent.say("anything else?", user_id="ana", session_id="s")
    seen = [ids(first), ids(second), ids(third)]
    assert all(seen)
    assert not set(seen[0]) & set(seen[1]) and not (set(seen[0]) | set(seen[1])) & set(seen[2])


async def test_where_nothing_fits_the_reply_names_what_each_relaxation_brings(agent: Agent) -> None:
    answer = await agent.say("a japanese lamp under $20", user_id="ana")
    assert answer.recommendations == ()
    catalog = catalog_of("lamps")
    without = [c for c in answer.constraints if plain(c) != "price <= 20"]
    count = sum(satisfies_all(without, i, catalog.schema) for i in catalog.items)
    assert f"without at most $20: {count}" in answer.reply
    for suggestion in answer.suggestions:
        lifted = await agent.say(suggestion, user_id="ana", session_id=answer.session_id)
        if lifted.recommendations:
            break
    assert lifted.recommendations


async def test_feedback_by_click_is_recorded_once_under_a_key_and_moves_the_next_slate(agent: Agent) -> None:
    first = await agent.say("a lamp", user_id="ana", session_id="s")
    doomed = ids(first)[0]
    receipt = await agent.feedback(doomed, "dislike", user_id="ana", session_id="s", key="f1")
    again = await agent.feedback(doomed, "dislike", user_id="ana", session_id="s", key="f1")
    assert (receipt.recorded, again.recorded) == (True, False)
    assert len(await agent.memories("ana")) == 1
    for session in ("s", "another"):
        assert doomed not in ids(await agent.say("a lamp", user_id="ana", session_id=session, k=30))


async def test_feedback_on_what_does_not_exist_is_refused(agent: Agent) -> None:
    with pytest.raises(ItemNotFoundError):
        await agent.feedback("l99", "like", user_id="ana")
    with pytest.raises(CatalogNotFoundError):
        await agent.feedback("l01", "like", user_id="ana", catalog="unicorns")


async def test_recommending_without_a_dialogue_keeps_the_constraints(agent: Agent) -> None:
    soft = (Constraint(attribute="texture", op="=", value="soft"),)
    found = await agent.recommend(query="a party", constraints=soft, k=10, catalog="cheeses")
    assert {r.item_id for r in found} == {"c01", "c09", "c11", "c16"}
    like = await agent.recommend(item_id="c10", k=3, catalog="cheeses")
    assert len(like) == 3 and "c10" not in {r.item_id for r in like}
    with pytest.raises(ItemNotFoundError):
        await agent.recommend(item_id="c99", catalog="cheeses")


async def test_items_are_found_by_title_and_by_their_words(agent: Agent) -> None:
    assert (await agent.search("moth", 3))[0].id == "l20"
    assert (await agent.search("paprika", 3, "cheeses"))[0].id == "c06"
    assert [i.id for i in await agent.search("", 2)] == ["l01", "l02"]
    assert agent.item("c06").title == "Queso Perla"
    with pytest.raises(ItemNotFoundError):
        agent.item("nothing")


async def test_the_catalogs_are_listed_the_first_built_first(agent: Agent) -> None:
    assert [(c.slug, c.items) for c in agent.catalogs()] == [
        ("lamps", 24),
        ("ferry-crossings", 18),
        ("cheeses", 20),
    ]


async def test_twenty_sessions_at_once_stay_apart(agent: Agent) -> None:
    wishes = ["red", "white", "black", "green"]

    async def talk(number: int) -> None:
        user, colour = f"user-{number}", wishes[number % 4]
        first = await agent.say(f"a {colour} lamp", user_id=user, session_id=f"s{number}")
        second = await agent.say(f"under ${150 + number}", user_id=user, session_id=f"s{number}")
        assert {plain(c) for c in first.constraints} == {f"colour = {colour}"}
        assert {plain(c) for c in second.constraints} == {f"colour = {colour}", f"price <= {150 + number}"}
        assert {r.attributes["colour"] for r in second.recommendations} == {colour}

    await asyncio.gather(*(talk(n) for n in range(20)))


async def test_turns_of_one_session_at_once_happen_one_after_the_other(agent: Agent) -> None:
    said = ["a lamp", "dimmable", "no white", "under $300", "no rustic"]
    answers = await asyncio.gather(*(agent.say(u, user_id="ana", session_id="s") for u in said))
    assert sorted(a.turn for a in answers) == [1, 2, 3, 4, 5]
    last = await agent.say("show me more", user_id="ana", session_id="s")
    assert {plain(c) for c in last.constraints} == {
        "dimmable = yes",
        "not colour = white",
        "price <= 300",
        "not style = rustic",
    }


async def test_a_soft_wish_moves_the_ranking_and_hides_nothing(agent: Agent) -> None:
    answer = await agent.say("ideally black", user_id="ana")
    black = ["black" in catalog_of("lamps").item(i).values("colour") for i in ids(answer)]
    all_black = sum("black" in i.values("colour") for i in catalog_of("lamps").items)
    assert len(black) == 5
    assert black == sorted(black, reverse=True)
    assert sum(black) == min(5, all_black)


async def test_the_dial_holds_for_the_session_and_can_be_taken_back(agent: Agent) -> None:
    first = await agent.say("a lamp, something off the beaten track", user_id="ana", session_id="dial")
    assert "off the beaten track" in first.reply
    assert ("off the beaten track", "preference") in [(line.phrase, line.as_) for line in first.receipt]
    why = await agent.say("why the first one?", user_id="ana", session_id="dial")
    assert "as you asked for something off the beaten track" in why.reply
    later = await agent.say("under $150", user_id="ana", session_id="dial")
    assert "off the beaten track" in later.reply
    safe = await agent.say("play it safe", user_id="ana", session_id="dial")
    assert "on the safe side" in safe.reply
    undone = await agent.say("undo", user_id="ana", session_id="dial")
    assert "off the beaten track" in undone.reply
    await agent.say("start over", user_id="ana", session_id="dial")
    fresh = await agent.say("a red lamp", user_id="ana", session_id="dial")
    assert "beaten track" not in fresh.reply


async def test_a_caller_sets_the_dial_for_one_turn(agent: Agent) -> None:
    await agent.say("a lamp", user_id="ana", session_id="set", adventure=1.0)
    why = await agent.say("why the first one?", user_id="ana", session_id="set")
    assert "a better chance" in why.reply
    await agent.say("a red lamp", user_id="ana", session_id="set")
    why = await agent.say("why the first one?", user_id="ana", session_id="set")
    assert "a better chance" not in why.reply
