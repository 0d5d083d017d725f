"""`/docs`: the API's documentation as one page that asks nothing of any other server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import FileResponse

from ui.api.problems import Problem

PAGE = Path(__file__).parent.parent / "static" / "docs.html"
REFERENCE = "#/components/schemas/{model}"


def add_documentation(app: FastAPI, *, keys: bool) -> None:
    """FastAPI's own page loads its scripts from elsewhere; this one works without a network.

    `keys`: whether the server asks for them.
    """

    @app.get("/docs", include_in_schema=False)
    async def docs() -> FileResponse:
        return FileResponse(PAGE, media_type="text/html")

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = get_openapi(
                title=app.title, version=app.version, description=app.description, routes=app.routes
            )
            problem = Problem.model_json_schema(ref_template=REFERENCE)
            schemas = app.openapi_schema["components"]["schemas"]
            schemas.update({**problem.pop("$defs"), "Problem": problem})
            if not keys:
                _without_keys(app.openapi_schema)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]  # FastAPI's documented way to extend it


def _without_keys(described: dict[str, Any]) -> None:
    """A server without keys does not say that it asks for one."""
    described["components"].pop("securitySchemes", None)
    for operations in described["paths"].values():
        for operation in operations.values():
            operation.pop("security", None)
