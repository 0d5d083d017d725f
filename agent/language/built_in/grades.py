"""Bounds on graded values, said with the words of amounts: not above medium, soft or lower, nothing below good."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from agent.language.built_in.bounds import soften
from agent.language.built_in.comparisons import DOWNWARD, UPWARD
from agent.language.built_in.named import choose_sense
from agent.language.built_in.phrases import Span
from agent.language.built_in.reading import Reading
from agent.language.built_in.verdicts import denied_before, refused_behind
from agent.language.built_in.wished import Wishes, cue_stems, make
from catalog.items import fold
from catalog.schema import Attribute

Side = Literal["<", "<=", ">", ">="]

_INVERSE: dict[Side, Side] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_BEFORE: tuple[tuple[Side, str], ...] = (
    (">=", r"at (?:the )?(?:very )?least|(?:minimum|min)(?: of)?|from"),
    ("<=", r"at (?:the )?(?:very )?most|(?:maximum|max)(?: of)?|up to|only up to"),
    (">", r"above|over|beyond|past|(?:higher|more|greater|better|further up|up) than|north of|exceeding"),
    ("<", r"below|under|beneath|underneath|(?:lower|less|worse|poorer|down) than|south of|short of"),
)
_AHEAD: tuple[tuple[Side, re.Pattern[str]], ...] = tuple(
    (side, re.compile(rf"(?:^|(?<= ))(?:{pattern}) (?:(?:the|a|an|just|even|level|grade) )*$"))
    for side, pattern in _BEFORE
)
_UP = "more|higher|above|over|up|upwards?|better|beyond|stronger|further up"
_DOWN = "less|lower|below|under|down|downwards?|worse|lesser|beneath"
_BEHIND: tuple[tuple[Side, re.Pattern[str]], ...] = (
    (
        ">=",
        re.compile(
            rf"^(?:(?:or|and|on) (?:even )?(?:{_UP})|at (?:the )?(?:very )?least|minimum|min|upwards?)(?= )"
        ),
    ),
    (
        "<=",
        re.compile(
            rf"^(?:(?:or|and|on) (?:even )?(?:{_DOWN})|(?:, )?(?:at (?:the )?(?:very )?most|maximum|max|tops|no higher"
            r"|not? more|no further|no worse|and no (?:higher|more|further)))(?= )"
        ),
    ),
)
_LONGEST = 8


def find_grade_bounds(reading: Reading, wishes: Wishes) -> None:
    for attribute, grade, span in _grades(reading):
        if span.start in reading.used:
            continue
        said = _said(reading, attribute, span)
        if said is None:
            continue
        side, whole = said
        if denied_before(reading, whole.start) or refused_behind(reading, whole.end):
            side = _INVERSE[side]
        stance = reading.stances[span.start]
        if stance.free:
            continue
        constraint = make(attribute.name, side, grade, "require", reading.turn)
        phrase = reading.phrase(whole.start, whole.end)
        reading.use(whole)
        if stance.soft and not stance.hard:
            wishes.preferences.append(soften(reading, constraint))
            wishes.note(phrase, "preference", attribute.name)
            continue
        wishes.places[len(wishes.constraints)] = whole
        wishes.constraints.append(constraint)
        wishes.note(phrase, "constraint", attribute.name)


def _grades(reading: Reading) -> Iterator[tuple[Attribute, str, Span]]:
    """The grades named, an everyday word ("good") too; of several attributes the one that is spoken of."""
    attributes = reading.catalog.schema.attributes
    mentioned: dict[int, Span] = {}
    for mention in reading.mentions:
        senses = [s for s in mention.of("value") if attributes[s.attribute].order and not s.degree]
        if not senses or mention.is_title:
            continue
        chosen = choose_sense(reading, mention, mention.of("value"))
        if chosen in senses:
            mentioned[mention.span.start] = mention.span
            yield attributes[chosen.attribute], str(chosen.value), mention.span
    spoken = {t.stem for t in reading.tokens}
    graded = sorted((a for a in attributes.values() if a.order), key=lambda a: not cue_stems(a) & spoken)
    for index in range(len(reading.words)):
        if any(index in span for span in mentioned.values()):
            continue
        for attribute in graded:
            for grade in attribute.order:
                words = tuple(fold(str(grade)).split())
                if reading.words[index : index + len(words)] == words:
                    yield attribute, str(grade), Span(index, index + len(words))


def _said(reading: Reading, attribute: Attribute, span: Span) -> tuple[Side, Span] | None:
    """The side, and the words that say it together with the grade."""
    first = max(0, span.start - _LONGEST)
    ahead = "".join(w + " " for w in reading.words[first : span.start])
    behind = "".join(w + " " for w in (*reading.words[span.end : span.end + _LONGEST], "."))
    for side, pattern in _BEHIND:
        if (found := pattern.match(behind)) is not None and not _another_number(reading, span, found.group()):
            return side, Span(span.start, span.end + found.group().count(" ") + 1)
    grown = _grown(reading, attribute, span.end + 1)
    if grown and reading.words[span.end : span.end + 1] in (("or",), ("and",)):
        return ("<=" if grown == "low" else ">="), Span(span.start, span.end + 2)
    for side, pattern in _AHEAD:
        if (found := pattern.search(ahead)) is not None and not (side == ">=" and "from" in found.group()):
            return side, Span(first + ahead[: found.start()].count(" "), span.end)
    if span.start >= 2 and reading.words[span.start - 1] in ("than", "then"):
        grown = _grown(reading, attribute, span.start - 2)
        if grown:
            return ("<" if grown == "low" else ">"), Span(span.start - 2, span.end)
    return None


def _another_number(reading: Reading, span: Span, said: str) -> bool:
    """Whether the words behind it begin what is said of a number: "soft or under 50"."""
    end = span.end + said.count(" ") + 1
    return any(q.numeral.span.start in (end, end + 1) for q in reading.quantities)


def _grown(reading: Reading, attribute: Attribute, index: int) -> Literal["low", "high", ""]:
    """Which way a comparative at the token points on the attribute."""
    if not 0 <= index < len(reading.words):
        return ""
    order = [fold(str(v)) for v in attribute.order]
    for mention in reading.mentions:
        if index not in mention.span:
            continue
        for sense in mention.senses:
            if sense.attribute != attribute.name or sense.degree != "more":
                continue
            if sense.kind in ("low", "high"):
                return "low" if sense.kind == "low" else "high"
            if sense.kind == "value" and fold(str(sense.value)) in order:
                return "low" if order.index(fold(str(sense.value))) < len(order) / 2 else "high"
    word = reading.words[index]
    return "high" if word in UPWARD else "low" if word in DOWNWARD else ""
