"""The values of a catalog as a model is told them and as its answers are linked: read once a generation."""

from __future__ import annotations

from functools import cached_property

from catalog.catalog import Catalog
from catalog.items import Scalar, fold
from catalog.schema import Attribute, AttributeType

SMALL = 40
"""Values up to which a vocabulary is closed: listed whole, and an enum of the answer's schema."""
LONG_LIST = 800
"""Characters up to which it is."""


class Vocabulary:
    """Each attribute's values, the commonest first."""

    def __init__(self, catalog: Catalog) -> None:
        self.schema = catalog.schema
        self._values = {
            a.name: list(catalog.columns.count_values(a.name))
            for a in catalog.schema.attributes.values()
            if a.named
        }

    @cached_property
    def askable(self) -> tuple[Attribute, ...]:
        """The attributes that something can be asked of."""
        return tuple(
            a
            for a in self.schema.attributes.values()
            if a.named or a.ordered or a.type is AttributeType.BOOLEAN
        )

    @cached_property
    def _folded(self) -> dict[str, dict[str, Scalar]]:
        return {
            name: {fold(str(v)): v for v in [*values, *self.schema.attributes[name].order]}
            for name, values in self._values.items()
        }

    def named(self, attribute: str) -> dict[str, Scalar]:
        """The values of a named attribute by their folded form."""
        return self._folded.get(attribute, {})

    def commonest(self, attribute: str, most: int) -> list[str]:
        return [str(v) for v in self._values.get(attribute, [])[:most]]

    def closed(self, attribute: Attribute) -> list[str]:
        """All values of a small vocabulary; empty where it is open."""
        values = list(attribute.order) or self.commonest(attribute.name, SMALL + 1)
        small = 0 < len(values) <= SMALL and sum(map(len, values)) <= LONG_LIST
        return values if attribute.named and small else []
