"""Rows of a data file, whatever its format, and what could not be read of it.

Reads JSON lines, a JSON array, CSV (any usual separator) and Parquet, each also as `.gz`. Nothing is
interpreted here: a cell of a CSV is its text. `parsing.py` turns rows into items.
"""

from __future__ import annotations

import ast
import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]

SUFFIXES = (".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet")
"""The formats that are read, in the order in which a folder is searched; each may end in `.gz`."""

MAX_CELL = 50_000_000


class CatalogError(ValueError):
    """A file of a catalog that cannot be used at all."""

    def __init__(self, path: Path | str, problem: str) -> None:
        self.path = Path(path)
        self.problem = problem
        super().__init__(f"{self.path}: {problem}")


@dataclass(frozen=True)
class Skipped:
    """A row that was not used, and why.

    `row` counts from 1 as the file's reader would: lines of a JSONL file, records of a CSV where the
    header is row 1, elements of a JSON array, rows of a Parquet file. `reason` follows a number in
    a sentence ("3 without an id"); `detail` is about this row only.
    """

    row: int
    reason: str
    detail: str = ""


@dataclass
class Table:
    """The rows of one file.

    `rows` are numbered as in `Skipped`. `ragged` are rows with fewer cells than the header: their
    values may stand under the wrong names.
    """

    path: Path
    rows: list[tuple[int, Row]] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    ragged: set[int] = field(default_factory=set)


def find_table(folder: Path, stem: str) -> Path | None:
    """The file `stem` of a catalog folder in the first format that is there, None without one."""
    for suffix in SUFFIXES:
        for path in (folder / f"{stem}{suffix}", folder / f"{stem}{suffix}.gz"):
            if path.is_file():
                return path
    return None


def read_table(path: Path) -> Table:
    """Read the rows of `path`; what cannot be read is listed, not raised.

    Raises:
        CatalogError: where the file is missing, damaged as a whole, or in no known format.
    """
    table = Table(path)
    suffix = _format(path)
    try:
        if suffix == ".parquet":
            _read_parquet(table)
            return table
        text = _decode(_content(path), table)
    except FileNotFoundError as error:
        raise CatalogError(path, "no such file") from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise CatalogError(path, "the gzip file is cut off or damaged") from error
    except OSError as error:
        raise CatalogError(path, f"cannot be read ({error.strerror or error})") from error
    if suffix in (".csv", ".tsv"):
        _read_csv(text, table)
    elif not (suffix == ".json" or text.lstrip()[:1] == "[") or not _read_json(text, table):
        _read_json_lines(text, table)
    return table


def _format(path: Path) -> str:
    suffixes = [s.lower() for s in path.suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    if not suffixes or suffixes[-1] not in SUFFIXES:
        raise CatalogError(path, f"no known format; the formats are {', '.join(SUFFIXES)}, each also as .gz")
    return suffixes[-1]


def _content(path: Path) -> bytes:
    raw = path.read_bytes()
    return gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw


def _decode(raw: bytes, table: Table) -> str:
    """UTF-8, else line by line Windows' Latin-1 where a line is no UTF-8; UTF-16 by its mark."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    lines = []
    strange: list[int] = []
    for number, line in enumerate(raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            strange.append(number)
            lines.append(_latin(line))
    table.warnings.append(
        f"{len(strange):,} {'line is' if len(strange) == 1 else 'lines are'} not UTF-8 "
        f"and {'was' if len(strange) == 1 else 'were'} read as Latin-1 (first: line {strange[0]})"
    )
    return "\n".join(lines)


def _latin(line: bytes) -> str:
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _read_json(text: str, table: Table) -> bool:
    """Read `text` as one JSON document holding a list of objects. False where it is none."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return False
    if isinstance(document, dict):
        lists = [v for v in document.values() if isinstance(v, list) and v and isinstance(v[0], dict)]
        if len(lists) != 1:
            return False
        document = lists[0]
    if not isinstance(document, list):
        return False
    for number, row in enumerate(document, start=1):
        _keep(row, number, table)
    return True


def _read_json_lines(text: str, table: Table) -> None:
    for number, line in enumerate(text.split("\n"), start=1):
        stripped = line.strip()
        if not stripped:
            continue
        try:
            row = json.loads(stripped)
        except (ValueError, RecursionError) as error:
            row = _literal(stripped)
            if row is None:
                table.skipped.append(Skipped(number, "not readable as JSON", str(error)))
                continue
        _keep(row, number, table)


def _literal(line: str) -> Any:
    """An object in Python's notation (`{'id': 1}`), as some public data sets have it."""
    if not line.startswith(("{'", '{"', "{u'")):
        return None
    try:
        return ast.literal_eval(line)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


def _keep(row: Any, number: int, table: Table) -> None:
    if isinstance(row, dict):
        table.rows.append((number, {str(key).strip(): value for key, value in row.items()}))
    else:
        table.skipped.append(Skipped(number, "not a JSON object", f"a {type(row).__name__}"))


def _read_csv(text: str, table: Table) -> None:
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    number, names, before = 0, None, 0
    for number, cells in enumerate(_records(reader, table), start=1):
        lines, before = reader.line_num - before, reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if names is None:
            names = _names(cells)
            continue
        if any(cell.strip() for cell in cells[len(names) :]):
            detail = f"{len(cells)} cells, the header has {len(names)}"
            table.skipped.append(Skipped(number, "with more cells than the header", detail))
            continue
        if len(cells) < len(names):
            if lines > 50:
                detail = f"a quotation mark that is never closed swallows {lines:,} lines"
                table.skipped.append(Skipped(number, "with an open quotation mark", detail))
                continue
            table.ragged.add(number)
        table.rows.append((number, dict(zip(names, cells, strict=False))))


def _records(reader: Any, table: Table) -> Iterator[list[str]]:
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            table.warnings.append(f"reading stopped at line {reader.line_num:,}: {error}")
            return


def _delimiter(text: str) -> str:
    """The separator that the header line uses most."""
    start = text.lstrip("\r\n")
    header = start.split("\n", 1)[0]
    return max(",;\t|", key=header.count)


def _names(cells: list[str]) -> list[str]:
    """Column names; an empty one becomes `column 3`, a repeated one gets a number."""
    names: list[str] = []
    for position, cell in enumerate(cells, start=1):
        name = cell.strip() or f"column {position}"
        count = 2
        unique = name
        while unique in names:
            unique = f"{name} {count}"
            count += 1
        names.append(unique)
    return names


def _read_parquet(table: Table) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        source = pq.ParquetFile(pa.BufferReader(_content(table.path)))
        number = 0
        for batch in source.iter_batches():
            for row in batch.to_pylist():
                number += 1
                table.rows.append((number, {k: v for k, v in row.items() if not k.startswith("__index_")}))
    except (pa.ArrowException, ValueError, OverflowError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise CatalogError(table.path, f"not readable as Parquet ({reason})") from error
