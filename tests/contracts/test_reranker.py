"""What every reranker keeps to, whichever it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.language_model_server import ModelServer, Request, says
from tests.tools.ranking.conftest import entries_of, tiny_cross_encoder
from tools.openai_model import OpenAIModel
from tools.ranking.cross_encoder import CrossEncoderReranker
from tools.ranking.model_reranker import ModelReranker
from tools.ranking.reranking import Reranker, SharedWords

WISH = "a soup with noodles"
PASSAGES = ["Pizza with cheese", "Soup of lentils", "A soup with rice noodles", "Noodles, fried", "Bread"]


def by_shared_words(request: Request) -> dict[str, list[int]]:
    """What a model that reads would answer: by the words of the wish that an entry has."""
    entries = entries_of(request)
    shared = {n: len({"soup", "noodles"} & set(text.casefold().split())) for n, text in entries.items()}
    return {"best": sorted(shared, key=lambda n: (-shared[n], entries[n]))}


@pytest.fixture(params=["shared words", "language model", "cross-encoder"])
async def reranker(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Reranker]:
    opened: Reranker = SharedWords()
    with ModelServer().running() as server:
        server.script = [says(by_shared_words)]
        model = OpenAIModel("m", base_url=server.url)
        if request.param == "language model":
            opened = ModelReranker(model)
        elif request.param == "cross-encoder":
            opened = CrossEncoderReranker.open(str(tiny_cross_encoder(tmp_path, [WISH, *PASSAGES])))
        yield opened
        await opened.close()
        await model.close()


async def test_it_places_what_it_was_given_each_once(reranker: Reranker) -> None:
    order = await reranker.order(WISH, PASSAGES, deadline=10)
    assert len(set(order.places)) == len(order.places) > 0
    assert set(order.places) <= set(range(len(PASSAGES)))
    assert order.agreement is None or 0 <= order.agreement <= 1


async def test_the_arrangement_of_the_passages_changes_nothing(reranker: Reranker) -> None:
    forth = await reranker.order(WISH, PASSAGES, deadline=10)
    back = await reranker.order(WISH, PASSAGES[::-1], deadline=10)
    best = {PASSAGES[forth.places[0]], PASSAGES[::-1][back.places[0]]}
    assert len(best) == 1


async def test_it_has_a_name_that_tells_nobody_a_path(reranker: Reranker) -> None:
    assert reranker.name
    assert "/" not in reranker.name
