"""Which language an utterance is in: told by the words of every sentence, and never where English will do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from agent.language.built_in import english
from agent.language.built_in.foreign_words import CODES, Code, foreign, other_languages, plain
from agent.language.built_in.lexicon import Lexicon
from agent.language.built_in.spelling import of_language
from agent.language.built_in.text import stem, tokenize
from agent.state import Session

LONGEST_HEARD = 2_000
"""Characters by which the language is told."""
SURELY = 1.5
"""By how many words another language must explain more than English: an everyday word counts half."""
ALONE = 0.5
"""The same where it explains every word."""
STRANGE = 3
"""Words that tell of a language which is not read."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]")
_NEUTRAL = frozenset(["ok", "okay"])


@dataclass(frozen=True, slots=True)
class Told:
    """How much speaks for a language: words that only it explains, less those that only English does."""

    code: Code
    score: float
    shared: float
    """All of its words, whoever else has them, which parts the three among themselves."""


def prepare() -> None:
    """Read the words of all languages, so that no turn waits for them (a tenth of a second)."""
    _telling()
    _of_english()


def language_of(utterance: str, session: Session, lexicon: Lexicon) -> str:
    """The code of the language; "other" for one that is not read here, "en" where English will do."""
    letters = [c for c in utterance[:LONGEST_HEARD] if c.isalpha()]
    if sum(bool(_LATIN.match(c)) for c in letters) * 2 < len(letters):
        return "other"
    words = _words(utterance[:LONGEST_HEARD])
    before = session.language if session.language in CODES else "en"
    if not words or (before == "en" and not any(w in _telling() for w in words)):
        return "en"
    told = [t for code in CODES if (t := _told(words, code, before, lexicon)) is not None]
    best = max(told, key=lambda t: (t.score, t.shared), default=None)
    if _is_other(words, best.score if best else 0.0):
        return "other"
    if best is None:
        return "en"
    if best.code == before:
        return before if best.score >= 0 else "en"
    if best.score <= 0 or _only_names(utterance, best.code, lexicon):
        return "en"
    whole = all(foreign(best.code).has(w) or w in _NEUTRAL for w in words)
    # One word alone, in a talk that was English, is a loan.
    loan = len(words) == 1 and bool(session.turn) and before == "en"
    return best.code if best.score >= SURELY or (whole and not loan and best.score >= ALONE) else "en"


def _words(utterance: str) -> list[str]:
    said = (plain(word) for word in _WORD.findall(utterance))
    return [part for word in said for part in re.split(r"(?<=')", word) if part]


def _told(words: Sequence[str], code: Code, before: str, lexicon: Lexicon) -> Told | None:
    """None where no word tells of it."""
    language = foreign(code)
    score = shared = 0.0
    named = code == before
    for word in words:
        explained = word in _of_english()
        shared += word in language.closed
        if word in language.closed and not explained:
            score, named = score + 1, True
        elif word in language.everyday and not explained and not _in_catalog(word, lexicon):
            score, named = score + 0.5, True
        elif explained and not language.has(word):
            score -= 1
    return Told(code, score, shared + (code == before) / 2) if named else None


def _is_other(words: Sequence[str], told: float) -> bool:
    """Whether more speaks for a language that is not read than for one that is, English among them."""
    for known in other_languages().values():
        own = sum(w in known and w not in english.NOT_CONTENT for w in words)
        against = sum(w in english.NOT_CONTENT and w not in known for w in words)
        whole = len(words) > 1 and all(w in known for w in words)
        if own and ((whole and own > told) or (own >= STRANGE and own > max(against, told) + 1)):
            return True
    return False


@cache
def _of_english() -> frozenset[str]:
    """The words that English goes by, but for the greetings and thanks that it borrows."""
    borrowed = {
        word
        for code in CODES
        for found in foreign(code).phrases.values()
        for words, entry in found
        if entry.english[0] in ("hello", "thank you", "goodbye", "yes", "no")
        for word in words
    }
    return (of_language() - borrowed) | english.NOT_CONTENT


@cache
def _telling() -> frozenset[str]:
    """All words that tell of a language besides English."""
    known: set[str] = set()
    for code in CODES:
        known |= foreign(code).closed | foreign(code).everyday
    return frozenset(known.union(*other_languages().values()))


def _in_catalog(word: str, lexicon: Lexicon) -> bool:
    return lexicon.writes(word) or bool(lexicon.look_up((stem(word),), word)) or lexicon.is_word(word)


def _only_names(utterance: str, code: Code, lexicon: Lexicon) -> bool:
    """Whether all that is foreign in the utterance is the name of an item."""
    tokens = tokenize(utterance)
    held = {i for t in lexicon.titles_in(tokens) if not t.slip for i in range(t.span.start, t.span.end)}
    rest = [t.norm for i, t in enumerate(tokens) if t.is_word and i not in held]
    closed = foreign(code).closed
    return bool(held) and not any(w in closed and w not in english.NOT_CONTENT for w in rest)
