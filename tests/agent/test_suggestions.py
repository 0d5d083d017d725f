"""Every follow-up that we offer is an utterance that we understand ourselves."""

from __future__ import annotations

import pytest

from agent.language.built_in.engine import understand
from agent.language.understanding import Understanding
from agent.state import Session
from tests.agent.conftest import Turns, lexicon_of, plain

OPENINGS = {
    "lamps": ["a lamp", "hello", "rustic", "something cheap", "a lamp under $20", "by Aiko Mori",
              "a red desk lamp", "a japanese lamp under $20", "Solveig",
              "how many are dimmable?", "the cheapest lamp you have", "a lamp with wifi",
              "no white, no black, no green, no red", "show me around"],
    "ferries": ["a crossing", "hi", "calm", "something quick", "for 40 people", "overnight, under 20 euros",
                "with a cinema", "which is the longest?", "how many are in greece?", "run by Nordlinje",
                "show me around"],
    "cheeses": ["a cheese", "help", "goat", "something cheap", "for a picnic", "vegetarian raw buffalo cheese",
                "smelly", "like Brumaire", "what milks do you have?", "I'm vegetarian",
                "hard and under 10 euros", "show me around"],
}  # fmt: skip


def names_of(turns: Turns) -> str:
    return {"ferry-crossings": "ferries"}.get(turns.catalog.slug, turns.catalog.slug)


def read(turns: Turns, utterance: str, session: Session) -> Understanding:
    return understand(
        utterance,
        session=session,
        catalog=turns.catalog,
        lexicon=lexicon_of(names_of(turns)),
        turn=session.turn + 1,
    )


async def test_each_suggestion_is_understood_whole_after_the_turn_that_made_it(turns: Turns) -> None:
    for opening in OPENINGS[names_of(turns)]:
        session, turn = await turns.run(opening)
        assert turn.answer is not None
        made = turn.answer.suggestions
        assert len(made) <= (6 if opening == "show me around" else 3) and len(set(made)) == len(made), opening
        for suggestion in made:
            understood = read(turns, suggestion, session)
            assert understood.intent not in ("out_of_scope", "help"), (opening, suggestion)
            assert understood.unknown == (), (opening, suggestion)


async def test_each_suggestion_can_be_taken_and_leads_on(turns: Turns) -> None:
    for opening in OPENINGS[names_of(turns)]:
        session, turn = await turns.run(opening)
        assert turn.answer is not None
        for suggestion in turn.answer.suggestions:
            _, after = await turns.run(suggestion, session)
            assert after.answer is not None
            assert after.answer.reply.strip(), (opening, suggestion)
            if suggestion.startswith(("Something ", "Only ")):
                assert after.answer.recommendations, (opening, suggestion)


async def test_where_nothing_is_left_a_suggestion_lifts_what_stands_in_the_way(turns: Turns) -> None:
    dead_ends = {
        "lamps": "a japanese lamp under $20",
        "ferries": "an overnight crossing under 20 euros",
        "cheeses": "a hard cheese under 10 euros",
    }
    session, turn = await turns.run(dead_ends[names_of(turns)])
    assert turn.answer is not None and turn.relaxations and not turn.answer.recommendations
    assert turn.answer.suggestions
    for suggestion in turn.answer.suggestions:
        _, after = await turns.run(suggestion, session)
        assert after.answer is not None
        assert after.answer.recommendations, suggestion
        assert {plain(c) for c in after.constraints} < {plain(c) for c in turn.constraints}


async def test_a_question_of_ours_comes_with_its_answers(turns: Turns) -> None:
    session, turn = await turns.run(OPENINGS[names_of(turns)][0])
    assert turn.asked is not None and turn.answer is not None
    assert set(turn.answer.suggestions) - {"No preference"} <= set(turn.asked.options)
    for option in turn.asked.options:
        after = read(turns, option, session)
        assert after.intent == "refine"
        named = {a for c in after.constraints for a in c.attributes()} | {
            p.attribute for p in after.preferences
        }
        assert turn.asked.attribute in named


@pytest.mark.parametrize("answer", ["No preference", "whatever", "I don't mind"])
async def test_a_question_is_not_asked_again_once_it_was_waved_away(turns: Turns, answer: str) -> None:
    session, turn = await turns.run(OPENINGS[names_of(turns)][0])
    assert turn.asked is not None
    for _ in range(3):
        session, after = await turns.run(answer, session)
        assert after.asked is None or after.asked.attribute != turn.asked.attribute
