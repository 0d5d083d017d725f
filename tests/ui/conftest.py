"""A small catalog of teas, built once, and the API over an agent that serves it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from agent.agent import Agent
from agent.build import build
from catalog.home import Home
from tools.settings import Settings
from ui.api import create_app

SCHEMA = """
name: teas
noun: {singular: tea, plural: teas}
id: id
title: name
text: [notes]
attributes:
  kind: {type: category}
  price: {type: number, unit: USD, high: [expensive], low: [cheap]}
  strength: {type: category, order: [mild, medium, strong]}
  organic: {type: boolean}
show: [kind, price]
"""
KINDS = ("green", "black", "white", "oolong")


def write_catalog(folder: Path, *, items: int) -> Path:
    """A catalog folder of so many teas, among them one whose id holds a slash."""
    rows = [
        {
            "id": "a/1" if number == 1 else f"t{number}",
            "name": f"Tea Number {number}",
            "notes": f"A {KINDS[number % 4]} tea with a taste of {'flowers' if number % 2 else 'smoke'}.",
            "kind": KINDS[number % 4],
            "price": 2.5 * number,
            "strength": ("mild", "medium", "strong")[number % 3],
            "organic": number % 3 == 0,
        }
        for number in range(1, items + 1)
    ]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "catalog.yaml").write_text(SCHEMA)
    (folder / "items.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of a home that is built and shared by the tests of this folder."""
    root = tmp_path_factory.mktemp("ui")
    made = Settings(home=root / "home", embedder="hashing")
    build(write_catalog(root / "teas", items=24), Home(made.home), made)
    return made


@pytest.fixture
async def agent(settings: Settings) -> AsyncIterator[Agent]:
    opened = await Agent.open(Home(settings.home), settings)
    yield opened
    await opened.close()


@pytest.fixture
async def api(agent: Agent, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(agent, settings) as http:
        yield http


def client_of(agent: Agent, settings: Settings, *, key: str | None = None) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=create_app(agent, settings), raise_app_exceptions=False)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return httpx.AsyncClient(transport=transport, base_url="http://cicerone", headers=headers)


@pytest.fixture
def user() -> str:
    """A user whom no other test knows."""
    return f"user-{uuid4().hex[:8]}"
