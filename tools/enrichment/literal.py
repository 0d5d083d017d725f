"""The built-in extractor: values of the catalog's own vocabulary that a text names literally.

Which of them can be trusted the catalog itself tells: values that are known are hidden, read out of the text and
compared. "Comedy" in a text may be said of a comedy or of anything else.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from catalog.items import Item, Scalar, fold
from catalog.provenance import Supported
from catalog.schema import Attribute, AttributeType, Schema
from tools.enrichment.quoting import denied, quotation, sentences_in, words_of

LEAST_PRECISION = 0.95
"""What the lower bound of an attribute's precision must reach."""
TRUSTED, FEWEST = 0.9, 3
"""How often a value must have been right, and how often it must have been met, to be looked for."""
SHORTEST = 3
"""Characters of a value that is looked for."""

_NAMED = frozenset({AttributeType.CATEGORY, AttributeType.TAGS})

Phrase = tuple[str, ...]
"""The stems of a value's words."""


@dataclass(frozen=True, slots=True)
class Checked:
    """How an attribute did where its values were hidden: `right` of `met`, over the values that are trusted."""

    attribute: str
    right: int
    met: int

    @property
    def bound(self) -> float:
        return wilson(self.right, self.met)

    @property
    def passes(self) -> bool:
        return self.bound >= LEAST_PRECISION


def wilson(right: int, met: int, z: float = 1.96) -> float:
    """The lower end of the 95 % interval of a share (Wilson, JASA 1927); 0 where nothing was met."""
    if not met:
        return 0.0
    share, square = right / met, z * z
    middle = share + square / (2 * met)
    return (middle - z * sqrt(share * (1 - share) / met + square / (4 * met * met))) / (1 + square / met)


class LiteralExtractor:
    """Looks for the trusted values of those attributes that pass the check on the catalog's own items."""

    def __init__(self, schema: Schema, items: Sequence[Item]) -> None:
        self._attributes = {
            a.name: a
            for a in schema.attributes.values()
            if a.type in _NAMED or a.type is AttributeType.BOOLEAN
        }
        self._phrases = _phrases(self._attributes, items)
        self._first: dict[str, list[Phrase]] = {}
        for phrase in sorted(self._phrases, key=len, reverse=True):
            self._first.setdefault(phrase[0], []).append(phrase)
        self._trusted, self.checked = self._check(items)

    def extract(self, item: Item) -> list[Supported]:
        """Values for what is not known of the item, each with its quotation."""
        found = []
        passing = {c.attribute for c in self.checked if c.passes}
        for name, named in self._named(item).items():
            if name not in passing or item.attributes.get(name) is not None:
                continue
            found += [
                Supported(item.id, name, value, quote)
                for value, quote in named.items()
                if (name, fold(str(value))) in self._trusted
            ]
        return found

    def _check(self, items: Sequence[Item]) -> tuple[set[tuple[str, str]], list[Checked]]:
        """Values are chosen on one half of the items, and judged on the other."""
        counts: list[dict[tuple[str, str], list[bool]]] = [{}, {}]
        for item in items:
            half = counts[zlib.crc32(item.id.encode()) % 2]
            for name, named in self._named(item).items():
                known = {fold(str(value)) for value in item.values(name)}
                if known:
                    for value in named:
                        key = (name, fold(str(value)))
                        half.setdefault(key, []).append(key[1] in known)
        chosen, judged = counts
        trusted = {
            key for key, hits in chosen.items() if len(hits) >= FEWEST and sum(hits) >= TRUSTED * len(hits)
        }
        checked = []
        for name in self._attributes:
            hits = [hit for key, met in judged.items() if key[0] == name and key in trusted for hit in met]
            checked.append(Checked(name, sum(hits), len(hits)))
        return trusted, checked

    def _named(self, item: Item) -> Mapping[str, Mapping[Scalar, str]]:
        """By attribute the values that the text names and nowhere denies; of a single-valued attribute that
        is named two ways, none."""
        found: dict[str, dict[Scalar, str]] = {}
        against: set[tuple[str, Scalar]] = set()
        for sentence in sentences_in(item.text):
            for name, value, quote, is_denied in self._in(sentence):
                if is_denied:
                    against.add((name, value))
                else:
                    found.setdefault(name, {}).setdefault(value, quote)
        kept = {
            name: {value: quote for value, quote in named.items() if (name, value) not in against}
            for name, named in found.items()
        }
        return {name: named for name, named in kept.items() if len(named) == 1 or self._attributes[name].many}

    def _in(self, sentence: str) -> Iterator[tuple[str, Scalar, str, bool]]:
        """What a sentence names, the longest phrase at each place."""
        words = words_of(sentence)
        place = 0
        while place < len(words):
            for phrase in self._first.get(words[place].stem, ()):
                end = place + len(phrase)
                if tuple(word.stem for word in words[place:end]) == phrase:
                    name, value = self._phrases[phrase]
                    yield name, value, quotation(sentence, words[place]), denied(words, place, end)
                    place = end - 1
                    break
            place += 1


def _phrases(attributes: Mapping[str, Attribute], items: Sequence[Item]) -> dict[Phrase, tuple[str, Scalar]]:
    """What may be looked for; a phrase that means two things is not."""
    meant: dict[Phrase, set[tuple[str, Scalar]]] = {}
    for name, attribute in attributes.items():
        for said, value in _sayings(attribute, items):
            phrase = tuple(word.stem for word in words_of(said))
            if phrase and len(said) >= SHORTEST and not said.isdigit():
                meant.setdefault(phrase, set()).add((name, value))
    return {phrase: next(iter(meanings)) for phrase, meanings in meant.items() if len(meanings) == 1}


def _sayings(attribute: Attribute, items: Sequence[Item]) -> Iterator[tuple[str, Scalar]]:
    """The ways of saying each value of an attribute."""
    if attribute.type is AttributeType.BOOLEAN:
        for said in (attribute.label, *attribute.words):
            yield said, True
        return
    spelled: dict[str, Scalar] = {}
    for item in items:
        for value in item.values(attribute.name):
            spelled.setdefault(fold(str(value)), value)
    for said, value in spelled.items():
        yield said, value
    for said, meant in attribute.aliases.items():
        if fold(meant) in spelled:
            yield said, spelled[fold(meant)]
