"""Whole-catalog answers: which items meet a constraint, what values an attribute has.

`Columns.mask` says of all items what `catalog.constraints.satisfies` says of one; a property test holds
the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.constraints import Alternative, Constraint, Either, as_tuple, comparable
from catalog.items import Item, Scalar, fold
from catalog.schema import Attribute, Schema
from catalog.top import highest

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]


class Columns:
    """The attributes of all items, each read once and then answered from arrays.

    Arrays have one entry an item, in the order of `items`. A constraint on an attribute that the schema
    does not have is a `KeyError`.
    """

    def __init__(self, items: Sequence[Item], schema: Schema) -> None:
        self._items = items
        self._schema = schema
        self._read: dict[str, _Column] = {}
        self._one = lru_cache(maxsize=256)(self._work_out)
        self._all = lru_cache(maxsize=64)(self._combine)

    def __len__(self) -> int:
        return len(self._items)

    def mask(self, constraint: Constraint | Either) -> Mask:
        """True for each item that may be shown under `constraint`; read-only, as the latest ones are kept."""
        return self._one(constraint)

    def mask_all(self, constraints: Iterable[Constraint | Either]) -> Mask:
        """True for each item that meets every constraint; read-only."""
        return self._all(tuple(constraints))

    def known(self, attribute: str) -> Mask:
        """True for each item that has a value under `attribute`."""
        return self._column(attribute).known

    def numbers(self, attribute: str) -> Floats:
        """Each item's first value as `catalog.constraints.comparable` orders it; nan where there is none."""
        return self._column(attribute).first

    def quantile(self, attribute: str, q: float) -> float | None:
        """The value below which a share `q` of the known ones lies; None where no item has one."""
        numbers = self.numbers(attribute)
        known = numbers[~np.isnan(numbers)]
        return float(np.quantile(known, q)) if known.size else None

    def count_values(
        self, attribute: str, mask: Mask | None = None, *, most: int | None = None
    ) -> dict[Scalar, int]:
        """How many items have each value, the commonest first; with `most`, of that many values.

        Names that fold to one are counted as one, under their commonest spelling.
        """
        column = self._column(attribute)
        return dict(column.counted) if mask is None and most is None else column.count(mask, most)

    def _work_out(self, constraint: Constraint | Either) -> Mask:
        branches: tuple[Constraint | Alternative, ...]
        branches = constraint.any if isinstance(constraint, Either) else (constraint,)
        met = np.zeros(len(self), dtype=np.bool_)
        for branch in branches:
            column = self._column(branch.attribute)
            met |= column.any_value(column.holds(branch.op, branch.value))
        return _read_only(met if constraint.polarity == "require" else ~met)

    def _combine(self, constraints: tuple[Constraint | Either, ...]) -> Mask:
        mask = np.ones(len(self), dtype=np.bool_)
        for constraint in constraints:
            mask &= self._one(constraint)
        return _read_only(mask)

    def _column(self, attribute: str) -> _Column:
        column = self._read.get(attribute)
        if column is None:
            column = self._read[attribute] = _Column(self._items, self._schema.attributes[attribute])
        return column


