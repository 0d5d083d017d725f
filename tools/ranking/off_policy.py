"""What another policy would have earned, told from the logs of the one that ran and its propensities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.metrics import NORMAL_95

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Logged:
    """One entry a round, all (rounds,): what was earned, and how likely the logging policy was to do what it did.

    `target` is how likely the policy in question would have been to do it. Wherever that is above 0, the
    logging policy must have had a chance too, or nothing can be told. ValueError where there is no round, or
    a propensity is not above 0.
    """

    rewards: Floats
    propensities: Floats
    target: Floats

    def __post_init__(self) -> None:
        if not len(self.rewards) or not (self.propensities > 0).all():
            raise ValueError("a log needs rounds, and a propensity above 0 for each")

    @property
    def weights(self) -> Floats:
        return self.target / self.propensities


@dataclass(frozen=True, slots=True)
class Estimate:
    """The mean reward of a policy, with its 95 % interval (normal approximation; rounds are independent)."""

    value: float
    low: float
    high: float

    def covers(self, truth: float) -> bool:
        return self.low <= truth <= self.high


def inverse_propensity(logged: Logged) -> Estimate:
    """The mean of weight times reward (Horvitz and Thompson, JASA 1952): unbiased, of great variance.

    Where few rounds of small propensity carry most of the weight its interval is too narrow, as the normal
    approximation holds late; the other two suffer less from it (`cicerone bench explore`).
    """
    return _estimate(logged.weights * logged.rewards)


def self_normalised(logged: Logged) -> Estimate:
    """The weighted mean of the rewards (Swaminathan and Joachims, NIPS 2015): a little bias, less variance.

    The interval is that of the ratio by its linearisation (the delta method). ValueError where the target
    policy would have done nothing of what was logged.
    """
    weights = logged.weights
    mean_weight = float(weights.mean())
    if mean_weight == 0:
        raise ValueError("nothing that was logged could have been the target policy's")
    value = float((weights * logged.rewards).mean()) / mean_weight
    return _estimate(value + weights * (logged.rewards - value) / mean_weight)


def doubly_robust(logged: Logged, *, predicted: Floats, expected: Floats) -> Estimate:
    """A model of the reward, put right by the logs (Dudík et al., ICML 2011).

    Right where the propensities are, however bad the model; better with a better one. predicted: what the
    model says of what was done; expected: what it says of the target policy, the mean over all that it may
    do. Both (rounds,), from a model that did not learn from the same round.
    """
    return _estimate(expected + logged.weights * (logged.rewards - predicted))


def _estimate(values: Floats) -> Estimate:
    middle = float(values.mean())
    error = float(values.std(ddof=1)) / len(values) ** 0.5 if len(values) > 1 else float("inf")
    return Estimate(middle, middle - NORMAL_95 * error, middle + NORMAL_95 * error)
