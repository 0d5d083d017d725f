"""A real server over two catalogs, and a real Chromium that visits it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

import catalog.demo
from agent.build import build
from catalog.home import Home
from tools.settings import Settings

CHROMIUM = os.environ.get("CICERONE_TEST_CHROMIUM") or shutil.which("chromium")
PATIENCE_MS = 15_000
START_SECONDS = 90
expect.set_options(timeout=PATIENCE_MS)

HOSTILE = "\"><img src=x onerror=\"document.title='owned'\" {{7*7}} ${document.title='owned'} ![x](http://e.example/x)"
MISSING_PHOTO = "http://127.0.0.1:9/photo.png"
CURIOS = """
name: curios
noun: {singular: curio, plural: curios}
id: id
title: title
attributes: {kind: {type: category}, photo: {type: image}}
show: [kind]
"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """No longer than a module: as long as playwright runs, no test of another kind can run an event loop."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Server:
    """`cicerone serve` as a process of its own, on a port that it keeps when it is started again."""

    def __init__(self, home: Path, log: Path) -> None:
        self._home = home
        self._log = log
        self._port = 0
        self._process: subprocess.Popen[bytes] | None = None
        self.url = ""

    def start(self) -> None:
        command = [sys.executable, "-m", "ui.cli", "serve", "--home", self._home, "--port", str(self._port)]
        with self._log.open("ab") as log:
            seen = log.tell()
            self._process = subprocess.Popen(command, stdout=log, stderr=log, env=_environment())
        for _ in range(10 * START_SECONDS):
            if found := re.search(r"Web chat\s+(http://\S+:(\d+))", self.said()[seen:]):
                self.url, self._port = found[1], int(found[2])
                return
            if self._process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"the server did not come up:\n{self.said()}")

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=30)
            self._process = None

    def said(self) -> str:
        return self._log.read_text(encoding="utf-8")


def _environment() -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("CICERONE_", "OPENAI_"))
    }
    return kept | {"PYTHONUNBUFFERED": "1"}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if CHROMIUM is None:
        pytest.skip("no Chromium here: install one, or name it in CICERONE_TEST_CHROMIUM")
    root = tmp_path_factory.mktemp("browser")
    home = Home(root / "home")
    home.path.mkdir()
    (home.path / "cicerone.toml").write_text('embedder = "hashing"\n')
    settings = Settings.from_environment({}, home.path)
    for folder in (Path(catalog.demo.__file__).parent / "films", _write_curios(root / "curios")):
        build(folder, home, settings)
    served = Server(home.path, root / "log.txt")
    served.start()
    yield served
    served.stop()
    assert "Traceback" not in served.said(), served.said()


def _write_curios(folder: Path) -> Path:
    """A small catalog whose texts try to be more than text."""
    folder.mkdir()
    (folder / "catalog.yaml").write_text(CURIOS)
    rows = [{"id": f"c{n}", "title": f"Curio {n}", "kind": "odd" if n % 2 else "even"} for n in range(1, 12)]
    rows.append({"id": "\"'><b>", "title": HOSTILE, "kind": "hostile", "photo": MISSING_PHOTO})
    (folder / "items.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


class Visitor:
    """One person at one browser. Everything is found by what a reader or a screen reader finds it by."""

    def __init__(self, context: BrowserContext, server: Server) -> None:
        self.context = context
        self.server = server
        self.requests: list[str] = []
        self.faults: list[str] = []
        self.page = self.open_tab()

    def open_tab(self) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.goto(self.server.url)
        expect(page.get_by_label("Your message")).to_be_visible()
        expect(page.locator("#ci-opening .ci-starter, #ci-talk .ci-utterance").first).to_be_visible()
        return page

    def say(self, text: str) -> None:
        box = self.page.get_by_label("Your message")
        box.fill(text)
        box.press("Enter")
        self.answered(text)

    def answered(self, text: str) -> None:
        """Waits until `text` stands as the last thing said and its answer is whole."""
        expect(self.page.locator(".ci-utterance").last).to_have_text(text)
        expect(self.page.locator("body")).not_to_have_class(re.compile("ci-busy"))

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def cards(self) -> Locator:
        """The cards of the last slate."""
        return self.page.locator(".ci-slate").last.get_by_role("listitem")

    @property
    def chips(self) -> Locator:
        return self.page.get_by_role("list", name="What I understood").get_by_role("listitem")

    @property
    def memory(self) -> Locator:
        return self.page.locator("#ci-aside")

    @property
    def history(self) -> Locator:
        return self.page.locator("#ci-rail")


@pytest.fixture
def arrive(server: Server, chromium: Browser) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors, each at a browser of their own. No page may have met an error of its script."""
    visitors: list[Visitor] = []

    def one(**options: Any) -> Visitor:
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 860}} | options)
        visitors.append(Visitor(context, server))
        return visitors[-1]

    yield one
    for visitor in visitors:
        visitor.context.close()
        assert visitor.faults == []


@pytest.fixture
def visitor(arrive: Callable[..., Visitor]) -> Visitor:
    return arrive()
