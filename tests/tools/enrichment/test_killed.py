"""A build that is killed while a model reads its texts pays for no answer twice."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

from catalog.items import Item
from catalog.schema import parse_schema
from tests.language_model_server import Exchange, ModelServer, says
from tools.enrichment.enriching import AT_ONCE, enrich
from tools.openai_model import OpenAIModel

ITEMS = 40
SCHEMA = "name: inns\nid: id\ntitle: name\ntext: [about]\nattributes:\n  rooms: {type: number}\n"
BUILD = """
import sys
from pathlib import Path
from tests.tools.enrichment.test_killed import enrich_all
enrich_all(sys.argv[1], Path(sys.argv[2]))
"""


def enrich_all(url: str, cache: Path) -> int:
    """How many values were found."""
    items = [Item(str(n), f"Inn {n}", f"A house with {n} rooms.", {}) for n in range(ITEMS)]
    model = OpenAIModel("m", base_url=url)
    return len(enrich(parse_schema(SCHEMA), items, model=model, cache=cache, budget=1_000).supported)


def answers_slowly(exchange: Exchange) -> None:
    sleep(0.05)
    asked = exchange.request_body["messages"][-1]["content"]
    rooms = asked.split(" with ")[1].split(" rooms")[0]
    says({"found": [{"attribute": "rooms", "value": rooms, "quote": f"{rooms} rooms"}]})(exchange)


def test_a_build_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    cache = tmp_path / "answers.jsonl"
    with ModelServer().running() as server:
        server.script = [answers_slowly]
        process = subprocess.Popen([sys.executable, "-c", BUILD, server.url, str(cache)])
        until = monotonic() + 60
        while len(server.requests) < ITEMS // 3 and monotonic() < until:
            sleep(0.01)
        process.kill()
        process.wait()
        before = len(server.requests)
        assert ITEMS // 3 <= before < ITEMS
        assert enrich_all(server.url, cache) == ITEMS
        # Lost are only answers that were on their way.
        assert len(server.requests) <= ITEMS + AT_ONCE
