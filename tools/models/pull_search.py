"""What each kind of evidence is worth, found on choices that were held out.

An item j is scored after a history by
    s(j) = sum over kinds k and chosen items i of  weight_k · fade_k^age(i) · pull_k(i, j)
    pull_k(i, j) = M_k[i, j]^power_k / (n_i^source_k · n_j^target_k)
where age counts the choices after i, n how often an item was chosen, and M_k is a matrix of `tools.models.pulls`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tools.models.pulls import Pulls
from tools.models.sequences import Items, Sequences

Floats = NDArray[np.float32]

HISTORY = 20
"""How many of a user's last choices count."""
PASSES = 6
"""How often the search goes over all knobs."""
_LITTLE = 2e-4
"""A pass that gains less halves the steps."""
_CUTOFF = 10
_MEAN_AT_LEAST = 1e-12


@dataclass(frozen=True, slots=True)
class Knobs:
    """Of one kind of evidence, as in the formula above.

    The weight is relative: it belongs to pulls that were scaled to a mean of 1 over the candidates.
    """

    weight: float = 1.0
    fade: float = 0.6
    power: float = 1.0
    source: float = 0.4
    target: float = 0.1


@dataclass(frozen=True, slots=True)
class Step:
    """How far a knob is turned, and within which bounds; `factor` where it is multiplied rather than added to."""

    size: float
    low: float
    high: float
    factor: bool = False

    def turned(self, value: float, turn: float) -> float:
        """`value` after a turn by `turn` steps."""
        new = value * self.size**turn if self.factor else value + self.size * turn
        return min(max(new, self.low), self.high)


STEPS = {
    "weight": Step(2.0, 1e-3, 1e3, factor=True),
    "fade": Step(0.2, 0.02, 1.0),
    "power": Step(1.5, 0.1, 20.0, factor=True),
    "source": Step(0.2, -0.5, 1.5),
    "target": Step(0.2, -0.5, 1.5),
}


class Trials:
    """Held-out choices, and all that each kind of evidence says of their candidates.

    Candidates are the items that any kind reaches from a user's history, without the history: a trial then
    costs milliseconds, and what it leaves out would not come first anyway.
    """

    def __init__(self, pulls: Pulls, histories: Sequences, targets: Items, counts: Floats) -> None:
        """targets: (users,), the choice that came after each history; counts: (items,), as in the formula."""
        recent = histories.recent(HISTORY)
        items = len(counts)
        rarity = np.log(np.maximum(counts, 1.0))
        said = {name: _cells(pull, recent) for name, pull in pulls.items()}
        reached = np.unique(np.concatenate([cells for cells, _, _ in said.values()]))
        reached = np.setdiff1d(reached, histories.users * items + histories.items, assume_unique=True)
        self._ages = recent.ages
        self._source_rarity = rarity[recent.items]
        self._target_rarity = rarity[reached % items]
        self._users = reached // items
        self._pulls = {
            name: _by_cell(reached, cells, choices, values, len(recent.items))
            for name, (cells, choices, values) in said.items()
        }
        self._powers = {name: (1.0, pull) for name, pull in self._pulls.items()}
        wanted = np.arange(len(histories)) * items + targets
        self._wanted, self._is_reached = _places(reached, wanted)

    @property
    def found(self) -> int:
        """How many of the held-out choices are candidates at all: only they can tell knobs apart."""
        return int(self._is_reached.sum())

    def pull(self, kind: str, knobs: Knobs) -> tuple[Floats, float]:
        """What a kind says of each candidate, scaled to a mean of 1, and that scale."""
        power, pull = self._powers[kind]
        if power != knobs.power:
            raw = self._pulls[kind]
            pull = sparse.csr_matrix((raw.data**knobs.power, raw.indices, raw.indptr), shape=raw.shape)
            self._powers[kind] = (knobs.power, pull)
        by_choice = knobs.fade**self._ages * np.exp(-knobs.source * self._source_rarity)
        said = (pull @ by_choice.astype(np.float32)) * np.exp(-knobs.target * self._target_rarity)
        scale = 1.0 / max(float(said.mean()), _MEAN_AT_LEAST)
        return (said * scale).astype(np.float32), scale

    def ndcg(self, scores: Floats) -> float:
        """NDCG@10 of the held-out choices where candidates score so; ties count against."""
        wanted = np.where(self._is_reached, scores[self._wanted], np.inf)
        not_below = self._users[scores >= wanted[self._users]]
        ranks = np.bincount(not_below, minlength=len(wanted))
        found = self._is_reached & (ranks <= _CUTOFF)
        return float(np.mean(found / np.log2(1.0 + np.maximum(ranks, 1))))


