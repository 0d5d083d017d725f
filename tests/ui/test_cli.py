"""The command line as a shell sees it: help at once, one line for what went wrong, an exit code."""

from __future__ import annotations

import os
import resource
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui.conftest import write_catalog

COMMANDS = (
    "",
    "build",
    "serve",
    "chat",
    "eval",
    "bench",
    "schema",
    "import",
    "import movielens",
    "memory",
    "memory show",
    "memory export",
    "memory forget",
    "doctor",
)


def cicerone(*arguments: str | Path, home: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CICERONE_")}
    if home is not None:
        environment["CICERONE_HOME"] = str(home)
    return subprocess.run(
        [sys.executable, "-m", "ui.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
        stdin=subprocess.DEVNULL,
        check=False,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_help_answers_in_under_half_a_second_of_work(command: str) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    answer = cicerone(*command.split(), "--help")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.startswith("Usage: cicerone")
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.5


def test_every_command_of_the_program_is_in_the_list_above() -> None:
    from ui.cli import app, imports, memory

    def named(typer_app: object) -> set[str]:
        commands = typer_app.registered_commands  # type: ignore[attr-defined]
        return {c.name or c.callback.__name__ for c in commands}

    said = named(app) | {"import", "memory"}
    said |= {f"import {name}" for name in named(imports)} | {f"memory {name}" for name in named(memory)}
    assert said == set(COMMANDS) - {""}


def test_help_names_every_bench() -> None:
    from evals.benchmarks import BENCHES

    said = cicerone("bench", "--help").stdout
    assert [name for name in BENCHES if name not in said] == []


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["bild"], 2, "'bild'"),
        (["serve", "--port", "many"], 2, "--port"),
        (["import", "movielens", "somewhere"], 2, "--out"),
        (["schema", "nowhere.csv"], 1, "nowhere.csv"),
        (["build", "nowhere"], 1, "nowhere"),
        (["import", "movielens", "nowhere", "--out", "out"], 1, "nowhere"),
        (["chat"], 1, "cicerone build"),
        (["memory", "show", "ana"], 1, "cicerone build"),
        (["memory", "forget", "ana"], 1, "--yes"),
    ],
)
def test_what_goes_wrong_is_said_in_one_line(
    arguments: list[str], code: int, said: str, tmp_path: Path
) -> None:
    answer = cicerone(*arguments, home=tmp_path / "home")
    assert answer.returncode == code
    assert said in answer.stderr
    assert len(answer.stderr.strip().splitlines()) == 1
    assert answer.stderr.startswith("cicerone: ")


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = cicerone("serve", "--port", str(port), home=tmp_path / "home")
    assert answer.returncode == 1
    assert str(port) in answer.stderr
    assert "--port" in answer.stderr


def test_a_broken_schema_is_named_by_line(tmp_path: Path) -> None:
    (tmp_path / "catalog.yaml").write_text("name: x\nid: id\ntitle: t\nattributes:\n  a: {type: colour}\n")
    (tmp_path / "items.jsonl").write_text('{"id": 1, "t": "One"}\n')
    answer = cicerone("build", tmp_path, home=tmp_path / "home")
    assert answer.returncode == 1
    assert "catalog.yaml:5" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_fault_of_ours_is_one_line_too_and_its_trace_can_be_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui.failures import OUR_FAULT, said_in_one_line

    def fails() -> None:
        with said_in_one_line():
            raise ZeroDivisionError("nothing\nto divide")

    monkeypatch.delenv("CICERONE_DEBUG", raising=False)
    with pytest.raises(SystemExit) as left:
        fails()
    assert left.value.code == OUR_FAULT
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    monkeypatch.setenv("CICERONE_DEBUG", "1")
    with pytest.raises(SystemExit):
        fails()
    assert "Traceback" in capsys.readouterr().err


def test_a_build_that_is_to_enrich_says_what_does_it(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "cicerone.toml").write_text('embedder = "hashing"\n')
    folder = write_catalog(tmp_path / "teas", items=24)
    plain = cicerone("build", folder, home=tmp_path / "home")
    assert "enrichment" not in plain.stdout
    answer = cicerone("build", folder, "--enrich", "--enrich-budget", "5", home=tmp_path / "home")
    assert answer.returncode == 0, answer.stderr
    assert "no language model is switched on (CICERONE_LLM_MODEL)" in answer.stdout
    assert "the built-in extractor does what rules can" in answer.stdout
