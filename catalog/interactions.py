"""Rows into interactions and reviews, kept only where their item is in the catalog."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from typing import TypeVar

from catalog.behaviour import Interactions
from catalog.cleaning import as_id, as_text, is_unknown
from catalog.dates import read_timestamp
from catalog.items import Interaction, ItemId, Review
from catalog.numbers import read_number
from catalog.reading import Row, Table

_Read = TypeVar("_Read")


class Tally:
    """Counts what was left out of a table, by reason, with the first row as an example."""

    def __init__(self, what: str, total: int) -> None:
        self.what = what
        self.total = total
        self.counts: dict[str, int] = {}
        self.first: dict[str, int] = {}

    def add(self, reason: str, row: int) -> None:
        self.counts[reason] = self.counts.get(reason, 0) + 1
        self.first.setdefault(reason, row)

    def lines(self) -> list[str]:
        """`interactions: 12 of 3,000 rows left out, without a user (first: row 7)`"""
        return [
            f"{self.what}: {count:,} of {self.total:,} rows left out, {reason} "
            f"(first: row {self.first[reason]:,})"
            for reason, count in self.counts.items()
        ]


def parse_interactions(table: Table, known: Container[ItemId]) -> tuple[Interactions, list[str]]:
    """The interactions of a table, and what was left out of it in words."""
    tally = _begin("interactions", table)
    read_user, read_event, read_value = _once(as_id), _once(as_text), _once(_number)

    def found() -> Iterator[Interaction]:
        for number, row, item_id in _of_known_items(table, known, tally):
            user = read_user(row.get("user_id"))
            if not user:
                tally.add("without a user", number)
                continue
            when = row.get("timestamp")
            yield Interaction(
                user_id=user,
                item_id=item_id,
                event=read_event(row.get("event")) or "interaction",
                value=read_value(row.get("value")),
                timestamp=None if is_unknown(when) else read_timestamp(when),
            )

    return Interactions.of(found()), table.warnings + tally.lines()


def parse_reviews(table: Table, known: Container[ItemId]) -> tuple[list[Review], list[str]]:
    """The reviews of a table, and what was left out of it in words."""
    tally, found = _begin("reviews", table), []
    for number, row, item_id in _of_known_items(table, known, tally):
        text = as_text(row.get("text"))
        if not text:
            tally.add("without a text", number)
            continue
        found.append(
            Review(
                item_id=item_id,
                text=text,
                user_id=as_id(row.get("user_id")) or None,
                rating=_number(row.get("rating")),
            )
        )
    return found, table.warnings + tally.lines()


def _begin(what: str, table: Table) -> Tally:
    tally = Tally(what, len(table.rows) + len(table.skipped))
    for skipped in table.skipped:
        tally.add(skipped.reason, skipped.row)
    return tally


def _of_known_items(
    table: Table, known: Container[ItemId], tally: Tally
) -> Iterator[tuple[int, Row, ItemId]]:
    read_item = _once(as_id)
    for number, row in table.rows:
        item_id = read_item(row.get("item_id"))
        if not item_id:
            tally.add("without an item", number)
        elif item_id not in known:
            tally.add("of items that are not in the catalog", number)
        else:
            yield number, row, item_id


def _once(read: Callable[[object], _Read]) -> Callable[[object], _Read]:
    """The same reader of cells, which reads a text once: in millions of rows the same ones come again."""
    known: dict[str, _Read] = {}

    def remembering(value: object) -> _Read:
        if not isinstance(value, str):
            return read(value)
        if value not in known:
            known[value] = read(value)
        return known[value]

    return remembering


def _number(value: object) -> float | None:
    if is_unknown(value):
        return None
    if isinstance(value, bool | int | float):
        return float(value)
    text = as_text(value)
    if text.casefold() in ("true", "false"):
        return float(text.casefold() == "true")
    number = read_number(text)
    return None if number is None else float(number)
