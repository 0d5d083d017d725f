"""The bundled catalogs are sound, and their READMEs say of them what is so."""

import re
from collections import Counter
from pathlib import Path

import pytest

import catalog.demo
from catalog.demo.simulate import SEED, USERS, read_items, simulate
from catalog.parsing import CatalogFolder, read_catalog_folder

DEMO = Path(catalog.demo.__file__).parent
OPTIONAL = {
    "films": {"cast", "language", "series", "based_on", "black_and_white"},
    "books": {"series", "series_number"},
}
"""Attributes that an item may lack: it has none (a silent film's language), or the fact is not sure."""
USERS_COMPARED = 50


@pytest.fixture(scope="module", params=["films", "books"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def folder(name: str) -> CatalogFolder:
    return read_catalog_folder(DEMO / name)


def test_every_row_and_every_value_is_used(folder: CatalogFolder) -> None:
    assert (folder.report.skipped, folder.report.warnings) == ([], [])


def test_no_item_is_there_twice(folder: CatalogFolder) -> None:
    times = Counter((item.title.casefold(), item.attributes["year"]) for item in folder.items)
    assert [found for found, count in times.items() if count > 1] == []


def test_every_item_is_described_in_full(name: str, folder: CatalogFolder) -> None:
    needed = set(folder.schema.attributes) - OPTIONAL[name]
    assert {
        item.title: needed - set(item.attributes) for item in folder.items if needed - set(item.attributes)
    } == {}
    assert [item.title for item in folder.items if not item.text] == []


def test_every_alias_stands_for_a_value_that_is_there(folder: CatalogFolder) -> None:
    for attribute in folder.schema.attributes.values():
        present = {value for item in folder.items for value in item.values(attribute.name)}
        assert set(attribute.aliases.values()) - present == set(), attribute.name


def test_the_interactions_are_those_that_the_simulation_writes(name: str, folder: CatalogFolder) -> None:
    simulated = simulate(read_items(DEMO / name), users=USERS_COMPARED, seed=SEED)
    written = folder.interactions[: len(simulated)]
    assert [(row.user_id, row.item_id, row.event, row.timestamp) for row in written] == [
        (row.user_id, row.item_id, row.event, row.timestamp) for row in simulated
    ]


def test_the_readme_states_the_size_and_the_span(name: str, folder: CatalogFolder) -> None:
    years = [item.attributes["year"] for item in folder.items]
    readme = (DEMO / name / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"^{len(folder.items)} {name} from {min(years)} to {max(years)},", readme, re.MULTILINE)
    assert f"{USERS:,} users, {len(folder.interactions):,} events" in readme
