"""The catalogs without a conversation: what there is, one item, a search, a recommendation."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from agent.answer import Recommendation
from agent.holdings import DEFAULT_TENANT, Holdings, known_slug
from agent.plan import recommendation
from agent.query import history_of
from catalog.constraints import Constraint, Either
from catalog.items import Item, ItemId
from catalog.schema import Schema
from tools.candidates import Query
from tools.shelves import Shelf


class CatalogInfo(BaseModel):
    """A catalog of the home as clients see it."""

    model_config = ConfigDict(frozen=True)

    slug: str
    name: str
    items: int
    generation: str
    noun: dict[str, str]
    schema_: Schema


@dataclass(frozen=True, slots=True)
class ShelfShown:
    """A shelf, those that it is divided into, and some of its items."""

    shelf: Shelf
    shelves: list[Shelf]
    items: list[Item]


class Browsing(Holdings):
    """Look-ups that leave no trace."""

    def catalogs(self) -> list[CatalogInfo]:
        found = [self._tools.of(slug).catalog for slug in self._tools.slugs()]
        return [
            CatalogInfo(
                slug=c.slug,
                name=c.schema.name,
                items=len(c.items),
                generation=c.generation,
                noun=c.schema.noun.model_dump(),
                schema_=c.schema,
            )
            for c in found
        ]

    def item(self, item_id: ItemId, catalog: str | None = None) -> Item:
        """Raises CatalogNotFoundError, ItemNotFoundError. With no catalog named, the first that has the item."""
        if catalog is not None:
            return self._tools.of(known_slug(catalog, self._tools.slugs())).catalog.item(item_id)
        for slug in self._tools.slugs():
            held = self._tools.of(slug).catalog
            if item_id in held:
                return held.item(item_id)
        return self._tools.of().catalog.item(item_id)

    async def search(self, query: str, limit: int = 20, catalog: str | None = None) -> list[Item]:
        """Items by title, words and meaning; with an empty query, the catalog's own order."""
        toolbox = self._tools.of(known_slug(catalog, self._tools.slugs()))
        if not query.strip():
            return list(toolbox.catalog.items[:limit])
        return await toolbox.search(query, limit=limit)

    def shelf(self, number: str = "", limit: int = 20, catalog: str | None = None) -> ShelfShown:
        """A shelf of a catalog, with its items those most chosen first; with no number, all there is.

        Raises CatalogNotFoundError, ShelfNotFoundError.
        """
        toolbox = self._tools.of(known_slug(catalog, self._tools.slugs()))
        shelves = toolbox.shelves
        shelf = shelves.of(number)
        return ShelfShown(shelf, shelves.within(number), toolbox.lookup.most_chosen(shelf.rows, limit))

    async def recommend(
        self,
        *,
        user_id: str | None = None,
        query: str = "",
        item_id: ItemId | None = None,
        constraints: Sequence[Constraint | Either] = (),
        k: int = 5,
        adventure: float | None = None,
        catalog: str | None = None,
        tenant: str = DEFAULT_TENANT,
    ) -> list[Recommendation]:
        """Items without a dialogue; `adventure` goes from 0, what most people choose, to 1.

        Raises:
            CatalogNotFoundError, ItemNotFoundError
        """
        toolbox = self._tools.of(known_slug(catalog, self._tools.slugs()))
        if item_id is not None:
            toolbox.catalog.item(item_id)
        if self._context.counting is not None:
            await self._context.counting.bring_up_to_date(toolbox)
        known = (
            await asyncio.to_thread(
                self._memory.feedback.of_user, tenant=tenant, user_id=user_id, catalog=toolbox.catalog.slug
            )
            if user_id
            else []
        )
        request = Query(
            user_id=user_id or "",
            text=query,
            like=(item_id,) if item_id else (),
            liked=tuple(f.item_id for f in known if f.kind in ("like", "save", "purchase")),
            disliked=tuple(f.item_id for f in known if f.kind in ("dislike", "hide")),
            excluded=frozenset(f.item_id for f in known if f.kind in ("seen", "purchase")),
            constraints=tuple(constraints),
            k=k,
            adventure=adventure,
            history=history_of(known),
            said=(query,) if query else (),
        )
        ranked, _ = toolbox.rank(request, await toolbox.gather(request))
        return [recommendation(r, place + 1, toolbox.catalog) for place, r in enumerate(ranked[:k])]
