"""What is chosen next after what this user chose, did and opened: from the order in which people chose.

Clicks count here as well as likes: what was opened last says what is looked for now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from catalog.catalog import Catalog
from catalog.items import Interaction, ItemId
from tools.arrays import load_arrays, numbered, pack_names, save_arrays, unpack_names
from tools.candidates import Candidate, Evidence, Query
from tools.models import order
from tools.models.pull_search import HISTORY
from tools.models.pulls import Vectors, following
from tools.models.sequence import NextChoice
from tools.models.sequences import Items, Sequences
from tools.ranking.eligibility import Eligibility
from tools.signals import strengths

SEED = 5

MOST_CHOICES = 1_000_000
"""Choices learned from: those of the users who were there last. More would take a build minutes."""

MOST_TEXTS = 20_000
"""Items up to which their texts lend each other followers; all are held against all, some 10 s at most."""

LEARNED_FROM, LEARNED_UP_TO = 100_000, MOST_CHOICES
"""Choices between which SASRec is tried: below there is too little to learn, above an epoch takes too long."""

LEARNING_SECONDS = 240.0
"""How long SASRec may learn. A shop rebuilds at night on two cores, and what it adds is some percent."""

TIED = 0.5
"""The share of neighbouring choices with the same time from which there is no order to speak of."""

OFTEN, LIFT = 3, 2.0
"""From how many times one item came right after another, and how much oftener than anywhere, it is `often`."""

EXPLAINED = 20
"""The best candidates, for which it is worked out after what they are chosen."""


@dataclass(frozen=True, slots=True)
class NextItems:
    """The fitted model, and what the users of the catalog's own interactions chose last, at most `HISTORY` each.

    often: (items, items), which item is often chosen right after which.
    """

    model: NextChoice
    often: sparse.csr_matrix
    users: Mapping[str, int]
    recent: Sequences

    @classmethod
    def fit(
        cls,
        interactions: Sequence[Interaction],
        position: Mapping[ItemId, int],
        vectors: Vectors,
        *,
        learned: bool = True,
    ) -> tuple[NextItems | None, str]:
        """The model and what to say of it; None, and why, where the order of choices tells nothing.

        vectors: (items, dimensions), of the items' texts. With `learned`, SASRec is tried where there is enough.
        """
        users, sequences, tied = _sequences(interactions, position)
        if not len(sequences.items):
            return None, "no choices with a time"
        if tied > TIED:
            return None, "most choices of a user have the same time"
        if not order.tells(sequences, len(position), seed=SEED):
            return None, "the order of choices tells nothing"
        texts = vectors if len(position) <= MOST_TEXTS else None
        enough = LEARNED_FROM <= len(sequences.items) < LEARNED_UP_TO
        model = NextChoice.fit(
            sequences,
            len(position),
            texts,
            seed=SEED,
            learned="sasrec" if learned and enough else None,
            learning_seconds=LEARNING_SECONDS,
        )
        return cls._of(model, users, sequences), f"{model.name} over {len(sequences.items):,} choices"

    def counted_over(
        self, interactions: Sequence[Interaction], position: Mapping[ItemId, int], vectors: Vectors
    ) -> NextItems | None:
        """The same with the transitions of other interactions, and without what was trained on these."""
        users, sequences, _ = _sequences(interactions, position)
        if not len(sequences.items):
            return None
        texts = vectors if len(position) <= MOST_TEXTS else None
        model = replace(self.model.counted_over(sequences, texts), learned=None)
        return self._of(model, users, sequences)

    @classmethod
    def _of(cls, model: NextChoice, users: Mapping[str, int], sequences: Sequences) -> NextItems:
        return cls(
            model, _often(sequences, len(model.transitions.popularity)), users, sequences.recent(HISTORY)
        )

    def of(self, user_id: str) -> Items:
        """What a user chose last; empty for one whom it does not know."""
        number = self.users.get(user_id)
        return self.recent.items[:0] if number is None else self.recent[number]

    def is_often(self, before: int, after: int) -> bool:
        """Whether the second item is often chosen right after the first."""
        start, end = self.often.indptr[before : before + 2]
        return after in self.often.indices[start:end]

    def save(self, path: Path) -> None:
        """The model in a folder beside `path`."""
        self.model.save(path.with_suffix(""))
        save_arrays(
            path,
            users=pack_names(self.users),
            indptr=self.recent.indptr,
            items=self.recent.items,
            often_indptr=self.often.indptr,
            often_items=self.often.indices,
        )

    @classmethod
    def load(cls, path: Path) -> NextItems:
        arrays = load_arrays(path)
        model = NextChoice.load(path.with_suffix(""))
        items = len(model.transitions.popularity)
        after = arrays["often_items"]
        often = sparse.csr_matrix(
            (np.ones(len(after), dtype=np.bool_), after, arrays["often_indptr"]), shape=(items, items)
        )
        users = numbered(unpack_names(arrays["users"]))
        return cls(model, often, users, Sequences(arrays["indptr"], arrays["items"]))


class SequenceSource:
    """Ranks by what comes next after the stored choices of the user, those of this session, and what was named."""

    name = "sequence"

    def __init__(self, following: NextItems, catalog: Catalog, eligibility: Eligibility) -> None:
        self._following = following
        self._catalog = catalog
        self._eligibility = eligibility

    async def candidates(self, query: Query, *, limit: int) -> list[Candidate]:
        stored = self._following.of(query.user_id)
        told = self._eligibility.rows((*(query.history or query.liked), *query.like))
        history = np.array([*stored.tolist(), *told], dtype=np.int32)[-HISTORY:]
        if not len(history):
            return []
        model = self._following.model
        scores = model.scores(history)
        open_ = self._eligibility.open_to(query) & (scores > model.unreached)
        open_[stored] = False
        rows = np.flatnonzero(open_)
        best = rows[np.argsort(-scores[rows], kind="stable")[:limit]].tolist()
        likely = scores[best]
        if model.learned and best:  # logarithms, which are below zero
            likely = np.exp(likely - likely[0])
        evidence = self._evidence(history, best[:EXPLAINED])
        return [
            Candidate(self._catalog.items[row].id, score, evidence.get(row, ()))
            for row, score in zip(best, likely.tolist(), strict=True)
        ]

    def _evidence(self, history: Items, rows: Sequence[int]) -> dict[int, tuple[Evidence, ...]]:
        """The choice that drew an item most, where that is often chosen right after it; else nothing is claimed."""
        found: dict[int, tuple[Evidence, ...]] = {}
        for row, pull in zip(rows, self._following.model.strongest_pulls(history, rows), strict=True):
            if pull is not None and self._following.is_often(pull.chosen, row):
                chosen = self._catalog.items[pull.chosen]
                found[row] = (Evidence("chosen_after", chosen.id, chosen.title),)
        return found


def _sequences(
    interactions: Sequence[Interaction], position: Mapping[ItemId, int]
) -> tuple[dict[str, int], Sequences, float]:
    """The users with a number each, what they chose, oldest first, and the share of neighbours of one time.

    What has one time comes in any order: that of a file tells of the file.
    """
    users: dict[str, int] = {}
    told: list[tuple[int, int, float]] = []
    for interaction, strength in zip(interactions, strengths(interactions), strict=True):
        row = position.get(interaction.item_id)
        if row is not None and strength > 0 and interaction.timestamp is not None:
            told.append((users.setdefault(interaction.user_id, len(users)), row, interaction.timestamp))
    if not told:
        return users, Sequences.of([]), 0.0
    columns = np.array(told, dtype=np.float64)
    user, item, moment = columns[:, 0].astype(np.int64), columns[:, 1].astype(np.int32), columns[:, 2]
    by_time = np.lexsort((np.random.default_rng(SEED).random(len(user)), moment, user))
    by_time = by_time[_of_the_latest(user, moment)[by_time]]
    user, item, moment = user[by_time], item[by_time], moment[by_time]
    neighbours = user[1:] == user[:-1]
    tied = neighbours & (moment[1:] == moment[:-1])
    once = np.append(True, ~(neighbours & (item[1:] == item[:-1])))  # opened, then bought: one choice
    lengths = np.bincount(user[once], minlength=len(users))
    sequences = Sequences(np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64), item[once])
    return users, sequences, float(tied.sum() / max(int(neighbours.sum()), 1))


def _of_the_latest(user: NDArray[np.int64], moment: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which choices are of the users who were there last, `MOST_CHOICES` in all."""
    count = np.bincount(user)
    last = np.full(len(count), -np.inf)
    np.maximum.at(last, user, moment)
    latest = np.argsort(-last, kind="stable")
    kept = np.zeros(len(count), dtype=np.bool_)
    kept[latest[np.cumsum(count[latest]) <= MOST_CHOICES]] = True
    return kept[user]


def _often(sequences: Sequences, items: int) -> sparse.csr_matrix:
    """Which item came right after which `OFTEN` times and `LIFT` times as often as after any."""
    after = following(sequences, items, 1)
    leaving = np.asarray(after.sum(axis=1)).ravel()
    arriving = np.asarray(after.sum(axis=0)).ravel()
    cells = after.tocoo()
    expected = leaving[cells.row] * arriving[cells.col] / max(float(leaving.sum()), 1.0)
    kept = (cells.data >= OFTEN) & (cells.data >= LIFT * expected) & (cells.row != cells.col)
    places = (cells.row[kept], cells.col[kept])
    return sparse.csr_matrix((np.ones(int(kept.sum()), dtype=np.bool_), places), shape=(items, items))
