"""The forms of English words that a lexicon adds: degrees and plurals."""

from __future__ import annotations

from typing import Literal

from catalog.items import fold

Degree = Literal["", "more", "most"]


_IRREGULAR = {"good": ("better", "best"), "bad": ("worse", "worst"), "far": ("farther", "farthest")}


def one_and_many(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return long in (f"{short}s", f"{short}es")


def akin(said: str, written: str, shared: str) -> bool:
    """Whether two words of one stem are forms of one word, and not just of one root."""
    return len(shared) >= 0.6 * max(len(said), len(written.split()[-1]) if written else 0)


def degrees(word: str) -> list[tuple[str, Degree]]:
    """The comparative and superlative forms of a short English adjective: cheap, cheaper, cheapest."""
    if word in _IRREGULAR:
        more, most = _IRREGULAR[word]
        return [(more, "more"), (most, "most")]
    if not (3 <= len(word) <= 8) or not word.isascii() or not word.isalpha():
        return []
    if word.endswith("ey") and len(word) > 4:
        base = word[:-2] + "i"
    elif word.endswith("y") and word[-2] not in "aeiou":
        base = word[:-1] + "i"
    elif word.endswith("e"):
        base = word[:-1]
    elif len(word) <= 5 and word[-1] in "bdgmnpt" and word[-2] in "aeiou" and word[-3] not in "aeiou":
        base = word + word[-1]
    else:
        base = word
    return [(base + "er", "more"), (base + "est", "most")]


def comparative(adjective: str) -> str | None:
    """ "cheaper" for "cheap", "more expensive" for "expensive"; None for what takes neither."""
    word = fold(adjective)
    if not word.isalpha() or word in ("best", "worst", "top", "latest", "most", "least"):
        return None
    short = len(word) <= 5 or (len(word) <= 7 and word.endswith("y"))
    forms = degrees(word) if short else []
    return forms[0][0] if forms else f"more {word}"


def superlative(adjective: str) -> str | None:
    """ "cheapest" for "cheap", "most expensive" for "expensive"."""
    word = fold(adjective)
    if word.split("-")[0].split()[0] in ("best", "worst", "top", "most", "least", "highest", "lowest"):
        return word
    if not word.isalpha():
        return None
    short = len(word) <= 5 or (len(word) <= 7 and word.endswith("y"))
    forms = degrees(word) if short else []
    return forms[1][0] if forms else f"most {word}"
