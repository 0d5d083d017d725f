"""Where one clause ends and the next begins."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from agent.language.built_in import english
from agent.language.built_in.text import Token

STOPS = frozenset(".;!?()")
CONTRAST = frozenset(
    ["but", "though", "although", "however", "yet", "whereas", "instead", "rather", "otherwise"]
)
NEW_CLAUSE = english.words(
    """i i'd i'm im i've i'll we we'd we've we're we'll it's its it he he's she she's they they're you you're
    please maybe perhaps ideally preferably something
    anything with in from under over at less more for a an the that which who just only make show give find
    any some should must has have had is are was want need looking between around about before after since up let's
    what how can could do does where also then than because so if when while like around near on by
    love loved like enjoy prefer good great no not without never"""
)


def _dash(tokens: Sequence[Token], index: int) -> bool:
    """A hyphen with room on both sides parts what it stands between."""
    inside = 0 < index < len(tokens) - 1 and tokens[index].norm == "-"
    return (
        inside and tokens[index - 1].end < tokens[index].start and tokens[index].end < tokens[index + 1].start
    )


def opens(tokens: Sequence[Token], index: int) -> bool:
    """Whether a clause may begin here; not with the first half of a compound ("on-ear")."""
    if index >= len(tokens) or tokens[index].norm not in NEW_CLAUSE:
        return False
    compound = index + 1 < len(tokens) and tokens[index + 1].norm == "-"
    return not (compound and tokens[index].end == tokens[index + 1].start)


EXCEPTING = english.words("but bar barring save")
""" "Any colour but …"."""
_WOULD = frozenset(["i'd", "we'd", "she'd", "he'd", "they'd", "would", "i", "we", "much"])
""" "I'd rather": no contrast, a wish."""
_QUESTION_WORDS = frozenset(
    ["what", "what's", "who", "who's", "how", "how's", "when", "where", "why", "does", "do", "did"]
)


def _and_asks(tokens: Sequence[Token], index: int) -> bool:
    """ "No onions, and what does the first one cost": a question of its own."""
    follows = index + 1 < len(tokens) and tokens[index + 1].norm in _QUESTION_WORDS
    return tokens[index].norm in ("and", "so") and index > 0 and follows


def clauses(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Runs between strong marks, contrasting words, and commas that begin something new."""
    cuts = [0]
    for index, token in enumerate(tokens):
        contrast = token.norm in CONTRAST or begins_a_wish(tokens, index)
        rather = token.norm == "rather" and tokens[index - 1].norm in _WOULD
        begins = contrast and index > cuts[-1] and not rather and not excepts(tokens, index)
        comma = token.norm in ",:—–" and opens(tokens, index + 1)
        if token.norm in STOPS or comma or _dash(tokens, index):
            cuts.append(index + 1)
        elif begins or _and_asks(tokens, index):
            cuts.append(index)
    cuts.append(len(tokens))
    return [(a, b) for a, b in itertools.pairwise(cuts) if b > a]


def excepts(tokens: Sequence[Token], index: int) -> bool:
    """ "Anything but", "any colour but": no contrast, an exception."""
    if index == 0 or tokens[index].norm not in (*EXCEPTING, "except") or tokens[index - 1].is_mark:
        return False
    if tokens[index - 1].norm in (
        "anything",
        "everything",
        "nothing",
        "anyone",
        "anywhere",
        "everyone",
        "everywhere",
    ):
        return True
    before = [t.norm for t in tokens[max(0, index - 4) : index - 1]]
    if tokens[index - 1].norm == "all":
        return False
    cut = max((i + 1 for i, w in enumerate(before) if w in STOPS or w in (",", "and")), default=0)
    return bool({"any", "every", "all"} & set(before[cut:]))


def begins_a_wish(tokens: Sequence[Token], index: int) -> bool:
    """ "Except it must be quiet", "only with more room": the word begins a wish, and takes nothing out."""
    following = tokens[index + 1].norm if index + 1 < len(tokens) else ""
    return tokens[index].norm in ("except", "save") and following in _WISHING


_WISHING = english.words("it i we he she they it's i'd with in should must make more less")
