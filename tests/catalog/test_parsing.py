from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from catalog.items import Item
from catalog.parsing import Report, parse_items, read_catalog_folder
from catalog.reading import CatalogError
from catalog.schema import Schema, SchemaError, parse_schema

SCHEMA = """
name: tools
id: id
title: name
text: [about, notes]
attributes:
  price: {type: number, unit: USD}
  kinds: {type: category, many: true}
  maker: {type: entity}
  electric: {type: boolean}
  released: {type: date}
  photo: {type: image}
  care: {type: text}
  colour: {type: category}
"""


def schema(source: str = SCHEMA) -> Schema:
    return parse_schema(source)


def parse(*rows: dict[str, Any], source: str = SCHEMA) -> tuple[list[Item], Report]:
    return parse_items(list(enumerate(rows, start=1)), schema(source))


def folder(path: Path, items: str | bytes, *, name: str = "items.jsonl", source: str = SCHEMA) -> Path:
    (path / "catalog.yaml").write_text(source, encoding="utf-8")
    (path / name).write_bytes(items if isinstance(items, bytes) else items.encode())
    return path


def lines(rows: Sequence[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def test_a_row_becomes_an_item_with_typed_attributes() -> None:
    row = {
        "id": 7.0,
        "name": " Hammer &amp; <b>nails</b> ",
        "about": "<p>For walls.</p><p>And more.</p>",
        "notes": None,
        "price": "$1,204.50",
        "kinds": ["hand", "Hand", "wall"],
        "maker": "Ösel",
        "electric": "Nein",
        "released": "January 7, 2018",
        "photo": "https://shop.example/a?b=1&c=2",
        "care": ["Keep dry", "Oil it"],
    }
    (item,), report = parse(row)
    assert (item.id, item.title, item.text) == ("7", "Hammer & nails", "For walls.\nAnd more.")
    assert item.attributes == {
        "price": 1204.5,
        "kinds": ("hand", "wall"),
        "maker": "Ösel",
        "electric": False,
        "released": "2018-01-07",
        "photo": "https://shop.example/a?b=1&c=2",
        "care": "Keep dry, Oil it",
    }
    assert report.kept == 1 and report.warnings == ["colour: no such column, so no values"]


def test_rows_without_an_id_or_title_and_repeated_ids_are_skipped_with_reasons() -> None:
    rows = [{"id": str(n), "name": "x", "colour": "red"} for n in range(3)]
    items, report = parse(
        *rows, {"name": "y"}, {"id": "9", "name": " "}, rows[1], {"id": None, "name": float("nan")}
    )
    assert [item.id for item in items] == ["0", "1", "2"]
    assert [(s.row, s.reason) for s in report.skipped] == [
        (4, "without an id"),
        (5, "without a title"),
        (6, "with the id of an earlier row"),
        (7, "empty"),
    ]
    assert report.summary() == (
        "4 of 7 rows skipped: 1 without an id, 1 without a title, 1 with the id of an earlier row, 1 empty "
        "(first: row 4)"
    )


def test_the_first_of_two_rows_with_one_id_is_kept() -> None:
    items, _ = parse(
        {"id": 1, "name": "first"}, {"id": "1", "name": "second"}, {"id": "1.0", "name": "third"}
    )
    assert [item.title for item in items] == ["first"]


@pytest.mark.parametrize(
    "unknown", [None, "", " ", "nan", "NaN", "None", "null", "N/A", float("nan"), [], {}, ()]
)
def test_unknown_values_are_no_attributes_and_no_problem(unknown: Any) -> None:
    row = {"id": 1, "name": "x", **dict.fromkeys(schema().attributes, unknown)}
    (item,), report = parse(row)
    assert item.attributes == {} and item.text == ""
    assert all("no item has a value" in warning or "text field" in warning for warning in report.warnings)


def test_none_is_a_value_where_the_order_or_the_data_mean_it() -> None:
    source = SCHEMA + "  violence: {type: category, order: [None, mild]}\n"
    items, _ = parse({"id": 1, "name": "x", "violence": "None", "colour": "none"}, source=source)
    assert items[0].attributes == {"violence": "None", "colour": "none"}


def test_text_where_a_number_should_be_is_left_out_and_reported_with_its_row() -> None:
    _, report = parse(
        {"id": 1, "name": "a", "price": "Free"},
        {"id": 2, "name": "b", "price": "call us"},
        {"id": 3, "name": "c", "price": True, "electric": "maybe"},
        {"id": 4, "name": "d", "price": 10, "released": "soon"},
    )
    assert "price: 3 values are no number and were left out, e.g. 'Free' in row 1" in report.warnings
    assert (
        "electric: 1 value is neither yes nor no and was left out, e.g. 'maybe' in row 3" in report.warnings
    )
    assert "released: 1 value is no date and was left out, e.g. 'soon' in row 4" in report.warnings


def test_aliases_say_what_a_word_is_worth() -> None:
    source = SCHEMA.replace("unit: USD", "unit: USD, aliases: {free: 0}").replace(
        "type: boolean", "type: boolean, aliases: {mains: yes}"
    )
    items, _ = parse({"id": 1, "name": "a", "price": "Free", "electric": "Mains"}, source=source)
    assert items[0].attributes == {"price": 0, "electric": True}


def test_lists_in_csv_cells_in_every_notation(tmp_path: Path) -> None:
    content = (
        "id,name,kinds,maker\n1,a,hand|wall,X\n"
        '2,b,"[""big"", ""red, blue""]",X\n3,c,"[\'small\', \'old\']",X\n'
        '4,d,"one, only",X\n5,e,,X\n'
    )
    found = read_catalog_folder(folder(tmp_path, content, name="items.csv"))
    kinds = [item.values("kinds") for item in found.items]
    assert kinds == [("hand", "wall"), ("big", "red, blue"), ("small", "old"), ("one, only",), ()]


def test_a_comma_separates_only_where_nothing_else_does() -> None:
    items, _ = parse({"id": 1, "name": "a", "kinds": "hand, wall"}, {"id": 2, "name": "b", "kinds": "saw"})
    assert items[0].values("kinds") == ("hand", "wall")
    items, _ = parse(
        {"id": 1, "name": "a", "kinds": "nuts, bolts; saws"}, {"id": 2, "name": "b", "kinds": "a, b"}
    )
    assert items[0].values("kinds") == ("nuts, bolts", "saws")
    assert items[1].values("kinds") == ("a, b",)
    items, _ = parse(
        {"id": 1, "name": "a", "kinds": "Art &amp; Craft"}, {"id": 2, "name": "b", "kinds": ["x, y"]}
    )
    assert [item.values("kinds") for item in items] == [("Art & Craft",), ("x, y",)]


def test_objects_in_lists_are_called_by_their_names() -> None:
    items, _ = parse({"id": 1, "name": "a", "kinds": [{"id": 28, "name": "hand"}, {"id": 3, "name": "wall"}]})
    assert items[0].values("kinds") == ("hand", "wall")


def test_lists_under_an_attribute_that_is_not_many_widen_it(tmp_path: Path) -> None:
    rows = [{"id": 1, "name": "a", "maker": ["X", "Y"]}, {"id": 2, "name": "b", "maker": "Z, Ltd"}]
    found = read_catalog_folder(folder(tmp_path, lines(rows)))
    assert found.schema.attributes["maker"].many
    assert [item.attributes["maker"] for item in found.items] == [("X", "Y"), ("Z, Ltd",)]
    assert any("many: true" in warning for warning in found.report.warnings)


def test_names_of_columns_may_differ_in_case_and_lie_in_objects() -> None:
    source = SCHEMA.replace("  price:", "  size.weight: {type: number}\n  price:")
    items, _ = parse({"ID": 1, "Name ": "a", "PRICE": 3, "size": {"weight": "2 kg"}}, source=source)
    assert items[0].attributes == {"size.weight": 2, "price": 3}


def test_a_made_id_is_the_same_wherever_the_row_stands() -> None:
    source = SCHEMA.replace("id: id", 'id: "*"')
    one, two = {"name": "a", "price": 1}, {"price": 2, "name": "a"}
    first, report = parse(one, two, one, source=source)
    second, _ = parse(two, one, source=source)
    assert [item.id for item in first] == [item.id for item in reversed(second)]
    assert [s.row for s in report.skipped] == [3]


def test_scripts_are_no_addresses() -> None:
    source = SCHEMA + "  link: {type: url}\n"
    bad = ["javascript:alert(1)", " JaVa\tscript:alert(1)", "data:text/html,x", "data:image/svg+xml,x", 5]
    for address in bad:
        items, _ = parse({"id": 1, "name": "a", "photo": address, "link": address}, source=source)
        assert items[0].attributes == {}
    good = ["photos/a.jpg", "http://x.example/a.png", "data:image/png;base64,AA", "C:/a.png"]
    for address in good:
        items, _ = parse({"id": 1, "name": "a", "photo": address})
        assert items[0].attributes == {"photo": address}


def test_characters_that_no_database_takes_are_dropped() -> None:
    (item,), _ = parse({"id": "a\x00b", "name": "x\ud800y", "about": "zero\u200bwidth\x07"})
    assert (item.id, item.title, item.text) == ("ab", "xy", "zerowidth")


def test_a_shifted_row_is_skipped_but_a_short_one_that_fits_is_kept(tmp_path: Path) -> None:
    content = "id,name,price,electric,colour\n1,a,2,yes,red\n2,b,yes,red\n3,c,5\n"
    found = read_catalog_folder(folder(tmp_path, content, name="items.csv"))
    assert [item.id for item in found.items] == ["1", "3"]
    assert found.report.summary() == (
        "1 of 3 rows skipped: 1 with cells out of place (first: row 3, fewer cells than the header)"
    )


def test_grades_outside_the_order_are_kept_and_told() -> None:
    source = SCHEMA + "  heat: {type: category, order: [mild, hot]}\n"
    items, report = parse(
        {"id": 1, "name": "a", "heat": "Hot"}, {"id": 2, "name": "b", "heat": "nuclear"}, source=source
    )
    assert [item.attributes["heat"] for item in items] == ["Hot", "nuclear"]
    assert any("no place in its order" in w and "'nuclear'" in w for w in report.warnings)


def test_a_year_alone_is_a_date_and_the_guess_is_told() -> None:
    items, report = parse(
        {"id": 1, "name": "a", "released": "2018"}, {"id": 2, "name": "b", "released": 1521929104}
    )
    assert [item.attributes["released"] for item in items] == ["2018-01-01", "2018-03-24"]
    assert any("1 dates name no day" in warning or "no day" in warning for warning in report.warnings)


def test_an_empty_text_list_and_parquet(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    source = SCHEMA.replace("text: [about, notes]", "text: []")
    columns = {
        "id": [1.0, 2.0, None],
        "name": ["a", "b", "c"],
        "kinds": [["x"], None, []],
        "price": [1.0, None, 2.5],
    }
    pq.write_table(pa.table(columns), tmp_path / "items.parquet")
    (tmp_path / "catalog.yaml").write_text(source, encoding="utf-8")
    found = read_catalog_folder(tmp_path)
    assert [(i.id, i.text, dict(i.attributes)) for i in found.items] == [
        ("1", "", {"kinds": ("x",), "price": 1}),
        ("2", "", {}),
    ]
    assert found.report.skipped[0].row == 3


def test_interactions_and_reviews_of_unknown_items_are_dropped_and_counted(tmp_path: Path) -> None:
    path = folder(tmp_path, lines([{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]))
    (path / "interactions.csv").write_text(
        "user_id,item_id,event,value,timestamp\nu,1,rating,4.5,1521929104\nv,2.0,,,\n,1,,,\nw,9,like,1,2018-03-24\n"
        "w,2,recommend,False,2018-03-24T22:05:04\n",
        encoding="utf-8",
    )
    (path / "reviews.jsonl").write_text(
        lines(
            [
                {"item_id": 1, "text": "good", "rating": 5},
                {"item_id": "1", "text": "nan"},
                {"item_id": 8, "text": "x"},
            ]
        )
    )
    found = read_catalog_folder(path)
    assert [(i.user_id, i.item_id, i.event, i.value, i.timestamp) for i in found.interactions] == [
        ("u", "1", "rating", 4.5, 1521929104.0),
        ("v", "2", "interaction", None, None),
        ("w", "2", "recommend", 0.0, 1521929104.0),
    ]
    assert [(r.item_id, r.text, r.rating) for r in found.reviews] == [("1", "good", 5.0)]
    dropped = [line for line in found.report.warnings if "left out" in line]
    assert dropped == [
        "interactions: 1 of 5 rows left out, without a user (first: row 4)",
        "interactions: 1 of 5 rows left out, of items that are not in the catalog (first: row 5)",
        "reviews: 1 of 3 rows left out, without a text (first: row 2)",
        "reviews: 1 of 3 rows left out, of items that are not in the catalog (first: row 3)",
    ]


def test_what_makes_a_folder_unusable_is_said(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match=r"no catalog\.yaml"):
        read_catalog_folder(tmp_path)
    (tmp_path / "catalog.yaml").write_text(SCHEMA, encoding="utf-8")
    with pytest.raises(CatalogError, match="no items file"):
        read_catalog_folder(tmp_path)
    (tmp_path / "items.jsonl").write_text("")
    with pytest.raises(CatalogError, match="the file is empty"):
        read_catalog_folder(tmp_path)
    (tmp_path / "items.jsonl").write_text('{"sku": 1, "label": "x"}\n')
    with pytest.raises(
        CatalogError, match=r"1 of 1 rows skipped: 1 without an id.*'id'.*columns are sku, label"
    ):
        read_catalog_folder(tmp_path)


def test_twenty_thousand_rows_are_read_in_seconds(tmp_path: Path) -> None:
    rows = [
        {
            "id": n,
            "name": f"Tool {n}",
            "about": f"A tool for job {n % 97} <br> and more &amp; more",
            "price": f"${n % 500}.99",
            "kinds": ["hand", f"k{n % 30}"],
            "maker": f"Maker {n % 400}",
            "electric": n % 2 == 0,
            "released": f"{n % 28 + 1}/{n % 12 + 1}/{1990 + n % 30}",
            "photo": f"https://x.example/{n}.jpg",
        }
        for n in range(20_000)
    ]
    path = folder(tmp_path, lines(rows))
    start = time.process_time()
    found = read_catalog_folder(path)
    assert len(found.items) == 20_000
    assert found.items[13].attributes["released"] == "2003-02-14"
    assert time.process_time() - start < 15
