"""The words of a catalog: what a phrase can mean there.

Compiled from the schema and the items. Every value, alias, title and attribute word becomes a key of stems;
what the language itself adds (plurals, comparatives, demonyms, the usual words for money or time) comes
from the attribute's type, unit and values, never from its name's domain.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from numpy import inf, isnan, where

from agent.language.built_in.english import DEMONYMS, FUNCTION_WORDS, NOT_CONTENT
from agent.language.built_in.phrases import Span
from agent.language.built_in.roles import RoleModel, role_model
from agent.language.built_in.text import Token, key, stem, tokenize
from agent.language.built_in.title_evidence import choose
from agent.language.built_in.titles import Spot, find_spots
from agent.language.built_in.units import dimension_of, unit_name
from agent.language.built_in.usual_words import MEASURING, PRICES, USUAL_WORDS, synonyms
from agent.language.built_in.word_families import relatives
from agent.language.built_in.word_forms import Degree, akin, degrees, one_and_many
from catalog.catalog import Catalog
from catalog.embedding import Embedder, Vectors
from catalog.items import ItemId, Scalar, fold
from catalog.schema import Attribute, AttributeType
from tools.title_index import Form
from tools.titles import Titles

Key = tuple[str, ...]
SenseKind = Literal["value", "attribute", "high", "low", "title", "noun", "range"]


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning of a phrase.

    `exact` is false for a part of a value (a surname). `items` are those with the title.
    `degree` is set where the phrase itself is a comparative or superlative ("cheaper").
    """

    kind: SenseKind
    attribute: str = ""
    value: Scalar | None = None
    items: tuple[ItemId, ...] = ()
    exact: bool = True
    degree: Degree = ""
    written: str = ""
    """The folded phrase that the key was made of: stems of different words can be one ("animal", "animation")."""


@dataclass(frozen=True, slots=True)
class NumberProfile:
    """What the data say of an ordered attribute."""

    attribute: Attribute
    low: float
    high: float
    year_like: bool
    dimension: str | None
    whole: bool
    """Whether it counts, and has no fractions."""


@dataclass(frozen=True, slots=True)
class TitleMention:
    """Items named by their title; `slip` where it was written otherwise."""

    span: Span
    items: tuple[ItemId, ...]
    slip: bool


SAME_NOUN = 0.65
"""The cosine from which a word is taken for the catalog's noun: movie/film .82, diner/restaurant .78,
notebook/laptop .71; actor/film .52, pool/hotel .33."""
SURELY_SAME_NOUN = 0.76
"""The same for a word that some title or value holds."""

_RATING_WORDS = frozenset(stem(w) for w in ("rating", "score", "stars", "star", "rated"))
_COUNT_WORDS = frozenset(stem(w) for w in ("number", "count", "total", "reviews", "votes"))


