"""What each token stands under: negation, softening, insistence, or "it need not".

Scope ends with the clause. A list goes on ("no zombies, aliens or space"); a new clause does not
("no zombies, but something with robots").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.language.built_in import english
from agent.language.built_in.attitudes import Attitude, attitudes
from agent.language.built_in.clauses import (
    CONTRAST,
    EXCEPTING,
    NEW_CLAUSE,
    STOPS,
    begins_a_wish,
    clauses,
    excepts,
    opens,
)
from agent.language.built_in.phrases import PhraseBook, Span
from agent.language.built_in.self_corrections import Correction
from agent.language.built_in.text import Token

NEGATORS = PhraseBook(english.NEGATORS)
DOUBLE_NEGATIVES = PhraseBook(english.DOUBLE_NEGATIVES)
FREE_OF = PhraseBook(english.FREE_OF)
SOFTENERS = PhraseBook(english.SOFTENERS)
HARDENERS = PhraseBook(english.HARDENERS)

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
    removed: bool = False
    """Let go if it was asked for, else kept out ("skip the red ones")."""
    allowed: bool = False
    """It may be: with `free` it need not, too ("I don't mind"), alone it is welcome ("is fine")."""
    cue: bool = False
    """The token belongs to what says so, and means nothing else ("stand" in "can't stand")."""


def stances(
    tokens: Sequence[Token], topics: Sequence[Span] | None = None, mended: Sequence[Correction] = ()
) -> list[Stance]:
    """One stance a token. `topics` are the phrases that mean something here; by default every content word.

    What the corrections of `mended` take back is let go.
    """
    if topics is None:
        content = (i for i, t in enumerate(tokens) if t.is_word and t.norm not in english.NOT_CONTENT)
        topics = [Span(i, i + 1) for i in content]
    count = len(tokens)
    bounds = clauses(tokens)
    held = [a for a in attitudes(tokens, topics, bounds) if not any(a.cue.overlaps(c.cue) for c in mended)]
    kinds = ("avoid", "rather", "free", "remove", "bear", "allow", "bonus", "need")
    by_kind = {kind: _marks(held, kind, count) for kind in kinds}
    negated = _negated(tokens, topics, [*(a.cue for a in held), *(c.cue for c in mended)], bounds)
    for index in range(count):
        if by_kind["avoid"][index] or by_kind["rather"][index]:
            negated[index] = True
        elif by_kind["need"][index] or by_kind["bonus"][index]:
            negated[index] = False
    soft, hard = _strictness(tokens, topics, bounds)
    for index in range(count):
        soft[index] = soft[index] or by_kind["rather"][index] or by_kind["bonus"][index]
        hard[index] = by_kind["need"][index] or (hard[index] and not by_kind["bonus"][index])
    cues = {i for a in held for i in range(a.cue.start, a.cue.end)}
    cues -= {i for a in held for t in a.topic for i in range(t.start, t.end)}
    cues |= {i for c in mended for i in range(c.cue.start, c.cue.end)}
    slips = {i for c in mended if c.slip for i in range(c.slip.start, c.slip.end)}
    found: list[Stance] = []
    for i in range(count):
        allowed = by_kind["allow"][i] or by_kind["bear"][i]
        removed = by_kind["remove"][i]
        free = by_kind["free"][i] or by_kind["bear"][i] or removed or i in slips
        found.append(
            Stance(
                negated[i] and not free and not allowed,
                soft[i] and not hard[i],
                hard[i],
                free,
                removed,
                allowed,
                i in cues,
            )
        )
    return found


def _marks(held: Sequence[Attitude], kind: str, count: int) -> list[bool]:
    marks = [False] * count
    for attitude in held:
        if attitude.kind == kind:
            for span in attitude.topic:
                marks[span.start : span.end] = [True] * (span.end - span.start)
    return marks


def _negated(
    tokens: Sequence[Token],
    topics: Sequence[Span],
    other: Sequence[Span],
    bounds: Sequence[tuple[int, int]],
) -> list[bool]:
    """`other` are words that say something of their own: no negator of them counts."""
    negated = [False] * len(tokens)
    double = DOUBLE_NEGATIVES.all_in(tokens)
    excepting = [Span(i, i + 1) for i, t in enumerate(tokens) if t.norm in EXCEPTING and excepts(tokens, i)]
    cues = NEGATORS.all_in(tokens)
    cues += [e for e in excepting if not any(e.overlaps(c) for c in (*cues, *double))]
    for cue in cues:
        if any(cue.overlaps(d) for d in double) or any(cue.overlaps(o) for o in other):
            continue
        if begins_a_wish(tokens, cue.start) or _distance(tokens, cue):
            continue
        if _only_an_answer(tokens, cue) or any(t.start <= cue.start and cue.end < t.end for t in topics):
            # In "no more than 20" it is a piece of what it stands in.
            continue
        end = _scope_end(tokens, cue, topics)
        for index in range(cue.end, end):
            negated[index] = not negated[index] if _inner_negation(tokens, cue, index) else True
        if tokens[cue.end].norm in _THOSE if cue.end < len(tokens) else False:
            for span in _spoken_of(topics, cue, end, bounds):
                negated[span.start : span.end] = [True] * (span.end - span.start)
    return negated


def _distance(tokens: Sequence[Token], cue: Span) -> bool:
    """ "Five minutes away from it", "a short walk away from it": how far, which is near."""
    before = tokens[max(0, cue.start - 2) : cue.start]
    if tokens[cue.start].norm != "away" or not before:
        return False
    counted = before[0].is_number or before[0].norm in english.NUMBER_WORDS
    return counted or before[-1].norm in _STRETCHES


_STRETCHES = english.words(
    "walk drive ride stroll hop throw stop stops block blocks step steps minute minutes min mins"
)
_THOSE = english.words("those them these that")


def _spoken_of(topics: Sequence[Span], cue: Span, end: int, bounds: Sequence[tuple[int, int]]) -> list[Span]:
    """What "without those" is said of, where the clause names nothing: the topics of the clause before."""
    number = next((n for n, (a, b) in enumerate(bounds) if a <= cue.start < b), 0)
    if number == 0 or any(bounds[number][0] <= t.start < max(end, bounds[number][1]) for t in topics):
        return []
    start, stop = bounds[number - 1]
    return [t for t in topics if start <= t.start < stop]


def _strictness(
    tokens: Sequence[Token], topics: Sequence[Span], bounds: Sequence[tuple[int, int]]
) -> tuple[list[bool], list[bool]]:
    """What would be nice, and what must be. Said before its topic a cue reaches to the end of the clause, or to
    where another has its own; said behind it, it reaches back over the topic's own piece of the clause."""
    soft, hard = [False] * len(tokens), [False] * len(tokens)
    for start, end in bounds:
        if DOUBLE_NEGATIVES.any_in(tokens, start, end):
            hardening: list[Span] = []
        else:
            hardening = HARDENERS.all_in(tokens, start, end)
        cues = sorted(
            [(s, soft) for s in SOFTENERS.all_in(tokens, start, end) if not _sorting(tokens, s)]
            + [(s, hard) for s in hardening],
            key=lambda c: c[0].start,
        )
        reached = start
        for number, (cue, marks) in enumerate(cues):
            limit = cues[number + 1][0].start if number + 1 < len(cues) else end
            ahead = [
                t
                for t in topics
                if cue.end <= t.start < limit and not _comma_between(tokens, cue.end, t.start)
            ]
            behind = [t for t in topics if reached <= t.start < cue.start]
            opens = (
                cue.start > start and tokens[cue.start - 1].norm == "and" and _goes_on(tokens, cue.end, limit)
            )
            if opens and not ahead:
                continue
            if behind and (not ahead or _TRAILING.at(tokens, cue.start) is not None):
                commas = [i + 1 for i in range(reached, behind[-1].start) if tokens[i].norm == ","]
                first = commas[-1] if commas else reached
                marks[first : cue.end] = [True] * (cue.end - first)
            else:
                stop = limit
                if number + 1 < len(cues):
                    commas = [i for i in range(cue.end, limit) if tokens[i].norm in (",", "and")]
                    later = [t for t in topics if commas and commas[-1] < t.start < limit]
                    stop = commas[-1] if later and commas else limit
                marks[cue.start : stop] = [True] * (stop - cue.start)
                first = reached if not topics else cue.start
                marks[first : cue.start] = [True] * (cue.start - first)
            reached = cue.end
    return soft, hard


