"""From what people call an item to the item: titles, misspelt, shortened or without their article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from catalog.items import Item, ItemId, fold

CLOSE = 0.72
"""The likeness from which a title is worth offering."""

SURE, CLOSE_BESIDE = 0.95, 0.82
"""A likeness that needs no others beside it, and the one from which others are still offered."""

_ARTICLES = r"(?:the|a|an|le|la|les|l'|il|lo|el|los|las|der|die|das|de|het)"


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """An item whose title is like the words: `score` is 1 where it is the same, down to `CLOSE`."""

    item_id: ItemId
    title: str
    score: float


class Titles:
    """The titles of a catalog in the forms by which they are found."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = items
        self._plain = [plain_title(item.title) for item in items]
        self._heads = [_head(item.title) for item in items]

    def find(self, text: str, limit: int = 5) -> list[TitleMatch]:
        """Items called like `text`, the likest first: the same title, its head, some of its words, slips."""
        wanted = plain_title(text)
        if not wanted or limit < 1:
            return []
        scores: dict[int, float] = {}
        for row, title in enumerate(self._plain):
            if title == wanted:
                scores[row] = 1.0
            elif self._heads[row] == wanted:
                scores[row] = 0.95
            elif len(wanted) >= 3 and f" {wanted} " in f" {title} ":
                # The more of the title is said, the better: "shawshank" for the two words after the article.
                scores[row] = 0.75 + 0.2 * len(wanted) / len(title)
        close = process.extract(wanted, self._plain, scorer=fuzz.ratio, score_cutoff=100 * CLOSE, limit=limit)
        for _, ratio, row in close:
            scores[row] = max(scores.get(row, 0.0), 0.99 * ratio / 100)
        if max(scores.values(), default=0.0) >= SURE:
            # Where the title itself is there, a distant likeness is noise.
            scores = {row: score for row, score in scores.items() if score >= CLOSE_BESIDE}
        best = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]
        return [
            TitleMatch(self._items[row].id, self._items[row].title, round(score, 3)) for row, score in best
        ]


def plain_title(title: str) -> str:
    """A title without case, accents, punctuation and article: `Matrix, The` and `the matrix` are one."""
    text = fold(title).replace("&", " and ")
    if moved := re.fullmatch(rf"(.+), {_ARTICLES}(\s*\(.*\))?", text):
        text = moved[1] + (moved[2] or "")
    words = re.sub(r"[\W_]+", " ", text.replace("'", "")).split()
    if len(words) > 1 and re.fullmatch(_ARTICLES, words[0]):
        words = words[1:]
    return " ".join(words)


def _head(title: str) -> str:
    """What stands before a subtitle or a bracket: "Dune: Part Two", "Heat (1995)"."""
    return plain_title(re.split(r"\s*[:(\[–—]|\s-\s", title, maxsplit=1)[0])
