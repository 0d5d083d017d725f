"""A language model that looks at a ranking a second time, from what is said to what goes out."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator

import pytest

from agent.agent import Agent
from catalog.home import Home
from tests.agent.conftest import plain
from tests.agent.language.model.conftest import is_sound, settings_for
from tests.language_model_server import ModelServer, Request, fails, says, stalls
from tests.tools.ranking.conftest import entries_of
from tools.ranking.model_reranker import SCHEMA

WISHED = "a lamp at most $100 for reading late at night"


@pytest.fixture
async def agent(home: Home, server: ModelServer) -> AsyncIterator[Agent]:
    """Only the reranker is the model's: the built-in engine understands and words."""
    settings = settings_for(home, server, reranker="model", llm_roles=())
    opened = await Agent.open(home, settings)
    yield opened
    await opened.close()


def last_titles_first(request: Request) -> dict[str, list[int]]:
    """One opinion, whatever the arrangement: by title from Z to A."""
    entries = entries_of(request)
    return {"best": sorted(entries, key=entries.__getitem__, reverse=True)[:10]}


async def test_its_order_counts_and_is_told_and_the_constraints_hold(
    agent: Agent, server: ModelServer
) -> None:
    server.by_schema[SCHEMA.name] = says({"best": []})
    plainly = await agent.say(WISHED, user_id="ana")
    server.by_schema[SCHEMA.name] = says(last_titles_first)
    answer = await agent.say(WISHED, user_id="bob")
    is_sound(answer)
    assert {plain(c) for c in answer.constraints} == {"price <= 100"}
    assert answer.engine.model_dump() == {"language": "built-in", "model": "m", "degraded": False}
    assert "rerank" in answer.timings_ms
    moved = [one for one in answer.recommendations if "rerank" in one.sources]
    assert moved
    assert [r.item_id for r in answer.recommendations] != [r.item_id for r in plainly.recommendations]
    why = await agent.say(f"why {moved[0].title}?", user_id="bob", session_id=answer.session_id)
    assert "a second reading of it beside your wish" in why.reply


async def test_a_fault_leaves_the_first_stage_and_the_answer_says_degraded(
    agent: Agent, server: ModelServer
) -> None:
    server.by_schema[SCHEMA.name] = stalls
    answer = await agent.say(WISHED, user_id="ana")
    is_sound(answer)
    assert answer.recommendations
    assert answer.engine.model_dump() == {"language": "built-in", "model": None, "degraded": True}
    assert not any("rerank" in one.sources for one in answer.recommendations)


async def test_it_is_not_asked_where_an_order_was(agent: Agent, server: ModelServer) -> None:
    server.by_schema[SCHEMA.name] = fails(500)
    answer = await agent.say("the cheapest lamps", user_id="ana")
    assert answer.recommendations
    assert not answer.engine.degraded
    assert not server.requests


async def test_why_it_was_not_asked_is_in_the_log(
    agent: Agent, server: ModelServer, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="tools.ranking.adaptive_reranking"):
        answer = await agent.say("rustic lamps under $200", user_id="ana")
    assert answer.recommendations
    assert not answer.engine.degraded
    assert "skipped: nothing was wished in words" in caplog.text


async def test_a_model_that_failed_to_understand_is_not_asked_again_on_that_turn(
    home: Home, server: ModelServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.understands = fails(401)
    agent = await Agent.open(home, settings_for(home, server, reranker="model"))
    answer = await agent.say("a rustic lamp that hums of frangipani", user_id="ana")
    await agent.close()
    assert answer.recommendations
    assert answer.engine.degraded
    named = [r.get("response_format", {}).get("json_schema", {}).get("name") for r in server.requests]
    assert SCHEMA.name not in named
    assert "failed on this turn already" in caplog.text
