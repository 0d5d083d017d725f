"""`cicerone serve` as a process of its own, and the commands that find it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from catalog.home import Home
from tests.ui.conftest import write_catalog
from tests.ui.test_cli import cicerone

PATIENCE = 90


@dataclass
class Served:
    process: subprocess.Popen[str]
    url: str
    home: Path
    catalog: Path


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server on a home of its own, on a free port."""
    root = tmp_path_factory.mktemp("served")
    home, catalog = root / "home", write_catalog(root / "teas", items=24)
    home.mkdir()
    (home / "cicerone.toml").write_text('embedder = "hashing"\n')
    built = cicerone("build", catalog, home=home)
    assert built.returncode == 0, built.stderr
    process = subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "serve", "--home", str(home), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={name: value for name, value in os.environ.items() if not name.startswith("CICERONE_")},
    )
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if found := re.search(r"Web chat\s+(http://\S+)", line):
            break
    else:
        pytest.fail(f"the server ended: {said}")
    assert "teas (24 teas)" in said
    yield Served(process, found[1], home, catalog)
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=30)
    assert process.returncode == 0, rest
    assert "Traceback" not in rest
    assert Home(home).owner() is None


def test_the_page_the_api_and_its_documentation_have_one_address(served: Served) -> None:
    with httpx.Client(base_url=served.url, timeout=30) as http:
        assert "Cicerone" in http.get("/").text
        assert http.get("/readyz").json()["catalogs"] == ["teas"]
        assert http.get("/docs").status_code == 200
        assert http.get("/v1/nothing").headers["content-type"] == "application/problem+json"


def test_a_second_owner_is_refused_and_told_where_the_first_serves(served: Served) -> None:
    refused = cicerone("serve", "--home", served.home, "--port", "0")
    assert refused.returncode == 1
    assert served.url in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1


def test_the_terminal_talks_and_remembers_through_the_running_server(served: Served) -> None:
    talked = subprocess.run(
        [sys.executable, "-m", "ui.cli", "chat", "--home", str(served.home), "--user", "ana"],
        input="a green tea\nunder $40\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "Tea Number" in talked.stdout
    with httpx.Client(base_url=f"{served.url}/v1", timeout=30) as http:
        http.post("/feedback", json={"user_id": "ana", "item_id": "t3", "kind": "like"})
    assert "Tea Number 3" in cicerone("memory", "show", "ana", home=served.home).stdout
    exported = json.loads(cicerone("memory", "export", "ana", home=served.home).stdout)
    assert exported["user_id"] == "ana"
    assert [turn["utterance"] for turn in exported["turns"]] == ["a green tea", "under $40"]
    assert "Erased of ana" in cicerone("memory", "forget", "ana", "--yes", home=served.home).stdout
    assert "Nothing is remembered" in cicerone("memory", "show", "ana", home=served.home).stdout


def test_the_doctor_finds_the_server(served: Served) -> None:
    told = cicerone("doctor", home=served.home)
    assert told.returncode == 0, told.stdout
    assert f"{served.url} answers" in told.stdout
    assert "24 items" in told.stdout


def test_a_finished_build_is_taken_over_without_a_restart(served: Served) -> None:
    write_catalog(served.catalog, items=30)
    built = cicerone("build", served.catalog, home=served.home)
    assert built.returncode == 0, built.stderr
    assert served.url in built.stdout
    until = time.monotonic() + PATIENCE
    with httpx.Client(base_url=f"{served.url}/v1", timeout=30) as http:
        while (items := http.get("/catalogs").json()["catalogs"][0]["items"]) != 30:
            assert time.monotonic() < until, items
            time.sleep(0.2)
        assert http.get("/items/t30").status_code == 200


def test_a_broken_catalog_leaves_the_last_good_one_serving(served: Served) -> None:
    (served.catalog / "items.jsonl").write_text("nothing of use\n")
    refused = cicerone("build", served.catalog, home=served.home)
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert httpx.get(f"{served.url}/v1/items/t2").status_code == 200


def test_an_unreachable_memory_database_is_found_by_the_doctor(tmp_path: Path) -> None:
    (tmp_path / "cicerone.toml").write_text(
        'database_url = "postgresql+psycopg://nobody:secret@127.0.0.1:1/none"\n'
    )
    told = cicerone("doctor", home=tmp_path)
    assert told.returncode == 1
    assert "✗ memory" in told.stdout
    assert "secret" not in told.stdout


def test_a_setting_that_does_not_exist_is_said(tmp_path: Path) -> None:
    (tmp_path / "cicerone.toml").write_text("colour = 1\n")
    told = cicerone("doctor", home=tmp_path)
    assert told.returncode == 1
    assert "colour" in told.stderr
