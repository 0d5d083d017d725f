"""What people were recommended in conversations that went like this one, and took.

The model holds no sentence of anybody. It knows words, and pairs of neighbouring words, that at least three
people used, each as a row of weights; what fewer said is not learned. It is learned anew by every build, from
the conversations that are there then: what a forgotten user taught is gone with the next one, and older
generations keep no model of dialogues.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from catalog.catalog import Catalog
from catalog.top import highest
from catalog.values import join
from tools.candidates import Candidate, Evidence, Query
from tools.models.dialogue import DialogueModel
from tools.models.dialogue_words import Context, Said, stage
from tools.ranking.eligibility import Eligibility

RECENT = 8
"""Liked items that are looked at, the latest ones."""

EXPLAINED = 10
"""The best candidates, for which it is worked out what of the conversation speaks for them."""


class DialogueSource:
    """Ranks by what was said so far in this session, and the items named or liked."""

    name = "dialogue"

    def __init__(self, model: DialogueModel, catalog: Catalog, eligibility: Eligibility) -> None:
        self._model = model
        self._catalog = catalog
        self._eligibility = eligibility

    async def candidates(self, query: Query, *, limit: int) -> list[Candidate]:
        if not any(query.said):
            return []
        named = self._eligibility.rows((*query.liked[-RECENT:], *query.like))
        context = told(query.said, named)
        if not named and not self._heard(context):
            return []
        scores = self._model.scores(context)
        rows = np.flatnonzero(self._eligibility.open_to(query))
        best = rows[highest(scores[rows], limit)].tolist()
        return [
            Candidate(
                self._catalog.items[row].id,
                float(scores[row]),
                self._evidence(context, row) if place < EXPLAINED else (),
            )
            for place, row in enumerate(best)
        ]

    def _heard(self, context: Context) -> bool:
        """Whether a word was said that the model knows."""
        known = self._model.vocabulary
        stages = sum(name in known.numbers for name in stage(context))
        return len(known.encode(context)[0]) > stages

    def _evidence(self, context: Context, row: int) -> tuple[Evidence, ...]:
        """The item that was named and speaks most for it, or else the words that do."""
        shares = self._model.shares(context, row)
        if shares.items:
            item = self._catalog.items[shares.items[0][0]]
            return (Evidence("talked_of", item.id, item.title),)
        words = [word for word, _ in shares.words[:2]]
        return (Evidence("talked_of", "words", join([f"‘{word}’" for word in words])),) if words else ()


def told(utterances: Sequence[str], named: Sequence[int]) -> list[Said]:
    """A conversation as the model takes it: what the user said, the items with the last of it.

    What is answered is left out, here as in training: it would be our own sentences that were learned.
    """
    context: list[Said] = []
    for place, text in enumerate(utterances):
        if context:
            context.append(Said("recommender", ""))
        items = tuple(dict.fromkeys(named)) if place == len(utterances) - 1 else ()
        context.append(Said("seeker", text, items))
    return context
