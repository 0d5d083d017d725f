"""What is embedded of an item: one text that says what words can say of it."""

from __future__ import annotations

from catalog.items import Item
from catalog.schema import Attribute, AttributeType, Schema

_NOT_WORDS = frozenset({AttributeType.NUMBER, AttributeType.DATE, AttributeType.IMAGE, AttributeType.URL})


def passage(item: Item, schema: Schema) -> str:
    """Title, then the values of attributes, then text, a line each.

    Numbers and dates are left out, as an embedder does not order them: constraints and preferences do. So
    are labels: leaving out nothing else, more items with a named value were found, and more often the item
    that a sentence was taken from (tried on two small catalogs, the demo's films and books). Attributes come
    first, as an embedder reads only the first few hundred words.
    """
    lines = [item.title]
    for attribute in schema.attributes.values():
        if attribute.type in _NOT_WORDS or attribute.name in schema.text:
            continue
        if words := ", ".join(_words(item, attribute)):
            lines.append(words)
    if item.text:
        lines.append(item.text)
    return "\n".join(lines)


def _words(item: Item, attribute: Attribute) -> list[str]:
    """The values as words; of a boolean its name, where it holds."""
    values = item.values(attribute.name)
    if attribute.type is AttributeType.BOOLEAN:
        return [attribute.label] if any(value is True for value in values) else []
    return [word for value in values if (word := str(value).strip())]
