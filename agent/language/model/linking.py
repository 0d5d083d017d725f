"""From what a model names to what the catalog has: attributes, values, items. What does not link stays unknown."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz, process

from agent.language.built_in.lexicon import Lexicon
from agent.language.built_in.text import key
from agent.language.model.grounding import Grounding
from agent.language.model.model_reading import Said
from agent.language.model.vocabulary import Vocabulary
from agent.state import Session
from catalog.constraints import comparable
from catalog.items import ItemId, Scalar, fold
from catalog.schema import Attribute, AttributeType
from tools.toolbox import Toolbox

SLIP = 88
"""The likeness from which a spelling is taken for a value's, where no other is nearly as like."""
SURE_TITLE = 0.85

_YES = frozenset(["yes", "true", "1"])
_NO = frozenset(["no", "false", "0"])


@dataclass(frozen=True)
class Linker:
    """The catalog, the words of it, and the session in which items have numbers."""

    toolbox: Toolbox
    lexicon: Lexicon
    vocabulary: Vocabulary
    session: Session
    said: Grounding

    def attribute(self, name: str) -> Attribute | None:
        attributes = self.toolbox.catalog.schema.attributes
        if name in attributes:
            return attributes[name]
        return next((a for a in attributes.values() if fold(name) in (fold(a.name), a.label)), None)

    def value(self, attribute: Attribute, said: Said) -> Scalar | None:
        """The value as the catalog writes it; None where it has none such."""
        if attribute.type is AttributeType.BOOLEAN:
            folded = fold(str(said))
            return True if folded in _YES else False if folded in _NO else None
        if attribute.named:
            return self._name(attribute, str(said))
        if attribute.type is AttributeType.DATE:
            text = str(said)
            parts = [p for p in text.split("-") if p.isdigit()]
            year = bool(parts) and self.said.counts(float(parts[0]))
            return text if year and comparable(text, attribute) is not None else None
        number = _number(said)
        return number if number is not None and self.said.counts(number, attribute) else None

    def _name(self, attribute: Attribute, said: str) -> Scalar | None:
        folded = fold(said)
        values = self.vocabulary.named(attribute.name)
        if folded in values:
            return values[folded]
        for alias, value in attribute.aliases.items():
            if fold(alias) == folded:
                return values.get(fold(value), value)
        for sense in self.lexicon.look_up(key(said), folded):
            if sense.kind == "value" and sense.attribute == attribute.name and not sense.degree:
                return sense.value
        if len(folded) >= 4:
            close = process.extract(folded, list(values), scorer=fuzz.ratio, score_cutoff=SLIP, limit=2)
            if len(close) == 1:
                return values[close[0][0]]
        return None

    def item(self, named: str) -> ItemId | None:
        """An item by its number on the slate, or by a title that the user said."""
        catalog = self.toolbox.catalog
        shown = [s.item_id for s in self.session.slate]
        if named.startswith("#") and named[1:].strip().isdigit():
            number = int(named[1:])
            found = shown[number - 1] if 1 <= number <= len(shown) else None
            return found if found in catalog.position else None
        if not self.said.names(named):
            return None
        wanted = fold(named)
        for item_id in (*shown, *self.session.focus):
            if item_id in catalog.position and fold(catalog.item(item_id).title) == wanted:
                return item_id
        best = self.toolbox.lookup.find_titles(named, 1)
        return best[0].item_id if best and best[0].score >= SURE_TITLE else None

    def items(self, named: tuple[str, ...]) -> tuple[ItemId, ...]:
        return tuple(dict.fromkeys(i for n in named if (i := self.item(n)) is not None))


def _number(said: Said) -> int | float | None:
    if isinstance(said, bool):
        return None
    try:
        number = float(said)
    except ValueError:
        return None
    if number != number or abs(number) == float("inf"):
        return None
    return int(number) if number.is_integer() else number
