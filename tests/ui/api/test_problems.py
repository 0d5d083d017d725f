"""Every error is a problem document (RFC 9457) that says what is wrong and where."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from ui.api.app import MAX_BODY_BYTES
from ui.api.wire import MAX_MESSAGE

JSON = {"Content-Type": "application/json"}


def problem_of(response: httpx.Response, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["status"] == status
    assert problem["title"] and problem["type"] and problem["detail"]
    return problem


def fields_of(problem: dict[str, Any]) -> list[str]:
    return [error["field"] for error in problem["errors"]]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["user_id", "message"]),
        ({"user_id": "ana"}, ["message"]),
        ({"user_id": "", "message": "hi"}, ["user_id"]),
        ({"user_id": "a/b", "message": "hi"}, ["user_id"]),
        ({"user_id": "..", "message": "hi"}, ["user_id"]),
        ({"user_id": "a\u0000", "message": "hi"}, ["user_id"]),
        ({"user_id": "ana", "message": 5}, ["message"]),
        ({"user_id": "ana", "message": None}, ["message"]),
        ({"user_id": "ana", "message": "hi", "k": 0}, ["k"]),
        ({"user_id": "ana", "message": "hi", "k": "many"}, ["k"]),
        ({"user_id": "ana", "message": "x" * (MAX_MESSAGE + 1)}, ["message"]),
        ([], ["body"]),
    ],
)
@pytest.mark.parametrize("route", ["/v1/chat", "/v1/chat/stream"])
async def test_a_wrong_body_is_named_field_by_field(
    api: httpx.AsyncClient, route: str, body: Any, fields: list[str]
) -> None:
    problem = problem_of(await api.post(route, json=body), 422)
    assert fields_of(problem) == fields


@pytest.mark.parametrize("body", [b'{"user_id":', b"", b'{"user_id":"ana","message":"\\ud800"}'])
async def test_what_is_no_json_is_said_to_be_none(api: httpx.AsyncClient, body: bytes) -> None:
    problem_of(await api.post("/v1/chat", content=body, headers=JSON), 422)


async def test_a_body_of_another_type_is_refused(api: httpx.AsyncClient) -> None:
    body = json.dumps({"user_id": "ana", "message": "hi"}).encode()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (
        "application/json"
        in problem_of(await api.post("/v1/chat", content=body, headers=form), 415)["detail"]
    )


async def test_a_body_that_is_too_large_is_refused(api: httpx.AsyncClient) -> None:
    problem_of(await api.post("/v1/chat", content=b" " * (MAX_BODY_BYTES + 1), headers=JSON), 413)


async def test_a_body_of_unknown_length_is_counted_while_it_arrives(api: httpx.AsyncClient) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b" " * (MAX_BODY_BYTES // 10)

    problem_of(await api.post("/v1/chat", content=pieces(), headers=JSON), 413)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/nothing", 404),
        ("GET", "/nothing", 404),
        ("GET", "/v1/chat", 405),
        ("PUT", "/v1/items/t2", 405),
        ("GET", "/v1/items/none", 404),
        ("GET", "/v1/items/t2?catalog=none", 404),
        ("GET", "/v1/items?catalog=none", 404),
        ("GET", "/v1/items?limit=0", 422),
        ("GET", "/v1/sessions/none", 404),
        ("DELETE", "/v1/sessions/none", 404),
        ("DELETE", "/v1/users/ana/memory/none", 404),
    ],
)
async def test_what_is_not_there_is_a_problem_too(
    api: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    response = await api.request(method, path)
    problem_of(response, status)
    if status == 405:
        assert response.headers["allow"]


@pytest.mark.parametrize("route", ["/v1/chat", "/v1/chat/stream"])
async def test_a_catalog_that_is_not_there_is_named(api: httpx.AsyncClient, user: str, route: str) -> None:
    asked = {"user_id": user, "message": "hi", "catalog": "cheeses"}
    assert "cheeses" in problem_of(await api.post(route, json=asked), 404)["detail"]


@pytest.mark.parametrize(
    ("constraint", "field"),
    [
        ({"attribute": "colour", "op": "=", "value": "red"}, "constraints.0.attribute"),
        ({"attribute": "price", "op": "~", "value": 3}, "constraints.0.op"),
        ({"attribute": "price", "op": "<", "value": "cheap"}, "constraints.0.value"),
        ({"attribute": "price", "op": "between", "value": [1]}, "constraints.0.value"),
        ({"attribute": "price", "op": "between", "value": ["a", 2]}, "constraints.0.value"),
        ({"attribute": "price", "op": "=", "value": [1, 2]}, "constraints.0.value"),
        ({"attribute": "kind", "op": "<", "value": "green"}, "constraints.0.op"),
        ({"attribute": "kind", "op": "in", "value": "green"}, "constraints.0.value"),
        ({"attribute": "organic", "op": "=", "value": "yes"}, "constraints.0.value"),
        ({"any": []}, "constraints.0.any"),
        ({"any": [{"attribute": "colour", "op": "=", "value": "red"}]}, "constraints.0.any.0.attribute"),
        ({"attribute": "price", "op": "<", "value": 3, "more": 1}, "constraints.0.more"),
    ],
)
async def test_a_constraint_without_meaning_is_named(
    api: httpx.AsyncClient, constraint: dict[str, Any], field: str
) -> None:
    problem = problem_of(await api.post("/v1/recommend", json={"constraints": [constraint]}), 422)
    assert fields_of(problem) == [field]
