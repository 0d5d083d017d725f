"""Counts of one conversation, and figures with their intervals from those of many."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass

import numpy as np

_DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Figure:
    """A share of all that was counted, and its 95 % interval over conversations."""

    value: float
    low: float
    high: float
    of: float
    """What it is a share of."""

    def __str__(self) -> str:
        return f"{100 * self.value:5.1f} [{100 * self.low:.1f}, {100 * self.high:.1f}] of {self.of:g}"


class Tally:
    """Sums above and below the line, by the name of the figure."""

    def __init__(self) -> None:
        self.above: dict[str, float] = {}
        self.below: dict[str, float] = {}

    def share(self, name: str, part: float, of: float = 1.0) -> None:
        self.above[name] = self.above.get(name, 0.0) + part
        self.below[name] = self.below.get(name, 0.0) + of

    def overlap(self, name: str, wanted: Collection[Hashable], found: Collection[Hashable]) -> None:
        """Precision, recall and F1 of `found` as NAME_p, NAME_r, NAME_f1, micro-averaged."""
        self.hits(name, len(set(wanted) & set(found)), len(set(wanted)), len(set(found)))

    def hits(self, name: str, both: int, wanted: int, found: int) -> None:
        self.share(f"{name}_p", both, found)
        self.share(f"{name}_r", both, wanted)
        self.share(f"{name}_f1", 2 * both, wanted + found)


def figures(tallies: Sequence[Tally], *, seed: int = 7) -> dict[str, Figure]:
    """Every figure of which there is anything, by bootstrap over the tallies."""
    names = list(dict.fromkeys(name for tally in tallies for name in tally.below))
    above = np.array([[t.above.get(n, 0.0) for n in names] for t in tallies]).reshape(-1, len(names))
    below = np.array([[t.below.get(n, 0.0) for n in names] for t in tallies]).reshape(-1, len(names))
    drawn = (
        np.random.default_rng(seed).multinomial(
            len(tallies), np.full(len(tallies), 1 / len(tallies)), size=_DRAWS
        )
        if tallies
        else np.zeros((0, 0))
    )
    found = {}
    for place, name in enumerate(names):
        total = below[:, place].sum()
        if not total:
            continue
        parts, wholes = drawn @ above[:, place], drawn @ below[:, place]
        low, high = np.quantile(parts[wholes > 0] / wholes[wholes > 0], (0.025, 0.975))
        found[name] = Figure(float(above[:, place].sum() / total), float(low), float(high), float(total))
    return found
