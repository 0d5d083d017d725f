"""OpenAI's chat-completions format: what of it is read, and what is written."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from agent.answer import Answer
from ui.api.wire import MAX_MESSAGE, Name

MODEL = "cicerone"


class Part(BaseModel):
    """A part of a message. Pictures and sounds are passed over."""

    type: str
    text: str = ""


class Message(BaseModel):
    """`content` may be absent (tool calls) and may come in parts."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None

    @property
    def said(self) -> str:
        if self.content is None:
            return ""
        if isinstance(self.content, str):
            return self.content
        return "\n".join(part.text for part in self.content if part.type == "text")


class StreamOptions(BaseModel):
    include_usage: bool = False


def _ends_with_the_user(messages: list[Message]) -> list[Message]:
    if messages[-1].role != "user":
        raise ValueError("the last message must be the user's")
    if len(messages[-1].said) > MAX_MESSAGE:
        raise ValueError(f"a message may hold at most {MAX_MESSAGE} characters")
    return messages


class CompletionRequest(BaseModel):
    """Settings of sampling are accepted and passed over: what is recommended is not sampled."""

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={
            "examples": [{"model": MODEL, "messages": [{"role": "user", "content": "something light"}]}]
        },
    )

    messages: Annotated[list[Message], Field(min_length=1), AfterValidator(_ends_with_the_user)]
    model: Annotated[str, Field(description="`cicerone`, or `cicerone/CATALOG`")] = MODEL
    stream: bool = False
    stream_options: StreamOptions | None = None
    user: Annotated[
        Name | None, Field(description="Whose memory; without it nothing outlives the conversation")
    ] = None


def catalog_named(model: str) -> str | None:
    """`cicerone/films` names a catalog; any other model name is the default catalog."""
    family, _, catalog = model.partition("/")
    return catalog if family == MODEL and catalog else None


NO_TOKENS = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
"""The turn is not billed in tokens, and the built-in engine has none."""


def completion(answer: Answer, *, completion_id: str, created: int, model: str) -> dict[str, Any]:
    """The whole answer as one completion; `cicerone` carries the slate and all else that it holds."""
    return {
        "id": completion_id,
        "object": "chat.completion",
        "created": created,
        "model": model,
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": answer.reply, "refusal": None},
                "logprobs": None,
                "finish_reason": "stop",
            }
        ],
        "usage": NO_TOKENS,
        "cicerone": answer.model_dump(mode="json", by_alias=True),
    }


def chunk(
    delta: dict[str, str], *, completion_id: str, created: int, model: str, finish_reason: str | None = None
) -> dict[str, Any]:
    """One piece of a streamed completion."""
    return {
        "id": completion_id,
        "object": "chat.completion.chunk",
        "created": created,
        "model": model,
        "choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}],
    }
