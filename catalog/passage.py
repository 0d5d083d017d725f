"""What is embedded of an item: one text that says all that is known of it."""

from __future__ import annotations

from catalog.items import Item, Scalar
from catalog.schema import Attribute, AttributeType, Schema

_NEVER_READ = frozenset({AttributeType.IMAGE, AttributeType.URL})


def passage(item: Item, schema: Schema) -> str:
    """Title, then attributes by their labels, then text, a line each.

    Attributes come before the text, as an embedder reads only the first few hundred words.
    """
    lines = [item.title]
    own_text = set(schema.text)
    for attribute in schema.attributes.values():
        if attribute.type in _NEVER_READ or attribute.name in own_text:
            continue
        said = [_say(value, attribute) for value in item.values(attribute.name)]
        if words := ", ".join(word for word in said if word):
            lines.append(f"{attribute.label}: {words}")
    if item.text:
        lines.append(item.text)
    return "\n".join(lines)


def _say(value: Scalar, attribute: Attribute) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value.strip()
    number = f"{value:g}" if isinstance(value, float) and not value.is_integer() else str(int(value))
    return f"{number} {attribute.unit}" if attribute.unit else number
