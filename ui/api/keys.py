"""Who is calling: a bearer key opens the tenant that belongs to it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

DEFAULT_TENANT = "default"

_bearer = HTTPBearer(auto_error=False, description="One of CICERONE_API_KEYS, where they are set")


def tenant_for(key: str) -> str:
    """The tenant of a key: derived from it, so that no store holds the key itself."""
    return "key-" + hashlib.sha256(key.encode()).hexdigest()[:24]


class Keyring:
    """The keys that open this server. With none set everybody is the one default tenant."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._tenants = frozenset(tenant_for(key) for key in keys)

    def tenant(self, key: str | None) -> str | None:
        """The tenant that `key` opens, None where it opens nothing."""
        if not self._tenants:
            return DEFAULT_TENANT
        tenant = tenant_for(key) if key else None
        return tenant if tenant in self._tenants else None


def tenant_of(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> str:
    keyring: Keyring = request.app.state.keyring
    tenant = keyring.tenant(credentials.credentials if credentials else None)
    if tenant is None:
        said = "this key opens nothing here" if credentials else "send a key: Authorization: Bearer …"
        raise HTTPException(401, said, headers={"WWW-Authenticate": "Bearer"})
    return tenant


Tenant = Annotated[str, Depends(tenant_of)]
