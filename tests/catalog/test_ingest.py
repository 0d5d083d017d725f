"""A catalog folder into a generation, and back out as a `Catalog`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from catalog.catalog import MANIFEST_FILE, Catalog, GenerationError, catalog_in_memory, open_catalog
from catalog.embedding import HashingEmbedder, Vectors
from catalog.home import Home
from catalog.ingest import IngestReport, ingest, up_to_date
from catalog.items import Interaction, Item, ItemNotFoundError, Review
from catalog.passage import passage
from catalog.schema import Schema, SchemaError, load_schema

SCHEMA = """
name: Dining Out
id: id
title: name
text: [description]
attributes:
  cuisine: {type: category, many: true}
  price: {type: number, unit: USD}
  outdoor: {type: boolean}
  photo: {type: image}
"""


class CountingEmbedder(HashingEmbedder):
    """Remembers what it was asked to embed."""

    def __init__(self, dimensions: int = 64) -> None:
        super().__init__(dimensions)
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return super().embed(texts)


def rows(count: int) -> list[dict[str, object]]:
    return [
        {
            "id": f"r{n}",
            "name": f"Place {n}",
            "description": f"A small room with {n} chairs",
            "cuisine": ["thai", "lao"] if n % 2 else ["indian"],
            "price": n,
            "outdoor": n % 3 == 0,
        }
        for n in range(count)
    ]


def write(folder: Path, items: list[dict[str, object]], schema: str = SCHEMA) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "catalog.yaml").write_text(schema, encoding="utf-8")
    (folder / "items.jsonl").write_text("".join(json.dumps(row) + "\n" for row in items), encoding="utf-8")
    return folder


def build(home: Home, folder: Path, embedder: HashingEmbedder) -> tuple[IngestReport, Catalog]:
    slug = load_schema(folder).slug
    with home.building():
        generation = home.begin(slug)
        report = ingest(folder, generation, previous=home.current(slug), embedder=embedder)
        home.publish(slug, generation)
    return report, open_catalog(generation)


def test_a_folder_comes_back_as_a_catalog(tmp_path: Path) -> None:
    folder = write(tmp_path / "folder", rows(10))
    (folder / "interactions.csv").write_text(
        "user_id,item_id,event,value,timestamp\nana,r1,like,1,5\n", encoding="utf-8"
    )
    (folder / "reviews.jsonl").write_text('{"item_id": "r1", "text": "fine"}\n', encoding="utf-8")
    report, catalog = build(Home(tmp_path / "home"), folder, HashingEmbedder())
    assert (report.catalog, report.items, report.interactions, report.reviews) == ("dining-out", 10, 1, 1)
    assert [item.id for item in catalog.items] == [f"r{n}" for n in range(10)]
    assert catalog.item("r1").attributes == {"cuisine": ("thai", "lao"), "price": 1, "outdoor": False}
    assert catalog.position["r3"] == 3
    assert "r3" in catalog
    assert len(catalog) == 10
    assert list(catalog.interactions()) == [Interaction("ana", "r1", "like", 1.0, 5.0)]
    assert catalog.reviews("r1") == [Review("r1", "fine")]
    assert catalog.reviews("r2") == []
    assert catalog.columns.quantile("price", 1.0) == 9
    with pytest.raises(ItemNotFoundError):
        catalog.item("nothing")
    catalog.close()


def test_each_item_has_the_vector_of_its_own_passage(tmp_path: Path) -> None:
    embedder = HashingEmbedder()
    _, catalog = build(Home(tmp_path / "home"), write(tmp_path / "folder", rows(7)), embedder)
    wanted = embedder.embed([passage(item, catalog.schema) for item in catalog.items])
    assert catalog.vectors.dtype == np.float32
    np.testing.assert_array_equal(catalog.vectors, wanted)
    alike = catalog_in_memory(catalog.schema, catalog.items, embedder=embedder)
    np.testing.assert_array_equal(alike.vectors, catalog.vectors)
    assert alike.slug == catalog.slug


def test_an_unchanged_folder_embeds_nothing(tmp_path: Path) -> None:
    home, folder = Home(tmp_path / "home"), write(tmp_path / "folder", rows(20))
    first, before = build(home, folder, CountingEmbedder())
    again = CountingEmbedder()
    second, after = build(home, folder, again)
    assert (first.embedded, first.reused) == (20, 0)
    assert (second.embedded, second.reused) == (0, 20)
    assert again.asked == []
    assert after.generation != before.generation
    np.testing.assert_array_equal(after.vectors, before.vectors)


def test_only_what_changed_is_embedded(tmp_path: Path) -> None:
    home, items = Home(tmp_path / "home"), rows(20)
    build(home, write(tmp_path / "folder", items), CountingEmbedder())
    items[4]["cuisine"] = ["korean"]
    items[5]["photo"] = "changed.jpg"
    items[6]["price"] = 999
    embedder = CountingEmbedder()
    report, catalog = build(home, write(tmp_path / "folder", [*items[1:], *rows(21)[-1:]]), embedder)
    assert sorted(text.splitlines()[0] for text in embedder.asked) == ["Place 20", "Place 4"]
    assert (report.embedded, report.reused, report.items) == (2, 18, 20)
    assert catalog.item("r4").attributes["cuisine"] == ("korean",)
    assert catalog.item("r6").attributes["price"] == 999
    assert "r0" not in catalog


def test_another_embedder_embeds_everything_anew(tmp_path: Path) -> None:
    home, folder = Home(tmp_path / "home"), write(tmp_path / "folder", rows(5))
    build(home, folder, CountingEmbedder(64))
    report, catalog = build(home, folder, CountingEmbedder(32))
    assert report.embedded == 5
    assert catalog.vectors.shape == (5, 32)
    assert catalog.manifest.embedder == "hashing-32"


def test_damaged_vectors_are_made_again(tmp_path: Path) -> None:
    home, folder = Home(tmp_path / "home"), write(tmp_path / "folder", rows(5))
    _, catalog = build(home, folder, CountingEmbedder())
    next(catalog.folder.rglob("chroma.sqlite3")).write_bytes(b"no database at all" * 500)
    with pytest.raises(GenerationError, match="damaged"):
        open_catalog(catalog.folder)
    report, _ = build(home, folder, CountingEmbedder())
    assert report.embedded == 5


def test_a_build_that_died_is_gone_on_with(tmp_path: Path) -> None:
    class Dying(CountingEmbedder):
        def embed(self, texts: Sequence[str]) -> Vectors:
            if len(self.asked) > 500:
                raise KeyboardInterrupt
            return super().embed(texts)

    home, folder = Home(tmp_path / "home"), write(tmp_path / "folder", rows(1_000))
    with pytest.raises(KeyboardInterrupt):
        build(home, folder, Dying())
    assert home.catalogs() == []
    embedder = CountingEmbedder()
    report, catalog = build(home, folder, embedder)
    assert report.embedded == len(embedder.asked) == 1_000 - 512
    np.testing.assert_array_equal(
        catalog.vectors, HashingEmbedder(64).embed([passage(item, catalog.schema) for item in catalog.items])
    )


def test_a_folder_without_text_or_other_files_builds(tmp_path: Path) -> None:
    bare = "name: bare\nid: id\ntitle: name\ntext: []\nattributes: {}\n"
    folder = write(tmp_path / "folder", [{"id": n, "name": "same title"} for n in range(10)], bare)
    report, catalog = build(Home(tmp_path / "home"), folder, HashingEmbedder())
    assert (report.items, report.embedded) == (10, 1)
    assert catalog.vectors.shape == (10, 256)
    assert [item.text for item in catalog.items] == [""] * 10


def test_a_folder_that_cannot_be_used_leaves_the_last_good_generation(tmp_path: Path) -> None:
    home, folder = Home(tmp_path / "home"), write(tmp_path / "folder", rows(3))
    _, catalog = build(home, folder, HashingEmbedder())
    (folder / "catalog.yaml").write_text(SCHEMA.replace("number", "numbr"), encoding="utf-8")
    with home.building():
        generation = home.begin("dining-out")
        with pytest.raises(SchemaError):
            ingest(folder, generation, previous=catalog.folder, embedder=HashingEmbedder())
    assert home.current("dining-out") == catalog.folder


def test_a_generation_without_a_manifest_is_not_opened(tmp_path: Path) -> None:
    _, catalog = build(Home(tmp_path / "home"), write(tmp_path / "folder", rows(3)), HashingEmbedder())
    (catalog.folder / MANIFEST_FILE).unlink()
    with pytest.raises(GenerationError, match="not a finished generation"):
        open_catalog(catalog.folder)


def test_opening_a_generation_changes_none_of_its_files(tmp_path: Path) -> None:
    _, catalog = build(Home(tmp_path / "home"), write(tmp_path / "folder", rows(3)), HashingEmbedder())
    files = {file: file.stat().st_mtime_ns for file in catalog.folder.rglob("*")}
    open_catalog(catalog.folder).reviews("r1")
    assert {file: file.stat().st_mtime_ns for file in catalog.folder.rglob("*")} == files


def test_a_generation_is_up_to_date_until_a_file_or_the_embedder_changes(tmp_path: Path) -> None:
    folder = write(tmp_path / "folder", rows(3))
    _, catalog = build(Home(tmp_path / "home"), folder, HashingEmbedder())
    assert up_to_date(folder, catalog.folder, embedder="hashing-256")
    assert not up_to_date(folder, catalog.folder, embedder="hashing-64")
    assert not up_to_date(folder, tmp_path, embedder="hashing-256")
    (folder / "interactions.csv").write_text("user_id,item_id\nana,r1\n", encoding="utf-8")
    assert not up_to_date(folder, catalog.folder, embedder="hashing-256")


def test_a_passage_says_what_words_can_say() -> None:
    schema = Schema.model_validate(
        {
            "name": "x",
            "id": "id",
            "title": "t",
            "text": ["story"],
            "attributes": {
                "content_rating": {"type": "category"},
                "price": {"type": "number", "unit": "USD"},
                "outdoor": {"type": "boolean"},
                "smoking": {"type": "boolean"},
                "tags": {"type": "tags"},
                "photo": {"type": "image"},
                "story": {"type": "text"},
            },
        }
    )
    item = Item(
        "1",
        "Wok",
        "Fine noodles.",
        {
            "content_rating": "PG",
            "price": 9.50,
            "outdoor": True,
            "smoking": False,
            "tags": ("hot", "late"),
            "photo": "p.jpg",
            "story": "Fine noodles.",
        },
    )
    assert passage(item, schema).splitlines() == [
        "Wok",
        "PG",
        "outdoor",
        "hot, late",
        "Fine noodles.",
    ]