class _Column:
    """One attribute of all items: its distinct values, and which item has which.

    The pair (rows[i], codes[i]) says that item rows[i] has the value distinct[codes[i]].
    """

    def __init__(self, items: Sequence[Item], attribute: Attribute) -> None:
        rows: list[int] = []
        codes: list[int] = []
        code_of: dict[tuple[type, Scalar], int] = {}  # with the type: True, 1 and 1.0 are equal as keys
        for row, item in enumerate(items):
            for value in item.values(attribute.name):
                rows.append(row)
                codes.append(code_of.setdefault((type(value), value), len(code_of)))
        self.rows = np.asarray(rows, dtype=np.intp)
        self.codes = np.asarray(codes, dtype=np.intp)
        self.distinct: tuple[Scalar, ...] = tuple(value for _, value in code_of)
        self.known = np.zeros(len(items), dtype=np.bool_)
        self.known[self.rows] = True
        self._attribute = attribute
        self._folded = [fold(str(value)) for value in self.distinct]
        self._order = _as_floats(comparable(value, attribute) for value in self.distinct)
        self._numeric = _as_floats(
            None if isinstance(value, bool | str) else value for value in self.distinct
        )
        self._is_number = np.array([not isinstance(v, bool | str) for v in self.distinct], dtype=np.bool_)
        self._is_bool = np.array([isinstance(v, bool) for v in self.distinct], dtype=np.bool_)
        self._codes_of_name: dict[str, list[int]] = {}
        for code, name in enumerate(self._folded):
            self._codes_of_name.setdefault(name, []).append(code)
        self.first = np.full(len(items), np.nan)
        owners, at = np.unique(self.rows, return_index=True)
        self.first[owners] = self._order[self.codes[at]]

    def any_value(self, holds: Mask) -> Mask:
        """From distinct values to items: True where any of an item's values holds."""
        met = np.zeros(len(self.known), dtype=np.bool_)
        met[self.rows[holds[self.codes]]] = True
        return met

    def holds(self, op: str, wanted: Any) -> Mask:
        """True for each distinct value for which `value op wanted` holds."""
        match op:
            case "=":
                return self._equal(wanted)
            case "in":
                held = np.zeros(len(self.distinct), dtype=np.bool_)
                for one in as_tuple(wanted):
                    held |= self._equal(one)
                return held
            case "contains":
                part = fold(str(wanted))
                return np.array([part in name for name in self._folded], dtype=np.bool_)
            case "between":
                low, high = as_tuple(wanted)
                return self._compare(">=", low) & self._compare("<=", high)
            case _:
                return self._compare(op, wanted)

    def _equal(self, wanted: Any) -> Mask:
        if isinstance(wanted, bool):
            return np.array([value is wanted for value in self.distinct], dtype=np.bool_)
        held = np.zeros(len(self.distinct), dtype=np.bool_)
        held[self._codes_of_name.get(fold(str(wanted)), [])] = True
        if not isinstance(wanted, str):
            # Two numbers are compared as numbers, whatever they look like as text.
            same = self._numeric == float(wanted) if wanted is not None else False
            held = np.where(self._is_number, same, held)
        return held & ~self._is_bool

    def _compare(self, op: str, bound: Any) -> Mask:
        if bound is None:
            return np.ones(len(self.distinct), dtype=np.bool_)
        right = comparable(bound, self._attribute)
        if right is None:
            return np.zeros(len(self.distinct), dtype=np.bool_)
        compare = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}[op]
        held: Mask = compare(self._order, right)
        return held

    @cached_property
    def counted(self) -> dict[Scalar, int]:
        """`count` of the whole catalog."""
        return self.count(None, None)

    def count(self, mask: Mask | None, most: int | None) -> dict[Scalar, int]:
        counts = self._groups.count(mask)
        used = np.flatnonzero(counts)
        best = used[highest(counts[used], len(used) if most is None else most)].tolist()
        spelling = self._spelling(mask)
        return {self.distinct[spelling[group]]: int(counts[group]) for group in best}

    def _spelling(self, mask: Mask | None) -> NDArray[np.intp]:
        """For each group of values the code of its commonest spelling."""
        group_of = self._group_of_code
        if self._groups.size == len(group_of):
            return group_of  # each value is a group of its own
        spelling = np.zeros(self._groups.size, dtype=np.intp)
        rarest_first = np.argsort(-self._spellings.count(mask), kind="stable")[::-1]
        spelling[group_of[rarest_first]] = rarest_first  # of several, the last one stays
        return spelling

    @cached_property
    def _group_of_code(self) -> NDArray[np.intp]:
        """The number of the group of values that count as one, for each distinct value."""
        number: dict[object, int] = {}
        groups = [number.setdefault(self._group(code), len(number)) for code in range(len(self.distinct))]
        return np.asarray(groups, dtype=np.intp)

    @cached_property
    def _groups(self) -> _Occurrences:
        group_of = self._group_of_code
        return _Occurrences.of(self.rows, group_of[self.codes], int(group_of.max(initial=-1)) + 1)

    @cached_property
    def _spellings(self) -> _Occurrences:
        return _Occurrences.of(self.rows, self.codes, len(self.distinct))

    def _group(self, code: int) -> object:
        """What values have in common that count as one."""
        value = self.distinct[code]
        if isinstance(value, bool):
            return (bool, value)
        return value if self._is_number[code] else self._folded[code]


@dataclass(frozen=True, slots=True)
class _Occurrences:
    """Which item has which of `size` values, each pair once: item rows[i] has value codes[i]."""

    rows: NDArray[np.intp]
    codes: NDArray[np.intp]
    size: int

    @classmethod
    def of(cls, rows: NDArray[np.intp], codes: NDArray[np.intp], size: int) -> _Occurrences:
        pairs = np.sort(rows * size + codes)
        pairs = pairs[np.diff(pairs, prepend=-1) > 0]
        return cls(*np.divmod(pairs, max(size, 1)), size)

    def count(self, mask: Mask | None) -> NDArray[np.intp]:
        """In how many of the items of the mask each value occurs: (size,)."""
        codes = self.codes if mask is None else self.codes[mask[self.rows]]
        return np.bincount(codes, minlength=self.size)


def _as_floats(values: Iterable[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _read_only(mask: Mask) -> Mask:
    mask.flags.writeable = False
    return mask
