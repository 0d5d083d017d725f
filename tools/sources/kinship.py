"""Items that share the rarer names with what the user wants more of: the maker, the series, the themes.

The evidence is the path: from the item that is wanted more of, by the names that both have.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from catalog.catalog import Catalog
from catalog.items import Item, Scalar, fold
from catalog.schema import Schema
from catalog.top import highest
from catalog.values import join
from tools.arrays import load_arrays, pack_names, save_arrays, unpack_names
from tools.candidates import Candidate, Evidence, Query
from tools.ranking.eligibility import Eligibility

Floats = NDArray[np.float32]
Feature = tuple[str, str]
"""An attribute and one of its values, folded."""

RECENT = 12
"""Liked items that are looked at, the latest ones."""

FADE = 0.93
"""Each liked item counts this much less than the next more recent one."""

TELLING = 0.08
"""The likeness from which an item is a candidate."""


@dataclass(frozen=True, slots=True)
class FeatureIndex:
    """Which items share which named values. Feature n is in the items rows[indptr[n] : indptr[n + 1]].

    rarity: (features,), log(items / items with it); lengths: (items,), the norm of an item's rarities.
    """

    features: Mapping[Feature, int]
    rarity: Floats
    indptr: NDArray[np.int64]
    rows: NDArray[np.int32]
    lengths: Floats

    @classmethod
    def fit(cls, items: Sequence[Item], schema: Schema) -> FeatureIndex:
        found: dict[Feature, list[int]] = {}
        for row, item in enumerate(items):
            for feature in dict.fromkeys(feature for feature, _ in features_of(item, schema)):
                found.setdefault(feature, []).append(row)
        found = {feature: rows for feature, rows in found.items() if len(rows) > 1}
        sizes = np.array([len(rows) for rows in found.values()], dtype=np.int64)
        rarity = np.log(len(items) / np.maximum(sizes, 1)).astype(np.float32)
        rows = np.array([row for rows in found.values() for row in rows], dtype=np.int32)
        squares = np.bincount(rows, weights=np.repeat(rarity, sizes) ** 2, minlength=len(items))
        return cls(
            features={feature: number for number, feature in enumerate(found)},
            rarity=rarity,
            indptr=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
            rows=rows,
            lengths=np.sqrt(squares).astype(np.float32),
        )

    def save(self, path: Path) -> None:
        save_arrays(
            path,
            attributes=pack_names(attribute for attribute, _ in self.features),
            names=pack_names(name for _, name in self.features),
            rarity=self.rarity,
            indptr=self.indptr,
            rows=self.rows,
            lengths=self.lengths,
        )

    @classmethod
    def load(cls, path: Path) -> FeatureIndex:
        arrays = load_arrays(path)
        pairs = zip(unpack_names(arrays["attributes"]), unpack_names(arrays["names"]), strict=True)
        return cls(
            features={pair: number for number, pair in enumerate(pairs)},
            rarity=arrays["rarity"],
            indptr=arrays["indptr"],
            rows=arrays["rows"],
            lengths=arrays["lengths"],
        )

    def likeness(self, row: int, features: Iterable[Feature]) -> Floats:
        """(items,), in 0..1: about the cosine of each item's rarities with those of the item in `row`.

        `features` are that item's own.
        """
        shared = np.zeros(len(self.lengths), dtype=np.float32)
        for feature in features:
            number = self.features.get(feature)
            if number is None:
                continue  # nobody shares it
            holders = self.rows[int(self.indptr[number]) : int(self.indptr[number + 1])]
            shared[holders] += self.rarity[number] ** 2
        # An item of which little is known would be as like as one that shares all of much.
        norms = np.maximum(self.lengths, self.lengths.mean()) * self.lengths[row]
        likeness: Floats = np.divide(shared, norms, out=np.zeros_like(shared), where=norms > 0)
        return likeness


class KinshipSource:
    """Ranks by the rare values shared with the items to resemble, or else with those that the user liked."""

    name = "kinship"

    def __init__(self, index: FeatureIndex, catalog: Catalog, eligibility: Eligibility) -> None:
        self._index = index
        self._catalog = catalog
        self._eligibility = eligibility

    async def candidates(self, query: Query, *, limit: int) -> list[Candidate]:
        if not (query.like or query.liked):
            return []
        return await asyncio.to_thread(self._scan, query, limit)

    def _scan(self, query: Query, limit: int) -> list[Candidate]:
        examples = self._eligibility.rows(query.like) or self._eligibility.rows(query.liked)[-RECENT:]
        if not examples:
            return []
        likeness = np.stack([self._likeness(row) for row in examples])
        if query.like:
            scores = likeness.mean(axis=0)
        else:
            likeness *= (FADE ** np.arange(len(examples) - 1, -1, -1, dtype=np.float32))[:, None]
            scores = likeness.max(axis=0)
        rows = np.flatnonzero(self._eligibility.open_to(query) & (scores >= TELLING / len(examples)))
        best = rows[highest(scores[rows], limit)]
        nearest = likeness.argmax(axis=0)
        return [
            Candidate(
                self._catalog.items[row].id, float(scores[row]), self._path(row, examples[int(nearest[row])])
            )
            for row in best.tolist()
        ]

    def _likeness(self, row: int) -> Floats:
        return self._index.likeness(row, self._features(row))

    def _features(self, row: int) -> dict[Feature, None]:
        """The features of an item, each once and in order."""
        found = features_of(self._catalog.items[row], self._catalog.schema)
        return dict.fromkeys(feature for feature, _ in found)

    def _path(self, row: int, example: int) -> tuple[Evidence, ...]:
        """From the example by what they share: the attribute under which that is most, two values at most."""
        theirs = self._features(example)
        shared: dict[str, list[tuple[float, str]]] = {}
        for feature, value in features_of(self._catalog.items[row], self._catalog.schema):
            if feature in theirs:
                rarity = float(self._index.rarity[self._index.features[feature]])
                shared.setdefault(feature[0], []).append((rarity, str(value)))
        if not shared:
            return ()
        attribute, values = max(shared.items(), key=lambda pair: sum(rarity for rarity, _ in pair[1]))
        values.sort(key=lambda pair: -pair[0])
        said = join([value for _, value in values[:2]])
        return (
            Evidence("attribute", attribute, said),
            Evidence("shared", self._catalog.items[example].id, said),
        )


def features_of(item: Item, schema: Schema) -> list[tuple[Feature, Scalar]]:
    """The named values of an item, each with the form in which it is compared."""
    return [
        ((attribute.name, fold(value)), value)
        for attribute in schema.attributes.values()
        if attribute.named
        for value in item.values(attribute.name)
        if isinstance(value, str)
    ]
