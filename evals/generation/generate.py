"""Scenarios of a catalog, so many of each family as it can bear."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle
from pathlib import Path

from evals.generation import changes, openings, questions
from evals.generation.author import Author
from evals.generation.facts import Facts
from evals.generation.openings import Talk
from evals.generation.vocabulary import Vocabulary
from evals.scenario import Scenario, Suite

FAMILIES: dict[str, Callable[[Author], Talk]] = {
    "value": openings.value,
    "number": openings.number,
    "date": openings.date,
    "grade": openings.grade,
    "boolean": openings.boolean,
    "range pair": openings.party,
    "either": openings.either,
    "either across": openings.either_across,
    "together": openings.together,
    "negation": openings.negation,
    "but not": openings.but_not,
    "strict": openings.strict,
    "soft": openings.soft,
    "critique": changes.critique,
    "accumulation": changes.accumulation,
    "correction": changes.correction,
    "drop": changes.drop,
    "undo": changes.undo,
    "start over": changes.start_over,
    "answer": changes.answer,
    "untouched": changes.untouched,
    "impossible": openings.impossible,
    "unknown value": openings.unknown_value,
    "unknown attribute": openings.unknown_attribute,
    "count": questions.count,
    "extreme": questions.extreme,
    "fact": questions.fact,
    "reference": questions.reference,
    "title": questions.title,
}
_DRAWS = 8


class NothingToSayError(ValueError):
    """A catalog of which no scenario can be made."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the catalog {name!r} has too little that a scenario could be made of")


def generate(facts: Facts, *, count: int, seed: int) -> list[Suite]:
    """`count` scenarios, a suite a family; the same catalog, count and seed give the same ones.

    Raises:
        NothingToSayError: where the catalog bears none.
    """
    vocabulary = Vocabulary(facts)
    drawn: dict[str, list[Scenario]] = {name: [] for name in FAMILIES}
    said: set[tuple[str, ...]] = set()
    barren: set[str] = set()
    total = 0
    for number, name in enumerate(cycle(FAMILIES)):
        if total >= count or len(barren) == len(FAMILIES):
            break
        if name in barren:
            continue
        scenario = _draw(
            facts, vocabulary, name, f"{facts.schema.slug}/{seed}/{number}", said, len(drawn[name]) + 1
        )
        if scenario is None:
            barren.add(name)
            continue
        drawn[name].append(scenario)
        total += 1
    if not total:
        raise NothingToSayError(facts.schema.slug)
    return [_suite(name, scenarios, facts.schema.slug) for name, scenarios in drawn.items() if scenarios]


def _draw(
    facts: Facts, vocabulary: Vocabulary, name: str, seed: str, said: set[tuple[str, ...]], place: int
) -> Scenario | None:
    """A scenario of a family that says what none has said before; None where it cannot be drawn."""
    for attempt in range(_DRAWS):
        talk = FAMILIES[name](Author(facts, vocabulary, seed=f"{seed}/{attempt}"))
        if talk is None:
            continue
        words = tuple(turn.say for turn in talk)
        if words not in said:
            said.add(words)
            return Scenario(name=f"{name} {place}", turns=tuple(talk))
    return None


def _suite(name: str, scenarios: list[Scenario], catalog: str) -> Suite:
    suite = Suite(suite=name, catalog=catalog, scenarios=tuple(scenarios))
    suite._path = Path(f"{name.replace(' ', '-')}.generated")
    return suite
