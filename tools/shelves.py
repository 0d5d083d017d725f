"""A catalog as a tree of shelves, for those who would rather look around than ask.

Items whose texts are alike stand together: a shelf is a beginning of their semantic IDs. It is named after the
values that its items share and the shelves beside it lack.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from catalog.catalog import Catalog
from catalog.items import Item
from catalog.schema import Schema
from tools.arrays import load_arrays, pack_names, save_arrays, unpack_names
from tools.models.semantic_ids import SemanticIds
from tools.sources.kinship import Feature, features_of

FEWEST, MOST = 4, 16
"""How many shelves stand side by side."""

FULL = 12
"""So many items need no shelves among them."""

LEVELS, DEEP = 2, 3
"""How deep the tree is, and how deep where there are many items."""
MANY = 5_000

NAMED_AFTER = 2
"""How many values a name has at most."""

SHARED = 0.2
"""The share of a shelf that must have a value which its name adds to the first."""

SEED = 1


class ShelfNotFoundError(LookupError):
    """No shelf of that number. Carries it."""

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__(f"there is no shelf {number!r}")


@dataclass(frozen=True, slots=True)
class Shelf:
    """`number` is where it stands ("3.7": the place 7 on shelf 3; "" for all there is), `rows` its items.

    `name` are values or, where its items share none, a title to stand for them; "" for all there is.
    """

    number: str
    name: str
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Shelves:
    """All shelves of a catalog; `names` by number."""

    ids: SemanticIds
    names: Mapping[str, str]

    @classmethod
    def fit(cls, catalog: Catalog) -> Shelves:
        beside = int(np.clip(round(len(catalog) ** 0.5 / 2.5), FEWEST, MOST))
        levels = DEEP if len(catalog) > MANY else LEVELS
        ids = SemanticIds.fit(catalog.vectors, levels=levels, centres=beside, seed=SEED)
        values = [_values(item, catalog.schema) for item in catalog.items]
        names: dict[str, str] = {}
        shelves = cls(ids, names)
        _name(shelves, shelves.of(""), catalog, values, names)
        return shelves

    def of(self, number: str) -> Shelf:
        """Raises ShelfNotFoundError."""
        level, node = self._node(number)
        rows = np.sort(self.ids.trie.items(level, node))
        return Shelf(number, self.names.get(number, ""), tuple(rows.tolist()))

    def within(self, number: str) -> list[Shelf]:
        """The shelves of a shelf, the fullest first; none where it has few items. Raises ShelfNotFoundError."""
        level, node = self._node(number)
        if level + 1 >= self.ids.levels or len(self.ids.trie.items(level, node)) <= FULL:
            return []
        below, _ = self.ids.trie.below(level, np.array([node]))
        codes = self.ids.trie.codes[level + 1][below].tolist()
        found = [self.of(f"{number}.{code}".lstrip(".")) for code in codes]
        return sorted(found, key=lambda shelf: -len(shelf.rows))

    def save(self, path: Path) -> None:
        save_arrays(
            path,
            centres=self.ids.centres,
            codes=self.ids.codes,
            numbers=pack_names(self.names),
            names=pack_names(self.names.values()),
        )

    @classmethod
    def load(cls, path: Path) -> Shelves:
        arrays = load_arrays(path)
        numbers, names = unpack_names(arrays["numbers"]), unpack_names(arrays["names"])
        return cls(SemanticIds(arrays["centres"], arrays["codes"]), dict(zip(numbers, names, strict=True)))

    def _node(self, number: str) -> tuple[int, int]:
        trie, level, node = self.ids.trie, 0, 0
        for part in number.split(".") if number else []:
            below, _ = trie.below(level, np.array([node]))
            level += 1
            at = [place for place in below.tolist() if str(trie.codes[level][place]) == part]
            if not at or level >= self.ids.levels:
                raise ShelfNotFoundError(number)
            node = at[0]
        return level, node


def _values(item: Item, schema: Schema) -> dict[Feature, str]:
    return {feature: str(value) for feature, value in features_of(item, schema)}


def _name(
    shelves: Shelves,
    shelf: Shelf,
    catalog: Catalog,
    values: Sequence[Mapping[Feature, str]],
    names: dict[str, str],
) -> None:
    """Name all shelves below one."""
    around = Counter(feature for row in shelf.rows for feature in values[row])
    for part in shelves.within(shelf.number):
        told = _telling(part, shelf, around, values) or [_middle(part.rows, catalog)]
        names[part.number] = ", ".join(told)
        _name(shelves, part, catalog, values, names)


def _telling(
    shelf: Shelf, around: Shelf, counted: Counter[Feature], values: Sequence[Mapping[Feature, str]]
) -> list[str]:
    """The values that tell a shelf from those beside it: share · log(share / share elsewhere), each highest."""
    here = Counter(feature for row in shelf.rows for feature in values[row])
    said = {feature: value for row in shelf.rows for feature, value in values[row].items()}
    elsewhere = len(around.rows) - len(shelf.rows)
    scores = {
        feature: count / len(shelf.rows) * float(np.log(count / len(shelf.rows) / other))
        for feature, count in here.items()
        if count > 1
        for other in [(counted[feature] - count + 0.5) / (elsewhere + 1)]
    }
    chosen: list[Feature] = []
    for feature in sorted(scores, key=lambda feature: -scores[feature]):
        if scores[feature] <= 0 or len(chosen) == NAMED_AFTER:
            break
        new = all(
            feature[0] != attribute and said[feature] != said[attribute, value] for attribute, value in chosen
        )
        if not chosen or (new and here[feature] >= SHARED * len(shelf.rows)):
            chosen.append(feature)
    return [said[feature] for feature in chosen]


def _middle(rows: Sequence[int], catalog: Catalog) -> str:
    """The title of the item that is most like all the others."""
    vectors: NDArray[np.float32] = catalog.vectors[list(rows)]
    return catalog.items[rows[int((vectors @ vectors.mean(axis=0)).argmax())]].title
