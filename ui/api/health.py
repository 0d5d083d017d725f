"""Whether the server lives, can answer, and how it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from ui.api.metrics import Metrics

if TYPE_CHECKING:
    from agent.agent import Agent


def health_routes(agent: Agent, metrics: Metrics) -> APIRouter:
    routes = APIRouter(tags=["health"])

    @routes.get("/healthz")
    async def healthz() -> dict[str, str]:
        """The process answers."""
        return {"status": "ok"}

    @routes.get("/readyz")
    async def readyz() -> dict[str, Any]:
        """There is a catalog to talk about."""
        names = [info.slug for info in agent.catalogs()]
        if not names:
            raise HTTPException(503, "no catalog is built yet: `cicerone build`")
        return {"status": "ready", "catalogs": names}

    @routes.get("/metrics", response_class=Response)
    async def exposition() -> Response:
        """Prometheus metrics."""
        text, media_type = metrics.exposition()
        return Response(text, media_type=media_type)

    return routes
