"""Whatever is said, there is an answer, and what it shows is real and allowed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from agent.answer import Answer
from agent.language.built_in.english import words
from agent.state import Session, Turn
from catalog.constraints import satisfies_all
from tests.agent.conftest import NAMES, Turns, catalog_of, talk_of, toolbox_of

WORDS = sorted(
    words(
        """the not no without under over at least most than between and or but very too like more less any cheap
        cheaper tall taller bright soft rustic white l01 Solveig Moth Noon floor desk dimmable cordless why who
        compare forget undo remember first second last one it them 5 50 1930s $20 20-40 ,.?!;:()"'- % I hate love
        have seen please hello thanks start Ingrid Holm cosy half dozen k min cm"""
    )
)
anything = st.text(max_size=80)
talk = st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=12).map(" ".join)


@pytest.fixture(scope="module")
def lamps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Turns, asyncio.Runner]]:
    turns = Turns(toolbox_of("lamps"), tmp_path_factory.mktemp("anything"))
    with asyncio.Runner() as runner:
        yield turns, runner
    turns.close()


def check(turn: Turn) -> Answer:
    answer = turn.answer
    assert answer is not None
    catalog = catalog_of("lamps")
    assert answer.reply.strip()
    assert answer.acts and answer.intent == answer.acts[0]
    for shown in answer.recommendations:
        item = catalog.item(shown.item_id)
        assert satisfies_all(answer.constraints, item, catalog.schema)
        assert shown.title == item.title
    assert len({r.item_id for r in answer.recommendations}) == len(answer.recommendations)
    for constraint in answer.constraints:
        assert set(constraint.attributes()) <= set(catalog.schema.attributes)
    assert Answer.model_validate_json(answer.model_dump_json(by_alias=True)) == answer
    return answer


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from(NAMES), utterance=anything | talk)
@example(name="lamps", utterance="LE")  # an article of another language, of which no word is left
@example(name="lamps", utterance="LE?")
def test_any_text_is_read_without_a_fault_and_changes_only_what_the_schema_has(
    name: str, utterance: str
) -> None:
    applied = talk_of(name).applied(utterance)
    for constraint in applied.session.wishes.constraints:
        assert set(constraint.attributes()) <= set(catalog_of(name).schema.attributes)
    assert Session.model_validate_json(applied.session.model_dump_json()) == applied.session


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(utterance=anything | talk)
def test_any_first_utterance_is_answered_within_its_constraints(
    utterance: str, lamps: tuple[Turns, asyncio.Runner]
) -> None:
    turns, runner = lamps
    _, turn = runner.run(turns.run(utterance))
    check(turn)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(utterances=st.lists(talk, min_size=2, max_size=5))
def test_any_conversation_keeps_its_promises_turn_by_turn(
    utterances: list[str], lamps: tuple[Turns, asyncio.Runner]
) -> None:
    turns, runner = lamps
    session: Session | None = None
    for utterance in utterances:
        session, turn = runner.run(turns.run(utterance, session))
        check(turn)
