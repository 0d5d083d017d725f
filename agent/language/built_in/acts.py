"""Which acts an utterance holds: what the grammar found in it, beside what its clauses do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from agent.answer import Intent
from agent.language.built_in import english
from agent.language.built_in.cues import cue_at
from agent.language.built_in.parts import in_order
from agent.language.built_in.reading import Reading
from agent.language.understanding import Given
from catalog.items import ItemId

SURE = 0.6
"""The chance from which a clause's role alone makes an act."""
LIKELY = 0.45
"""The same where the conversation speaks for it: something is shown that can be judged."""
PLAUSIBLE = 0.3
"""The chance below which words that the catalog does not ground are no wish."""

SOCIAL: tuple[Literal["goodbye", "thanks", "help", "greet"], ...] = ("goodbye", "thanks", "help", "greet")


@dataclass(frozen=True, slots=True)
class Found:
    """What the grammar made of the utterance. `grounded` changes name something of the catalog or the slate,
    `worded` ones are left-over words."""

    grounded: bool
    worded: bool
    critique: bool
    like: tuple[ItemId, ...]
    given: Sequence[Given]
    narrowed: bool
    answered: bool
    unknown: bool
    statement: bool

    @property
    def changed(self) -> bool:
        return self.grounded or self.worded


def acts_of(reading: Reading, found: Found) -> tuple[Intent, ...]:
    """All acts, the main one first."""
    session = reading.session
    first = not session.slate and not session.before
    more = reading.has("more") and (not found.given or reading.does("wish"))
    acts: list[Intent] = []
    if found.critique and reading.shown and not (first and found.like):
        acts.append("critique")
    elif found.grounded or (found.worded and _wishes(reading, PLAUSIBLE)):
        acts.append(_wish(reading, found, first=first, more=more))
    elif found.answered:
        acts.append("refine")
    elif more or reading.has("surprise") or _asks_for_anything(reading):
        acts.append("recommend")
    elif found.unknown and _put_as_question(reading) and not first:
        acts.append("ask_item")
    elif _wishes(reading, SURE):
        acts.append("recommend" if first else "refine")
    if reading.has("start_over"):
        acts.append("undo")
    if (
        not found.grounded
        and "critique" not in acts
        and session.slate
        and reading.does("critique", chance=SURE)
    ):
        acts.append("critique")
    if found.given or (session.slate and reading.does("like", "reject", "accept", chance=LIKELY)):
        acts.append("feedback")
    if reading.has("more") and not session.asked and not {"recommend", "critique", "refine"} & set(acts):
        acts.insert(0, "recommend")
    if reading.does("ask", chance=SURE) and not {"recommend", "refine"} & set(acts):
        acts.append("ask_item")
    acts += social_acts(reading)
    if not acts:
        acts = _last_resort(reading, found, first=first)
    if acts[0] == "help" and found.changed:
        acts.remove("help")
    return in_order(tuple(acts))


def social_acts(reading: Reading) -> list[Intent]:
    """In the order in which they are said."""
    found: dict[Intent, int] = {}
    for name in SOCIAL:
        cued = cue_at(reading.utterance, name)
        said = [reading.tokens[c.start].start for c in reading.roles if c.chance(name) >= SURE]
        places = [*said, *([cued] if cued is not None else [])]
        if places:
            found[name] = max(places)
    return sorted(found, key=lambda name: found[name])


def _wishes(reading: Reading, chance: float) -> bool:
    asked = reading.has("request") and reading.does("wish", "critique", chance=chance / 2)
    return asked or reading.does("wish", "critique", chance=chance)


def _asks_for_anything(reading: Reading) -> bool:
    """ "What do you have?": of all things, whatever there is."""
    content = [t for t in reading.tokens if t.is_word and t.norm not in english.NOT_CONTENT]
    return reading.has("availability") and not content and not reading.references


def _wish(reading: Reading, found: Found, *, first: bool, more: bool) -> Intent:
    session = reading.session
    relative = any(i in session.offered or i in session.focus for i in found.like)
    if first or (found.like and not relative) or reading.has("start_over"):
        return "recommend"
    if more and not found.grounded:
        return "recommend"
    if relative and found.narrowed:
        return "critique"
    return "recommend" if relative or more else "refine"


def _last_resort(reading: Reading, found: Found, *, first: bool) -> list[Intent]:
    wish: Intent = "recommend" if first else "refine"
    if found.statement:
        return [wish]
    if reading.references:
        return ["ask_item"]
    if any(m.span.start in reading.told for m in reading.mentions):
        return [wish]
    if reading.session.asked and reading.has("yes", "no"):
        return ["refine"]
    if found.unknown:
        return [wish]
    if _suggesting(reading):
        return ["recommend"]
    nouns = any(m.of("noun") for m in reading.mentions)
    if nouns or (reading.has("request") and not reading.has("question") and _wishes(reading, PLAUSIBLE)):
        return [wish]
    if reading.session.slate and reading.has("yes", "accept", "no", "not_seen"):
        return ["feedback"]
    return ["out_of_scope"]


def _put_as_question(reading: Reading) -> bool:
    return reading.utterance.rstrip().endswith("?") and not reading.has("request")


def _suggesting(reading: Reading) -> bool:
    return bool(
        {"suggest", "recommend", "recommendation", "recommendations", "suggestions"} & set(reading.words)
    )
