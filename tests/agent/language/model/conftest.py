"""An agent over the three invented catalogs whose language model is a server of ours, to be told what to do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from agent.agent import Agent
from agent.answer import Answer
from catalog.constraints import satisfies_all
from catalog.home import Home
from tests.agent.conftest import built, catalog_of, home
from tests.language_model_server import Behaviour, ModelServer, says
from tools.settings import Settings

__all__ = ["built", "home"]

DEADLINE = 4.0
"""Seconds a turn, so that a server that never answers is waited for no longer than this."""


def reading(**parts: Any) -> dict[str, Any]:
    """A model's answer with everything empty but `parts`."""
    return {"acts": ["recommend"], **parts}


def change(
    phrase: str, attribute: str, *values: Any, action: str = "require", op: str = "="
) -> dict[str, Any]:
    return {"phrase": phrase, "action": action, "attribute": attribute, "op": op, "values": list(values)}


def kept_word_for_word(request: dict[str, Any]) -> str:
    """What a model that only copies would write of a reply."""
    lines = request["messages"][-1]["content"].splitlines()
    parts = [line.split(" keep: ")[0] for line in lines if line[:1].isdigit()]
    return "\n".join(part.replace("⟦", "").replace("⟧", "") for part in parts)


COPIES: Behaviour = says(kept_word_for_word)


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer().running() as running:
        running.words = COPIES
        yield running


def settings_for(home: Home, server: ModelServer, **more: Any) -> Settings:
    given = {"llm_model": "m", "llm_base_url": server.url, "turn_deadline": DEADLINE, **more}
    return Settings(home=home.path, embedder="hashing", **given)


@pytest.fixture
async def agent(home: Home, server: ModelServer) -> AsyncIterator[Agent]:
    opened = await Agent.open(home, settings_for(home, server))
    yield opened
    await opened.close()


def is_sound(answer: Answer) -> None:
    """What holds of every answer, whatever a model did."""
    catalog = catalog_of(answer.catalog)
    for shown in answer.recommendations:
        item = catalog.item(shown.item_id)
        assert shown.title == item.title
        assert shown.title in answer.reply
        assert satisfies_all(answer.constraints, item, catalog.schema)
    assert answer.reply.strip()
    # Twice: the machine may be busy, and a server that never ends would take for ever.
    assert answer.timings_ms["total"] < 2 * DEADLINE * 1000
