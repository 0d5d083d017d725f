"""Texts as the words that tell something: folded, stemmed, without those that every sentence has."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from catalog.items import fold

SMALL_WORDS = frozenset(
    re.findall(
        r"\S+",
        """
        a about after again all also always am an and another any anybody anyone anything are around
        as at away be been before being best better between both but by can cannot could did do does
        doing done down each either else enough ever every everyone everything few for from get gets
        getting give go goes going good got great had has have having he her here hers him his how i
        if in into is it its itself just kind kinda know least less let like little ll look looking
        lot lots love m made make makes many maybe me mean mine more most much must my need needs
        never new next nice no nobody none nor not nothing now of off ok on once one ones only onto
        or other others our ours out over own perhaps please pretty prefer quite rather re real
        really recommend recommendation right s said same say see seem seems she should show since
        so some somebody someone something sort still stuff such suggest suggestion sure t take tell
        than that the their theirs them then there these they thing things think this those though
        through till to today tonight too try under until up upon us ve very want wants was way we
        well were what when where which while who whom whose why will wish with within without
        wonder would yeah yes yet you your yours
        don doesn didn isn wasn aren weren hasn haven couldn wouldn shouldn won
        """,
    )
)
"""English words of talk, in any domain, that say nothing of an item."""


def content_words(text: str) -> list[str]:
    """The stems of the words of `text` that tell something, in order, with repeats."""
    return [
        stem(word)
        for word in all_words(text)
        if word not in SMALL_WORDS and (len(word) > 1 or not word.isascii())
    ]


def all_words(text: str) -> list[str]:
    """The folded words of `text`; a script without blanks is cut into single signs."""
    plain = fold(text).replace("'", " ")
    return re.findall(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+", plain)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """What a word's forms share: "trains" is "train". Cyrillic words by Russian rules, others by English."""
    if word.isdigit() or len(word) < 4:
        return word
    stemmed: str = _stemmer("russian" if "\u0400" <= word[0] <= "\u04ff" else "english").stemWord(word)
    return stemmed


@lru_cache(maxsize=4)
def _stemmer(language: str) -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer(language)
