"""The words of Spanish, German and French, each with the English that the grammar reads.

`languages/*.txt` hold what such a language says of anything (articles, negation, amounts, the formulas of a
conversation) and the everyday words of all three; endings and number words are made here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from agent.language.built_in.foreign_numbers import number_words
from catalog.items import fold

Code = Literal["es", "de", "fr"]
CODES: tuple[Code, ...] = get_args(Code)
NAMES: dict[Code, str] = {"es": "spanish", "de": "german", "fr": "french"}
FOLDER = Path(__file__).parent / "languages"

Kind = Literal["closed", "opening", "amount", "adjective", "noun", "unit", "ordinal", "place", "verb"]
Degree = Literal["", "more", "most"]

_KINDS: dict[str, Kind] = {
    "adjectives": "adjective",
    "nouns": "noun",
    "units": "unit",
    "ordinals": "ordinal",
    "places and their people": "place",
    "verbs": "verb",
}
_SECTIONS: dict[str, Kind] = {"amounts": "amount", "in front": "opening"}
_ELIDED = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quelqu|aujourd)['’]", re.IGNORECASE)
_NUMBER = r"\d{1,3}(?:[.\u00a0\u202f]\d{3})+(?:,\d+)?|\d+[.,]\d+|\d+"
_PIECE = re.compile(rf"{_NUMBER}|[^\W\d_]+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Heard:
    """A piece of a foreign utterance: folded, with its place."""

    word: str
    text: str
    start: int
    end: int
    joined: bool = False
    """Whether a hyphen joins it to the word before."""

    @property
    def is_word(self) -> bool:
        return self.word[:1].isalpha()

    @property
    def is_number(self) -> bool:
        return self.word[:1].isdigit()


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase is in English: `english` holds the alternatives, the usual one first."""

    english: tuple[str, ...]
    kind: Kind
    degree: Degree = ""


@dataclass(frozen=True)
class ForeignLanguage:
    """`phrases` by their first word, longest first; `closed` are the words by which the language is told."""

    code: Code
    courtesy: str
    phrases: dict[str, tuple[tuple[tuple[str, ...], Entry], ...]]
    closed: frozenset[str]
    everyday: frozenset[str]
    numbers: dict[str, int]

    def at(self, pieces: Sequence[Heard], start: int) -> Iterator[tuple[Entry, int]]:
        """What may begin at a piece, the longest first, each with the place behind it."""
        for words, entry in self.phrases.get(pieces[start].word, ()):
            end = start + len(words)
            if tuple(p.word for p in pieces[start:end]) == words:
                yield entry, end

    def word(self, word: str) -> Entry | None:
        """What a single folded word is."""
        found = (entry for words, entry in self.phrases.get(word, ()) if len(words) == 1)
        return next(found, None)

    def has(self, word: str) -> bool:
        return word in self.closed or word in self.everyday or word in self.numbers


def plain(text: str) -> str:
    """Folded, and the ligatures written out."""
    return fold(text).replace("œ", "oe").replace("æ", "ae")


def pieces(utterance: str, code: Code) -> list[Heard]:
    """Words, numbers and marks; French elisions are words of their own, and its hyphens part words."""
    found: list[Heard] = []
    cuts = {m.end() for m in _ELIDED.finditer(utterance)} if code == "fr" else set()
    for match in _PIECE.finditer(utterance):
        text, start, end = match.group(), match.start(), match.end()
        if text in "'’" and end in cuts and found and found[-1].end == start:
            found[-1] = replace(found[-1], word=found[-1].word + "'", text=found[-1].text + text, end=end)
        elif code == "fr" and text == "-" and _inside(utterance, start):
            continue
        else:
            joined = (
                code == "fr" and start > 1 and utterance[start - 1] == "-" and _inside(utterance, start - 1)
            )
            found.append(Heard(plain(text), text, start, end, joined))
    return found


def _inside(text: str, index: int) -> bool:
    return 0 < index < len(text) - 1 and text[index - 1].isalpha() and text[index + 1].isalpha()


@cache
def foreign(code: Code) -> ForeignLanguage:
    """The language, read once."""
    courtesy, closed = _closed(code)
    entries: dict[tuple[str, ...], list[Entry]] = {}
    for phrase, entry in closed:
        _join(entries.setdefault(phrase, []), entry)
    inflected: list[tuple[tuple[str, ...], Entry]] = []
    for entry, said in _everyday(code):
        for phrase in said:
            _join(entries.setdefault(phrase, []), entry)
            inflected += [(form, replace(entry, degree=d)) for form, d in _forms(phrase, entry.kind, code)]
    written = frozenset(entries)
    for phrase, entry in inflected:
        if phrase not in written:
            _join(entries.setdefault(phrase, []), entry)
    own = {phrase for phrase, _ in closed}
    everyday = frozenset(p[0] for p in entries if len(p) == 1 and len(p[0]) > 1 and p not in own)
    by_first: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
    for phrase in sorted(entries, key=lambda p: -len(p)):
        ranked = sorted(entries[phrase], key=lambda entry: _FIRST.get(entry.kind, len(_FIRST)))
        by_first.setdefault(phrase[0], []).extend((phrase, entry) for entry in ranked)
    return ForeignLanguage(
        code,
        courtesy,
        {word: tuple(found) for word, found in by_first.items()},
        frozenset(word for phrase, _ in closed for word in phrase if len(word) > 1),
        everyday,
        number_words(code),
    )


