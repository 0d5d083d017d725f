"""What a home's own conversations came to: what a user said, and what they then liked, kept or took.

Read from the turns and the feedback that are there now. Whoever was forgotten has none, and a turn whose words
were forgotten is silent.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import col, select

from catalog.dialogues import Conversation, Utterance
from memory.database import create_tables, reading
from memory.rows import FeedbackRow, TurnRow

TAKEN = ("like", "save", "purchase")

Happened = tuple[datetime, int, Utterance]


def accepted(engine: Engine, catalog: str) -> list[Conversation]:
    """The sessions in which something was taken, of all users, the oldest first.

    An item that had been shown when it was taken is told as recommended; one that had not, as named by the user.
    """
    create_tables(engine, TurnRow, FeedbackRow)
    taken: dict[tuple[str, str], list[FeedbackRow]] = {}
    with reading(engine) as db:
        for given in db.exec(
            select(FeedbackRow)
            .where(FeedbackRow.catalog == catalog, col(FeedbackRow.kind).in_(TAKEN))
            .order_by(col(FeedbackRow.created_at), col(FeedbackRow.position))
        ):
            if given.session_id:
                taken.setdefault((given.tenant, given.session_id), []).append(given)
        found = []
        for (tenant, session_id), feedback in taken.items():
            turns = db.exec(
                select(TurnRow)
                .where(TurnRow.tenant == tenant, TurnRow.session_id == session_id, TurnRow.catalog == catalog)
                .order_by(col(TurnRow.turn))
            ).all()
            if any(turn.utterance for turn in turns):
                found.append(Conversation(f"{tenant}/{turns[0].user_id}", _told(turns, feedback)))
    return found


def _told(turns: Iterable[TurnRow], feedback: Iterable[FeedbackRow]) -> tuple[Utterance, ...]:
    happened: list[Happened] = []
    shown: dict[str, datetime] = {}
    for turn in turns:
        if turn.utterance:
            happened.append((turn.admitted_at, 0, Utterance("seeker", turn.utterance)))
        for item_id in _recommended(turn.answer):
            shown.setdefault(item_id, turn.answered_at or turn.admitted_at)
    for given in feedback:
        seen = shown.get(given.item_id)
        by = "recommender" if seen is not None and seen <= given.created_at else "seeker"
        happened.append((given.created_at, 1, Utterance(by, "", (given.item_id,))))  # type: ignore[arg-type]
    return tuple(utterance for _, _, utterance in sorted(happened, key=lambda one: one[:2]))


def _recommended(answer: str | None) -> list[str]:
    said = json.loads(answer) if answer else {}
    return [str(one["item_id"]) for one in said.get("recommendations", ())]
