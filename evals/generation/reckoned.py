"""What a generated turn expects: the hard state, and the items that it leaves, both computed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import PrivateAttr

from catalog.constraints import AnyConstraint, Either
from catalog.items import Item
from evals.expect import Expect
from evals.generation.facts import Facts, by_attributes
from evals.wording import mentions, words

if TYPE_CHECKING:
    from evals.judge import Heard

SHOWN = 5
"""How many items a turn asks for."""


@dataclass(frozen=True)
class Aim:
    """One wish as constraints, between two readings of it.

    sure: the narrowest that a fair listener could understand; allowed: the widest. "Under 50" leaves out
    what costs 50 or keeps it, "not X" lets an item pass of which nothing is known or does not.
    """

    sure: tuple[AnyConstraint, ...]
    allowed: tuple[AnyConstraint, ...]
    said: str = ""

    @staticmethod
    def of(*constraints: AnyConstraint, said: str = "") -> Aim:
        """A wish that can be read in one way only."""
        return Aim(constraints, constraints, said)


Aims = Sequence[Aim] | Callable[[Sequence[Item]], Sequence[Aim]]
"""The aims of a turn, or how they follow from the slate that was shown when the user spoke."""


@dataclass(frozen=True)
class Reckoning:
    """What is computed of one answer.

    aims: the whole hard state. shows: the turn must show what fits, as many as are asked for. offers: where
    nothing fits, the reply names a relaxation with what it brings back. tells: of the slate that was shown,
    ways of saying what the reply must say; none where it cannot be known.
    """

    facts: Facts
    aims: Aims
    shows: bool = True
    offers: bool = True
    tells: Callable[[Sequence[Item]], Sequence[str]] | None = None


class Reckoned(Expect):
    """An expectation with a reckoning behind it."""

    _reckoning: Reckoning | None = PrivateAttr(default=None)

    def by(self, reckoning: Reckoning) -> Reckoned:
        self._reckoning = reckoning
        return self

    def further(self, heard: Heard) -> Iterator[str]:
        if self._reckoning is None:
            return
        aims, facts = self._reckoning.aims, self._reckoning.facts
        wanted = list(aims(heard.before) if callable(aims) else aims)
        yield from _state(wanted, heard, facts)
        if self._reckoning.shows:
            yield from _slate(wanted, heard, facts, offers=self._reckoning.offers)
        ways = self._reckoning.tells(heard.before) if self._reckoning.tells else ()
        if ways and not any(mentions(heard.answer.reply, way) for way in ways):
            yield f"answer: the reply does not say {' or '.join(map(repr, ways[:4]))}"


def _state(aims: Sequence[Aim], heard: Heard, facts: Facts) -> Iterator[str]:
    """The hard state must leave what the aims leave, attribute by attribute."""
    state = heard.answer.constraints
    strange = sorted(
        {a for c in state for a in c.attributes()} - {*facts.schema.attributes, *facts.schema.ranges}
    )
    if strange:
        yield f"state: {', '.join(strange)} is no attribute of the catalog"
        return
    held = by_attributes(state, facts)
    sure = by_attributes((c for aim in aims for c in aim.sure), facts)
    allowed = by_attributes((c for aim in aims for c in aim.allowed), facts)
    for group in {**sure, **allowed}:
        there = facts.extent(held.get(group, ()))
        narrow, wide = facts.extent(sure.get(group, ())), facts.extent(allowed.get(group, ()))
        if not narrow <= there <= wide:
            yield f"state: expected {_said(sure.get(group, ()))}, got {_said(held.get(group, ()))}"
    for group in held.keys() - sure.keys() - allowed.keys():
        yield f"state: nothing was said of {', '.join(sorted(group))}, got {_said(held[group])}"


def _slate(aims: Sequence[Aim], heard: Heard, facts: Facts, *, offers: bool) -> Iterator[str]:
    sure = facts.extent(c for aim in aims for c in aim.sure)
    allowed = facts.extent(c for aim in aims for c in aim.allowed)
    shown = [recommendation.item_id for recommendation in heard.answer.recommendations]
    for item_id in shown:
        if item_id not in allowed and item_id in facts.items:
            yield f"slate: {facts.items[item_id].title} does not fit ({len(allowed)} would)"
    least = min(SHOWN, len(sure))
    if len(shown) < least:
        yield f"slate: {len(shown)} items are shown, {len(sure)} fit"
    if not allowed and offers:
        yield from _relaxations(aims, heard, facts)


def _relaxations(aims: Sequence[Aim], heard: Heard, facts: Facts) -> Iterator[str]:
    """Where nothing fits, the reply says what one wish less would bring back."""
    brought = set()
    for number in range(len(aims)):
        rest = [aim for at, aim in enumerate(aims) if at != number]
        for reading in ("sure", "allowed"):
            brought.add(len(facts.extent(c for aim in rest for c in getattr(aim, reading))))
    brought.discard(0)
    if brought and not {str(count) for count in brought} & set(words(heard.answer.reply)):
        counts = " or ".join(map(str, sorted(brought)))
        yield f"relaxation: nothing fits, and the reply does not say what a relaxation brings ({counts})"


def _said(constraints: Sequence[AnyConstraint]) -> str:
    return " and ".join(_one(constraint) for constraint in constraints) or "no constraint"


def _one(constraint: AnyConstraint) -> str:
    if isinstance(constraint, Either):
        said = " or ".join(f"{each.attribute} {each.op} {each.value}" for each in constraint.any)
        return f"({said})" if constraint.polarity == "require" else f"not ({said})"
    said = f"{constraint.attribute} {constraint.op} {constraint.value}"
    return said if constraint.polarity == "require" else f"not {said}"
