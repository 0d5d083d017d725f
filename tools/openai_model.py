"""The one door to `openai`: a language model behind any endpoint that speaks chat completions.

Whatever a server does ends within the deadline, in an answer or in one of the faults of `language_model`.
The body is read here and not by the client: its size is bounded, and HTML, half an answer and wrong types
all meet one parser.
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import aclosing, contextmanager, suppress
from time import monotonic
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from tools.language_model import (
    AnswerSchema,
    CutShortError,
    Extraction,
    LanguageModelError,
    MalformedError,
    Message,
    Piece,
    RateLimitedError,
    RefusedError,
    RejectedError,
    T,
    TimedOutError,
    UnreachableError,
    Usage,
    parsed,
)

if TYPE_CHECKING:
    from openai import APIStatusError, AsyncOpenAI

MOST_BYTES = 1_000_000
"""An answer that is longer is no answer to anything that we ask."""
MOST_TOKENS = 2_000
LAST_WORD = 0.2
"""Seconds that a finished text waits for the usage that comes after it."""
PAUSE = 0.2
"""Seconds before the one retry, where the server names none."""
SHAPES = ("json_schema", "json_object", "")
"""How an answer's form is asked for, the strictest first; the last is by words alone."""


class OpenAIModel:
    """`chat.completions` with one retry owner: this class, once, within the deadline.

    What a server does not take (a way of asking for JSON, a parameter) is remembered, so that it costs one
    call once.
    """

    def __init__(self, name: str, *, base_url: str | None = None, api_key: str | None = None) -> None:
        self.name = name
        self._base_url = base_url
        self._api_key = api_key
        self._client: AsyncOpenAI | None = None
        self._opening = threading.Lock()
        self._shape = 0
        self._declined: set[str] = set()

    def open(self) -> None:
        """Import and make the client, which takes a second: so that no turn waits for it."""
        from openai import AsyncOpenAI

        with self._opening:
            if self._client is None:
                # A server of one's own often wants no key, but the client does.
                key = self._api_key or "none"
                client = AsyncOpenAI(api_key=key, base_url=self._base_url, max_retries=0)
                # Imports what the first call would.
                _ = client.chat.completions.with_streaming_response.create
                self._client = client

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def extract(
        self, schema: AnswerSchema[T], messages: Sequence[Message], *, deadline: float
    ) -> Extraction[T]:
        spent: list[Usage] = []
        with _told(spent):
            async with asyncio.timeout(deadline):
                body = bytearray()
                asking = self._request(messages, monotonic() + deadline, spent, schema=schema)
                async with aclosing(asking) as chunks:
                    async for chunk in chunks:
                        body += chunk
                text = _content(_read_json(bytes(body)), spent)
                return Extraction(parsed(text, schema, sum(spent, Usage())), text, sum(spent, Usage()))
        raise AssertionError("unreachable")

    async def stream(self, messages: Sequence[Message], *, deadline: float) -> AsyncGenerator[Piece]:
        until = monotonic() + deadline
        spent: list[Usage] = []
        ended = ""
        with _told(spent):
            async with (
                aclosing(self._request(messages, until, spent)) as chunks,
                aclosing(_events(chunks)) as events,
            ):
                while not ended:
                    # Around each step and not around the loop: a timeout must not strike the caller, who
                    # runs while this waits to go on.
                    async with asyncio.timeout(until - monotonic()):
                        event = await anext(events, None)
                    if event is None:
                        break
                    text, ended = _delta(event, spent)
                    if text:
                        yield Piece(text)
                if ended != "stop":
                    raise CutShortError(f"the text ended with {ended or 'nothing'}")
                with suppress(TimeoutError):
                    async with asyncio.timeout(min(LAST_WORD, until - monotonic())):
                        async for event in events:
                            _count(event, spent)
        yield Piece(usage=sum(spent, Usage()))

    async def _request(
        self,
        messages: Sequence[Message],
        until: float,
        spent: list[Usage],
        *,
        schema: AnswerSchema[Any] | None = None,
    ) -> AsyncGenerator[bytes]:
        """The body of the answer in chunks; before its first byte, what can be mended is tried again."""
        from openai import APIConnectionError, APIStatusError

        if self._client is None:
            await asyncio.to_thread(self.open)
        assert self._client is not None
        create = self._client.chat.completions.with_streaming_response.create
        call: dict[str, Any] = {
            "model": self.name,
            "messages": [{"role": m.role, "content": m.content} for m in messages],
            "stream": schema is None,
        }
        retried = False
        while True:
            sent = self._parameters(schema)
            spent.append(Usage(calls=1))
            begun = False
            try:
                async with create(**call, **sent, timeout=max(0.1, until - monotonic())) as response:
                    size = 0
                    async for chunk in response.iter_bytes():
                        size += len(chunk)
                        if size > MOST_BYTES:
                            raise MalformedError("an answer without end")
                        begun = True
                        yield chunk
                    return
            except APIStatusError as error:
                if error.status_code in (400, 422) and self._give_up_one(error, sent):
                    continue
                pause = _pause(error)
                if retried or pause is None or monotonic() + pause >= until:
                    raise
            except APIConnectionError:
                pause = PAUSE
                if retried or begun or monotonic() + pause >= until:
                    raise
            retried = True
            await asyncio.sleep(pause)

    def _parameters(self, schema: AnswerSchema[Any] | None) -> dict[str, Any]:
        """What is asked of the server beside the messages, less what it has declined."""
        wanted: dict[str, Any] = {"temperature": 0, "max_completion_tokens": MOST_TOKENS}
        if schema is None:
            wanted["stream_options"] = {"include_usage": True}
        elif shape := SHAPES[self._shape]:
            wanted["response_format"] = {"type": shape}
            if shape == "json_schema":
                wanted["response_format"]["json_schema"] = {
                    "name": schema.name,
                    "strict": True,
                    "schema": schema.json_schema,
                }
        return {name: value for name, value in wanted.items() if name not in self._declined}

    def _give_up_one(self, error: APIStatusError, sent: dict[str, Any]) -> bool:
        """After a 400: do without the parameter that it names, else with a plainer way of asking for JSON."""
        told = str(error.body or error.message)
        if re.search(r"context.{0,20}(?:length|window)|too long|too many tokens", told):
            return False
        if named := [name for name in sent if name in told and name != "response_format"]:
            self._declined.update(named)
            return True
        if "response_format" in sent:
            # Several calls may be declined at once: each gives up the way that it was sent with.
            self._shape = max(self._shape, SHAPES.index(sent["response_format"]["type"]) + 1)
            return True
        return False


