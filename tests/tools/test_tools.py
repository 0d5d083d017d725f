"""The catalogs of a home: opened, adopted when built anew, let go when removed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.catalog import open_catalog
from catalog.embedder_export import ensure_embedder
from catalog.embedding import open_embedder
from catalog.home import Home
from catalog.ingest import ingest
from tools.candidates import Query
from tools.fit import fit_models, save_models
from tools.toolbox import CatalogNotFoundError, Tools


def build(home: Home, folder: Path, slug: str, titles: list[str], *, fitted: bool = True) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "catalog.yaml").write_text(
        f"name: {slug}\nid: id\ntitle: title\nattributes: {{size: {{type: number}}}}\n", encoding="utf-8"
    )
    rows = [json.dumps({"id": str(n), "title": title, "size": n}) for n, title in enumerate(titles)]
    (folder / "items.jsonl").write_text("\n".join(rows), encoding="utf-8")
    embedder = open_embedder(ensure_embedder(home.path, "hashing"))
    with home.building():
        generation = home.begin(slug)
        ingest(folder, generation, previous=home.current(slug), embedder=embedder)
        if fitted:
            catalog = open_catalog(generation)
            save_models(fit_models(catalog, embedder=embedder), generation)
            catalog.close()
        home.publish(slug, generation)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    build(made, tmp_path / "hats", "hats", ["Bowler", "Beret", "Fez"])
    build(made, tmp_path / "cups", "cups", ["Mug", "Goblet"])
    return made


@pytest.fixture
def tools(home: Home) -> Iterator[Tools]:
    opened = Tools(home)
    yield opened
    opened.close()


async def test_every_catalog_is_open_and_the_first_built_is_the_default(tools: Tools) -> None:
    assert tools.slugs() == ["hats", "cups"]
    assert tools.default == "hats"
    assert tools.of() is tools.of("hats")
    toolbox = tools.of("cups")
    ranked, _ = toolbox.rank(Query("ana", text="mug"), await toolbox.gather(Query("ana", text="mug")))
    assert toolbox.catalog.item(ranked[0].item_id).title == "Mug"


def test_a_catalog_that_is_not_there_is_named_with_those_that_are(tools: Tools, tmp_path: Path) -> None:
    with pytest.raises(CatalogNotFoundError, match="no catalog 'shoes' in this home; there is hats, cups"):
        tools.of("shoes")
    with pytest.raises(CatalogNotFoundError, match="none is built yet"):
        _ = Tools(Home(tmp_path / "empty")).default


def test_a_new_generation_is_adopted_once_and_the_old_one_can_still_answer(
    home: Home, tools: Tools, tmp_path: Path
) -> None:
    assert tools.adopt() == []
    before = tools.of("hats")
    cups = tools.of("cups")
    build(home, tmp_path / "hats", "hats", ["Bowler", "Beret", "Fez", "Trilby"])
    assert len(tools.of("hats").catalog) == 3
    assert tools.adopt() == ["hats"]
    assert len(tools.of("hats").catalog) == 4
    assert tools.of("cups") is cups
    assert before.lookup.count([]) == 3
    assert before.catalog.reviews("0") == []
    assert tools.adopt() == []


def test_a_removed_catalog_goes_and_a_new_one_comes(home: Home, tools: Tools, tmp_path: Path) -> None:
    home.remove("hats")
    build(home, tmp_path / "bags", "bags", ["Satchel"])
    assert sorted(tools.adopt()) == ["bags", "hats"]
    assert tools.slugs() == ["cups", "bags"]


def test_an_unusable_generation_leaves_the_good_one_serving_and_is_told(
    home: Home, tools: Tools, tmp_path: Path
) -> None:
    build(home, tmp_path / "hats", "hats", ["Bowler"], fitted=False)
    build(home, tmp_path / "bags", "bags", ["Satchel"], fitted=False)
    tools.adopt()
    assert len(tools.of("hats").catalog) == 3
    assert "nothing is fitted" in tools.problems["hats"]
    with pytest.raises(CatalogNotFoundError, match=r"cannot be used: .*nothing is fitted"):
        tools.of("bags")
    build(home, tmp_path / "hats", "hats", ["Bowler", "Beret"])
    tools.adopt()
    assert len(tools.of("hats").catalog) == 2
    assert set(tools.problems) == {"bags"}
