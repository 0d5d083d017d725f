"""A conversation as weighted features: what each side said, its latest words apart, and how far it has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tools.words import all_words, stem

Floats = NDArray[np.float32]

FEWEST_CONTEXTS = 5
"""A feature of fewer contexts tells nothing that would hold elsewhere."""

FEWEST_SPEAKERS = 3
"""A word of fewer people is theirs, and nothing that a model may keep."""

MOST_TURNS, MOST_NAMED = 12, 8
"""Beyond them a conversation counts as just as long, and as having named as many items."""


Speaker = Literal["seeker", "recommender"]


@dataclass(frozen=True, slots=True)
class Said:
    """A turn: who said what, the rows of the items that it names, and the embedding of the text, (dimensions,)."""

    speaker: Speaker
    text: str
    items: tuple[int, ...] = ()
    vector: Floats | None = field(default=None, compare=False, repr=False)


Context = Sequence[Said]
"""The turns so far, oldest first; two turns in a row are of different speakers."""


@dataclass(frozen=True, slots=True)
class Example:
    """A conversation so far and the rows of the items that were named next; none of them named before."""

    context: Context
    targets: tuple[int, ...]
    weight: float = 1.0
    by: str = ""
    """Whose words the context holds; where examples say so, words of too few people are not learned."""


def named_in(context: Context) -> list[int]:
    """The rows of the items named so far, each once, in order."""
    return list(dict.fromkeys(item for said in context for item in said.items))


def word_features(word: str, said: Said, *, latest: bool) -> Iterator[str]:
    """What a stem or a pair of stems is called as a feature: once for all turns, once more for the latest."""
    yield f"{said.speaker}:{word}"
    if latest:
        yield f"latest {said.speaker}:{word}"


def latest_turns(context: Context) -> set[int]:
    """The places of the last turn and, where it is not the seeker's, of the seeker's last."""
    last = {len(context) - 1} if context else set()
    return last | {p for p in (len(context) - 2,) if p >= 0 and context[p].speaker == "seeker"}


def count_words(context: Context) -> Counter[str]:
    """How often each stem and each pair of neighbouring stems was said, by feature."""
    counts: Counter[str] = Counter()
    latest = latest_turns(context)
    for place, said in enumerate(context):
        stems = [stem(word) for word in all_words(said.text)]
        for word in [*stems, *(" ".join(pair) for pair in pairwise(stems))]:
            counts.update(word_features(word, said, latest=place in latest))
    return counts


def stage(context: Context) -> tuple[str, str]:
    """How far the conversation has come: features for its turns and for the items that it named."""
    return f"turns={min(len(context), MOST_TURNS)}", f"named={min(len(named_in(context)), MOST_NAMED)}"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Features by name, and how rare each is: log(contexts / contexts with it), (features,)."""

    numbers: Mapping[str, int]
    rarity: Floats

    @classmethod
    def fit(cls, contexts: Iterable[Context], speakers: Sequence[str] | None = None) -> Vocabulary:
        """speakers: whose words each context holds; a word of fewer than `FEWEST_SPEAKERS` is not kept."""
        counts: Counter[str] = Counter()
        said_by: dict[str, set[str]] = {}
        total = 0
        for place, context in enumerate(contexts):
            names = [*count_words(context), *stage(context)]
            counts.update(names)
            total += 1
            if speakers:
                for name in names:
                    said_by.setdefault(name, set()).add(speakers[place])
        kept = [
            name
            for name, count in counts.items()
            if count >= FEWEST_CONTEXTS and (not speakers or len(said_by[name]) >= FEWEST_SPEAKERS)
        ]
        rarity = np.log([total / counts[name] for name in kept])
        return cls({name: number for number, name in enumerate(kept)}, rarity.astype(np.float32))

    def encode(self, context: Context) -> tuple[NDArray[np.int64], Floats]:
        """Numbers of the known features and their weights: those of words tf-idf, of length 1; a stage weighs 1."""
        known = [(self.numbers[w], n) for w, n in count_words(context).items() if w in self.numbers]
        words = np.array([number for number, _ in known], dtype=np.int64)
        often = np.array([count for _, count in known], dtype=np.float32)
        weights = (1 + np.log(often)) * self.rarity[words]
        weights /= max(float(np.linalg.norm(weights)), 1e-9)
        stages = [self.numbers[name] for name in stage(context) if name in self.numbers]
        return (
            np.concatenate([words, np.array(stages, dtype=np.int64)]),
            np.concatenate([weights, np.ones(len(stages), dtype=np.float32)]).astype(np.float32),
        )
