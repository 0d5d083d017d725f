"""Words of one family: northern and north, Italy and italian, smoky and smoke.

Two words are of a family where what differs after their common beginning is an ending that English derives
words with, and they mean nearly the same. Either alone errs: grape and grapefruit are near in meaning, organ
and organic are spelled alike. Spain and spanish, whose roots differ, are for the demonyms of `english`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from agent.language.built_in.english import words
from catalog.embedding import Vectors

SHORTEST = 3
"""Letters that relatives begin with alike."""
NEAR = 0.6
"""The least cosine between relatives."""

_ENDINGS = frozenset({"", "s"}) | words(
    "al an ar ary ce e ean en ern ese ey ful ia ial ian ic ical ing ish ism ity ive ly n ness ous tic y"
)
_DOUBLED = re.compile(r"(.)\1")


def relatives(word: str, values: Iterable[str], vectors: Callable[[Sequence[str]], Vectors]) -> list[str]:
    """Those of the folded single-word values that are of one family with the folded word."""
    alike = [value for value in values if value != word and _derived(word, value)]
    if not alike:
        return []
    own, *others = vectors([word, *alike])
    return [value for value, vector in zip(alike, others, strict=True) if float(own @ vector) >= NEAR]


def _derived(one: str, other: str) -> bool:
    one, other = (_DOUBLED.sub(r"\1", word) for word in (one, other))
    common = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return common >= SHORTEST and one[common:] in _ENDINGS and other[common:] in _ENDINGS
