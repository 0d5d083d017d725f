"""Typing slips, the same ones each time for a text: two letters swapped, one left out, one doubled."""

from __future__ import annotations

import random
import re

_WORDS_A_SLIP = 8
_SHORTEST = 4
"""Shorter words, when mistyped, are mostly other words."""


def with_slips(text: str, *, seed: int = 7) -> str:
    """One slip in every eight words, at least one where a word is long enough; never in a number."""
    chance = random.Random(f"{seed}:{text}")
    words = [m for m in re.finditer(r"[^\W\d_]+", text) if len(m.group()) >= _SHORTEST and _apart(text, m)]
    count = min(len(words), -(-len(text.split()) // _WORDS_A_SLIP))
    for word in sorted(chance.sample(words, count), key=lambda m: -m.start()):
        text = text[: word.start()] + slip(word.group(), chance) + text[word.end() :]
    return text


def slip(word: str, chance: random.Random) -> str:
    """One slip past the first letter; a swap of two equal letters is none, so that is drawn again."""
    place = chance.randrange(1, len(word) - 1)
    match chance.choice(("swap", "drop", "double")):
        case "swap" if word[place] != word[place + 1]:
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        case "double":
            return word[: place + 1] + word[place:]
        case _:
            return word[:place] + word[place + 1 :]


def _apart(text: str, word: re.Match[str]) -> bool:
    """Whether no digit touches the word: `40th` and `16gb` are amounts."""
    return not (
        text[word.start() - 1 : word.start()].isdigit() or text[word.end() : word.end() + 1].isdigit()
    )
