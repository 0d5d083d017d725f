from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from catalog.inference import infer_schema
from catalog.parsing import read_catalog_folder
from catalog.reading import CatalogError
from catalog.schema import Schema, parse_schema

KINDS = ["pot", "bowl", "vase", "plate"]
MAKERS = ["Anna Lind", "Bo Ek", "Cy Dahl", "Di Holm", "Ed Berg", "Flo Ask"]


def crockery(n: int) -> dict[str, Any]:
    """One invented item of a pottery shop, with a column of every type."""
    return {
        "sku": f"P-{n:04}",
        "product_name": f"{KINDS[n % 4].title()} number {n} in clay",
        "description": f"<p>Thrown by hand on wheel {n % 7}, fired twice &amp; glazed in a wood kiln "
        f"near the sea, with a foot ring and a rim that fits lid {n}.</p>",
        "kind": KINDS[n % 4],
        "maker": MAKERS[n % 6] if n % 5 else f"Guest {n}",
        "price": f"${n % 90 + 10}.50" if n % 20 else "Free",
        "volume": f"{n % 30 + 1} cl",
        "dishwasher": ["yes", "no"][n % 2],
        "signed": "" if n % 3 else "yes",
        "fired": f"{n % 28 + 1:02}/{n % 12 + 1:02}/2021",
        "uses": "|".join(["tea", "soup", "flowers"][: n % 3 + 1]),
        "grade": ["poor", "fair", "good"][n % 3],
        "lead": ["none", "low", "high"][n % 3],
        "photo": f"https://shop.example/{n}.jpg",
        "year": 1990 + n % 30,
        "weight_kg": n % 9 / 10 + 0.1,
        "added": 1_600_000_000 + n * 86_400,
        "postcode": f"{n % 10:02}123",
        "warehouse": "north",
        "barcode": f"40012345{n * 7:05}",
        "note": "",
    }


def inferred(path: Path) -> tuple[Schema, str, list[str]]:
    text, notes = infer_schema(path)
    return parse_schema(text), text, notes


