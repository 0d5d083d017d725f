"""The home: the folder that a build fills and `serve` reads.

    HOME/owner.lock, owner.json               who serves it
    HOME/build.lock                           one build at a time
    HOME/cicerone.db                          what is known of users
    HOME/embedder/                            the model that makes vectors
    HOME/catalogs/SLUG/since                  when the catalog was first built
    HOME/catalogs/SLUG/current                the name of the generation in use
    HOME/catalogs/SLUG/generations/NAME/      one build, finished where it holds `finished`

A generation is written beside the one in use and taken into use by one rename, so a build that dies, at
whatever point, leaves what was there before.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout

WORK = "work"
"""The folder in a generation for what a later build can use if this one dies; gone once it is published."""
_FINISHED = "finished"
_KEPT = 2
"""Finished generations kept of a catalog: the one in use, and the one that a server may still be reading."""
_PATIENCE_S = 0.5
"""How long to wait for a lock that someone may only be looking at."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that holds a home; `url` is where it serves, if it does."""

    pid: int | None = None
    url: str | None = None


class HomeInUseError(RuntimeError):
    def __init__(self, path: Path, owner: Owner) -> None:
        self.path = path
        self.owner = owner
        who = f"process {owner.pid}" if owner.pid else "another process"
        at = f" serving at {owner.url}" if owner.url else ""
        super().__init__(f"{path} is in use by {who}{at}; end it first, or name another home with --home")


class BuildInProgressError(RuntimeError):
    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"another build is writing to {path}; wait until it has ended")


class Home:
    """A home at `path`, which need not exist yet."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self._builds = False

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.path / 'cicerone.db'}"

    @property
    def embedder(self) -> Path:
        """The folder that `catalog.embedder_export.ensure_embedder` fills."""
        return self.path / "embedder"

    def catalogs(self) -> list[str]:
        """The catalogs that can be served, the first built first."""
        folders = _children(self.path / "catalogs")
        found = [(_since(folder), folder.name) for folder in folders if self.current(folder.name)]
        return [slug for _, slug in sorted(found)]

    def current(self, slug: str) -> Path | None:
        """The generation in use; None where there is no such catalog, or none built to its end."""
        if slug != Path(slug).name:
            return None  # no name of a folder: it may come from outside
        try:
            name = (self._catalog(slug) / "current").read_text(encoding="utf-8").strip()
        except (FileNotFoundError, NotADirectoryError):
            return None
        generation = self._generations(slug) / name
        return generation if name and (generation / _FINISHED).exists() else None

    def begin(self, slug: str) -> Path:
        """A folder for a new generation, within `building`.

        It is empty but for `work`, the part that a build which died has left for the next one to go on from.
        """
        if not self._builds:
            raise RuntimeError("a generation is begun within `with home.building():`")
        generations = self._generations(slug)
        fresh = generations / f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{uuid4().hex[:6]}"
        (fresh / WORK).mkdir(parents=True)
        # No other build runs, so what is unfinished has no builder any more.
        stale = [g for g in _by_age(generations) if g != fresh and not (g / _FINISHED).exists()]
        for dead in stale:
            for part in _children(dead / WORK):
                part.replace(fresh / WORK / part.name)
            shutil.rmtree(dead)
        return fresh

    def publish(self, slug: str, generation: Path) -> None:
        """Take a whole generation into use, for good: it is on disk before anything points at it."""
        if generation.parent != self._generations(slug):
            raise ValueError(f"{generation} is no generation of {slug!r} in this home")
        shutil.rmtree(generation / WORK, ignore_errors=True)
        (generation / _FINISHED).touch()
        _sync_tree(generation)
        _sync(generation.parent)
        catalog = self._catalog(slug)
        if not (catalog / "since").exists():
            _write(catalog / "since", str(time.time_ns()))
        _write(catalog / "current", generation.name)
        self._prune(slug)

    def remove(self, slug: str) -> None:
        """Take a catalog out. Nothing happens where there is none."""
        (self._catalog(slug) / "current").unlink(missing_ok=True)
        with suppress(FileNotFoundError):
            shutil.rmtree(self._catalog(slug))

    @contextmanager
    def own(self, *, url: str | None = None) -> Iterator[None]:
        """Hold the home, as `serve` does.

        Raises:
            HomeInUseError: where someone else holds it.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        lock = _lock(self.path / "owner.lock")
        try:
            lock.acquire(timeout=_PATIENCE_S)
        except Timeout as error:
            raise HomeInUseError(self.path, self._written_owner()) from error
        try:
            _write(self.path / "owner.json", json.dumps({"pid": os.getpid(), "url": url}))
            yield
        finally:
            (self.path / "owner.json").unlink(missing_ok=True)
            lock.release()

    def owner(self) -> Owner | None:
        """Who holds the home now. The lock decides: a file that a dead owner left says nothing."""
        if not (self.path / "owner.lock").exists():
            return None
        lock = _lock(self.path / "owner.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return self._written_owner()
        lock.release()
        return None

    @contextmanager
    def building(self) -> Iterator[None]:
        """Be the one that builds; serving goes on meanwhile.

        Raises:
            BuildInProgressError: where another build runs.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        lock = _lock(self.path / "build.lock")
        try:
            lock.acquire(timeout=_PATIENCE_S)
        except Timeout as error:
            raise BuildInProgressError(self.path) from error
        self._builds = True
        try:
            yield
        finally:
            self._builds = False
            lock.release()

    def _catalog(self, slug: str) -> Path:
        return self.path / "catalogs" / slug

    def _generations(self, slug: str) -> Path:
        return self._catalog(slug) / "generations"

    def _written_owner(self) -> Owner:
        try:
            said = json.loads((self.path / "owner.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return Owner()
        return Owner(pid=said["pid"], url=said["url"])

    def _prune(self, slug: str) -> None:
        current = self.current(slug)
        finished = [g for g in _by_age(self._generations(slug)) if (g / _FINISHED).exists() and g != current]
        for old in finished[: len(finished) - (_KEPT - 1)]:
            (old / _FINISHED).unlink()  # first, so that half a generation never looks whole
            shutil.rmtree(old)


def _lock(file: Path) -> FileLock:
    return FileLock(file, thread_local=False)  # a server may let go in another thread


def _by_age(generations: Path) -> list[Path]:
    """Oldest first: a generation's name begins with its time."""
    return sorted(folder for folder in _children(generations) if folder.is_dir())


def _children(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _since(catalog: Path) -> int:
    return int((catalog / "since").read_text(encoding="utf-8"))


def _write(file: Path, text: str) -> None:
    """Replace a file so that readers find the old or the new text, and the new one outlives a power cut."""
    fresh = file.with_name(f"{file.name}.{uuid4().hex[:6]}.new")
    fresh.write_text(text, encoding="utf-8")
    _sync(fresh)
    fresh.replace(file)
    _sync(file.parent)


def _sync_tree(folder: Path) -> None:
    for path in folder.rglob("*"):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # Windows opens no folders
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
