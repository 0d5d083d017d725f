"""The bench of building: what each step took, and what is done again after a change."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.parsing import read_catalog_folder
from evals.benchmarks import BenchError
from evals.benchmarks.build import Steps, built, change_items, measure, watched, write_interactions

CATALOG = "name: stones\nid: key\ntitle: name\nattributes:\n  kind: {type: category}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CICERONE_EMBEDDER", "hashing")
    folder = tmp_path / "stones"
    folder.mkdir()
    (folder / "catalog.yaml").write_text(CATALOG, encoding="utf-8")
    rows = [f'{{"key": "s{n}", "name": "Stone {n}", "kind": "k{n % 3}"}}\n' for n in range(400)]
    (folder / "items.jsonl").write_text("".join(rows), encoding="utf-8")
    return folder


def test_a_build_tells_its_steps_and_after_a_change_embeds_what_changed(folder: Path, tmp_path: Path) -> None:
    write_interactions(folder, 400)
    first = built(folder, tmp_path / "home")
    assert (first["items"], first["interactions"], first["embedded"]) == (400, 400, 400)
    assert {"reading_cpu_s", "embedding_cpu_s", "fitting_peak_mb", "share_of_bare"} <= first.keys()
    assert change_items(folder, 0.02) == 8
    again = built(folder, tmp_path / "home")
    assert again["embedded"] == 8


def test_users_rate_items_that_are_there(folder: Path) -> None:
    write_interactions(folder, 990)
    read = read_catalog_folder(folder)
    assert len(read.interactions) == 990
    assert len(read.interactions.users) <= 30


def test_a_step_that_comes_back_is_added_to() -> None:
    with watched() as steps:
        for step in ("reading", "embedding", "reading", "storing"):
            steps.told(step)
    assert isinstance(steps, Steps)
    assert list(steps.wall) == ["starting", "reading", "embedding", "storing"]
    assert all(spent >= 0 for spent in steps.cpu.values())
    assert min(steps.peak.values()) > 0


def test_without_a_home_nothing_can_be_grown(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="nothing is built"):
        measure([], tmp_path)
