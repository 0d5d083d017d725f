"""An utterance in Spanish, German or French, put into the English that the grammar reads.

What the catalog writes just so, titles and values, stays. The rest goes over phrase by phrase; a word that
cannot be put into English stays as it is, and is nobody's synonym. Every piece keeps the place that it came from, so
that what quotes the user quotes their own words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from agent.language.built_in import english
from agent.language.built_in.cognates import cognate
from agent.language.built_in.foreign_numbers import as_written, count_at
from agent.language.built_in.foreign_words import (
    CODES,
    Code,
    Entry,
    ForeignLanguage,
    Heard,
    foreign,
    other_languages,
    pieces,
    plain,
)
from agent.language.built_in.lexicon import Lexicon
from agent.language.built_in.mentions import find_mentions
from agent.language.built_in.text import key, stem, tokenize
from agent.language.built_in.units import currency, unit_name
from agent.language.built_in.word_forms import comparative, superlative
from agent.language.understanding import Understanding
from agent.state import Session

LONGEST_HEARD = 2_000
SURE = 0.7
"""How sure the engine is of what it read in another language than English."""
UNSURE = 0.3
LIMIT = "I read English, and simple requests in Spanish, German or French; other languages I do not understand yet."

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of English for the characters `start` to `end` of what was said; `at` is its place in the English."""

    text: str
    start: int
    end: int
    kind: str = ""
    at: int = 0


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


def language_of(utterance: str, session: Session, lexicon: Lexicon) -> str:
    """The code of the language; "en" where English explains it as well, "other" for one that is not read here."""
    letters = [c for c in utterance if c.isalpha()]
    if letters and sum(bool(_LATIN.match(c)) for c in letters) * 2 < len(letters):
        return "other"
    said = [plain(w) for w in _WORD.findall(utterance[:LONGEST_HEARD])]
    words = [part for w in said for part in re.split(r"(?<=')", w.replace("’", "'")) if part]
    spoken = session.language if session.language in CODES else "en"
    if not words or (spoken == "en" and not any(w in _telling() for w in words)):
        return "en"
    is_english = [w in english.NOT_CONTENT for w in words]
    common = [e or _in_catalog(w, lexicon) for w, e in zip(words, is_english, strict=True)]
    best: tuple[float, float, Code] | None = None
    for code in CODES:
        language = foreign(code)
        told = sum(w in language.closed and not e for w, e in zip(words, is_english, strict=True))
        worded = sum(
            w in language.everyday and w not in language.closed and not c
            for w, c in zip(words, common, strict=True)
        )
        against = sum(e and not language.has(w) for w, e in zip(words, is_english, strict=True))
        shared = sum(w in language.closed for w in words)
        score = (told + worded / 2 - against, shared + (code == spoken) / 2, code)
        if (told or worded) and (best is None or score[:2] > best[:2]):
            best = score
    others = max(
        sum(w in known and not e for w, e in zip(words, is_english, strict=True))
        for known in other_languages().values()
    )
    against = sum(e for e in is_english)
    if others >= 3 and others > against + 1 and (best is None or others > best[0] + 1):
        return "other"
    if best is None:
        return spoken if not against else "en"
    score, _, code = best
    if code == spoken:
        return code if score >= 0 else "en"
    if score <= 0:
        return "en" if against or spoken == "en" else spoken
    if _titled(utterance, code, session, lexicon):
        return "en"
    whole = all(foreign(code).has(w) or w in _NEUTRAL for w in words)
    return (
        code
        if score >= 1.5
        or (score >= 0.5 and whole and not (session.turn and spoken == "en" and len(words) < 2))
        else "en"
    )


_NEUTRAL = frozenset(["ok", "okay"])


@cache
def _telling() -> frozenset[str]:
    """All words that tell of a language besides English."""
    known: set[str] = set()
    for code in CODES:
        known |= foreign(code).closed | foreign(code).everyday
    return frozenset(known.union(*other_languages().values()))


