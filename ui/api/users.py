"""What is held about a user: to see, correct, export and erase."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path

from memory.ledger import Belief, BeliefNotFoundError
from ui.api.keys import Tenant
from ui.api.metrics import Metrics
from ui.api.wire import Correction, Erased, Forgotten, Name

if TYPE_CHECKING:
    from agent.agent import Agent

User = Annotated[Name, Path()]


def user_routes(agent: Agent, metrics: Metrics) -> APIRouter:
    routes = APIRouter(tags=["users"], prefix="/users/{user_id}")

    @routes.get("/memory")
    async def memories(user_id: User, tenant: Tenant) -> dict[str, Any]:
        """What is remembered of the user, each with the words it comes from."""
        beliefs = await agent.memories(user_id, tenant=tenant)
        portrait = await agent.portrait(user_id, tenant=tenant)
        return {
            "user_id": user_id,
            "memories": [remembered(belief) for belief in beliefs],
            "portrait": list(portrait),
        }

    @routes.patch("/memory/{memory_id}")
    async def correct(
        user_id: User, memory_id: str, correction: Correction, tenant: Tenant
    ) -> dict[str, Any]:
        """Put one memory right, in the user's words."""
        return remembered(await agent.correct(user_id, memory_id, correction.text, tenant=tenant))

    @routes.delete("/memory/{memory_id}")
    async def forget(user_id: User, memory_id: str, tenant: Tenant) -> Forgotten:
        """Forget one memory, everywhere."""
        if not await agent.forget(user_id, memory_id, tenant=tenant):
            raise BeliefNotFoundError(memory_id)
        return Forgotten(forgotten=True)

    @routes.get("/export")
    async def export(user_id: User, tenant: Tenant) -> dict[str, Any]:
        """Everything held about the user."""
        return await agent.export(user_id, tenant=tenant)

    @routes.delete("")
    async def erase(user_id: User, tenant: Tenant) -> Erased:
        """Erase everything held about the user, from every store."""
        return Erased(user_id=user_id, erased=await agent.forget_user(user_id, tenant=tenant))

    return routes


def remembered(belief: Belief) -> dict[str, Any]:
    return belief.model_dump(mode="json", exclude={"tenant"})
