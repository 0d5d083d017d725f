"""What a user of a catalog could name: its values, numbers and words, as far as they mean one thing only."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from catalog.items import Item
from catalog.schema import Attribute, AttributeType
from evals.generation.facts import Facts, plain
from evals.generation.phrasing import comparative, templates, without

_LETTERS = re.compile(r"[^\W\d_]")
_SPEAKABLE = re.compile(r"[\w' &.\-]+")
_SUPERLATIVE = re.compile(r"\b(best|worst|top|most|least|highly|well|badly|poorly)\b|[- ]")
_COMMON, _LONGEST, _WORDS = 2, 28, 4


@dataclass(frozen=True)
class Value:
    """A name under an attribute: as it is stored, and the ways in which it can be said."""

    attribute: Attribute
    stored: str
    spoken: tuple[str, ...]
    count: int


@dataclass(frozen=True)
class Flag:
    """A boolean attribute in words, with how many items have it and how many lack it."""

    attribute: Attribute
    words: tuple[str, ...]


@dataclass(frozen=True)
class Measure:
    """A number or date attribute whose values differ. `bare`: no other attribute has its unit."""

    attribute: Attribute
    values: tuple[float, ...]
    bare: bool
    is_year: bool


class Vocabulary:
    """The words of one catalog that are safe to use: each means one attribute."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.schema = facts.schema
        self.paired = {end for span in self.schema.ranges.values() for end in span.between}
        self._meant = self._meanings()
        self._titles = {plain(item.title) for item in facts.items.values()}
        self.values = [v for a in self.schema.attributes.values() for v in self._values(a)]
        self.flags = [f for a in self.schema.attributes.values() if (f := self._flag(a))]
        self.measures = self._measures()
        self.grades = [
            a for a in self.schema.attributes.values() if len(a.order) >= 3 and len(facts.counts(a.name)) >= 3
        ]
        self.titled = self._titled()
        self.sayings = without({*self._meant} - {*templates()["everyday"]})

    def named(self, *types: AttributeType) -> list[Value]:
        return [v for v in self.values if v.attribute.type in types and not v.attribute.order]

    def label(self, attribute: Attribute) -> str:
        """The attribute's own label, where it names it alone; otherwise a word of it."""
        return re.sub(r"^(is|has|have) ", "", attribute.label)

    def nouns(self, attribute: Attribute) -> list[str]:
        """The label, and those words that stand where a noun does as far as one can tell."""
        label = self.label(attribute)
        nouns = [w for w in attribute.words if re.fullmatch(r"[a-z]+", w)]
        found = dict.fromkeys(w for w in [label, *nouns] if not re.search(r"(ed|ing|ly)$", w))
        return [
            w for w in found if self.alone(w) and not set(plain(w).split()) & set(templates()["everyday"])
        ]

    def graded(self, attribute: Attribute) -> list[tuple[str, bool]]:
        """Words for much and little of an attribute that can be compared, and whether they say much."""
        words = [(w, True) for w in attribute.high] + [(w, False) for w in attribute.low]
        return [(w, up) for w, up in words if self.alone(w) and not _SUPERLATIVE.search(w)]

    def alone(self, word: str) -> bool:
        """Whether a word means one attribute at most."""
        return self._meant[plain(word)] <= 1

    @cached_property
    def everything(self) -> str:
        """All that the catalog says, in one text: what is not in here, no item has."""
        parts: list[str] = [str(self.schema.model_dump())]
        for item in self.facts.items.values():
            parts += [item.title, item.text, str(dict(item.attributes))]
        return plain(" ".join(parts))

    def _meanings(self) -> Counter[str]:
        meant: Counter[str] = Counter()
        for attribute in self.schema.attributes.values():
            said: set[str] = {
                attribute.label,
                attribute.name,
                *attribute.words,
                *attribute.high,
                *attribute.low,
            }
            said |= {*attribute.aliases, *attribute.order}
            said |= {comparative(grade) for grade in (*attribute.order, *attribute.high, *attribute.low)}
            if attribute.named:
                said |= set(self.facts.counts(attribute.name))
            meant.update({plain(word) for word in said})
        for span in self.schema.ranges.values():
            meant.update({plain(span.name), *map(plain, span.words)})
        return meant

    def _values(self, attribute: Attribute) -> list[Value]:
        if not attribute.named:
            return []
        counts = self.facts.counts(attribute.name)
        most = len(self.facts.items) * 0.9
        found = []
        for stored, count in counts.items():
            if _COMMON <= count <= most and self._sayable(stored):
                aliases = [k for k, v in attribute.aliases.items() if plain(v) == plain(stored)]
                spoken = (stored, *(alias for alias in aliases if self._sayable(alias)))
                found.append(Value(attribute, stored, spoken, count))
        return found

    def _sayable(self, word: str) -> bool:
        said = plain(word)
        nouns = {plain(self.schema.noun.singular), plain(self.schema.noun.plural)}
        return (
            len(said) <= _LONGEST
            and len(said) > 2
            and len(said.split()) <= _WORDS
            and bool(_SPEAKABLE.fullmatch(word))
            and len(_LETTERS.findall(word)) > len(word) / 2
            and said not in templates()["everyday"]
            and said not in self._titles
            and said not in nouns
            and self._meant[said] == 1
        )

    def _flag(self, attribute: Attribute) -> Flag | None:
        if attribute.type is not AttributeType.BOOLEAN:
            return None
        held = Counter(v for item in self.facts.items.values() for v in item.values(attribute.name))
        words = tuple(w for w in (self.label(attribute), *attribute.words) if self.alone(w))
        return Flag(attribute, words) if held[True] and held[False] and words else None

    def _measures(self) -> list[Measure]:
        numbers = [a for a in self.schema.attributes.values() if a.type is AttributeType.NUMBER]
        units = Counter((a.unit or "").casefold() for a in numbers)
        found = []
        for attribute in numbers:
            values = tuple(self.facts.numbers(attribute.name))
            if attribute.name in self.paired or len(set(values)) < 5 or not self.nouns(attribute):
                continue
            is_year = not attribute.unit and all(1000 <= v <= 2200 and v.is_integer() for v in values)
            bare = bool(attribute.unit) and units[(attribute.unit or "").casefold()] == 1
            found.append(Measure(attribute, values, bare, is_year))
        return found

    def _titled(self) -> list[Item]:
        """Items whose title can be said and means one item."""
        held = Counter(plain(item.title) for item in self.facts.items.values())
        values = {
            plain(v) for a in self.schema.attributes.values() if a.named for v in self.facts.counts(a.name)
        }
        return [
            item
            for item in self.facts.items.values()
            if held[plain(item.title)] == 1
            and plain(item.title) not in values
            and plain(item.title) not in templates()["everyday"]
            and 5 <= len(item.title) <= 60
            and len(_LETTERS.findall(item.title)) >= 5
            and not any(plain(item.title) in other for other in held if other != plain(item.title))
        ]

    def dates(self) -> list[Attribute]:
        return [
            a
            for a in self.schema.attributes.values()
            if a.type is AttributeType.DATE and len(self.years(a)) >= 4
        ]

    def years(self, attribute: Attribute) -> list[int]:
        """The years of a date attribute's values, each as often as it occurs."""
        return sorted(
            int(str(v)[:4])
            for item in self.facts.items.values()
            for v in item.values(attribute.name)
            if str(v)[:4].isdigit()
        )

    def compatible(self, values: list[Value]) -> list[tuple[Value, Value]]:
        """Pairs of values of different attributes."""
        return [(a, b) for a, b in combinations(values, 2) if a.attribute.name != b.attribute.name]
