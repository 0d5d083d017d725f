"""A home that learns from its own conversations, and unlearns with the next build what a forgotten user taught."""

from __future__ import annotations

from pathlib import Path

from agent.agent import Agent
from agent.build import build
from catalog.home import Home
from memory.database import open_database
from memory.feedback import FeedbackLedger
from memory.turns import TurnLedger
from tests.agent.conftest import INVENTED, catalog_of
from tools.fit import DIALOGUE, FOLDER
from tools.settings import Settings

WISHES = ("stargazing", "knitting", "breakfasts", "karaoke")
"""Nothing in the catalog says so; whoever says one takes one of four lamps."""


def talked(home: Home, *, users: int) -> None:
    """Users who wish something in two sessions each, and take what was shown."""
    lamps = [item.id for item in catalog_of("lamps").items]
    database = open_database(home.database_url)
    turns, feedback = TurnLedger(database), FeedbackLedger(database)
    for number in range(2 * users):
        user, session = f"user {number % users}", f"{number}"
        wish = number % len(WISHES)
        item = lamps[4 * wish + number // len(WISHES) % 4]
        admitted = turns.admit(
            tenant="default",
            user_id=user,
            session_id=session,
            catalog="lamps",
            utterance=f"something for {WISHES[wish]}",
        )
        turns.answer(admitted.turn_id, f'{{"recommendations": [{{"item_id": "{item}"}}]}}')
        feedback.add(
            tenant="default", user_id=user, catalog="lamps", item_id=item, kind="like", session_id=session
        )
    database.dispose()


def rebuilt(home: Home) -> tuple[str, Path]:
    report = build(INVENTED / "lamps", home, Settings(home=home.path, embedder="hashing"))
    generation = home.current("lamps")
    assert generation is not None
    return next(
        line for line in report.lines if line.startswith(DIALOGUE)
    ), generation / FOLDER / f"{DIALOGUE}.npz"


async def test_a_home_learns_from_what_was_said_before_something_was_taken(home: Home) -> None:
    said, model = rebuilt(home)
    assert said.startswith("dialogue: too few conversations (0 ")
    assert not model.exists()
    talked(home, users=180)
    said, model = rebuilt(home)
    assert "recommendations of" in said
    assert model.exists()
    agent = await Agent.open(home, Settings(home=home.path, embedder="hashing"))
    answer = await agent.say(
        f"i want something for {WISHES[0]}", user_id="zoe", session_id="new", catalog="lamps"
    )
    wanted = {item.id for item in catalog_of("lamps").items[:4]}
    assert len({r.item_id for r in answer.recommendations[:3]} & wanted) >= 2
    assert any("dialogue" in r.sources for r in answer.recommendations)
    assert any("spoke of" in r.reason for r in answer.recommendations)
    for number in range(180):
        await agent.forget_user(f"user {number}")
    await agent.close()
    said, fresh = rebuilt(home)
    assert said.startswith("dialogue: too few conversations (0 ")
    assert not fresh.exists()
    assert not model.exists()
