"""What the bench reports of a language model: a server of ours behind the real client."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.benchmarks import BenchError
from evals.benchmarks.understanding import measure
from tests.evals.benchmarks.test_understanding import folder, talk, written
from tests.language_model_server import ModelServer, fails, says

__all__ = ["folder"]

READS = {"acts": ["thanks"]}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    with ModelServer().running() as running:
        monkeypatch.setenv("CICERONE_LLM_MODEL", "m")
        monkeypatch.setenv("OPENAI_BASE_URL", running.url)
        monkeypatch.setenv("OPENAI_API_KEY", "none")
        running.understands = says(READS)
        yield running


def test_the_model_alone_is_asked_every_turn_and_its_tokens_have_a_price(
    folder: Path, server: ModelServer
) -> None:
    prices = ["--price-in", "2", "--price-out", "10"]
    figures = measure([written(folder, talk()), "--engine", "model", *prices], folder / "home")
    assert figures["turns"] == figures["asked"] == figures["calls"] == len(server.requests) == 3
    assert figures["tokens"] == 3 * (11 + 7)
    assert figures["cost_usd"] == pytest.approx((3 * 11 * 2 + 3 * 7 * 10) / 1e6)
    assert figures["degraded"] == 0


def test_routed_the_model_is_asked_less_often(folder: Path, server: ModelServer) -> None:
    figures = measure([written(folder, talk()), "--engine", "routed"], folder / "home")
    assert figures["calls"] == len(server.requests) < 3


def test_the_built_in_engine_asks_nobody_though_a_model_is_set(folder: Path, server: ModelServer) -> None:
    figures = measure([written(folder, talk())], folder / "home")
    assert (figures["calls"], figures["tokens"], server.requests) == (0, 0, [])


def test_a_model_that_fails_costs_no_accuracy_and_is_told_of(folder: Path, server: ModelServer) -> None:
    server.understands = fails(400, "no such model")
    file = written(folder, talk())
    figures = measure([file, "--engine", "model"], folder / "home")
    assert figures["degraded"] == 3
    assert figures["jga"] == measure([file], folder / "home")["jga"]


def test_without_a_model_in_the_settings_none_can_be_measured(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CICERONE_LLM_MODEL", "OPENAI_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(BenchError, match="CICERONE_LLM_MODEL"):
        measure([written(folder, talk()), "--engine", "routed"], folder / "home")
