"""Items with the very words of the wish, where meaning alone blurs: a name, a train, another language."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from catalog.items import Item, ItemId
from catalog.top import highest
from tools.arrays import load_arrays, numbered, pack_names, save_arrays, unpack_names
from tools.candidates import Candidate, Query
from tools.ranking.eligibility import Eligibility
from tools.words import content_words

K1, B = 1.2, 0.6
"""BM25's saturation and its correction for length (Robertson and Zaragoza, 2009)."""

TITLE_TIMES = 2
"""A word in a title counts as often."""

COVERED = 0.4
"""The share of the wish, by rarity of its words, that an item must have to be a candidate."""

TOO_LONG = 400
"""Words of an item that are read."""


@dataclass(frozen=True, slots=True)
class WordIndex:
    """BM25 weights by word. Word n has the pairs rows[p], weights[p] for p in indptr[n] .. indptr[n + 1].

    rarity: (words,), the inverse document frequency; `items` is how many were read.
    """

    words: Mapping[str, int]
    rarity: NDArray[np.float32]
    indptr: NDArray[np.int64]
    rows: NDArray[np.int32]
    weights: NDArray[np.float32]
    items: int

    @classmethod
    def fit(cls, items: Sequence[Item]) -> WordIndex:
        counted = [Counter(_words_of(item)) for item in items]
        lengths = np.array([sum(words.values()) for words in counted], dtype=np.float64)
        mean = float(lengths.mean()) if lengths.any() else 1.0
        postings: dict[str, list[tuple[int, int]]] = {}
        for row, words in enumerate(counted):
            for word, times in words.items():
                postings.setdefault(word, []).append((row, times))
        flat = [pair for found in postings.values() for pair in found]
        pairs = np.array(flat, dtype=np.int64).reshape(-1, 2)
        sizes = np.array([len(found) for found in postings.values()], dtype=np.int64)
        rarity = np.log1p((len(items) - sizes + 0.5) / (sizes + 0.5))
        often = pairs[:, 1]
        saturated = often * (K1 + 1) / (often + K1 * (1 - B + B * lengths[pairs[:, 0]] / mean))
        return cls(
            words={word: number for number, word in enumerate(postings)},
            rarity=rarity.astype(np.float32),
            indptr=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
            rows=pairs[:, 0].astype(np.int32),
            weights=(saturated * np.repeat(rarity, sizes)).astype(np.float32),
            items=len(items),
        )

    def save(self, path: Path) -> None:
        save_arrays(
            path,
            words=pack_names(self.words),
            rarity=self.rarity,
            indptr=self.indptr,
            rows=self.rows,
            weights=self.weights,
            items=np.array(self.items),
        )

    @classmethod
    def load(cls, path: Path) -> WordIndex:
        arrays = load_arrays(path)
        return cls(
            words=numbered(unpack_names(arrays["words"])),
            rarity=arrays["rarity"],
            indptr=arrays["indptr"],
            rows=arrays["rows"],
            weights=arrays["weights"],
            items=int(arrays["items"]),
        )

    def score(self, text: str) -> NDArray[np.float32]:
        """(items,): BM25, and 0 for an item that has less than `COVERED` of the wish.

        A word that no item has counts as the rarest of all: what else matches covers so much less.
        """
        scores = np.zeros(self.items, dtype=np.float32)
        covered = np.zeros(self.items, dtype=np.float32)
        wanted = 0.0
        for word in dict.fromkeys(content_words(text)):
            number = self.words.get(word)
            if number is None:
                wanted += math.log1p(self.items)
                continue
            part = slice(int(self.indptr[number]), int(self.indptr[number + 1]))
            scores[self.rows[part]] += self.weights[part]
            covered[self.rows[part]] += self.rarity[number]
            wanted += float(self.rarity[number])
        scores[covered < COVERED * wanted] = 0.0
        return scores


class LexicalSource:
    """Ranks by the words that an item shares with the wish; silent where the wish has no words that tell."""

    name = "lexical"

    def __init__(self, index: WordIndex, items: Sequence[ItemId], eligibility: Eligibility) -> None:
        self._index = index
        self._items = items
        self._eligibility = eligibility

    async def candidates(self, query: Query, *, limit: int) -> list[Candidate]:
        if not query.text.strip():
            return []
        return await asyncio.to_thread(self._scan, query, limit)

    def _scan(self, query: Query, limit: int) -> list[Candidate]:
        scores = self._index.score(query.text)
        rows = np.flatnonzero(self._eligibility.open_to(query) & (scores > 0))
        best = rows[highest(scores[rows], limit)].tolist()
        return [Candidate(self._items[row], float(scores[row])) for row in best]


def _words_of(item: Item) -> list[str]:
    parts = [item.title] * TITLE_TIMES
    for value in item.attributes.values():
        values = value if isinstance(value, tuple) else (value,)
        parts.extend(v for v in values if isinstance(v, str) and "://" not in v and v not in item.text)
    return content_words("\n".join([*parts, item.text]))[:TOO_LONG]
