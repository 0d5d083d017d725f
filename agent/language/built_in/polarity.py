"""What each token stands under: negation, softening, insistence, or "it need not".

Scope ends with the clause. A list goes on ("no zombies, aliens or space"); a new clause does not
("no zombies, but something with robots").
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from agent.language.built_in import english
from agent.language.built_in.phrases import PhraseBook, Span
from agent.language.built_in.text import Token

NEGATORS = PhraseBook(english.NEGATORS)
DOUBLE_NEGATIVES = PhraseBook(english.DOUBLE_NEGATIVES)
FREE_OF = PhraseBook(english.FREE_OF)
SOFTENERS = PhraseBook(english.SOFTENERS)
HARDENERS = PhraseBook(english.HARDENERS)

_STOPS = frozenset(".;!?()")
_CONTRAST = frozenset(["but", "though", "although", "however", "yet", "whereas", "instead", "rather"])
_NEW_CLAUSE = english.words(
    """i i'd i'm im i've we we'd it's its it he she they you please maybe perhaps ideally preferably something
    anything with in from under over at less more for a an the that which who just only make show give find
    any some should must has have had is are was want need looking between around about before after since up let's
    what how can could do does where also then than because so if when while like around near on by
    love loved like enjoy prefer good great no not without never"""
)
_AFTER_AND = english.words(
    """i i'd i'm we something anything with under over at less more for a an the that must has have is are want
    need please it should make show give find preferably ideally also from in between around on by costs cost
    maybe loved love like enjoy prefer"""
)


@dataclass(frozen=True, slots=True)
class Stance:
    """How the speaker stands to a token."""

    negated: bool = False
    soft: bool = False
    hard: bool = False
    free: bool = False


def stances(tokens: Sequence[Token]) -> list[Stance]:
    """One stance a token."""
    count = len(tokens)
    double = DOUBLE_NEGATIVES.all_in(tokens)
    free = _free(tokens)
    negated = [False] * count
    for cue in NEGATORS.all_in(tokens):
        if any(cue.overlaps(d) for d in double) or any(cue.overlaps(f) for f in free[0]):
            continue
        if _only_an_answer(tokens, cue):
            continue
        for index in range(cue.end, _scope_end(tokens, cue)):
            negated[index] = not negated[index] if _inner_negation(tokens, cue, index) else True
    soft, hard = [False] * count, [False] * count
    for start, end in clauses(tokens):
        for cue in SOFTENERS.all_in(tokens, start, end):
            # Said first it softens the whole clause, said later what it stands with.
            commas = [i + 1 for i in range(start, cue.start) if tokens[i].norm == ","]
            begin = commas[-1] if commas and cue.start - start > 1 else start
            soft[begin:end] = [True] * (end - begin)
        if HARDENERS.any_in(tokens, start, end) and not DOUBLE_NEGATIVES.any_in(tokens, start, end):
            hard[start:end] = [True] * (end - start)
    return [
        Stance(negated[i] and not free[1][i], soft[i] and not hard[i], hard[i], free[1][i])
        for i in range(count)
    ]


def clauses(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Runs between strong marks, contrasting words, and commas that begin something new."""
    cuts = [0]
    for index, token in enumerate(tokens):
        begins = token.norm in _CONTRAST and index > cuts[-1] and not _nothing_but(tokens, index)
        comma = token.norm in ",:—–" and index + 1 < len(tokens) and tokens[index + 1].norm in _NEW_CLAUSE
        if token.norm in _STOPS or comma:
            cuts.append(index + 1)
        elif begins:
            cuts.append(index)
    cuts.append(len(tokens))
    return [(a, b) for a, b in itertools.pairwise(cuts) if b > a]


def _nothing_but(tokens: Sequence[Token], index: int) -> bool:
    return index > 0 and tokens[index - 1].norm in ("anything", "everything", "nothing")


_GOES_ON = frozenset(
    [
        "wait",
        "actually",
        "i",
        "i'm",
        "i'd",
        "sorry",
        "thanks",
        "make",
        "let",
        "let's",
        "that's",
        "it's",
        "it",
        "show",
        "give",
        "thank",
    ]
)


