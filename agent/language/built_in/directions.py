"""From where to where: which of two attributes is meant that have the same values, a start and an end.

Trips have an origin and a destination, moves an old and a new home, letters a sender and a recipient. Which
attribute is which end, its own name and words say; which is meant, the words around the value.
"""

from __future__ import annotations

from typing import Literal

from agent.language.built_in import english
from agent.language.built_in.mentions import Mention
from agent.language.built_in.reading import Reading
from agent.language.built_in.text import tokenize
from catalog.schema import Attribute

End = Literal["start", "end"]

_START = english.words(
    """from origin source departure depart departs departing departed start starts starting leave leaves leaving left
    board boarding pickup sender embark embarking"""
)
_END = english.words(
    """to destination arrival arrive arrives arriving end ends ending reach reaches reaching go goes going towards
    toward into dropoff recipient heading bound disembark get gets getting"""
)
_BETWEEN = english.words(
    "the a an in at of off up out down over for over us me back just only not or and nor either"
)
"""Words that may stand between a value and what says which end it is."""

_REACH = 4
"""Words looked at behind a value: "Leeds is where I start"."""


def end_of(attribute: Attribute) -> End | None:
    """Which end of a way an attribute names; None for one that names neither, or both."""
    said = {t.norm for phrase in (attribute.label, *attribute.words) for t in tokenize(phrase)}
    starts, ends = bool(said & _START), bool(said & _END)
    return None if starts == ends else "start" if starts else "end"


def meant_end(reading: Reading, mention: Mention) -> End | None:
    """Which end of a way the words around a value say that it is."""
    before = _before(reading, mention.span.start)
    if before is not None:
        return before
    words = reading.words[mention.span.end : mention.span.end + 1 + _REACH]
    if words[:1] in (("to",), ("-",), (">",), ("–",), ("→",)):
        return "start"
    behind = words[: next((i for i, w in enumerate(words) if w in (",", ".", ";")), len(words))]
    if "where" in behind or "is" in behind:
        return _end_named(behind)
    return None


def _before(reading: Reading, index: int) -> End | None:
    """By what stands right before, or before the values that it is listed with."""
    place, parted = index - 1, False
    while place >= 0:
        word = reading.words[place]
        if parted and not any(m.of("value") and place in m.span for m in reading.mentions):
            return None
        parted = word == ","
        if word in _START:
            return "start"
        if word in _END or (word == "for" and reading.words[place - 1 : place] in (("leaves",), ("bound",))):
            return "end"
        other = next((m for m in reading.mentions if m.of("value") and place in m.span), None)
        if other is not None:
            place = other.span.start - 1
        elif word in _BETWEEN or word == ",":
            place -= 1
        else:
            return None
    return None


def _end_named(words: tuple[str, ...]) -> End | None:
    starts, ends = bool(set(words) & _START), bool(set(words) & _END)
    return None if starts == ends else "start" if starts else "end"