def _sorting(tokens: Sequence[Token], cue: Span) -> bool:
    """ "Any kind of place": a sort, and no softening."""
    sort = tokens[cue.start].norm in ("kind", "sort")
    return sort and cue.start > 0 and tokens[cue.start - 1].norm in _SORTED


_SORTED = english.words("any what which some this that every no each same other another whatever the")


def _goes_on(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether something is told from here on: "no barns, and preferably not too twee" softens what follows."""
    return any(t.is_word and t.norm not in english.NOT_CONTENT for t in tokens[start:end])


_TRAILING = PhraseBook(
    english.phrases(
        """would be nice | would be great | would be good | would be lovely | nice to have | a plus | bonus
        if possible | if you can | when possible | where possible | if you have it | essential | required"""
    )
)


def _comma_between(tokens: Sequence[Token], start: int, end: int) -> bool:
    return any(tokens[i].norm == "," for i in range(start, end))


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


_FINITE = english.words(
    """is are was were must should would will can could has have needs need it's that's i'm they're isn't aren't
    doesn't don't has hasn't would would be matters"""
)
_SPEAKING = english.words(
    "i we he she they it you weve theyve what which how when where who why does is are can could"
)


def _says_more(tokens: Sequence[Token], start: int, topics: set[int]) -> bool:
    """Whether what follows is a statement of its own ("and a lid is a must"), and no more of a list."""
    while start < len(tokens) and tokens[start].norm in ("and", "or", "but", ","):
        start += 1
    if start < len(tokens) and tokens[start].norm in _SPEAKING:
        return True
    named = False
    for index in range(start, min(start + 7, len(tokens))):
        word = tokens[index].norm
        if word in STOPS or word in (",", "and", "or", "nor"):
            return False
        if named and word in _FINITE:
            return True
        named = named or index in topics
    return False


