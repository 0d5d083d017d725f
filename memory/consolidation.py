"""A new belief against the known ones: is it said again, does it replace something, or does it stand beside?

Pure. The newest word of the user counts: what cannot hold together with it is superseded. Two wishes that
can both be met stay both ("vegan" and "no gluten"): losing one is worse than keeping one too many.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from catalog.items import fold
from memory.beliefs import Belief
from memory.meaning import Relation, compare


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write: `supersede` maps an old id to the new one, `same` a new id to the one that stands."""

    add: tuple[Belief, ...] = ()
    supersede: dict[str, str] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)


def consolidate(new: Sequence[Belief], known: Sequence[Belief]) -> Plan:
    """Take `new` in order against `known` (one user's, none of them superseded) and against each other."""
    standing = list(known)
    add: list[Belief] = []
    supersede: dict[str, str] = {}
    same: dict[str, str] = {}
    for belief in new:
        relations = [(other, relate(belief, other)) for other in standing]
        twin = next((other for other, relation in relations if relation == "same"), None)
        if twin is not None:
            same[belief.id] = twin.id
            continue
        supersede |= {other.id: belief.id for other, relation in relations if relation == "replaces"}
        standing = [other for other, relation in relations if relation != "replaces"]
        standing.append(belief)
        add.append(belief)
    return Plan(add=tuple(add), supersede=supersede, same=same)


def relate(new: Belief, known: Belief) -> Relation:
    """How a new belief stands to a known one.

    What holds for tonight never replaces what holds for good, and what is said of the children never
    replaces what was said of oneself.
    """
    if not _of_one_matter(new, known):
        return "apart"
    if known.scope == "session" and known.session_id != new.session_id:
        return "apart"
    relation = compare(new, known)
    if relation == "same" and _covers(known, new):
        return "same"
    if new.scope == "session" and known.scope == "lasting":
        return "apart"
    return "apart" if relation == "apart" else "replaces"


def overridden(beliefs: Iterable[Belief]) -> frozenset[str]:
    """Ids of the lasting beliefs that a belief of this session speaks against, so that they rest tonight."""
    beliefs = tuple(beliefs)
    return frozenset(
        lasting.id
        for tonight in beliefs
        if tonight.scope == "session"
        for lasting in beliefs
        if lasting.scope == "lasting"
        and _of_one_matter(tonight, lasting)
        and compare(tonight, lasting) == "replaces"
    )


def _of_one_matter(new: Belief, known: Belief) -> bool:
    return (
        (new.tenant, new.user_id) == (known.tenant, known.user_id)
        and fold(new.subject) == fold(known.subject)
        and (new.catalog == known.catalog or None in (new.catalog, known.catalog))
    )


def _covers(known: Belief, new: Belief) -> bool:
    """Whether `known` holds at least wherever `new` would."""
    lasting = known.scope == "lasting" or new.scope == "session"
    return lasting and known.catalog in (None, new.catalog)
