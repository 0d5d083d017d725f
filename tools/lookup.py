"""Answers about the catalog itself: counts, extremes, comparisons, titles, and what to relax."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from catalog.catalog import Catalog
from catalog.constraints import Constraint, Either, Verdict, satisfies, verdict
from catalog.items import Item, ItemId, Value
from catalog.schema import AttributeType
from catalog.values import say_value
from tools.candidates import Funnel, Relaxation
from tools.ranking.eligibility import Eligibility
from tools.sources.popularity import Popularity
from tools.titles import TitleMatch, Titles

AnyOne = Constraint | Either


@dataclass(frozen=True, slots=True)
class Extreme:
    """An item at an end of an attribute; `text` says its value, `tied` how many items share it."""

    item_id: ItemId
    value: Value
    text: str
    tied: int = 1


@dataclass(frozen=True, slots=True)
class ComparedAttribute:
    """One row of a comparison: a cell an item in the order asked, None where it is unknown."""

    attribute: str
    label: str
    cells: tuple[str | None, ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that kept an item off the slate.

    kind: "constraint" (`text` says the item's value: "175 minutes"), "unknown" (the constraint's attribute is
    not known of it), "excluded", "dropped" (`text` says by what), or "outranked" (it may be shown, others
    fitted better). `constraint` is the index of the constraint that it fails.
    """

    kind: Literal["constraint", "unknown", "excluded", "dropped", "outranked"]
    text: str
    constraint: int | None = None
    attribute: str | None = None


class Lookup:
    """What one catalog holds, answered from its columns."""

    def __init__(
        self, catalog: Catalog, eligibility: Eligibility, popularity: Popularity | None = None
    ) -> None:
        self._catalog = catalog
        self._eligibility = eligibility
        self._popularity = popularity

    @cached_property
    def titles(self) -> Titles:
        """The titles of the catalog, indexed where they are first needed."""
        return Titles(self._catalog, None if self._popularity is None else self._popularity.weights)

    def count(self, constraints: Sequence[AnyOne], *, excluded: Collection[ItemId] = ()) -> int:
        """How many items meet every constraint."""
        return int(np.count_nonzero(self._eligibility.mask(constraints, excluded)))

    def most_chosen(self, rows: Sequence[int], most: int) -> list[Item]:
        """At most `most` of the items in these rows, those chosen most first."""
        weights = np.zeros(len(self._catalog)) if self._popularity is None else self._popularity.weights
        best = sorted(rows, key=lambda row: -weights[row])[:most]
        return [self._catalog.items[row] for row in best]

    def extremes(
        self,
        attribute: str,
        direction: Literal["low", "high"],
        constraints: Sequence[AnyOne] = (),
        n: int = 3,
        *,
        excluded: Collection[ItemId] = (),
    ) -> list[Extreme]:
        """The `n` items at an end of an ordered attribute; those of which it is unknown are left out."""
        columns = self._catalog.columns
        numbers = columns.numbers(attribute)
        rows = np.flatnonzero(self._eligibility.mask(constraints, excluded) & ~np.isnan(numbers))
        values = numbers[rows]
        order = np.argsort(values if direction == "low" else -values, kind="stable")[:n]
        found = []
        for row in rows[order].tolist():
            item = self._catalog.items[row]
            # The first value is the one that was compared.
            value = item.values(attribute)[0]
            said = say_value(self._catalog.schema.attributes[attribute], value)
            found.append(Extreme(item.id, value, said, int(np.count_nonzero(values == numbers[row]))))
        return found

    def relaxations(
        self, constraints: Sequence[AnyOne], excluded: Collection[ItemId] = (), *, most: int = 4
    ) -> list[Relaxation]:
        """The fewest constraints to lift so that something comes back: single ones, else pairs, and so on.

        Among equally few, the one that brings back most comes first. Empty where nothing helps, since all
        items are excluded.
        """
        allowed = self._eligibility.mask((), excluded)
        patterns, counts = np.unique(self._eligibility.failing(constraints)[allowed], return_counts=True)
        failed = [(int(pattern), int(count)) for pattern, count in zip(patterns, counts, strict=True)]
        sizes = sorted({pattern.bit_count() for pattern, _ in failed if pattern})
        for size in sizes[:1]:
            # A set of this size brings something back only if some item fails exactly that set.
            sets = {pattern for pattern, _ in failed if pattern.bit_count() == size}
            found = [
                Relaxation(
                    tuple(i for i in range(len(constraints)) if lifted >> i & 1),
                    sum(count for pattern, count in failed if pattern & ~lifted == 0),
                )
                for lifted in sets
            ]
            return sorted(found, key=lambda relaxation: (-relaxation.count, relaxation.lifted))[:most]
        return []

    def compare(self, items: Sequence[ItemId]) -> list[ComparedAttribute]:
        """A row for each attribute that is known of any of the items. Raises ItemNotFoundError."""
        schema = self._catalog.schema
        compared = [self._catalog.item(item_id) for item_id in items]
        rows = []
        for name in dict.fromkeys((*schema.shown, *schema.attributes)):
            attribute = schema.attributes[name]
            if attribute.type in (AttributeType.IMAGE, AttributeType.URL, AttributeType.TEXT):
                continue
            values = [item.attributes.get(name) for item in compared]
            if all(value is None for value in values):
                continue
            cells = tuple(None if value is None else say_value(attribute, value) for value in values)
            rows.append(ComparedAttribute(name, attribute.label, cells, len(set(cells)) > 1))
        return rows

    def find_titles(self, text: str, limit: int = 5) -> list[TitleMatch]:
        """Items whose title is like `text`, the likest first."""
        return self.titles.find(text, limit)

    def why_not(
        self,
        item_id: ItemId,
        constraints: Sequence[AnyOne],
        excluded: Collection[ItemId] = (),
        funnel: Funnel | None = None,
    ) -> list[Reason]:
        """What kept an item off the slate: never empty. Raises ItemNotFoundError."""
        item = self._catalog.item(item_id)
        schema = self._catalog.schema
        reasons = []
        for number, constraint in enumerate(constraints):
            if satisfies(constraint, item, schema):
                continue
            name = constraint.attributes()[0]
            text = self._said(item, constraint)
            unknown = verdict(constraint, item, schema) is Verdict.UNKNOWN
            reasons.append(Reason("unknown" if unknown else "constraint", text, number, name))
        if item_id in excluded:
            reasons.append(Reason("excluded", "already seen, shown or turned down"))
        if not reasons and funnel is not None and item_id in funnel.dropped:
            reasons.append(Reason("dropped", funnel.dropped[item_id]))
        return reasons or [Reason("outranked", "others fitted better")]

    def _said(self, item: Item, constraint: AnyOne) -> str:
        """What the item has under the attributes of the constraint, with labels where there are several."""
        attributes = [self._catalog.schema.attributes[name] for name in constraint.attributes()]
        said = [say_value(attribute, item.attributes.get(attribute.name)) for attribute in attributes]
        if len(said) == 1:
            return said[0]
        return ", ".join(f"{a.label}: {value}" for a, value in zip(attributes, said, strict=True))
