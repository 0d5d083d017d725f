"""Who is visiting, as the browser keeps it, and what a press on the page says."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ui.api.wire import Name
from ui.web.top import GUEST

_NAME = TypeAdapter(Name)


@dataclass(frozen=True, slots=True)
class Here:
    """Who is visiting, and where they are: all that a browser keeps for us."""

    user_id: str
    session_id: str | None = None
    catalog: str | None = None

    @classmethod
    def from_browser(cls, kept: Any) -> Here:
        """Whatever a browser sends; a new visitor is a guest that nobody else is."""
        kept = kept if isinstance(kept, Mapping) else {}
        user_id = as_name(kept.get("user_id")) or new_guest()
        return cls(user_id, as_name(kept.get("session_id")), as_name(kept.get("catalog")))

    def to_browser(self) -> dict[str, str | None]:
        return {"user_id": self.user_id, "session_id": self.session_id, "catalog": self.catalog}


def new_guest() -> str:
    return GUEST + secrets.token_hex(8)


def as_name(value: Any) -> str | None:
    """An id that the API would take as well, or None."""
    try:
        return _NAME.validate_python(value.strip() if isinstance(value, str) else value, strict=True)
    except ValidationError:
        return None
