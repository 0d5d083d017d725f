"""Numbers that are said of people: how old somebody is, how many come along."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import replace

from agent.language.built_in import english
from agent.language.built_in.numerals import Numeral
from agent.language.built_in.phrases import Span
from agent.language.built_in.text import Token, stem

_OLDEST = 115
KIN = english.words(
    """mum mom mam mummy mommy ma mother dad daddy pa father parents son daughter kid kids child children baby toddler
    boy girl wife husband hubby spouse partner brother sister sibling twin twins aunt auntie aunty uncle niece nephew
    gran granny grandma nan nana grandad granddad grandpa gramps grandmother grandfather grandson granddaughter cousin
    friend mate pal buddy girlfriend boyfriend fiance fiancee flatmate roommate housemate colleague boss neighbour
    neighbor lad lads lass teenager teen stepson stepdaughter stepdad stepmum godson goddaughter family in-laws
    mother-in-law father-in-law bride groom client guest grandparents"""
)
PEOPLE = frozenset(
    stem(w)
    for w in english.words(
        """people persons person adults kids children friends guests players heads grown-ups grownups seats pax
        grownup adult child toddlers toddler babies baby teens teenagers boys girls women men ladies couples mates
        colleagues travellers travelers passengers participants attendees souls"""
    )
)
COUNTED = stem("people")
_WHO = english.words("i i'm im he he's hes she she's shes who who's whos")
_AGEING = english.words(
    "'s 's is am be are turned turns turning just only now nearly almost about around already both barely hes aged"
)
_WELL = re.compile(
    r"^and (?:still|as|very|quite|not|fit|healthy|active|sharp|proud|going|counting|feeling|i'm|im|[a-z]+ly) "
)
_BESIDE = english.words("plus and with & +")
_MAKING = english.words("so makes making make that's thats means totalling altogether is")
_SELF = english.words("me my us we our i we're were myself ourselves")


def of_people(tokens: Sequence[Token], numerals: list[Numeral], counts: Container[str]) -> list[Numeral]:
    """The numerals, with those marked that say an age or count a party; "two adults plus two kids" is one."""
    said: list[Numeral] = []
    for numeral in numerals:
        if said and _joins(tokens, said[-1], numeral, counts):
            first = said.pop()
            numeral = Numeral(
                Span(first.span.start, _end_of_people(tokens, numeral)),
                first.value + numeral.value,
                counted=COUNTED,
                plain=False,
            )
        elif _is_age(tokens, numeral):
            numeral = replace(numeral, counted="age", of_somebody=True)
        elif _is_total(tokens, numeral):
            numeral = replace(numeral, counted=COUNTED)
        said.append(numeral)
    return said


def _bare(numeral: Numeral) -> bool:
    return (
        not (numeral.unit or numeral.money or numeral.until or numeral.month is not None)
        and numeral.value.is_integer()
        and numeral.value <= _OLDEST
    )


def _is_age(tokens: Sequence[Token], numeral: Numeral) -> bool:
    """ "She's 84", "my dad turned 79", "71 and perfectly capable"."""
    start, end = numeral.span.start, numeral.span.end
    if (
        not _bare(numeral)
        or numeral.counted
        or (end < len(tokens) and tokens[end].norm in ("of", "or", "and", "%", "-"))
    ):
        text = "".join(t.norm + " " for t in tokens[end : end + 4])
        begins = start == 0 or tokens[start - 1].is_mark
        return (
            _bare(numeral)
            and not numeral.counted
            and numeral.value >= 10
            and (
                (bool(_WELL.match(text)) and (begins or _told_of_somebody(tokens, start)))
                or (text.startswith("and ") and _told_of_somebody(tokens, start))
            )
        )
    return _told_of_somebody(tokens, start)


def _told_of_somebody(tokens: Sequence[Token], start: int) -> bool:
    index = start - 1
    linked = False
    while index >= 0 and tokens[index].norm in _AGEING:
        linked = True
        index -= 1
    if index < 0:
        return False
    word = tokens[index].norm
    if word in _WHO:
        return linked or word not in ("i", "he", "she", "who")
    possessed = word.removesuffix("'s") if word.endswith("'s") else word
    return possessed in KIN and (linked or word.endswith("'s")) and not word.endswith("kids")


def _joins(tokens: Sequence[Token], first: Numeral, second: Numeral, counts: Container[str]) -> bool:
    if not (_bare(first) and _bare(second)) or not (
        _counts_people(tokens, first) and _counts_people(tokens, second)
    ):
        return False
    if first.counted in counts or second.counted in counts:
        return False
    between = [t.norm for t in tokens[_end_of_people(tokens, first) : second.span.start]]
    return 0 < len(between) <= 2 and set(between) <= _BESIDE | {","}


def _counts_people(tokens: Sequence[Token], numeral: Numeral) -> bool:
    return numeral.counted in PEOPLE or _grown(tokens, numeral.span.end)


def _grown(tokens: Sequence[Token], index: int) -> bool:
    return [t.norm for t in tokens[index : index + 2]] in (
        ["grown", "ups"],
        ["grown", "-"],
        ["little", "ones"],
    )


def _end_of_people(tokens: Sequence[Token], numeral: Numeral) -> int:
    end = numeral.span.end
    if _grown(tokens, end):
        return end + 2 + (tokens[end + 1].norm == "-")
    return end + (end < len(tokens) and tokens[end].stem == numeral.counted and numeral.counted in PEOPLE)


def _is_total(tokens: Sequence[Token], numeral: Numeral) -> bool:
    """ "Me and my flatmate, so two", "plus my gran, that makes five"."""
    start, end = numeral.span.start, numeral.span.end
    if not _bare(numeral) or numeral.counted or numeral.value > 60 or start == 0:
        return False
    if tokens[start - 1].norm not in _MAKING:
        return False
    after = tokens[end].norm if end < len(tokens) else "."
    if after not in (
        ".",
        ",",
        "!",
        "?",
        ";",
        "now",
        "altogether",
        "then",
        "please",
        "of",
        "in",
        "all",
        "total",
        "and",
    ):
        return False
    before = {t.norm for t in tokens[max(0, start - 14) : start - 1]}
    company = bool(before & (KIN | {"friends", "mates", "us"})) or len(before & _SELF) > 1
    return company and bool(before & (_SELF | _BESIDE | KIN))
