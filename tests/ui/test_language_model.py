"""A language model named by environment variables, as `cicerone serve` and `cicerone doctor` use it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.language_model_server import ModelServer, says, stalls
from tests.ui.conftest import write_catalog
from tests.ui.test_cli import cicerone

SECRET = "sk-nobody-may-see-this"
SAID = "a green tea, at most $30, that tastes of monsoon"
READ = {
    "acts": ["recommend"],
    "changes": [
        {"phrase": "green", "action": "require", "attribute": "kind", "op": "=", "values": ["green"]},
        {"phrase": "at most $30", "action": "require", "attribute": "price", "op": "<=", "values": [30]},
    ],
    "wishes": [{"phrase": "tastes of monsoon", "english": "rain", "polarity": "prefer"}],
}


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with ModelServer().running() as running:
        yield running


def environment(model: ModelServer, **more: str) -> dict[str, str]:
    bare = {k: v for k, v in os.environ.items() if not k.startswith(("CICERONE_", "OPENAI_"))}
    named = {"OPENAI_BASE_URL": model.url, "OPENAI_API_KEY": SECRET, "CICERONE_LLM_MODEL": "m"}
    return {**bare, **named, **more}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("modelled")
    home = root / "home"
    home.mkdir()
    (home / "cicerone.toml").write_text('embedder = "hashing"\n')
    built = cicerone("build", write_catalog(root / "teas", items=24), home=home)
    assert built.returncode == 0, built.stderr
    return home


@pytest.fixture(scope="module")
def url(home: Path, model: ModelServer) -> Iterator[str]:
    """Where a server answers that was started with the variables set."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "serve", "--home", str(home), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment(model, CICERONE_TURN_DEADLINE="4"),
    )
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if found := re.search(r"API\s+(http://[^/\s]+)", line):
            break
    else:
        pytest.fail(f"the server ended: {said}")
    yield found[1]
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=30)
    assert process.returncode == 0, rest
    assert SECRET not in said + rest


def chat(url: str, message: str) -> dict[str, object]:
    with httpx.Client(base_url=url, timeout=60) as http:
        answer = http.post("/v1/chat", json={"user_id": "ana", "message": message})
    assert answer.status_code == 200, answer.text
    assert SECRET not in answer.text
    return dict(answer.json())


def test_a_turn_over_http_is_understood_by_the_model(url: str, model: ModelServer) -> None:
    model.understands, model.words = says(READ), says("1| Here are some teas: green, at most $30")
    answer = chat(url, SAID)
    engine = answer["engine"]
    assert isinstance(engine, dict)
    assert (engine["language"], engine["model"]) == ("model", "m")
    assert model.keys[-1] == f"Bearer {SECRET}"
    assert model.requests[0]["model"] == "m"
    assert answer["recommendations"]


def test_a_turn_over_http_is_answered_though_the_model_stalls(url: str, model: ModelServer) -> None:
    model.understands = model.words = stalls
    answer = chat(url, SAID)
    assert answer["engine"] == {"language": "built-in", "model": None, "degraded": True}
    assert answer["recommendations"]


def doctor(home: Path, model: ModelServer, about: str = "language", **more: str) -> str:
    """What it says of one thing."""
    told = subprocess.run(
        [sys.executable, "-m", "ui.cli", "doctor", "--home", str(home)],
        capture_output=True,
        text=True,
        env=environment(model, **more),
        check=False,
        timeout=60,
    ).stdout
    assert SECRET not in told
    return next(line for line in told.splitlines() if f" {about} " in line)


def test_the_doctor_says_whether_the_model_can_be_reached(home: Path, model: ModelServer) -> None:
    told = doctor(home, model)
    assert f"m at {model.url} answers" in told
    assert model.keys[-1] == f"Bearer {SECRET}"
    unreachable = f"http://user:{SECRET}@127.0.0.1:1/v1"
    told = doctor(home, model, OPENAI_BASE_URL=unreachable)
    assert told.startswith("✗")
    assert "127.0.0.1:1/v1 cannot be reached" in told
    told = doctor(home, model, CICERONE_LLM_MODEL="")
    assert "built-in" in told


def test_the_doctor_says_what_reads_a_ranking_again(home: Path, model: ModelServer) -> None:
    assert "none (" in doctor(home, model, "reranker")
    assert "the language model m" in doctor(home, model, "reranker", CICERONE_RERANKER="model")
    assert "some/name" in doctor(home, model, "reranker", CICERONE_RERANKER="some/name")
    without = doctor(home, model, "reranker", CICERONE_RERANKER="model", CICERONE_LLM_MODEL="")
    assert without.startswith("✗")
