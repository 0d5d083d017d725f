"""An utterance in Spanish, German or French, put into the English that the grammar reads.

What the catalog writes just so, titles and values, stays. The rest goes over phrase by phrase; a word that cannot
be put into English stays as it is, and is nobody's synonym. Every piece keeps the place that it came from, so
that what quotes the user quotes their own words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from agent.language.built_in.calendar_words import MONTHS
from agent.language.built_in.foreign_content import content, said_in_english
from agent.language.built_in.foreign_numbers import as_written, count_at
from agent.language.built_in.foreign_phrases import compared, hyphened, phrase_at
from agent.language.built_in.foreign_words import Code, ForeignLanguage, Heard, foreign, pieces
from agent.language.built_in.lexicon import Lexicon
from agent.language.built_in.phrases import Span
from agent.language.built_in.text import tokenize
from agent.language.built_in.units import unit_name
from agent.language.built_in.word_order import NAMING, Piece, in_order

LONGEST_RENDERED = 2_000
"""Characters that are put into English, as many as are read closely."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What was said, and the same in English."""

    said: str
    english: str
    pieces: tuple[Piece, ...]

    def own(self, phrase: str) -> str:
        """The user's own words for a phrase of the English; as it is where it is none."""
        denied = phrase.removeprefix("no ") if phrase.startswith("no ") and phrase not in self.english else ""
        wanted = denied or phrase
        place = self.english.casefold().find(wanted.casefold()) if wanted.strip() else -1
        if place < 0:
            return self._word_by_word(phrase)
        held = [p for p in self.pieces if p.at < place + len(wanted) and place < p.at + len(p.text)]
        if not held:
            return phrase
        own = self.said[min(p.start for p in held) : max(p.end for p in held)]
        return f"no {own}" if denied else own

    def _word_by_word(self, phrase: str) -> str:
        words = phrase.split()
        if len(words) < 2:
            return phrase
        return " ".join(self.own(word) if word != "no" else word for word in words)


def rendered(utterance: str, code: Code, lexicon: Lexicon) -> Rendered:
    """The utterance in English."""
    said = utterance[:LONGEST_RENDERED]
    language = foreign(code)
    heard = pieces(said, code)
    made = in_order(_pieces(heard, said, language, lexicon), code)
    text = ""
    placed: list[Piece] = []
    for piece in made:
        gap = " " if placed and _parted(placed[-1], piece, said) else ""
        placed.append(replace(piece, at=len(text) + len(gap)))
        text += gap + piece.text
    return Rendered(said, text, tuple(placed))


def _parted(before: Piece, piece: Piece, said: str) -> bool:
    """Whether a blank stands between: marks keep to what they were written at, words are always parted."""
    if "mark" not in (before.kind, piece.kind):
        return True
    blank = said[piece.start - 1 : piece.start].isspace() or said[before.end : before.end + 1].isspace()
    return blank and not (piece.kind == "mark" and piece.text in ".,;:!?)%")


def _pieces(
    heard: Sequence[Heard], said: str, language: ForeignLanguage, lexicon: Lexicon
) -> Iterable[Piece]:
    kept = _kept(said, lexicon)
    words = [h.word for h in heard]
    index = 0
    while index < len(heard):
        piece = heard[index]
        whole = next((span for span in kept if span[0] <= piece.start < span[1]), None)
        if whole is not None:
            yield Piece(said[whole[0] : whole[1]], *whole, "name")
            while index < len(heard) and heard[index].start < whole[1]:
                index += 1
            continue
        made, index = _piece(heard, words, index, language, lexicon)
        yield made


def _kept(said: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """What the catalog writes just so: titles, and values of more than one word."""
    tokens = tokenize(said)
    found = [t.span for t in lexicon.titles_in(tokens) if not t.slip]
    words = [i for i, t in enumerate(tokens) if not t.is_mark]
    for position in range(len(words)):
        for size in range(min(lexicon.longest, len(words) - position), 1, -1):
            run = words[position : position + size]
            senses = lexicon.look_up(tuple(tokens[i].stem for i in run))
            if any(s.kind == "value" and s.exact for s in senses):
                found.append(Span(run[0], run[-1] + 1))
                break
    spans = sorted((tokens[s.start].start, tokens[s.end - 1].end) for s in found)
    return [span for i, span in enumerate(spans) if not i or span[0] >= max(b for _, b in spans[:i])]


def _piece(
    heard: Sequence[Heard], words: Sequence[str], index: int, language: ForeignLanguage, lexicon: Lexicon
) -> tuple[Piece, int]:
    piece = heard[index]
    if piece.is_number:
        return _number(heard, index, language)
    if not piece.is_word:
        text = "" if piece.text in "¿¡" else piece.text
        return Piece(text, piece.start, piece.end, "mark"), index + 1
    counted = count_at(words, index, language.numbers)
    if counted is not None and not (
        counted[1] == index + 1 and language.word(piece.word) is not None and counted[0] < 2
    ):
        return Piece(str(counted[0]), piece.start, heard[counted[1] - 1].end, "number"), counted[1]
    degree = compared(heard, index, language, lexicon)
    if degree is not None:
        return degree
    if language.code == "fr" and piece.text == "a" and _accented(heard):
        return Piece("has", piece.start, piece.end, "closed"), index + 1
    found = phrase_at(heard, index, language, lexicon)
    if found is None:
        return content(piece, language, lexicon), index + 1
    entry, end = found
    if end == index + 1 and entry.kind in NAMING and hyphened(heard, index, language):
        after = heard[end]
        return Piece(f"{piece.text}-{after.text}", piece.start, after.end, "unknown"), end + 1
    return said_in_english(entry, lexicon, piece.start, heard[end - 1].end), end


def _accented(heard: Sequence[Heard]) -> bool:
    """Whether the speaker writes accents, so that a word without one is meant without."""
    return any(not h.text.isascii() for h in heard if h.is_word)


def _number(heard: Sequence[Heard], index: int, language: ForeignLanguage) -> tuple[Piece, int]:
    piece = heard[index]
    text, end = as_written(piece.text), index + 1
    after = heard[end] if end < len(heard) else None
    before = heard[index - 1].word if index else ""
    if after is not None and after.start == piece.end:
        if (
            after.word in ("er", "re", "e", "eme", "o", "a", "º", "ª", "°")
            and text.isdigit()
            and int(text) < 20
        ):
            return Piece(_ORDINALS.get(int(text), f"{text}th"), piece.start, after.end), end + 1
        if after.word == "er" and text.isdigit():
            stop = end + 2 if end + 1 < len(heard) and heard[end + 1].word in ("jahre", "jahren") else end + 1
            return Piece(f"{text}s", piece.start, heard[stop - 1].end, "number"), stop
        if after.word == "h" or (after.is_word and len(after.word) <= 3 and unit_name(after.word)):
            return Piece(f"{text}{after.text}", piece.start, after.end, "number"), end + 1
    dated = heard[end + 1] if after is not None and after.text == "." and end + 1 < len(heard) else None
    if dated is not None and text.isdigit() and _is_month(dated, language):
        return Piece(text, piece.start, piece.end, "number"), end + 1
    decade = text.isdigit() and int(text) % 10 == 0 and (len(text) == 2 or len(text) == 4)
    if decade and before in ("anos", "annees"):
        return Piece(f"{text}s", piece.start, piece.end, "number"), end
    return Piece(text, piece.start, piece.end, "number"), end


def _is_month(piece: Heard, language: ForeignLanguage) -> bool:
    entry = language.word(piece.word)
    return entry is not None and entry.english[0] in MONTHS


_ORDINALS = {1: "first", 2: "second", 3: "third"}
