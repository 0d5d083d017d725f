"""How ordinary the words of a title are, and so how much must speak for its being meant."""

from __future__ import annotations

from collections.abc import Sequence
from math import log, log10
from typing import Protocol

from numpy import interp

from agent.language.built_in import english
from agent.language.built_in.text import Token
from agent.language.built_in.titles import Spot
from tools.title_index import ARTICLES

GRAMMAR, TALK, FREQUENT, COMMON, RARE = 3.0, 2.0, 1.6, 1.0, 0.0
"""Grades: a word of grammar; one of talk; the commonest other words; the common ones; those unknown to the model."""

_GRADES = (RARE, COMMON, FREQUENT, TALK, GRAMMAR)
_NEEDED = {
    1: (0.4, 1.7, 2.0, 3.0, 3.5),
    2: (0.0, 0.4, 0.7, 2.8, 3.5),
    3: (0.0, 0.5, 0.8, 2.0, 2.5),
    4: (0.0, 0.0, 0.0, 1.0, 1.5),
}
"""What must speak for a title of so many words (four: or more), by the grade of its rarest word."""
_AT_LEAST = 0.2
"""For a single word: many that the model has not whole are words all the same."""
_WITH_TALK = 0.6
"""More for a pair of which one word is of talk."""
_OF_THE_NOUN = 0.6
"""More for one that ends on what an item is called: "scary movie"."""

_FIRST_RANK = 2000
"""A vocabulary begins with its marks and letters; whole words come from about here on."""
_MANY_TITLES = 5000
_FEWER_NEEDED = 0.6
"""Less for a title of a small catalog: that a phrase is one by chance is the rarer, the fewer there are."""


class Vocabulary(Protocol):
    """What is known of words, here and in the language."""

    @property
    def titles_known(self) -> int: ...

    def is_word(self, word: str) -> bool: ...

    def rank(self, word: str) -> int | None: ...

    def ordinary(self, word: str) -> bool: ...

    def names_item(self, word: str) -> bool: ...

    def names_attribute(self, word: str) -> bool: ...


def needed(spot: Spot, tokens: Sequence[Token], words: Vocabulary, *, shown: bool = False) -> float:
    """How much must speak for the spot: little for rare words and long titles, much for ordinary ones."""
    grades = _grades(spot, tokens, words)
    size, rarest = len(grades), min(grades)
    base = float(interp(rarest, _GRADES, _NEEDED[min(size, 4)]))
    if size == 1 and _is_year(spot, tokens):
        base = 2.0
    if size == 2 and max(grades) >= TALK > rarest:
        base += _WITH_TALK * min(rarest, COMMON)
    last = tokens[spot.span.end - 1]
    if size == 2 and not last.capitalised and words.names_item(last.norm):
        base += _OF_THE_NOUN
    if not spot.forms[0].whole:
        base += 0.3
    if spot.part:
        base += 1.0 if shown and size > 1 else 1.6
    if spot.score < 1:
        base += 0.1 + 2 * (1 - spot.score)
    base -= _FEWER_NEEDED * few(words.titles_known)
    return max(base, _AT_LEAST) if size == 1 else base


def few(titles: int) -> float:
    """1 for a catalog of some fifty titles, 0 for one of thousands."""
    return min(1.0, max(0.0, log10(_MANY_TITLES / max(titles, 1)) / 2))


def grade(word: str, words: Vocabulary) -> float:
    """How ordinary a folded word is, from `RARE` to `GRAMMAR`."""
    if word in english.FUNCTION_WORDS or len(word) == 1 or (word[:1].isdigit() and word[-1:].isdigit()):
        return GRAMMAR
    if word in english.NOT_CONTENT or word in _LITTLE_SAID:
        return TALK
    rank = words.rank(word)
    if rank is not None:
        known = FREQUENT - 0.45 * log(max(rank, _FIRST_RANK) / _FIRST_RANK)
    else:
        # A model without a vocabulary tells nothing of a word.
        known = RARE if words.is_word("the") else COMMON / 2
    return max(known, COMMON) if words.ordinary(word) else known


def _grades(spot: Spot, tokens: Sequence[Token], words: Vocabulary) -> list[float]:
    inside = [t for t in tokens[spot.span.start : spot.span.end] if not t.is_mark and t.norm not in ARTICLES]
    said = [_as_written(t, words) for t in inside] or [GRAMMAR]
    if spot.score < 1 and not spot.part:
        # A slip in an ordinary word makes no rare one of it.
        meant = [grade(word, words) for word in spot.forms[0].words]
        return meant if min(meant) > min(said) else said
    return said


def _as_written(token: Token, words: Vocabulary) -> float:
    """The grade of a word; with a capital, how common it is says little: it may be any name."""
    found = grade(token.norm, words)
    return FREQUENT if token.capitalised and RARE < found <= FREQUENT else found


def _is_year(spot: Spot, tokens: Sequence[Token]) -> bool:
    inside = tokens[spot.span.start : spot.span.end]
    return len(inside) == 1 and inside[0].is_number and len(inside[0].norm) == 4


_LITTLE_SAID = english.words("bye goodbye welcome greetings congratulations cheers sounds looks seems") | {
    adjective for several in english.DEMONYMS.values() for adjective in several
}
