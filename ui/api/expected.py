"""The errors of the rooms below that a caller can bring about, and what they are called on the wire."""

from __future__ import annotations

from catalog.items import ItemNotFoundError
from memory.beliefs import BeliefNotFoundError
from memory.keys import KeyReusedError
from memory.turns import SessionNotFoundError, TurnNotFoundError
from tools.shelves import ShelfNotFoundError
from tools.toolbox import CatalogNotFoundError

EXPECTED: dict[type[Exception], tuple[int, str, str]] = {
    CatalogNotFoundError: (404, "catalog-not-found", "No such catalog"),
    ItemNotFoundError: (404, "item-not-found", "No such item"),
    ShelfNotFoundError: (404, "shelf-not-found", "No such shelf"),
    SessionNotFoundError: (404, "session-not-found", "No such session"),
    BeliefNotFoundError: (404, "memory-not-found", "No such memory"),
    TurnNotFoundError: (409, "turn-erased", "The turn was erased while it ran"),
    KeyReusedError: (422, "idempotency-key-reused", "The key was used for another request"),
}
