"""What users of a home take counts for others before the next build."""

from __future__ import annotations

from pathlib import Path

from agent.agent import Agent
from agent.counting import Counting
from catalog.catalog import catalog_in_memory
from catalog.embedding import HashingEmbedder
from catalog.items import Item
from catalog.schema import parse_schema
from memory.database import open_database
from memory.feedback import FeedbackLedger
from tools.candidates import Query
from tools.toolbox import Toolbox

SCHEMA = "name: pens\nid: id\ntitle: name\nattributes:\n  ink: {type: category}\n"


async def test_what_others_take_is_offered_to_a_stranger_at_once(agent: Agent) -> None:
    for user in ("ana", "ben", "cleo"):
        await agent.feedback("l13", "like", user_id=user)
    found = await agent.recommend(user_id="zoe", k=3)
    assert found[0].item_id == "l13"
    assert found[0].sources == ("popularity",)


async def test_each_user_counts_once_and_the_forgotten_no_more(tmp_path: Path) -> None:
    items = [Item(f"p{n}", f"Pen {n}", "", {"ink": "blue"}) for n in range(4)]
    embedder = HashingEmbedder()
    toolbox = Toolbox.in_memory(catalog_in_memory(parse_schema(SCHEMA), items, embedder=embedder), embedder)
    database = open_database(f"sqlite:///{tmp_path / 'home.db'}")
    feedback = FeedbackLedger(database)
    counting = Counting(feedback, fresh=0.0)

    async def popular() -> list[str]:
        await counting.bring_up_to_date(toolbox)
        return [c.item_id for c in (await toolbox.gather(Query("zoe"))).rankings["popularity"]]

    def give(user: str, item: str, kind: str) -> None:
        feedback.add(tenant="default", user_id=user, catalog="pens", item_id=item, kind=kind)

    assert await popular() == []
    for _ in range(3):
        give("ana", "p1", "purchase")
    give("ben", "p2", "like")
    give("cleo", "p2", "save")
    give("cleo", "p3", "hide")
    give("cleo", "gone", "like")
    assert await popular() == ["p2", "p1"]
    feedback.delete_user(tenant="default", user_id="ben")
    feedback.delete_user(tenant="default", user_id="cleo")
    assert await popular() == ["p1"]
    database.dispose()


async def test_a_count_is_kept_for_a_while(tmp_path: Path) -> None:
    items = [Item("p0", "Pen", "", {"ink": "blue"})]
    embedder = HashingEmbedder()
    toolbox = Toolbox.in_memory(catalog_in_memory(parse_schema(SCHEMA), items, embedder=embedder), embedder)
    database = open_database(f"sqlite:///{tmp_path / 'home.db'}")
    feedback = FeedbackLedger(database)
    counting = Counting(feedback)
    await counting.bring_up_to_date(toolbox)
    feedback.add(tenant="default", user_id="ana", catalog="pens", item_id="p0", kind="like")
    await counting.bring_up_to_date(toolbox)
    assert (await toolbox.gather(Query("zoe"))).rankings["popularity"] == []
    database.dispose()
