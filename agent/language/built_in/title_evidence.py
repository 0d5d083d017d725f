"""Whether words that could be a title are meant as one.

A title of rare words needs nothing else. The more ordinary its words, the more must speak for it: capitals,
quotes, a year in brackets, the verb or noun before it, other titles beside it, or that it was just shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from agent.language.built_in import english
from agent.language.built_in.phrases import PhraseBook, Span
from agent.language.built_in.text import Token
from agent.language.built_in.titles import Spot
from tools.title_index import ARTICLES

_FIRM = PhraseBook(
    english.phrases(
        """seen | saw | watched | called | named | titled | heard of | rewatched | rewatch | finished | read
        visited | played | tried | entitled | starting with | titles like | such as | similar to
        reminds me of | compared to"""
    )
)
_OPEN = PhraseBook(
    [
        *english.LIKENESS,
        *english.FIRST_PERSON_LIKING,
        *english.FIRST_PERSON_DISLIKING,
        *english.phrases(
            """watch | watching | see | try | play | read | reading | visit | recommend | suggest | check out
            how about | what about | tell me about | love | loves | enjoy | favorite is | favourite is
            favorite was | was | is | have you got | do you have | compare | versus | vs | than | why not
            bought | know | recommended | suggested | describe | prefer | accept | considered | consider"""
        ),
    ]
)
_SLIGHT = english.words(
    "not or and about & also then maybe yes no plus own book for of on guess choose chose pick"
)
_PLACES = english.words("in from at near into")
_DETERMINERS = english.words(
    "a an my your our his her their this that these those some any no another every each more most"
)
_PREDICATES = english.words("is was has had were looks seems sounds isn't wasn't comes came stars starring")
_MARKS = frozenset('"“”«»*')


class Vocabulary(Protocol):
    """What is known of words, here and in the language."""

    def is_word(self, word: str) -> bool: ...

    def ordinary(self, word: str) -> bool: ...

    def names_item(self, word: str) -> bool: ...


def needed(spot: Spot, tokens: Sequence[Token], words: Vocabulary) -> float:
    """How much must speak for the spot: little for rare words and long titles, much for ordinary ones."""
    inside = [t for t in tokens[spot.span.start : spot.span.end] if not t.is_mark and t.norm not in ARTICLES]
    grades = [_grade(t, words) for t in inside] or [3.0]
    size, least = len(grades), min(grades)
    if size == 1:
        base = {0: 0.8, 1: 2.0, 2: 3.0, 3: 3.5}[int(least)]
        base = 2.0 if inside and inside[0].is_number and len(inside[0].norm) == 4 else base
    elif size == 2:
        base = {0: 0.0, 1: 0.7 if max(grades) == 1 else 1.3, 2: 3.0, 3: 3.5}[int(least)]
    elif size == 3:
        base = {0: 0.0, 1: 0.5, 2: 2.0, 3: 2.5}[int(least)]
    else:
        base = {0: 0.0, 1: 0.0, 2: 1.0, 3: 1.5}[int(least)]
    if not spot.forms[0].whole:
        base += 0.3
    if spot.part:
        base += 1.6
    elif spot.score < 1:
        base += 0.2 + 3 * (1 - spot.score)
    return base


_LITTLE_SAID = english.words("bye goodbye welcome greetings congratulations cheers sounds looks seems") | {
    adjective for several in english.DEMONYMS.values() for adjective in several
}


def _grade(token: Token, words: Vocabulary) -> float:
    """How ordinary a word is: 3 a word of grammar, 2 of talk, 1 a common word, 0 a rare one."""
    word = token.norm
    if word in english.FUNCTION_WORDS or len(word) == 1 or token.is_number:
        return 3
    if word in english.NOT_CONTENT or word in _LITTLE_SAID:
        return 2
    return 1 if words.is_word(word) or words.ordinary(word) else 0


def evidence(
    spot: Spot,
    tokens: Sequence[Token],
    words: Vocabulary,
    *,
    shown: bool = False,
) -> float:
    """What speaks for the spot, less what speaks against it."""
    span = spot.span
    before = tokens[span.start - 1] if span.start else None
    after = tokens[span.end] if span.end < len(tokens) else None
    if before is not None and after is not None and before.norm in _MARKS and after.norm in _MARKS:
        return 4.0
    found = 2.5 * shown
    if _bracketed_year(tokens, span.end):
        found += 4.0
    found += _writing(spot, tokens)
    found += _cue(spot, tokens, words)
    found += _alone(tokens, span, words)
    if after is not None and after.norm not in english.NOT_CONTENT and words.names_item(_one(after.norm)):
        # "War movies" are a kind, "the Alien movies" are those.
        kind = after.norm.endswith("s") and not _written(spot, tokens)
        found += -0.3 if kind else 1.0
    return found - _against(spot, tokens, words, before, after)


def _one(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _bracketed_year(tokens: Sequence[Token], end: int) -> bool:
    after = tokens[end : end + 3]
    return len(after) == 3 and after[0].norm == "(" and after[1].is_number and after[2].norm == ")"


def _opens(tokens: Sequence[Token], index: int) -> bool:
    """Whether a sentence begins at the token, so that its capital says nothing."""
    return (
        index == 0 or tokens[index - 1].norm in ".!?:" or (tokens[index - 1].norm in '-–—"“' and index == 1)
    )


def _writing(spot: Spot, tokens: Sequence[Token]) -> float:
    """What its capitals say, where the utterance has small letters to compare them to."""
    inside = [i for i in range(spot.span.start, spot.span.end) if tokens[i].is_word]
    content = [i for i in inside if not _small(tokens[i])] or inside
    if not content or not all(tokens[i].capitalised for i in content):
        # "I would say The notebook."
        article = tokens[spot.span.start]
        told = spot.article and article.capitalised and not _opens(tokens, spot.span.start)
        begun = len(content) > 1 and tokens[content[0]].capitalised
        if told or begun:
            return 0.4 if _opens(tokens, content[0]) else 1.0
        return 0.8 if spot.article and len(content) > 1 else 0.0
    if all(tokens[i].capitalised for i in inside):
        content = inside
    others = [t for t in tokens if t.is_word and t.norm != "i"]
    if len(others) > 3 and sum(t.capitalised for t in others) > 0.8 * len(others):
        return 1.0 if len(content) > 1 else 0.3
    if all(tokens[i].text.isupper() and len(tokens[i].text) > 1 for i in content):
        return 1.8 if len(content) == 1 else 2.5
    if _opens(tokens, content[0]):
        return 2.0 if len(content) > 1 else 0.6
    return 2.0 if len(content) > 1 else 1.8


def _cue(spot: Spot, tokens: Sequence[Token], words: Vocabulary) -> float:
    """What the words just before it say: a verb of knowing, of liking, or the noun itself."""
    start = spot.span.start
    if start == 0:
        return 0.0
    before = tokens[start - 1]
    near = start
    while near > max(0, start - 2) and tokens[near - 1].norm in _PASSED_OVER:
        near -= 1
    if _FIRM.ending_at(tokens, near):
        return 2.0 if near == start else 1.0
    if tokens[near - 1].norm in _PAST:
        return 2.0 if near == start else 1.0
    named = before.is_word and before.norm not in english.NOT_CONTENT
    if named and before.norm == _one(before.norm) and words.names_item(before.norm):
        return 1.0 if spot.article and not _written(spot, tokens) else 2.0
    if _OPEN.ending_at(tokens, near):
        return 1.0 if near == start else 0.6
    if before.norm in ("and", "or", "&") and tokens[start].capitalised:
        return 0.5
    return 0.3 if before.norm in _SLIGHT else 0.0


_PASSED_OVER = frozenset(["the", "new", "old", "original", ",", ":", "-"])
_PAST = frozenset(["loved", "liked", "enjoyed", "hated", "adored", "disliked", "recommended", "mean"])


def _alone(tokens: Sequence[Token], span: Span, words: Vocabulary) -> float:
    """Whether it is all that was said, or all of its sentence."""
    rest = [t for i, t in enumerate(tokens) if i not in span and t.is_word]
    if not rest:
        return 2.5
    if len(rest) <= 3:
        rest = [t for t in rest if t.norm in english.NOT_CONTENT or not words.names_item(t.norm)]
    if len(rest) <= 2 and all(t.norm in _SOCIAL for t in rest):
        return 1.0
    left = span.start == 0 or tokens[span.start - 1].norm in ".!?"
    right = span.end == len(tokens) or tokens[span.end].norm in ".!?-–—"
    if left and right:
        return 1.0
    if not right and tokens[span.end].norm in _PREDICATES:
        if tokens[span.end - 1].capitalised:
            return 1.4 if left else 0.6
        # "Sweet harbour was a good film."
        same = any(
            t.norm not in english.NOT_CONTENT and words.names_item(t.norm) for t in tokens[span.end :][:6]
        )
        return (0.7 if left or tokens[span.start - 1].norm == "," else 0.2) + 0.6 * same
    return 0.0


_SOCIAL = english.words("yes yeah yep no ok okay oh or and also well hmm maybe just sure but then the please")


def _listed(tokens: Sequence[Token], span: Span, other: Span) -> bool:
    first, second = (span, other) if span.start < other.start else (other, span)
    between = [t for t in tokens[first.end : second.start] if not (t.is_number or t.norm in "()")]
    return len(between) <= 3 and all(t.norm in _LISTING for t in between) and bool(between)


_LISTING = frozenset([",", "and", "or", "&", "the", "a", "/", "also", "then"])


def _against(
    spot: Spot, tokens: Sequence[Token], words: Vocabulary, before: Token | None, after: Token | None
) -> float:
    """A longer name, a determiner, a hyphen, the number of another instalment."""
    written = _written(spot, tokens)
    lost = 0.0
    close = after is not None and after.start - tokens[spot.span.end - 1].end <= 1
    if after is not None and close and after.is_number and len(after.norm) < 4:
        lost += 4.0
    for other, place in ((before, spot.span.start - 1), (after, spot.span.end)):
        if other is None:
            continue
        if other.norm in "-–" and 0 < place < len(tokens) - 1 and _hyphen(tokens, place):
            lost += 3.0
        elif written and _goes_on(tokens, place, words, other is before):
            certain = not _opens(tokens, place)
            begun = other is after and other.norm in english.NOT_CONTENT
            several = spot.last > spot.first
            lost += (0.5 if begun else 1.5) * certain if several else 2.5 if certain else 1.5
    if spot.first == spot.last and after is not None and close and _compound(after, words):
        lost += 0.8
    if not written and spot.article and after is not None and after.norm in ("for", "to", "of", "about"):
        # "The trailer for it": a noun with its complement.
        lost += 1.0
    if written and before is not None and before.norm in _CREDITING and len(spot.forms[0].words) <= 2:
        lost += 1.0
    if before is not None and before.norm in _PLACES and spot.first == spot.last and not spot.article:
        lost += 0.5
    if before is not None and before.norm in _DETERMINERS and not spot.article:
        lost += 1.5 if not written else 0.5 * (before.norm != "that")
    if before is not None and before.norm == "the" and not written and spot.first == spot.last:
        lost += 1.0
    if spot.first == spot.last and not (spot.article or written) and all(f.article for f in spot.forms):
        lost += 0.5
    return lost


def _goes_on(tokens: Sequence[Token], place: int, words: Vocabulary, before: bool) -> bool:
    """Whether a word beside a title is written as if it belonged to the same name."""
    word = tokens[place]
    if not (word.is_word and word.capitalised) or word.norm.split("'")[0] == "i":
        return False
    if not before:
        return not _opens(tokens, place)
    if word.norm in english.NOT_CONTENT:
        return word.norm not in ARTICLES and not _opens(tokens, place)
    return not (words.names_item(_one(word.norm)) or _FIRM.ending_at(tokens, place + 1))


_CREDITING = english.words("with by starring featuring directed actor actress star")


def _compound(after: Token, words: Vocabulary) -> bool:
    """Whether the next word makes one thing of the two: "super hero", "pet cemetery"."""
    if not after.is_word or after.norm in english.NOT_CONTENT or after.norm.endswith(("ed", "ing", "ly")):
        return False
    return after.norm not in _PREDICATES and not words.names_item(_one(after.norm))


def _written(spot: Spot, tokens: Sequence[Token]) -> bool:
    """Whether its words have capitals, however little that may mean."""
    inside = [t for t in tokens[spot.span.start : spot.span.end] if t.is_word and t.norm not in ARTICLES]
    return all(t.capitalised for t in ([t for t in inside if not _small(t)] or inside))


def _small(token: Token) -> bool:
    """Whether it is written small in titles too."""
    return token.norm in english.FUNCTION_WORDS or (len(token.norm) <= 3 and not token.capitalised)


def _hyphen(tokens: Sequence[Token], place: int) -> bool:
    return tokens[place - 1].end == tokens[place].start and tokens[place].end == tokens[place + 1].start


LISTED = 1.5
"""What it says for a spot that another title stands beside it in a list."""


def choose(
    spots: Sequence[Spot], tokens: Sequence[Token], words: Vocabulary, is_shown: Callable[[Spot], bool]
) -> list[Spot]:
    """The spots that are meant as titles, none over another."""
    weighed = [
        (spot, evidence(spot, tokens, words, shown=is_shown(spot)) - needed(spot, tokens, words))
        for spot in sorted(spots, key=lambda s: (-s.weight, s.first))
    ]
    chosen: list[Spot] = []
    for spot, balance in weighed:
        if balance >= 0 and not _taken(spot, chosen):
            chosen.append(spot)
    for spot, balance in weighed:
        listed = any(_listed(tokens, spot.span, other.span) for other in chosen)
        if listed and -LISTED <= balance < 0 and not _taken(spot, chosen):
            chosen.append(spot)
    return sorted(chosen, key=lambda s: s.first)


def _taken(spot: Spot, chosen: Sequence[Spot]) -> bool:
    return any(spot.span.overlaps(other.span) for other in chosen)
