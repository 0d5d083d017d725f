"""References to the last slate in the text of a scenario: `{slate[0].director}`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product

from catalog.items import Item, Scalar

_REFERENCE = re.compile(r"\{slate(?:\[(?P<place>\d+)\])?(?:\.(?P<attribute>[\w-]+))?\}")


class UnknownReferenceError(LookupError):
    """A reference to what the slate does not have."""

    def __init__(self, reference: str, problem: str) -> None:
        self.reference = reference
        super().__init__(f"{reference}: {problem}")


def values(item: Item, attribute: str) -> tuple[Scalar, ...]:
    """All values of an item; `title` and `id` are its own, whatever the schema calls them."""
    match attribute:
        case "title":
            return (item.title,)
        case "id" | "item_id":
            return (item.id,)
        case _:
            return item.values(attribute)


def resolve(text: str, slate: Sequence[Item]) -> tuple[Scalar, ...]:
    """All that `text` may say, given the last slate; `text` itself where it refers to nothing.

    `{slate[0]}` is the first item's title, `{slate[0].director}` its director: one result a value where it
    has several. `{slate}` and `{slate.year}` range over all items. A text that is nothing but a reference
    keeps the type of the value.

    Raises:
        UnknownReferenceError: where the slate has no such item, or the item no such value.
    """
    found = list(_REFERENCE.finditer(text))
    if not found:
        return (text,)
    choices = [_values_of(match, slate) for match in found]
    if len(found) == 1 and found[0].group() == text:
        return choices[0]
    pieces = _REFERENCE.split(text)[:: _REFERENCE.groups + 1]
    return tuple(
        "".join(piece + str(value) for piece, value in zip(pieces, (*chosen, ""), strict=True))
        for chosen in product(*choices)
    )


def attribute_of(text: str) -> str | None:
    """The attribute that a text which is nothing but a reference refers to."""
    match = _REFERENCE.fullmatch(text)
    return match["attribute"] if match else None


def _values_of(match: re.Match[str], slate: Sequence[Item]) -> tuple[Scalar, ...]:
    items = slate
    if match["place"] is not None:
        place = int(match["place"])
        if place >= len(slate):
            raise UnknownReferenceError(match.group(), f"the last slate has {len(slate)} items")
        items = slate[place : place + 1]
    found = tuple(value for item in items for value in values(item, match["attribute"] or "title"))
    if not found:
        raise UnknownReferenceError(match.group(), "not known" if items else "no slate has been shown")
    return found