@dataclass(frozen=True, slots=True)
class Found:
    """What the search settled on: knobs, and the scales that their weights refer to.

    `ndcg10` is that of the held-out choices, `alone` of each kind by itself; None and nothing without a search.
    """

    knobs: Mapping[str, Knobs]
    scales: Mapping[str, float]
    ndcg10: float | None
    alone: Mapping[str, float]


def search(trials: Trials, start: Mapping[str, Knobs]) -> Found:
    """Turn one knob after the other as long as NDCG@10 rises (coordinate descent with steps that shrink)."""
    knobs = dict(start)
    said = {kind: trials.pull(kind, one)[0] for kind, one in knobs.items()}
    best = trials.ndcg(_total(knobs, said))
    turn = 1.0
    for _ in range(PASSES):
        before = best
        for kind in knobs:
            others = _total({name: one for name, one in knobs.items() if name != kind}, said)
            for knob in STEPS:
                for direction in (turn, -turn):
                    while (trial := _turned(knobs[kind], knob, direction)) != knobs[kind]:
                        pull = said[kind] if knob == "weight" else trials.pull(kind, trial)[0]
                        score = trials.ndcg(others + np.float32(trial.weight) * pull)
                        if score <= best:
                            break
                        best, knobs[kind], said[kind] = score, trial, pull
        if best - before < _LITTLE:
            turn /= 2
    return Found(
        knobs,
        scales={kind: trials.pull(kind, one)[1] for kind, one in knobs.items()},
        ndcg10=best,
        alone={kind: trials.ndcg(pull) for kind, pull in said.items()},
    )


def _total(knobs: Mapping[str, Knobs], said: Mapping[str, Floats]) -> Floats:
    total = np.zeros(len(next(iter(said.values()))), dtype=np.float32)
    for kind, one in knobs.items():
        total += np.float32(one.weight) * said[kind]
    return total


def _turned(knobs: Knobs, knob: str, turn: float) -> Knobs:
    return replace(knobs, **{knob: STEPS[knob].turned(getattr(knobs, knob), turn)})


def _cells(
    pull: sparse.csr_matrix, histories: Sequences
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Each value that a choice pulls with: the cell (user · items + item), the choice, the value."""
    rows = pull[histories.items].tocoo()
    return histories.users[rows.row] * pull.shape[1] + rows.col, rows.row, rows.data


def _by_cell(
    reached: NDArray[np.int64],
    cells: NDArray[np.int64],
    choices: NDArray[np.int64],
    values: Floats,
    count: int,
) -> sparse.csr_matrix:
    """(candidates, choices): what each of the `count` choices says of each candidate."""
    places, kept = _places(reached, cells)
    return sparse.csr_matrix(
        (values[kept], (places[kept], choices[kept])), shape=(len(reached), count), dtype=np.float32
    )


def _places(
    among: NDArray[np.int64], cells: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Where each cell is in a sorted array, and whether it is there at all."""
    if len(among) == 0:
        return np.zeros(len(cells), dtype=np.int64), np.zeros(len(cells), dtype=np.bool_)
    places = np.minimum(np.searchsorted(among, cells), len(among) - 1)
    return places, among[places] == cells
