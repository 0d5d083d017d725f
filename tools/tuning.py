"""What the models of a catalog are worth to people whom they were not fitted on, and the weights that follow.

Some users are set aside whole. The models are fitted on the others; then each of those set aside comes as a
stranger who tells a part of what they chose, and is to be recommended what they chose after it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from catalog.catalog import Catalog
from catalog.embedding import Embedder
from catalog.items import Interaction, ItemId
from tools.candidates import Query
from tools.fit import Fitted, Progress, fit_models, leaving_out, refit, save_models
from tools.metrics import mean
from tools.ranking.fusion import source_weights
from tools.ranking.learned import (
    BUCKET_STARTS,
    Case,
    LearnedWeights,
    bucket_ends,
    case,
    learn_weights,
    ndcg,
)
from tools.signals import CHOSEN, strengths
from tools.toolbox import Toolbox

TARGET_SHARE, MOST_TARGETS = 0.2, 10
"""Of what a user chose, how much of the latest is to be found."""

KNOWN = (0, 3, 10, None)
"""How many of the choices before are told; None tells all."""

FEWEST_CHOICES = 5
"""Of a user who can be set aside."""

FEWEST_USERS = 40
"""With so many choices, for anything to be learned from them."""

MOST_USERS = 150
"""Set aside at most."""

PATIENCE = 30.0
"""Seconds that a source may take: here what is found counts, not when."""

OPTIONAL = ("sequence",)
"""Sources that a catalog keeps only where the fusion is clearly better with them: they say what others say too."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What one user chose, oldest first."""

    user_id: str
    items: tuple[ItemId, ...]

    @property
    def targets(self) -> tuple[ItemId, ...]:
        """The latest, which are to be found."""
        return self.items[-max(1, min(MOST_TARGETS, round(TARGET_SHARE * len(self.items)))) :]

    @property
    def before(self) -> tuple[ItemId, ...]:
        return self.items[: len(self.items) - len(self.targets)]


def choices_of(interactions: Sequence[Interaction]) -> list[Choices]:
    """What each user chose, each item once, of those who chose `FEWEST_CHOICES` or more."""
    told: dict[str, dict[ItemId, None]] = {}
    pairs = sorted(
        zip(interactions, strengths(interactions), strict=True), key=lambda pair: pair[0].timestamp or 0.0
    )
    for interaction, strength in pairs:
        if strength >= CHOSEN:
            told.setdefault(interaction.user_id, {}).setdefault(interaction.item_id)
    found = (Choices(user_id, tuple(items)) for user_id, items in told.items())
    return [one for one in found if len(one.items) >= FEWEST_CHOICES]


def parts(users: Sequence[Choices], count: int, *, seed: int) -> list[list[Choices]]:
    """The users in `count` parts of about one size, by chance."""
    order = np.random.default_rng(seed).permutation(len(users))
    return [[users[i] for i in order[part::count]] for part in range(count)]


def without(interactions: Iterable[Interaction], users: Iterable[Choices]) -> list[Interaction]:
    """The interactions of everybody else."""
    aside = {one.user_id for one in users}
    return [i for i in interactions if i.user_id not in aside]


async def cases(
    users: Sequence[Choices],
    toolbox: Toolbox,
    *,
    known: Sequence[int | None] = KNOWN,
    among: frozenset[ItemId] | None = None,
) -> list[tuple[int | None, Case]]:
    """Each user once for each number of choices told, where they made as many; with that number.

    With `among`, only targets among those items count, and only such users are asked.
    """
    found = []
    for user in users:
        targets = frozenset(user.targets) if among is None else among & frozenset(user.targets)
        for count in known if targets else ():
            if count is not None and len(user.before) < count:
                continue
            liked = user.before if count is None else user.before[len(user.before) - count :]
            gathered = await toolbox.gather(Query(user_id="", liked=liked))
            told = case(gathered.rankings, targets, sources=sources_of(toolbox), choices=len(liked))
            found.append((count, told))
    return found


def sources_of(toolbox: Toolbox) -> list[str]:
    return [source.name for source in toolbox.sources]


Interval = tuple[float, float, float]
"""A mean over users and the ends of its 95 % interval."""


@dataclass(frozen=True, slots=True)
class Worth:
    """NDCG@10 of each source alone and of the fusions for users of one bucket; `gain` is what learning adds.

    `gain` has its 95 % interval, over users.
    """

    bucket: int
    users: int
    ndcg: Mapping[str, float]
    gain: Interval


