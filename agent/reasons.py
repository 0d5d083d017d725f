"""Why an item was shown, or what kept it away: from the terms and the funnel, never made up afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from agent.describe import describe
from agent.findings import Found, bold, escape
from agent.language.understanding import Question
from agent.state import Session, Turn
from catalog.items import ItemId
from catalog.values import join
from tools.toolbox import Toolbox


def explain(
    items: Sequence[ItemId], question: Question, session: Session, turn: Turn, toolbox: Toolbox
) -> Found:
    """Why an item was shown, from the terms that moved it; or what kept it away."""
    catalog = toolbox.catalog
    shown = {s.item_id: s for s in session.slate}
    chosen = list(items) or list(session.focus[:1]) or [s.item_id for s in session.slate[:1]]
    sentences = []
    for item_id in chosen[:3]:
        title = bold(catalog.item(item_id).title)
        if item_id in shown and question.kind == "why":
            record = shown[item_id]
            sentences.append(f"{title}: {record.reason} {_sources(record.sources)}".strip())
            continue
        if item_id in shown:
            sentences.append(f"{title} is on the list I showed you.")
            continue
        reasons = toolbox.lookup.why_not(item_id, turn.constraints, session.excluded)
        told = []
        for reason in reasons:
            if reason.constraint is not None:
                wanted = describe(turn.constraints[reason.constraint], catalog.schema)
                label = catalog.schema.attributes[reason.attribute or ""].label if reason.attribute else ""
                if reason.kind == "unknown":
                    told.append(f"you asked for {wanted}, and its {label} is not known")
                else:
                    told.append(f"you asked for {wanted}, and its {label} is {reason.text}")
            else:
                told.append(
                    reason.text
                    if reason.kind != "outranked"
                    else "it may be shown; others fitted what you said better"
                )
        sentences.append(f"{title}: {escape('; '.join(told))}.")
    if not sentences:
        return Found(("There is nothing on the list yet that I could explain.",))
    return Found(tuple(sentences), tuple(chosen[:3]))


_SOURCE_WORDS = {
    "semantic": "what it is about",
    "lexical": "the words of its description",
    "collaborative": "what was chosen together",
    "sequence": "what is chosen next",
    "kinship": "what it shares with what you like",
    "popularity": "how often it is chosen",
    "preference": "your preferences",
    "rerank": "a second reading of it beside your wish",
}


def _sources(sources: Sequence[str]) -> str:
    return f"What moved it up: {join([_SOURCE_WORDS.get(s, s) for s in sources])}." if sources else ""
