"""What is held about a user: feedback, beliefs, and all of it at once for export and erasure."""

from __future__ import annotations

import asyncio
from typing import Any

from agent.answer import FeedbackKind
from agent.feedback import FeedbackReceipt
from agent.holdings import DEFAULT_TENANT, Holdings, known_slug
from agent.state import Session
from catalog.items import Item, ItemId
from memory.ledger import Belief
from memory.profile import portrait
from tools.toolbox import Toolbox


class UserData(Holdings):
    """Every call names one user and one tenant, and touches only what is theirs."""

    async def feedback(
        self,
        item_id: ItemId,
        kind: FeedbackKind,
        *,
        user_id: str,
        session_id: str | None = None,
        catalog: str | None = None,
        tenant: str = DEFAULT_TENANT,
        key: str | None = None,
    ) -> FeedbackReceipt:
        """What a user did with an item. It moves the next slate, in this session and in later ones.

        Raises:
            CatalogNotFoundError, ItemNotFoundError, KeyReusedError
        """
        if catalog is None and session_id is not None:
            catalog = await self._catalog_of(tenant, user_id, session_id)
        toolbox = self._tools.of(known_slug(catalog, self._tools.slugs()))
        item = toolbox.catalog.item(item_id)
        recorded = await asyncio.to_thread(
            self._memory.feedback.add,
            tenant=tenant,
            user_id=user_id,
            catalog=toolbox.catalog.slug,
            item_id=item_id,
            kind=kind,
            session_id=session_id,
            key=key,
        )
        if kind in ("like", "dislike") and (recorded or key is not None):
            await self._believe(item, kind, toolbox, tenant, user_id, session_id, key)
        return FeedbackReceipt(item_id=item_id, kind=kind, recorded=recorded)

    async def _believe(
        self,
        item: Item,
        kind: FeedbackKind,
        toolbox: Toolbox,
        tenant: str,
        user_id: str,
        session_id: str | None,
        key: str | None,
    ) -> None:
        text = f"liked {item.title}" if kind == "like" else f"did not like {item.title}"
        belief = Belief(
            id=self._new_id(),
            tenant=tenant,
            user_id=user_id,
            catalog=toolbox.catalog.slug,
            kind="feedback",
            text=text,
            source=f"pressed “{kind}”",
            session_id=session_id or "",
            turn=0,
            item_id=item.id,
            feedback=kind,
            created_at=self._context.clock(),
        )
        written = await asyncio.to_thread(self._memory.ledger.write, [belief], key=key or self._new_id())
        vectors = await asyncio.to_thread(toolbox.embedder.embed, [b.text for b in written])
        await asyncio.to_thread(self._memory.index.index, written, vectors)

    async def memories(self, user_id: str, *, tenant: str = DEFAULT_TENANT) -> list[Belief]:
        """The lasting beliefs that stand, oldest first."""
        return await asyncio.to_thread(self._memory.ledger.active, tenant=tenant, user_id=user_id)

    async def portrait(self, user_id: str, *, tenant: str = DEFAULT_TENANT) -> list[str]:
        labels = {slug: self._tools.of(slug).catalog.schema.name for slug in self._tools.slugs()}
        return [s.text for s in portrait(await self.memories(user_id, tenant=tenant), labels)]

    async def correct(
        self, user_id: str, memory_id: str, text: str, *, tenant: str = DEFAULT_TENANT
    ) -> Belief:
        """Put a belief right in the user's words, which are read again for what they mean."""
        old = await asyncio.to_thread(
            self._memory.ledger.get, tenant=tenant, user_id=user_id, belief_id=memory_id
        )
        toolbox = self._tools.of(old.catalog if old.catalog in self._tools.slugs() else None)
        session = Session(user_id=user_id, tenant=tenant, session_id="", catalog=toolbox.catalog.slug)
        read = await self._context.language.understand(text, session=session, toolbox=toolbox, turn=0)
        constraint = next(iter(read.constraints), None)
        preference = next((p for p in read.preferences if constraint is None), None)
        belief = await asyncio.to_thread(
            self._memory.ledger.correct,
            tenant=tenant,
            user_id=user_id,
            belief_id=memory_id,
            text=text,
            constraint=constraint,
            preference=preference,
        )
        await asyncio.to_thread(self._memory.index.forget, [memory_id])
        vectors = await asyncio.to_thread(toolbox.embedder.embed, [belief.text])
        await asyncio.to_thread(self._memory.index.index, [belief], vectors)
        return belief

    async def forget(self, user_id: str, memory_id: str, *, tenant: str = DEFAULT_TENANT) -> bool:
        """Forget one belief in the rows, the index and the checkpoints. False where there is none."""
        gone = await asyncio.to_thread(
            self._memory.ledger.forget, tenant=tenant, user_id=user_id, belief_ids=[memory_id]
        )
        if not gone:
            return False
        await asyncio.to_thread(self._memory.index.forget, list(gone.belief_ids))
        await self._delete_checkpoints(tenant, user_id)
        return True

    async def export(self, user_id: str, *, tenant: str = DEFAULT_TENANT) -> dict[str, Any]:
        exported = await asyncio.to_thread(self._memory.ledger.export, tenant=tenant, user_id=user_id)
        return {"user_id": user_id, **exported.model_dump(mode="json")}

    async def forget_user(self, user_id: str, *, tenant: str = DEFAULT_TENANT) -> dict[str, int]:
        """Erase everything held about a user; how much went, by what it was."""
        threads = await self._delete_checkpoints(tenant, user_id)
        counts = await asyncio.to_thread(self._memory.ledger.forget_user, tenant=tenant, user_id=user_id)
        vectors = await asyncio.to_thread(self._memory.index.forget_user, tenant=tenant, user_id=user_id)
        return {**counts, "vectors": vectors, "checkpoints": threads}
