"""From what people call an item to the item: titles, misspelt, shortened or without their article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from catalog.catalog import Catalog
from catalog.items import ItemId
from tools.title_index import Form, TitleIndex, Words, canonical, plain_words

CLOSE = 0.72
"""The likeness from which a title is worth offering."""

SURE, CLOSE_BESIDE = 0.95, 0.82
"""A likeness that needs no others beside it, and the one from which others are still offered."""

MOST_LOOKED_AT = 20_000
"""Forms of one word that are compared; of words with more, only the rarest is looked at."""
_CORRECTIONS = 8

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """An item whose title is like the words: `score` is 1 where it is the same, down to `CLOSE`."""

    item_id: ItemId
    title: str
    score: float


class Titles:
    """The titles of a catalog in the forms by which they are found, in speech and in a search box.

    `popularity` has a weight for each item, in the order of the catalog; None where nothing is known of it.
    """

    def __init__(self, catalog: Catalog, popularity: Floats | None = None) -> None:
        noun = catalog.schema.noun
        self.index = TitleIndex([item.title for item in catalog.items], {noun.singular, noun.plural})
        self.popularity = popularity
        self._items = catalog.items

    def find(self, text: str, limit: int = 5) -> list[TitleMatch]:
        """Items called like `text`, the likest first: the same title, its head, some of its words, slips."""
        wanted = canonical(plain_words(text))
        if not wanted or limit < 1:
            return []
        scores: dict[int, float] = defaultdict(float)
        for form in self.index.joined("".join(wanted)):
            scores[form.row] = max(scores[form.row], 1.0 if form.whole else SURE)
        for said in self._corrected(wanted):
            slipped = 1.0 if said == wanted else fuzz.ratio(" ".join(said), " ".join(wanted)) / 100
            for form in self._sharing(said):
                score = max(
                    slipped * _contained(said, form),
                    0.99 * fuzz.ratio(" ".join(wanted), " ".join(form.words)) / 100 * form.whole,
                )
                if score >= CLOSE:
                    scores[form.row] = max(scores[form.row], score)
        if max(scores.values(), default=0.0) >= SURE:
            # Where the title itself is there, a distant likeness is noise.
            scores = {row: score for row, score in scores.items() if score >= CLOSE_BESIDE}
        best = sorted(scores.items(), key=lambda pair: (-pair[1], -self._weight(pair[0]), pair[0]))[:limit]
        return [
            TitleMatch(self._items[row].id, self._items[row].title, round(score, 3)) for row, score in best
        ]

    def _weight(self, row: int) -> float:
        return 0.0 if self.popularity is None else float(self.popularity[row])

    def _corrected(self, wanted: Words) -> Iterator[Words]:
        """The words as they stand, then with those that no title has changed for ones that some title has."""
        yield wanted
        near = [[word] if self.index.has(word) else [word, *self.index.alike(word)] for word in wanted]
        for count, words in enumerate(product(*near)):
            if count >= _CORRECTIONS:
                return
            if words != wanted:
                yield words

    def _sharing(self, words: Words) -> Iterable[Form]:
        """The forms that have any of the words, but for words that very many have."""
        spreads = {word: self.index.spread(word) for word in words if self.index.has(word)}
        if not spreads:
            return []
        rarest = min(spreads, key=lambda word: spreads[word])
        kept = [word for word in spreads if word == rarest or spreads[word] <= MOST_LOOKED_AT // len(spreads)]
        return {id(form): form for w in kept for form in self.index.holding(w, most=MOST_LOOKED_AT)}.values()


def _contained(words: Words, form: Form) -> float:
    """How much of the title is said where it is a run of its words: "shawshank" for two words and an article."""
    run, title = f" {' '.join(words)} ", f" {' '.join(form.words)} "
    if len(run) < 5 or run not in title:
        return 0.0
    return 0.75 + 0.2 * (len(run) - 2) / (len(title) - 2)