def _in_catalog(word: str, lexicon: Lexicon) -> bool:
    return lexicon.writes(word) or bool(lexicon.look_up((stem(word),), word)) or lexicon.is_word(word)


def _titled(utterance: str, code: Code, session: Session, lexicon: Lexicon) -> bool:
    """Whether all that is foreign in the utterance is the name of an item."""
    tokens = tokenize(utterance)
    held = {i for t in lexicon.titles_in(tokens) if not t.slip for i in range(t.span.start, t.span.end)}
    language = foreign(code)
    rest = [t.norm for i, t in enumerate(tokens) if t.is_word and i not in held]
    return bool(held) and not any(w in language.closed and w not in english.NOT_CONTENT for w in rest)


def rendered(utterance: str, code: Code, lexicon: Lexicon) -> Rendered:
    """The utterance in English."""
    said = utterance[:LONGEST_HEARD]
    language = foreign(code)
    heard = pieces(said, code)
    made = _in_order(_pieces(heard, said, language, lexicon), code)
    text = ""
    placed: list[Piece] = []
    for piece in made:
        if not piece.text:
            continue
        gap = (
            ""
            if not text or (piece.kind == "mark" and piece.text not in "-–/&+(") or text[-1] in "-/("
            else " "
        )
        if (
            piece.kind == "mark"
            and piece.text in "-/"
            and piece.start
            and not said[piece.start - 1].isspace()
        ):
            gap = ""
        placed.append(replace(piece, at=len(text) + len(gap)))
        text += gap + piece.text
    return Rendered(said, text, tuple(placed))


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
    titles = lexicon.titles_in(tokens)
    found = [t.span for t in titles if not t.slip]
    found += [
        m.span
        for m in find_mentions(tokens, lexicon, titles=titles)
        if not m.slip and m.span.end - m.span.start > 1 and any(s.exact for s in m.of("value"))
    ]
    return sorted({(tokens[s.start].start, tokens[s.end - 1].end) for s in found})


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
    compared = _compared(heard, index, language, lexicon)
    if compared is not None:
        return compared
    for entry, end in language.at(heard, index):
        if entry.kind == "amount" and not _beside_number(heard, index, end, language):
            continue
        if entry.kind == "unit" and not _after_number(heard, index, language):
            continue
        if entry.kind == "opening" and index and heard[index - 1].is_word:
            continue
        if _leads_on(heard, end, language):
            continue
        if end == index + 1 and entry.kind not in ("closed", "opening") and _meant_as_written(piece, lexicon):
            break
        return _said(entry, lexicon, piece.start, heard[end - 1].end), end
    return _content(piece, language, lexicon), index + 1


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
    decade = text.isdigit() and int(text) % 10 == 0 and (len(text) == 2 or len(text) == 4)
    if decade and before in ("anos", "annees"):
        return Piece(f"{text}s", piece.start, piece.end, "number"), end
    return Piece(text, piece.start, piece.end, "number"), end


_ORDINALS = {1: "first", 2: "second", 3: "third"}
_MORE = {"es": "mas", "fr": "plus"}
_LESS = {"es": "menos", "fr": "moins"}
_THE = {"es": ("el", "la", "los", "las", "lo"), "fr": ("le", "la", "les")}


