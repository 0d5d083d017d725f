"""Single wishes drawn from a catalog: what is meant, as an aim, and the words for it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from catalog.constraints import Constraint
from catalog.schema import Attribute, AttributeType
from evals.generation.aims import bounds, first_day, last_day, one, opened
from evals.generation.amounts import amount, tidy
from evals.generation.phrasing import Phrasing
from evals.generation.reckoned import Aim
from evals.generation.vocabulary import Flag, Measure, Value, Vocabulary

T = TypeVar("T")
_TRIES = 30
_BARE = ("value", "entity")
_YEAR_FORMS = ("year_after", "year_since", "year_before", "year_until", "year_between", "decade")
_QUANTILES = (0.15, 0.25, 0.35, 0.5, 0.65, 0.75, 0.85)


@dataclass(frozen=True)
class Wish:
    """kind: which templates say it. clause: its words inside a sentence. stored: the value, where it is one."""

    kind: str
    attribute: Attribute
    aim: Aim
    clause: str
    first: str
    label: str = ""
    stored: str = ""
    form: str = ""

    @property
    def bare(self) -> bool:
        """Whether the clause is a name alone."""
        return self.kind in _BARE


class Wishes:
    def __init__(self, vocabulary: Vocabulary, phrasing: Phrasing, chance: random.Random) -> None:
        self.vocabulary = vocabulary
        self._phrasing = phrasing
        self._chance = chance
        self._facts = vocabulary.facts
        self._values = vocabulary.named(AttributeType.CATEGORY, AttributeType.ENTITY)
        self._ranges = [
            (span, words)
            for span in vocabulary.schema.ranges.values()
            if (words := [w for w in span.words if w.endswith("s") or w == "people"])
        ]

    def pick(self, choices: Sequence[T]) -> T | None:
        return self._chance.choice(choices) if choices else None

    def any(self) -> Wish | None:
        """A wish of whatever sort the catalog can bear; a value as often as all else."""
        if self._chance.random() < 0.4 and (wish := self.value()):
            return wish
        kinds = [self.amount, self.amount, self.date, self.flag, self.grade, self.party, self.value]
        self._chance.shuffle(kinds)
        return next((wish for kind in kinds if (wish := kind())), None)

    def several(
        self, count: int, *, left: int = 1, first: Callable[[], Wish | None] | None = None
    ) -> list[Wish]:
        """Wishes on different attributes that leave at least `left` items together; fewer where none are."""
        found: list[Wish] = []
        for _ in range(_TRIES * count):
            wish = (first if first and not found else self.any)()
            if wish is None:
                break
            named = {name for w in found for c in w.aim.sure for name in c.attributes()}
            if named & {name for c in wish.aim.sure for name in c.attributes()}:
                continue
            if self.left([*found, wish]) >= left:
                found.append(wish)
            if len(found) == count:
                break
        return found

    def left(self, wishes: Sequence[Wish]) -> int:
        return len(self._facts.extent(c for wish in wishes for c in wish.aim.sure))

    def value(self, *, of: Attribute | None = None, but: str = "") -> Wish | None:
        """One value of a category or an entity; of an attribute, and another than `but`, where they are given."""
        attributes = list({v.attribute.name: v.attribute for v in self._values}.values())
        chosen = of or self.pick(attributes)
        fitting = [v for v in self._values if chosen and v.attribute.name == chosen.name and v.stored != but]
        value = self.pick(fitting)
        return self.wish_for(value) if value else None

    def wish_for(self, value: Value) -> Wish:
        said = self._chance.choice(value.spoken) if self._chance.random() < 0.4 else value.stored
        entity = value.attribute.type is AttributeType.ENTITY
        label = self.label(value.attribute)
        slots = {"value": said}
        if label and self._chance.random() < 0.2:
            first = self._phrasing.say("label_wish", label=label, **slots)
        else:
            first = self._phrasing.say("entity_wish" if entity else "value_wish", **slots)
        constraint = Constraint(attribute=value.attribute.name, op="=", value=value.stored)
        return Wish(
            "entity" if entity else "value",
            value.attribute,
            Aim.of(constraint, said=said),
            said,
            first,
            label,
            value.stored,
        )

    def label(self, attribute: Attribute) -> str:
        return self.pick(self.vocabulary.nouns(attribute)) or ""

    def tag(self) -> Value | None:
        return self.pick(self.vocabulary.named(AttributeType.TAGS, AttributeType.CATEGORY))

    def amount(self, *, of: Measure | None = None, form: str = "") -> Wish | None:
        measure = of or self.pick(self.vocabulary.measures)
        if measure is None:
            return None
        for _ in range(_TRIES):
            wish = self._year(measure, form) if measure.is_year else self._amount(measure, form)
            if wish and self._parts(wish):
                return wish
        return None

    def _parts(self, wish: Wish) -> bool:
        """Whether a wish says something: some items meet it, not all."""
        return 0 < self.left([wish]) < len(self._facts.items)

    def _amount(self, measure: Measure, form: str) -> Wish | None:
        form = form or self._chance.choice(("at_most", "under", "at_least", "over", "between", "around"))
        low, high = sorted(tidy(self._quantile(measure)) for _ in range(2))
        if form == "between" and low == high:
            return None
        value = low if self._chance.random() < 0.5 else high
        a, b, n = (amount(measure.attribute, v, self._chance) for v in (low, high, value))
        bound = self._phrasing.fill(form, a=a, b=b, n=n)
        label = self.label(measure.attribute)
        bare = measure.bare and self._chance.random() < 0.6
        suffix = "_bare" if bare else ""
        return Wish(
            "amount",
            measure.attribute,
            replace(bounds(measure.attribute.name, form, value, low, high), said=bound),
            self._phrasing.fill(f"amount_clause{suffix}", bound=bound, label=label),
            self._phrasing.say(f"amount_wish{suffix}", bound=bound, label=label),
            label,
            form=form,
        )

    def _quantile(self, measure: Measure) -> float:
        return measure.values[int(self._chance.choice(_QUANTILES) * (len(measure.values) - 1))]

    def _year(self, measure: Measure, form: str) -> Wish | None:
        low, high = sorted(int(self._quantile(measure)) for _ in range(2))
        form = form or self._chance.choice(_YEAR_FORMS)
        decade = low // 10 * 10
        if (form == "year_between" and low == high) or (form == "decade" and decade % 100 == 0):
            return None  # the 1900s are ten years to one and a hundred to another
        name = measure.attribute.name
        aim = {
            "year_after": opened(name, ">", low),
            "year_since": Aim.of(one(name, ">=", low)),
            "year_before": opened(name, "<", high, closed=False),
            "year_until": Aim.of(one(name, "<=", high)),
            "year_between": Aim.of(one(name, "between", (low, high))),
            "decade": Aim.of(one(name, "between", (decade, decade + 9))),
        }[form]
        return self._dated(measure.attribute, form, aim, low, high)

    def date(self) -> Wish | None:
        attribute = self.pick(self.vocabulary.dates())
        if attribute is None:
            return None
        years = self.vocabulary.years(attribute)
        for _ in range(_TRIES):
            low, high = sorted(self._chance.choice(years) for _ in range(2))
            form = self._chance.choice(_YEAR_FORMS)
            name, decade = attribute.name, low // 10 * 10
            after = Aim((one(name, ">=", first_day(low + 1)),), (one(name, ">=", first_day(low)),))
            aim = {
                "year_after": after,
                "year_since": Aim.of(one(name, ">=", first_day(low))),
                "year_before": Aim.of(one(name, "<", first_day(high))),
                "year_until": Aim.of(one(name, "<=", last_day(high))),
                "year_between": Aim.of(one(name, "between", (first_day(low), last_day(high)))),
                "decade": Aim.of(one(name, "between", (first_day(decade), last_day(decade + 9)))),
            }[form]
            wish = self._dated(attribute, form, aim, low, high)
            one_year, century = form == "year_between" and low == high, form == "decade" and decade % 100 == 0
            if self._parts(wish) and not one_year and not century:
                return wish
        return None

    def _dated(self, attribute: Attribute, form: str, aim: Aim, low: int, high: int) -> Wish:
        in_time = len(self.vocabulary.dates()) + sum(m.is_year for m in self.vocabulary.measures)
        decade = low // 10 * 10
        short = f"{decade % 100}s" if 1930 <= decade < 2000 and self._chance.random() < 0.5 else f"{decade}s"
        n = low if form in ("year_after", "year_since") else high
        named = "" if in_time == 1 else "named_"
        bound = self._phrasing.fill(f"{named}{form}", a=str(low), b=str(high), n=str(n), d=short)
        label = self.label(attribute)
        clause = bound if in_time == 1 else f"{label} {bound}"
        first = self._phrasing.say("year_wish", bound=clause)
        return Wish("year", attribute, replace(aim, said=clause), clause, first, label, form=form)

    def flag(self) -> Wish | None:
        flag: Flag | None = self.pick(self.vocabulary.flags)
        if flag is None:
            return None
        word = self._chance.choice(flag.words)
        wanted = self._chance.random() < 0.65
        if re.match(r"(no|not|non|without)\b", word):
            return None  # its negation would be said twice
        name = flag.attribute.name
        if wanted:
            aim = Aim.of(one(name, "=", True), said=word)
            return Wish("flag", flag.attribute, aim, word, self._phrasing.say("flag_wish", word=word), word)
        missing = Constraint(attribute=name, op="=", value=True, polarity="exclude")
        aim = Aim((one(name, "=", False),), (missing,), f"not {word}")
        return Wish(
            "flag", flag.attribute, aim, f"not {word}", self._phrasing.say("flag_not", word=word), word
        )

    def grade(self) -> Wish | None:
        attribute = self.pick([a for a in self.vocabulary.grades if self.label(a)])
        if attribute is None:
            return None
        form = self._chance.choice(("grade_most", "grade_least"))
        value = self._chance.choice(attribute.order[1:-1])  # "at most the lowest" is no way to speak
        bound, label = self._phrasing.fill(form, n=value), self.label(attribute)
        aim = Aim.of(one(attribute.name, "<=" if form == "grade_most" else ">=", value), said=bound)
        first = self._phrasing.say("grade_wish", bound=bound, label=label)
        wish = Wish("grade", attribute, aim, f"{label} {bound}", first, label, form=form)
        return wish if self._parts(wish) else None

    def party(self) -> Wish | None:
        found = self.pick(self._ranges)
        if found is None:
            return None
        span, words = found
        low, high = span.between
        highest = self._facts.numbers(high) or [0.0]
        number = int(self._chance.choice(highest))
        word = self._chance.choice(words)
        aim = Aim.of(one(low, "<=", number), one(high, ">=", number), said=f"{number} {word}")
        first = self._phrasing.say("range_wish", n=str(number), word=word)
        wish = Wish(
            "range", self.vocabulary.schema.attributes[low], aim, f"for {number} {word}", first, span.name
        )
        return wish if number > 1 and self._parts(wish) else None
