"""Which phrase of a foreign language is meant, by what stands around it."""

from __future__ import annotations

from collections.abc import Sequence

from agent.language.built_in import english
from agent.language.built_in.foreign_content import chosen, written_so
from agent.language.built_in.foreign_words import Entry, ForeignLanguage, Heard
from agent.language.built_in.lexicon import Lexicon
from agent.language.built_in.units import currency, unit_name
from agent.language.built_in.word_forms import comparative, superlative
from agent.language.built_in.word_order import Piece


def phrase_at(
    heard: Sequence[Heard], index: int, language: ForeignLanguage, lexicon: Lexicon
) -> tuple[Entry, int] | None:
    """The longest phrase that can be meant here."""
    last: tuple[Entry, int] | None = None
    for entry, end in language.at(heard, index):
        if last is not None and end < last[1]:
            break
        if entry.kind == "amount" and not _beside_number(heard, index, end, language):
            continue
        if entry.kind == "opening" and not _opens(heard, index, language):
            continue
        if _leads_on(heard, end, language):
            continue
        if end == index + 1 and entry.kind not in ("closed", "opening") and written_so(heard[index], lexicon):
            return None
        if entry.kind == "unit" and not _after_number(heard, index, language):
            last = last or (entry, end)
            continue
        if entry.degree == "more" and _of_noun(heard, index):
            continue
        if (
            not entry.degree
            and language.code == "de"
            and entry.kind == "adjective"
            and not _of_noun(heard, index)
        ):
            degrees = [
                (e, stop) for e, stop in language.at(heard, index) if e.degree == "more" and stop == end
            ]
            if degrees:
                return degrees[0]
        return entry, end
    return last


def hyphened(heard: Sequence[Heard], index: int, language: ForeignLanguage) -> bool:
    """Haut-parleur is one word, and not high of something."""
    if language.code != "fr" or index + 1 >= len(heard):
        return False
    after = heard[index + 1]
    return after.joined and after.is_word and not language.has(after.word)


def _opens(heard: Sequence[Heard], index: int, language: ForeignLanguage) -> bool:
    """Whether a question or sentence begins here; Spanish writes an accent where a word asks."""
    asks = language.code == "es" and not heard[index].text.isascii()
    return asks or index == 0 or heard[index - 1].text in _OPENING


_OPENING = frozenset(".!?;:¿¡")


def _of_noun(heard: Sequence[Heard], index: int) -> bool:
    """Ein billiger Wein: between article and noun the ending is no comparative's."""
    before = heard[index - 1].word if index else ""
    after = heard[index + 1] if index + 1 < len(heard) else None
    noun = after is not None and after.is_word and after.word != "als"
    return noun and (before in _INDEFINITE or (after is not None and after.text[:1].isupper() and index > 0))


_INDEFINITE = frozenset(["ein", "kein", "mein", "unser", "dein"])


_MORE = {"es": "mas", "fr": "plus"}


_LESS = {"es": "menos", "fr": "moins"}


_THE = {"es": ("el", "la", "los", "las", "lo"), "fr": ("le", "la", "les")}


def compared(
    heard: Sequence[Heard], index: int, language: ForeignLanguage, lexicon: Lexicon
) -> tuple[Piece, int] | None:
    """Más barato, la plus chère: a degree and its adjective are one word of English, or "more" and one."""
    code = language.code
    if code == "de":
        return None
    at = index + (heard[index].word in _THE[code] and index + 1 < len(heard))
    word = heard[at].word
    if word not in (_MORE[code], _LESS[code]):
        return None
    adjective = _adjective(heard, at + 1, language)
    if adjective is None:
        return None
    entry, end = adjective
    most = at > index
    base = chosen(entry, lexicon)
    if word == _LESS[code]:
        text = f"least {base}" if most else f"less {base}"
    else:
        text = (superlative(base) if most else comparative(base)) or f"more {base}"
    if end < len(heard) and heard[end].word in ("que", "qu'"):
        text, end = f"{text} than", end + 1
    return Piece(f"the {text}" if most else text, heard[index].start, heard[end - 1].end, "adjective"), end


def _adjective(heard: Sequence[Heard], index: int, language: ForeignLanguage) -> tuple[Entry, int] | None:
    if index >= len(heard):
        return None
    return next(((e, end) for e, end in language.at(heard, index) if e.kind == "adjective"), None)


def _leads_on(heard: Sequence[Heard], end: int, language: ForeignLanguage) -> bool:
    """Whether the phrase takes away the "more" of a comparative behind it: algo más | barato."""
    if heard[end - 1].word != _MORE.get(language.code):
        return False
    return _adjective(heard, end, language) is not None


def _after_number(heard: Sequence[Heard], index: int, language: ForeignLanguage) -> bool:
    before = heard[index - 1] if index else None
    return before is not None and (
        before.is_number
        or before.word in language.numbers
        or before.word in _ARTICLES
        or before.word in ("halb", "halbe", "media", "medio", "demi", "par", "paar")
    )


_ARTICLES = frozenset(["un", "una", "une", "ein", "eine", "einen", "einer", "einem", "eines"])


def _beside_number(heard: Sequence[Heard], start: int, end: int, language: ForeignLanguage) -> bool:
    """Whether an amount stands right behind, or right before with its unit."""

    def counts(index: int) -> bool:
        if not 0 <= index < len(heard):
            return False
        piece = heard[index]
        return (
            piece.is_number
            or piece.word in language.numbers
            or bool(currency(piece.text) and not piece.is_word)
        )

    follows = end + (end < len(heard) and heard[end].word in _FILLERS)
    if counts(follows) or (
        end + 1 < len(heard) and heard[end].word in _ARTICLES and _is_unit(heard[end + 1], language)
    ):
        return True
    return counts(start - 1) or (start > 1 and counts(start - 2) and _is_unit(heard[start - 1], language))


_FILLERS = english.words(
    "los las les a de den dem der die du le la zu zum unos unas maximal etwa ca environ :"
)


def _is_unit(piece: Heard, language: ForeignLanguage) -> bool:
    found = any(e.kind == "unit" for words, e in language.phrases.get(piece.word, ()) if len(words) == 1)
    return found or bool(currency(piece.text)) or bool(unit_name(piece.word))
