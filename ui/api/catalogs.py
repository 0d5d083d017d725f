"""The catalogs of the home and their items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query

from catalog.items import Item
from ui.api.metrics import Metrics
from ui.api.wire import CatalogName, Items, ItemShown

if TYPE_CHECKING:
    from agent.agent import Agent

MAX_QUERY = 2_000
WhichCatalog = Annotated[CatalogName | None, Query(description="The default is the first that was built")]


def catalog_routes(agent: Agent, metrics: Metrics) -> APIRouter:
    routes = APIRouter(tags=["catalogs"])

    @routes.get("/catalogs")
    async def catalogs() -> dict[str, Any]:
        """Every catalog of the home; the first is the default."""
        return {"catalogs": [info.model_dump(mode="json") for info in agent.catalogs()]}

    @routes.get("/items")
    async def items(
        query: Annotated[str, Query(max_length=MAX_QUERY)] = "",
        limit: Annotated[int, Query(ge=1, le=200)] = 20,
        catalog: WhichCatalog = None,
    ) -> Items:
        """Items that fit the words best; without words, the first of the catalog."""
        found = await agent.search(query, limit, catalog)
        return Items(items=[shown(item) for item in found])

    @routes.get("/items/{item_id:path}")
    async def item(item_id: str, catalog: WhichCatalog = None) -> ItemShown:
        """One item, with all that is known of it."""
        return shown(agent.item(item_id, catalog))

    return routes


def shown(item: Item) -> ItemShown:
    return ItemShown(id=item.id, title=item.title, text=item.text, attributes=dict(item.attributes))
