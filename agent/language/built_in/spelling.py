"""Slips of the pen, mended before anything is read: in the words of the language and in those of the catalog.

A word is a slip where nobody here writes it, the embedding model does not have it whole, and it is one letter
(two in a long word) from a word that is known. Titles are left alone: their index finds them misspelt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from agent.language.built_in import cues, english, units
from agent.language.built_in.attitudes import patterns
from agent.language.built_in.lexicon import Lexicon
from agent.language.built_in.text import CONTRACTIONS, Token, stem

SHORTEST = 4
LONG = 8
"""Letters from which a word may have two slips."""


def mended(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """The tokens, misspelt ones with the `norm` and `stem` that were meant; places and texts stay."""
    if not lexicon.is_word("the"):
        # An embedding model without a vocabulary cannot tell a rare word from a slip.
        return list(tokens)
    return [_mended(token, lexicon, first=index == 0) for index, token in enumerate(tokens)]


def said(utterance: str, tokens: Sequence[Token]) -> str:
    """The utterance as it was meant, for the formulas that are found by their letters."""
    text, end = [], 0
    for token in tokens:
        text += [utterance[end : token.start], token.norm]
        end = token.end
    return "".join([*text, utterance[end:]])


def _mended(token: Token, lexicon: Lexicon, *, first: bool) -> Token:
    word = token.norm
    if (
        len(word) < SHORTEST
        or not word.isascii()
        or not word.isalpha()
        or (token.capitalised and not first)
        or word in of_language()
        or lexicon.writes(word)
        or lexicon.is_word(word)
        or lexicon.look_up((token.stem,), word)
        or token.stem in lexicon.titled
    ):
        return token
    meant = _nearest(word, lexicon)
    return token if meant is None else replace(token, norm=meant, stem=stem(meant))


def prepare(lexicon: Lexicon) -> None:
    """Sort the words that are known, so that no turn waits for it."""
    for known in _known(lexicon):
        _by_initial(known)


def _known(lexicon: Lexicon) -> tuple[frozenset[str], ...]:
    return lexicon.spellings, of_language(), lexicon.title_words


def _nearest(word: str, lexicon: Lexicon) -> str | None:
    most = 2 if len(word) >= LONG else 1
    best: tuple[int, int, str] | None = None
    for rank, known in enumerate(_known(lexicon)):
        for candidate, slips, _ in process.extract(
            word, _by_initial(known).get(word[0], ()), scorer=OSA.distance, score_cutoff=most, limit=5
        ):
            found = (int(slips) * 2 + (not _hasty(word, candidate)), rank, candidate)
            if best is None or found < best:
                best = found
    if best is None or best[1] == 2:
        return None
    return CONTRACTIONS.get(best[2], best[2])


@lru_cache(maxsize=32)
def _by_initial(known: frozenset[str]) -> dict[str, list[str]]:
    """Words by their first letter, which slips hardly ever change; large catalogs have many."""
    found: dict[str, list[str]] = {}
    for word in sorted(known):
        if len(word) >= 3:
            found.setdefault(word[0], []).append(word)
    return found


def _hasty(word: str, meant: str) -> bool:
    """Whether the same letters were typed in another order, one of them twice or not at all: no other letter."""
    return set(word) == set(meant) or (len(word) < len(meant) and set(word) < set(meant))


@cache
def of_language() -> frozenset[str]:
    """The words that the grammar goes by, without apostrophes."""
    found = set(_words([*english.NOT_CONTENT, *cues.patterns(), *units.words()]))
    for name in dir(english):
        value = getattr(english, name)
        if name.isupper() and isinstance(value, (dict, frozenset)):
            found |= set(_words(value))
        elif name.isupper() and isinstance(value, tuple):
            found |= set(_words(w for phrase in value if isinstance(phrase, tuple) for w in phrase))
    found |= set(_words(patterns()))
    return frozenset(found)


def _words(texts: Iterable[str]) -> Iterable[str]:
    return (w.replace("'", "") for text in texts for w in re.findall(r"(?<!\\)[a-z][a-z']{2,}", text))
