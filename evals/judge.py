"""Whether an answer is what its scenario expects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from agent.answer import Answer
from catalog.constraints import Constraint, Verdict, as_tuple, same, verdict
from catalog.items import Item, Scalar, fold
from catalog.schema import Schema
from catalog.values import say_value
from evals.expect import Expect, MemoryLike, Operand, Phrases, PreferenceLike, ReceiptLike, Test, Tests
from evals.hard_state import holds_constraint
from evals.reference import UnknownReferenceError, attribute_of, resolve, values
from evals.wording import mentions


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer with all that it is judged by.

    items: this turn's slate as the catalog has it. before: the last slate that was shown when the user
    spoke, which is what references mean; where there was none, this turn's. memories: what is remembered of
    the user after the turn.
    """

    answer: Answer
    items: tuple[Item, ...]
    before: tuple[Item, ...]
    schema: Schema
    memories: tuple[str, ...] = ()


def judge(expect: Expect, heard: Heard) -> list[str]:
    """Every way in which the answer is not as expected, as sentences; none where it is."""
    found = []
    for check in (_acts, _slate, _tests, _reply, _state, _receipt, _asides, _memory, _further):
        try:
            for problem in check(expect, heard):
                found.append(problem)
        except UnknownReferenceError as error:
            found.append(f"the scenario expects what there is not: {error}")
    return found


def _further(expect: Expect, heard: Heard) -> Iterator[str]:
    yield from expect.further(heard)


def _acts(expect: Expect, heard: Heard) -> Iterator[str]:
    answer = heard.answer
    if expect.intent and answer.intent not in expect.intent:
        yield f"intent is {answer.intent}, expected {' or '.join(expect.intent)}"
    acts = {*answer.acts, answer.intent}
    for act in expect.acts:
        if act not in acts:
            yield f"acts are {', '.join(sorted(acts))}, without {act}"
    for act in expect.acts_omit:
        if act in acts:
            yield f"acts are {', '.join(sorted(acts))}, with {act}"
    if expect.catalog is not None and answer.catalog != expect.catalog:
        yield f"the catalog is {answer.catalog}, expected {expect.catalog}"


def _slate(expect: Expect, heard: Heard) -> Iterator[str]:
    count = len(heard.answer.recommendations)
    if expect.at_least is not None and count < expect.at_least:
        yield f"{count} items are recommended, expected at least {expect.at_least}"
    if expect.at_most is not None and count > expect.at_most:
        yield f"{count} items are recommended, expected at most {expect.at_most}"
    if expect.empty is not None and expect.empty != (count == 0):
        yield f"{count} items are recommended, expected {'none' if expect.empty else 'some'}"


def _tests(expect: Expect, heard: Heard) -> Iterator[str]:
    def met(item: Item, name: str, test: Test) -> bool:
        return meets(item, name, test, schema=heard.schema, slate=heard.before)

    def all_met(item: Item, tests: Tests) -> bool:
        return all(met(item, name, test) for name, test in tests.items())

    items = heard.items
    if (expect.every or expect.some or expect.first) and not items:
        if not (expect.at_least == 0 or expect.empty):
            yield "nothing is recommended that `every`, `some` or `first` could be asked of"
        return
    for name, test in expect.every.items():
        yield from (f"every {name} {test}: {_has(i, name)}" for i in items if not met(i, name, test))
    for name, test in expect.none.items():
        yield from (f"none {name} {test}: {_has(i, name)}" for i in items if met(i, name, test))
    if expect.some and not any(all_met(item, expect.some) for item in items):
        yield f"some {_said(expect.some)}: none of {', '.join(item.title for item in items)}"
    if expect.first and not all_met(items[0], expect.first):
        yield f"first {_said(expect.first)}: " + "; ".join(_has(items[0], name) for name in expect.first)


def meets(item: Item, name: str, test: Test, *, schema: Schema, slate: Sequence[Item] = ()) -> bool:
    """Whether the item meets every operator of the test, for some reading of each operand.

    Raises:
        UnknownReferenceError: where the catalog has no such attribute, or the slate no such item.
    """
    return all(
        any(_holds(item, name, Constraint(attribute=name, op=op, value=value), schema) for value in read)
        for op, read in ((op, list(_readings(operand, slate))) for op, operand in test.operators)
    )


def _readings(operand: Operand, slate: Sequence[Item]) -> Iterator[Operand]:
    """What an operand may be, its references filled in."""
    if isinstance(operand, tuple):
        yield tuple(
            v for part in operand for v in (resolve(part, slate) if isinstance(part, str) else (part,))
        )
    elif isinstance(operand, str):
        yield from resolve(operand, slate)
    else:
        yield operand


def _holds(item: Item, name: str, constraint: Constraint, schema: Schema) -> bool:
    if name in schema.attributes:
        return verdict(constraint, item, schema) is Verdict.MET
    own = values(item, name) if name in ("title", "id", "item_id") else None
    if own is None:
        raise UnknownReferenceError(name, f"the catalog {schema.slug} has no such attribute")
    if constraint.op == "contains":
        return any(fold(str(constraint.value)) in fold(str(value)) for value in own)
    return any(same(value, wanted) for value in own for wanted in as_tuple(constraint.value))


