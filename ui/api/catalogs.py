"""The catalogs of the home and their items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query

from catalog.items import Item
from ui.api.metrics import Metrics
from ui.api.wire import CatalogName, Catalogs, CatalogShown, Items, ItemShown

if TYPE_CHECKING:
    from agent.agent import Agent, CatalogInfo

MAX_QUERY = 2_000
WhichCatalog = Annotated[CatalogName | None, Query(description="The default is the first that was built")]


def catalog_routes(agent: Agent, metrics: Metrics) -> APIRouter:
    routes = APIRouter(tags=["catalogs"])

    @routes.get("/catalogs")
    async def catalogs() -> Catalogs:
        """Every catalog of the home; the first is the default."""
        return Catalogs(catalogs=[described(info) for info in agent.catalogs()])

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


def described(info: CatalogInfo) -> CatalogShown:
    attributes = {
        name: {**a.model_dump(mode="json", exclude_defaults=True, exclude={"name"}), "label": a.label}
        for name, a in info.schema_.attributes.items()
    }
    return CatalogShown(
        id=info.slug,
        name=info.name,
        noun=info.noun,
        items=info.items,
        generation=info.generation,
        attributes=attributes,
        show=list(info.schema_.shown),
    )


def shown(item: Item) -> ItemShown:
    return ItemShown(id=item.id, title=item.title, text=item.text, attributes=dict(item.attributes))
