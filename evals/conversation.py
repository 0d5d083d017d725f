"""One scenario as a conversation: what is said is said, what comes back is judged."""

from __future__ import annotations

import time
from dataclasses import dataclass

from agent.answer import Answer
from catalog.items import Item, ItemNotFoundError
from evals.expect import Expect
from evals.invariants import broken
from evals.judge import Heard, judge
from evals.reference import UnknownReferenceError, resolve
from evals.respondent import Respondent
from evals.scenario import Press, Say, Suite
from evals.transcript import Exchange, Transcript


@dataclass(slots=True)
class _Conversation:
    """Where a scenario stands."""

    respondent: Respondent
    user_id: str
    catalog: str | None
    session_id: str | None = None
    slate: tuple[Item, ...] = ()


async def have(respondent: Respondent, suite: Suite, number: int, *, user_id: str) -> Transcript:
    """Have the conversation of scenario `number` (from 0) as `user_id`, to its end or a fault."""
    scenario = suite.scenarios[number]
    conversation = _Conversation(respondent, user_id, scenario.catalog or suite.catalog)
    exchanges: list[Exchange] = []
    for step in scenario.turns:
        if isinstance(step, Say):
            exchanges.append(await _say(conversation, step))
        elif isinstance(step, Press):
            exchanges.append(await _press(conversation, step))
        else:
            conversation.session_id, conversation.slate = None, ()
        if exchanges and exchanges[-1].answer is None and exchanges[-1].pressed is None:
            break  # nothing that follows would mean what it was written to mean
    line = suite.line(number)
    return Transcript(
        suite=suite.suite,
        scenario=scenario.name,
        place=f"{suite.path.name}:{line}" if line else suite.path.name,
        user_id=user_id,
        exchanges=tuple(exchanges),
    )


async def _press(conversation: _Conversation, step: Press) -> Exchange:
    given, slate = step.feedback, conversation.slate
    if given.rank is not None and given.rank > len(slate):
        problem = f"there is no item {given.rank} to press: {len(slate)} are shown"
        return Exchange(pressed=given.kind, problems=(problem,))
    item_id = given.item_id or slate[(given.rank or 1) - 1].id
    await conversation.respondent.feedback(
        item_id,
        given.kind,
        user_id=conversation.user_id,
        session_id=conversation.session_id,
        catalog=conversation.catalog,
    )
    return Exchange(said=item_id, pressed=given.kind)


async def _say(conversation: _Conversation, step: Say) -> Exchange:
    try:
        said = str(resolve(step.say, conversation.slate)[0])
    except UnknownReferenceError as error:
        return Exchange(said=step.say, problems=(f"the scenario says what there is not: {error}",))
    begun = time.perf_counter()
    try:
        answer = await conversation.respondent.say(
            said,
            user_id=conversation.user_id,
            session_id=conversation.session_id,
            catalog=step.catalog or (conversation.catalog if conversation.session_id is None else None),
            k=step.k,
        )
    except Exception as error:  # whatever it is, it is what this turn has to show, and it fails the scenario
        return Exchange(said=said, problems=(f"no answer: {type(error).__name__}: {error}",))
    wall_ms = (time.perf_counter() - begun) * 1000
    conversation.session_id, conversation.catalog = answer.session_id, answer.catalog
    problems = await _problems(conversation, step.expect, answer)
    return Exchange(said=said, answer=answer, problems=tuple(problems), wall_ms=wall_ms)


async def _problems(conversation: _Conversation, expect: Expect, answer: Answer) -> list[str]:
    """What is wrong with an answer. Afterwards its slate, if it has one, is the last one shown."""
    respondent = conversation.respondent
    schema = await respondent.schema(answer.catalog)
    items: dict[str, Item] = {}
    for recommendation in answer.recommendations:
        try:
            items[recommendation.item_id] = await respondent.item(
                recommendation.item_id, catalog=answer.catalog
            )
        except ItemNotFoundError:
            continue  # the invariants say so
    asks = expect.memory is not None and bool(expect.memory.mentions or expect.memory.omits)
    memories = await respondent.memories(conversation.user_id) if asks else ()
    shown = tuple(items.values())
    heard = Heard(answer, shown, conversation.slate or shown, schema, memories)
    if shown:
        conversation.slate = shown
    return [*broken(answer, items, schema), *judge(expect, heard)]
