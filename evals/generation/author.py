"""Who writes the scenarios of one catalog: chance, vocabulary and words in one hand."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from catalog.items import Item
from evals.expect import Expect
from evals.generation.facts import Facts
from evals.generation.phrasing import Phrasing
from evals.generation.reckoned import SHOWN, Aims, Reckoned, Reckoning
from evals.generation.vocabulary import Vocabulary
from evals.generation.wishes import Wish, Wishes
from evals.scenario import Say

ORDINALS = ("first", "second", "third")


class Author:
    def __init__(self, facts: Facts, vocabulary: Vocabulary, *, seed: str) -> None:
        self.chance = random.Random(seed)
        self.facts = facts
        self.schema = facts.schema
        self.vocabulary = vocabulary
        noun = self.schema.noun
        self.phrasing = Phrasing(
            self.chance, singular=noun.singular, plural=noun.plural, sayings=vocabulary.sayings
        )
        self.wishes = Wishes(vocabulary, self.phrasing, self.chance)

    def say(self, template: str, **slots: str) -> str:
        return self.phrasing.say(template, **slots)

    def turn(
        self,
        said: str,
        aims: Aims = (),
        *,
        shows: bool = True,
        tells: Callable[[Sequence[Item]], Sequence[str]] | Sequence[str] = (),
        expect: Expect | None = None,
    ) -> Say:
        """One turn: what is said, the hard state after it, and what the reply must say (any of `tells`)."""
        told = tells if callable(tells) else (lambda _: tells) if tells else None
        given = expect.model_dump(exclude_unset=True, by_alias=True) if expect else {}
        reckoning = Reckoning(self.facts, aims, shows=shows, tells=told)
        return Say(say=said, k=SHOWN, expect=Reckoned.model_validate(given).by(reckoning))

    def opening(self, wish: Wish) -> Say:
        return self.turn(wish.first, [wish.aim])

    def addition(self, wish: Wish) -> str:
        """A later wish in words."""
        return self.say("more" if wish.bare else "more_clause", x=wish.clause)