class Lexicon:
    """Phrases to senses, for one catalog."""

    def __init__(
        self,
        catalog: Catalog,
        embedder: Embedder,
        roles: RoleModel | None = None,
        titles: Titles | None = None,
    ) -> None:
        """`titles` where they are indexed already."""
        self.schema = catalog.schema
        self.roles = roles or role_model(embedder)
        self._embedder = embedder
        self._nouns = {catalog.schema.noun.singular.casefold(), catalog.schema.noun.plural.casefold()}
        self.senses: dict[Key, list[Sense]] = defaultdict(list)
        self._families: dict[str, tuple[Sense, ...]] = {}
        self.vocabulary: Counter[str] = Counter()
        self._parts: dict[str, list[Sense]] = defaultdict(list)
        self.numbers = {
            a.name: profile
            for a in self.schema.attributes.values()
            if a.ordered and (profile := _profile(catalog, a)) is not None
        }
        self._add_nouns()
        for attribute in self.schema.attributes.values():
            self._add_attribute(attribute)
            if attribute.named:
                self._add_values(attribute, catalog.columns.count_values(attribute.name))
        for attribute in self.schema.attributes.values():
            self._add_usual(attribute)
        for profile in self.numbers.values():
            if profile.dimension == "money" and profile.low == 0 and not self.senses.get(("free",)):
                self._add(("free",), Sense("value", profile.attribute.name, 0), "free")
        self.names = {word for phrase in self.senses for word in phrase}
        self._add_titles(catalog, titles or Titles(catalog))
        self._add_parts(catalog)
        self._in_texts: set[str] = set()
        self._written: set[str] = set()
        self._small: set[str] = set()
        for item in catalog.items:
            said = [t for t in tokenize(f"{item.title}\n{item.text}") if t.is_word]
            self._written.update(t.norm for t in said)
            spoken = [t for t in tokenize(item.text) if t.is_word]
            own = {t.norm for t in tokenize(item.title)}
            self._small.update(t.norm for t in spoken if not t.capitalised and t.norm not in own)
            words = {t.stem for t in spoken}
            self._in_texts |= words
            self.vocabulary.update(words | {t.stem for t in tokenize(item.title) if t.is_word})
        self.longest = max((len(k) for k in self.senses), default=1)

    @cached_property
    def single_words(self) -> dict[str, str]:
        """The words that a slip of the pen may be meant for, as they are written, each with its stem."""
        return {
            sense.written: k[0]
            for k, senses in self.senses.items()
            if len(k) == 1
            for sense in senses
            if len(sense.written) >= 4 and sense.written.isalpha() and sense.exact
        }

    @cached_property
    def spellings(self) -> frozenset[str]:
        """All words in which values, attributes and nouns are written."""
        return frozenset(
            word
            for senses in self.senses.values()
            for sense in senses
            if sense.kind != "title"
            for word in re.findall(r"[a-z]{4,}", sense.written)
        )

    @cached_property
    def plain_spellings(self) -> frozenset[str]:
        """The same without names: the words that another language may spell nearly alike."""
        names = {a.name for a in self.schema.attributes.values() if a.type is AttributeType.ENTITY}
        return frozenset(
            word
            for senses in self.senses.values()
            for sense in senses
            if sense.kind != "title" and not (sense.kind == "value" and sense.attribute in names)
            for word in re.findall(r"[a-z]{4,}", sense.written)
        )

    @cached_property
    def title_words(self) -> frozenset[str]:
        return frozenset(word for word in self._titles.words if len(word) >= 4)

    @cached_property
    def single_stems(self) -> dict[str, str]:
        """The same by their stems, each with a spelling."""
        longest_first = sorted(self.single_words.items(), key=lambda pair: -len(pair[0]))
        return {stem_: written for written, stem_ in longest_first if len(stem_) >= 4}

    @cached_property
    def counted(self) -> frozenset[str]:
        """The stems of what a number without a unit counts here: `bedroom`, `guest`."""
        plain = [
            p.attribute
            for p in self.numbers.values()
            if not (p.dimension or p.year_like or p.attribute.order)
        ]
        phrases = [w for a in plain if a.type is AttributeType.NUMBER for w in (a.label, *a.words)]
        phrases += [w for span in self.schema.ranges.values() for w in (span.name, *span.words)]
        found = {stem(w) for phrase in phrases for w in fold(phrase).split() if w not in FUNCTION_WORDS}
        return frozenset(found | {"person"} if stem("people") in found else found)

    def writes(self, word: str) -> bool:
        """Whether an item's text, or a value or word of the schema, has the folded word just so."""
        return word in self._written or word in self.single_words

    @cached_property
    def two_words(self) -> list[str]:
        """Two-word values and attribute names, as their stems."""
        kinds = ("value", "attribute")
        return [
            " ".join(k)
            for k, senses in self.senses.items()
            if len(k) == 2 and any(s.kind in kinds for s in senses)
        ]

    def titles_in(self, tokens: Sequence[Token], shown: Collection[ItemId] = ()) -> list[TitleMention]:
        """Where the tokens name items; of those that were just `shown`, less must say that they are meant."""
        held = {self._row[i] for i in shown if i in self._row}

        def is_shown(spot: Spot) -> bool:
            return any(form.row in held for form in spot.forms)

        return [
            TitleMention(spot.span, self._items_of(spot), spot.score < 1)
            for spot in choose(find_spots(tokens, self._titles, self, held), tokens, self, is_shown)
        ]

    def _items_of(self, spot: Spot) -> tuple[ItemId, ...]:
        """The items so called: the whole title and article as said first, then the most chosen, then the newest."""

        def standing(form: Form) -> tuple[bool, bool, float, float]:
            chosen = -self._chosen[form.row] if self._chosen is not None else 0.0
            year = -self._years[form.row] if self._years is not None else 0.0
            return (not form.whole, form.article != spot.article, chosen, year)

        best = dict.fromkeys(form.row for form in sorted(spot.forms, key=standing))
        return tuple(self._ids[row] for row in best)[:20]

    def ordinary(self, word: str) -> bool:
        """Whether the folded word is also used here otherwise than as a name."""
        return word in self._small or (stem(word),) in self.senses

    def look_up(self, phrase: Key, said: str = "") -> tuple[Sense, ...]:
        """The senses of a phrase; with `said`, the folded word itself, not those of another word of one stem."""
        found = tuple(self.senses.get(phrase, ()))
        if len(phrase) != 1 or not said:
            return found
        if not found:
            return self._relatives(said)
        same = tuple(s for s in found if s.written == said)
        if same:
            return same
        related = tuple(s for s in found if not s.written or akin(said, s.written, phrase[0]))
        return tuple(s for s in related if one_and_many(said, s.written)) or related

    def _relatives(self, word: str) -> tuple[Sense, ...]:
        """The values with which a folded word that no phrase here has is of one family."""
        if word not in self._families:
            near = relatives(word, self._alike.get(word[:2], ()), self._embedder.embed)
            self._families[word] = tuple(s for value in near for s in self._single_values[value])
        return self._families[word]

    @cached_property
    def _single_values(self) -> dict[str, list[Sense]]:
        """The values of categories and tags that are one word, by how they are written, folded."""
        found: dict[str, list[Sense]] = defaultdict(list)
        for sense in (s for k, senses in self.senses.items() if len(k) == 1 for s in senses):
            if sense.kind != "value" or not sense.exact or sense.degree or not sense.written.isalpha():
                continue
            if self.schema.attributes[sense.attribute].type is not AttributeType.ENTITY:
                found[sense.written].append(sense)
        return dict(found)

    @cached_property
    def _alike(self) -> dict[str, list[str]]:
        """The spellings of those values by the two letters that they begin with."""
        found: dict[str, list[str]] = defaultdict(list)
        for written in self._single_values:
            found[written[:2]].append(written)
        return dict(found)

    def names_item(self, word: str) -> bool:
        """Whether `word` is another word for what an item is here: "movie" where items are films."""
        if word in self._nouns:
            return True
        if not word.isalpha() or len(word) < 3:
            return False
        embed = self._embedder.embed
        needed = SURELY_SAME_NOUN if stem(word) in self.titled else SAME_NOUN
        return float(embed([word])[0] @ embed([self.schema.noun.singular])[0]) >= needed

    def names_attribute(self, word: str) -> bool:
        return any(sense.kind == "attribute" for sense in self.senses.get((stem(word),), ()))

    def vector(self, word: str) -> Vectors:
        vector: Vectors = self._embedder.embed([word])[0]
        return vector

    @cached_property
    def pairs(self) -> tuple[tuple[Sense, Sense], ...]:
        """The two values of each category that has two."""
        found: dict[str, dict[str, Sense]] = {}
        for sense in (s for senses in self.senses.values() for s in senses):
            if sense.kind == "value" and sense.exact and not sense.degree and isinstance(sense.value, str):
                found.setdefault(sense.attribute, {}).setdefault(sense.value, sense)
        categories = [a.name for a in self.schema.attributes.values() if a.type is AttributeType.CATEGORY]
        two = [tuple(found[n].values()) for n in categories if len(found.get(n, ())) == 2]
        return tuple((a, b) for a, b in two)

    def is_word(self, word: str) -> bool:
        """Whether the folded word is a common one, and so no slip for another."""
        return self._embedder.is_word(word)

    def rank(self, word: str) -> int | None:
        """About how many words are more common than the folded one; None for a rare one."""
        return self._embedder.rank(word)

    @property
    def titles_known(self) -> int:
        """How many titles a phrase could be one of by chance."""
        return len(self._ids)

    def measures(self, word: str) -> bool:
        """Whether English uses `word` of a quantity ("cheaper"), whatever this catalog has."""
        return word in MEASURING

    def in_texts(self, word: str) -> bool:
        """Whether an item's own text uses the stem: then it is an ordinary word here."""
        return word in self._in_texts

    def containing(self, word: str) -> tuple[Sense, ...]:
        """The tags and categories of which the stem is a part: `war` of "war's cost"."""
        return tuple(self._parts.get(word, ()))

    def knows(self, word: str) -> bool:
        """Whether any item speaks of `word` (a stem), in a value, a title or the text."""
        return word in self.vocabulary or (word,) in self.senses

    def _add(self, phrase: Key, sense: Sense, written: str = "") -> None:
        if written:
            sense = replace(sense, written=fold(written))
        if phrase and sense not in self.senses[phrase]:
            self.senses[phrase].append(sense)

    def _add_nouns(self) -> None:
        for noun in (self.schema.noun.singular, self.schema.noun.plural):
            self._add(key(noun), Sense("noun"), noun)

    def _add_attribute(self, attribute: Attribute) -> None:
        for phrase in {attribute.label, attribute.name, *attribute.words}:
            self._add(key(phrase), Sense("attribute", attribute.name), phrase)
        for span in self.schema.ranges.values():
            if attribute.name in span.between:
                for phrase in {span.name, *span.words}:
                    self._add(key(phrase), Sense("range", span.name))
        unit = unit_name(attribute.unit) if attribute.unit else None
        same = [a for a in self.schema.attributes.values() if a.unit == attribute.unit]
        if unit and len(same) == 1 and unit not in ("day", "week", "month", "year"):
            for word in (unit, f"{unit}s"):
                self._add(key(word), Sense("attribute", attribute.name), word)
        if attribute.ordered:
            self._add_leanings(attribute, attribute.high, attribute.low)

    def _add_leanings(self, attribute: Attribute, high: Iterable[str], low: Iterable[str]) -> None:
        for adjective in high:
            self._add_adjective(adjective, Sense("high", attribute.name))
        for adjective in low:
            self._add_adjective(adjective, Sense("low", attribute.name))

    def _add_usual(self, attribute: Attribute) -> None:
        """What English says of such a quantity, less the words that mean something here already."""
        if attribute.type is AttributeType.CATEGORY:
            self._add_synonyms(attribute)
        if not attribute.ordered or attribute.high or attribute.low:
            return
        high, low = self._usual(attribute)
        free = [[a for a in side if not self.senses.get(key(a))] for side in (high, low)]
        self._add_leanings(attribute, free[0], free[1])

    def _add_synonyms(self, attribute: Attribute) -> None:
        named = {
            s.written: s
            for senses in self.senses.values()
            for s in senses
            if s.attribute == attribute.name and s.kind == "value" and s.exact and not s.degree
        }
        for word, value in synonyms({written: str(s.value) for written, s in named.items()}).items():
            if not self.senses.get(key(word)):
                self._add_adjective(word, next(s for s in named.values() if str(s.value) == value))

    def _usual(self, attribute: Attribute) -> tuple[tuple[str, ...], tuple[str, ...]]:
        profile = self.numbers.get(attribute.name)
        if profile is None or attribute.order:
            return (), ()
        named = {stem(t.norm) for t in tokenize(attribute.label)}
        if profile.year_like or attribute.type is AttributeType.DATE:
            dimension: str | None = "year"
        elif (
            named & _RATING_WORDS
            and not named & _COUNT_WORDS
            and not attribute.label.endswith(("ings", "views"))
        ):
            dimension = "rating"
        else:
            dimension = profile.dimension
        side = USUAL_WORDS.get(dimension or "")
        return (side.high, side.low) if side else ((), ())

    def _add_adjective(self, adjective: str, sense: Sense) -> None:
        phrase = key(adjective)
        if fold(adjective).split()[0] in ("best", "worst", "top", "most", "least", "latest"):
            sense = replace(sense, degree="most")
        elif fold(adjective).split()[0] in ("less", "more", "fewer", "lower", "higher"):
            sense = replace(sense, degree="more")
        self._add(phrase, sense, adjective)
        if len(phrase) != 1:
            return
        for form, degree in degrees(fold(adjective)):
            self._add((stem(form),), replace(sense, degree=degree), form)

    def _add_values(self, attribute: Attribute, counts: dict[Scalar, int]) -> None:
        noise = {s for p in (self.schema.noun.singular, self.schema.noun.plural) for s in key(p)}
        label = set(key(attribute.label))
        for value in dict.fromkeys([*counts, *attribute.order]):
            sense = Sense("value", attribute.name, value)
            phrase = key(str(value))
            self._add(phrase, sense, str(value))
            for word in phrase:
                self.vocabulary[word] += 1
                if 1 < len(phrase) <= 3 and attribute.type is not AttributeType.ENTITY:
                    self._parts[word].append(sense)
            if len(phrase) == 2:
                joined = "".join(t.norm for t in tokenize(str(value)) if not t.is_mark)
                self._add((stem(joined),), sense, joined)
            bare = tuple(w for w in phrase if w not in noise and w not in label)
            if bare != phrase and bare and not set(bare) <= _stems(NOT_CONTENT):
                self._add(bare, sense)
            if len(phrase) == 1 and attribute.type is not AttributeType.ENTITY:
                for form, degree in degrees(fold(str(value))):
                    self._add((stem(form),), Sense("value", attribute.name, value, degree=degree), form)
            for adjective in DEMONYMS.get(fold(str(value)), ()):
                self._add(key(adjective), Sense("value", attribute.name, value, exact=False))
        by_fold = {fold(str(v)): v for v in counts}
        for alias, value in attribute.aliases.items():
            named = Sense("value", attribute.name, by_fold.get(fold(value), value))
            self._add(key(alias), named, alias)
            if attribute.order and len(key(alias)) == 1:
                for form, degree in degrees(fold(alias)):
                    self._add((stem(form),), replace(named, degree=degree), form)

    def _add_titles(self, catalog: Catalog, titles: Titles) -> None:
        self._ids = [item.id for item in catalog.items]
        self._row = catalog.position
        self._titles = titles.index
        self._chosen = titles.popularity
        self.titled = {stem(word) for word in self._titles.words} | self.names
        dated = next((n for n, profile in self.numbers.items() if profile.year_like), None)
        self._years = None
        if dated is not None:
            years = catalog.columns.numbers(dated)
            self._years = where(isnan(years), -inf, years)

    def _add_parts(self, catalog: Catalog) -> None:
        """A person is also called by the last name, where only one has it and it means nothing else."""
        for attribute in self.schema.attributes.values():
            if attribute.type is not AttributeType.ENTITY:
                continue
            owners: dict[str, list[Scalar]] = defaultdict(list)
            for value in catalog.columns.count_values(attribute.name):
                words = [t.norm for t in tokenize(str(value)) if t.is_word]
                if 2 <= len(words) <= 4 and len(words[-1]) >= 4 and not set(words) & FUNCTION_WORDS:
                    owners[words[-1]].append(value)
            for word, values in owners.items():
                phrase = (stem(word),)
                blocked = any(s.exact and s.attribute != attribute.name for s in self.senses.get(phrase, ()))
                blocked = blocked or any(form.whole for form in self._titles.joined(word))
                if len(values) == 1 and not blocked and word not in NOT_CONTENT:
                    self._add(phrase, Sense("value", attribute.name, values[0], exact=False), word)


def _stems(words: Iterable[str]) -> frozenset[str]:
    found = _STEMMED.get(id(words))
    if found is None:
        found = _STEMMED[id(words)] = frozenset(stem(w) for w in words)
    return found


_STEMMED: dict[int, frozenset[str]] = {}


def _profile(catalog: Catalog, attribute: Attribute) -> NumberProfile | None:
    numbers = catalog.columns.numbers(attribute.name)
    known = numbers[numbers == numbers]
    if not len(known):
        return None
    low, high = float(known.min()), float(known.max())
    whole = bool((known == known.round()).all())
    middle = bool(((known >= 1000) & (known <= 2100)).mean() > 0.95) and whole
    year_like = attribute.type is AttributeType.NUMBER and middle and attribute.unit in (None, "", "year")
    spread = high - low
    years = year_like and spread < 1200
    priced = (
        not attribute.unit
        and not years
        and not PRICES.isdisjoint(fold(w) for w in (attribute.label, *attribute.words))
    )
    dimension = "money" if priced else dimension_of(attribute.unit)
    return NumberProfile(attribute, low, high, years, dimension, whole)
