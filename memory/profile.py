"""The short portrait of a user, built from the ledger and from nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from catalog.items import fold
from memory.beliefs import Belief, BeliefKind

_ORDER: tuple[tuple[BeliefKind, ...], ...] = (
    ("fact",),
    ("constraint", "dislike"),
    ("preference",),
    ("feedback",),
)
"""One sentence for each: who the user is, what must not be, what is liked, what was said of items."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the portrait and the beliefs that it says."""

    text: str
    belief_ids: tuple[str, ...]


def portrait(beliefs: Iterable[Belief], labels: Mapping[str, str], *, most: int = 6) -> list[Sentence]:
    """What is held of a user, in sentences: "Films: no horror and nothing over 100 minutes."

    `labels` names catalogs ("films"); a catalog without one goes by its id. A sentence says at most `most`
    things, the newest first, and how many more there are; its ids are those of all of them.
    """
    standing = [belief for belief in beliefs if belief.superseded_by is None]
    groups: dict[tuple[bool, str, bool, str, int], list[Belief]] = {}
    for belief in standing:
        rank = next(n for n, kinds in enumerate(_ORDER) if belief.kind in kinds)
        me = fold(belief.subject) == "me"
        key = (belief.catalog is not None, belief.catalog or "", not me, fold(belief.subject), rank)
        groups.setdefault(key, []).append(belief)
    return [_sentence(groups[key], labels, most) for key in sorted(groups)]


def _sentence(group: Sequence[Belief], labels: Mapping[str, str], most: int) -> Sentence:
    newest = sorted(group, key=lambda belief: belief.created_at, reverse=True)
    said = list(dict.fromkeys(belief.text.strip().rstrip(".") for belief in newest))
    shown = said[:most]
    if len(said) > most:
        shown.append(f"{len(said) - most} more")
    return Sentence(f"{_heading(group[0], labels)}: {_join(shown)}.", tuple(b.id for b in newest))


def _heading(belief: Belief, labels: Mapping[str, str]) -> str:
    me = fold(belief.subject) == "me"
    if belief.catalog is None:
        heading = "You" if me else belief.subject
    else:
        label = labels.get(belief.catalog, belief.catalog)
        heading = label if me else f"{label}, for {belief.subject}"
    return heading[:1].upper() + heading[1:]


def _join(parts: Sequence[str]) -> str:
    """Parts that hold a comma or an "and" of their own are kept apart by semicolons."""
    if len(parts) == 1:
        return parts[0]
    if any("," in part or " and " in part for part in parts):
        return "; ".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
