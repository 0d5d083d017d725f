"""Words of no list: those of the catalog by their spelling, German compounds, everyday words with a slip."""

from __future__ import annotations

from rapidfuzz import process
from rapidfuzz.distance import OSA

from agent.language.built_in.cognates import cognate
from agent.language.built_in.foreign_words import Entry, ForeignLanguage, Heard
from agent.language.built_in.lexicon import Lexicon
from agent.language.built_in.text import key, stem
from agent.language.built_in.word_forms import comparative, superlative
from agent.language.built_in.word_order import Piece

SHORTEST_SLIP = 6
"""Letters from which a foreign word may have one wrong."""
LONG = 8
"""The same for two."""


def content(piece: Heard, language: ForeignLanguage, lexicon: Lexicon) -> Piece:
    """A word of no list: one of the catalog by its spelling, a German compound, or as it is."""
    word = piece.word
    if written_so(piece, lexicon) or lexicon.look_up((stem(word),), word):
        return Piece(piece.text, piece.start, piece.end, "word")
    alike = cognate(word, lexicon.plain_spellings, language.code)
    if alike is not None:
        return Piece(alike, piece.start, piece.end, "word")
    if language.code == "de" and (parts := _compound(word, language, lexicon)):
        return Piece(parts, piece.start, piece.end, "noun")
    meant = _slip(word, language)
    if meant is not None and not lexicon.knows(stem(word)):
        return said_in_english(meant, lexicon, piece.start, piece.end)
    return Piece(piece.text, piece.start, piece.end, "unknown")


def said_in_english(entry: Entry, lexicon: Lexicon, start: int, end: int) -> Piece:
    text = chosen(entry, lexicon)
    if entry.degree:
        text = (comparative(text) if entry.degree == "more" else superlative(text)) or text
    return Piece(text, start, end, entry.kind)


def chosen(entry: Entry, lexicon: Lexicon) -> str:
    """Of several English words the one that the catalog has."""
    if len(entry.english) == 1:
        return entry.english[0]
    return next((w for w in entry.english if lexicon.look_up(key(w), w)), entry.english[0])


def written_so(piece: Heard, lexicon: Lexicon) -> bool:
    """Whether the catalog has the word just so; a common English word that names an attribute is a false friend."""
    senses = lexicon.look_up((stem(piece.word),), piece.word)
    held = {s.kind for s in senses if s.written == piece.word}
    return bool(held & {"value", "noun"}) or ("attribute" in held and not lexicon.is_word(piece.word))


def _slip(word: str, language: ForeignLanguage) -> Entry | None:
    """The everyday word of which one letter was mistyped, or two in a long one."""
    if len(word) < SHORTEST_SLIP:
        return None
    most = 1 if len(word) < LONG else 2
    found = process.extractOne(word, language.everyday, scorer=OSA.distance, score_cutoff=most)
    if found is None or (found[0][0], found[0][-1]) != (word[0], word[-1]):
        return None
    return language.word(found[0])


def _compound(word: str, language: ForeignLanguage, lexicon: Lexicon) -> str | None:
    """Two known words in one: Tischlampe."""
    for cut in range(len(word) - 3, 2, -1):
        last = _part(word[cut:], language, lexicon)
        if last is None:
            continue
        for link in ("", "s", "n", "en", "es", "er"):
            if word[:cut].endswith(link) and (first := _part(word[: cut - len(link)], language, lexicon)):
                return f"{first} {last}"
    return None


def _part(word: str, language: ForeignLanguage, lexicon: Lexicon) -> str | None:
    if len(word) < 3:
        return None
    entry = language.word(word)
    if entry is not None and entry.kind in ("noun", "adjective") and not entry.degree:
        return chosen(entry, lexicon)
    senses = lexicon.look_up((stem(word),), word) if len(word) > 3 else ()
    if any(s.written == word and s.kind in ("value", "attribute", "noun") for s in senses):
        return word
    return cognate(word, lexicon.plain_spellings, "de") if len(word) > 4 else None
