"""The floor beside which understanding is reported: every value of the catalog that stands in an utterance is wanted.

No negation, no numbers, no references; what is named of an attribute takes the place of what was named before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from agent.language.language import Say, Worded
from agent.language.understanding import Understanding
from agent.language.wording import Plan
from agent.state import Session
from catalog.catalog import Catalog
from catalog.constraints import Constraint
from catalog.items import Scalar, fold
from catalog.schema import AttributeType
from tools.toolbox import Toolbox


class WordSpotting:
    """A `Language` that reads and cannot speak."""

    name = "word-spotting"

    def __init__(self) -> None:
        self._meanings = cache(_meanings)

    def prepare(self, toolbox: Toolbox) -> dict[str, tuple[str, Scalar]]:
        return self._meanings(toolbox.catalog)

    async def understand(
        self, utterance: str, *, session: Session, toolbox: Toolbox, turn: int, until: float | None = None
    ) -> Understanding:
        spotted: dict[str, list[Scalar]] = {}
        for attribute, value in _spotted(utterance, self.prepare(toolbox)):
            spotted.setdefault(attribute, []).append(value)
        wanted = tuple(
            Constraint(
                attribute=attribute,
                op="=" if len(values) == 1 else "in",
                value=values[0] if len(values) == 1 else tuple(values),
                turn=turn,
            )
            for attribute, values in spotted.items()
        )
        dropped = tuple(spotted)
        return Understanding(
            acts=("refine" if session.wishes.constraints else "recommend",),
            dropped=dropped,
            constraints=wanted,
        )

    async def word(
        self,
        plan: Plan,
        *,
        utterance: str,
        understanding: Understanding,
        toolbox: Toolbox,
        say: Say,
        until: float | None = None,
    ) -> Worded:
        raise NotImplementedError("word-spotting is measured, never spoken with")


def _meanings(catalog: Catalog) -> dict[str, tuple[str, Scalar]]:
    """What each value, alias and yes-or-no attribute is written as, folded, the first attribute that has it."""
    meanings: dict[str, tuple[str, Scalar]] = {}
    for name, attribute in catalog.schema.attributes.items():
        if attribute.named:
            for value in catalog.columns.count_values(name):
                meanings.setdefault(fold(str(value)), (name, value))
            for alias, value in attribute.aliases.items():
                meanings.setdefault(fold(alias), (name, value))
        elif attribute.type is AttributeType.BOOLEAN:
            for word in (attribute.label, *attribute.words):
                meanings.setdefault(fold(word), (name, True))
    return meanings


def _spotted(utterance: str, meanings: dict[str, tuple[str, Scalar]]) -> Iterator[tuple[str, Scalar]]:
    """The longest spellings first; no word is used twice."""
    text = fold(utterance)
    for spelling in sorted(meanings, key=len, reverse=True):
        pattern = rf"(?<!\w){re.escape(spelling)}(?!\w)"
        if re.search(pattern, text):
            text = re.sub(pattern, "\0", text)
            yield meanings[spelling]
