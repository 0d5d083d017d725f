"""What an utterance asks for, filled step by step, and the small makers of its parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from agent.answer import ReceiptLine
from agent.language.built_in import english
from agent.language.built_in.phrases import Span
from agent.language.built_in.text import key, stem
from agent.language.understanding import Critique
from catalog.constraints import Constraint, Either, Preference
from catalog.items import Scalar
from catalog.schema import Attribute, AttributeType


@dataclass
class Wishes:
    """What the utterance asks for; filled step by step while reading."""

    constraints: list[Constraint | Either] = field(default_factory=list)
    preferences: list[Preference] = field(default_factory=list)
    critiques: list[Critique] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    permitted: list[Constraint] = field(default_factory=list)
    released: list[tuple[str, Scalar]] = field(default_factory=list)
    places: dict[int, Span] = field(default_factory=dict)
    """Where constraint number n was said."""
    extremes: list[tuple[str, Literal["low", "high"], Span]] = field(default_factory=list)
    receipt: list[ReceiptLine] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    compared: bool = False
    """Whether a value was wished for by comparison ("scarier")."""
    widened: bool = False
    """Whether a value joins those that stand ("white is fine too")."""

    def note(self, phrase: str, kind: str, attribute: str | None = None) -> None:
        line = ReceiptLine.model_validate({"phrase": phrase, "as": kind, "attribute": attribute})
        if line not in self.receipt:
            self.receipt.append(line)


def make(name: str, op: str, value: Any, polarity: str, turn: int) -> Constraint:
    return Constraint(attribute=name, op=op, value=value, polarity=polarity, turn=turn)  # type: ignore[arg-type]


def number(value: float) -> int | float:
    rounded = round(value, 4)
    return int(rounded) if float(rounded).is_integer() else rounded


def cue_stems(attribute: Attribute) -> set[str]:
    return {
        s
        for phrase in (attribute.label, *attribute.words)
        for s in key(phrase)
        if s not in english.FUNCTION_WORDS
    }


def flip(direction: Literal["low", "high"], flip: bool) -> Literal["low", "high"]:
    return ("high" if direction == "low" else "low") if flip else direction


def singular(attribute: str) -> str:
    """The kind of a preference: moods is mood."""
    if attribute.endswith("ies"):
        return f"{attribute[:-3]}y" if len(attribute) > 7 else attribute
    return (
        attribute[:-1]
        if attribute.endswith("s") and not attribute.endswith("ss") and len(attribute) > 3
        else attribute
    )


_LEANING = frozenset(
    stem(w)
    for w in [
        "mood",
        "vibe",
        "atmosphere",
        "ambience",
        "tone",
        "feel",
        "feeling",
        "occasion",
        "suitable",
        "suited",
        "ideal",
        "perfect",
        "theme",
        "audience",
        "style",
        "good",
        "best",
    ]
)


_MOODS = frozenset(
    stem(w) for w in ("mood", "vibe", "atmosphere", "ambience", "tone", "occasion", "theme", "audience")
)


def leans(attribute: Attribute) -> bool:
    """Whether naming a value of it is a leaning: tags of mood, occasion, audience or theme move the ranking.

    Decided by the attribute's own label, as its owner called it; all other tags are facts. So is a category
    without grades, where the label says nothing else.
    """
    label = {stem(w) for w in attribute.label.split()}
    if attribute.type is AttributeType.CATEGORY:
        return not attribute.order and bool(label & _MOODS)
    return attribute.type is AttributeType.TAGS and bool(label & _LEANING)
