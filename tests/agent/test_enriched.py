"""Values read out of texts, from the build to what is said: usable like any other, and never said without the words."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent.agent import Agent
from agent.build import build
from catalog.home import Home
from tests.language_model_server import ModelServer, Request, says
from tools.settings import Settings

SCHEMA = """
name: snacks
noun: {singular: snack, plural: snacks}
id: id
title: name
text: [about]
attributes:
  taste: {type: category}
  price: {type: number, unit: EUR, words: [cost]}
"""
TASTES = ("spicy", "sweet", "sour")
TITLE = "Kerfuffle Crisps"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three hundred snacks of a known taste, and one whose text alone tells it."""
    root = tmp_path_factory.mktemp("enriched")
    rows = [
        {"id": str(n), "name": f"Bite {n}", "about": f"Something {TASTES[n % 3]} to eat.", "price": n + 5}
        | {"taste": TASTES[n % 3]}
        for n in range(300)
    ]
    rows.append({"id": "x", "name": TITLE, "about": "Thin slices. They are spicy and warm.", "price": 2})
    folder = root / "snacks"
    folder.mkdir()
    (folder / "catalog.yaml").write_text(SCHEMA)
    (folder / "items.jsonl").write_text("\n".join(map(json.dumps, rows)))
    settings = Settings(home=root / "home", embedder="hashing")
    report = build(folder, Home(root / "home"), settings, enrich_budget=10)
    assert any("taste is read literally" in line for line in report.lines)
    assert any("values found for taste: 1" in line for line in report.lines)
    return root / "home"


@pytest.fixture
async def agent(built: Path, tmp_path: Path) -> AsyncIterator[Agent]:
    home = Home(Path(shutil.copytree(built, tmp_path / "home")))
    opened = await Agent.open(home, Settings(home=home.path, embedder="hashing"))
    yield opened
    await opened.close()


async def test_a_value_from_the_text_meets_a_constraint_and_is_shown_with_its_words(agent: Agent) -> None:
    answer = await agent.say("a spicy snack under 3 euros, it must be spicy", user_id="ana")
    assert [r.item_id for r in answer.recommendations] == ["x"]
    found = answer.recommendations[0]
    assert "spicy (its description says “They are spicy and warm.”)" in found.reason
    evidence = [(e.kind, e.ref, e.text) for e in found.evidence]
    assert ("attribute", "taste", "spicy") in evidence
    assert ("text", "taste", "They are spicy and warm.") in evidence


async def test_a_question_about_it_is_answered_with_its_words(agent: Agent) -> None:
    reply = (await agent.say(f"what is the taste of {TITLE}?", user_id="ana")).reply
    assert "taste: spicy. Its description says “They are spicy and warm.”" in reply


async def test_what_the_catalog_knows_itself_is_said_plainly(agent: Agent) -> None:
    answer = await agent.say("a spicy snack under 10 euros, and not the crisps", user_id="ana")
    own = [r for r in answer.recommendations if r.item_id != "x"]
    assert own
    assert not any("its description says" in r.reason for r in own)


INNS = """
name: inns
noun: {singular: inn, plural: inns}
id: id
title: name
text: [about]
attributes:
  rooms: {type: number}
"""


def reads_a_mood(request: Request) -> dict[str, object]:
    """A model that finds one of the inns calm, and says so of the next without words for it."""
    said = "Evenings are long and still." if "still" in request["messages"][-1]["content"] else "So calm."
    return {"found": [{"attribute": "moods", "value": "calm", "quote": said}]}


async def test_what_a_model_reads_into_a_text_can_be_asked_for_without_the_model(tmp_path: Path) -> None:
    folder = tmp_path / "inns"
    folder.mkdir()
    (folder / "catalog.yaml").write_text(INNS)
    rows = [{"id": str(n), "name": f"Inn {n}", "about": "An inn by the road.", "rooms": n} for n in range(12)]
    rows[7]["about"] = "Evenings are long and still."
    (folder / "items.jsonl").write_text("\n".join(map(json.dumps, rows)))
    home = Home(tmp_path / "home")
    with ModelServer().running() as server:
        server.script = [says(reads_a_mood)]
        settings = Settings(home=home.path, embedder="hashing", llm_model="m", llm_base_url=server.url)
        build(folder, home, settings, enrich_budget=100)
        assert len(server.requests) == len(rows)
        build(folder, home, settings, enrich_budget=100)
        assert len(server.requests) == len(rows)
    opened = await Agent.open(home, Settings(home=home.path, embedder="hashing"))
    answer = await opened.say("a calm inn please", user_id="ana")
    await opened.close()
    first = answer.recommendations[0]
    assert (first.item_id, first.attributes["moods"]) == ("7", ["calm"])
    assert "its description says “Evenings are long and still.”" in first.reason
    assert not any("moods" in r.attributes for r in answer.recommendations[1:])
