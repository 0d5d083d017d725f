"""What is true of a catalog's items: a second opinion, reckoned without the program's own evaluator.

Everything here reads an item's plain values. Nothing of `catalog.constraints` or `catalog.columns` decides
anything, so that a fault there shows as a difference.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from catalog.constraints import AnyConstraint, Constraint, Either
from catalog.items import Item, Scalar
from catalog.schema import Attribute, AttributeType, Schema

Span = tuple[float, float]
"""The first and the last place in an order that a value may stand for: a year is a span of days."""


@lru_cache(maxsize=100_000)
def plain(text: str) -> str:
    """The same name, however it is cased, accented or spaced."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())


class Facts:
    """The items of one catalog, and which of them a constraint leaves."""

    def __init__(self, schema: Schema, items: Sequence[Item]) -> None:
        self.schema = schema
        self.items = {item.id: item for item in items}
        self._known: dict[AnyConstraint, frozenset[str]] = {}

    def extent(self, constraints: Iterable[AnyConstraint]) -> frozenset[str]:
        """The ids of the items that meet all of the constraints."""
        left = frozenset(self.items)
        for constraint in constraints:
            left &= self._met(constraint.model_copy(update={"turn": 0}))
        return left

    def _met(self, constraint: AnyConstraint) -> frozenset[str]:
        if constraint not in self._known:
            met = (id_ for id_, item in self.items.items() if self.meets(item, constraint))
            self._known[constraint] = frozenset(met)
        return self._known[constraint]

    def meets(self, item: Item, constraint: AnyConstraint) -> bool:
        """An unknown value fails what is required and passes what is excluded."""
        branches = constraint.any if isinstance(constraint, Either) else (constraint,)
        holds = any(self._holds(item, each.attribute, each.op, each.value) for each in branches)
        return holds if constraint.polarity == "require" else not holds

    def counts(self, attribute: str) -> Counter[str]:
        """How many items have each name under an attribute, by the way it is most often written."""
        written: dict[str, Counter[str]] = {}
        for item in self.items.values():
            for value in {plain(str(v)): str(v) for v in item.values(attribute)}.items():
                written.setdefault(value[0], Counter())[value[1]] += 1
        return Counter({ways.most_common(1)[0][0]: ways.total() for ways in written.values()})

    def numbers(self, attribute: str) -> list[float]:
        """All values of a number attribute, sorted."""
        return sorted(
            float(v)
            for item in self.items.values()
            for v in item.values(attribute)
            if isinstance(v, int | float) and not isinstance(v, bool)
        )

    def pair(self, name: str) -> tuple[str, str] | None:
        """The two attributes of a range, where `name` is one."""
        found = self.schema.ranges.get(name)
        return found.between if found else None

    def _holds(self, item: Item, name: str, op: str, wanted: Any) -> bool:
        if pair := self.pair(name):
            ends = (("<=", pair[0]), (">=", pair[1]))
            return all(self._holds(item, end, sign, wanted) for sign, end in ends)
        attribute = self.schema.attributes[name]
        return any(_value_holds(attribute, value, op, wanted) for value in item.values(name))


def _value_holds(attribute: Attribute, value: Scalar, op: str, wanted: Any) -> bool:
    several = wanted if isinstance(wanted, tuple | list) else (wanted,)
    if op == "contains":
        return plain(str(wanted)) in plain(str(value))
    if op in ("=", "in"):
        return any(_is(attribute, value, one) for one in several)
    place = _place(attribute, value)
    if place is None:
        return False
    low, high = (
        several
        if op == "between"
        else (several[0] if op[0] == ">" else None, several[0] if op[0] == "<" else None)
    )
    begins, ends = _place(attribute, low), _place(attribute, high)
    if (low is not None and begins is None) or (high is not None and ends is None):
        return False
    above = begins is None or (place[0] > begins[1] if op == ">" else place[0] >= begins[0])
    below = ends is None or (place[1] < ends[0] if op == "<" else place[1] <= ends[1])
    return above and below


def _is(attribute: Attribute, value: Scalar, wanted: Any) -> bool:
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    if attribute.type is AttributeType.DATE:
        day, span = _place(attribute, value), _place(attribute, wanted)
        return day is not None and span is not None and span[0] <= day[0] and day[1] <= span[1]
    if isinstance(value, str) or isinstance(wanted, str):
        return plain(str(value)) == plain(str(wanted))
    return abs(float(value) - float(wanted)) < 1e-9


def _place(attribute: Attribute, value: Any) -> Span | None:
    """Where a value stands in the order of its attribute."""
    if value is None or isinstance(value, bool):
        return None
    if attribute.order:
        grades = [plain(grade) for grade in attribute.order]
        return (at := float(grades.index(plain(str(value)))), at) if plain(str(value)) in grades else None
    if attribute.type is AttributeType.DATE:
        return _days(str(value))
    return (float(value), float(value)) if isinstance(value, int | float) else None


def _days(text: str) -> Span | None:
    """The days that a date stands for: one, those of a month, or those of a year."""
    found = re.match(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?!\d)", text)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    first = date(year or 1, month or 1, day or 1)
    if day:
        return float(first.toordinal()), float(first.toordinal())
    after = date(first.year + (month in (None, 12)), (first.month % 12 + 1) if month else 1, 1)
    return float(first.toordinal()), float((after - timedelta(days=1)).toordinal())


def by_attributes(
    constraints: Iterable[AnyConstraint], facts: Facts
) -> Mapping[frozenset[str], list[AnyConstraint]]:
    """Constraints that speak of the same attributes, together; a range is the pair that it lies between."""
    groups: dict[frozenset[str], list[AnyConstraint]] = {}
    for constraint in constraints:
        for one in _in_plain_attributes(constraint, facts):
            groups.setdefault(frozenset(one.attributes()), []).append(one)
    return groups


def _in_plain_attributes(constraint: AnyConstraint, facts: Facts) -> list[AnyConstraint]:
    pair = facts.pair(constraint.attribute) if isinstance(constraint, Constraint) else None
    if pair is None or not isinstance(constraint, Constraint) or constraint.op != "=":
        return [constraint]
    return [
        constraint.model_copy(update={"attribute": pair[0], "op": "<="}),
        constraint.model_copy(update={"attribute": pair[1], "op": ">="}),
    ]
