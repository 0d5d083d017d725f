"""A language model that fills a schema or writes a text, as a Protocol; and all the ways in which it can fail."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

T = TypeVar("T", bound=BaseModel)
T_co = TypeVar("T_co", bound=BaseModel, covariant=True)


@dataclass(frozen=True, slots=True)
class Message:
    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What was spent. `calls` are requests sent, also those that failed; tokens as the server counts them."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.calls + other.calls,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
        )


@dataclass(frozen=True, slots=True)
class AnswerSchema(Generic[T]):
    """What an answer must look like.

    `json_schema` is what a server may enforce: closed objects whose keys are all required. `type` is what is
    accepted here, and may be more lenient, since many servers take a schema and do not enforce it.
    """

    name: str
    json_schema: Mapping[str, Any]
    type: type[T]


@dataclass(frozen=True, slots=True)
class Extraction(Generic[T_co]):
    """An answer that fits its schema; `text` is how the model wrote it."""

    value: T_co
    text: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text while it is being written; the usage comes with the last one, where it is known."""

    text: str = ""
    usage: Usage = field(default_factory=Usage)


class LanguageModelError(RuntimeError):
    """A call that brought nothing usable. Carries what it has cost, and never what the server said."""

    def __init__(self, problem: str, *, usage: Usage | None = None) -> None:
        self.problem = problem
        self.usage = usage or Usage()
        super().__init__(problem)


class TimedOutError(LanguageModelError):
    """No whole answer within the deadline."""


class UnreachableError(LanguageModelError):
    """No connection, or the server is out of order (5xx)."""


class RateLimitedError(LanguageModelError):
    """Too many requests (429), and no time to wait."""


class RejectedError(LanguageModelError):
    """The server does not take the request (4xx): a wrong key, no such model, too long a prompt."""


class RefusedError(LanguageModelError):
    """The model would not answer, or a filter kept the answer back."""


class CutShortError(LanguageModelError):
    """The answer stopped before its end."""


class MalformedError(LanguageModelError):
    """An answer that is none: no JSON, or not of the schema. `text` is what the model wrote."""

    def __init__(self, problem: str, *, text: str = "", usage: Usage | None = None) -> None:
        self.text = text
        super().__init__(problem, usage=usage)


class LanguageModel(Protocol):
    """Each call ends within `deadline` seconds, by an answer or by a LanguageModelError."""

    @property
    def name(self) -> str: ...

    async def extract(
        self, schema: AnswerSchema[T], messages: Sequence[Message], *, deadline: float
    ) -> Extraction[T]:
        """One answer that fits the schema. Raises LanguageModelError."""
        ...

    def stream(self, messages: Sequence[Message], *, deadline: float) -> AsyncGenerator[Piece]:
        """A text as it is being written. Raises LanguageModelError, also where it breaks off."""
        ...

    async def close(self) -> None: ...


def parsed(text: str, schema: AnswerSchema[T], usage: Usage) -> T:
    """The answer in what a model wrote: plain JSON, JSON in a fence, or JSON with talk around it.

    Raises:
        MalformedError: saying what is wrong in words that can be sent back to the model.
    """
    found = json_within(text)
    if found is None:
        raise MalformedError("there is no JSON object in the answer", text=text, usage=usage)
    try:
        return schema.type.model_validate_json(found)
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(str(part) for part in e['loc']) or 'the answer'}: {e['msg']}"
            for e in error.errors(include_input=False, include_url=False)[:5]
        )
        raise MalformedError(wrong, text=text, usage=usage) from None


def json_within(text: str) -> str | None:
    """The first whole JSON object in a text, or None."""
    decoder = json.JSONDecoder()
    start = text.find("{")
    for _ in range(20):
        if start < 0:
            return None
        try:
            _, end = decoder.raw_decode(text, start)
            return text[start:end]
        except (ValueError, RecursionError):
            start = text.find("{", start + 1)
    return None
