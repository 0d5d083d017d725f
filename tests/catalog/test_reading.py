from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from catalog.reading import CatalogError, find_table, read_table


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_json_lines_keep_their_line_numbers_and_bad_lines_are_listed(tmp_path: Path) -> None:
    path = write(
        tmp_path / "items.jsonl", "{\"id\": 1}\n\n{\"id\": 2,\n[1]\n{\"id\": NaN}\n{'id': 'py', 'x': None}\n"
    )
    table = read_table(path)
    assert [number for number, _ in table.rows] == [1, 5, 6]
    assert table.rows[2][1] == {"id": "py", "x": None}
    assert [(s.row, s.reason) for s in table.skipped] == [
        (3, "not readable as JSON"),
        (4, "not a JSON object"),
    ]


def test_absurdly_long_and_deep_json_is_a_bad_line_and_no_stack_trace(tmp_path: Path) -> None:
    content = f'{{"id": {"9" * 5000}}}\n{"[" * 100_000}\n{{"id": "good"}}\n'
    table = read_table(write(tmp_path / "items.jsonl", content))
    assert [row["id"] for _, row in table.rows] == ["good"]
    assert len(table.skipped) == 2


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path, mark: bytes) -> None:
    table = read_table(write(tmp_path / "items.csv", mark + b"id,title\r\n1,One\r\n"))
    assert table.rows == [(2, {"id": "1", "title": "One"})]


def test_latin_1_lines_are_read_and_reported(tmp_path: Path) -> None:
    content = "id,title\n1,Zoë\n".encode() + "2,Café – crème\n".encode("cp1252")
    table = read_table(write(tmp_path / "items.csv", content))
    assert [row["title"] for _, row in table.rows] == ["Zoë", "Café – crème"]
    assert table.warnings == ["1 line is not UTF-8 and was read as Latin-1 (first: line 3)"]


def test_utf_16_is_told_by_its_mark(tmp_path: Path) -> None:
    table = read_table(write(tmp_path / "items.csv", "id,title\n1,Émile\n".encode("utf-16")))
    assert table.rows[0][1]["title"] == "Émile"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_csv_with_any_usual_separator(tmp_path: Path, separator: str) -> None:
    lines = [separator.join(cells) for cells in (["id", "title", "x"], ["1", "A b", "2"])]
    table = read_table(write(tmp_path / "items.csv", "\n".join(lines)))
    assert table.rows == [(2, {"id": "1", "title": "A b", "x": "2"})]


def test_csv_rows_with_too_many_or_too_few_cells_are_told(tmp_path: Path) -> None:
    content = 'id,title,x\n1,"two\nlines",3\n2,a,b,c\n3,short\n\n4,fine,,,\n'
    table = read_table(write(tmp_path / "items.csv", content))
    assert [number for number, _ in table.rows] == [2, 4, 6]
    assert table.rows[0][1]["title"] == "two\nlines"
    assert table.ragged == {4}
    assert [(s.row, s.reason) for s in table.skipped] == [(3, "with more cells than the header")]


def test_a_quotation_mark_that_is_never_closed_is_reported(tmp_path: Path) -> None:
    content = 'id,title,x\n1,a,b\n2,"open,c\n' + "".join(f"{n},t,x\n" for n in range(3, 103))
    table = read_table(write(tmp_path / "items.csv", content))
    assert [row["id"] for _, row in table.rows] == ["1"]
    assert table.skipped[0].reason == "with an open quotation mark"
    assert "101 lines" in table.skipped[0].detail


def test_nameless_and_repeated_columns_get_names_of_their_own(tmp_path: Path) -> None:
    table = read_table(write(tmp_path / "items.csv", ",a,a\n1,2,3\n"))
    assert table.rows == [(2, {"column 1": "1", "a": "2", "a 2": "3"})]


def test_a_json_array_and_an_object_around_one(tmp_path: Path) -> None:
    rows = [{"id": "1"}, "no", {"id": "2"}]
    bare = read_table(write(tmp_path / "a.json", json.dumps(rows, indent=1)))
    assert [n for n, _ in bare.rows] == [1, 3] and bare.skipped[0].row == 2
    around = read_table(write(tmp_path / "b.json", json.dumps({"count": 2, "products": [rows[0], rows[2]]})))
    assert [row["id"] for _, row in around.rows] == ["1", "2"]
    lines = read_table(write(tmp_path / "c.json", '{"id": "1"}\n{"id": "2"}\n'))
    assert [row["id"] for _, row in lines.rows] == ["1", "2"]


def test_gzip_is_read_by_its_content_and_a_cut_one_is_refused(tmp_path: Path) -> None:
    packed = gzip.compress(b'{"id": "1"}\n' * 100)
    assert len(read_table(write(tmp_path / "items.jsonl.gz", packed)).rows) == 100
    with pytest.raises(CatalogError, match="cut off or damaged"):
        read_table(write(tmp_path / "cut.jsonl.gz", packed[:-12]))


def test_parquet_with_lists_nulls_and_dates(tmp_path: Path) -> None:
    import datetime

    import pyarrow as pa
    import pyarrow.parquet as pq

    day = datetime.date(2016, 3, 26)
    columns = {"id": [1, 2], "tags": [["a", "b"], []], "price": [1.5, None], "day": [day, None]}
    pq.write_table(pa.table(columns), tmp_path / "items.parquet")
    table = read_table(tmp_path / "items.parquet")
    assert table.rows[0] == (1, {"id": 1, "tags": ["a", "b"], "price": 1.5, "day": day})
    assert table.rows[1][1]["price"] is None
    with pytest.raises(CatalogError, match="not readable as Parquet"):
        read_table(write(tmp_path / "bad.parquet", b"PAR1 no"))


def test_empty_files_hold_no_rows(tmp_path: Path) -> None:
    for name in ("a.jsonl", "a.csv", "a.json"):
        assert read_table(write(tmp_path / name, "")).rows == []


def test_missing_and_unknown_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="no such file"):
        read_table(tmp_path / "items.csv")
    with pytest.raises(CatalogError, match="no known format"):
        read_table(write(tmp_path / "items.xlsx", "x"))


def test_the_first_known_format_of_a_folder_is_taken(tmp_path: Path) -> None:
    assert find_table(tmp_path, "items") is None
    write(tmp_path / "items.csv.gz", gzip.compress(b"id\n1\n"))
    assert find_table(tmp_path, "items") == tmp_path / "items.csv.gz"
    write(tmp_path / "items.jsonl", "{}")
    assert find_table(tmp_path, "items") == tmp_path / "items.jsonl"
