"""Scripted conversations about any catalog, drawn from its own schema and values: the same ones each time."""

from __future__ import annotations

import random
from collections.abc import Sequence

from catalog.columns import Columns
from catalog.schema import Attribute, AttributeType, Schema
from catalog.values import say_value

_COMMON = 2
"""A value is named in a wish where so many items have it, so that something is found."""


class Chatter:
    """Draws conversations of eight turns: wish, two refinements, fact, critique, feedback, more, why."""

    def __init__(self, schema: Schema, columns: Columns, *, seed: int) -> None:
        self._schema = schema
        self._columns = columns
        self._random = random.Random(seed)
        attributes = list(schema.attributes.values())
        self._named = [(a, values) for a in attributes if a.named and (values := self._values(a))]
        self._numbers = [
            a
            for a in attributes
            if a.type is AttributeType.NUMBER and columns.quantile(a.name, 0.5) is not None
        ]
        self._compared = [a for a in attributes if a.ordered and a.high and a.low]

    def conversation(self) -> tuple[str, ...]:
        singular, plural = self._schema.noun.singular, self._schema.noun.plural
        first, second, third = (self._value() for _ in range(3))
        wish = self._one_of(
            f"I'm looking for a {singular} with {first}",
            f"any good {plural}, maybe {first}?",
            f"something like {second}, {first} if possible",
        )
        return (
            wish,
            self._refinement(second),
            self._one_of(f"but nothing with {third}", f"and not {third} please", f"no {third}"),
            self._question(),
            self._critique(),
            self._one_of(
                "I've seen the first one and loved it",
                "the second one is not for me",
                "I like the third one a lot",
            ),
            self._one_of("anything else?", "two more please", f"what other {plural} do you have?"),
            self._one_of("why the first one?", "what do you remember about me?", "thanks, that's all!"),
        )

    def _refinement(self, value: str) -> str:
        if not self._numbers:
            return f"it should be {value}"
        attribute = self._random.choice(self._numbers)
        bound = self._columns.quantile(attribute.name, self._random.choice((0.3, 0.5, 0.7, 0.9)))
        said = say_value(attribute, float(round(bound or 0)))
        return f"{attribute.label} {self._one_of('under', 'at most', 'below')} {said}"

    def _question(self) -> str:
        attribute = self._random.choice(list(self._schema.attributes.values()))
        return self._one_of(
            "tell me about the second one",
            f"what is the {attribute.label} of the first one?",
            "compare the first two",
        )

    def _critique(self) -> str:
        if not self._compared:
            return "more like the second one"
        attribute = self._random.choice(self._compared)
        word = self._one_of(*attribute.high, *attribute.low)
        return self._one_of(
            f"something more {word}", "more like the second one", f"less {word} than the first"
        )

    def _values(self, attribute: Attribute) -> list[str]:
        counts = self._columns.count_values(attribute.name)
        return [str(value) for value, count in counts.items() if count >= _COMMON]

    def _value(self) -> str:
        if not self._named:
            return f"a {self._schema.noun.singular}"
        _, values = self._random.choice(self._named)
        return self._random.choice(values)

    def _one_of(self, *choices: str) -> str:
        return self._random.choice(choices)


def conversations(schema: Schema, columns: Columns, *, count: int, seed: int) -> Sequence[tuple[str, ...]]:
    """The first `count` conversations that `seed` gives; the same catalog and seed give the same ones."""
    chatter = Chatter(schema, columns, seed=seed)
    return [chatter.conversation() for _ in range(count)]
