"""What a reply says, before it is worded: the plan that every language engine is given."""

from __future__ import annotations

from dataclasses import dataclass

from agent.answer import Intent, Recommendation


@dataclass(frozen=True, slots=True)
class Plan:
    """Each part is a claim with its evidence already found; the wording adds none.

    heading: what the slate answers ("feel-good, at most 100 minutes"). notes: changes to be said, as clauses.
    findings: whole sentences from the catalog or the memory. relaxations: (what to lift, how many come back).
    unmet: phrases that cannot be enforced here. remembered: what was written to memory this turn.
    recalled: remembered constraints that were applied. acknowledged: feedback, as clauses.
    """

    intent: Intent
    acts: tuple[Intent, ...]
    noun: str
    nouns: str
    catalog: str
    heading: str = ""
    slate: tuple[Recommendation, ...] = ()
    details: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    relaxations: tuple[tuple[str, int], ...] = ()
    nothing_left: bool = False
    partial: bool = False
    """Whether something shown lacks what the user leans to."""
    unmet: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    remembered: tuple[str, ...] = ()
    recalled: tuple[str, ...] = ()
    acknowledged: tuple[str, ...] = ()
    question: str | None = None
    eligible: int = 0
    examples: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    courtesy: str = ""
    """Of the user's language: how far it is understood."""
    unread: bool = False
    """Whether it is one that is not read at all."""
