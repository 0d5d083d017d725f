"""What each source and their fusion are worth to users set aside, by how much is known of users and of items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.candidates import Query
from tools.metrics import Mean, mean
from tools.ranking.fusion import source_weights
from tools.ranking.learned import BUCKET_STARTS, Case, LearnedWeights, best, bucket_ends, bucket_of, ndcg

Floats = NDArray[np.float64]

TOP = 10
FUSION = "fusion"


@dataclass(frozen=True, slots=True)
class Worth:
    """Of one bucket: how many users or choices were judged, and the figure of each source and of the fusion.

    For users the figure is NDCG@10, for items the share of the choices that is among the first ten.
    """

    bucket: int
    count: int
    figures: Mapping[str, float]

    @property
    def ends(self) -> str:
        first, last = bucket_ends(self.bucket)
        return f"{first}" if first == last else f"{first} or more" if last is None else f"{first} to {last}"

    @property
    def told(self) -> str:
        """The figures, the best first, without those that are silent."""
        ordered = sorted(self.figures.items(), key=lambda pair: -pair[1])
        return ", ".join(f"{name} {value:.3f}" for name, value in ordered if value > 0) or "nothing is found"


def hand_weights(sources: Sequence[str], *, liked: bool) -> dict[str, float]:
    """What `fusion.source_weights` says for a user who says nothing; what pushes back is left out."""
    weights = source_weights(Query(user_id="", liked=("something",) if liked else ()))
    return {source: max(weights.get(source, 0.0), 0.0) for source in sources}


def fused(case: Case, sources: Sequence[str], learned: LearnedWeights | None = None) -> Floats:
    """(candidates,), by the learned weights where they have any for such a user, else by hand.

    sources: the columns of the case.
    """
    weights = learned.of(case.choices) if learned else None
    places = case.ranks if weights is None else case.scores
    if weights is None:
        weights = hand_weights(sources, liked=case.choices > 0)
    total: Floats = places @ np.array([weights.get(source, 0.0) for source in sources])
    return total


def worth_for_users(judged: Sequence[tuple[Case, Floats]], sources: Sequence[str]) -> tuple[Worth, ...]:
    """By how many choices of a user are known. judged: cases with what the fusion made of them."""
    found = []
    for bucket in range(len(BUCKET_STARTS)):
        own = [(case, total) for case, total in judged if case.bucket == bucket]
        if own:
            figures = {
                source: float(np.mean([ndcg(case, case.ranks[:, column]) for case, _ in own]))
                for column, source in enumerate(sources)
            }
            figures[FUSION] = float(np.mean([ndcg(case, total) for case, total in own]))
            found.append(Worth(bucket, len(own), figures))
    return tuple(found)


def worth_for_items(judged: Sequence[tuple[Case, Floats]], sources: Sequence[str]) -> tuple[Worth, ...]:
    """By how many others chose an item, over the choices of users of whom something is known."""
    wanted = np.zeros(len(BUCKET_STARTS), dtype=np.int64)
    hits = {name: np.zeros(len(BUCKET_STARTS), dtype=np.int64) for name in (*sources, FUSION)}
    for case, total in judged:
        if not case.choices:
            continue
        for choosers in (*case.choosers[case.chosen].tolist(), *case.missed.tolist()):
            wanted[bucket_of(choosers)] += 1
        for name, order in (*zip(sources, case.ranks.T, strict=True), (FUSION, total)):
            shown = best(order, TOP)
            for choosers in case.choosers[shown[case.chosen[shown]]].tolist():
                hits[name][bucket_of(choosers)] += 1
    return tuple(
        Worth(bucket, int(count), {name: float(found[bucket] / count) for name, found in hits.items()})
        for bucket, count in enumerate(wanted)
        if count
    )


def mean_gain(cases: Sequence[Case], ours: Sequence[Floats], theirs: Sequence[Floats]) -> Mean | None:
    """What one order of the candidates adds to the NDCG@10 of another where something is known of the user.

    With its interval over users, as the cases of one user are no independent ones; None for fewer than two users.
    """
    by_user: dict[str, list[float]] = {}
    for case, our, their in zip(cases, ours, theirs, strict=True):
        if case.choices:
            by_user.setdefault(case.user_id, []).append(ndcg(case, our) - ndcg(case, their))
    return mean(np.array([np.mean(gains) for gains in by_user.values()])) if len(by_user) > 1 else None
