"""The HTTP API in one look: which routes there are, who may use them, how errors are said."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from fastapi import Depends, FastAPI

from ui.api.catalogs import catalog_routes
from ui.api.conversation import conversation_routes
from ui.api.documentation import add_documentation
from ui.api.health import health_routes
from ui.api.keys import Keyring, tenant_of
from ui.api.limits import BodyLimit
from ui.api.metrics import Measured, Metrics
from ui.api.openai_facade import openai_routes
from ui.api.problems import PROBLEM_RESPONSES, add_problem_handlers
from ui.api.users import user_routes

if TYPE_CHECKING:
    from agent.agent import Agent
    from tools.settings import Settings

MAX_BODY_BYTES = 1_000_000


def create_app(agent: Agent, settings: Settings) -> FastAPI:
    """The API over an open agent. It neither opens nor closes the agent: that is the server's."""
    app = FastAPI(
        title="Cicerone",
        version=version("cicerone"),
        description="A conversational recommender over your own catalogs.",
        docs_url=None,
        redoc_url=None,
    )
    app.state.keyring = Keyring(key.get_secret_value() for key in settings.api_keys)
    metrics = Metrics()
    add_problem_handlers(app)
    for routes in (conversation_routes, catalog_routes, user_routes, openai_routes):
        app.include_router(
            routes(agent, metrics),
            prefix="/v1",
            dependencies=[Depends(tenant_of)],
            responses=PROBLEM_RESPONSES,
        )
    app.include_router(health_routes(agent, metrics))
    add_documentation(app, keys=bool(settings.api_keys))
    app.add_middleware(BodyLimit, limit=MAX_BODY_BYTES)
    app.add_middleware(Measured, metrics=metrics)
    return app
