"""Pieces of English in the order in which English says them.

Spanish and French put what a noun is like behind it; all three put in front what they judge, and ask without
turning the sentence round.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from agent.language.built_in.foreign_words import Code


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of English for the characters `start` to `end` of what was said; `at` is its place in the English."""

    text: str
    start: int
    end: int
    kind: str = ""
    at: int = 0


def in_order(made: Iterable[Piece], code: Code) -> list[Piece]:
    """As English orders it: the adjective before its noun, and the verb first that asks."""
    found = [p for p in made if p.text]
    if code != "de":
        found = _before_nouns(found)
    cuts = [i + 1 for i, p in enumerate(found) if p.text in (".", "!", "?", ";")]
    clauses = [found[a:b] for a, b in itertools.pairwise(dict.fromkeys([0, *cuts, len(found)]))]
    return [piece for clause in clauses for piece in _asking(_judging(clause))]


_JUDGES = frozenset(
    phrase.strip()
    for phrase in """i like | i don't like | i love | i hate | i want | i don't want | i need | i'll take
    i'm not interested in | i already know | i already have | i've already seen""".replace("\n", "|").split(
        "|"
    )
)


def _judging(clause: list[Piece]) -> list[Piece]:
    """Das zweite gefällt mir, rojo no me gusta: English says the object last."""
    found: list[Piece] = []
    for piece in clause:
        place = len(found)
        if piece.text in _JUDGES:
            while place and (found[place - 1].text in _SUBJECTS or found[place - 1].kind in NAMING):
                place -= 1
        found.insert(place, piece)
    return found


NAMING = frozenset(["ordinal", "name", "noun", "adjective", "place"])


def _before_nouns(made: Sequence[Piece]) -> list[Piece]:
    """Lampe rouge, lampe de table: what a noun is like or of goes before it."""
    found: list[Piece] = []
    index = 0
    while index < len(made):
        piece = made[index]
        run = len(found)
        while run and found[run - 1].kind == "noun":
            run -= 1
        following = made[index + 1] if index + 1 < len(made) else None
        if piece.text == "of" and following is not None and following.kind == "noun" and run < len(found):
            found.insert(run, following)
            index += 2
            continue
        degree = piece.text.startswith("the ") or piece.text.endswith(" than")
        place = run if piece.kind == "adjective" and not degree else len(found)
        found.insert(place, piece)
        index += 1
    return found


_ASKS = frozenset(["is", "has", "costs", "lasts", "allows"])


def _asking(clause: list[Piece]) -> list[Piece]:
    """ "La segunda es recargable?" asks with its mark alone; English puts the verb in front."""
    if not clause or clause[-1].text != "?":
        return clause
    start = next((i for i, p in enumerate(clause) if p.kind != "mark" and p.text not in _BEFORE_QUESTION), 0)
    verb = next((i for i, p in enumerate(clause) if p.text in _ASKS), None)
    if verb is None or verb > start + 4:
        return clause
    subject = [p for p in clause[start:verb] if p.text != ","]
    if verb == start:
        subject = [
            p for p in clause[start + 1 : start + 3] if p.text == "the" or p.kind in ("ordinal", "name")
        ]
        if not any(p.kind in ("ordinal", "name") for p in subject):
            subject = []
        rest = clause[start + 1 + len(subject) :]
    elif not all(p.text in _SUBJECTS or p.kind in ("ordinal", "name", "noun") for p in subject):
        return clause
    else:
        rest = clause[verb + 1 :]
    said = clause[verb]
    if said.text == "is":
        return [*clause[:start], said, *subject, *rest]
    does = replace(said, text="does" if subject else "does it")
    base = replace(said, text={"has": "have", "costs": "cost", "lasts": "last", "allows": "allow"}[said.text])
    return [*clause[:start], does, *subject, base, *rest]


_SUBJECTS = frozenset(["the", "it", "that", "this", "that one"])


_BEFORE_QUESTION = frozenset(["and", "ok", "but", "hello", "yes", "no", "so", "great"])
