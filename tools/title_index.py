"""The titles of a catalog by their words, so that one is found in a sentence without reading them all.

A title is kept in its forms: whole, and without what people leave off. Each form is a run of plain words;
two writings of one title ("Spider-Man II", "spiderman 2") have the same `joined` form.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from catalog.items import fold

Words = tuple[str, ...]

ARTICLES = frozenset(["the", "a", "an"])
INSTALMENTS = frozenset(["part", "chapter", "episode", "volume", "vol", "no", "number", "season"])
_COUNTED = {
    word: str(number)
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ]
    )
}
_ROMAN = {
    word: str(number)
    for number, word in enumerate(
        ["ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii"], 2
    )
}
_ROMAN |= dict.fromkeys(("vs", "versus"), _ROMAN["v"])  # "x vs y" is also written "x v y"
_MOVED = re.compile(
    r"(.+), (the|a|an|le|la|les|l'|il|lo|el|los|las|der|die|das|de|het)((?:\s*\(.*\))?)", re.DOTALL
)
_WORD = re.compile(r"[^\W_]+")
_SUBTITLE = re.compile(r"\s*[:(\[–—]|\s-\s|\s\|\s")

_OPENING = 3

MOST_POSTINGS = 400
"""A word that more forms have than this tells none of them apart."""


def number_of(word: str, *, opens: bool = False) -> str:
    """A number word or a Roman numeral as figures, any other word as it is; no title `opens` on a Roman one."""
    return _COUNTED.get(word) or ("" if opens else _ROMAN.get(word)) or word


def plain_words(text: str) -> Words:
    """The words of a title: folded, its article in front, `&` as a word, no marks."""
    folded = fold(text)
    if moved := _MOVED.fullmatch(folded):
        folded = f"{moved[2]} {moved[1]}{moved[3]}"
    return tuple(_WORD.findall(folded.replace("'", "").replace("&", " and ")))


def canonical(words: Sequence[str]) -> Words:
    """Words without article, with numerals in figures; a number needs no "part" or "chapter" before it."""
    rest = list(words[1:] if len(words) > 1 and words[0] in ARTICLES else words)
    found = []
    for place, word in enumerate(rest):
        after = number_of(rest[place + 1]) if place + 1 < len(rest) else ""
        if place and word in INSTALMENTS and after.isdigit():
            continue
        found.append(number_of(word, opens=not place))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Form:
    """One way to say a title. `whole` is false where a subtitle was left off."""

    row: int
    words: Words
    whole: bool
    article: str


class TitleIndex:
    """Forms by their joined letters, and by each of their words."""

    def __init__(self, titles: Sequence[str], nouns: Collection[str] = ()) -> None:
        """`nouns` are what an item is called: a title is also known without one at its end."""
        self.titles = titles
        self._tails = _usual_endings(titles) | {fold(noun) for noun in nouns}
        self.forms: list[Form] = []
        self._joined: dict[str, list[int]] = defaultdict(list)
        self._postings: dict[str, array[int]] = {}
        self._ends: dict[str, list[str]] = {}
        self._reach: dict[str, int] = {}
        for row, title in enumerate(titles):
            self._add(row, title)
        self._joined = dict(self._joined)
        buckets: dict[str, list[str]] = defaultdict(list)
        for word in self._postings:
            if len(word) >= 4:
                for place in (*_ends(word, 2), *_ends(word, 3)):
                    buckets[place].append(word)
        self._ends = dict(buckets)

    def joined(self, letters: str) -> list[Form]:
        """The forms that are these letters, however they are parted into words: whole titles first."""
        return [self.forms[n] for n in self._joined.get(letters, ())]

    def reach(self, letters: str) -> int:
        """The most letters of a form that begins as these do: no longer run needs to be tried."""
        return self._reach.get(letters[:_OPENING], 0) if len(letters) >= _OPENING else 1000

    @property
    def words(self) -> Collection[str]:
        return self._postings.keys()

    def has(self, word: str) -> bool:
        return word in self._postings

    def holding(self, word: str, *, most: int = MOST_POSTINGS) -> list[Form]:
        """The forms with a word; none where more than `most` have it and it tells nothing."""
        places = self._postings.get(word, ())
        return [self.forms[n] for n in places] if len(places) <= most else []

    def spread(self, word: str) -> int:
        """How many forms have the word."""
        return len(self._postings.get(word, ()))

    def alike(self, word: str) -> list[str]:
        """The words of titles that are one slip away, two for long words."""
        if len(word) < 4:
            return []
        slips = 1 if len(word) < 8 else 2
        size = 2 if len(word) <= 6 else 3
        known = {w for end in _ends(word, size) for w in self._ends.get(end, ())}
        near = process.extract(word, known, scorer=OSA.distance, score_cutoff=slips, limit=4)
        return [w for w, distance, _ in near if distance]

    def _add(self, row: int, title: str) -> None:
        seen: set[str] = set()
        bare = re.sub(r"\s*[(\[][^)\]]*[)\]]\s*$", "", title) or title
        head = _SUBTITLE.split(bare, maxsplit=1)[0]
        forms = [(plain_words(text), whole) for text, whole in ((title, True), (bare, True), (head, False))]
        forms += [
            (words[:-1], False) for words, _ in forms[1:] if len(words) > 2 and words[-1] in self._tails
        ]
        for words, whole in forms:
            form = canonical(words)
            letters = "".join(form)
            if not letters or letters in seen:
                continue
            seen.add(letters)
            article = words[0] if len(words) > 1 and words[0] in ARTICLES else ""
            number = len(self.forms)
            self.forms.append(Form(row, form, whole, article))
            start = letters[:_OPENING]
            self._reach[start] = max(self._reach.get(start, 0), len(letters))
            same = self._joined[letters]
            same.append(number)
            if whole and len(same) > 1:
                same.sort(key=lambda n: not self.forms[n].whole)
            for word in set(form):
                self._postings.setdefault(word, array("l")).append(number)


def _usual_endings(titles: Sequence[str]) -> set[str]:
    """The words on which so many titles end that people leave them off: "trail", "hotel"."""
    last = Counter(words[-1] for title in titles if len(words := plain_words(title)) > 2)
    return {w for w, n in last.items() if n >= 20 and n >= 0.02 * len(titles) and w.isalpha() and len(w) > 2}


def _ends(word: str, size: int) -> tuple[str, ...]:
    """How a word begins and ends: with a slip or two, one of them is still as it was."""
    return (f"{word[:size]}-", f"-{word[-size:]}")
