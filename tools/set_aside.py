"""Users set aside whole: each comes as a stranger who tells a part of what they chose; what follows is to be found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from catalog.items import Interaction, ItemId
from tools.candidates import Query
from tools.ranking.learned import Case, case
from tools.signals import CHOSEN, strengths
from tools.toolbox import Toolbox

TARGET_SHARE, MOST_TARGETS = 0.2, 10
"""Of what a user chose, how much of the latest is to be found."""

KNOWN = (0, 3, 10, None)
"""How many of the choices before are told; None tells all."""

FEWEST_CHOICES = 5
"""Of a user who can be set aside."""

PATIENCE = 30.0
"""Seconds that a source may take: here what is found counts, not when."""


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


def choosers_of(interactions: Sequence[Interaction]) -> Mapping[ItemId, int]:
    """How many users chose each item."""
    pairs = zip(interactions, strengths(interactions), strict=True)
    chosen = {(i.user_id, i.item_id) for i, strength in pairs if strength >= CHOSEN}
    return Counter(item_id for _, item_id in chosen)


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
    choosers: Mapping[ItemId, int],
    known: Sequence[int | None] = KNOWN,
    among: frozenset[ItemId] | None = None,
    excluded: frozenset[ItemId] = frozenset(),
) -> list[tuple[int | None, Case]]:
    """Each user once for each number of choices told, where they made as many; with that number.

    choosers: of each item, in what the toolbox was fitted on. With `among`, only targets among those items
    count, and only such users are asked. What is `excluded` may not be recommended.
    """
    found = []
    for user in users:
        targets = frozenset(user.targets) if among is None else among & frozenset(user.targets)
        for count in known if targets else ():
            if count is not None and len(user.before) < count:
                continue
            liked = user.before if count is None else user.before[len(user.before) - count :]
            gathered = await toolbox.gather(Query(user_id="", liked=liked, excluded=excluded))
            told = case(
                gathered.rankings,
                targets,
                sources=sources_of(toolbox),
                user_id=user.user_id,
                choices=len(liked),
                choosers=choosers,
            )
            found.append((count, told))
    return found


def sources_of(toolbox: Toolbox) -> list[str]:
    return [source.name for source in toolbox.sources]
