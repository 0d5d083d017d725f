"""Numbers in words: two hundred and sixty · nineteen eighty-four · a couple of hundred · three quarters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.language.built_in import english
from agent.language.built_in.text import Token
from agent.language.built_in.units import unit_name

_SCALES = {word: size for word, size in english.MULTIPLIERS.items() if len(word) > 2}
_PLAIN = {w: n for w, n in english.NUMBER_WORDS.items() if w not in ("half", "couple", "dozen")}
_PARTS = {
    "half": 0.5,
    "quarter": 0.25,
    "quarters": 0.25,
    "third": 1 / 3,
    "thirds": 1 / 3,
}


@dataclass(frozen=True, slots=True)
class Spelled:
    """`value`, the token after it, and the multiplier that was said last ("three hundred": 100)."""

    value: float
    end: int
    scale: float = 1.0


def spelled(tokens: Sequence[Token], start: int) -> Spelled | None:
    """The number that begins at token `start`, where it is one in words."""
    return _part(tokens, start) or _some(tokens, start) or _whole(tokens, start)


def scale_at(tokens: Sequence[Token], index: int) -> float | None:
    """What "hundred", "thousand", "million" or "dozen" multiplies by."""
    word = _word(tokens, index)
    return (
        12.0
        if word in ("dozen", "dozens")
        else _SCALES.get(word.removesuffix("s") if len(word) > 5 else word)
    )


def part_after(tokens: Sequence[Token], start: int) -> tuple[float, int] | None:
    """ "And a half", "and three quarters" behind a number: what it adds, and the token after it."""
    if _word(tokens, start) != "and":
        return None
    found = _fraction(tokens, start + 1)
    return found if found is not None and found[0] < 1 else None


def _word(tokens: Sequence[Token], index: int) -> str:
    return tokens[index].norm if 0 <= index < len(tokens) else ""


def _fraction(tokens: Sequence[Token], start: int) -> tuple[float, int] | None:
    """ "Half", "a quarter", "three quarters", "a third", without what it is of."""
    index, count = start, 1.0
    if _word(tokens, index) in ("a", "an", "one"):
        index += 1
    elif _word(tokens, index) in ("two", "three"):
        count = _PLAIN[_word(tokens, index)]
        index += 1
        index += _word(tokens, index) == "-"
        if not _word(tokens, index).endswith("s"):
            return None
    part = _PARTS.get(_word(tokens, index))
    return (count * part, index + 1) if part is not None else None


def _part(tokens: Sequence[Token], start: int) -> Spelled | None:
    """ "Half an hour", "a quarter of a kilo", "half a million", "half a dozen": a part of one of something."""
    found = _fraction(tokens, start)
    if found is None:
        return None
    value, index = found
    if _word(tokens, index) == "of":
        index += 1
    article = _word(tokens, index) in ("a", "an")
    index += article
    scale = scale_at(tokens, index) if article else None
    if scale is not None:
        return Spelled(value * scale, index + 1, scale)
    return Spelled(value, index) if index < len(tokens) and unit_name(tokens[index].norm) else None


def _some(tokens: Sequence[Token], start: int) -> Spelled | None:
    """ "A couple of hours", "a couple hundred", "a hundred and sixty", "a dozen"."""
    article = _word(tokens, start) in ("a", "an")
    index = start + article
    if _word(tokens, index) == "couple":
        index += 1
        of = _word(tokens, index) == "of"
        index += of
        scale = scale_at(tokens, index)
        if scale is not None:
            return Spelled(2 * scale, index + 1, scale)
        return Spelled(2.0, index) if of or _measured(tokens, index) else None
    if scale_at(tokens, index) is not None and (article or _word(tokens, index) == "dozen"):
        return _grown(tokens, index, 1.0)
    return None


def _measured(tokens: Sequence[Token], index: int) -> bool:
    return index < len(tokens) and unit_name(tokens[index].norm) is not None


def _whole(tokens: Sequence[Token], start: int) -> Spelled | None:
    """Tens and units, hundreds and thousands; also "nineteen eighty-four" and "two fifty"."""
    first = _below_hundred(tokens, start)
    if first is None:
        return None
    value, index = first
    after = _below_hundred(tokens, index)
    if after is not None and scale_at(tokens, index) is None:
        paired = 10 <= after[0] < 100 and (1 <= value < 10 or 15 <= value <= 20)
        follows = scale_at(tokens, after[1]) is None
        if paired and follows and value.is_integer():
            return Spelled(value * 100 + after[0], after[1])
    return _grown(tokens, index, value)


def _below_hundred(tokens: Sequence[Token], start: int) -> tuple[float, int] | None:
    value = _PLAIN.get(_word(tokens, start))
    if value is None:
        return None
    if value < 20 or value % 10:
        return value, start + 1
    index = start + 1 + (_word(tokens, start + 1) == "-")
    more = _PLAIN.get(_word(tokens, index))
    return (value + more, index + 1) if more is not None and 1 <= more < 10 else (value, start + 1)


def _joins_two(tokens: Sequence[Token], index: int) -> bool:
    """Whether the "and" is that of "between one hundred and two thousand"."""
    before = [t.norm for t in tokens[max(0, index - 6) : index]]
    return "between" in before and not any(t.norm == "and" for t in tokens[index + 1 : index + 6])


def _grown(tokens: Sequence[Token], index: int, value: float) -> Spelled:
    """`value` with the multipliers and the rest that follow it: "… hundred and sixty thousand"."""
    total, last = 0.0, 1.0
    while (scale := scale_at(tokens, index)) is not None:
        value, last, index = value * scale, scale, index + 1
        # "Two hundred and sixty": the rest must be smaller than what it is added to.
        follows = index + (_word(tokens, index) == "and")
        rest = _below_hundred(tokens, follows)
        if rest is None or rest[0] >= scale or scale == 12:
            continue
        further = scale_at(tokens, rest[1])
        if further == scale or (follows > index and _joins_two(tokens, index)):
            continue
        if further is not None and further > scale:
            value, index, last = value + rest[0], rest[1], 1.0
            continue
        if further is not None:
            total, value, index = total + value, rest[0], rest[1]
            continue
        value, index, last = value + rest[0], rest[1], 1.0
    return Spelled(total + value, index, last)