def _compared(
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
    base = _chosen(entry, lexicon)
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
    last = heard[end - 1].word
    if language.code == "de" or last not in (_MORE[language.code], _LESS[language.code]):
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


_FILLERS = frozenset(
    [
        "los",
        "las",
        "les",
        "a",
        "de",
        "den",
        "der",
        "die",
        "zu",
        "zum",
        "unos",
        "unas",
        "maximal",
        "etwa",
        "ca",
        "environ",
        ":",
    ]
)


def _is_unit(piece: Heard, language: ForeignLanguage) -> bool:
    found = any(e.kind == "unit" for words, e in language.phrases.get(piece.word, ()) if len(words) == 1)
    return found or bool(currency(piece.text)) or bool(unit_name(piece.word))


def _meant_as_written(piece: Heard, lexicon: Lexicon) -> bool:
    """Whether the catalog has the word just so."""
    senses = lexicon.look_up((stem(piece.word),), piece.word)
    return any(s.written == piece.word and s.kind in ("value", "attribute", "noun") for s in senses)


def _said(entry: Entry, lexicon: Lexicon, start: int, end: int) -> Piece:
    text = _chosen(entry, lexicon)
    if entry.degree:
        text = (comparative(text) if entry.degree == "more" else superlative(text)) or text
    return Piece(text, start, end, entry.kind)


def _chosen(entry: Entry, lexicon: Lexicon) -> str:
    """Of several English words the one that the catalog has."""
    if len(entry.english) == 1:
        return entry.english[0]
    return next((w for w in entry.english if lexicon.look_up(key(w), w)), entry.english[0])


def _content(piece: Heard, language: ForeignLanguage, lexicon: Lexicon) -> Piece:
    """A word of no list: one of the catalog by its spelling, a German compound, or as it is."""
    word = piece.word
    if _meant_as_written(piece, lexicon) or lexicon.look_up((stem(word),), word):
        return Piece(piece.text, piece.start, piece.end, "word")
    alike = cognate(word, lexicon.spellings, language.code)
    if alike is not None:
        return Piece(alike, piece.start, piece.end, "word")
    if language.code == "de" and (parts := _compound(word, language, lexicon)):
        return Piece(parts, piece.start, piece.end, "noun")
    return Piece(piece.text, piece.start, piece.end, "unknown")


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
        return _chosen(entry, lexicon)
    senses = lexicon.look_up((stem(word),), word) if len(word) > 3 else ()
    if any(s.written == word and s.kind in ("value", "attribute", "noun") for s in senses):
        return word
    return cognate(word, lexicon.spellings, "de", alike=0.86) if len(word) > 4 else None


def _in_order(made: Iterable[Piece], code: Code) -> list[Piece]:
    """Spanish and French put the adjective behind its noun."""
    found = list(made)
    if code == "de":
        return found
    for index in range(len(found) - 1):
        first, second = found[index], found[index + 1]
        if first.kind == "noun" and second.kind == "adjective" and not second.text.startswith("the "):
            if second.text.endswith(" than"):
                continue
            found[index], found[index + 1] = second, first
    return found


def in_other_language(
    utterance: str,
    language: str,
    session: Session,
    lexicon: Lexicon,
    understand: Callable[[str, Session], Understanding],
) -> Understanding:
    """What `understand` makes of the English of the utterance, in a session that speaks the language."""
    if language not in CODES:
        return Understanding(acts=("out_of_scope",), confidence=UNSURE, language="other", courtesy=LIMIT)
    code: Code = language
    said = rendered(utterance, code, lexicon)
    understanding = understand(said.english, session.model_copy(update={"spoken": (code,)}))
    return replace(
        in_own_words(understanding, said),
        language=code,
        courtesy="" if code in session.spoken else foreign(code).courtesy,
    )


def in_own_words(understanding: Understanding, said: Rendered) -> Understanding:
    """With the user's own words wherever they are quoted. What is searched for by meaning stays English."""
    changes: dict[str, Any] = {
        "receipt": tuple(
            line.model_copy(update={"phrase": said.own(line.phrase)}) for line in understanding.receipt
        ),
        "unknown": tuple(dict.fromkeys(said.own(phrase) for phrase in understanding.unknown)),
        "statements": tuple(replace(s, source=said.own(s.source)) for s in understanding.statements),
        "feedback": tuple(replace(g, phrase=said.own(g.phrase)) for g in understanding.feedback),
        "critiques": tuple(replace(c, phrase=said.own(c.phrase)) for c in understanding.critiques),
        "confidence": min(understanding.confidence, SURE),
    }
    return replace(understanding, **changes)
