"""A cross-encoder within a turn: loaded only when opened, never late."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from tests.tools.ranking.conftest import tiny_cross_encoder
from tools.ranking.cross_encoder import BATCH, CrossEncoderReranker
from tools.ranking.reranking import RerankingError
from tools.settings import Settings, SettingsError
from tools.toolbox import open_reranking

TEXTS = ["a soup", "soup of lentils", "bread", "pizza with cheese"]


class Slow:
    """Scores as a cross-encoder does, a tenth of a second a batch."""

    def __init__(self) -> None:
        self.batches = 0

    def predict(self, pairs: list[tuple[str, str]], **settings: Any) -> list[float]:
        self.batches += 1
        sleep(0.1)
        return [float(len(passage)) for _, passage in pairs]


async def test_the_order_is_that_of_its_scores(tmp_path: Path) -> None:
    from sentence_transformers import CrossEncoder

    saved = tiny_cross_encoder(tmp_path, TEXTS)
    reranker = CrossEncoderReranker.open(str(saved))
    scores = CrossEncoder(str(saved), device="cpu").predict([("a soup", text) for text in TEXTS])
    order = await reranker.order("a soup", TEXTS, deadline=10)
    await reranker.close()
    assert [scores[place] for place in order.places] == sorted(scores, reverse=True)
    assert reranker.name == "tiny"


async def test_one_that_is_slow_is_given_up_in_time_and_holds_up_nobody_after() -> None:
    slow = Slow()
    reranker = CrossEncoderReranker(slow, "slow")  # type: ignore[arg-type]
    began = monotonic()
    with pytest.raises(RerankingError):
        await reranker.order("a soup", ["x"] * (BATCH * 50), deadline=0.25)
    assert monotonic() - began < 1
    order = await reranker.order("a soup", ["x", "xxx", "xx"], deadline=5)
    assert order.places == (1, 2, 0)
    assert slow.batches < 10
    await reranker.close()


def test_the_settings_open_it_and_say_what_cannot_be_loaded(tmp_path: Path) -> None:
    assert open_reranking(Settings(), None) is None
    with pytest.raises(SettingsError, match=r"CICERONE_RERANKER.*none is switched on"):
        open_reranking(Settings(reranker="model"), None)
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(SettingsError, match=r"CICERONE_RERANKER.*no cross-encoder could be loaded"):
        open_reranking(Settings(reranker=str(empty)), None)


def test_nothing_of_it_is_loaded_at_import() -> None:
    names = "{'torch', 'sentence_transformers', 'openai'} & set(sys.modules)"
    code = f"import sys, tools.toolbox, tools.ranking.cross_encoder; sys.exit(bool({names}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
