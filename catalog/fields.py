"""Where a field of the schema stands in the rows of a file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from catalog.items import ItemId, fold
from catalog.reading import Row

WHOLE_ROW = "*"
"""`id: "*"` in a schema: no column tells the items apart, so the id is made from the whole row."""


def getter(name: str, columns: Iterable[str]) -> Callable[[Row], Any]:
    """What reads the field `name` of a row.

    The column of that name, else one that differs in letter case or blanks only, else a path into
    nested objects (`location.city`).
    """
    found = resolve(name, columns)
    if found is None:
        return lambda row: None
    if fold(found) == fold(name):
        return lambda row: row.get(found)
    path = name.split(".")

    def walk(row: Row) -> Any:
        value: Any = row
        for step in path:
            value = value.get(step) if isinstance(value, dict) else None
        return value

    return walk


def resolve(name: str, columns: Iterable[str]) -> str | None:
    """The column that holds the field `name`, None where there is none."""
    names = list(columns)
    if name in names:
        return name
    folded = fold(name)
    for column in names:
        if fold(column) == folded:
            return column
    head = name.split(".", 1)[0]
    return head if head != name and head in names else None


def make_id(row: Row) -> ItemId:
    """An id that the same row always gets, whatever its place in the file."""
    whole = json.dumps({name: row[name] for name in sorted(row)}, default=str, ensure_ascii=True)
    return hashlib.blake2b(whole.encode(), digest_size=6).hexdigest()


def column_names(rows: Sequence[tuple[int, Row]]) -> dict[str, None]:
    """All columns in the order in which they first occur."""
    names: dict[str, None] = {}
    for _, row in rows:
        for name in row:
            if name not in names:
                names[name] = None
    return names