_EXCEPTING = english.words("but except excluding minus without other apart aside besides neither")


def _scope_end(tokens: Sequence[Token], cue: Span, topics: Sequence[Span]) -> int:
    starts = {t.start for t in topics}
    excepting = any(tokens[i].norm in _EXCEPTING for i in range(cue.start, cue.end))
    start_of_scope = cue.end
    if tokens[cue.end - 1].norm in _DEGREE or (cue.end < len(tokens) and tokens[cue.end].norm in _DEGREE):
        return _end_of_degree(tokens, cue.end)
    listing = tokens[cue.start].norm not in _OF_ONE
    for index in range(cue.end, len(tokens)):
        word = tokens[index].norm
        following = tokens[index + 1].norm if index + 1 < len(tokens) else ""
        if word in STOPS or (word in CONTRAST and not excepts(tokens, index)) or begins_a_wish(tokens, index):
            return index
        if word in (",", "and", "or") and index > start_of_scope and _says_more(tokens, index + 1, starts):
            return index
        if word in ("just", "only", "so", "because", "cause", "since") and index > start_of_scope:
            return index
        if word in ",:—–-" and opens(tokens, index + 1) and following not in ("or", "and", "nor"):
            return index
        if word == "," and not listing and not _list_goes_on(tokens, index):
            return index
        if word in ("and", "or") and following in _AFTER_AND and index > start_of_scope:
            # "Anything but a lid or a handle": a list goes on with its articles.
            another = following in ("a", "an", "the") and starts & {index + 2, index + 3}
            if not (another and (word == "or" or excepting)):
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


_OF_ONE = english.words("not isn't aren't wasn't away far well miles outside nowhere")
"""Words that negate what they stand before, and a list behind it only where that has an "or"."""
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
        if tokens[index].norm in STOPS or tokens[index].norm in NEW_CLAUSE:
            return False
    return False
