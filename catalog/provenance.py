"""Values that were read out of items' own texts, each with the words that carry it.

They fill gaps and never take the place of what the catalog says. Beside its rows, a generation keeps where each
came from, so that whoever is shown one is shown the words too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from catalog.items import Item, ItemId, Scalar
from catalog.schema import Schema

PROVENANCE_FILE = "enriched.jsonl"


@dataclass(frozen=True, slots=True)
class Supported:
    """`quote` stands in the item's text word for word, but for blanks."""

    item_id: ItemId
    attribute: str
    value: Scalar
    quote: str


@dataclass(frozen=True, slots=True)
class Enriched:
    """`schema` may have attributes more; `lines` say what was found, what was dropped and why."""

    schema: Schema
    supported: tuple[Supported, ...]
    lines: tuple[str, ...]


Enrich = Callable[[Schema, Sequence[Item]], Enriched]


def filled(items: Sequence[Item], enriched: Enriched) -> list[Item]:
    """The items with their gaps filled. A value for what the catalog knows already is passed over."""
    found: dict[ItemId, dict[str, list[Scalar]]] = {}
    for one in enriched.supported:
        found.setdefault(one.item_id, {}).setdefault(one.attribute, []).append(one.value)
    attributes = enriched.schema.attributes
    return [
        replace(
            item,
            attributes={
                **{
                    name: tuple(values) if attributes[name].many else values[0]
                    for name, values in found.get(item.id, {}).items()
                },
                **{name: value for name, value in item.attributes.items() if value is not None},
            },
        )
        if item.id in found
        else item
        for item in items
    ]


def save_provenance(generation: Path, supported: Iterable[Supported]) -> None:
    lines = (json.dumps(asdict(one), ensure_ascii=False) for one in supported)
    (generation / PROVENANCE_FILE).write_text("".join(line + "\n" for line in lines), encoding="utf-8")


def load_provenance(generation: Path) -> Mapping[tuple[ItemId, str], str]:
    """The quotation behind each enriched attribute of an item, the first where it has several values."""
    try:
        lines = (generation / PROVENANCE_FILE).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    quotes: dict[tuple[ItemId, str], str] = {}
    for line in lines:
        one = Supported(**json.loads(line))
        quotes.setdefault((one.item_id, one.attribute), one.quote)
    return quotes
