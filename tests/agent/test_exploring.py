"""A home that leaves the last place to chance, and learns from what is taken there."""

from __future__ import annotations

from agent.agent import Agent
from agent.exploring import learned, without_exploring
from catalog.home import Home
from memory.database import open_database
from memory.exposures import Exposure, ExposureLedger, Outcome
from tools.ranking.off_policy import inverse_propensity
from tools.settings import Settings


def outcome(item_id: str, *, propensity: float, as_ranked: bool, taken: bool) -> Outcome:
    shown = Exposure(
        item_id=item_id, place=5, propensity=propensity, sources=("lexical",), as_ranked=as_ranked
    )
    return Outcome(exposure=shown, taken=taken)


def test_arms_learn_from_outcomes() -> None:
    arms = learned(
        [outcome("a", propensity=0.5, as_ranked=True, taken=True)]
        + [outcome("b", propensity=0.5, as_ranked=False, taken=False)] * 2
    )
    assert arms.items == {"a": (1, 0), "b": (0, 2)}
    assert arms.sources == {"lexical": (1, 2)}


def test_the_log_tells_what_never_exploring_would_have_earned() -> None:
    """Half of the draws are as ranked and taken six times in ten, the others never."""
    log = [outcome("a", propensity=0.5, as_ranked=True, taken=n % 10 < 6) for n in range(200)]
    log += [outcome("b", propensity=0.5, as_ranked=False, taken=False)] * 200
    assert inverse_propensity(without_exploring(log)).covers(0.6)


async def test_a_home_that_explores_logs_what_it_drew_and_what_was_taken(home: Home) -> None:
    agent = await Agent.open(home, Settings(home=home.path, embedder="hashing", exploration=True))
    drawn = set()
    for number in range(12):
        session = f"s{number}"
        answer = await agent.say("a lamp like Solveig", user_id="ana", session_id=session, k=3)
        last = answer.recommendations[-1]
        drawn.add(last.item_id)
        if "exploration" in last.sources:
            why = await agent.say("why the third one?", user_id="ana", session_id=session)
            assert "chance, as this place tries something new" in why.reply
        if number == 0:
            await agent.feedback(last.item_id, "save", user_id="ana", session_id=session)
    assert len(drawn) > 1
    database = open_database(home.database_url)
    outcomes = ExposureLedger(database).outcomes("lamps")
    assert {o.exposure.place for o in outcomes} == {3}
    assert [o.taken for o in outcomes] == [True] + [False] * (len(outcomes) - 1)
    assert without_exploring(outcomes).propensities.max() < 1
    await agent.forget_user("ana")
    assert ExposureLedger(database).outcomes("lamps") == []
    database.dispose()
    await agent.close()


async def test_nothing_is_drawn_or_logged_where_it_is_not_switched_on(agent: Agent, home: Home) -> None:
    for number in range(3):
        await agent.say("something minimalist", user_id="ana", session_id=f"s{number}", k=3)
    assert (await agent.export("ana"))["exposures"] == []
