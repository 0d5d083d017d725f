"""Where an utterance names items by their titles: written out, misspelt, joined, or shortened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from agent.language.built_in import english
from agent.language.built_in.phrases import Span
from agent.language.built_in.text import Token
from catalog.items import fold
from tools.title_index import (
    ARTICLES,
    INSTALMENTS,
    Form,
    TitleIndex,
    canonical,
    number_of,
    plain_words,
)

ALIKE = 0.87
"""The likeness of letters from which a run of words is taken for a misspelt title."""
_ONE_SLIP = 0.9
LONGEST_RUN = 16
_RARE = 40
"""A word of so few titles is enough to look at each of them; of a common one, a second word must be there."""
_REACH = 6
_TELLING = 5
"""Letters that a word has which alone stands for the title that it is of."""


class Words(Protocol):
    """What must be known of words to tell a title from a phrase."""

    def is_word(self, word: str) -> bool: ...

    def names_item(self, word: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Said:
    """A word of the utterance as titles are compared: `letters` plain, `bare` without a possessive.

    It is `glued` where figures follow without a space: the V of "V20" is no five.
    """

    index: int
    letters: str
    bare: str
    glued: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """Words that may name a title. `span` are the tokens, `score` how alike they are (1: the same)."""

    span: Span
    first: int
    last: int
    forms: tuple[Form, ...]
    article: str
    score: float = 1.0
    part: bool = False

    @property
    def weight(self) -> float:
        """By which of two spots over the same words the better is chosen: what is longer, then what is surer."""
        size = sum(map(len, self.forms[0].words))
        return (self.last - self.first + 1) + size / 100 - 6 * (1 - self.score) - self.part


def said_words(tokens: Sequence[Token]) -> list[Said]:
    found = []
    for index, token in enumerate(tokens):
        if token.norm == "&":
            found.append(Said(index, "and", "and"))
        elif not token.is_mark:
            letters = "".join(c for c in fold(token.text) if c.isalnum())
            bare = "".join(c for c in token.norm if c.isalnum())
            if letters:
                after = tokens[index + 1] if index + 1 < len(tokens) else None
                glued = after is not None and after.is_number and after.start == token.end
                found.append(Said(index, letters, bare, glued))
    return found


def find_spots(
    tokens: Sequence[Token], index: TitleIndex, words: Words, shown: Collection[int] = ()
) -> list[Spot]:
    """Every run of words that is a title or like one; they may overlap. Of rows `shown` a part is enough."""
    said = said_words(tokens)
    exact = [spot for first in range(len(said)) for spot in _exact_from(first, said, tokens, index)]
    covered = {n for spot in exact if spot.last > spot.first for n in range(spot.first, spot.last + 1)}
    near = [spot for n in range(len(said)) for spot in _near(n, n in covered, said, tokens, index, words)]
    parts = _parts(shown, said, tokens, index, words) if shown else ()
    return [*exact, *near, *parts]


def _exact_from(
    first: int, said: Sequence[Said], tokens: Sequence[Token], index: TitleIndex
) -> Iterator[Spot]:
    opening = said[first]
    if opening.letters in ARTICLES and first + 1 < len(said):
        return
    letters = ""
    for last in range(first, min(len(said), first + LONGEST_RUN)):
        word = said[last].letters
        after = number_of(said[last + 1].letters) if last + 1 < len(said) else ""
        dropped = last > first and word in INSTALMENTS and after.isdigit()
        plain = word if said[last].glued else number_of(word, opens=last == first)
        bare = letters + (said[last].bare if plain == word else plain)
        letters += "" if dropped else plain
        for run in dict.fromkeys((letters, bare)) if not dropped else ():
            forms = [f for f in index.joined(run) if _unbroken(first, last, said, tokens, index, f)]
            if forms:
                yield _spot(first, last, said, tokens, index, forms)
        if len(letters) > index.reach(letters):
            return


def _near(
    place: int, covered: bool, said: Sequence[Said], tokens: Sequence[Token], index: TitleIndex, words: Words
) -> Iterator[Spot]:
    """Titles that have the word at `place`, or one a slip away, where the words around it are theirs too."""
    word = said[place].letters
    if len(word) < 4 or word in english.FUNCTION_WORDS:
        return
    slipped = [] if covered or index.has(word) or words.is_word(word) else index.alike(word)
    best: dict[tuple[int, int], list[tuple[float, Form]]] = {}
    around = {w.letters for w in said[max(0, place - _REACH) : place + _REACH + 1]} - {word}
    for known in (word, *slipped):
        rare = index.spread(known) <= _RARE
        for form in index.holding(known):
            if not rare and len(form.words) > 1 and around.isdisjoint(form.words):
                continue
            found = _aligned(place, known, form, said, words)
            if found is None:
                continue
            score, first, last = found
            if _unbroken(first, last, said, tokens, index, form):
                best.setdefault((first, last), []).append((score, form))
    for (first, last), alike in best.items():
        top = max(score for score, _ in alike)
        if top < 1 and (last > first or len(word) >= _TELLING):
            forms = [form for score, form in alike if score >= top - 0.001]
            yield _spot(first, last, said, tokens, index, forms, score=top)
    if not covered and len(word) >= _TELLING and index.has(word) and not words.is_word(word):
        yield from _shortened(place, said, tokens, index)


def _aligned(
    place: int, known: str, form: Form, said: Sequence[Said], words: Words
) -> tuple[float, int, int] | None:
    """How well the words around `place` are the form, and which they are; None where they are not."""
    at = form.words.index(known)
    size = len(form.words)
    letters = "".join(form.words)
    figures = [w for w in form.words if w.isdigit()]
    best: tuple[float, int, int] | None = None
    for more in (0, -1, 1):
        for first in {place - at, place - at - more}:
            last = first + size - 1 + more
            if not (0 <= first <= place <= last < len(said)):
                continue
            run = [number_of(w.letters, opens=not n) for n, w in enumerate(said[first : last + 1])]
            if [w for w in run if w.isdigit()] != figures or run[0] in ARTICLES or run[-1] in ARTICLES:
                continue
            if not _alike(run, form.words, words):
                continue
            score = fuzz.ratio("".join(run), letters) / 100
            if len(letters) >= _TELLING and OSA.distance("".join(run), letters, score_cutoff=1) == 1:
                score = max(score, _ONE_SLIP)
            if score >= ALIKE and (best is None or score > best[0]):
                best = (score, first, last)
    return best


def _alike(said: Sequence[str], meant: Sequence[str], words: Words) -> bool:
    """Whether the words are the same but for slips, one small word too many, or two written as one."""

    def all_alike(one: Sequence[str], other: Sequence[str]) -> bool:
        return all(_slip_of(a, b, words) for a, b in zip(one, other, strict=True))

    if len(said) == len(meant) and tuple(said) == (*meant[:-1], f"{meant[-1]}s"):
        # "Ghost stories" are a kind of story, and no slip for "Ghost Story".
        return False
    if len(said) == len(meant):
        return all_alike(said, meant)
    longer, shorter = (said, meant) if len(said) > len(meant) else (meant, said)
    for n, word in enumerate(longer):
        if word in english.FUNCTION_WORDS and all_alike((*longer[:n], *longer[n + 1 :]), shorter):
            return True
        if n + 1 < len(longer) and fuzz.ratio(word + longer[n + 1], shorter[n]) >= 100 * ALIKE:
            return all_alike((*longer[:n], *longer[n + 2 :]), (*shorter[:n], *shorter[n + 1 :]))
    return False


def _slip_of(said: str, meant: str, words: Words) -> bool:
    """Whether one word may be a misspelling of the other; a small word that there is was meant as it is."""
    if said == meant:
        return True
    if min(len(said), len(meant)) >= 4:
        return fuzz.ratio(said, meant) >= 65
    if said in english.FUNCTION_WORDS:
        return meant in english.FUNCTION_WORDS
    return not words.is_word(said) and OSA.distance(said, meant, score_cutoff=1) == 1


def _shortened(
    place: int, said: Sequence[Said], tokens: Sequence[Token], index: TitleIndex
) -> Iterator[Spot]:
    """A rare word that only one title has, with the words of the title that stand around it."""
    word = said[place].letters
    forms = index.holding(word)
    if len({form.row for form in forms}) == 1:
        yield from _run(place, forms[0].words.index(word), said, tokens, index, forms[0], 0.95)


def _run(
    place: int,
    at: int,
    said: Sequence[Said],
    tokens: Sequence[Token],
    index: TitleIndex,
    form: Form,
    score: float,
) -> Iterator[Spot]:
    """The word at `place`, which is word `at` of a title, with its neighbours as far as they are the title's."""
    first = last = place
    while (
        first > 0 and at > place - first and said[first - 1].letters == form.words[at - (place - first) - 1]
    ):
        first -= 1
    while (
        last + 1 < len(said)
        and at + (last - place) + 1 < len(form.words)
        and said[last + 1].letters == form.words[at + (last - place) + 1]
    ):
        last += 1
    while first < place and said[first].letters in english.FUNCTION_WORDS:
        first += 1
    while last > place and said[last].letters in english.FUNCTION_WORDS:
        last -= 1
    if last - first + 1 < len(form.words) and _unbroken(first, last, said, tokens, index, form):
        yield _spot(first, last, said, tokens, index, [form], score=score, part=True)


