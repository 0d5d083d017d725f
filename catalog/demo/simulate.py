"""Simulated tastes for a demo catalog: `python -m catalog.demo.simulate catalog/demo/films`.

Nobody real is behind the rows of `interactions.csv`. They let a first build fit its collaborative sources
without anyone's data. How well a recommender predicts them says nothing about people, so no quality figure
may be quoted on them.

The model, for user u and item i with binary features f (genres, themes, people, series, ...):
    affinity(u, i) = z-score over i of  sum over f of taste(u, f) * rarity(f) * has(i, f)
    chance(u, i)   ~ exp(CURIOSITY * affinity(u, i) + FAME * popularity(i))       drawn without replacement
    opinion(u, i)  = affinity(u, i) + NOISE * normal   ->   like, view or dislike, by two thresholds
where taste(u, ·) is 1 on a few features, -1 now and then on one, else 0; rarity is log(items / items with f);
popularity is a standard normal drawn once an item.
"""

import argparse
import csv
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Event = Literal["like", "view", "dislike"]
Floats = NDArray[np.float64]

SEED = 20261122
USERS = 2_000
MIN_EVENTS, MEAN_EXTRA_EVENTS, MAX_EVENTS = 8, 4.5, 40
TASTE_FIELDS = {"genres": 3.0, "themes": 1.0, "director": 2.0, "author": 2.0, "series": 2.0, "moods": 1.0}
"""The fields that tastes are drawn from, and how often each is drawn beside the others."""
TASTES = (2, 4)
AVERSION_RATE = 0.3
CURIOSITY, FAME, NOISE = 1.1, 0.7, 0.6
LIKE_ABOVE, DISLIKE_BELOW = 0.7, -0.8
VALUE: Mapping[Event, float] = {"like": 1.0, "view": 0.5, "dislike": -1.0}
FIRST_SECOND = 1_704_067_200
"""1 January 2024, UTC."""
PERIOD = 730 * 86_400
SITTING_GAP = 9 * 86_400
"""Mean seconds between two events of one user."""


@dataclass(frozen=True)
class Item:
    """An item as the simulation sees it: its id and its features, each a pair of field and value."""

    id: str
    features: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Interaction:
    """One simulated event; `timestamp` is in Unix seconds."""

    user_id: str
    item_id: str
    event: Event
    timestamp: int

    @property
    def value(self) -> float:
        """The strength of the event, from -1 (disliked) to 1 (liked)."""
        return VALUE[self.event]


@dataclass(frozen=True)
class FeatureTable:
    """Which item has which feature.

    has: (items, features), 0 or 1, for the features that two items or more share.
    rarity: (features,), log(items / items with the feature).
    draw: (features,), the chance that one taste of a user is this feature; sums to 1.
    """

    has: Floats
    rarity: Floats
    draw: Floats


