"""Templates into sentences: slots filled, then typed as people type."""

from __future__ import annotations

import random
import re
from collections.abc import Container
from functools import lru_cache
from importlib.resources import files

import yaml

Templates = dict[str, tuple[str, ...]]

_BEFORE = ("hi, ", "hey, ", "hello! ", "ok, ", "um, ", "well, ", "so, ", "right, ", "hmm, ")
_AFTER = (" please", ", please", " thanks", ", thank you", " pls", ", if you could", " :)")


@lru_cache
def templates() -> Templates:
    """All templates, by what they say."""
    found: Templates = {}
    for file in sorted(files("evals.generation").joinpath("phrases").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".yaml"):
            read = yaml.safe_load(file.read_text(encoding="utf-8"))
            found |= {name: tuple(map(str, lines)) for name, lines in read.items()}
    return found


def without(reserved: Container[str]) -> Templates:
    """The templates that hold no reserved word: where "fresh" is a value, "start fresh" says two things."""

    def clear(line: str) -> bool:
        heard = re.findall(r"[^\W_]+", re.sub(r"{\w+}", " . ", line.casefold()))
        runs = (" ".join(heard[i:j]) for i in range(len(heard)) for j in range(i + 1, i + 4))
        return not any(run in reserved for run in runs)

    kept = {name: tuple(filter(clear, lines)) for name, lines in templates().items()}
    return {name: lines or templates()[name] for name, lines in kept.items()}


class Phrasing:
    """Says things in varied ways; the same seed says the same."""

    def __init__(
        self, chance: random.Random, *, singular: str, plural: str, sayings: Templates | None = None
    ) -> None:
        self._chance = chance
        self._sayings = sayings or templates()
        self._slots = {"noun": singular, "nouns": plural, "a_noun": with_article(singular)}

    def say(self, name: str, **slots: str) -> str:
        """A sentence of the template `name`, as somebody would type it."""
        return self._typed(self.fill(name, **slots))

    def fill(self, name: str, **slots: str) -> str:
        """The bare words of the template `name`, to be part of a sentence."""
        return self._chance.choice(self._sayings[name]).format(**self._slots, **slots)

    def _typed(self, text: str) -> str:
        draw = self._chance.random
        if draw() < 0.15 and not text.lower().startswith(("hi", "hey", "hello", "ok", "hmm", "actually")):
            text = self._chance.choice(_BEFORE) + text
        if draw() < 0.15 and "please" not in text and not text.endswith(("?", "!")):
            text = text.rstrip(".") + self._chance.choice(_AFTER)
        style = draw()
        if style < 0.45:
            text = text.lower()
        elif style < 0.85:
            text = text[0].upper() + text[1:]
        if draw() < 0.4:
            text = text.rstrip("?.!")
        elif draw() < 0.1:
            text = text.rstrip("?.!") + "!!"
        return text


def with_article(word: str) -> str:
    return f"{'an' if re.match(r'[aeiou]', word, re.I) else 'a'} {word}"


def comparative(word: str) -> str:
    """`cheap` is cheaper, `pricey` pricier, `affordable` more affordable."""
    if " " in word or "-" in word:
        return f"more {word}"
    beats = len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word.lower())))
    if word.endswith("y") and beats == 2:
        return re.sub(r"e?y$", "ier", word)
    if beats > 1:
        return f"more {word}"
    if re.search(r"[^aeiou][aeiou][bdgmnpt]$", word):
        return f"{word}{word[-1]}er"
    return f"{word}r" if word.endswith("e") else f"{word}er"


def slip(text: str, chance: random.Random) -> str:
    """One slip of the finger in the longest word: two letters swapped, one lost, doubled or beside it."""
    longest = max(re.findall(r"[^\W\d_]+", text), key=len, default="")
    if len(longest) < 5:
        return text
    at = chance.randrange(1, len(longest) - 2)
    wrong = chance.choice(
        (
            longest[:at] + longest[at + 1] + longest[at] + longest[at + 2 :],
            longest[:at] + longest[at + 1 :],
            longest[:at] + longest[at] + longest[at:],
        )
    )
    return text.replace(longest, wrong, 1)
