"""What forgetting a belief takes with it: the words that it came from, in turns and in other beliefs.

Runs inside the transaction of whoever forgets. Vectors and checkpoints are not rows: `Forgotten` says
which of them have to go.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, delete, select

from memory.beliefs import Belief
from memory.rows import BeliefRow, FeedbackRow, MentionRow, TurnRow


@dataclass(frozen=True, slots=True)
class Forgotten:
    """`belief_ids` went (superseded versions among them); words went from turns of `session_ids`."""

    belief_ids: tuple[str, ...] = ()
    session_ids: tuple[str, ...] = ()
    feedback: int = 0

    def __bool__(self) -> bool:
        return bool(self.belief_ids)


@dataclass(frozen=True, slots=True)
class _Trace:
    """One place where the user said it, and by which words it is known again."""

    session_id: str
    turn: int
    words: frozenset[str]
    wishes: frozenset[tuple[str, str]]
    """Attribute and value of what it meant."""


def erase(db: Session, beliefs: Sequence[Belief], *, asked_in: tuple[str, int] | None = None) -> Forgotten:
    """Delete the beliefs (all of one user) and every trace of their words in the rows.

    - The turns in which they were said lose utterance and answer, and so does the one (`asked_in`: session
      and turn) in which forgetting them was asked for.
    - Later answers of those sessions that carry the words or the constraint are emptied, and so is any
      answer of the user that names the belief.
    - Another belief from the same turn that quotes the same words keeps what it says, not the quotation.
    - The feedback that a belief restates goes too, and with it its pull on the taste vector.
    """
    if not beliefs:
        return Forgotten()
    tenant, user_id = beliefs[0].tenant, beliefs[0].user_id
    ids = [belief.id for belief in beliefs]
    mentions = db.exec(select(MentionRow).where(col(MentionRow.belief_id).in_(ids))).all()
    by_id = {belief.id: belief for belief in beliefs}
    traces = [
        _Trace(
            m.session_id,
            m.turn,
            (_words(by_id[m.belief_id]) | {_plain(m.words)}) - {""},
            _wishes(by_id[m.belief_id]),
        )
        for m in mentions
        if m.turn > 0
    ]
    if asked_in is not None:
        traces.append(_Trace(*asked_in, words=frozenset(), wishes=frozenset()))
    touched = {turn.session_id for turn in _erase_turns(db, tenant, user_id, ids, traces)}
    feedback = sum(_retract(db, belief) for belief in beliefs)
    db.exec(delete(BeliefRow).where(col(BeliefRow.id).in_(ids)))
    _erase_quotations(db, tenant, user_id, traces)
    return Forgotten(
        belief_ids=tuple(ids),
        session_ids=tuple(sorted(touched | {trace.session_id for trace in traces})),
        feedback=feedback,
    )


def with_older_versions(rows: Mapping[str, BeliefRow], wanted: Iterable[str]) -> list[str]:
    """The ids that exist, and those that they superseded, transitively."""
    found: dict[str, None] = {}
    open_ = [i for i in wanted if i in rows]
    while open_:
        found |= dict.fromkeys(open_)
        open_ = [i for i, row in rows.items() if row.superseded_by in found and i not in found]
    return list(found)


def _erase_turns(
    db: Session, tenant: str, user_id: str, ids: Sequence[str], traces: Sequence[_Trace]
) -> list[TurnRow]:
    of_user = select(TurnRow).where(TurnRow.tenant == tenant, TurnRow.user_id == user_id)
    in_sessions = of_user.where(col(TurnRow.session_id).in_({trace.session_id for trace in traces}))
    rows = {row.id: row for row in db.exec(in_sessions.with_for_update())}
    for belief_id in ids:
        naming = of_user.where(col(TurnRow.answer).contains(belief_id, autoescape=True))
        rows |= {row.id: row for row in db.exec(naming.with_for_update())}
    erased = []
    for row in rows.values():
        here = [t for t in traces if t.session_id == row.session_id and t.turn <= row.turn]
        if any(trace.turn == row.turn for trace in here):
            row.utterance = ""
        elif not _carries(row.answer or "", ids, here):
            continue
        row.answer, row.problem, row.fingerprint, row.erased = None, None, "", True
        erased.append(row)
    return erased


def _carries(answer: str, ids: Sequence[str], traces: Sequence[_Trace]) -> bool:
    """Whether an answer names the beliefs, or says again what came from these turns."""
    if any(belief_id in answer for belief_id in ids):
        return True
    try:
        content = json.loads(answer)
    except ValueError:
        content = answer
    said = [_plain(text) for text in _texts(content)]
    wishes = set(_wishes_in(content))
    return any(
        trace.wishes & wishes or any(word in text for word in trace.words for text in said)
        for trace in traces
    )


def _texts(content: Any) -> Iterator[str]:
    match content:
        case str():
            yield content
        case dict():
            for part in content.values():
                yield from _texts(part)
        case list():
            for part in content:
                yield from _texts(part)


def _wishes_in(content: Any) -> Iterator[tuple[str, str]]:
    """Every attribute with its wanted value, wherever in the answer it stands."""
    match content:
        case dict():
            if "attribute" in content and "value" in content:
                yield str(content["attribute"]), _value(content["value"])
            for part in content.values():
                yield from _wishes_in(part)
        case list():
            for part in content:
                yield from _wishes_in(part)


def _erase_quotations(db: Session, tenant: str, user_id: str, traces: Sequence[_Trace]) -> None:
    for trace in traces:
        for row in db.exec(
            select(BeliefRow).where(
                BeliefRow.tenant == tenant,
                BeliefRow.user_id == user_id,
                BeliefRow.session_id == trace.session_id,
                BeliefRow.turn == trace.turn,
            )
        ):
            if _overlaps(row.source, trace.words):
                row.source = ""
        for mention in db.exec(
            select(MentionRow).where(
                MentionRow.tenant == tenant,
                MentionRow.user_id == user_id,
                MentionRow.session_id == trace.session_id,
                MentionRow.turn == trace.turn,
            )
        ):
            if _overlaps(mention.words, trace.words):
                mention.words = ""


def _overlaps(source: str, words: frozenset[str]) -> bool:
    said = _plain(source)
    return any(word in said for word in words)


def _retract(db: Session, belief: Belief) -> int:
    if belief.item_id is None or belief.feedback is None or belief.catalog is None:
        return 0
    return db.exec(
        delete(FeedbackRow).where(
            col(FeedbackRow.tenant) == belief.tenant,
            col(FeedbackRow.user_id) == belief.user_id,
            col(FeedbackRow.catalog) == belief.catalog,
            col(FeedbackRow.item_id) == belief.item_id,
            col(FeedbackRow.kind) == belief.feedback,
        )
    ).rowcount


def _words(belief: Belief) -> frozenset[str]:
    texts = [belief.text, belief.source]
    if belief.preference is not None:
        texts.append(belief.preference.text)
    return frozenset(map(_plain, texts)) - {""}


def _wishes(belief: Belief) -> frozenset[tuple[str, str]]:
    meant = [m.model_dump(mode="json") for m in (belief.constraint, belief.preference) if m is not None]
    return frozenset(wish for wish in _wishes_in(meant) if wish[1] != _value(None))


def _value(value: Any) -> str:
    """100 and 100.0 are one value."""
    parts = value if isinstance(value, list) else [value]
    return json.dumps([float(p) if type(p) is int and abs(p) < 2**53 else p for p in parts])


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
