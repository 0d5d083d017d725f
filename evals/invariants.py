"""What must be true of every answer, whatever was said: the promises of the contract."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args

from agent.answer import Answer, Intent
from catalog.constraints import AnyConstraint, Either, satisfies
from catalog.items import Item, fold
from catalog.schema import Schema
from evals.wording import mentions

INTENTS = frozenset(get_args(Intent))

_LISTED = re.compile(r"^\s*\d+[.)]\s+\*\*(?P<title>.+?)\*\*", re.MULTILINE)
"""An item of a numbered list with its name in bold: how a reply names its slate."""


def broken(answer: Answer, items: dict[str, Item], schema: Schema) -> Iterator[str]:
    """Every promise that the answer breaks. `items` are those of its recommendations that the catalog has."""
    yield from _intents(answer)
    yield from _recommendations(answer, items, schema)
    yield from _named(answer, items)


def _intents(answer: Answer) -> Iterator[str]:
    for act in {answer.intent, *answer.acts} - INTENTS:
        yield f"promise: {act!r} is no intent of the contract"


def _recommendations(answer: Answer, items: dict[str, Item], schema: Schema) -> Iterator[str]:
    shown = [recommendation.item_id for recommendation in answer.recommendations]
    if len(set(shown)) < len(shown):
        yield f"promise: an item is recommended twice: {', '.join(shown)}"
    if [recommendation.rank for recommendation in answer.recommendations] != list(range(1, len(shown) + 1)):
        yield "promise: the ranks are not 1, 2, 3, …"
    for recommendation in answer.recommendations:
        item = items.get(recommendation.item_id)
        if item is None:
            yield f"promise: {recommendation.item_id!r} ({recommendation.title}) is not in the catalog"
            continue
        if recommendation.title != item.title:
            yield f"promise: {item.id!r} is called {item.title!r}, not {recommendation.title!r}"
        for name, value in recommendation.attributes.items():
            known = item.attributes.get(name)
            if value is not None and _plain(value) != _plain(known):
                yield f"promise: {name} of {item.title} is {known!r}, not {value!r}"
        for constraint in answer.constraints:
            if not _satisfied(constraint, item, schema):
                yield f"promise: {item.title} breaks {_said(constraint)}"


def _satisfied(constraint: AnyConstraint, item: Item, schema: Schema) -> bool:
    return all(name in schema.attributes for name in constraint.attributes()) and satisfies(
        constraint, item, schema
    )


def _said(constraint: AnyConstraint) -> str:
    if isinstance(constraint, Either):
        return f"{constraint.polarity} any of " + ", ".join(
            f"{a.attribute} {a.op} {a.value}" for a in constraint.any
        )
    return f"{constraint.polarity} {constraint.attribute} {constraint.op} {constraint.value}"


def _named(answer: Answer, items: dict[str, Item]) -> Iterator[str]:
    """Items that the reply lists as its slate, but that are none of its recommendations."""
    if not answer.recommendations:
        return
    titles = [item.title for item in items.values()]
    for match in _LISTED.finditer(answer.reply):
        named = match["title"]
        if not any(fold(named) == fold(title) or mentions(named, title) for title in titles):
            yield f"promise: the reply lists {named!r}, which is not on the slate"


def _plain(value: object) -> object:
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value
