"""The agent of a running `serve`, over HTTP: the calls of `agent.agent.Agent` that the terminal needs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import httpx

from agent.answer import AgentEvent, Answer, Done, QuestionReady, SlateReady, Token
from memory.ledger import Belief
from ui.failures import UserError

TIMEOUT = httpx.Timeout(30.0, connect=3.0)


class RemoteAgent:
    """Talks to `url`. `key` is a bearer key, where the server asks for one; it decides the tenant."""

    def __init__(self, url: str, *, key: str | None = None) -> None:
        self.url = url.rstrip("/")
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._http = httpx.AsyncClient(
            base_url=f"{self.url}/v1", headers=headers, timeout=TIMEOUT, trust_env=False
        )

    async def close(self) -> None:
        await self._http.aclose()

    async def stream(
        self,
        utterance: str,
        *,
        user_id: str,
        session_id: str | None = None,
        catalog: str | None = None,
        k: int = 5,
        tenant: str = "default",
        key: str | None = None,
    ) -> AsyncIterator[AgentEvent]:
        body = {
            "user_id": user_id,
            "session_id": session_id,
            "message": utterance,
            "catalog": catalog,
            "k": k,
        }
        headers = {"Idempotency-Key": key} if key else {}
        try:
            async with self._http.stream("POST", "/chat/stream", json=body, headers=headers) as response:
                if response.is_error:
                    await response.aread()
                    raise _refused(response)
                name = ""
                async for line in response.aiter_lines():
                    if line.startswith("event: "):
                        name = line.removeprefix("event: ")
                    elif line.startswith("data: "):
                        yield _event(name, line.removeprefix("data: "))
        except httpx.HTTPError as error:
            raise self._unreachable(error) from error

    async def memories(self, user_id: str, *, tenant: str) -> list[Belief]:
        rows = (await self._ask("GET", f"/users/{_part(user_id)}/memory"))["memories"]
        return [Belief.model_validate({**row, "tenant": tenant}) for row in rows]

    async def portrait(self, user_id: str, *, tenant: str) -> list[str]:
        found = await self._ask("GET", f"/users/{_part(user_id)}/memory")
        return [str(sentence) for sentence in found["portrait"]]

    async def export(self, user_id: str, *, tenant: str) -> dict[str, Any]:
        return await self._ask("GET", f"/users/{_part(user_id)}/export")

    async def forget_user(self, user_id: str, *, tenant: str) -> dict[str, int]:
        erased: dict[str, int] = (await self._ask("DELETE", f"/users/{_part(user_id)}"))["erased"]
        return erased

    async def _ask(self, method: str, path: str) -> dict[str, Any]:
        try:
            response = await self._http.request(method, path)
        except httpx.HTTPError as error:
            raise self._unreachable(error) from error
        if response.is_error:
            raise _refused(response)
        answer: dict[str, Any] = response.json()
        return answer

    def _unreachable(self, error: httpx.HTTPError) -> UserError:
        return UserError(f"the server at {self.url} cannot be reached: {error or type(error).__name__}")


def _part(text: str) -> str:
    return quote(text, safe="")


def _event(name: str, data: str) -> AgentEvent:
    match name:
        case "token":
            return Token.model_validate_json(data)
        case "slate":
            return SlateReady.model_validate_json(data)
        case "question":
            return QuestionReady.model_validate_json(data)
        case "done":
            return Done(answer=Answer.model_validate_json(data))
    raise UserError(f"the server could not answer: {data}")


def _refused(response: httpx.Response) -> UserError:
    """The problem document of a refusal as a sentence."""
    if response.headers.get("content-type", "").startswith("application/problem+json"):
        said = response.json()["detail"]
    else:
        said = response.reason_phrase
    hint = " (set CICERONE_API_KEY)" if response.status_code == 401 else ""
    return UserError(f"the server refused: {said}{hint}")
