"""A whole build in a process of its own, killed wherever it stands."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from catalog.catalog import open_catalog
from catalog.embedding import HashingEmbedder
from catalog.home import Home

COUNT = 1_500
SCHEMA = "name: films\nid: id\ntitle: title\nattributes: {year: {type: number}}\n"

BUILD = """
import sys
from pathlib import Path
from catalog.embedding import HashingEmbedder
from catalog.home import Home
from catalog.ingest import ingest

home = Home(Path(sys.argv[1]))
with home.building():
    generation = home.begin("films")
    report = ingest(
        Path(sys.argv[2]), generation, previous=home.current("films"), embedder=HashingEmbedder(),
        progress=lambda step, done, total: print(step, done, flush=True),
    )
    print("publishing", 0, flush=True)
    home.publish("films", generation)
print("embedded", report.embedded, flush=True)
"""


def write(folder: Path, edition: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "catalog.yaml").write_text(SCHEMA, encoding="utf-8")
    lines = (
        json.dumps({"id": str(n), "title": f"{edition} film {n}", "year": 1900 + n % 100})
        for n in range(COUNT)
    )
    (folder / "items.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def build(home: Home, folder: Path, *, kill_at: tuple[str, int] | None = None) -> int | None:
    """How many passages were embedded; None where the process was killed, right after it said `kill_at`."""
    command = [sys.executable, "-c", BUILD, str(home.path), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            step, number = line.split()
            if (step, int(number)) == kill_at:
                process.kill()
                return None
            if step == "embedded":
                return int(number)
    raise AssertionError(f"the build ended with {process.returncode} and never said {kill_at}")


def serving(home: Home) -> set[str]:
    """The editions in the catalog that a server would open now, which must be whole."""
    generation = home.current("films")
    assert generation is not None
    catalog = open_catalog(generation)
    assert len(catalog) == COUNT
    assert catalog.vectors.shape == (COUNT, HashingEmbedder().dimensions)
    editions = {item.title.split()[0] for item in catalog.items}
    catalog.close()
    return editions


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("home"))
    folder = write(tmp_path_factory.mktemp("folder"), "old")
    assert build(home, folder) == COUNT
    return home


@pytest.mark.parametrize(
    "kill_at",
    [
        ("reading", 0),
        ("embedding", 0),
        ("embedding", 512),
        ("storing", 0),
        ("indexing", 0),
        ("indexing", 1024),
        ("indexing", COUNT),
    ],
)
def test_a_killed_build_leaves_the_last_good_generation_serving(
    home: Home, tmp_path: Path, kill_at: tuple[str, int]
) -> None:
    assert build(home, write(tmp_path / "folder", "new"), kill_at=kill_at) is None
    assert serving(home) == {"old"}
    assert home.owner() is None


def test_a_build_killed_while_it_publishes_leaves_the_old_or_the_new(home: Home, tmp_path: Path) -> None:
    assert build(home, write(tmp_path / "folder", "next"), kill_at=("publishing", 0)) is None
    assert serving(home) in ({"old"}, {"next"})


def test_the_build_after_a_killed_one_goes_on_from_its_work(home: Home, tmp_path: Path) -> None:
    folder = write(tmp_path / "folder", "last")
    assert build(home, folder, kill_at=("embedding", 1024)) is None
    embedded = build(home, folder)
    assert embedded is not None
    assert embedded <= COUNT - 1024
    assert serving(home) == {"last"}
    assert build(home, folder) == 0
