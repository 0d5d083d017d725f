"""What users did, as columns: five million interactions in 150 MB, a tenth of what they take as objects."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import overload

import numpy as np
from numpy.typing import NDArray

from catalog.items import Interaction, ItemId

_CHUNK = 65_536
"""Interactions made into objects at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Interactions(Sequence[Interaction]):
    """Interactions in their order. A column has one entry each; what is not known of one is nan.

    users, items, events: the names; user, item, event: which of them, by number.
    """

    users: tuple[str, ...]
    items: tuple[ItemId, ...]
    events: tuple[str, ...]
    user: NDArray[np.int32]
    item: NDArray[np.int32]
    event: NDArray[np.int32]
    value: NDArray[np.float64]
    timestamp: NDArray[np.float64]

    @classmethod
    def of(cls, interactions: Iterable[Interaction]) -> Interactions:
        """These interactions; they may be a stream."""
        if isinstance(interactions, Interactions):
            return interactions
        users, items, events = _Names(), _Names(), _Names()
        value, timestamp = array("d"), array("d")
        for one in interactions:
            users.add(one.user_id)
            items.add(one.item_id)
            events.add(one.event)
            value.append(np.nan if one.value is None else one.value)
            timestamp.append(np.nan if one.timestamp is None else one.timestamp)
        return cls(
            tuple(users.number),
            tuple(items.number),
            tuple(events.number),
            users.column(),
            items.column(),
            events.column(),
            np.array(value, dtype=np.float64),
            np.array(timestamp, dtype=np.float64),
        )

    def __len__(self) -> int:
        return len(self.user)

    def __iter__(self) -> Iterator[Interaction]:
        for start in range(0, len(self), _CHUNK):
            part = slice(start, start + _CHUNK)
            numbers = zip(
                self.user[part].tolist(), self.item[part].tolist(), self.event[part].tolist(), strict=True
            )
            known = zip(self.value[part].tolist(), self.timestamp[part].tolist(), strict=True)
            for (user, item, event), (value, timestamp) in zip(numbers, known, strict=True):
                yield Interaction(
                    self.users[user],
                    self.items[item],
                    self.events[event],
                    value if value == value else None,
                    timestamp if timestamp == timestamp else None,
                )

    @overload
    def __getitem__(self, place: int) -> Interaction: ...
    @overload
    def __getitem__(self, place: slice) -> Interactions: ...
    def __getitem__(self, place: int | slice) -> Interaction | Interactions:
        if isinstance(place, slice):
            return self.where(place)
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        return next(iter(self.where(slice(place, place + 1 or None))))

    def rows(self, position: Mapping[ItemId, int]) -> NDArray[np.int64]:
        """Where each one's item stands by `position`; -1 where it is not there."""
        return np.array([position.get(item, -1) for item in self.items], dtype=np.int64)[self.item]

    def where(self, which: slice | NDArray[np.bool_] | NDArray[np.intp]) -> Interactions:
        """Those in a slice, of a mask, or at some places, in that order."""
        return replace(
            self,
            user=self.user[which],
            item=self.item[which],
            event=self.event[which],
            value=self.value[which],
            timestamp=self.timestamp[which],
        )


class _Names:
    """Names as they come in, each with a number."""

    def __init__(self) -> None:
        self.number: dict[str, int] = {}
        self._column = array("i")

    def add(self, name: str) -> None:
        self._column.append(self.number.setdefault(name, len(self.number)))

    def column(self) -> NDArray[np.int32]:
        return np.array(self._column, dtype=np.int32)