def read_items(folder: Path) -> list[Item]:
    """The items of a catalog folder in file order; raises `FileNotFoundError` where it has no items.jsonl."""
    items = []
    for line in (folder / "items.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        pairs = {(field, str(value)) for field in TASTE_FIELDS for value in as_list(row.get(field))}
        items.append(Item(id=str(row["id"]), features=frozenset(pairs)))
    return items


def as_list(value: object) -> list[object]:
    """A field's values, whether it holds many, one or none."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def tabulate(items: Sequence[Item]) -> FeatureTable:
    """The feature table of the items; a feature that only one item has cannot be shared and is left out.

    Raises `ValueError` where no two items share a feature.
    """
    counts = Counter(feature for item in items for feature in item.features)
    features = sorted(feature for feature, count in counts.items() if count > 1)
    if not features:
        raise ValueError("no two items share a feature, so tastes cannot be drawn")
    has = np.array([[float(feature in item.features) for feature in features] for item in items])
    share = has.mean(axis=0)
    weight = np.array([TASTE_FIELDS[field] for field, _ in features]) * share
    return FeatureTable(has=has, rarity=np.log(1 / share), draw=weight / weight.sum())


def draw_taste(table: FeatureTable, *, rng: np.random.Generator) -> Floats:
    """One user's taste, (features,): 1 on a few features, at times -1 on another, 0 elsewhere."""
    taste = np.zeros(len(table.draw))
    likes = int(rng.integers(TASTES[0], TASTES[1], endpoint=True))
    dislikes = int(rng.random() < AVERSION_RATE)
    drawable = int(np.count_nonzero(table.draw))
    picked = rng.choice(len(taste), size=min(likes + dislikes, drawable), replace=False, p=table.draw)
    taste[picked[:likes]] = 1.0
    taste[picked[likes:]] = -1.0
    return taste


def affinity(taste: Floats, table: FeatureTable) -> Floats:
    """How well each item fits a taste, (items,), with mean 0 and deviation 1 (all 0 where items tie)."""
    raw: Floats = table.has @ (taste * table.rarity)
    spread = float(raw.std())
    return (raw - raw.mean()) / spread if spread > 0 else np.zeros_like(raw)


def judge(opinion: float) -> Event:
    """The event that an opinion of an item leads to."""
    if opinion > LIKE_ABOVE:
        return "like"
    return "dislike" if opinion < DISLIKE_BELOW else "view"


def draw_times(count: int, *, rng: np.random.Generator) -> list[int]:
    """Rising timestamps of one user: a first evening somewhere in the period, then waits of days."""
    waits = rng.exponential(SITTING_GAP, size=count)
    length = float(waits.sum())
    waits *= min(1.0, 0.9 * PERIOD / length)
    start = FIRST_SECOND + rng.random() * (PERIOD - float(waits.sum()))
    return [int(moment) for moment in start + np.cumsum(waits)]


def simulate_user(
    user_id: str, items: Sequence[Item], table: FeatureTable, popularity: Floats, *, rng: np.random.Generator
) -> list[Interaction]:
    """One user's events in time order, at most one an item."""
    fit = affinity(draw_taste(table, rng=rng), table)
    wanted = MIN_EVENTS + int(rng.exponential(MEAN_EXTRA_EVENTS))
    count = min(wanted, MAX_EVENTS, len(items))
    # The largest keys after Gumbel noise are a draw without replacement (Kool et al., ICML 2019).
    keys = CURIOSITY * fit + FAME * popularity + rng.gumbel(size=len(items))
    chosen = rng.permutation(np.argsort(-keys, kind="stable")[:count])
    opinions = fit[chosen] + NOISE * rng.standard_normal(count)
    times = draw_times(count, rng=rng)
    return [
        Interaction(user_id=user_id, item_id=items[index].id, event=judge(float(opinion)), timestamp=moment)
        for index, opinion, moment in zip(chosen, opinions, times, strict=True)
    ]


def simulate(items: Sequence[Item], *, users: int, seed: int) -> list[Interaction]:
    """All interactions, user after user. The same items, users and seed give the same rows.

    Each user has a random stream of its own, so that more users never change the earlier ones.
    """
    table = tabulate(items)
    shared, *own = np.random.SeedSequence(seed).spawn(users + 1)
    popularity = np.random.default_rng(shared).standard_normal(len(items))
    width = max(4, len(str(users)))
    return [
        interaction
        for number, stream in enumerate(own, start=1)
        for interaction in simulate_user(
            f"synthetic-{number:0{width}d}", items, table, popularity, rng=np.random.default_rng(stream)
        )
    ]


def write_interactions(interactions: Sequence[Interaction], path: Path) -> None:
    """Write the rows as CSV with the columns that a catalog folder expects."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["user_id", "item_id", "event", "value", "timestamp"])
        for row in interactions:
            writer.writerow([row.user_id, row.item_id, row.event, f"{row.value:g}", row.timestamp])


def main(arguments: Sequence[str] | None = None) -> None:
    """Read a catalog folder's items, write its interactions.csv and print what was written."""
    parser = argparse.ArgumentParser(prog="python -m catalog.demo.simulate", description="Simulate tastes.")
    parser.add_argument("folder", type=Path, help="a catalog folder with items.jsonl")
    parser.add_argument("--users", type=int, default=USERS)
    parser.add_argument("--seed", type=int, default=SEED)
    chosen = parser.parse_args(arguments)
    folder: Path = chosen.folder
    items = read_items(folder)
    interactions = simulate(items, users=chosen.users, seed=chosen.seed)
    path = folder / "interactions.csv"
    write_interactions(interactions, path)
    events = Counter(interaction.event for interaction in interactions)
    print(
        f"{path}: {chosen.users} users, {len(items)} items, {len(interactions)} interactions, {dict(events)}"
    )


if __name__ == "__main__":
    main()
