"""The bundled suites against the bundled demo, as `cicerone eval` runs them."""

import os
from pathlib import Path

import httpx
import pytest

import catalog.demo
from agent.agent import Agent
from agent.build import build
from catalog.home import Home
from evals.http_respondent import HttpRespondent
from evals.respondent import AgentRespondent
from evals.runner import converse, evaluate
from evals.scenario import BUNDLED, parse_suite
from tools.settings import Settings
from ui.api.app import create_app

SUITES = sorted(path.stem for path in BUNDLED.glob("*.yaml"))

SMALL = """
suite: small
catalog: books
scenarios:
  - name: a few turns
    turns:
      - say: something short, at most 200 pages
        expect: {every: {pages: {"<=": 200}, difficulty: {"<=": demanding}}, at_least: 3}
      - feedback: {rank: 1, kind: dislike}
      - say: who wrote {slate[1]}?
        expect: {reply_mentions: ["{slate[1].author}"], memory: {omits: [spaceship]}}
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = Home(tmp_path_factory.mktemp("home"))
    settings = Settings.from_environment(os.environ, home=made.path)
    for name in ("films", "books"):
        build(Path(catalog.demo.__file__).parent / name, made, settings)
    return made


@pytest.mark.parametrize("suite", SUITES)
def test_every_scenario_of_the_bundled_suites_passes(
    suite: str, home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    code = evaluate([suite], home=home.path, url=None, json_path=None, html_path=None)
    assert code == 0, capsys.readouterr().out


async def test_a_scenario_goes_the_same_way_over_http_and_leaves_nothing_behind(home: Home) -> None:
    settings = Settings.from_environment({}, home=home.path)
    agent = await Agent.open(home, settings)
    try:
        transport = httpx.ASGITransport(create_app(agent, settings))
        async with httpx.AsyncClient(transport=transport, base_url="http://here/v1") as client:
            here = await converse(AgentRespondent(agent), [parse_suite(SMALL)], where="here")
            there = await converse(HttpRespondent(client), [parse_suite(SMALL)], where="there")
            assert await HttpRespondent(client).catalogs() == ["films", "books"]
        for run in (here, there):
            assert [e.problems for e in run.exchanges] == [(), (), ()]
            user_id = run.transcripts[0].user_id
            assert await agent.sessions(user_id) == []
            assert await agent.memories(user_id) == []
        said = [[e.answer.reply for e in run.exchanges if e.answer] for run in (here, there)]
        assert said[0] == said[1]
    finally:
        await agent.close()
