"""A catalog grown by resampling: as many items as wanted that look like those it has."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from catalog.catalog import Catalog
from catalog.items import Item
from catalog.schema import Schema

_KEPT = 0.5
"""How likely an attribute of a new item is its model's own; otherwise it comes from any other item."""


def grow(catalog: Catalog, count: int, folder: Path, *, seed: int = 7) -> None:
    """Write a catalog folder with `count` items: the catalog's own, then resampled ones.

    A resampled item has the words of one item and the attributes of several, under a title of its own.
    Interactions are kept, each with an item or one of those made from it. The same seed writes the same.
    """
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)
    schema = catalog.schema.model_dump(mode="json", exclude_defaults=True)
    (folder / "catalog.yaml").write_text(yaml.safe_dump(schema, allow_unicode=True), encoding="utf-8")
    models: list[Item] = []
    with (folder / "items.jsonl").open("w", encoding="utf-8") as rows:
        for model, row in _rows(catalog.items, catalog.schema, count, chance):
            models.append(model)
            rows.write(json.dumps(row, ensure_ascii=False) + "\n")
    made_of: dict[str, list[str]] = {}
    for number, model in enumerate(models):
        made_of.setdefault(model.id, []).append(_name(model.id, number, len(catalog)))
    with (folder / "interactions.csv").open("w", encoding="utf-8", newline="") as rows:
        writer = csv.writer(rows)
        writer.writerow(("user_id", "item_id", "event", "value", "timestamp"))
        for one in catalog.interactions():
            if one.item_id in made_of:
                item_id = chance.choice(made_of[one.item_id])
                writer.writerow((one.user_id, item_id, one.event, one.value, one.timestamp))


def _rows(
    items: Sequence[Item], schema: Schema, count: int, chance: random.Random
) -> Iterator[tuple[Item, dict[str, Any]]]:
    for number in range(count):
        model = items[number] if number < len(items) else chance.choice(items)
        values = dict(model.attributes)
        title = model.title
        if number >= len(items):
            title = f"{model.title} {number}"
            for name in schema.attributes:
                donor = chance.choice(items).attributes.get(name)
                if chance.random() > _KEPT and donor is not None:
                    values[name] = donor
        text = {schema.text[0]: model.text} if schema.text else {}
        yield (
            model,
            {**text, **values, schema.id: _name(model.id, number, len(items)), schema.title: title},
        )


def _name(model_id: str, number: int, originals: int) -> str:
    return model_id if number < originals else f"{model_id}-{number}"
