"""A yes to our own question: what was asked, where that is one thing that a yes can mean."""

from __future__ import annotations

import re

from agent.language.built_in.reading import Reading
from agent.language.built_in.wished import Wishes, make
from catalog.items import Scalar, fold
from catalog.schema import AttributeType

_YES = re.compile(
    r"^\W*(?:(?:oh|well|hm+|um+|uh),? )?"
    r"(?:(?:yes|yeah|yea|yep|yup|please do|of course|definitely|absolutely|certainly)\b"
    r"|(?:sure|ok|okay|right|go ahead|sounds good|please)\W*(?:please|thanks|thank you|thx|ta)?\W*$)"
)
"""A "sure" or an "ok" is one only where it is all: "ok, in the north then" takes note and goes on."""


def find_agreed(reading: Reading, wishes: Wishes) -> None:
    """To "do you need a garden?" a yes requires it; a no requires nothing, as one can do without."""
    asked = reading.session.asked
    attribute = reading.catalog.schema.attributes.get(asked.attribute) if asked else None
    if asked is None or attribute is None or not _YES.match(fold(reading.utterance)):
        return
    told = {a for c in wishes.constraints for a in c.attributes()} | {p.attribute for p in wishes.preferences}
    if attribute.name in told or attribute.name in wishes.dropped:
        return
    value: Scalar | None = True if attribute.type is AttributeType.BOOLEAN else None
    if value is None and attribute.named and len(asked.options) == 1:
        value = asked.options[0]
    if value is not None:
        wishes.constraints.append(make(attribute.name, "=", value, "require", reading.turn))
        wishes.note(reading.utterance.strip()[:60], "constraint", attribute.name)
