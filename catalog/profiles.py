"""What the cells of one column look like, counted: the ground on which a schema is guessed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any

from catalog.cells import read_boolean, separator
from catalog.cleaning import as_list, as_text, clean_text, is_unknown, plain
from catalog.dates import read_date
from catalog.items import fold
from catalog.numbers import read_number, unit_of, uses_decimal_comma
from catalog.units import CURRENCIES

_SAMPLE = 2000
_URL = re.compile(r"(https?:)?//\S+|www\.\S+", re.I)
_IMAGE = re.compile(r"\.(jpe?g|png|webp|gif|avif|bmp)\b", re.I)
_DATE_LIKE = re.compile(r"\d{4}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2}")
_RANGE = re.compile(r"[^\d]{0,4}[\d.,\s]+[^\d\s]{0,3}\s*(?:[-–—]|to)\s*[^\d]{0,4}\d[\d.,\s]*\D{0,12}")


@dataclass
class Profile:
    """One column (or `object.key`): its name and its filled cells, in the order of the rows."""

    name: str
    rows: int
    cells: list[Any]

    @property
    def filled(self) -> float:
        """The share of rows with a value."""
        return len(self.cells) / self.rows if self.rows else 0.0

    @cached_property
    def sample(self) -> list[Any]:
        """Some thousand cells from all over the column: the start of a file is often unlike the rest."""
        step = max(1, len(self.cells) // _SAMPLE)
        return self.cells[::step]

    @cached_property
    def listed(self) -> bool:
        """Whether cells are lists, in the file's own notation or in a text's."""
        return self._share(lambda cell: as_list(cell) is not None) > 0.3

    @cached_property
    def split_by(self) -> str | None:
        """The pattern at which texts with several values come apart."""
        texts = [clean_text(cell) for cell in self.sample if isinstance(cell, str)]
        if self.listed or len(texts) < len(self.sample):
            return None
        pattern = separator(texts)
        if pattern is None:
            return None
        cells = [[part for part in re.split(pattern, text) if part] for text in texts]
        several = sum(len(parts) > 1 for parts in cells) / len(cells)
        parts = Counter(fold(part) for row in cells for part in row)
        total = sum(parts.values())
        words = sum(len(part.split()) * n for part, n in parts.items()) / max(1, total)
        repeats = total >= 1.5 * len(parts) or len(parts) < 0.8 * len({fold(text) for text in texts})
        figures = sum(n for part, n in parts.items() if re.match(r"[^\w]?\d", part)) / max(1, total)
        often = 0.3 if "," in pattern else 0.02
        return pattern if several >= often and repeats and words <= 4 and figures < 0.3 else None

    @cached_property
    def values(self) -> list[Any]:
        """The single values: elements of lists, parts of divided texts, cells else."""
        found: list[Any] = []
        for cell in self.cells:
            elements = as_list(cell) if self.listed else None
            if elements is None:
                pattern = self.split_by
                elements = (
                    re.split(pattern, clean_text(cell)) if pattern and isinstance(cell, str) else [cell]
                )
            for element in elements:
                value = element.get("name", element) if isinstance(element, Mapping) else plain(element)
                if _says(value):
                    found.append(value)
        return found

    @cached_property
    def texts(self) -> list[str]:
        return [clean_text(v) if isinstance(v, str) else as_text(v) for v in self.values]

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each value occurs, in the spelling that is commonest."""
        spellings: dict[str, Counter[str]] = {}
        for text in self.texts:
            spellings.setdefault(fold(text[:200]), Counter())[text] += 1
        return Counter({by.most_common(1)[0][0]: by.total() for by in spellings.values()})

    @property
    def distinct(self) -> int:
        return len(self.counts)

    @property
    def unique(self) -> float:
        """The share of distinct values among the values."""
        return self.distinct / len(self.values) if self.values else 0.0

    @cached_property
    def several(self) -> bool:
        """Whether a row can have more than one value."""
        return len(self.values) > len(self.cells)

    @cached_property
    def length(self) -> float:
        """The mean number of characters of a value."""
        return sum(map(len, self.texts)) / max(1, len(self.texts))

    @cached_property
    def words(self) -> float:
        """The mean number of words of a value."""
        return sum(len(text.split()) for text in self._some_texts) / max(1, len(self._some_texts))

    @cached_property
    def decimal_comma(self) -> bool:
        return uses_decimal_comma(self._some_texts)

    @cached_property
    def numbers(self) -> list[float]:
        """The numbers among a sample of the values."""
        found = (self._number(value) for value in self._some_values)
        return [number for number in found if number is not None]

    @property
    def number_share(self) -> float:
        return len(self.numbers) / max(1, len(self._some_values))

    @cached_property
    def range_share(self) -> float:
        return self._count(bool(_RANGE.fullmatch(text)) for text in self._some_texts)

    @cached_property
    def unit(self) -> str | None:
        """The unit that most numbers are written with."""
        units = Counter(unit for text in self._some_texts if (unit := unit_of(text)))
        if not units:
            return None
        unit = units.most_common(1)[0][0]
        enough = 0.02 if unit in CURRENCIES.values() else 0.3  # free things carry no sign of money
        return unit if units.total() >= enough * len(self._some_texts) else None

    @cached_property
    def boolean_share(self) -> float:
        return self._count(read_boolean(value) is not None for value in self._some_values)

    @cached_property
    def date_share(self) -> float:
        """Dates in words or figures; bare years and numbers are none."""
        return self._count(isinstance(value, date) or _is_date(value) for value in self._some_values)

    @cached_property
    def url_share(self) -> float:
        return self._count(bool(_URL.fullmatch(text)) for text in self._some_texts)

    @cached_property
    def image_share(self) -> float:
        return self._count(bool(_IMAGE.search(text)) and " " not in text for text in self._some_texts)

    @cached_property
    def leading_zeros(self) -> bool:
        """Figures that are codes: `07426` is no number."""
        codes = [text for text in self._some_texts if re.fullmatch(r"0\d+", text)]
        return len(codes) > 0.01 * len(self._some_texts)

    @cached_property
    def counts_rows(self) -> bool:
        """Whether the cells are 1, 2, 3, … down the file; under a nameless heading gaps are allowed."""
        if len(self.texts) < 6 or not all(re.fullmatch(r"\d{1,15}", text) for text in self.texts):
            return False
        steps = {int(after) - int(before) for before, after in pairwise(self.texts)}
        nameless = re.match(r"(column|unnamed|index)\b", self.name, re.I) is not None
        return (steps == {1} and int(self.texts[0]) < 2) or (nameless and min(steps) > 0)

    @cached_property
    def coded(self) -> bool:
        """Whether values are single tokens with figures in them: `B076CXY1MN`."""
        return self.one_word and self._count(bool(re.search(r"\d", text)) for text in self._some_texts) > 0.8

    @cached_property
    def one_word(self) -> bool:
        """Whether values are single tokens: keys, codes, paths."""
        return self._count(" " not in text.strip() for text in self._some_texts) > 0.95

    @cached_property
    def _some_values(self) -> list[Any]:
        return self.values[:: max(1, len(self.values) // _SAMPLE)]

    @cached_property
    def _some_texts(self) -> list[str]:
        return self.texts[:: max(1, len(self.texts) // _SAMPLE)]

    def _number(self, value: Any) -> float | None:
        if isinstance(value, bool):
            return None
        if isinstance(value, int | float):
            return float(value)
        return (
            read_number(clean_text(value), decimal_comma=self.decimal_comma)
            if isinstance(value, str)
            else None
        )

    def _share(self, test: Any) -> float:
        return self._count(test(cell) for cell in self.sample)

    @staticmethod
    def _count(hits: Iterable[bool]) -> float:
        found = list(hits)
        return sum(found) / len(found) if found else 0.0


def _says(value: Any) -> bool:
    """Whether a cell holds something; the bare word `none` may be a grade ("violence: none")."""
    return value == "none" or not is_unknown(value)


def _is_date(value: Any) -> bool:
    if not isinstance(value, str) or not _DATE_LIKE.search(value) or re.fullmatch(r"\s*\d{0,7}\s*", value):
        return False
    return read_date(value.strip()) is not None


def profiles(rows: Sequence[Mapping[str, Any]], names: Iterable[str]) -> list[Profile]:
    """One profile a column; objects are taken apart into `column.key` where the keys repeat."""
    found: list[Profile] = []
    for name in names:
        cells = [cell for row in rows if _says(cell := plain(row.get(name)))]
        objects = [cell for cell in cells if isinstance(cell, Mapping)]
        if cells and len(objects) > 0.5 * len(cells):
            keys = Counter(key for cell in objects for key in cell if re.fullmatch(r"\w[\w ]*", str(key)))
            for key, count in keys.items():
                if count > 0.3 * len(objects):
                    inner = [value for cell in objects if _says(value := plain(cell.get(key)))]
                    found.append(Profile(f"{name}.{key}", len(rows), inner))
            if not any(count > 0.3 * len(objects) for count in keys.values()):
                found.append(Profile(name, len(rows), []))
            continue
        found.append(Profile(name, len(rows), cells))
    return found
