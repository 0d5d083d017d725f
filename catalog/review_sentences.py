"""The sentences of reviews that tell most: a bounded number of each item, from as many reviewers as there are.

What people wrote is hearsay and may be hostile. A sentence is only ever quoted as somebody's words; one that holds
markup, an address or a number to call is no use as a quotation and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice, zip_longest

import numpy as np
from numpy.typing import NDArray

from catalog.items import ItemId, Review, fold

MOST_OF_ITEM, MOST = 12, 100_000
"""How many sentences are kept of an item, and of a catalog (150 MB of vectors at 384 dimensions)."""
SHORTEST, LONGEST = 15, 180
"""Characters of a sentence; a longer one is cut between words."""
COMMON = 0.1
"""The share of all sentences from which a word in them tells nothing."""

_END = re.compile(r"(?<=[.!?…。！？])\s+|\n+")
_UNFIT = re.compile(r"[<>\[\]{}|`\\⟦⟧]|https?:|www\.|@|\d{7,}")


@dataclass(frozen=True, slots=True)
class SaidOf:
    """A sentence that somebody wrote of an item."""

    item_id: ItemId
    text: str


@dataclass(frozen=True, slots=True)
class ReviewSentences:
    """The sentences of a catalog as they are searched: `rows` (sentences,) are those of their items in the
    catalog, vectors (sentences, dimensions) unit rows."""

    texts: tuple[str, ...]
    rows: NDArray[np.intp]
    vectors: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.texts)

    def of(self, row: int) -> list[str]:
        """What is kept of the reviews of the item in `row`, the most telling first."""
        return [self.texts[place] for place in np.flatnonzero(self.rows == row)]


def telling_sentences(reviews: Iterable[Review]) -> list[SaidOf]:
    """What is kept of the reviews: of each review in turn its most telling sentence, then its second, …

    The more words a sentence has that few others have, the more it tells; what is said twice is kept once.
    """
    by_item: dict[ItemId, list[list[str]]] = {}
    for review in reviews:
        if sentences := sentences_of(review.text):
            by_item.setdefault(review.item_id, []).append(sentences)
    seen = _counted(s for reviewed in by_item.values() for sentences in reviewed for s in sentences)
    ordinary = COMMON * max(sum(len(s) for reviewed in by_item.values() for s in reviewed), 20)
    most = min(MOST_OF_ITEM, max(1, MOST // max(len(by_item), 1)))

    def dull(sentence: str) -> int:
        return -sum(seen[word] < ordinary for word in _words(sentence))

    kept: list[SaidOf] = []
    for item_id, reviewed in islice(by_item.items(), MOST):
        ranked = sorted(
            (sorted(sentences, key=dull) for sentences in reviewed), key=lambda sentences: dull(sentences[0])
        )
        texts: dict[str, str] = {}
        for sentence in filter(None, chain.from_iterable(zip_longest(*ranked))):
            texts.setdefault(fold(sentence), sentence)
        kept.extend(SaidOf(item_id, text) for text in islice(texts.values(), most))
    return kept


def sentences_of(text: str) -> list[str]:
    """The sentences of a review that can be quoted, in its own words."""
    found = []
    for sentence in _END.split(text):
        plain = " ".join(sentence.split())
        if _UNFIT.search(plain) or len(plain) < SHORTEST:
            continue
        found.append(plain if len(plain) <= LONGEST else plain[:LONGEST].rsplit(" ", 1)[0] + "…")
    return found


def _words(sentence: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{3,}", fold(sentence)))


def _counted(sentences: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for sentence in sentences:
        for word in _words(sentence):
            counts[word] = counts.get(word, 0) + 1
    return counts


def indexed(
    said: Sequence[SaidOf], vectors: NDArray[np.float32], position: dict[ItemId, int]
) -> ReviewSentences:
    """`said`, a vector each, as it is searched."""
    rows = np.array([position[one.item_id] for one in said], dtype=np.intp)
    return ReviewSentences(tuple(one.text for one in said), rows, vectors)
