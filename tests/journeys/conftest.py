"""One home of three invented catalogs, and conversations over it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from agent.agent import Agent
from agent.answer import Answer
from agent.build import build
from catalog.catalog import Catalog, open_catalog
from catalog.constraints import Constraint, satisfies_all
from catalog.home import Home
from tools.settings import Settings

INVENTED = Path(__file__).parents[1] / "invented"


class Guest:
    """Somebody who talks, and looks hard at every answer."""

    def __init__(self, agent: Agent, catalogs: dict[str, Catalog], slug: str) -> None:
        self.agent, self.catalogs, self.slug = agent, catalogs, slug
        self.user_id = f"guest-{uuid4().hex[:8]}"
        self.session_id: str | None = None
        self.answers: list[Answer] = []

    async def say(self, utterance: str, *, k: int = 5) -> Answer:
        answer = await self.agent.say(
            utterance,
            user_id=self.user_id,
            session_id=self.session_id,
            catalog=self.slug if self.session_id is None else None,
            k=k,
        )
        self.session_id = answer.session_id
        self.answers.append(answer)
        self._check(answer)
        return answer

    def new_session(self) -> None:
        self.session_id = None

    def _check(self, answer: Answer) -> None:
        """What holds of every answer, whatever was said."""
        catalog = self.catalogs[answer.catalog]
        assert answer.reply.strip()
        assert len(answer.suggestions) <= 3
        for shown in answer.recommendations:
            item = catalog.item(shown.item_id)
            assert satisfies_all(answer.constraints, item, catalog.schema), (answer.constraints, item)
            known = {k: list(v) if isinstance(v, tuple) else v for k, v in item.attributes.items()}
            assert (shown.title, shown.attributes) == (item.title, known)
        allowed = {item.title for item in catalog.items}
        bold = [part for n, part in enumerate(answer.reply.split("**")) if n % 2]
        assert set(bold) <= allowed, bold

    @property
    def ids(self) -> list[str]:
        """The last slate."""
        return [r.item_id for r in self.answers[-1].recommendations]

    @property
    def hard(self) -> set[tuple[str, str, Any]]:
        """The constraints in force that are not alternatives, exclusions with a `no` before the attribute."""
        return {
            ("no " * (c.polarity == "exclude") + c.attribute, c.op, c.value)
            for c in self.answers[-1].constraints
            if isinstance(c, Constraint)
        }


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    made = Settings(home=tmp_path_factory.mktemp("journeys"), embedder="hashing")
    for name in ("lamps", "ferries", "cheeses"):
        build(INVENTED / name, Home(made.home), made)
    return made


@pytest.fixture
async def agent(settings: Settings) -> AsyncIterator[Agent]:
    opened = await Agent.open(Home(settings.home), settings)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def catalogs(settings: Settings) -> dict[str, Catalog]:
    home = Home(settings.home)
    return {slug: open_catalog(path) for slug in home.catalogs() if (path := home.current(slug))}


@pytest.fixture
def lamps(agent: Agent, catalogs: dict[str, Catalog]) -> Guest:
    return Guest(agent, catalogs, "lamps")


@pytest.fixture
def ferries(agent: Agent, catalogs: dict[str, Catalog]) -> Guest:
    return Guest(agent, catalogs, "ferry-crossings")


@pytest.fixture
def cheeses(agent: Agent, catalogs: dict[str, Catalog]) -> Guest:
    return Guest(agent, catalogs, "cheeses")
