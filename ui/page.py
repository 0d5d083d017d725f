"""The chat page as an ASGI app of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI

if TYPE_CHECKING:
    from agent.agent import Agent
    from tools.settings import Settings


def page_app(agent: Agent, settings: Settings) -> FastAPI:
    """Imports gradio, which takes seconds. The caller runs the app's lifespan."""
    import gradio

    from ui.chat import build_page, page_options

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    gradio.mount_gradio_app(app, build_page(agent, settings), path="/", **page_options())
    return app
