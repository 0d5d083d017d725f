"""What a language model claims of an item, held against the item's text, the schema and the catalog's values.

A claim comes with the words that carry it, or goes. What is dropped is counted by why.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalog.cells import NOT_A, CellReader
from catalog.items import Item, Scalar, fold
from catalog.provenance import Supported
from catalog.schema import Attribute, AttributeType, Schema
from tools.enrichment.quoting import denied, words_of
from tools.words import content_words

LONGEST_QUOTE, LONGEST_VALUE = 300, 40
"""Characters."""
MOST_VALUES = 6
"""Values of one attribute of one item."""

_PLAIN = re.compile(r"[^\W_][\w &'’.,/+-]*")


@dataclass(frozen=True, slots=True)
class Claim:
    """`value` as the model wrote it."""

    attribute: str
    value: str
    quote: str


class UnsupportedError(ValueError):
    """A claim that is dropped. `reason` follows a number in a sentence."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Holder:
    """Knows the values that the catalog has. `free` are attributes whose values need not be among the words."""

    def __init__(self, schema: Schema, items: Sequence[Item], *, free: Sequence[str] = ()) -> None:
        self._schema = schema
        self._free = frozenset(free)
        self._values = {
            name: _known(attribute, items) for name, attribute in schema.attributes.items() if attribute.named
        }
        self._readers = {name: CellReader(a, ()) for name, a in schema.attributes.items()}

    def hold(self, item: Item, claims: Sequence[Claim]) -> tuple[list[Supported], list[str]]:
        """What stands of the claims on one item, and why the others were dropped."""
        kept: dict[tuple[str, Scalar], Supported] = {}
        dropped: list[str] = []
        for claim in claims:
            try:
                one = self._held(item, claim)
                attribute = self._schema.attributes[one.attribute]
                having = sum(name == one.attribute for name, _ in kept)
                if having >= (MOST_VALUES if attribute.many else 1):
                    raise UnsupportedError("more values than the attribute takes")
                kept.setdefault((one.attribute, one.value), one)
            except UnsupportedError as error:
                dropped.append(error.reason)
        return list(kept.values()), dropped

    def _held(self, item: Item, claim: Claim) -> Supported:
        attribute = self._schema.attributes.get(claim.attribute)
        if attribute is None:
            raise UnsupportedError("of an attribute that there is not")
        if item.attributes.get(attribute.name) is not None:
            raise UnsupportedError("of what the catalog knows itself")
        quote = " ".join(claim.quote.split())
        if not quote or len(quote) > LONGEST_QUOTE or quote not in " ".join(item.text.split()):
            raise UnsupportedError("whose words are not in the text")
        value = self._value(attribute, claim.value.strip(), quote)
        return Supported(item.id, attribute.name, value, quote)

    def _value(self, attribute: Attribute, said: str, quote: str) -> Scalar:
        if attribute.named:
            return self._named(attribute, said, quote)
        values, _ = self._readers[attribute.name].read(said)
        if not values:
            raise UnsupportedError(f"that are {NOT_A.get(attribute.type, 'no such value')}")
        if attribute.type is AttributeType.BOOLEAN:
            # A yes or a no has no words of its own to be found: those of the attribute have to be there.
            spoken = {
                word for phrase in (attribute.label, *attribute.words) for word in content_words(phrase)
            }
            if not spoken & set(content_words(quote)):
                raise UnsupportedError("whose words do not speak of the attribute")
        elif not set(re.findall(r"\d+", said)) or not set(re.findall(r"\d+", said)) <= set(
            re.findall(r"\d+", quote)
        ):
            raise UnsupportedError("whose figures are not among the words")
        return values[0]

    def _named(self, attribute: Attribute, said: str, quote: str) -> Scalar:
        """The catalog's own spelling; a new value where the words say it, except of a category."""
        known = self._values[attribute.name].get(fold(said))
        if not said or len(said) > LONGEST_VALUE or not _PLAIN.fullmatch(said):
            raise UnsupportedError("that are no name")
        if _denies(quote, said):
            raise UnsupportedError("that the words deny")
        literally = _place(quote, said) is not None
        if known is not None and (literally or attribute.type is not AttributeType.ENTITY):
            return known
        if attribute.name in self._free:
            return fold(said)
        if attribute.type is AttributeType.CATEGORY:
            raise UnsupportedError("that no other item has")
        if not literally:
            raise UnsupportedError("that the words do not say")
        return said


def _known(attribute: Attribute, items: Sequence[Item]) -> Mapping[str, Scalar]:
    """The values of an attribute, and its aliases, by their folded names."""
    spelled: dict[str, Scalar] = {fold(value): value for value in attribute.order}
    for item in items:
        for value in item.values(attribute.name):
            spelled.setdefault(fold(str(value)), value)
    aliases = {fold(said): spelled[fold(v)] for said, v in attribute.aliases.items() if fold(v) in spelled}
    return {**aliases, **spelled}


def _place(quote: str, said: str) -> int | None:
    """Where the words of a value stand among those of a quotation."""
    words, wanted = [w.stem for w in words_of(quote)], [w.stem for w in words_of(said)]
    places = range(len(words) - len(wanted) + 1)
    return next((n for n in places if wanted and words[n : n + len(wanted)] == wanted), None)


def _denies(quote: str, said: str) -> bool:
    place = _place(quote, said)
    return place is not None and denied(words_of(quote), place, place + len(words_of(said)))
