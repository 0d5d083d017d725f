"""Idempotency keys: one key, one effect."""

from __future__ import annotations

import hashlib


class KeyReusedError(ValueError):
    """One idempotency key came with two different requests. Carries the key."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"the key {key!r} was used before for another request")


def fingerprint(*parts: str) -> str:
    """A digest by which two requests are the same (64 hex digits)."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()
