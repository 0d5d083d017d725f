"""The errors of the rooms below that a caller can bring about, and what they are called on the wire."""

from __future__ import annotations

from agent.agent import CatalogNotFoundError, SessionNotFoundError
from catalog.items import ItemNotFoundError
from memory.ledger import BeliefNotFoundError
from memory.turns import KeyReusedError

EXPECTED: dict[type[Exception], tuple[int, str, str]] = {
    CatalogNotFoundError: (404, "catalog-not-found", "No such catalog"),
    ItemNotFoundError: (404, "item-not-found", "No such item"),
    SessionNotFoundError: (404, "session-not-found", "No such session"),
    BeliefNotFoundError: (404, "memory-not-found", "No such memory"),
    KeyReusedError: (422, "idempotency-key-reused", "The key was used for another request"),
}
