"""Errors as RFC 9457 problem documents; `errors` holds the paths of the fields that are wrong."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from ui.api.expected import EXPECTED

MEDIA_TYPE = "application/problem+json"
OPENAI_PATH = "/v1/chat/completions"


class FieldError(BaseModel):
    """One thing wrong with one field: `constraints.0.value`, `header.Idempotency-Key`, `query.limit`."""

    field: str
    detail: str


class Problem(BaseModel):
    """RFC 9457. `type` is `about:blank` where the status says all.

    `error` says the same to OpenAI's clients.
    """

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[FieldError] | None = None
    error: dict[str, str | None] | None = None

    @classmethod
    def of_status(cls, status: int, detail: str = "") -> Problem:
        title = HTTPStatus(status).phrase
        return cls(title=title, status=status, detail=detail or title)

    def for_openai(self) -> Problem:
        said = {"message": self.detail, "type": self.type, "code": str(self.status), "param": None}
        return self.model_copy(update={"error": said})

    def response(self, headers: dict[str, str] | None = None) -> Response:
        return JSONResponse(
            self.model_dump(exclude_none=True),
            status_code=self.status,
            headers=headers,
            media_type=MEDIA_TYPE,
        )


PROBLEM_RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {
        "description": HTTPStatus(status).phrase,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for status in (401, 404, 409, 413, 415, 422)
}


def as_problem(error: Exception) -> Problem:
    """What an error is called on the wire. What nobody expects is a 500 that gives nothing away."""
    for kind, (status, name, title) in EXPECTED.items():
        if isinstance(error, kind):
            return Problem(type=f"urn:cicerone:problem:{name}", title=title, status=status, detail=str(error))
    if isinstance(error, HTTPException):
        return Problem.of_status(error.status_code, str(error.detail))
    return Problem.of_status(500, "the server met an error that it did not expect; its log has the trace")


def add_problem_handlers(app: FastAPI) -> None:
    """Every error of the app, the router's own included, becomes a problem document.

    One that nobody expects is raised again once it is answered, so that the server logs it.
    """

    async def answered(request: Request, error: Exception) -> Response:
        wrong = isinstance(error, RequestValidationError)
        problem = _invalid(request, error) if wrong else as_problem(error)
        if request.url.path == OPENAI_PATH:
            problem = problem.for_openai()
        headers = dict(error.headers or {}) if isinstance(error, HTTPException) else None
        return problem.response(headers)

    for kind in (*EXPECTED, HTTPException, RequestValidationError, Exception):
        app.add_exception_handler(kind, answered)


def _invalid(request: Request, error: Exception) -> Problem:
    assert isinstance(error, RequestValidationError)
    sent = request.headers.get("content-type", "").split(";")[0].strip().lower()
    of_body = any(e["loc"][:1] == ("body",) for e in error.errors())
    if of_body and error.body and not (sent == "application/json" or sent.endswith("+json")):
        return Problem.of_status(415, f"send the body as application/json, not as {sent or 'nothing said'}")
    errors = [
        FieldError(field=_path(e["loc"], error.body, missing=e["type"] == "missing"), detail=_say(e))
        for e in error.errors()
    ]
    detail = "; ".join(f"{e.field}: {e.detail}" for e in errors[:3])
    return Problem(
        type="urn:cicerone:problem:invalid-request",
        title="The request is not valid",
        status=422,
        detail=detail,
        errors=errors,
    )


def _say(error: dict[str, Any]) -> str:
    if error["type"] == "json_invalid":
        return f"not JSON: {error.get('ctx', {}).get('error', 'unreadable')}"
    return str(error["msg"]).removeprefix("Value error, ")


def _path(location: Sequence[str | int], body: Any, *, missing: bool) -> str:
    """`("body", "constraints", 0, "single", "op")` is `constraints.0.op`.

    Pydantic puts the tags of unions into a location; what the body does not have is such a tag, except
    the last part of a missing field.
    """
    if location[:1] != ("body",):
        return ".".join(str(part) for part in location)
    kept: list[str] = []
    here = body
    for position, part in enumerate(location[1:], start=1):
        inside = isinstance(here, dict) and part in here
        inside = inside or (isinstance(here, list) and isinstance(part, int) and part < len(here))
        if inside:
            here = here[part]
        if inside or (missing and position == len(location) - 1):
            kept.append(str(part))
    return ".".join(kept) or "body"
