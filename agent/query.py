"""From a session to the typed request that every source gets. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from agent.beliefs import remembered_preferences
from agent.state import Session, Turn
from catalog.items import ItemId
from memory.feedback import Feedback
from tools.candidates import Query

MOST_ASKED = 50

_TAKEN, _TURNED_DOWN = ("like", "save", "purchase", "click"), ("dislike", "hide")


def query_of(session: Session, turn: Turn, known: Sequence[Feedback], said: Sequence[str] = ()) -> Query:
    """The wish, the likes and dislikes of this session before those of earlier ones, and what not to show."""
    understanding = turn.understanding
    assert understanding is not None
    remembered = [p for _, p in remembered_preferences(session, turn.beliefs)]
    preferences = (*session.wishes.preferences, *remembered)
    wish = [p.text for p in session.wishes.preferences if p.polarity == "prefer" and p.direction is None]
    liked = [f.item_id for f in known if f.kind in ("like", "save", "purchase")]
    disliked = [f.item_id for f in known if f.kind in ("dislike", "hide")]
    done = [f.item_id for f in known if f.kind in ("seen", "dislike", "hide", "purchase", "like")]
    liked = [i for i in liked if i not in session.disliked]
    disliked = [i for i in disliked if i not in session.liked]
    excluded = {*done, *session.excluded}
    if understanding.more or understanding.feedback:
        excluded |= set(session.offered)
    return Query(
        user_id=session.user_id,
        text=" ".join(wish),
        like=session.wishes.like,
        liked=tuple(dict.fromkeys((*liked, *session.liked))),
        liked_now=bool(session.liked),
        disliked=tuple(dict.fromkeys((*disliked, *session.disliked))),
        excluded=frozenset(excluded),
        constraints=turn.constraints,
        preferences=preferences,
        adventure=dial_of(session, turn),
        said=tuple(said),
        history=tuple(
            i for i in dict.fromkeys((*history_of(known), *session.liked)) if i not in session.disliked
        ),
        k=min(understanding.count or turn.request.k, MOST_ASKED),
    )


def dial_of(session: Session, turn: Turn) -> float | None:
    """How adventurous the slate shall be: as the user just said, else as the caller sets it, else as it stands."""
    said = turn.understanding.adventure if turn.understanding else None
    given = turn.request.adventure if said is None else said
    return session.wishes.adventure if given is None else given


def history_of(known: Sequence[Feedback]) -> tuple[ItemId, ...]:
    """What the user liked, took or opened and did not turn down, in the order in which they last did."""
    done: dict[ItemId, None] = {}
    for given in known:
        if given.kind in (*_TAKEN, *_TURNED_DOWN):
            done.pop(given.item_id, None)
        if given.kind in _TAKEN:
            done[given.item_id] = None
    return tuple(done)
