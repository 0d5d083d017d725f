"""A hard state in one form, so that two can be compared however each is written.

`in` with one value is `=`; several excluded values are each excluded; `<` is not told from `<=`; a span is its
two bounds, and an open end is none; of two bounds on one side the stricter counts; a wanted number on a declared
range is a bound on each of its two ends; a graded category is the set of grades that are left. Values are
folded, order does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Any

from catalog.constraints import Alternative, Constraint, Either, as_tuple, comparable
from catalog.items import fold
from catalog.schema import Attribute, AttributeType, Schema
from evals.benchmarks.understanding.labels import AnyOf, Single

_SIDE = {"<": "<", "<=": "<", ">": ">", ">=": ">"}
_FLIPPED = {"<": ">", ">": "<"}
_ROUNDED = 0.01
"""Bounds that a unit was converted for are one where they differ by so little, as a share."""

AnyOne = Constraint | Either | Single | AnyOf


@dataclass(frozen=True, slots=True)
class Atom:
    """One piece of a hard state.

    `op` is `=`, `<`, `>`, `span`, `contains`, `grades` or `any`. Numbers and days are `low` to `high`, any of
    which will do; `values` are folded names, `grades` sets of grades, any of which will do.
    """

    attribute: str
    op: str
    polarity: str = "require"
    values: frozenset[str] = frozenset()
    low: float = 0.0
    high: float = 0.0
    grades: frozenset[frozenset[str]] = frozenset()
    branches: tuple[tuple[Atom, ...], ...] = ()

    def __str__(self) -> str:
        if self.branches:
            said = " or ".join(" and ".join(str(a) for a in branch) for branch in self.branches)
        elif self.grades:
            said = f"{self.attribute} " + " or ".join("/".join(sorted(g)) or "none" for g in self.grades)
        elif self.values:
            said = f"{self.attribute} {self.op} {'/'.join(sorted(self.values))}"
        else:
            ends = f"{self.low:g}" if self.low == self.high else f"{self.low:g}..{self.high:g}"
            said = f"{self.attribute} {self.op} {ends}"
        return said if self.polarity == "require" else f"not {said}"


def atoms(state: Iterable[AnyOne], schema: Schema) -> tuple[Atom, ...]:
    """The state in one form, without repeats."""
    single: dict[tuple[str, str], Atom] = {}
    rest: list[Atom] = []
    for atom in (atom for one in state for atom in _atoms(one, schema)):
        place = (atom.attribute, atom.op)
        if atom.op not in ("grades", "<", ">"):
            rest.append(atom)
        else:
            single[place] = _both(single[place], atom) if place in single else atom
    return tuple(dict.fromkeys((*rest, *single.values())))


def _both(one: Atom, other: Atom) -> Atom:
    """What two bounds on one side, or two sets of grades, leave together."""
    if one.op == "grades":
        return replace(one, grades=frozenset(a & b for a, b in product(one.grades, other.grades)))
    strictest = min if one.op == "<" else max
    return replace(one, low=strictest(one.low, other.low), high=strictest(one.high, other.high))


def matched(wanted: Sequence[Atom], found: Sequence[Atom]) -> int:
    """How many pieces of `wanted` are in `found`, each once."""
    left = list(found)
    count = 0
    for atom in wanted:
        match = next((f for f in left if _same(atom, f)), None)
        if match is not None:
            left.remove(match)
            count += 1
    return count


def equal(wanted: Sequence[Atom], found: Sequence[Atom]) -> bool:
    return len(wanted) == len(found) == matched(wanted, found)


def _same(wanted: Atom, found: Atom) -> bool:
    if (wanted.attribute, wanted.op, wanted.polarity) != (found.attribute, found.op, found.polarity):
        return False
    if wanted.op == "grades":
        return bool(wanted.grades & found.grades)
    if wanted.op == "any":
        return len(wanted.branches) == len(found.branches) and all(
            any(equal(one, other) for other in found.branches) for one in wanted.branches
        )
    if wanted.values or found.values:
        return wanted.values == found.values
    slack = 0.0
    if not all((2 * end).is_integer() for end in (wanted.low, wanted.high, found.low)):
        slack = _ROUNDED * abs(found.low)
    return wanted.low - slack <= found.high and found.low <= wanted.high + slack


def _atoms(one: AnyOne, schema: Schema) -> list[Atom]:
    if isinstance(one, Either | AnyOf):
        return _either(one, schema)
    return _single(one.attribute, one.op, one.value, one.polarity, schema, approx=_is_approx(one))


def _is_approx(one: Constraint | Alternative | Single) -> bool:
    return isinstance(one, Single) and one.approx


def _either(one: Either | AnyOf, schema: Schema) -> list[Atom]:
    branches = [_single(b.attribute, b.op, b.value, "require", schema, approx=_is_approx(b)) for b in one.any]
    if one.polarity == "exclude":
        return [atom for b in one.any for atom in _single(b.attribute, b.op, b.value, "exclude", schema)]
    if len(branches) == 1:
        return branches[0]
    flat = [atom for branch in branches for atom in branch]
    named = all(atom.op == "=" and atom.values for atom in flat)
    if named and len({atom.attribute for atom in flat}) == 1:
        return [replace(flat[0], values=frozenset(v for atom in flat for v in atom.values))]
    kept = tuple(sorted((tuple(b) for b in branches), key=repr))
    return [Atom("|".join(sorted({a.attribute for a in flat})), "any", branches=kept)]


def _single(
    name: str, op: str, value: Any, polarity: str, schema: Schema, *, approx: bool = False
) -> list[Atom]:
    span = schema.ranges.get(name)
    if span is not None:
        low, high = (schema.attributes[end] for end in span.between)
        return _on_range(low, high, op, value, polarity)
    attribute = schema.attributes[name]
    if attribute.order and (grades := _grades(attribute, op, value, polarity, approx=approx)):
        return [Atom(name, "grades", grades=grades)]
    if attribute.type in (AttributeType.NUMBER, AttributeType.DATE):
        return _ordered(attribute, op, value, polarity, approx=approx)
    values = [_folded(v) for v in as_tuple(value)]
    if op == "contains":
        return [Atom(name, op, polarity, frozenset(values))]
    if polarity == "exclude":
        return [Atom(name, "=", polarity, frozenset((v,))) for v in values]
    return [Atom(name, "=", polarity, frozenset(values))]


def _folded(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return fold(str(value))


def _on_range(low: Attribute, high: Attribute, op: str, value: Any, polarity: str) -> list[Atom]:
    """ "For 6" is at most 6 at the lower end and at least 6 at the upper one."""
    ends = as_tuple(value)
    least, most = (ends[0], ends[-1]) if op in ("=", "between") else (value, value)
    found = []
    if op in ("=", "between", "<", "<=") and least is not None:
        found += _ordered(low, "<", least if op in ("=", "between") else most, polarity)
    if op in ("=", "between", ">", ">=") and most is not None:
        found += _ordered(high, ">", most, polarity)
    return found


def _ordered(attribute: Attribute, op: str, value: Any, polarity: str, *, approx: bool = False) -> list[Atom]:
    name = attribute.name
    if op in ("=", "in"):
        wanted = [_places(attribute, v) for v in as_tuple(value)]
        if len(wanted) == 1 and wanted[0][0] < wanted[0][1]:
            low, high = wanted[0]
            return _ordered_span(attribute, low, high, polarity)
        if polarity == "exclude":
            return [Atom(name, "=", polarity, low=low, high=high) for low, high in wanted]
        if len(wanted) == 1:
            return [Atom(name, "=", polarity, low=wanted[0][0], high=wanted[0][1])]
        return [Atom(name, "=", polarity, frozenset(f"{low:g}" for low, _ in wanted))]
    if op == "between":
        ends = as_tuple(value)
        low_end = None if ends[0] is None else _places(attribute, ends[0])[0]
        high_end = None if ends[1] is None else _places(attribute, ends[1])[1]
        if approx and low_end is not None and high_end is not None:
            return _around(name, low_end, high_end)
        return _ordered_span(attribute, low_end, high_end, polarity)
    if op not in _SIDE:
        return [Atom(name, op, polarity, frozenset(_folded(v) for v in as_tuple(value)))]
    side = _SIDE[op]
    if approx:
        ends_at = [_places(attribute, v)[0] for v in as_tuple(value) if v is not None]
        return [Atom(name, side, low=min(ends_at), high=max(ends_at))]
    first, last = _places(attribute, value)
    place = last if op in (">", "<=") else first
    if polarity == "exclude":
        side = _FLIPPED[side]
    return [_bound(attribute, side, place)]


def _bound(attribute: Attribute, side: str, place: float) -> Atom:
    """Dates have half a day to either side: after the 31st is from the 1st."""
    slack = 0.5 if attribute.type is AttributeType.DATE else 0.0
    return Atom(attribute.name, side, low=place - slack, high=place + slack)


def _ordered_span(attribute: Attribute, low: float | None, high: float | None, polarity: str) -> list[Atom]:
    if polarity == "exclude" and low is not None and high is not None:
        return [Atom(attribute.name, "span", polarity, frozenset((f"{low:g}..{high:g}",)))]
    if low is not None and low == high:
        return [Atom(attribute.name, "=", polarity, low=low, high=low)]
    below, above = ("<", ">") if polarity == "require" else (">", "<")
    found = [] if low is None else [_bound(attribute, above, low)]
    return found if high is None else [*found, _bound(attribute, below, high)]


def _around(name: str, low: float, high: float) -> list[Atom]:
    """Any sensible band: an end may lie as far outside as the band is wide, or anywhere within."""
    width = high - low or abs(low) / 4
    return [Atom(name, ">", low=low - width, high=high), Atom(name, "<", low=low, high=high + width)]


def _places(attribute: Attribute, value: Any) -> tuple[float, float]:
    """Where a value lies; a bare year on a date is all its days. A text that is no number lies nowhere."""
    if attribute.type is AttributeType.DATE:
        text = str(value)
        if text.isdigit() and len(text) == 4:
            year = int(text)
            return float(date(year, 1, 1).toordinal()), float(date(year, 12, 31).toordinal())
        place = comparable(text, attribute)
    else:
        place = float(value) if isinstance(value, int | float) else None
    return (float("nan"), float("nan")) if place is None else (place, place)


def _grades(
    attribute: Attribute, op: str, value: Any, polarity: str, *, approx: bool
) -> frozenset[frozenset[str]]:
    """The sets of grades that are left, any of which will do; empty where a value is no grade."""
    every = [fold(g) for g in attribute.order]
    places = [every.index(fold(str(v))) for v in as_tuple(value) if v is not None and fold(str(v)) in every]
    if len(places) != len([v for v in as_tuple(value) if v is not None]) or not places:
        return frozenset()
    ends = range(min(places), max(places) + 1) if approx and op in _SIDE else [places[0]]
    left = []
    for end in ends:
        match op:
            case "<":
                kept = every[:end]
            case "<=":
                kept = every[: end + 1]
            case ">":
                kept = every[end + 1 :]
            case ">=":
                kept = every[end:]
            case "between":
                low, high = as_tuple(value)
                kept = every[
                    0 if low is None else every.index(fold(str(low))) : len(every)
                    if high is None
                    else every.index(fold(str(high))) + 1
                ]
            case _:
                kept = [every[p] for p in places]
        left.append(frozenset(kept if polarity == "require" else set(every) - set(kept)))
    return frozenset(left)