def _has(item: Item, name: str) -> str:
    return f"{item.title} has {', '.join(map(str, values(item, name))) or 'nothing known'}"


def _said(tests: Tests) -> str:
    return ", ".join(f"{name} {test}" for name, test in tests.items())


def _reply(expect: Expect, heard: Heard) -> Iterator[str]:
    reply = heard.answer.reply
    yield from _phrases(
        expect.reply_mentions, heard, lambda said: mentions(reply, said), "the reply does not mention"
    )
    yield from _omitted(expect.reply_omits, heard, lambda said: mentions(reply, said), "the reply mentions")


def _phrases(phrases: Phrases, heard: Heard, found: Callable[[str], bool], problem: str) -> Iterator[str]:
    for phrase in phrases:
        alternatives = [said for part in phrase for said in _spoken(part, heard)]
        if not any(found(said) for said in alternatives):
            yield f"{problem} {' or '.join(map(repr, alternatives))}"


def _omitted(phrases: Phrases, heard: Heard, found: Callable[[str], bool], problem: str) -> Iterator[str]:
    for phrase in phrases:
        yield from (f"{problem} {said!r}" for part in phrase for said in _spoken(part, heard) if found(said))


def _spoken(phrase: str, heard: Heard) -> list[str]:
    """The ways in which a phrase may be said; a date that it refers to may be said in words."""
    found: Iterable[Scalar] = resolve(phrase, heard.before)
    spoken = [str(int(v)) if isinstance(v, float) and v.is_integer() else str(v) for v in found]
    attribute = heard.schema.attributes.get(attribute_of(phrase) or "")
    in_words = [say_value(attribute, value) for value in found] if attribute is not None else []
    return list(dict.fromkeys([*spoken, *in_words]))


def _state(expect: Expect, heard: Heard) -> Iterator[str]:
    state = heard.answer.constraints
    shown = "; ".join(str(c.model_dump(exclude={"turn"}, mode="json")) for c in state) or "empty"
    if expect.constraints == () and state:
        yield f"the hard state is not empty: {shown}"
    for like in expect.constraints or ():
        if not holds_constraint(like, state):
            yield f"no constraint {like}; the hard state is {shown}"
    for like in expect.constraints_omit:
        if holds_constraint(like, state):
            yield f"there is still a constraint {like}; the hard state is {shown}"
    for wish in expect.preferences:
        if not any(_is_preference(wish, heard, i) for i in range(len(heard.answer.preferences))):
            kept = "; ".join(f"{p.polarity} {p.kind} {p.text}" for p in heard.answer.preferences) or "none"
            yield f"no preference {wish.model_dump(exclude_none=True)}; there are: {kept}"


def _is_preference(like: PreferenceLike, heard: Heard, number: int) -> bool:
    preference = heard.answer.preferences[number]
    words = f"{preference.text} {'' if preference.value is None else preference.value}"
    return (
        (like.text is None or mentions(words, like.text))
        and (like.kind is None or fold(like.kind) == fold(preference.kind))
        and (like.polarity is None or like.polarity == preference.polarity)
    )


def _receipt(expect: Expect, heard: Heard) -> Iterator[str]:
    lines = heard.answer.receipt
    for like in expect.receipt:
        if not any(_is_line(like, line.phrase, line.as_, line.attribute) for line in lines):
            kept = "; ".join(
                f"{line.phrase!r} as {line.as_} {line.attribute or ''}".strip() for line in lines
            )
            wanted = like.model_dump(by_alias=True, exclude_none=True)
            yield f"the receipt has no {wanted}; it has: {kept or 'nothing'}"


def _is_line(like: ReceiptLike, phrase: str, became: str, attribute: str | None) -> bool:
    return (
        mentions(phrase, like.phrase)
        and (not like.as_ or became in like.as_)
        and (like.attribute is None or like.attribute == attribute)
    )


def _asides(expect: Expect, heard: Heard) -> Iterator[str]:
    question = heard.answer.question
    match expect.question:
        case bool(asked) if asked != (question is not None):
            yield f"the question is {question!r}, expected {'one' if asked else 'none'}"
        case str(words) if question is None or not mentions(question, words):
            yield f"the question is {question!r}, expected one with {words!r}"
    if expect.suggestions is not None and len(heard.answer.suggestions) < expect.suggestions:
        yield f"{len(heard.answer.suggestions)} suggestions, expected at least {expect.suggestions}"


def _memory(expect: Expect, heard: Heard) -> Iterator[str]:
    wanted = expect.memory or MemoryLike()
    for name, expected, ids in (
        ("written", wanted.written, heard.answer.memory.written),
        ("used", wanted.used, heard.answer.memory.used),
    ):
        if expected is not None and expected != bool(ids):
            yield f"memory {name} is {list(ids)}, expected {'some' if expected else 'none'}"
    kept = " · ".join(heard.memories)
    yield from _phrases(
        wanted.mentions,
        heard,
        lambda said: mentions(kept, said),
        f"what is remembered ({kept or 'nothing'}) does not mention",
    )
    yield from _omitted(
        wanted.omits, heard, lambda said: mentions(kept, said), f"what is remembered ({kept}) mentions"
    )
