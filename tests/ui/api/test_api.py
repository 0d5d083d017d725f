"""The routes of the contract over a real agent."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from agent.agent import Agent
from tests.ui.conftest import client_of
from tools.settings import Settings
from ui.api.wire import MAX_MESSAGE


async def say(api: httpx.AsyncClient, user: str, message: str, **more: Any) -> dict[str, Any]:
    response = await api.post("/v1/chat", json={"user_id": user, "message": message, **more})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def events_of(text: str) -> list[tuple[str, Any]]:
    """The events of a stream, comments left out."""
    found = []
    for frame in text.strip().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in frame.splitlines() if not line.startswith(":"))
        if lines:
            found.append((lines["event"], json.loads(lines["data"])))
    return found


async def test_a_turn_has_every_field_of_the_contract(api: httpx.AsyncClient, user: str) -> None:
    answer = await say(api, user, "a green tea under $40", k=3)
    expected = "session_id turn reply intent constraints preferences recommendations question suggestions"
    assert set(expected.split()) <= set(answer)
    assert {"memory", "engine", "timings_ms", "acts", "receipt"} <= set(answer)
    assert 0 < len(answer["recommendations"]) <= 3
    for recommendation in answer["recommendations"]:
        item = (await api.get(f"/v1/items/{recommendation['item_id']}")).json()
        assert item["title"] == recommendation["title"]
        assert item["attributes"]["kind"] == "green"
        assert item["attributes"]["price"] < 40


async def test_a_conversation_goes_on_in_its_session_and_can_be_read_and_erased(
    api: httpx.AsyncClient, user: str
) -> None:
    first = await say(api, user, "a green tea")
    second = await say(api, user, "under $40", session_id=first["session_id"])
    assert (second["session_id"], second["turn"]) == (first["session_id"], 2)
    path = f"/v1/sessions/{first['session_id']}"
    turns = (await api.get(path)).json()["turns"]
    assert [turn["message"] for turn in turns] == ["a green tea", "under $40"]
    assert turns[1]["answer"]["reply"] == second["reply"]
    assert (await api.get(path, params={"user_id": "somebody-else"})).status_code == 404
    assert (await api.delete(path)).json() == {"deleted": True}
    assert (await api.get(path)).status_code == 404


@pytest.mark.parametrize("message", ["", " ", "?!", "\u0000", "🍵" * 50, "tea " * 5_000, "x" * MAX_MESSAGE])
async def test_any_text_is_answered(api: httpx.AsyncClient, user: str, message: str) -> None:
    assert (await say(api, user, message))["reply"]


async def test_the_same_key_acts_once_and_answers_the_same(api: httpx.AsyncClient, user: str) -> None:
    headers = {"Idempotency-Key": f"key of {user}"}
    asked = {"user_id": user, "message": "a green tea"}
    first, again = [(await api.post("/v1/chat", json=asked, headers=headers)).json() for _ in range(2)]
    assert first["session_id"] == again["session_id"]
    assert (again["turn"], again["reply"]) == (first["turn"], first["reply"])
    other = await api.post("/v1/chat", json={**asked, "message": "a black tea"}, headers=headers)
    assert other.status_code == 422
    assert other.json()["type"].endswith("idempotency-key-reused")


async def test_a_stream_says_the_reply_piece_by_piece_and_ends_with_the_answer(
    api: httpx.AsyncClient, user: str
) -> None:
    response = await api.post("/v1/chat/stream", json={"user_id": user, "message": "a green tea"})
    assert response.headers["content-type"].startswith("text/event-stream")
    events = events_of(response.text)
    names = [name for name, _ in events]
    assert names[-1] == "done" and names.count("done") == 1
    assert {"token", "slate"} <= set(names)
    answer = events[-1][1]
    assert (
        "".join(data["text"] for name, data in events if name == "token").strip() == answer["reply"].strip()
    )
    slate = next(data for name, data in events if name == "slate")
    assert slate["recommendations"] == answer["recommendations"]
    assert all("as" in line for line in answer["receipt"])


async def test_feedback_is_recorded_once_under_one_key(api: httpx.AsyncClient, user: str) -> None:
    given = {"user_id": user, "item_id": "a/1", "kind": "like"}
    headers = {"Idempotency-Key": f"like of {user}"}
    first, again = [(await api.post("/v1/feedback", json=given, headers=headers)) for _ in range(2)]
    assert first.json() == {"item_id": "a/1", "kind": "like", "recorded": True}
    assert again.json()["recorded"] is False
    assert (await api.post("/v1/feedback", json={**given, "item_id": "none"})).status_code == 404
    assert (await api.post("/v1/feedback", json={**given, "kind": "adore"})).status_code == 422


async def test_the_dial_goes_from_0_to_1(api: httpx.AsyncClient, user: str) -> None:
    for path, body in (("/v1/recommend", {}), ("/v1/chat", {"user_id": user, "message": "anything"})):
        good = await api.post(path, json={**body, "adventure": 1})
        assert good.status_code == 200
        assert good.json()["recommendations"]
        bad = await api.post(path, json={**body, "adventure": 1.5})
        assert bad.status_code == 422
        assert bad.headers["content-type"] == "application/problem+json"
        assert "adventure" in bad.text


async def test_recommendations_keep_their_constraints(api: httpx.AsyncClient, user: str) -> None:
    constraints = [
        {"attribute": "kind", "op": "in", "value": ["green", "white"]},
        {"attribute": "price", "op": "between", "value": [None, 30]},
        {"attribute": "organic", "op": "=", "value": True, "polarity": "exclude"},
    ]
    asked = {"user_id": user, "query": "flowers", "constraints": constraints, "k": 4}
    found = (await api.post("/v1/recommend", json=asked)).json()["recommendations"]
    assert found
    for recommendation in found:
        attributes = (await api.get(f"/v1/items/{recommendation['item_id']}")).json()["attributes"]
        assert attributes["kind"] in ("green", "white")
        assert attributes["price"] <= 30
        assert attributes["organic"] is False
    assert (await api.post("/v1/recommend", json={})).json()["recommendations"]
    assert (await api.post("/v1/recommend", json={"item_id": "a/1"})).status_code == 200


async def test_catalogs_and_items_can_be_read(api: httpx.AsyncClient) -> None:
    (teas,) = (await api.get("/v1/catalogs")).json()["catalogs"]
    assert (teas["id"], teas["items"], teas["noun"]["plural"]) == ("teas", 24, "teas")
    assert teas["attributes"]["price"]["unit"] == "USD"
    assert (await api.get("/v1/items/a%2F1")).json()["title"] == "Tea Number 1"
    assert len((await api.get("/v1/items", params={"limit": 7})).json()["items"]) == 7
    found = (await api.get("/v1/items", params={"query": "Tea Number 17", "limit": 3})).json()["items"]
    assert found[0]["id"] == "t17"


async def test_what_is_remembered_can_be_seen_corrected_forgotten_exported_and_erased(
    api: httpx.AsyncClient, user: str
) -> None:
    await api.post("/v1/feedback", json={"user_id": user, "item_id": "t3", "kind": "like"})
    await api.post("/v1/feedback", json={"user_id": user, "item_id": "t4", "kind": "dislike"})
    path = f"/v1/users/{user}"
    memories = (await api.get(f"{path}/memory")).json()["memories"]
    assert len(memories) == 2
    assert all("tenant" not in memory for memory in memories)
    corrected = await api.patch(f"{path}/memory/{memories[0]['id']}", json={"text": "I like mild tea"})
    assert corrected.json()["text"] == "I like mild tea"
    forgotten = await api.delete(f"{path}/memory/{memories[1]['id']}")
    assert forgotten.json() == {"forgotten": True}
    left = (await api.get(f"{path}/memory")).json()["memories"]
    assert [memory["text"] for memory in left] == ["I like mild tea"]
    assert (await api.get(f"{path}/export")).json()["user_id"] == user
    assert sum((await api.delete(path)).json()["erased"].values()) > 0
    assert (await api.get(f"{path}/memory")).json()["memories"] == []


async def test_a_key_sees_its_own_users_only(agent: Agent, settings: Settings, user: str) -> None:
    keyed = settings.model_copy(update={"api_keys": (SecretStr("alpha"), SecretStr("beta"))})
    async with client_of(agent, keyed) as nobody, client_of(agent, keyed, key="gamma") as stranger:
        for caller in (nobody, stranger):
            refused = await caller.get("/v1/catalogs")
            assert refused.status_code == 401
            assert refused.headers["content-type"] == "application/problem+json"
            assert refused.headers["www-authenticate"] == "Bearer"
        assert (await nobody.get("/healthz")).status_code == 200
    async with client_of(agent, keyed, key="alpha") as alpha, client_of(agent, keyed, key="beta") as beta:
        session = (await say(alpha, user, "a green tea"))["session_id"]
        await alpha.post("/v1/feedback", json={"user_id": user, "item_id": "t3", "kind": "like"})
        assert len((await alpha.get(f"/v1/users/{user}/memory")).json()["memories"]) == 1
        assert (await beta.get(f"/v1/users/{user}/memory")).json()["memories"] == []
        assert (await beta.get(f"/v1/sessions/{session}")).status_code == 404


async def test_health_readiness_and_metrics_are_told(api: httpx.AsyncClient, user: str) -> None:
    assert (await api.get("/healthz")).json() == {"status": "ok"}
    assert (await api.get("/readyz")).json()["catalogs"] == ["teas"]
    await say(api, user, "a green tea")
    await api.get("/v1/items/t3")
    text = (await api.get("/metrics")).text
    assert 'cicerone_requests_total{method="POST",route="/v1/chat",status="200"} 1.0' in text
    assert 'route="/v1/items/{item_id:path}"' in text
    assert "cicerone_turns_total{" in text
    assert user not in text


async def test_the_documentation_describes_every_route_and_asks_no_other_server(
    api: httpx.AsyncClient,
) -> None:
    described = (await api.get("/openapi.json")).json()
    assert {"/v1/chat", "/v1/chat/stream", "/v1/chat/completions", "/healthz"} <= set(described["paths"])
    assert "Problem" in described["components"]["schemas"]
    assert "securitySchemes" not in described["components"]
    page = (await api.get("/docs")).text
    assert "//" not in page.replace("http-equiv", "").split("<script>")[0].replace("<!--", "")


async def test_a_catalog_can_be_looked_around_in(api: httpx.AsyncClient) -> None:
    everything = (await api.get("/v1/shelves", params={"limit": 3})).json()
    assert (everything["shelf"], everything["count"], len(everything["items"])) == ("", 24, 3)
    assert sum(part["count"] for part in everything["shelves"]) == 24
    first = everything["shelves"][0]
    inside = (await api.get("/v1/shelves", params={"shelf": first["shelf"]})).json()
    assert (inside["name"], inside["count"]) == (first["name"], first["count"])
    lost = await api.get("/v1/shelves", params={"shelf": "99"})
    assert (lost.status_code, lost.json()["type"].rsplit(":", 1)[-1]) == (404, "shelf-not-found")
