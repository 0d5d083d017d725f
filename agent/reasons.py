"""Why an item was shown, or what kept it away: from the terms and the funnel, never made up afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from agent.describe import describe, describe_adventure
from agent.findings import Found, bold, escape
from agent.language.understanding import Question
from agent.state import Session, Turn
from catalog.catalog import Catalog
from catalog.items import ItemId
from catalog.values import join
from tools.toolbox import Toolbox


def explain(
    items: Sequence[ItemId], question: Question, session: Session, turn: Turn, toolbox: Toolbox
) -> Found:
    """Why an item was shown, from the terms that moved it; or what kept it away."""
    catalog = toolbox.catalog
    if question.tests:
        return Found((_why_none(question, session, turn, toolbox),))
    shown = {s.item_id: s for s in session.slate}
    chosen = list(items) or list(session.focus[:1]) or [s.item_id for s in session.slate[:1]]
    sentences = []
    for item_id in chosen[:3]:
        title = bold(catalog.item(item_id).title)
        if item_id in shown and question.kind == "why":
            record = shown[item_id]
            told = [record.reason, _sources(record.sources), _dial(record.adventure, catalog)]
            sentences.append(f"{title}: {' '.join(filter(None, told))}")
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


def _why_none(question: Question, session: Session, turn: Turn, toolbox: Toolbox) -> str:
    """Why nothing of what is named was shown."""
    schema = toolbox.catalog.schema
    named = join([describe(test, schema) for test in question.tests])
    opening = escape(named[:1].upper() + named[1:])
    everywhere = toolbox.lookup.count(question.tests)
    if not everywhere:
        return f"No {schema.noun.singular} here is known to be {escape(named)}."
    fitting = toolbox.lookup.count((*turn.constraints, *question.tests), excluded=session.excluded)
    if not fitting:
        return f"{opening}: {everywhere:,} here, but none that also meets what you asked for."
    return (
        f"{opening}: {fitting:,} would do; the ones I showed fitted what you said better. "
        "Ask for them, and I will show them."
    )


_SOURCE_WORDS = {
    "semantic": "what it is about",
    "lexical": "the words of its description",
    "reviews": "what reviewers say of it",
    "collaborative": "what was chosen together",
    "sequence": "what is chosen next",
    "dialogue": "what others were recommended in talks like this one",
    "kinship": "what it shares with what you like",
    "popularity": "how often it is chosen",
    "preference": "your preferences",
    "exploration": "chance, as this place tries something new",
    "rerank": "a second reading of it beside your wish",
}


def _sources(sources: Sequence[str]) -> str:
    return f"What moved it up: {join([_SOURCE_WORDS.get(s, s) for s in sources])}." if sources else ""


def _dial(adventure: float | None, catalog: Catalog) -> str:
    """What the dial did to the slate that the item was on."""
    if adventure is None:
        return ""
    if not adventure:
        return "Nothing was given up for variety, as you wanted to be on the safe side."
    known = "less known and " if catalog.manifest.interactions else ""
    wanted = describe_adventure(adventure)
    return f"I gave {known}more varied ones a better chance, as you asked for something {wanted}."
