"""Slips of the pen in the words of the language itself: "dosent", "definately", "actualy"."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from agent.language.built_in import english
from agent.language.built_in.predicates import AHEAD, ALLOWING
from agent.language.built_in.softening import MILD, NEEDING, SOFT_AHEAD, SOFT_BEHIND
from agent.language.built_in.subject_predicates import BEHIND, INSIDE

_SHORTEST = 5
_LONG = 9
"""Letters from which two slips are one word still."""

_PREDICATES = {
    spelling
    for _, pattern in (*NEEDING, *MILD, *SOFT_AHEAD, *SOFT_BEHIND, *AHEAD, *ALLOWING, *BEHIND, *INSIDE)
    for word in re.findall(r"[a-z']{5,}\??", pattern)
    for spelling in ((word[:-1], word[:-2]) if word.endswith("?") else (word,))
}
_BY_LETTERS = {
    w.replace("'", ""): w
    for w in sorted(english.NOT_CONTENT | _PREDICATES, reverse=True)
    if len(w) >= _SHORTEST
}
_SPELLINGS = list(_BY_LETTERS)


@lru_cache(maxsize=20_000)
def meant(word: str) -> str | None:
    """The word of the language that a folded word was meant for; None where it is none, or one itself."""
    bare = word.replace("'", "")
    if len(bare) < _SHORTEST or not bare.isalpha() or bare in _BY_LETTERS:
        return None
    slips = 2 if len(bare) >= _LONG else 1
    best = process.extractOne(bare, _SPELLINGS, scorer=OSA.distance, score_cutoff=slips)
    return _BY_LETTERS[best[0]] if best is not None and best[0][0] == bare[0] else None
