"""Rows into items by the schema, with an account of all that could not be used.

`read_catalog_folder` is the door: a catalog folder in, everything that it holds out, as types.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog.behaviour import Interactions
from catalog.cells import NOT_A, CellReader
from catalog.cleaning import as_id, as_list, as_text, is_unknown
from catalog.fields import WHOLE_ROW, column_names, getter, make_id, resolve
from catalog.interactions import parse_interactions, parse_reviews
from catalog.items import Item, ItemId, Review, Value, fold
from catalog.reading import SUFFIXES, CatalogError, Row, Skipped, find_table, read_table
from catalog.schema import Attribute, AttributeType, Schema, load_schema

NumberedRow = tuple[int, Row]

_SINGLE = frozenset({AttributeType.TEXT, AttributeType.IMAGE, AttributeType.URL, AttributeType.BOOLEAN})


@dataclass
class Report:
    """What became of the rows of an items file."""

    rows: int = 0
    kept: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def summary(self) -> str:
        """`12 of 4,803 rows skipped: 9 without an id, 3 with the id of an earlier row (first: row 17)`"""
        if not self.skipped:
            return f"all {self.rows:,} rows used"
        reasons = Counter(skipped.reason for skipped in self.skipped)
        parts = ", ".join(f"{count:,} {reason}" for reason, count in reasons.most_common())
        first = min(self.skipped, key=lambda skipped: skipped.row)
        detail = f", {first.detail}" if first.detail else ""
        return (
            f"{len(self.skipped):,} of {self.rows:,} rows skipped: {parts} (first: row {first.row:,}{detail})"
        )

    def lines(self) -> list[str]:
        """The summary, then every warning."""
        return [self.summary(), *self.warnings]


@dataclass(frozen=True)
class CatalogFolder:
    """All that a catalog folder holds.

    `schema` is the one of its catalog.yaml, with `many` set where the data have lists.
    """

    schema: Schema
    items: list[Item]
    interactions: Interactions
    reviews: list[Review]
    report: Report


def read_catalog_folder(folder: Path) -> CatalogFolder:
    """Read a catalog folder whole.

    Raises:
        SchemaError: where its catalog.yaml is missing or broken.
        CatalogError: where it has no items file, or one without a single usable item.
    """
    schema = load_schema(folder)
    path = find_table(folder, "items")
    if path is None:
        raise CatalogError(folder, f"no items file here (items{SUFFIXES[0]}, items.csv or items.parquet)")
    table = read_table(path)
    schema, widened = widen(schema, table.rows)
    items, report = parse_items(table.rows, schema, ragged=table.ragged)
    report.rows += len(table.skipped)
    report.skipped = sorted([*table.skipped, *report.skipped], key=lambda skipped: skipped.row)
    report.warnings = [*table.warnings, *widened, *report.warnings]
    if not items:
        why = report.summary() if report.rows else "the file is empty"
        raise CatalogError(path, "; ".join([f"no usable item: {why}", *report.warnings[:3]]))
    known = {item.id for item in items}
    interactions = Interactions.of(())
    reviews: list[Review] = []
    if (found := find_table(folder, "interactions")) is not None:
        interactions, warnings = parse_interactions(read_table(found), known)
        report.warnings += warnings
    if (found := find_table(folder, "reviews")) is not None:
        reviews, warnings = parse_reviews(read_table(found), known)
        report.warnings += warnings
    return CatalogFolder(schema, items, interactions, reviews, report)


def parse_items(
    rows: Iterable[NumberedRow], schema: Schema, *, ragged: Container[int] = frozenset()
) -> tuple[list[Item], Report]:
    """Items of numbered rows, in their order, and an account of what could not be used.

    A row needs an id that no earlier row has, and a title. A value that does not fit its attribute's
    type is left out and reported; a row in `ragged` with such a value has its cells out of place and
    is skipped whole.
    """
    rows = list(rows)
    report = Report(rows=len(rows))
    columns = column_names(rows)
    get_id = make_id if schema.id == WHOLE_ROW else _id_of(getter(schema.id, columns))
    get_title = getter(schema.title, columns)
    get_texts = [getter(name, columns) for name in schema.text]
    account = _Account(schema, rows, columns)
    items: dict[ItemId, Item] = {}
    for number, row in rows:
        reason, detail = "", ""
        item_id = get_id(row)
        title = " ".join(as_text(get_title(row)).split())
        if all(is_unknown(value) for value in row.values()):
            reason = "empty"
        elif not item_id:
            reason = "without an id"
        elif not title:
            reason = "without a title"
        elif item_id in items:
            reason, detail = "with the id of an earlier row", f"id {item_id!r}"
        else:
            attributes, refused = account.read(row)
            if refused and number in ragged:
                reason, detail = "with cells out of place", "fewer cells than the header"
            else:
                account.note(refused, number)
                text = "\n".join(part for get in get_texts if (part := as_text(get(row))))
                items[item_id] = Item(item_id, title, text, attributes)
        if reason:
            report.skipped.append(Skipped(number, reason, detail))
    report.kept = len(items)
    report.warnings = _missing_columns(schema, columns) + account.warnings(list(items.values()))
    return list(items.values()), report


def widen(schema: Schema, rows: Sequence[NumberedRow]) -> tuple[Schema, list[str]]:
    """`schema` with `many` set on attributes whose cells hold several values, and a line on each."""
    columns = column_names(rows)
    changed: dict[str, Attribute] = {}
    for attribute in schema.attributes.values():
        if attribute.many or attribute.type in _SINGLE:
            continue
        get = getter(attribute.name, columns)
        lists = sum(len(as_list(get(row)) or ()) > 1 for _, row in rows)
        if lists:
            changed[attribute.name] = attribute.model_copy(update={"many": True})
    if not changed:
        return schema, []
    widened = schema.model_copy(update={"attributes": {**schema.attributes, **changed}})
    return widened, [f"{name}: has lists of values, so it is read as `many: true`" for name in changed]


def _id_of(get: Callable[[Row], Any]) -> Callable[[Row], ItemId]:
    return lambda row: as_id(get(row))


def _missing_columns(schema: Schema, columns: Iterable[str]) -> list[str]:
    columns = list(columns)
    if not columns:
        return []
    wanted = {"id": schema.id, "title": schema.title}
    roles = [(f"the {role}", name) for role, name in wanted.items() if name != WHOLE_ROW]
    roles += [("a text field", name) for name in schema.text]
    listed = ", ".join(columns[:12]) + (", …" if len(columns) > 12 else "")
    return [
        f"{role} should be in {name!r}, but there is no such column (the columns are {listed})"
        for role, name in roles
        if resolve(name, columns) is None
    ]


class _Account:
    """Reads the attributes of rows and keeps what did not fit."""

    def __init__(self, schema: Schema, rows: Sequence[NumberedRow], columns: Iterable[str]) -> None:
        self._columns = list(columns)
        self._readers: list[tuple[Callable[[Row], Any], CellReader]] = []
        for attribute in schema.attributes.values():
            get = getter(attribute.name, self._columns)
            cells = [cell for _, row in rows if not is_unknown(cell := get(row))]
            self._readers.append((get, CellReader(attribute, cells)))
        self._refused: dict[str, list[tuple[str, int]]] = {}

    def read(self, row: Row) -> tuple[dict[str, Value], list[tuple[str, str]]]:
        attributes: dict[str, Value] = {}
        refused: list[tuple[str, str]] = []
        for get, reader in self._readers:
            values, bad = reader.read(get(row))
            name = reader.attribute.name
            refused += [(name, part) for part in bad]
            if values:
                attributes[name] = values if reader.attribute.many else values[0]
        return attributes, refused

    def note(self, refused: Iterable[tuple[str, str]], number: int) -> None:
        for name, part in refused:
            self._refused.setdefault(name, []).append((part, number))

    def warnings(self, items: Sequence[Item]) -> list[str]:
        used = {name for item in items for name in item.attributes}
        lines = []
        for _, reader in self._readers:
            attribute = reader.attribute
            if refused := self._refused.get(attribute.name):
                example, row = refused[0]
                count = len(refused)
                problem = NOT_A.get(attribute.type, "not usable")
                says = (
                    f"1 value is {problem} and was"
                    if count == 1
                    else f"{count:,} values are {problem} and were"
                )
                lines.append(f"{attribute.name}: {says} left out, e.g. {_short(example)} in row {row:,}")
            if reader.vague_dates:
                count = reader.vague_dates
                lines.append(
                    f"{attribute.name}: {count:,} dates name no day and count as their month's first"
                )
            if attribute.name not in used:
                column = resolve(attribute.name, self._columns) is not None
                lines.append(
                    f"{attribute.name}: {'no item has a value' if column else 'no such column, so no values'}"
                )
            elif attribute.order:
                lines += _outside_order(attribute, items)
        return lines


def _outside_order(attribute: Attribute, items: Sequence[Item]) -> list[str]:
    grades = {fold(grade) for grade in attribute.order}
    outside = Counter(
        str(v) for item in items for v in item.values(attribute.name) if fold(str(v)) not in grades
    )
    if not outside:
        return []
    count, example = sum(outside.values()), next(iter(outside))
    return [
        f"{attribute.name}: {count:,} values have no place in its order and cannot be compared, "
        f"e.g. {_short(example)}"
    ]


def _short(text: str) -> str:
    text = " ".join(text.split())
    return repr(text if len(text) <= 40 else f"{text[:39]}…")
