"""Where a text says something, word for word, and whether it denies it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from catalog.items import fold
from tools.words import stem

LONGEST = 160
"""Characters of a quotation."""
REACH = 4
"""How many words before something may deny it."""

_END = re.compile(r"(?<=[.!?…。！？])\s+|\n+")
_WORD = re.compile(r"[^\W_]+")
_DENYING = frozenset(
    stem(word)
    for word in re.findall(
        r"\S+",
        """
        no not non never without neither nor none hardly barely lacks lacking lack instead rather cannot isn aren
        doesn don didn wasn weren won couldn wouldn shouldn hasn haven except unlike avoid avoids nothing anything
        nicht kein keine keinen keiner ohne sans pas sin ningun ninguna senza sem niet geen tanpa tidak bukan
        не без нет ни
        """,
    )
)
"""Words that deny what follows, in the languages that catalogs are most often written in."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: its stem, and where it stands."""

    stem: str
    start: int
    end: int


def words_of(text: str) -> list[Word]:
    return [Word(stem(fold(m[0])), m.start(), m.end()) for m in _WORD.finditer(text)]


def sentences_in(text: str) -> list[str]:
    return [sentence for part in _END.split(text) if (sentence := " ".join(part.split()))]


def denied(words: list[Word], start: int, end: int) -> bool:
    """Whether the words `start` to `end` of a sentence are said not to hold: "not spicy", "gluten-free"."""
    before = (word.stem for word in words[max(0, start - REACH) : start])
    return any(word in _DENYING for word in before) or (end < len(words) and words[end].stem == "free")


def quotation(sentence: str, word: Word) -> str:
    """The sentence, or what stands around `word` where it is long."""
    if len(sentence) <= LONGEST:
        return sentence
    start = max(0, min(word.start - LONGEST // 2, len(sentence) - LONGEST))
    part = sentence[start : start + LONGEST]
    if start:
        part = part.split(" ", 1)[-1]
    return part if start + LONGEST >= len(sentence) else part.rsplit(" ", 1)[0]