_FIRST: dict[Kind, int] = {"amount": 0, "unit": 1, "opening": 2, "closed": 3, "ordinal": 4}
"""Of several things that a phrase can be, those come first that need the right place: beside a number, in front."""


def _join(entries: list[Entry], entry: Entry) -> None:
    """One entry of a kind: words that are two in English are alternatives."""
    for place, held in enumerate(entries):
        if (held.kind, held.degree) == (entry.kind, entry.degree):
            entries[place] = replace(held, english=tuple(dict.fromkeys((*held.english, *entry.english))))
            return
    entries.append(entry)


@cache
def other_languages() -> dict[str, frozenset[str]]:
    """The commonest words of languages that are only recognised."""
    return {
        name.strip(): frozenset(plain(word) for word in words.split())
        for line in _lines("others")
        for name, _, words in (line.partition("="),)
    }


def _lines(name: str) -> Iterator[str]:
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line.strip() and not line.startswith("#"))


def _phrase(text: str, code: Code) -> tuple[str, ...]:
    return tuple(p.word for p in pieces(text.strip(), code))


def _closed(code: Code) -> tuple[str, list[tuple[tuple[str, ...], Entry]]]:
    section, courtesy = "", ""
    found: dict[tuple[tuple[str, ...], Kind], Entry] = {}
    for line in _lines(NAMES[code]):
        if line.startswith("["):
            section = line.strip("[]")
        elif section == "courtesy":
            courtesy = line
        else:
            said, _, english = line.partition("=")
            kind = _SECTIONS.get(section, "closed")
            for phrase in said.split("|"):
                found[_phrase(phrase, code), kind] = Entry((english.strip(),), kind)
    return courtesy, [(phrase, entry) for (phrase, _), entry in found.items()]


def _everyday(code: Code) -> Iterator[tuple[Entry, list[tuple[str, ...]]]]:
    kind: Kind = "noun"
    for line in _lines("everyday"):
        if line.startswith("["):
            kind = _KINDS[line.strip("[]")]
            continue
        english, *columns = line.split("=")
        entry = Entry(tuple(fold(word) for word in english.split("/")), kind)
        yield entry, [_phrase(p, code) for p in columns[CODES.index(code)].split(",") if p.strip()]


_ADJECTIVE_ENDINGS = ("e", "er", "en", "em", "es")
_GERMAN_PLURALS = ("e", "n", "en", "er", "ern", "s", "es", "nen")


def _forms(phrase: tuple[str, ...], kind: Kind, code: Code) -> Iterable[tuple[tuple[str, ...], Degree]]:
    """The inflected forms of a word: number and gender, and in German also the degrees."""
    word = phrase[-1]
    if kind in ("unit", "ordinal", "verb") or (len(phrase) > 1 and code == "de"):
        return []
    before = phrase[:-1]
    if code == "es":
        return [((*before, form), "") for form in _spanish(word)]
    if code == "fr":
        return [((*before, form), "") for form in _french(word)]
    return [((form,), degree) for form, degree in _german(word, adjective=kind in ("adjective", "place"))]


def _spanish(word: str) -> list[str]:
    if word.endswith("o"):
        return [word[:-1] + end for end in ("a", "os", "as")]
    if word.endswith("z"):
        return [word[:-1] + "ces"]
    return [word + "s"] if word[-1] in "aeiu" else [word + "es", word + "a", word + "as"]


def _french(word: str) -> list[str]:
    forms = [word + end for end in ("s", "e", "es")]
    for end, others in (
        ("eux", ("euse", "euses")),
        ("al", ("aux",)),
        ("eau", ("eaux",)),
        ("if", ("ive", "ives")),
        ("er", ("ere", "eres")),
        ("en", ("enne", "ennes")),
        ("on", ("onne", "onnes")),
        ("el", ("elle", "elles")),
        ("c", ("che", "ches")),
    ):
        if word.endswith(end):
            forms += [word[: -len(end)] + other for other in others]
    return forms


def _german(word: str, *, adjective: bool) -> list[tuple[str, Degree]]:
    if not adjective:
        return [(word + end, "") for end in _GERMAN_PLURALS]
    stem = word.removesuffix("e")
    short = stem[:-2] + stem[-1] if stem.endswith(("el", "er")) and len(stem) > 4 else stem
    forms: list[tuple[str, Degree]] = [(stem + end, "") for end in _ADJECTIVE_ENDINGS]
    forms += [(short + end, "") for end in _ADJECTIVE_ENDINGS]
    for root in dict.fromkeys((stem, short)):
        forms += [(root + "er" + end, "more") for end in ("", *_ADJECTIVE_ENDINGS)]
        forms += [(root + mid + end, "most") for mid in ("st", "est") for end in _ADJECTIVE_ENDINGS]
    return forms
