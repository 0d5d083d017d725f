"""Whatever a language model does, the turn is answered in time, and nothing that the user insisted on is lost."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

import pytest

from agent.agent import Agent
from agent.answer import Done, Token
from catalog.home import Home
from tests.agent.conftest import plain
from tests.agent.language.model.conftest import change, is_sound, reading, settings_for
from tests.language_model_server import (
    Behaviour,
    ModelServer,
    cuts,
    fails,
    floods,
    hangs_up,
    in_turn,
    refuses,
    says,
    sends,
    stalls,
    trickles,
)

ASKED = "a rustic lamp at most $100 that hums of frangipani"
"""Strict in two points, and with words that the built-in engine cannot place."""
STRICT = {"style = rustic", "price <= 100"}
GOOD = reading(
    changes=[change("rustic", "style", "rustic"), change("at most $100", "price", 100, op="<=")],
    wishes=[{"phrase": "hums of frangipani", "english": "scented", "polarity": "prefer"}],
)

FAULTS: dict[str, Behaviour] = {
    "stalls": stalls,
    "trickles": trickles,
    "floods": floods,
    "hangs up": hangs_up,
    "out of order": fails(500),
    "busy": fails(429, retry_after="30"),
    "wrong key": fails(401),
    "no format, no model": fails(400),
    "html": sends(b"<html>Sign in</html>", "text/html"),
    "half a body": cuts(json.dumps(GOOD)),
    "half of the json": says(json.dumps(GOOD)[:-30]),
    "cut by length": says(GOOD, finish="length"),
    "refuses": refuses,
    "talks": says("What a lovely idea! I recommend Titanic."),
    "breaks the schema": says({"acts": ["sell"], "changes": "none"}),
    "writes an empty object": says({}),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_a_fault_in_understanding_falls_back_to_the_built_in_engine(
    agent: Agent, server: ModelServer, name: str
) -> None:
    server.understands = FAULTS[name]
    answer = await agent.say(ASKED, user_id="ana")
    is_sound(answer)
    assert {plain(c) for c in answer.constraints} == STRICT
    assert answer.engine.degraded
    assert (answer.engine.language, answer.engine.model) == ("built-in", None)
    assert "Titanic" not in answer.reply
    assert answer.recommendations


@pytest.mark.parametrize("name", [n for n in FAULTS if n not in ("breaks the schema", "half a body")])
async def test_a_fault_in_wording_falls_back_to_the_built_in_words(
    agent: Agent, server: ModelServer, name: str
) -> None:
    server.understands, server.words = says(GOOD), FAULTS[name]
    events = [e async for e in agent.stream(ASKED, user_id="ana")]
    done = events[-1]
    assert isinstance(done, Done)
    answer = done.answer
    is_sound(answer)
    assert {plain(c) for c in answer.constraints} == STRICT
    assert (answer.engine.language, answer.engine.degraded) == ("model", True)
    assert "Titanic" not in answer.reply
    assert "".join(e.text for e in events if isinstance(e, Token)) == answer.reply


async def test_a_model_that_does_its_work_is_named_and_nothing_is_degraded(
    agent: Agent, server: ModelServer
) -> None:
    server.understands = says(GOOD)
    answer = await agent.say(ASKED, user_id="ana")
    is_sound(answer)
    assert {plain(c) for c in answer.constraints} == STRICT
    assert answer.engine.model_dump() == {"language": "model", "model": "m", "degraded": False}
    assert len(server.requests) == 2


async def test_what_is_wrong_is_sent_back_once_and_mended(agent: Agent, server: ModelServer) -> None:
    server.understands = in_turn(says({"acts": ["sell"]}), says(GOOD))
    answer = await agent.say(ASKED, user_id="ana")
    assert not answer.engine.degraded
    repair = server.requests[1]["messages"]
    assert repair[-2] == {"role": "assistant", "content": '{"acts": ["sell"]}'}
    assert "acts" in repair[-1]["content"]
    assert {plain(c) for c in answer.constraints} == STRICT


async def test_what_stays_wrong_is_not_asked_a_third_time(agent: Agent, server: ModelServer) -> None:
    server.understands = says({"acts": ["sell"]})
    answer = await agent.say(ASKED, user_id="ana")
    assert answer.engine.degraded
    assert len(server.requests) == 2


async def test_where_the_built_in_engine_is_sure_nobody_else_is_asked(
    agent: Agent, server: ModelServer
) -> None:
    server.understands = server.words = fails(500)
    said = ("hello", "a rustic lamp", "under $100", "no red", "undo", "thanks", "what do you remember?")
    for utterance in said:
        answer = await agent.say(utterance, user_id="ana", session_id="s")
        assert answer.engine.model_dump() == {"language": "built-in", "model": None, "degraded": False}
    assert server.requests == []


async def test_after_three_failures_the_model_is_left_alone(agent: Agent, server: ModelServer) -> None:
    server.understands = fails(401)
    for number in range(5):
        answer = await agent.say(ASKED, user_id="ana", session_id=f"s{number}")
        assert answer.engine.degraded
    assert len(server.requests) == 3


async def test_a_crowd_before_a_server_that_stalls_is_answered(agent: Agent, server: ModelServer) -> None:
    server.understands = server.words = stalls
    answers = await asyncio.gather(*(agent.say(ASKED, user_id=f"u{n}") for n in range(20)))
    for answer in answers:
        assert {plain(c) for c in answer.constraints} == STRICT
        assert answer.recommendations
        assert answer.engine.degraded


async def test_a_turn_that_waited_for_its_session_asks_no_more(agent: Agent, server: ModelServer) -> None:
    """The deadline counts from when a turn is admitted: the third of a queue has none left to wait."""
    server.understands = stalls
    answers = await asyncio.gather(*(agent.say(ASKED, user_id="ana", session_id="s") for _ in range(4)))
    assert [a.engine.degraded for a in answers] == [True] * 4
    assert len(server.requests) <= 3


async def test_the_roles_can_be_chosen(home: Home, server: ModelServer) -> None:
    server.understands = says(GOOD)
    agent = await Agent.open(home, settings_for(home, server, llm_roles=("understand",)))
    await agent.say(ASKED, user_id="ana")
    await agent.close()
    assert [bool(r.get("stream")) for r in server.requests] == [False]
    server.requests.clear()
    agent = await Agent.open(home, settings_for(home, server, llm_roles=("word",)))
    answer = await agent.say(ASKED, user_id="ben")
    await agent.close()
    assert [bool(r.get("stream")) for r in server.requests] == [True]
    assert answer.engine.language == "model"


async def test_always_means_every_turn(home: Home, server: ModelServer) -> None:
    server.understands = says(reading(changes=[change("rustic", "style", "rustic")]))
    agent = await Agent.open(home, settings_for(home, server, llm_routing="always"))
    answer = await agent.say("a rustic lamp", user_id="ana")
    await agent.close()
    assert answer.engine.language == "model"
    assert len(server.requests) == 2


async def test_a_key_is_in_no_log_and_no_answer(
    home: Home, server: ModelServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "sk-never-to-be-seen"
    server.understands = fails(401, f"Incorrect API key provided: {secret}")
    agent = await Agent.open(home, settings_for(home, server, llm_api_key=secret))
    answer = await agent.say(ASKED, user_id="ana")
    told: list[Any] = await agent.session(answer.session_id, user_id="ana")
    await agent.close()
    assert server.keys == [f"Bearer {secret}"]
    assert secret not in answer.model_dump_json() + repr(told)
    assert secret not in caplog.text
