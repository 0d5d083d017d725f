"""Whether words that could be a title are meant as one.

A title of rare words needs nothing else. The more ordinary its words, the more must speak for it: capitals,
quotes, a year in brackets, the verb or noun before it, other titles beside it, or that it was just shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from agent.language.built_in import english
from agent.language.built_in.commonness import COMMON, Vocabulary, grade, needed
from agent.language.built_in.phrases import PhraseBook, Span
from agent.language.built_in.text import Token
from agent.language.built_in.title_cues import (
    FIRM,
    PREDICATES,
    SOCIAL,
    alone,
    said_apart,
    singular,
    stands_as_name,
    words_before,
)
from agent.language.built_in.title_writing import capitals, is_written, opens_sentence
from agent.language.built_in.titles import Spot
from tools.title_index import ARTICLES

_KIND = PhraseBook(english.phrases("type of | types of | kind of | kinds of | sort of | sorts of"))
_PLACES = english.words("in from at near into")
_DETERMINERS = english.words(
    "a an my your our his her their this that these those some any no another every each more most"
)
_MARKS = frozenset('"“”«»*')


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
    found += capitals(spot, tokens)
    found += words_before(spot, tokens, words)
    found += max(alone(tokens, span, words), said_apart(spot, tokens, shown))
    found += stands_as_name(spot, tokens)
    if after is not None and after.norm not in english.NOT_CONTENT and words.names_item(singular(after.norm)):
        # "War movies" are a kind, "the Alien movies" are those.
        kind = not is_written(spot, tokens) and (
            after.norm.endswith("s") or _KIND.ending_at(tokens, span.start)
        )
        found += -0.3 if kind else 1.0
    return found - _against(spot, tokens, words, before, after, shown)


def _bracketed_year(tokens: Sequence[Token], end: int) -> bool:
    after = tokens[end : end + 3]
    return len(after) == 3 and after[0].norm == "(" and after[1].is_number and after[2].norm == ")"


def _bracketed(tokens: Sequence[Token], span: Span) -> bool:
    """Whether it is itself the year in brackets behind another title."""
    around = tokens[max(0, span.start - 1) : span.end + 1]
    return len(around) == 3 and around[0].norm == "(" and around[1].is_number and around[2].norm == ")"


def _listed(tokens: Sequence[Token], span: Span, other: Span) -> bool:
    first, second = (span, other) if span.start < other.start else (other, span)
    between = [t for t in tokens[first.end : second.start] if not (t.is_number or t.norm in "()")]
    return len(between) <= 3 and all(t.norm in _LISTING for t in between) and bool(between)


def _list_alone(tokens: Sequence[Token], span: Span, other: Span) -> bool:
    """ "Pixie or hugo?": two that are each in doubt, and nothing else is said."""
    if span.overlaps(other) or not _listed(tokens, span, other):
        return False
    outside = [*tokens[: min(span.start, other.start)], *tokens[max(span.end, other.end) :]]
    return all(t.is_mark or t.norm in SOCIAL for t in outside)


_LISTING = frozenset([",", "and", "or", "&", "the", "a", "/", "also", "then"])


def _against(
    spot: Spot,
    tokens: Sequence[Token],
    words: Vocabulary,
    before: Token | None,
    after: Token | None,
    shown: bool,
) -> float:
    """A longer name, a determiner, a hyphen, the number of another instalment."""
    written = is_written(spot, tokens)
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
            certain = not opens_sentence(tokens, place)
            begun = other is after and other.norm in english.NOT_CONTENT
            several = spot.last > spot.first
            lost += (0.5 if begun else 1.5) * certain if several else 2.5 if certain else 1.5
    if _bracketed(tokens, spot.span):
        lost += 3.0
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
    if not written and _KIND.ending_at(tokens, spot.span.start):
        lost += 1.5
    if before is not None and before.norm == "the" and not written and spot.first == spot.last and not shown:
        lost += min(COMMON, grade(tokens[spot.span.start].norm, words))
    if spot.first == spot.last and not (spot.article or written) and all(f.article for f in spot.forms):
        lost += 0.5
    return lost


def _goes_on(tokens: Sequence[Token], place: int, words: Vocabulary, before: bool) -> bool:
    """Whether a word beside a title is written as if it belonged to the same name."""
    word = tokens[place]
    if not (word.is_word and word.capitalised) or word.norm.split("'")[0] == "i":
        return False
    if not before:
        return not opens_sentence(tokens, place)
    if word.norm in english.NOT_CONTENT:
        return word.norm not in ARTICLES and not opens_sentence(tokens, place)
    return not (words.names_item(singular(word.norm)) or FIRM.ending_at(tokens, place + 1))


_CREDITING = english.words("with by starring featuring directed actor actress star")


def _compound(after: Token, words: Vocabulary) -> bool:
    """Whether the next word makes one thing of the two: "super hero", "pet cemetery"."""
    if not after.is_word or after.norm in english.NOT_CONTENT or after.norm.endswith(("ed", "ing", "ly")):
        return False
    return after.norm not in PREDICATES | SOCIAL and not words.names_item(singular(after.norm))


def _hyphen(tokens: Sequence[Token], place: int) -> bool:
    return tokens[place - 1].end == tokens[place].start and tokens[place].end == tokens[place + 1].start


LISTED = 1.5
"""What it says for a spot that another title stands beside it in a list."""


def choose(
    spots: Sequence[Spot], tokens: Sequence[Token], words: Vocabulary, is_shown: Callable[[Spot], bool]
) -> list[Spot]:
    """The spots that are meant as titles, none over another."""
    weighed = [
        (
            spot,
            evidence(spot, tokens, words, shown=(shown := is_shown(spot)))
            - needed(spot, tokens, words, shown=shown),
        )
        for spot in sorted(spots, key=lambda s: (-s.weight, s.first))
    ]
    chosen: list[Spot] = []
    for spot, balance in weighed:
        if balance >= 0 and not _taken(spot, chosen):
            chosen.append(spot)
    for spot, balance in weighed:
        listed = any(_listed(tokens, spot.span, other.span) for other in chosen) or any(
            _list_alone(tokens, spot.span, other.span) for other, rest in weighed if rest >= -LISTED
        )
        if listed and -LISTED <= balance < 0 and not _taken(spot, chosen):
            chosen.append(spot)
    return sorted(chosen, key=lambda s: s.first)


def _taken(spot: Spot, chosen: Sequence[Spot]) -> bool:
    return any(spot.span.overlaps(other.span) for other in chosen)
