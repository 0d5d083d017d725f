"""What comes next, from what came after what: nothing is trained, only counted, and weighed on held-out choices.

Counts of what was chosen after and beside each item, items of like text and what was chosen after those, each
with its own decay over the history and its own normalisation by popularity, summed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tools.arrays import load_arrays, pack_names, save_arrays, unpack_names
from tools.models.pull_search import HISTORY, Found, Knobs, Trials, search
from tools.models.pulls import Pulls, Vectors, pulls
from tools.models.sequences import Items, Sequences

Floats = NDArray[np.float32]

USUAL: Mapping[str, Knobs] = {
    "next": Knobs(weight=0.1),
    "later": Knobs(),
    "together": Knobs(weight=0.5),
    "text": Knobs(weight=0.5, power=4.0),
    "lent": Knobs(weight=0.2),
}
"""Where the search begins, and what stands where too little is known to search."""
SEARCHED_FROM = 100
"""With fewer held-out choices that anything reaches the usual knobs stand."""
HELD_OUT = 6000
"""How many choices are held out for the search at most, drawn at random."""
_UNREACHED = 1e-6
"""How far popularity orders what nothing else reaches, as a share of the largest score that one pull may give."""
_PARTS = ("data", "indices", "indptr")


@dataclass(frozen=True, slots=True)
class Pull:
    """Why an item scored: the chosen item that pulled it most, in which way most, and its share of the score."""

    chosen: int
    kind: str
    share: float


@dataclass(frozen=True, slots=True)
class Transitions:
    """A fitted model. `pulls` are weighed already, as `found` says."""

    pulls: Pulls
    popularity: Floats
    """(items,): orders what nothing else reaches; too small to matter beside a pull."""
    found: Found

    @classmethod
    def fit(
        cls, sequences: Sequences, items: int, vectors: Vectors | None, *, seed: int, refit: bool = True
    ) -> Transitions:
        """Search the knobs on the last choice of each sequence, then count over all.

        vectors: (items, dimensions), of the items' texts, zeros where an item has none; None without texts.
        refit: False leaves the last choices out of the counts for good, as published protocols do.
        """
        known, last = sequences.take(np.flatnonzero(sequences.lengths > 1)).split_last()
        kinds, counts = pulls(known, items, vectors), known.counts(items)
        judged = np.random.default_rng(seed).permutation(len(known))[:HELD_OUT]
        trials = Trials(kinds, known.take(judged), last[judged], counts)
        usual = {kind: USUAL[kind] for kind in kinds}
        found = search(trials, usual) if trials.found >= SEARCHED_FROM else _unsearched(kinds, counts, usual)
        model = cls(*_weighed(kinds, counts, found), found)
        return model.counted_over(sequences, vectors) if refit else model

    def counted_over(self, sequences: Sequences, vectors: Vectors | None) -> Transitions:
        """The same knobs over other sequences of the same items."""
        items = len(self.popularity)
        kinds, counts = pulls(sequences, items, vectors), sequences.counts(items)
        return Transitions(*_weighed(kinds, counts, self.found), self.found)

    def scores(self, history: Items) -> Floats:
        """Of all items, (items,), after a history, oldest first; its own items are scored as well."""
        scores: Floats = self.score_batch(Sequences.of([history]))[0]
        return scores

    def score_batch(self, histories: Sequences) -> Floats:
        """`scores` of each history: (histories, items)."""
        recent = histories.recent(HISTORY)
        shape = (len(recent), len(self.popularity))
        scores = np.tile(self.popularity, (len(recent), 1))
        for kind, pull in self.pulls.items():
            fades = (self.found.knobs[kind].fade ** recent.ages).astype(np.float32)
            said = sparse.csr_matrix((fades, recent.items, recent.indptr), shape=shape) @ pull
            rows = np.repeat(np.arange(len(recent)), np.diff(said.indptr))
            scores[rows, said.indices] += said.data
        return scores

    @property
    def unreached(self) -> float:
        """The most that an item scores which nothing in a history speaks for."""
        return float(self.popularity.max(initial=0.0))

    def strongest_pulls(self, history: Items, items: Sequence[int]) -> list[Pull | None]:
        """Which chosen item speaks most for each of `items`; None where none does."""
        recent = history[-HISTORY:]
        ages = np.arange(len(recent))[::-1, None]
        kinds = list(self.pulls)
        said = np.stack(
            [
                self.found.knobs[kind].fade ** ages * self.pulls[kind][recent][:, items].toarray()
                for kind in kinds
            ]
        )
        by_choice = said.sum(axis=0)
        totals, most = by_choice.sum(axis=0), by_choice.argmax(axis=0)
        return [
            Pull(
                int(recent[choice]),
                kinds[int(said[:, choice, place].argmax())],
                float(by_choice[choice, place] / total),
            )
            if total
            else None
            for place, (choice, total) in enumerate(zip(most.tolist(), totals.tolist(), strict=True))
        ]

    def save(self, path: Path) -> None:
        found, kinds = self.found, list(self.pulls)
        arrays: dict[str, NDArray[np.generic]] = {}
        for kind, pull in self.pulls.items():
            for part in _PARTS:
                arrays[f"{kind}_{part}"] = getattr(pull, part)
        save_arrays(
            path,
            kinds=pack_names(kinds),
            knobs=np.array([astuple(found.knobs[kind]) for kind in kinds]),
            scales=np.array([found.scales[kind] for kind in kinds]),
            ndcg10=np.array([] if found.ndcg10 is None else [found.ndcg10]),
            alone=np.array([found.alone[kind] for kind in kinds if found.alone]),
            popularity=self.popularity,
            **arrays,
        )

    @classmethod
    def load(cls, path: Path) -> Transitions:
        arrays = load_arrays(path)
        kinds = unpack_names(arrays["kinds"])
        items = len(arrays["popularity"])
        pulls = {
            kind: sparse.csr_matrix(tuple(arrays[f"{kind}_{part}"] for part in _PARTS), shape=(items, items))
            for kind in kinds
        }
        found = Found(
            knobs={kind: Knobs(*row) for kind, row in zip(kinds, arrays["knobs"].tolist(), strict=True)},
            scales=dict(zip(kinds, arrays["scales"].tolist(), strict=True)),
            ndcg10=next(iter(arrays["ndcg10"].tolist()), None),
            alone=dict(zip(kinds, arrays["alone"].tolist(), strict=False)),
        )
        return cls(pulls, arrays["popularity"], found)


def _unsearched(kinds: Pulls, counts: Floats, usual: Mapping[str, Knobs]) -> Found:
    """The usual knobs, each kind scaled so that its pulls have a mean of 1."""
    pulled = {kind: _normalised(matrix, counts, usual[kind]) for kind, matrix in kinds.items()}
    scales = {kind: 1.0 / float(pull.data.mean()) if pull.nnz else 1.0 for kind, pull in pulled.items()}
    return Found(usual, scales, None, {})


def _weighed(kinds: Pulls, counts: Floats, found: Found) -> tuple[Pulls, Floats]:
    """The matrices with all but the fades of their knobs applied, and the popularity to go with them."""
    weighed = {
        kind: _normalised(matrix, counts, found.knobs[kind]) * (found.knobs[kind].weight * found.scales[kind])
        for kind, matrix in kinds.items()
    }
    largest = max((float(pull.data.max()) for pull in weighed.values() if pull.nnz), default=1.0)
    shares = counts / max(float(counts.max()), 1.0)
    popularity = (shares * _UNREACHED * largest).astype(np.float32)
    return {kind: pull.astype(np.float32) for kind, pull in weighed.items()}, popularity


def _normalised(matrix: sparse.csr_matrix, counts: Floats, knobs: Knobs) -> sparse.csr_matrix:
    """Power and exponents of popularity applied."""
    rarity = np.log(np.maximum(counts, 1.0))
    source = sparse.diags(np.exp(-knobs.source * rarity))
    target = sparse.diags(np.exp(-knobs.target * rarity))
    return (source @ matrix.power(knobs.power) @ target).tocsr()
