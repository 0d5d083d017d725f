"""Whom a scenario talks to: the agent in this process, or a server (`evals.http_respondent`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from agent.answer import Answer, FeedbackKind
from catalog.items import Item
from catalog.schema import Schema

if TYPE_CHECKING:
    from agent.agent import Agent

TENANT = "default"


class Respondent(Protocol):
    """What a scenario needs of the thing that it tries."""

    async def catalogs(self) -> list[str]:
        """The ids of the catalogs, the default first."""
        ...

    async def schema(self, catalog: str) -> Schema: ...

    async def item(self, item_id: str, *, catalog: str) -> Item:
        """Raises ItemNotFoundError."""
        ...

    async def say(
        self, utterance: str, *, user_id: str, session_id: str | None, catalog: str | None, k: int
    ) -> Answer: ...

    async def feedback(
        self, item_id: str, kind: FeedbackKind, *, user_id: str, session_id: str | None, catalog: str | None
    ) -> None: ...

    async def memories(self, user_id: str) -> tuple[str, ...]:
        """All that is remembered of the user, in words."""
        ...

    async def forget_user(self, user_id: str) -> None:
        """Erase a user, so that a run leaves nothing behind."""
        ...


class AgentRespondent:
    """The agent in this process."""

    def __init__(self, agent: Agent) -> None:
        self._agent = agent

    async def catalogs(self) -> list[str]:
        return [info.slug for info in self._agent.catalogs()]

    async def schema(self, catalog: str) -> Schema:
        return next(info.schema_ for info in self._agent.catalogs() if info.slug == catalog)

    async def item(self, item_id: str, *, catalog: str) -> Item:
        return self._agent.item(item_id, catalog)

    async def say(
        self, utterance: str, *, user_id: str, session_id: str | None, catalog: str | None, k: int
    ) -> Answer:
        return await self._agent.say(
            utterance, user_id=user_id, session_id=session_id, catalog=catalog, k=k, tenant=TENANT
        )

    async def feedback(
        self, item_id: str, kind: FeedbackKind, *, user_id: str, session_id: str | None, catalog: str | None
    ) -> None:
        await self._agent.feedback(
            item_id, kind, user_id=user_id, session_id=session_id, catalog=catalog, tenant=TENANT
        )

    async def memories(self, user_id: str) -> tuple[str, ...]:
        return tuple(belief.text for belief in await self._agent.memories(user_id, tenant=TENANT))

    async def forget_user(self, user_id: str) -> None:
        await self._agent.forget_user(user_id, tenant=TENANT)
