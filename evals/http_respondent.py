"""A running server as the respondent of a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from agent.answer import Answer, FeedbackKind
from catalog.items import Item, ItemNotFoundError
from catalog.schema import Attribute, Schema

if TYPE_CHECKING:
    import httpx

TIMEOUT_S = 60.0


class ServerError(RuntimeError):
    """What a server answered in place of what was asked of it."""

    def __init__(self, url: str, status: int, detail: str) -> None:
        self.url = url
        self.status = status
        self.detail = detail
        super().__init__(f"{url} answered {status}: {detail}")


class HttpRespondent:
    """A server at `url`. `key` is a bearer key, where it asks for one; the caller closes the client."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._schemas: dict[str, Schema] = {}

    @staticmethod
    def client(url: str, *, key: str | None = None) -> httpx.AsyncClient:
        import httpx

        return httpx.AsyncClient(
            base_url=f"{url.rstrip('/')}/v1",
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=TIMEOUT_S,
            trust_env=False,
        )

    async def catalogs(self) -> list[str]:
        await self._read_catalogs()
        return list(self._schemas)

    async def schema(self, catalog: str) -> Schema:
        if not self._schemas:
            await self._read_catalogs()
        return self._schemas[catalog]

    async def item(self, item_id: str, *, catalog: str) -> Item:
        try:
            found = await self._ask("GET", f"/items/{quote(item_id, safe='')}", params={"catalog": catalog})
        except ServerError as error:
            if error.status == 404:
                raise ItemNotFoundError(item_id) from error
            raise
        values = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in found["attributes"].items()
            if value is not None
        }
        return Item(found["id"], found["title"], found.get("text", ""), values)

    async def say(
        self, utterance: str, *, user_id: str, session_id: str | None, catalog: str | None, k: int
    ) -> Answer:
        asked = {
            "user_id": user_id,
            "session_id": session_id,
            "message": utterance,
            "catalog": catalog,
            "k": k,
        }
        return Answer.model_validate(await self._ask("POST", "/chat", json=asked))

    async def feedback(
        self, item_id: str, kind: FeedbackKind, *, user_id: str, session_id: str | None, catalog: str | None
    ) -> None:
        given = {
            "user_id": user_id,
            "item_id": item_id,
            "kind": kind,
            "session_id": session_id,
            "catalog": catalog,
        }
        await self._ask("POST", "/feedback", json=given)

    async def memories(self, user_id: str) -> tuple[str, ...]:
        found = await self._ask("GET", f"/users/{quote(user_id, safe='')}/memory")
        return tuple(str(memory["text"]) for memory in found["memories"])

    async def forget_user(self, user_id: str) -> None:
        await self._ask("DELETE", f"/users/{quote(user_id, safe='')}")

    async def _read_catalogs(self) -> None:
        found = await self._ask("GET", "/catalogs")
        self._schemas = {info["id"]: _schema_of(info) for info in found["catalogs"]}

    async def _ask(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        response = await self._client.request(method, path, **request)
        if response.is_error:
            raise ServerError(str(response.url), response.status_code, response.text[:300])
        answer: dict[str, Any] = response.json()
        return answer


def _schema_of(info: Mapping[str, Any]) -> Schema:
    """What `/v1/catalogs` says of a catalog, as a schema; which fields hold id and title it does not say."""
    known = Attribute.model_fields.keys()
    attributes = {
        name: {key: value for key, value in given.items() if key in known}
        for name, given in info["attributes"].items()
    }
    return Schema.model_validate(
        {"name": info["name"], "id": "id", "title": "title", "attributes": attributes}
    )
