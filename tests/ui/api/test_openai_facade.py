"""An OpenAI client, the real one, over real HTTP."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import httpx
import openai
import pytest
import uvicorn

from agent.agent import Agent
from tools.settings import Settings
from ui.api import create_app


@pytest.fixture
async def client(agent: Agent, settings: Settings) -> AsyncIterator[openai.AsyncOpenAI]:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        server = uvicorn.Server(
            uvicorn.Config(create_app(agent, settings), log_level="warning", lifespan="off")
        )
        serving = asyncio.create_task(server.serve(sockets=[sock]))
        url = f"http://127.0.0.1:{sock.getsockname()[1]}/v1"
        async with openai.AsyncOpenAI(base_url=url, api_key="none", max_retries=0) as opened:
            yield opened
        server.should_exit = True
        await serving


async def test_a_client_talks_over_several_turns(client: openai.AsyncOpenAI, user: str) -> None:
    messages = [{"role": "system", "content": "be kind"}, {"role": "user", "content": "a green tea"}]
    first = await client.chat.completions.create(model="cicerone", messages=messages, user=user)  # type: ignore[arg-type]
    reply = first.choices[0].message.content
    assert reply and first.choices[0].finish_reason == "stop"
    messages += [{"role": "assistant", "content": reply}, {"role": "user", "content": "under $40"}]
    second = await client.chat.completions.create(model="cicerone/teas", messages=messages, user=user)  # type: ignore[arg-type]
    replayed = second.model_extra["cicerone"]
    assert {constraint["attribute"] for constraint in replayed["constraints"]} == {"kind", "price"}
    messages += [
        {"role": "assistant", "content": second.choices[0].message.content or ""},
        {"role": "user", "content": "only white ones"},
    ]
    third = await client.chat.completions.create(model="cicerone/teas", messages=messages, user=user)  # type: ignore[arg-type]
    known = third.model_extra["cicerone"]
    assert (known["session_id"], known["turn"]) == (replayed["session_id"], replayed["turn"] + 1)


async def test_a_stream_says_the_same_piece_by_piece(client: openai.AsyncOpenAI, user: str) -> None:
    asked = [{"role": "user", "content": "a green tea"}]
    stream = await client.chat.completions.create(  # type: ignore[call-overload]
        model="cicerone", messages=asked, user=user, stream=True, stream_options={"include_usage": True}
    )
    chunks = [chunk async for chunk in stream]
    said = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    whole = await client.chat.completions.create(model="cicerone", messages=asked, user=f"{user}-2")  # type: ignore[arg-type]
    assert said.strip() == (whole.choices[0].message.content or "").strip()
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "stop"
    assert chunks[-1].usage is not None
    assert len(chunks) > 4


async def test_an_unknown_catalog_is_not_found_and_a_wrong_request_is_said_to_be_one(
    client: openai.AsyncOpenAI,
) -> None:
    asked = [{"role": "user", "content": "hi"}]
    for stream in (False, True):
        with pytest.raises(openai.NotFoundError, match="cheeses"):
            await client.chat.completions.create(model="cicerone/cheeses", messages=asked, stream=stream)  # type: ignore[call-overload]
    with pytest.raises(openai.UnprocessableEntityError):
        await client.chat.completions.create(model="cicerone", messages=[])


async def test_the_models_are_the_catalogs(client: openai.AsyncOpenAI) -> None:
    assert [model.id async for model in client.models.list()] == ["cicerone", "cicerone/teas"]


async def test_an_empty_message_and_one_in_parts_are_answered(client: openai.AsyncOpenAI, user: str) -> None:
    asked = [{"role": "user", "content": [{"type": "text", "text": "a white tea"}]}]
    parts = await client.chat.completions.create(model="any", messages=asked, user=user)  # type: ignore[arg-type]
    assert parts.choices[0].message.content
    empty = await client.chat.completions.create(model="any", messages=[{"role": "user", "content": ""}])
    assert empty.choices[0].message.content
    assert httpx.URL(str(client.base_url)).host == "127.0.0.1"
