"""Running scripted evaluations, in this process or against a server."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from catalog.home import Home
from evals.conversation import have
from evals.report import progress, show, write_html, write_json
from evals.respondent import AgentRespondent, Respondent
from evals.scenario import Say, Scenario, ScenarioError, Suite, load_suites
from evals.transcript import Run

PASSED, FAILED, COULD_NOT = 0, 1, 2


def evaluate(
    suites: list[str], *, home: Path, url: str | None, json_path: Path | None, html_path: Path | None
) -> int:
    """Run suites (files, folders, or names of bundled ones; none: all bundled ones) and report on them.

    Returns:
        0 where every scenario passes, 1 where one fails, 2 where they could not be run.
    """
    try:
        loaded = load_suites(suites)
        run = asyncio.run(run_suites(loaded, home=Home(home), url=url))
    except (ScenarioError, CatalogMissingError) as error:
        print(f"cicerone: {error}", file=sys.stderr)
        return COULD_NOT
    return report(run, json_path=json_path, html_path=html_path)


def report(run: Run, *, json_path: Path | None, html_path: Path | None) -> int:
    """Show a run, write it where that is asked for, and say by a number whether all of it passed."""
    show(run)
    if json_path:
        write_json(run, json_path)
    if html_path:
        write_html(run, html_path)
    return FAILED if run.failed else PASSED


class CatalogMissingError(LookupError):
    """A suite is about a catalog that the respondent does not have."""

    def __init__(self, suite: Path, missing: str, where: str) -> None:
        self.missing = missing
        super().__init__(
            f"{suite} is about the catalog {missing!r}, which {where} does not have (see `cicerone build`)"
        )


async def run_suites(suites: Sequence[Suite], *, home: Home, url: str | None) -> Run:
    """Have every conversation of the suites, with the server at `url` or in this process.

    Raises:
        CatalogMissingError: where a suite is about a catalog that is not there.
    """
    async with _respondent(home, url) as respondent:
        return await converse(respondent, suites, where=url or str(home.path))


@asynccontextmanager
async def _respondent(home: Home, url: str | None) -> AsyncIterator[Respondent]:
    if url is not None:
        from evals.http_respondent import HttpRespondent

        async with HttpRespondent.client(url, key=os.environ.get("CICERONE_API_KEY")) as client:
            yield HttpRespondent(client)
        return
    from agent.agent import Agent
    from tools.settings import Settings

    with home.own():
        agent = await Agent.open(home, Settings.from_environment(os.environ, home=home.path))
        try:
            yield AgentRespondent(agent)
        finally:
            await agent.close()


async def converse(respondent: Respondent, suites: Sequence[Suite], *, where: str) -> Run:
    """Have every conversation, one after the other, and erase their users afterwards.

    Raises:
        CatalogMissingError: before the first of them.
    """
    there = await respondent.catalogs()
    for suite in suites:
        for name in _catalogs_of(suite):
            if name not in there:
                raise CatalogMissingError(suite.path, name, where)
    started, prefix = datetime.now(UTC), f"eval-{uuid4().hex[:8]}"
    jobs = [(suite, number) for suite in suites for number in range(len(suite.scenarios))]
    transcripts = []
    try:
        for suite, number in progress(jobs):
            user_id = _user_id(prefix, suite, suite.scenarios[number])
            transcripts.append(await have(respondent, suite, number, user_id=user_id))
    finally:
        for user_id in dict.fromkeys(_user_id(prefix, s, s.scenarios[n]) for s, n in jobs):
            await respondent.forget_user(user_id)
    return Run(respondent=where, started_at=started, transcripts=tuple(transcripts))


def _catalogs_of(suite: Suite) -> Iterator[str]:
    for scenario in suite.scenarios:
        named = scenario.catalog or suite.catalog
        yield from (name for name in (named, *_turn_catalogs(scenario)) if name is not None)


def _turn_catalogs(scenario: Scenario) -> Iterator[str]:
    yield from (step.catalog for step in scenario.turns if isinstance(step, Say) and step.catalog is not None)


def _user_id(prefix: str, suite: Suite, scenario: Scenario) -> str:
    """A user of this run and this suite alone."""
    return f"{prefix}-{suite.path.stem}-{scenario.speaker}"
