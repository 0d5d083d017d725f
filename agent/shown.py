"""What a session notes of a reply: the slate that was shown, what was talked about, what was asked. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from agent.language.understanding import Understanding
from agent.state import Asked, Session, Shown


def note_shown(
    session: Session,
    understanding: Understanding,
    slate: Sequence[Shown],
    *,
    asked: Asked | None = None,
    stuck: bool = False,
) -> Session:
    """The session after a reply with `slate` (none: the last one still stands) to what was understood."""
    update: dict[str, Any] = {"asked": asked, "stuck": stuck}
    if slate:
        update["slate"] = tuple(slate)
        update["offered"] = tuple(dict.fromkeys((*session.offered, *(s.item_id for s in slate))))
        if understanding.intent != "ask_item":
            liked = [g.item_id for g in understanding.feedback if g.kind == "like"]
            update["focus"] = tuple(dict.fromkeys(liked))[:1]
    elif understanding.feedback:
        update["focus"] = tuple(dict.fromkeys(g.item_id for g in understanding.feedback))[:5]
    return session.model_copy(update=update)
