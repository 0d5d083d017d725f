"""Whether words stand in a reply, however they are cased, accented or punctuated."""

from __future__ import annotations

import re
from collections.abc import Sequence

from catalog.items import fold

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_WORD = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+")

OPEN_ENDED = 3
"""From so many letters on a word also stands for longer ones: "kid" for "kids"."""


def words(text: str) -> list[str]:
    """`"Amélie (2001), $1,200!"` is amelie 2001 1200."""
    return _WORD.findall(_THOUSANDS.sub("", fold(text)))


def mentions(text: str, phrase: str) -> bool:
    """Whether the words of `phrase` stand in `text` in a row; the last may go on ("kid" in "kids")."""
    heard, wanted = words(text), words(phrase)
    if not wanted:
        return fold(phrase) in fold(text)
    return any(_same_run(heard[i : i + len(wanted)], wanted) for i in range(len(heard) - len(wanted) + 1))


def _same_run(heard: Sequence[str], wanted: Sequence[str]) -> bool:
    *first, last = wanted
    if list(heard[:-1]) != first:
        return False
    goes_on = len(last) >= OPEN_ENDED and last.isalpha()
    return heard[-1].startswith(last) if goes_on else heard[-1] == last