@contextmanager
def _told(spent: list[Usage]) -> Iterator[None]:
    """The faults of the client, the network and the clock as ours. None repeats what a server said."""
    import httpx2
    from openai import APIConnectionError, APIStatusError, APITimeoutError, OpenAIError

    fault: LanguageModelError
    try:
        yield
        return
    except LanguageModelError as error:
        error.usage = sum(spent, Usage())
        raise
    except (TimeoutError, APITimeoutError, httpx2.TimeoutException):
        fault = TimedOutError("no whole answer in time")
    except APIConnectionError:
        fault = UnreachableError("no connection")
    except APIStatusError as error:
        said = f"the server answers {error.status_code}"
        if error.status_code == 429:
            fault = RateLimitedError(said)
        elif error.status_code >= 500 or error.status_code == 408:
            fault = UnreachableError(said)
        else:
            fault = RejectedError(said)
    except httpx2.HTTPError as error:
        fault = CutShortError(f"the connection broke off ({type(error).__name__})")
    except OpenAIError as error:
        fault = MalformedError(f"the client could not use it ({type(error).__name__})")
    fault.usage = sum(spent, Usage())
    raise fault from None


def _pause(error: APIStatusError) -> float | None:
    """Seconds to wait before trying again; None where that would be no use."""
    if error.status_code != 429 and error.status_code < 500 and error.status_code != 408:
        return None
    try:
        return max(PAUSE, float(error.response.headers.get("retry-after", PAUSE)))
    except ValueError:
        return PAUSE


class _Said(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Said | None = None
    delta: _Said | None = None
    finish_reason: str | None = None


class _Tokens(BaseModel):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class _Completion(BaseModel):
    """A completion or a chunk of one, as far as it matters here."""

    choices: list[_Choice] = []
    usage: _Tokens | None = None


def _read_json(body: bytes) -> _Completion:
    try:
        return _Completion.model_validate_json(body)
    except ValidationError as error:
        raise MalformedError(f"the body is no completion: {error.errors()[0]['type']}") from None


def _content(completion: _Completion, spent: list[Usage]) -> str:
    _count(completion, spent)
    said = completion.choices[0].message if completion.choices else None
    if said is None:
        raise MalformedError("the completion has no message")
    reason = completion.choices[0].finish_reason
    if said.refusal or reason == "content_filter":
        raise RefusedError("the model refused")
    if reason == "length":
        raise CutShortError("the answer was longer than is allowed")
    if not said.content:
        raise MalformedError("the message is empty")
    return said.content


def _delta(chunk: _Completion, spent: list[Usage]) -> tuple[str, str]:
    """The text of a chunk, and how the text ended where this is its end."""
    _count(chunk, spent)
    if not chunk.choices:
        return "", ""
    choice = chunk.choices[0]
    said = choice.delta or choice.message or _Said()
    if said.refusal or choice.finish_reason == "content_filter":
        raise RefusedError("the model refused")
    return said.content or "", choice.finish_reason or ""


def _count(completion: _Completion, spent: list[Usage]) -> None:
    if completion.usage:
        spent.append(Usage(0, completion.usage.prompt_tokens, completion.usage.completion_tokens))


async def _events(chunks: AsyncIterator[bytes]) -> AsyncGenerator[_Completion]:
    """Server-sent events; a server that does not stream and answers at once is read as one event."""
    rest = bytearray()
    async for chunk in chunks:
        rest += chunk
        if b"\n" in chunk:
            *lines, last = bytes(rest).split(b"\n")
            rest = bytearray(last)
            for line in lines:
                if event := _event(line):
                    yield event
    if event := _event(bytes(rest)):
        yield event


def _event(line: bytes) -> _Completion | None:
    line = line.strip()
    if line.startswith(b"data:"):
        line = line[5:].strip()
    elif not line.startswith(b"{"):
        return None
    return None if line in (b"", b"[DONE]") else _read_json(line)
