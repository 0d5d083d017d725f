"""The door to chat completions against a server of ours over real HTTP: whatever it does has a name."""

from __future__ import annotations

import json
import traceback
from collections.abc import AsyncIterator, Iterator
from time import monotonic
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict

from tests.language_model_server import (
    Behaviour,
    ModelServer,
    completion,
    cuts,
    fails,
    floods,
    hangs_up,
    refuses,
    says,
    sends,
    stalls,
    trickles,
)
from tools.language_model import (
    AnswerSchema,
    CutShortError,
    LanguageModelError,
    MalformedError,
    Message,
    RateLimitedError,
    RefusedError,
    RejectedError,
    TimedOutError,
    UnreachableError,
    Usage,
)
from tools.openai_model import OpenAIModel

KEY = "sk-very-secret"
SHORT = 0.6
"""Seconds: the deadline against a server that never ends."""


class Colour(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    depth: int


SCHEMA = AnswerSchema(
    "colour",
    {
        "type": "object",
        "properties": {"name": {"type": "string"}, "depth": {"type": "integer"}},
        "required": ["name", "depth"],
        "additionalProperties": False,
    },
    Colour,
)
BLUE = {"name": "blue", "depth": 3}
ASKED = [Message("user", "which colour?")]


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer().running() as running:
        yield running


@pytest.fixture
async def model(server: ModelServer) -> AsyncIterator[OpenAIModel]:
    made = OpenAIModel("m", base_url=server.url, api_key=KEY)
    made.open()
    yield made
    await made.close()


async def streamed(model: OpenAIModel, *, deadline: float = 5) -> tuple[str, Usage]:
    pieces = [p async for p in model.stream(ASKED, deadline=deadline)]
    return "".join(p.text for p in pieces), sum((p.usage for p in pieces), Usage())


@pytest.mark.parametrize(
    "written",
    [
        json.dumps(BLUE),
        f"```json\n{json.dumps(BLUE, indent=1)}\n```",
        f"Sure {{here}}: {json.dumps(BLUE)} – anything else?",
    ],
)
async def test_an_answer_is_found_however_it_is_wrapped(
    model: OpenAIModel, server: ModelServer, written: str
) -> None:
    server.script = [says(written)]
    found = await model.extract(SCHEMA, ASKED, deadline=5)
    assert found.value == Colour(name="blue", depth=3)
    assert found.usage == Usage(calls=1, prompt_tokens=11, completion_tokens=7)
    sent = server.requests[0]
    assert sent["response_format"]["json_schema"]["schema"] == SCHEMA.json_schema
    assert sent["messages"] == [{"role": "user", "content": "which colour?"}]


async def test_a_text_comes_in_pieces_with_its_usage_at_the_end(
    model: OpenAIModel, server: ModelServer
) -> None:
    server.script = [says("A long and quiet evening.")]
    assert await streamed(model) == ("A long and quiet evening.", Usage(1, 11, 7))


async def test_a_server_that_does_not_stream_is_read_at_once(model: OpenAIModel, server: ModelServer) -> None:
    server.script = [sends(json.dumps(completion({"content": "All at once."})).encode())]
    assert (await streamed(model))[0] == "All at once."


async def test_what_a_server_does_not_take_costs_one_call_once(
    model: OpenAIModel, server: ModelServer
) -> None:
    server.script = [
        fails(400, "unknown parameter: response_format"),
        fails(422, "json_object is not supported"),
        fails(400, "Unsupported value: 'temperature'"),
        says(BLUE),
    ]
    first = await model.extract(SCHEMA, ASKED, deadline=5)
    again = await model.extract(SCHEMA, ASKED, deadline=5)
    assert (first.usage.calls, again.usage.calls) == (4, 1)
    assert "response_format" not in server.requests[-1]
    assert "temperature" not in server.requests[-1]


async def test_a_prompt_that_is_too_long_is_no_fault_of_the_format(
    model: OpenAIModel, server: ModelServer
) -> None:
    server.script = [fails(400, "maximum context length is 4096 tokens")]
    with pytest.raises(RejectedError):
        await model.extract(SCHEMA, ASKED, deadline=5)
    server.script = [says(BLUE)]
    await model.extract(SCHEMA, ASKED, deadline=5)
    assert server.requests[-1]["response_format"]["type"] == "json_schema"


@pytest.mark.parametrize("first", [fails(500), fails(503), fails(429, retry_after="0"), hangs_up])
async def test_a_passing_fault_is_tried_once_more(
    model: OpenAIModel, server: ModelServer, first: Behaviour
) -> None:
    server.script = [first, says(BLUE)]
    assert (await model.extract(SCHEMA, ASKED, deadline=5)).usage.calls == 2
    server.script = [first, says("Well then.")]
    assert (await streamed(model))[0] == "Well then."


async def test_a_wait_that_does_not_fit_is_not_begun(model: OpenAIModel, server: ModelServer) -> None:
    server.script = [fails(429, retry_after="60")]
    begun = monotonic()
    with pytest.raises(RateLimitedError):
        await model.extract(SCHEMA, ASKED, deadline=20)
    assert monotonic() - begun < 10
    assert len(server.requests) == 1


def a_body(**changed: Any) -> Behaviour:
    return sends(json.dumps({**completion({"content": json.dumps(BLUE)}), **changed}).encode())


EXTRACTING: list[tuple[str, Behaviour, type[LanguageModelError]]] = [
    ("stalls", stalls, TimedOutError),
    ("trickles", trickles, TimedOutError),
    ("floods", floods, MalformedError),
    ("hangs up", hangs_up, UnreachableError),
    ("out of order", fails(500), UnreachableError),
    ("always busy", fails(429), RateLimitedError),
    ("wrong key", fails(401, f"Incorrect API key provided: {KEY}"), RejectedError),
    ("no such model", fails(404), RejectedError),
    ("html", sends(b"<html><body>Sign in</body></html>", "text/html"), MalformedError),
    ("nothing", sends(b""), MalformedError),
    ("half an answer", cuts(json.dumps(BLUE)), CutShortError),
    ("half a body", sends(json.dumps(completion({"content": "{}"})).encode()[:-20]), MalformedError),
    ("a list", sends(b"[]"), MalformedError),
    ("no choices", a_body(choices=[]), MalformedError),
    ("choices of another type", a_body(choices="many"), MalformedError),
    ("no content", sends(json.dumps(completion({"content": None})).encode()), MalformedError),
    ("content of another type", sends(json.dumps(completion({"content": 5})).encode()), MalformedError),
    ("too long", says(json.dumps(BLUE), finish="length"), CutShortError),
    ("filtered", says("", finish="content_filter"), RefusedError),
    ("refuses", refuses, RefusedError),
    ("talk", says("I would take blue."), MalformedError),
    ("half of the json", says('{"name": "blue", "dep'), MalformedError),
    ("another schema", says({"name": "blue", "depth": "deep"}), MalformedError),
    ("more than asked", says({**BLUE, "price": 3}), MalformedError),
]


@pytest.mark.parametrize(("behaviour", "fault"), [e[1:] for e in EXTRACTING], ids=[e[0] for e in EXTRACTING])
async def test_every_way_to_fail_an_extraction_has_its_name(
    model: OpenAIModel, server: ModelServer, behaviour: Behaviour, fault: type[LanguageModelError]
) -> None:
    server.script = [behaviour]
    with pytest.raises(fault) as raised:
        await model.extract(SCHEMA, ASKED, deadline=SHORT)
    assert type(raised.value) is fault
    assert raised.value.usage.calls == len(server.requests) > 0
    assert KEY not in "".join(traceback.format_exception(raised.value))


STREAMING: list[tuple[str, Behaviour, type[LanguageModelError]]] = [
    ("stalls", stalls, TimedOutError),
    ("trickles", trickles, TimedOutError),
    ("floods", floods, MalformedError),
    ("cut", cuts("It was a dark and"), CutShortError),
    ("too long", says("It was a dark and", finish="length"), CutShortError),
    ("html", sends(b"<html>Sign in</html>", "text/html"), CutShortError),
    ("broken event", sends(b"data: {oh no\n\n", "text/event-stream"), MalformedError),
    ("refuses", refuses, RefusedError),
    ("out of order", fails(500), UnreachableError),
]


@pytest.mark.parametrize(("behaviour", "fault"), [e[1:] for e in STREAMING], ids=[e[0] for e in STREAMING])
async def test_every_way_to_fail_a_stream_has_its_name(
    model: OpenAIModel, server: ModelServer, behaviour: Behaviour, fault: type[LanguageModelError]
) -> None:
    server.script = [behaviour]
    with pytest.raises(fault) as raised:
        await streamed(model, deadline=SHORT)
    assert type(raised.value) is fault


async def test_what_is_wrong_can_be_sent_back(model: OpenAIModel, server: ModelServer) -> None:
    server.script = [says({"name": "blue", "depth": "deep"})]
    with pytest.raises(MalformedError) as raised:
        await model.extract(SCHEMA, ASKED, deadline=5)
    assert "depth" in raised.value.problem
    assert json.loads(raised.value.text) == {"name": "blue", "depth": "deep"}


async def test_where_nobody_listens_it_is_said_at_once() -> None:
    model = OpenAIModel("m", base_url="http://127.0.0.1:1/v1")
    with pytest.raises(UnreachableError):
        await model.extract(SCHEMA, ASKED, deadline=5)
    await model.close()


async def test_a_deadline_that_is_over_is_over(model: OpenAIModel, server: ModelServer) -> None:
    server.script = [says(BLUE)]
    with pytest.raises(TimedOutError):
        await model.extract(SCHEMA, ASKED, deadline=-1)