@dataclass(frozen=True, slots=True)
class Tuned:
    """The weights learned, None where those by hand are as good or too few chose; and what everything was worth.

    `left_out` are sources that the fusion does as well without, each with what it would add.
    """

    weights: LearnedWeights | None
    worth: tuple[Worth, ...]
    left_out: Mapping[str, Interval] = field(default_factory=dict)

    @property
    def lines(self) -> list[str]:
        """What to say of it, a line for each bucket of users."""
        told = []
        for worth in self.worth:
            alone = ", ".join(
                f"{name} {value:.3f}" for name, value in sorted(worth.ndcg.items(), key=lambda pair: -pair[1])
            )
            first, last = bucket_ends(worth.bucket)
            known = (
                f"{first}" if first == last else f"{first} or more" if last is None else f"{first} to {last}"
            )
            told.append(f"NDCG@10 with {known} choices known, {worth.users} users: {alone}")
        for source, (middle, low, high) in self.left_out.items():
            told.append(f"{source} left out: it would add {middle:.4f} [{low:.4f}, {high:.4f}]")
        return told


def fit(
    catalog: Catalog, generation: Path, *, embedder: Embedder, progress: Progress = lambda *_: None
) -> Tuned:
    """Fit all models of `catalog`, tune how they work together, and write them into the generation's folder."""
    fitted = fit_models(catalog, embedder=embedder, progress=progress)
    progress("tuning", 0, 1)
    with ThreadPoolExecutor(max_workers=1) as thread:  # whoever builds may be in an event loop of their own
        tuned = thread.submit(asyncio.run, tune(Toolbox(catalog, embedder, fitted), fitted)).result()
    save_models(leaving_out(replace(fitted, fusion=tuned.weights), tuned.left_out), generation)
    progress("tuning", 1, 1)
    return tuned


async def tune(toolbox: Toolbox, fitted: Fitted, *, most_users: int = MOST_USERS, seed: int = 13) -> Tuned:
    """Set users aside, fit on the others, and learn the weights of the fusion from what those aside chose.

    In each bucket the weights are learned on one half of the users and judged on the other, and the reverse;
    they are taken where that is clearly better than the weights by hand, and learned on both halves then.
    """
    catalog = toolbox.catalog
    interactions = [i for i in catalog.interactions() if i.item_id in catalog.position]
    users = choices_of(interactions)
    if len(users) < FEWEST_USERS:
        return Tuned(None, ())
    aside = parts(users, 1, seed=seed)[0][: min(most_users, len(users) // 4)]
    again = refit(fitted, catalog, without(interactions, aside))
    trial = Toolbox(catalog, toolbox.embedder, again, source_deadline=PATIENCE)
    found = [told for _, told in await cases(aside, trial)]
    left_out = useless(found, sources_of(trial))
    sources = tuple(source for source in sources_of(trial) if source not in left_out)
    kept = [place for place, source in enumerate(sources_of(trial)) if source in sources]
    found = [replace(told, features=told.features[:, kept]) for told in found]
    weights, worth = np.full((len(BUCKET_STARTS), len(sources)), np.nan), []
    for bucket in range(len(BUCKET_STARTS)):
        told = [c for c in found if c.bucket == bucket]
        if len(told) < FEWEST_USERS // 2:
            continue
        by_hand = hand_weights(sources, liked=bucket > 0)
        judged = [
            (c, w)
            for half in (0, 1)
            for w in [learn_weights(told[half::2], by_hand)]
            for c in told[1 - half :: 2]
        ]
        gain = _interval([ndcg(c, w) - ndcg(c, by_hand) for c, w in judged])
        if gain[1] > 0:
            weights[bucket] = learn_weights(told, by_hand)
        alone = {
            s: float(np.mean([ndcg(c, row) for c in told]))
            for s, row in zip(sources, np.eye(len(sources)), strict=True)
        }
        alone = {s: value for s, value in alone.items() if value > 0}
        alone["fusion"] = float(np.mean([ndcg(c, by_hand) for c in told])) + max(gain[0], 0.0) * (gain[1] > 0)
        worth.append(Worth(bucket, len(told), alone, gain))
    learned = None if np.isnan(weights).all() else LearnedWeights(sources, weights)
    return Tuned(learned, tuple(worth), left_out)


def useless(found: Sequence[Case], sources: Sequence[str]) -> dict[str, Interval]:
    """The optional sources without which the fusion by hand does as well, each with what it adds, over users."""
    known = [told for told in found if told.choices]
    by_hand = hand_weights(sources, liked=True)
    useless = {}
    for place, source in enumerate(sources):
        if source in OPTIONAL and len(known) > 1:
            without_it = np.where(np.arange(len(sources)) == place, 0.0, by_hand)
            gain = _interval([ndcg(told, by_hand) - ndcg(told, without_it) for told in known])
            if gain[1] <= 0:
                useless[source] = gain
    return useless


def _interval(values: Sequence[float]) -> Interval:
    found = mean(np.array(values))
    return found.value, found.low, found.high


def hand_weights(sources: Sequence[str], *, liked: bool) -> NDArray[np.float64]:
    """What `fusion.source_weights` says for a user who says nothing; what pushes back is left out."""
    weights = source_weights(Query(user_id="", liked=("something",) if liked else ()))
    return np.array([max(weights.get(source, 0.0), 0.0) for source in sources])
