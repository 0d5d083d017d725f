"""What people were recommended in conversations that went like this one.

A softmax over items that is linear in the conversation: its vector is the sum of the vectors of its words, of
what the seeker means as a whole (where turns come embedded), of the items named and of how far it has come. An
item's score is the product with its own vector, and how readily it is recommended at all. To this come the
weights of EASE between items, which know pairs better than a sum of vectors does. So each word and each named
item has a share in a score, and that is the evidence.

This is the model as it serves, in numpy alone; `tools.models.dialogue_training` learns it with torch.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from tools.arrays import load_arrays, pack_names, save_arrays, unpack_names
from tools.models.dialogue_companions import Companions
from tools.models.dialogue_meaning import Meanings
from tools.models.dialogue_words import (
    Context,
    Floats,
    Vocabulary,
    latest_turns,
    named_in,
    word_features,
)
from tools.words import SMALL_WORDS, all_words, stem

COMPANIONS = 70.0
"""What a weight of EASE counts for as a logit. Anything from 40 to 100 is about as good."""

_What = TypeVar("_What")


@dataclass(frozen=True, slots=True)
class Shares:
    """What speaks for an item, as parts of its score above what the same says for the mean item; largest first."""

    items: tuple[tuple[int, float], ...]
    """Rows of items that were named."""
    words: tuple[tuple[str, float], ...]
    """Words of the seeker, folded."""


@dataclass(frozen=True, slots=True)
class DialogueModel:
    """features: (features, width); meaning: (dimensions, width), a projection; start: (width,), of an empty
    conversation; named and items: (items, width), an item as it is named and as it is recommended;
    readiness: (items,).
    """

    vocabulary: Vocabulary
    meanings: Meanings
    features: Floats
    meaning: Floats
    start: Floats
    named: Floats
    items: Floats
    readiness: Floats
    companions: Companions

    def scores(self, context: Context) -> Floats:
        """Logits of all items, (items,), as the recommender's next; those that were named are scored as well."""
        scores: Floats = self.items @ self.state(context) + self.readiness
        return scores + COMPANIONS * self.companions.pull(named_in(context))

    def state(self, context: Context) -> Floats:
        """The conversation so far: (width,)."""
        numbers, weights = self.vocabulary.encode(context)
        named = named_in(context)
        state: Floats = self.start + weights @ self.features[numbers]
        state += self.meanings.encode(context) @ self.meaning
        state += self.named[named].sum(axis=0) * _evenly(named)
        return state

    def shares(self, context: Context, item: int) -> Shares:
        """Which named items and which of the seeker's words speak for an item."""
        towards = self.items[item] - self.items.mean(axis=0)
        named = named_in(context)
        from_items = {
            row: float(self.named[row] @ towards * _evenly(named))
            + COMPANIONS * float(self.companions.pull([row])[item])
            for row in named
        }
        numbers, weights = self.vocabulary.encode(context)
        pulls = dict(
            zip(numbers.tolist(), (self.features[numbers] @ towards * weights).tolist(), strict=True)
        )
        from_words: dict[str, float] = {}
        latest = latest_turns(context)
        for place, said in enumerate(context):
            for word in all_words(said.text) if said.speaker == "seeker" else ():
                if word not in SMALL_WORDS:
                    names = word_features(stem(word), said, latest=place in latest)
                    share = sum(pulls.get(self.vocabulary.numbers.get(name, -1), 0.0) for name in names)
                    from_words[word] = max(share, from_words.get(word, share))
        return Shares(_largest(from_items), _largest(from_words))

    def save(self, path: Path) -> None:
        """Write the model into one `.npz`; vectors in half precision."""
        save_arrays(
            path,
            names=pack_names(self.vocabulary.numbers),
            rarity=self.vocabulary.rarity,
            middle=self.meanings.middle,
            features=self.features.astype(np.float16),
            meaning=self.meaning,
            start=self.start,
            named=self.named.astype(np.float16),
            items=self.items.astype(np.float16),
            readiness=self.readiness,
            companions_indptr=self.companions.indptr,
            companions_indices=self.companions.indices,
            companions_data=self.companions.data,
        )

    @classmethod
    def load(cls, path: Path) -> DialogueModel:
        """What `save` wrote. Raises FileNotFoundError, and ValueError where it is no such file."""
        arrays = load_arrays(path)
        names = unpack_names(arrays["names"])
        return cls(
            vocabulary=Vocabulary({name: n for n, name in enumerate(names)}, arrays["rarity"]),
            meanings=Meanings(arrays["middle"]),
            features=arrays["features"].astype(np.float32),
            meaning=arrays["meaning"],
            start=arrays["start"],
            named=arrays["named"].astype(np.float32),
            items=arrays["items"].astype(np.float32),
            readiness=arrays["readiness"],
            companions=Companions(*(arrays[f"companions_{name}"] for name in ("indptr", "indices", "data"))),
        )


def _evenly(named: list[int]) -> np.float32:
    """The weight of each named item: their sum would otherwise grow with their number."""
    return np.float32(max(len(named), 1) ** -0.5)


def _largest(shares: dict[_What, float]) -> tuple[tuple[_What, float], ...]:
    return tuple(sorted(((k, v) for k, v in shares.items() if v > 0), key=lambda pair: -pair[1]))
