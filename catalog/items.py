"""Items and interactions as types, and the stores that hold them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

ItemId = str

Scalar = str | float | int | bool
"""One value of an attribute. Dates are ISO texts (2016-03-26), so that they sort as text."""

Value = Scalar | tuple[Scalar, ...]
"""What an item has under one attribute: a scalar, or a tuple where the attribute is many-valued."""


class ItemNotFoundError(LookupError):
    def __init__(self, item_id: ItemId) -> None:
        self.item_id = item_id
        super().__init__(f"no item {item_id!r} in this catalog")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that can be recommended. An attribute that is not known is not in `attributes`."""

    id: ItemId
    title: str
    text: str = ""
    attributes: Mapping[str, Value] = field(default_factory=dict)

    def values(self, attribute: str) -> tuple[Scalar, ...]:
        """All values under `attribute`; empty where it is unknown."""
        value = self.attributes.get(attribute)
        if value is None:
            return ()
        return value if isinstance(value, tuple) else (value,)


@dataclass(frozen=True, slots=True)
class Interaction:
    """A user did something to an item at a time."""

    user_id: str
    item_id: ItemId
    event: str = "interaction"
    value: float | None = None
    timestamp: float | None = None


@dataclass(frozen=True, slots=True)
class Review:
    item_id: ItemId
    text: str
    user_id: str | None = None
    rating: float | None = None


class ItemStore(Protocol):
    """The rows of one generation of one catalog."""

    def add_items(self, items: Iterable[Item]) -> None: ...

    def add_interactions(self, interactions: Iterable[Interaction]) -> None: ...

    def add_reviews(self, reviews: Iterable[Review]) -> None: ...

    def items(self) -> Iterator[Item]:
        """All items in the order in which they were added."""
        ...

    def interactions(self) -> Iterator[Interaction]: ...

    def reviews(self, item_id: ItemId) -> Iterator[Review]: ...

    def close(self) -> None: ...


class InMemoryItemStore:
    """Rows that are gone with the process."""

    def __init__(self) -> None:
        self._items: list[Item] = []
        self._interactions: list[Interaction] = []
        self._reviews: dict[ItemId, list[Review]] = {}

    def add_items(self, items: Iterable[Item]) -> None:
        self._items.extend(items)

    def add_interactions(self, interactions: Iterable[Interaction]) -> None:
        self._interactions.extend(interactions)

    def add_reviews(self, reviews: Iterable[Review]) -> None:
        for review in reviews:
            self._reviews.setdefault(review.item_id, []).append(review)

    def items(self) -> Iterator[Item]:
        return iter(self._items)

    def interactions(self) -> Iterator[Interaction]:
        return iter(self._interactions)

    def reviews(self, item_id: ItemId) -> Iterator[Review]:
        return iter(self._reviews.get(item_id, ()))

    def close(self) -> None:
        """Nothing is open."""


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """The form in which two names are the same: no case, no accents, single blanks.

    `Amélie ` and `amelie` fold to one; letters of scripts without case stay as they are.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", plain.replace("’", "'")).strip()
