"""Utterances as tokens: what is compared, and where it stood."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from agent.language.built_in.english import words
from catalog.items import fold

_TOKEN = re.compile(
    r"""
    \d+(?:st|nd|rd|th)\b            # 2nd
  | \d{1,3}(?:,\d{2,3})+(?:\.\d+)?   # 1,299.00 and 1,04,990
  | \d+\.\d+ | \d+                   # 4.5, 100
  | [^\W\d_]+(?:['’][^\W\d_]+)*      # words, also don't and nolan's
  | [<>]=? | [$€£¥₹₽%+&#@] | [,.;:!?()\-–—/"“”«»*]
    """,
    re.VERBOSE,
)
_stemmer = snowballstemmer.stemmer("english")


@dataclass(frozen=True, slots=True)
class Token:
    """`norm` is folded, `stem` is what the lexicon is keyed by, `start` and `end` are offsets."""

    text: str
    norm: str
    stem: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return self.norm[:1].isalpha()

    @property
    def is_number(self) -> bool:
        return self.norm[:1].isdigit() and self.norm[-1:].isdigit()

    @property
    def is_mark(self) -> bool:
        return not (self.norm[:1].isalnum())

    @property
    def capitalised(self) -> bool:
        return self.text[:1].isupper()


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The Snowball English stem of a folded word; British -our and -ise meet their American forms."""
    if not word.isascii() or not word.isalpha():
        return word
    if len(word) > 5:
        word = re.sub(r"our(?=s?$|ed$|ing$|ful$|ite|able)", "or", word)
        word = re.sub(r"is(?=e[sd]?$|ing$|ation)", "iz", word) if len(word) > 7 else word
    return str(_stemmer.stemWord(word))


def tokenize(utterance: str) -> list[Token]:
    tokens = []
    for match in _TOKEN.finditer(utterance):
        text = match.group()
        norm = fold(text)
        start, end = match.span()
        norm = CONTRACTIONS.get(norm, norm)
        if norm.endswith("'s") and norm[:-2] not in _CONTRACTED:
            norm, end = norm[:-2], end - 2
        tokens.append(Token(text, norm, stem(norm), start, end))
    return tokens


CONTRACTIONS = {
    full.replace("'", ""): full
    for full in words(
        """don't doesn't didn't isn't aren't wasn't weren't won't wouldn't can't couldn't shouldn't haven't hasn't
        hadn't mustn't needn't ain't i'm i've you're you've they're they've that's what's who's where's how's
        here's there's he's she's let's couldn't've"""
    )
}
CONTRACTIONS |= {"r": "are", "u": "you", "ur": "your"}
"""As they are typed on a phone; not those that are words themselves ("its", "well", "ill")."""


def spelled_out(text: str) -> str:
    """The folded text with the apostrophes that phones leave out."""
    return _WORD.sub(lambda m: CONTRACTIONS.get(m.group(), m.group()), text)


_WORD = re.compile(r"[a-z]+")

_CONTRACTED = frozenset(["it", "that", "what", "who", "how", "where", "there", "here", "he", "she", "let"])


@lru_cache(maxsize=400_000)
def key(phrase: str) -> tuple[str, ...]:
    """How a phrase is looked up: the stems of its words and numbers, marks left out."""
    return tuple(t.stem for t in tokenize(phrase) if not t.is_mark or t.norm in "+&#")


def words_between(tokens: Sequence[Token], start: int, end: int) -> tuple[str, ...]:
    return tuple(t.norm for t in tokens[start:end])


def span_text(utterance: str, tokens: Sequence[Token], start: int, end: int) -> str:
    """The user's own words from token `start` up to, not including, `end`."""
    return utterance[tokens[start].start : tokens[end - 1].end] if end > start else ""
