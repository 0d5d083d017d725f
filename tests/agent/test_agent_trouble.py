"""Failing sources, callers that go away, new builds under a running agent, growth."""

from __future__ import annotations

import asyncio
import csv
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from agent.agent import Agent
from agent.build import build
from catalog.catalog import GenerationError
from catalog.embedding import HashingEmbedder
from catalog.home import Home
from tests.agent.conftest import INVENTED, Turns, catalog_of, toolbox_of
from tools.candidates import Candidate, Query
from tools.fit import fit_models
from tools.settings import Settings
from tools.toolbox import Toolbox


class Broken:
    """A source whose model is gone."""

    name = "broken"

    async def candidates(self, query: Query, *, limit: int) -> list[Candidate]:
        raise GenerationError(Path("models"), "damaged")


class Slow:
    name = "slow"

    async def candidates(self, query: Query, *, limit: int) -> list[Candidate]:
        await asyncio.sleep(30)
        return []


@pytest.mark.parametrize(("source", "told"), [(Broken(), "damaged"), (Slow(), "no answer within")])
async def test_a_source_that_fails_is_recorded_and_the_turn_is_answered_by_the_others(
    source: Any, told: str, tmp_path: Path
) -> None:
    catalog = catalog_of("lamps")
    embedder = HashingEmbedder()
    fitted = fit_models(catalog, embedder=embedder)
    sources = [*toolbox_of("lamps").sources, source]
    turns = Turns(Toolbox(catalog, embedder, fitted, sources=sources, source_deadline=0.1), tmp_path)
    _, turn = await turns.run("a minimalist lamp under $150")
    turns.close()
    assert told in turn.failures[source.name]
    assert set(turn.failures) == {source.name}
    assert turn.answer is not None and len(turn.answer.recommendations) > 2


async def test_with_every_source_gone_what_fits_is_still_shown(tmp_path: Path) -> None:
    catalog = catalog_of("lamps")
    embedder = HashingEmbedder()
    fitted = fit_models(catalog, embedder=embedder)
    turns = Turns(Toolbox(catalog, embedder, fitted, sources=[Broken()]), tmp_path)
    _, turn = await turns.run("a japanese lamp")
    turns.close()
    assert turn.answer is not None
    assert {r.item_id for r in turn.answer.recommendations} == {"l12", "l20"}


async def test_a_caller_that_goes_away_does_not_end_the_turn(agent: Agent) -> None:
    stream = agent.stream("I hate industrial lamps", user_id="ana", session_id="s")
    await anext(stream)
    await stream.aclose()  # type: ignore[attr-defined]
    for _ in range(100):
        turns = await agent.session("s", user_id="ana")
        if turns[0].state == "answered":
            break
        await asyncio.sleep(0.05)
    assert turns[0].state == "answered" and turns[0].answer
    assert len(await agent.memories("ana")) == 1


async def test_closing_waits_for_the_turns_that_run(home: Home) -> None:
    settings = Settings(home=home.path, embedder="hashing")
    first = await Agent.open(home, settings)
    stream = first.stream("a red lamp", user_id="ana", session_id="s")
    await anext(stream)
    await first.close()
    await stream.aclose()  # type: ignore[attr-defined]
    second = await Agent.open(home, settings)
    try:
        assert [t.state for t in await second.session("s", user_id="ana")] == ["answered"]
    finally:
        await second.close()


def changed_lamps(folder: Path, *, without: str) -> Path:
    """The lamps with one of them gone and a new one."""
    made = Path(shutil.copytree(INVENTED / "lamps", folder))
    with (INVENTED / "lamps" / "items.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    kept = [r for r in rows if r["sku"] != without]
    new = dict.fromkeys(rows[0], "") | {"sku": "l99", "name": "Glow Worm", "kind": "wall", "style": "rustic"}
    with (made / "items.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows([*kept, new])
    return made


async def test_a_new_build_is_taken_into_use_in_the_middle_of_a_conversation(
    agent: Agent, home: Home, tmp_path: Path
) -> None:
    first = await agent.say("something like Firefly Jar", user_id="ana", session_id="s")
    await agent.say("a rustic lamp", user_id="ana", session_id="s")
    await agent.say("I like the first one", user_id="ana", session_id="s")
    assert await agent.adopt() == []
    folder = changed_lamps(tmp_path / "lamps", without="l13")
    await asyncio.to_thread(build, folder, home, Settings(home=home.path, embedder="hashing"))
    assert await agent.adopt() == ["lamps"]
    assert first.recommendations
    for utterance in (
        "show me more",
        "what about Glow Worm?",
        "why the first one?",
        "undo",
        "compare the first two",
    ):
        answer = await agent.say(utterance, user_id="ana", session_id="s", k=24)
        assert answer.reply
        assert "l13" not in {r.item_id for r in answer.recommendations}
    fresh = await agent.say("a rustic lamp", user_id="ben", k=24)
    assert "l99" in {r.item_id for r in fresh.recommendations}


async def test_what_is_kept_of_a_long_conversation_stays_small(agent: Agent, home: Home) -> None:
    """A checkpoint a turn, none larger than the session of twenty undoable steps."""
    said = ("a rustic lamp", "under $300", "show me more", "no white", "start over")

    async def kept_after(turns: int) -> int:
        for number in range(turns):
            await agent.say(said[number % len(said)], user_id="ana", session_id="s")
        return kept_of(home)

    first, second, third = [await kept_after(20) for _ in range(3)]
    early, late = second - first, third - second
    assert late < 20 * 25_000
    assert late < 1.3 * early


def kept_of(home: Home) -> int:
    """Bytes in the rows of the checkpointer."""
    with closing(sqlite3.connect(home.path / "conversations.db")) as connection:
        (checkpoints,) = connection.execute(
            "SELECT coalesce(sum(length(checkpoint) + length(metadata)), 0) FROM checkpoints"
        ).fetchone()
        (writes,) = connection.execute("SELECT coalesce(sum(length(value)), 0) FROM writes").fetchone()
    return int(checkpoints) + int(writes)


async def test_odd_ids_and_words_are_kept_as_they_are(agent: Agent) -> None:
    for user in ("ana/../ben", "'; DROP TABLE turn; --", "アナ", "a" * 200, "\u202eana"):
        answer = await agent.say("a <b>rustic</b> lamp \x00 🪔", user_id=user, session_id=f"s {user}")
        assert [s.session_id for s in await agent.sessions(user)] == [answer.session_id]
        assert "\x00" not in answer.reply