def _only_an_answer(tokens: Sequence[Token], cue: Span) -> bool:
    """ "No, something else": the no answers, it does not negate."""
    bare = tokens[cue.start].norm in ("no", "not", "nothing", "never") and cue.end - cue.start == 1
    follows = tokens[cue.end].norm if cue.end < len(tokens) else ""
    if bare and cue.start == 0 and follows in _GOES_ON:
        return True
    return (
        bare
        and cue.end < len(tokens)
        and tokens[cue.end].norm in ",.;!?"
        and (cue.start == 0 or tokens[cue.start - 1].norm in ",.;!?")
    )


def _inner_negation(tokens: Sequence[Token], cue: Span, index: int) -> bool:
    """Two negators in one clause cancel ("I don't want anything without subtitles")."""
    inner = [s for s in NEGATORS.all_in(tokens, cue.end, index + 1) if s.end <= index]
    lists = [s for s in inner if tokens[s.start - 1].norm in ("or", "nor", ",", "and")]
    return len(inner) - len(lists) == 1 and tokens[inner[-1].start].norm in ("without", "not", "no")


def _scope_end(tokens: Sequence[Token], cue: Span) -> int:
    start_of_scope = cue.end
    if tokens[cue.end - 1].norm in _DEGREE or (cue.end < len(tokens) and tokens[cue.end].norm in _DEGREE):
        return _end_of_degree(tokens, cue.end)
    listing = tokens[cue.start].norm not in ("not", "isn't", "aren't", "wasn't")
    for index in range(cue.end, len(tokens)):
        word = tokens[index].norm
        following = tokens[index + 1].norm if index + 1 < len(tokens) else ""
        if word in _STOPS or (word in _CONTRAST and not _nothing_but(tokens, index)):
            return index
        if word in ("just", "only") and index > start_of_scope:
            return index
        if word in ",:—–-" and following in _NEW_CLAUSE and following not in ("or", "and", "nor"):
            return index
        if word == "," and not listing and not _list_goes_on(tokens, index):
            return index
        if word in ("and", "or") and following in _AFTER_AND and index > start_of_scope:
            return index
        if index > start_of_scope + 1 and word in ("please", "with", "under", "below", "between", "which"):
            return index
        if index > start_of_scope and word in (
            "please",
            "thanks",
            "for",
            "i",
            "i'd",
            "i'm",
            "can",
            "could",
            "show",
            "find",
        ):
            return index
    return len(tokens)


_DEGREE = frozenset(["too", "very", "that", "so", "particularly", "overly", "especially"])


def _end_of_degree(tokens: Sequence[Token], start: int) -> int:
    """ "Not too long": only what the degree is of."""
    for index in range(start, len(tokens)):
        if tokens[index].is_word and tokens[index].norm not in english.FUNCTION_WORDS:
            return index + 1
    return len(tokens)


def _list_goes_on(tokens: Sequence[Token], comma: int) -> bool:
    """Whether a list with "or" at its end runs over this comma: "not Marvel, DC or Disney"."""
    for index in range(comma + 1, min(comma + 8, len(tokens))):
        if tokens[index].norm in ("or", "nor"):
            return True
        if tokens[index].norm in _STOPS or tokens[index].norm in _NEW_CLAUSE:
            return False
    return False


def _free(tokens: Sequence[Token]) -> tuple[list[Span], list[bool]]:
    """Where something is said not to matter. The scope is the rest of the clause, or what came before it."""
    marks = [False] * len(tokens)
    cues = [s for s in FREE_OF.all_in(tokens) if tokens[s.start].norm not in ("any", "whatever")]
    bounds = clauses(tokens)
    for cue in cues:
        start, end = next(((a, b) for a, b in bounds if a <= cue.start < b), (0, len(tokens)))
        stop = next(
            (i for i in range(cue.end, end) if tokens[i].norm in (",", "just", "with") and i > cue.end),
            end,
        )
        ahead = any(
            tokens[i].is_word and tokens[i].norm not in english.NOT_CONTENT for i in range(cue.end, stop)
        )
        cuts = [i + 1 for i in range(start, cue.start) if tokens[i].norm in (",", "and", "but")]
        for index in range(cue.end, stop) if ahead else range(cuts[-1] if cuts else start, cue.start):
            marks[index] = True
    return cues, marks
