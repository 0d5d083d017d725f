"""Generations, pointers and locks of a home."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from catalog.home import WORK, BuildInProgressError, Home, HomeInUseError, Owner


def build(home: Home, slug: str, text: str) -> Path:
    with home.building():
        generation = home.begin(slug)
        (generation / "data").write_text(text, encoding="utf-8")
        home.publish(slug, generation)
    return generation


def python(script: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


HOLD = """
import sys
from pathlib import Path
from catalog.home import Home
home = Home(Path(sys.argv[1]))
with home.own(url="http://127.0.0.1:8000") if sys.argv[2] == "own" else home.building():
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_a_home_that_is_not_there_has_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path / "none")
    assert home.catalogs() == []
    assert home.current("films") is None
    assert home.owner() is None
    home.remove("films")
    assert not home.path.exists()


def test_a_catalog_is_there_once_it_is_published(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with home.building():
        generation = home.begin("films")
        assert home.current("films") is None
        assert home.catalogs() == []
        home.publish("films", generation)
    assert home.current("films") == generation
    assert not (generation / WORK).exists()


def test_catalogs_stand_in_the_order_of_their_first_build(tmp_path: Path) -> None:
    home = Home(tmp_path)
    for slug in ("films", "books", "apps", "films"):
        build(home, slug, slug)
    assert home.catalogs() == ["films", "books", "apps"]
    home.remove("films")
    assert home.catalogs() == ["books", "apps"]
    build(home, "films", "again")
    assert home.catalogs() == ["books", "apps", "films"]


def test_the_newest_two_generations_are_kept(tmp_path: Path) -> None:
    home = Home(tmp_path)
    built = [build(home, "films", str(n)) for n in range(4)]
    assert home.current("films") == built[-1]
    assert [generation.exists() for generation in built] == [False, False, True, True]


def test_what_a_dead_build_left_is_cleaned_up_but_for_its_work(tmp_path: Path) -> None:
    home = Home(tmp_path)
    good = build(home, "films", "good")
    with home.building():
        dead = home.begin("films")
        (dead / "half").write_text("half", encoding="utf-8")
        (dead / WORK / "vectors").mkdir()
        (dead / WORK / "vectors" / "1").write_text("done", encoding="utf-8")
    assert home.current("films") == good
    with home.building():
        fresh = home.begin("films")
    assert not dead.exists()
    assert [str(path.relative_to(fresh)) for path in sorted(fresh.rglob("*"))] == [
        WORK,
        f"{WORK}/vectors",
        f"{WORK}/vectors/1",
    ]


def test_a_generation_is_begun_only_by_the_one_that_builds(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="building"):
        Home(tmp_path).begin("films")


def test_only_a_generation_of_that_catalog_is_published(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with home.building():
        generation = home.begin("films")
        with pytest.raises(ValueError, match="no generation of 'books'"):
            home.publish("books", generation)


@pytest.mark.parametrize("slug", ["..", "../catalogs/films", "a/b", "", "."])
def test_a_catalog_name_from_outside_leads_nowhere(tmp_path: Path, slug: str) -> None:
    home = Home(tmp_path)
    build(home, "films", "x")
    assert home.current(slug) is None


def test_a_second_owner_is_refused_and_told_who_serves(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with home.own(url="http://127.0.0.1:8000"):
        assert home.owner() == Owner(os.getpid(), "http://127.0.0.1:8000")
        with pytest.raises(HomeInUseError, match=rf"process {os.getpid()} serving at http://127.0.0.1:8000"):
            Home(tmp_path).own().__enter__()
    assert home.owner() is None
    with home.own():
        assert home.owner() == Owner(os.getpid(), None)


def test_an_owner_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    process = python(HOLD, tmp_path, "own")
    with process:
        assert process.stdout is not None
        process.stdout.readline()
        assert Home(tmp_path).owner() == Owner(process.pid, "http://127.0.0.1:8000")
        with pytest.raises(HomeInUseError):
            Home(tmp_path).own().__enter__()
        process.kill()
    assert (tmp_path / "owner.json").exists()
    assert Home(tmp_path).owner() is None
    with Home(tmp_path).own():
        pass


def test_one_build_at_a_time_beside_the_owner(tmp_path: Path) -> None:
    home = Home(tmp_path)
    process = python(HOLD, tmp_path, "build")
    with process, home.own():
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(BuildInProgressError):
            home.building().__enter__()
        process.kill()
    with home.building():
        pass


PUBLISH_AND_DIE = """
import os, signal, sys
from pathlib import Path
from catalog.home import Home

home, left = Home(Path(sys.argv[1])), int(sys.argv[2])
touching = ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree")

def die(event, arguments):
    global left
    if event in touching:
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

with home.building():
    sys.addaudithook(die)
    generation = home.begin("films")
    for name in ("data", "more"):
        (generation / name).write_text(sys.argv[3], encoding="utf-8")
    home.publish("films", generation)
left = 10**9
"""


def test_a_build_killed_before_any_touch_of_the_disk_leaves_a_whole_generation_in_use(tmp_path: Path) -> None:
    """The process kills itself before its n-th touch of a file, for every n until it lives to the end."""
    home = Home(tmp_path)
    for text in ("old", "good"):
        with home.building():
            generation = home.begin("films")
            for name in ("data", "more"):
                (generation / name).write_text(text, encoding="utf-8")
            home.publish("films", generation)
    deaths, seen = 0, set()
    while True:
        text = f"new {deaths}"
        with python(PUBLISH_AND_DIE, tmp_path, deaths, text) as process:
            process.communicate()
        current = home.current("films")
        assert current is not None
        assert home.catalogs() == ["films"]
        texts = {(current / name).read_text(encoding="utf-8") for name in ("data", "more")}
        assert len(texts) == 1  # one build's files, whole
        seen |= texts
        if process.returncode == 0:
            break
        deaths += 1
    assert deaths > 10
    assert seen > {"good", text}
    generations = list((tmp_path / "catalogs" / "films" / "generations").iterdir())
    assert len(generations) <= 2 + 1
