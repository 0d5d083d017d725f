"""Which items may be shown: hard constraints and exclusions, last and always."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from catalog.catalog import Catalog
from catalog.columns import Mask
from catalog.constraints import Constraint, Either
from catalog.items import ItemId
from tools.candidates import Query

AnyOne = Constraint | Either

MOST_CONSTRAINTS = 63
"""As many as fit into the bits of one number an item, see `Eligibility.failing`."""


class Eligibility:
    """What may be shown of one catalog: every source and the ranking ask for the same masks."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def mask(self, constraints: Iterable[AnyOne], excluded: Collection[ItemId] = ()) -> Mask:
        """True for each item that meets all constraints and is not excluded; read-only."""
        mask = self._catalog.columns.mask_all(constraints)
        rows = self.rows(excluded)
        if not rows:
            return mask
        mask = mask.copy()
        mask[rows] = False
        mask.flags.writeable = False
        return mask

    def open_to(self, query: Query) -> Mask:
        """True for each item that may be shown in answer to `query`.

        What the user named as a model ("like X"), likes already or turned down is no answer either.
        """
        return self.mask(query.constraints, banned(query))

    def rows(self, item_ids: Iterable[ItemId]) -> list[int]:
        """Where the items stand in the catalog; those it does not have are left out."""
        position = self._catalog.position
        return [position[item_id] for item_id in item_ids if item_id in position]

    def failing(self, constraints: Sequence[AnyOne]) -> NDArray[np.uint64]:
        """Which constraints each item fails: bit n is set where it fails the n-th.

        Raises:
            ValueError: for more than 63 constraints.
        """
        if len(constraints) > MOST_CONSTRAINTS:
            raise ValueError(f"at most {MOST_CONSTRAINTS} constraints can be weighed at once")
        bits = np.zeros(len(self._catalog), dtype=np.uint64)
        for number, constraint in enumerate(constraints):
            bits[~self._catalog.columns.mask(constraint)] |= np.uint64(1 << number)
        return bits


def banned(query: Query) -> frozenset[ItemId]:
    """What may not be shown whatever it scores."""
    return query.excluded.union(query.like, query.liked, query.disliked)
