"""What a user chooses next: transitions, and a learned model beside them where it helps on held-out choices.

The blend is a weighted product of what each holds likely:
    (1 - share) · log(t(j) / sum of t + smoothing) + share · logit(j)
t being the score of `Transitions` and the logit that of the learned model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import inf
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tools.arrays import load_arrays, save_arrays
from tools.models.generator import Generator
from tools.models.leave_one_out import in_batches, ndcg, ranks_in
from tools.models.pulls import Vectors
from tools.models.sasrec import SasRec
from tools.models.semantic_ids import SemanticIds
from tools.models.sequences import Items, Sequences
from tools.models.transitions import Pull, Transitions

Floats = NDArray[np.float32]

SHARES = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7)
SMOOTHINGS = (1e-2, 1e-3, 1e-4)
JUDGED = 4000
"""How many held-out choices the blend is chosen on at most, drawn at random."""
_TRANSITIONS, _SASREC, _GENERATOR, _BLEND = "transitions.npz", "sasrec.npz", "generator", "blend.npz"

Learner = Literal["sasrec", "generator"]
"""SASRec, or the generator over semantic IDs, which needs texts."""


@dataclass(frozen=True, slots=True)
class Blend:
    """How much the learned model has to say, with the NDCG@10 that it was chosen by, of the whole and of each part."""

    share: float
    smoothing: float
    ndcg10: float
    transitions_ndcg10: float
    learned_ndcg10: float

    def mixed(self, counted: Floats, logits: Floats) -> Floats:
        """Scores of all items, from (rows, items) of each model."""
        return _mixed(counted, logits, self.share, self.smoothing)


@dataclass(frozen=True, slots=True)
class NextChoice:
    """A fitted model; without `learned` it is its transitions."""

    transitions: Transitions
    learned: tuple[SasRec | Generator, Blend] | None

    @classmethod
    def fit(
        cls,
        sequences: Sequences,
        items: int,
        vectors: Vectors | None,
        *,
        seed: int,
        learned: Learner | None,
        refit: bool = True,
        learning_seconds: float = inf,
    ) -> NextChoice:
        """Fit on all but the last choice of each sequence and choose on that.

        vectors: (items, dimensions), of the items' texts; None without texts.
        refit: whether transitions are then counted over all choices. A learned model is not trained again.
        learning_seconds: after which the learned model is as good as it got.

        Raises:
            ValueError: if `learned` and no sequence has three choices; for a generator also without texts.
        """
        transitions = Transitions.fit(sequences, items, vectors, seed=seed, refit=False)
        model = cls(transitions, None)
        if learned:
            trained = train(learned, sequences, items, vectors, seed=seed, seconds=learning_seconds)
            model = model.beside(trained, sequences, seed=seed)
        return model.counted_over(sequences, vectors) if refit else model

    def beside(self, trained: SasRec | Generator, sequences: Sequences, *, seed: int) -> NextChoice:
        """With a learned model as far as it helps on the last choices, or without it where it does not."""
        blend = choose_blend(self.transitions, trained, sequences, seed=seed)
        return NextChoice(self.transitions, (trained, blend) if blend.share else None)

    def counted_over(self, sequences: Sequences, vectors: Vectors | None) -> NextChoice:
        """The same model with the transitions of other sequences."""
        return NextChoice(self.transitions.counted_over(sequences, vectors), self.learned)

    def scores(self, history: Items) -> Floats:
        """Of all items, (items,), after a history, oldest first; its own items are scored as well."""
        scores: Floats = self.score_batch(Sequences.of([history]))[0]
        return scores

    def score_batch(self, histories: Sequences) -> Floats:
        """`scores` of each history: (histories, items)."""
        counted = self.transitions.score_batch(histories)
        if self.learned is None:
            return counted
        trained, blend = self.learned
        return blend.mixed(counted, trained.score_batch(histories))

    @property
    def unreached(self) -> float:
        """What an item must score more than for anything in a history to speak for it."""
        return -np.inf if self.learned else self.transitions.unreached

    @property
    def name(self) -> str:
        if self.learned is None:
            return "transitions"
        return f"transitions and {'SASRec' if isinstance(self.learned[0], SasRec) else 'a generator'}"

    def strongest_pulls(self, history: Items, items: Sequence[int]) -> list[Pull | None]:
        """Which chosen item speaks most for each of `items`, by transitions; None where none does."""
        return self.transitions.strongest_pulls(history, items)

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.transitions.save(folder / _TRANSITIONS)
        if self.learned:
            trained, blend = self.learned
            trained.save(folder / (_SASREC if isinstance(trained, SasRec) else _GENERATOR))
            save_arrays(folder / _BLEND, **{name: np.array(getattr(blend, name)) for name in Blend.__slots__})

    @classmethod
    def load(cls, folder: Path) -> NextChoice:
        transitions = Transitions.load(folder / _TRANSITIONS)
        if not (folder / _BLEND).exists():
            return cls(transitions, None)
        blend = Blend(**{name: float(value) for name, value in load_arrays(folder / _BLEND).items()})
        generates = (folder / _GENERATOR).exists()
        trained = Generator.load(folder / _GENERATOR) if generates else SasRec.load(folder / _SASREC)
        return cls(transitions, (trained, blend))


def train(
    learner: Learner,
    sequences: Sequences,
    items: int,
    vectors: Vectors | None,
    *,
    seed: int,
    seconds: float = inf,
) -> SasRec | Generator:
    """On all but the last choice of each sequence. Raises ValueError where there is nothing to learn from."""
    if learner == "sasrec":
        from tools.models import sasrec_training

        return sasrec_training.train(sequences, items, vectors, seed=seed, seconds=seconds)
    if vectors is None:
        raise ValueError("a generator over semantic IDs needs texts")
    from tools.models import generator_training

    ids = SemanticIds.fit(vectors, seed=seed)
    return generator_training.train(sequences, ids, vectors, seed=seed, seconds=seconds)


def choose_blend(
    transitions: Transitions, trained: SasRec | Generator, sequences: Sequences, *, seed: int
) -> Blend:
    """The best share on last choices that neither model learned from; 0 where none beats transitions alone."""
    known, last = sequences.take(np.flatnonzero(sequences.lengths > 1)).split_last()
    judged = np.random.default_rng(seed + 1).permutation(len(known))[:JUDGED]
    settings = list(product(SHARES, SMOOTHINGS))
    found: list[list[NDArray[np.int64]]] = [[] for _ in range(len(settings) + 2)]
    for histories, targets in in_batches(known.take(judged), last[judged]):
        counted, logits = transitions.score_batch(histories), trained.score_batch(histories)
        variants = [counted, logits, *(_mixed(counted, logits, *setting) for setting in settings)]
        for ranks, scores in zip(found, variants, strict=True):
            ranks.append(ranks_in(scores, histories, targets))
    alone, learned, *blends = [ndcg(np.concatenate(ranks)) for ranks in found]
    best = int(np.argmax(blends))
    if blends[best] <= alone:
        return Blend(0.0, 0.0, alone, alone, learned)
    return Blend(*settings[best], blends[best], alone, learned)


def _mixed(counted: Floats, logits: Floats, share: float, smoothing: float) -> Floats:
    likely = counted / np.maximum(counted.sum(axis=1, keepdims=True), np.finfo(np.float32).tiny)
    mixed: Floats = (
        np.float32(1 - share) * np.log(likely + np.float32(smoothing)) + np.float32(share) * logits
    )
    return mixed
