"""Whatever stands in a file, reading it ends in items and a report or in a CatalogError."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.inference import infer_schema
from catalog.parsing import parse_items, widen
from catalog.reading import CatalogError, read_table
from catalog.schema import parse_schema

SCHEMA = parse_schema("""
name: things
id: id
title: name
text: [about]
attributes:
  number: {type: number, unit: min}
  kind: {type: category}
  kinds: {type: entity, many: true}
  flag: {type: boolean}
  day: {type: date}
  photo: {type: image}
  note: {type: text, many: true}
""")
CELL = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.dates()
    | st.datetimes()
    | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
ROW = st.fixed_dictionaries(
    {"id": st.integers(0, 9) | CELL, "name": st.text(min_size=1) | CELL},
    optional=dict.fromkeys(["about", *SCHEMA.attributes], CELL),
)


@given(st.lists(ROW, max_size=6))
def test_any_rows_become_items_or_are_accounted_for(rows: list[dict[str, object]]) -> None:
    numbered = list(enumerate(rows, start=1))
    schema, _ = widen(SCHEMA, numbered)
    items, report = parse_items(numbered, schema)
    assert len(items) + len(report.skipped) == report.rows == len(rows)
    assert report.summary()
    for item in items:
        assert item.id and item.title
        for name, value in item.attributes.items():
            assert isinstance(value, tuple) == schema.attributes[name].many
        for text in (item.id, item.title, item.text):
            text.encode("utf-8")


@pytest.mark.parametrize("name", ["items.csv", "items.jsonl", "items.json", "items.parquet", "items.csv.gz"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    content=st.binary(max_size=200) | st.text(alphabet='id,name;"\n[]{}:1é|', max_size=200).map(str.encode)
)
def test_any_bytes_are_read_or_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    try:
        table = read_table(path)
        parse_items(table.rows, SCHEMA, ragged=table.ragged)
        infer_schema(path)
    except CatalogError:
        pass
