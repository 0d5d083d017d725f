"""What many chose is seen more often, not only for being better: popularity taken out, exposure spread."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

EXPONENT = 0.5
"""Of the power law from how often an item was chosen to how likely it was to be seen."""

LEAST = 0.1
"""No item counts as less likely to be seen than this, beside the one most chosen."""

STRONGEST = 0.3
"""The strength at the adventurous end of the dial, over fused scores; `cicerone bench debias` shows its cost."""

NOVELTY = "novelty"
"""The name of the term that says what an item lost for being popular."""


def propensities(chosen: Floats, *, exponent: float = EXPONENT, least: float = LEAST) -> Floats:
    """How likely each item was to be seen, the most chosen one being 1. Both (items,); chosen: counts from 0.

    propensity(i) = (chosen(i) / most chosen) ^ exponent: the power law of Steck (RecSys 2011), with the
    exponent of Saito et al. (WSDM 2020), clipped from below as theirs is, for small ones make scores that
    jump. All 1 where nothing was ever chosen.
    """
    most = float(chosen.max(initial=0.0))
    if most <= 0:
        return np.ones(len(chosen))
    return np.maximum((chosen / most) ** exponent, least)


def debiased(scores: Floats, propensity: Floats, strength: float) -> Floats:
    """Scores by inverse propensity (Schnabel et al., ICML 2016), tempered: (items,), none above what it was.

    score * (smallest propensity / propensity) ^ strength. A strength of 0 leaves all as it is, 1 weighs by
    the whole inverse propensity. Only what speaks for an item is scaled: a score below 0 stays.
    """
    if strength == 0 or not len(scores):
        return scores
    kept = (propensity.min() / propensity) ** strength
    return np.where(scores > 0, scores * kept, scores)


def evened(scores: Floats, shown: Floats, strength: float, *, k: int) -> NDArray[np.int64]:
    """Which k to show, best first, where what was shown often gives way to others: the more, the lower the place.

    Exposure is evened out over many slates, not within one (Biega et al., SIGIR 2018): at place p of k, from 0,
    stands what has the greatest  score / (1 + shown) ^ (strength * (p / (k - 1)) ^ 2)  of what is left. The first
    place, which matters most, keeps to the scores. scores, shown: (items,); shown: on how many slates so far.
    Out: (k,) or fewer, into the items.
    """
    left = np.log(np.maximum(scores, np.finfo(float).tiny))
    often = np.log1p(shown)
    chosen: list[int] = []
    for place in range(min(k, len(scores))):
        depth = place / (k - 1) if k > 1 else 0.0
        best = int(np.argmax(left - strength * depth**2 * often))
        chosen.append(best)
        left[best] = -np.inf
    return np.array(chosen, dtype=np.int64)
