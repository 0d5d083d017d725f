"""Numbers that wish for nothing: since when somebody does something, what time it is, what a rate is of."""

from __future__ import annotations

import re

from agent.language.built_in import english
from agent.language.built_in.people import KIN
from agent.language.built_in.quantities import Quantity
from agent.language.built_in.reading import Reading
from catalog.schema import AttributeType

_WHO = english.words("i i've i'd i'm we we've we're he he's she she's they they've ive weve hes shes")
_PAST = english.words(
    """have has had been was were 've 's i've we've they've he's she's ive weve hes shes did used born met got went
    bought left lost began grew became came saw hasn't haven't hasnt havent wasn't weren't hadn't didn't never"""
)
_WISHING = english.words(
    "want wants need needs looking prefer like likes find show give recommend something anything"
)
_OF_THE_DAY = re.compile(
    r"^(?:am|pm|a\.m|p\.m|o'clock|oclock|(?:in the|at) (?:night|morning|evening|afternoon|small hours)"
    r"|sharp)(?= |$)"
)
_OPENING = ("since", "in", "from", "until", "till", "back", "around", "about", "before", "after")


def no_bound(reading: Reading, quantity: Quantity) -> bool:
    return (
        _is_time_of_day(reading, quantity)
        or _is_all_day(reading, quantity)
        or _is_rate(reading, quantity)
        or _is_told(reading, quantity)
        or _is_past(reading, quantity)
        or _is_answered(reading, quantity)
        or _unknown_month(reading, quantity)
        or _points(reading, quantity)
    )


def _is_time_of_day(reading: Reading, quantity: Quantity) -> bool:
    """ "I finish at 2 in the night"."""
    numeral = quantity.numeral
    if numeral.money or numeral.until or numeral.month is not None or not 0 <= numeral.value <= 24:
        return False
    after = " ".join(reading.words[numeral.span.end : numeral.span.end + 3])
    return (not numeral.unit) and _OF_THE_DAY.match(after) is not None


_POINTING = english.words("those these them all both either neither same other any")


def _points(reading: Reading, quantity: Quantity) -> bool:
    """ "Those two drive me mad", "the only two he'd wear": how many are spoken of."""
    numeral = quantity.numeral
    start, end = numeral.span.start, numeral.span.end
    if numeral.unit or numeral.money or numeral.until or numeral.scale != 1 or not 1 < numeral.value <= 10:
        return False
    before = reading.words[max(0, start - 2) : start]
    following = reading.tokens[end] if end < len(reading.tokens) else None
    noun = following is not None and following.is_word and following.norm not in english.FUNCTION_WORDS
    if before == ("the", "only") or before[-1:] == ("those",) or before[-1:] == ("these",):
        return True
    return not noun and (
        before in (("of", "the"), ("between", "the")) or before[-1:] in {(w,) for w in _POINTING}
    )


def _is_all_day(reading: Reading, quantity: Quantity) -> bool:
    """ "24 hours a day"."""
    numeral = quantity.numeral
    after = reading.words[numeral.span.end : numeral.span.end + 2]
    return (
        numeral.unit == "hour"
        and numeral.value == 24
        and after in (("a", "day"), ("every", "day"), ("per", "day"))
    )


def _is_rate(reading: Reading, quantity: Quantity) -> bool:
    """ "For one month I can give 55 euro": what the money buys, and no length."""
    numeral = quantity.numeral
    start = numeral.span.start
    if numeral.value != 1 or numeral.unit not in ("hour", "day", "week", "month", "year") or quantity.said:
        return False
    if start == 0 or reading.words[start - 1] not in ("for", "per", "each", "every", "a", "the"):
        return False
    begin, end = reading.clause_of(start)
    return any(
        q.numeral.money or q.numeral.unit_word
        for q in reading.quantities
        if q is not quantity and begin <= q.numeral.span.start < max(end, begin + 16)
    )


def _is_told(reading: Reading, quantity: Quantity) -> bool:
    """ "She hasn't eaten meat since 1971", "we moved here in 2010": somebody's past, and no item's."""
    numeral = quantity.numeral
    dated = (
        numeral.until is not None
        or numeral.month is not None
        or (numeral.plain and 1000 <= numeral.value <= 2100)
    )
    start = quantity.span.start
    if not dated or numeral.unit or numeral.money:
        return False
    if reading.words[start] in _OPENING:
        before = start
    elif start > 0 and reading.words[start - 1] in _OPENING:
        before = start - 1
    else:
        return False
    first = reading.clause_of(before)[0]
    words = reading.words[first:before]
    who = next((i for i, w in enumerate(words) if w in _WHO or w.removesuffix("'s") in KIN), None)
    if who is None or set(words) & _WISHING:
        return False
    told = words[who:]
    return bool(set(told) & _PAST) or any(w.endswith("ed") for w in told[1:]) or told[0] in _PAST


def _is_past(reading: Reading, quantity: Quantity) -> bool:
    """ "The last one cost 200": but money that somebody was given is still there to spend."""
    start = quantity.span.start
    if start not in reading.told:
        return False
    return not (quantity.numeral.money and _GIVEN & set(reading.words[max(0, start - 4) : start]))


_GIVEN = english.words("got had have given gave won inherited made earned kept left")


def _is_answered(reading: Reading, quantity: Quantity) -> bool:
    """ "20 is too little, let's say 35": the number that stood, beside the one that takes its place."""
    if quantity.relation not in ("<", ">") or quantity.span.end == quantity.numeral.span.end:
        return False
    words = reading.words[quantity.numeral.span.end : quantity.span.end]
    if not {"too", "enough"} & set(words):
        return False
    return any(q.numeral.span.start > quantity.span.end for q in reading.quantities)


def _unknown_month(reading: Reading, quantity: Quantity) -> bool:
    """A month by itself, where the catalog's dates are years: "it is cold in april"."""
    numeral = quantity.numeral
    if numeral.month is None or numeral.value:
        return False
    dates = [n for n, p in reading.lexicon.numbers.items() if p.attribute.type is AttributeType.DATE]
    return not any(_has_months(reading, n) for n in dates)


def _has_months(reading: Reading, name: str) -> bool:
    from datetime import date

    numbers = reading.catalog.columns.numbers(name)
    known = numbers[numbers == numbers][:40]
    return any((d := date.fromordinal(int(n))).month != 1 or d.day != 1 for n in known)
