"""Which session an OpenAI client's conversation is.

Such a client sends the whole conversation each time and no session. A conversation is known again by
what was said in it so far; one that is not known (another process, an edited or regenerated turn) is
replayed into a fresh session from the user's own messages.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from ui.api.openai_wire import Message

MAX_KNOWN = 10_000
MAX_REPLAYED = 20
"""User messages of an unknown conversation that are said again; older ones have faded by then."""


@dataclass(frozen=True)
class Place:
    """Where a conversation goes on: `session_id` None is a fresh session, after saying `replay` again."""

    user_id: str
    session_id: str | None
    replay: tuple[str, ...] = ()


class OpenAISessions:
    """The conversations known by their words, the least recently used forgotten first."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[str, str]] = OrderedDict()

    def place(
        self, messages: Sequence[Message], *, tenant: str, user: str | None, catalog: str | None
    ) -> Place:
        """Where the last of `messages` is to be said. A known conversation is handed out once: saying
        something else after the same words is another conversation."""
        before = messages[:-1]
        known = self._known.pop(_fingerprint(before, tenant, user, catalog), None)
        if known is not None:
            user_id, session_id = known
            return Place(user_id, session_id)
        replay = tuple(m.said for m in before if m.role == "user")[-MAX_REPLAYED:]
        return Place(user or f"anonymous-{uuid4().hex}", None, replay)

    def remember(
        self,
        messages: Sequence[Message],
        reply: str,
        place: Place,
        session_id: str,
        *,
        tenant: str,
        user: str | None,
        catalog: str | None,
    ) -> None:
        """After `reply` to `messages` the conversation goes on in `session_id`."""
        said = [*messages, Message(role="assistant", content=reply)]
        self._known[_fingerprint(said, tenant, user, catalog)] = (place.user_id, session_id)
        while len(self._known) > MAX_KNOWN:
            self._known.popitem(last=False)


def _fingerprint(messages: Sequence[Message], tenant: str, user: str | None, catalog: str | None) -> str:
    """What was said, by whom and to whom. System prompts do not count: they change nothing here."""
    spoken = [(m.role, m.said.strip()) for m in messages if m.role in ("user", "assistant")]
    return hashlib.sha256(json.dumps([tenant, user, catalog, spoken]).encode()).hexdigest()
