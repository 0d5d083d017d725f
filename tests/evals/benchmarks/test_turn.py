import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from catalog.catalog import Catalog, catalog_in_memory
from catalog.embedding import HashingEmbedder
from catalog.items import Interaction, Item
from catalog.parsing import read_catalog_folder
from catalog.schema import parse_schema
from evals.benchmarks import run
from evals.benchmarks.chatter import conversations
from evals.benchmarks.growth import grow
from evals.benchmarks.turn import floor_cpu_ms, interval, table_in
from tools.toolbox import Toolbox

SCHEMA = """
name: pens
id: code
title: label
text: [about]
attributes:
  colour: {type: category, many: true}
  price: {type: number, unit: EUR, high: [fancy], low: [cheap]}
  since: {type: date}
  refill: {type: boolean}
"""


def pens(count: int = 12) -> Catalog:
    items = [
        Item(
            f"p{n}",
            f"Pen {n}",
            f"Writes in line {n}.",
            {
                "colour": ("red", "blue") if n % 2 else ("green",),
                "price": n + 0.5,
                "since": f"20{n:02}-01-01",
            },
        )
        for n in range(count)
    ]
    seen = [Interaction("ana", "p1", "like", 1.0, 10.0), Interaction("bob", "p2")]
    return catalog_in_memory(parse_schema(SCHEMA), items, embedder=HashingEmbedder(), interactions=seen)


def test_conversations_are_the_same_each_time_and_speak_of_the_catalog() -> None:
    catalog = pens()
    one = conversations(catalog.schema, catalog.columns, count=20, seed=3)
    assert one == conversations(catalog.schema, catalog.columns, count=20, seed=3)
    assert one != conversations(catalog.schema, catalog.columns, count=20, seed=4)
    assert {len(script) for script in one} == {8}
    said = " ".join(utterance for script in one for utterance in script)
    assert all(word in said for word in ("red", "green", "price", "fancy", "cheap", "first"))


def test_a_catalog_of_which_next_to_nothing_is_known_can_be_talked_about() -> None:
    bare = parse_schema("name: bare\nid: id\ntitle: t\nattributes: {note: {type: text}}\n")
    catalog = catalog_in_memory(bare, [Item("a", "A")], embedder=HashingEmbedder())
    assert conversations(catalog.schema, catalog.columns, count=5, seed=1)


def test_a_grown_catalog_is_a_folder_of_as_many_items_and_starts_with_its_own(tmp_path: Path) -> None:
    catalog = pens()
    grow(catalog, 50, tmp_path / "more")
    grown = read_catalog_folder(tmp_path / "more")
    assert grown.schema == catalog.schema
    assert len(grown.items) == 50
    assert [item.attributes for item in grown.items[:12]] == [item.attributes for item in catalog.items]
    assert len({item.title for item in grown.items}) == 50
    assert len(grown.interactions) == 2
    assert all(item.values("colour") for item in grown.items)
    grow(catalog, 50, tmp_path / "again")
    assert (tmp_path / "again" / "items.jsonl").read_bytes() == (
        tmp_path / "more" / "items.jsonl"
    ).read_bytes()


def test_the_floor_is_some_cpu(tmp_path: Path) -> None:
    toolbox = Toolbox.in_memory(pens(), HashingEmbedder())
    with table_in(tmp_path) as table:
        assert floor_cpu_ms(toolbox, table) > 0
    assert list(tmp_path.iterdir()) == []
    low, high = interval(np.arange(101, dtype=np.float64))
    assert low < 50 < high


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("brew", [], "no bench 'brew'; there are: build, "),
        ("turn", [], "nothing is built"),
        ("turn", ["--items", "0"], ""),
    ],
)
def test_what_cannot_be_measured_is_said_in_one_line(
    name: str, arguments: Sequence[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(name, arguments, home=tmp_path / "home", json_path=tmp_path / "f.json") == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "f.json").exists()


def test_the_last_line_is_one_json_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "f.json"
    assert run("here", ["x"], home=tmp_path, json_path=file, benches={"here": __name__}) == 0
    printed = capsys.readouterr().out.strip().splitlines()[-1]
    assert json.loads(printed) == {"p50_ms": 1.5} == json.loads(file.read_text())


def measure(arguments: Sequence[str], home: Path) -> dict[str, float]:
    assert list(arguments) == ["x"]
    return {"p50_ms": 1.5}
