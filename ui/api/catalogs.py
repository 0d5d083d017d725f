"""The catalogs of the home and their items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query

from catalog.items import Item
from tools.shelves import Shelf
from ui.api.metrics import Metrics
from ui.api.wire import CatalogName, Catalogs, CatalogShown, Items, ItemShown, ShelfContents, ShelfCounted

if TYPE_CHECKING:
    from agent.agent import Agent, CatalogInfo

MAX_QUERY, MAX_SHELF = 2_000, 50
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

    @routes.get("/shelves")
    async def shelves(
        shelf: Annotated[str, Query(max_length=MAX_SHELF, description="As another shelf names it")] = "",
        limit: Annotated[int, Query(ge=0, le=200)] = 20,
        catalog: WhichCatalog = None,
    ) -> ShelfContents:
        """The catalog to look around in: items that are alike stand on one shelf, named after what they share."""
        found = agent.shelf(shelf, limit, catalog)
        return ShelfContents(
            **counted(found.shelf).model_dump(),
            shelves=[counted(part) for part in found.shelves],
            items=[shown(item) for item in found.items],
        )

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


def counted(shelf: Shelf) -> ShelfCounted:
    return ShelfCounted(shelf=shelf.number, name=shelf.name, count=len(shelf.rows))


def shown(item: Item) -> ItemShown:
    return ItemShown(id=item.id, title=item.title, text=item.text, attributes=dict(item.attributes))