def write_csv(path: Path, rows: list[dict[str, Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_every_type_is_recognised_and_noise_is_left_out(tmp_path: Path) -> None:
    schema, text, notes = inferred(write_csv(tmp_path / "pots.csv", [crockery(n) for n in range(200)]))
    assert (schema.name, schema.noun.singular, schema.id, schema.title) == (
        "pots",
        "pot",
        "sku",
        "product_name",
    )
    assert schema.text == ("description",)
    types = {name: (a.type.value, a.many, a.unit) for name, a in schema.attributes.items()}
    assert types == {
        "kind": ("category", False, None),
        "maker": ("entity", False, None),
        "price": ("number", False, "USD"),
        "volume": ("number", False, "cl"),
        "dishwasher": ("boolean", False, None),
        "signed": ("boolean", False, None),
        "fired": ("date", False, None),
        "uses": ("category", True, None),
        "grade": ("category", False, None),
        "lead": ("category", False, None),
        "photo": ("image", False, None),
        "year": ("number", False, None),
        "weight_kg": ("number", False, "kg"),
        "added": ("date", False, None),
        "postcode": ("category", False, None),
    }
    assert schema.attributes["grade"].order == ("poor", "fair", "good")
    assert schema.attributes["lead"].order == ("none", "low", "high")
    assert schema.attributes["price"].aliases == {"Free": "0"}
    assert "cheap" in schema.attributes["price"].low
    for left_out in ("warehouse: never anything but 'north'", "barcode: a key", "note: always empty"):
        assert f"#   {left_out}" in text
    assert notes == ["all 200 rows used"]


def test_the_schema_that_is_written_reads_its_own_file(tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    path.write_text("".join(json.dumps(crockery(n)) + "\n" for n in range(50)), encoding="utf-8")
    text, _ = infer_schema(path)
    (tmp_path / "catalog.yaml").write_text(text, encoding="utf-8")
    found = read_catalog_folder(tmp_path)
    item = found.items[7]
    assert item.title == "Plate number 7 in clay"
    assert item.attributes["price"] == 17.5 and item.attributes["fired"] == "2021-08-08"
    assert found.items[0].attributes["price"] == 0
    assert item.attributes["uses"] == ("tea", "soup")


def test_without_a_key_the_title_or_the_whole_row_is_the_id(tmp_path: Path) -> None:
    rows = [{"name": f"Lamp {n}", "watts": n % 5 + 1} for n in range(30)]
    schema, _, notes = inferred(write_csv(tmp_path / "lamps.csv", rows))
    assert schema.id == "name" and "the title" in notes[0]
    rows = [{"name": f"Lamp {n % 3}", "watts": n} for n in range(30)]
    schema, _, notes = inferred(write_csv(tmp_path / "lamps.csv", [*rows, rows[0]]))
    assert schema.id == "*" and "whole row" in notes[0]
    assert "1 of 31 rows skipped" in notes[-1]


def test_the_start_of_a_file_does_not_decide(tmp_path: Path) -> None:
    path = tmp_path / "games.jsonl"
    empty = json.dumps(dict.fromkeys(["id", "title", "price"], float("nan"))) + "\n"
    rows = [json.dumps({"id": str(n), "title": f"Game {n}", "price": n % 9}) + "\n" for n in range(100)]
    path.write_text(empty * 3000 + "".join(rows), encoding="utf-8")
    schema, _, _ = inferred(path)
    assert (schema.id, schema.title, schema.attributes["price"].type) == ("id", "title", "number")


def test_ranges_and_several_figures_in_a_cell_are_pointed_out(tmp_path: Path) -> None:
    rows = [
        {"id": n, "name": f"Job {n} x", "pay": f"{n}000-{n + 5}000", "offer": f"₹{n},990₹{n},99950% off"}
        for n in range(10, 60)
    ]
    schema, text, notes = inferred(write_csv(tmp_path / "jobs.csv", rows))
    assert schema.attributes["pay"].type == "text" and "# holds ranges" in text
    assert schema.attributes["offer"].type == "text"
    assert any("several figures" in note for note in notes)


def test_variants_without_a_title_and_row_numbers(tmp_path: Path) -> None:
    rows = [
        {
            "": n,
            "Handle": f"shirt-{n // 2}",
            "Title": "" if n % 2 else f"Shirt {n}",
            "Color": "red" if n % 4 else "blue",
        }
        for n in range(40)
    ]
    schema, _, notes = inferred(write_csv(tmp_path / "shop.csv", rows))
    assert (schema.id, schema.title) == ("Handle", "Title")
    assert "column 1" not in schema.attributes
    assert "only 20 of 40 rows have a 'Title'" in notes[0]


def test_odd_column_names_are_quoted(tmp_path: Path) -> None:
    rows = [
        {"id": n, "name": f"Thing {n} a", "yes": n % 7, "1984": "a" if n % 3 else "b", "a: b #c": n % 5}
        for n in range(30)
    ]
    schema, _, _ = inferred(write_csv(tmp_path / "items.csv", rows))
    assert {"yes", "1984", "a: b #c"} <= set(schema.attributes)
    assert schema.name == tmp_path.name.replace("_", " ").strip() or schema.slug


def test_objects_are_taken_apart(tmp_path: Path) -> None:
    rows = [
        {"id": n, "name": f"Tent {n} x", "size": {"people": n % 4 + 1, "weight": f"{n % 5 + 1} kg"}}
        for n in range(30)
    ]
    path = tmp_path / "tents.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    schema, _, _ = inferred(path)
    assert schema.attributes["size.weight"].unit == "kg"
    assert "size.people" in schema.attributes


def test_nothing_to_learn_from_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,name\n")
    with pytest.raises(CatalogError, match="no rows"):
        infer_schema(path)
    path.write_text("1,2\n3,4\n5,6\n")
    with pytest.raises(CatalogError, match="no column looks like a title"):
        infer_schema(path)