def _parts(
    shown: Collection[int], said: Sequence[Said], tokens: Sequence[Token], index: TitleIndex, words: Words
) -> Iterator[Spot]:
    """Words by which a title that was just shown differs from the others that were: "the duchess"."""
    forms = [Form(row, canonical(plain_words(index.titles[row])), True, "") for row in shown]
    owners = Counter(word for form in forms for word in set(form.words))
    for form in forms:
        for at, word in enumerate(form.words):
            if owners[word] > 1 or len(word) < 3 or word in english.NOT_CONTENT or words.names_item(word):
                continue
            for place, spoken in enumerate(said):
                slip = not words.is_word(spoken.letters) and _one_slip(spoken.letters, word)
                if word in (spoken.letters, spoken.bare) or slip:
                    yield from _run(place, at, said, tokens, index, form, 0.9 if slip else 0.95)


def _one_slip(said: str, meant: str) -> bool:
    return len(meant) >= _TELLING and OSA.distance(said, meant, score_cutoff=1) == 1


def _spot(
    first: int,
    last: int,
    said: Sequence[Said],
    tokens: Sequence[Token],
    index: TitleIndex,
    forms: Iterable[Form],
    *,
    score: float = 1.0,
    part: bool = False,
) -> Spot:
    start, end = said[first].index, said[last].index + 1
    kept = tuple(forms)
    article = tokens[start - 1].norm if start else ""
    if article in ARTICLES and any(form.article == article for form in kept):
        start -= 1
    else:
        article = ""
    if end < len(tokens) and any(index.titles[f.row].endswith(tokens[end].norm) for f in kept if f.whole):
        end += tokens[end].is_mark
    return Spot(Span(start, end), first, last, kept, article, score, part)


def _unbroken(
    first: int, last: int, said: Sequence[Said], tokens: Sequence[Token], index: TitleIndex, form: Form
) -> bool:
    """Whether no mark parts the words that the title itself has not."""
    for n in range(first, last):
        for place in range(said[n].index + 1, said[n + 1].index):
            mark = tokens[place].norm
            if mark in _JOINING or (mark == "." and tokens[place + 1].start == tokens[place].end):
                continue
            title = index.titles[form.row]
            if mark not in title and not (mark == "," and any(m in title for m in ":-–—")):
                return False
    return True


_JOINING = frozenset("-–—/:'&+#@")
