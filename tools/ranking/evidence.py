"""The facts behind an item's place: its own, and such as the ranking or the constraints looked at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from catalog.catalog import Catalog
from catalog.columns import Columns
from catalog.constraints import Alternative, Constraint, Either, as_tuple, same, satisfies
from catalog.embedding import Embedder
from catalog.items import Item, Scalar, fold
from catalog.schema import AttributeType, Schema
from catalog.values import join, say_scalar, say_value
from tools.arrays import load_arrays, numbered, pack_names, save_arrays, unpack_names
from tools.candidates import Evidence, Query
from tools.ranking.preferences import Match, matching_value
from tools.words import content_words

Floats = NDArray[np.float32]

MOST = 8
"""Facts kept an item."""

MOST_VALUES, LONGEST_VALUE = 2_000, 40
CLOSE = 0.45
"""The cosine from which a value of an item is taken as what the wish meant."""

CLEARLY_SO = 0.6
"""The degree from which an item is called cheap, long, … as was preferred."""

LONGEST_QUOTE = 180

_TELLING = frozenset({AttributeType.CATEGORY, AttributeType.TAGS})


@dataclass(frozen=True, slots=True)
class ValueVectors:
    """The vectors of the catalog's own words (its categories and tags): which of them a wish is about.

    names: a number for each folded value; vectors: (values, dimensions), unit rows.
    """

    names: Mapping[str, int]
    vectors: Floats

    @classmethod
    def fit(cls, columns: Columns, schema: Schema, embedder: Embedder) -> ValueVectors:
        """Vectors for the commonest values."""
        counts: dict[str, int] = {}
        for attribute in schema.attributes.values():
            if attribute.type in _TELLING and not attribute.order:
                for value, count in columns.count_values(attribute.name).items():
                    if isinstance(value, str) and len(value) <= LONGEST_VALUE:
                        counts[fold(value)] = counts.get(fold(value), 0) + count
        names = sorted(counts, key=lambda name: (-counts[name], name))[:MOST_VALUES]
        return cls(numbered(names), embedder.embed(names))

    def save(self, path: Path) -> None:
        save_arrays(path, names=pack_names(self.names), vectors=self.vectors)

    @classmethod
    def load(cls, path: Path) -> ValueVectors:
        arrays = load_arrays(path)
        return cls(numbered(unpack_names(arrays["names"])), arrays["vectors"])

    def close_to(self, text: str, embedder: Embedder) -> dict[str, float]:
        """The folded values that mean what `text` says, with their cosines."""
        if not text.strip() or not self.names:
            return {}
        cosines = self.vectors @ embedder.embed([text])[0]
        return {
            name: float(cosines[number]) for name, number in self.names.items() if cosines[number] >= CLOSE
        }


@dataclass(frozen=True, slots=True)
class Grounds:
    """Finds the evidence for the items of one query."""

    query: Query
    catalog: Catalog
    matches: Sequence[Match]
    close: Mapping[str, float]

    def of(self, row: int, told: Iterable[Evidence]) -> tuple[Evidence, ...]:
        """The facts for the item in `row`, the most telling first; `told` is what the sources said of it."""
        item = self.catalog.items[row]
        by_sources = list(told)
        found = [
            *self._preferred(row, item),
            *(e for e in by_sources if e.kind != "popularity"),
            *self._meant(item),
            *self._required(item),
            *self._quoted(item),
            *(e for e in by_sources if e.kind == "popularity"),
        ]
        return tuple(dict.fromkeys(self._carried(item, found or self._plain(item))))[:MOST]

    def _carried(self, item: Item, found: Iterable[Evidence]) -> Iterator[Evidence]:
        """The facts, those that were read out of the item's text each with the words that carry it."""
        for evidence in found:
            yield evidence
            words = self.catalog.quotes.get((item.id, evidence.ref))
            if words is not None and evidence.kind == "attribute":
                yield Evidence("text", evidence.ref, words)

    def _preferred(self, row: int, item: Item) -> Iterator[Evidence]:
        for match in self.matches:
            if match.weight > 0 and match.degree[row] >= CLEARLY_SO:
                value = matching_value(match.preference, item)
                if value is not None and match.preference.attribute:
                    yield self._attribute(match.preference.attribute, value)

    def _required(self, item: Item) -> Iterator[Evidence]:
        for constraint in self.query.constraints:
            if constraint.polarity == "exclude":
                continue
            branches = constraint.any if isinstance(constraint, Either) else (constraint,)
            for branch in branches:
                single = Constraint(attribute=branch.attribute, op=branch.op, value=branch.value)
                if satisfies(single, item, self.catalog.schema):
                    yield self._holding(single, item)
                    break

    def _holding(self, constraint: Constraint, item: Item) -> Evidence:
        """The value for which the constraint holds: "comedy" where comedy was asked for, not all genres."""
        values = item.values(constraint.attribute)
        holding = [v for v in values if _is_meant(v, constraint)] or values
        attribute = self.catalog.schema.attributes[constraint.attribute]
        return Evidence("attribute", attribute.name, join([say_scalar(attribute, v) for v in holding]))

    def _meant(self, item: Item) -> Iterator[Evidence]:
        """The item's own words that are nearest in meaning to the wish, two at most."""
        nearest = sorted(
            (
                (-self.close[name], attribute.name, value)
                for attribute in self.catalog.schema.attributes.values()
                if attribute.type in _TELLING and not attribute.order
                for value in item.values(attribute.name)
                if isinstance(value, str) and (name := fold(value)) in self.close
            ),
            key=lambda found: found[:2],
        )
        for _, name, value in nearest[:2]:
            yield self._attribute(name, value)

    def _quoted(self, item: Item) -> Iterator[Evidence]:
        """The sentence of the item's text that has most words of the wish."""
        wanted = set(content_words(self.query.text))
        if not wanted or not item.text:
            return
        sentences = re.split(r"(?<=[.!?。！？])\s+|\n+", item.text)
        shared = [len(wanted.intersection(content_words(sentence))) for sentence in sentences]
        if max(shared, default=0):
            yield Evidence("text", self._text_ref(), _shorten(sentences[shared.index(max(shared))]))

    def _plain(self, item: Item) -> list[Evidence]:
        """Where nothing of the wish is in the item's data: what a card shows of it first."""
        schema = self.catalog.schema
        known = [name for name in schema.shown if item.attributes.get(name) is not None]
        return [
            Evidence("attribute", name, say_value(schema.attributes[name], item.attributes[name]))
            for name in known[:2]
        ]

    def _attribute(self, name: str, value: Scalar) -> Evidence:
        return Evidence("attribute", name, say_scalar(self.catalog.schema.attributes[name], value))

    def _text_ref(self) -> str:
        fields = self.catalog.schema.text
        return fields[0] if len(fields) == 1 else "text"


def _is_meant(value: Scalar, branch: Constraint | Alternative) -> bool:
    if branch.op == "contains":
        return fold(str(branch.value)) in fold(str(value))
    return branch.op in ("=", "in") and any(same(value, wanted) for wanted in as_tuple(branch.value))


def _shorten(sentence: str) -> str:
    sentence = " ".join(sentence.split())
    if len(sentence) <= LONGEST_QUOTE:
        return sentence
    return sentence[:LONGEST_QUOTE].rsplit(" ", 1)[0].rstrip(",;:") + "…"
