"""The value of a policy from the logs of another, against a truth that is known."""

from __future__ import annotations

import numpy as np
import pytest

from tools.ranking.off_policy import Logged, doubly_robust, inverse_propensity, self_normalised

TRUTH = np.array([0.2, 0.5, 0.7])
LOGGING, TARGET = np.array([0.6, 0.3, 0.1]), np.array([0.1, 0.3, 0.6])


def logged(rounds: int, seed: int = 3) -> tuple[Logged, np.ndarray]:
    random = np.random.default_rng(seed)
    arms = random.choice(3, size=rounds, p=LOGGING)
    rewards = (random.random(rounds) < TRUTH[arms]).astype(float)
    return Logged(rewards, LOGGING[arms], TARGET[arms]), arms


def test_each_estimator_finds_the_truth_that_the_plain_mean_misses() -> None:
    log, arms = logged(60_000)
    truth = float(TARGET @ TRUTH)
    assert abs(float(log.rewards.mean()) - truth) > 0.2
    model = np.array([0.9, 0.1, 0.1])
    robust = doubly_robust(log, predicted=model[arms], expected=np.full(60_000, TARGET @ model))
    for estimate in (inverse_propensity(log), self_normalised(log), robust):
        assert estimate.value == pytest.approx(truth, abs=0.02)
        assert estimate.covers(truth)


def test_a_true_model_makes_the_doubly_robust_interval_the_narrowest() -> None:
    log, arms = logged(2_000)
    plain = inverse_propensity(log)
    robust = doubly_robust(log, predicted=TRUTH[arms], expected=np.full(2_000, TARGET @ TRUTH))
    assert robust.high - robust.low < 0.8 * (plain.high - plain.low)


def test_the_policy_itself_is_worth_what_it_earned() -> None:
    log, _ = logged(500)
    same = Logged(log.rewards, log.propensities, log.propensities)
    assert inverse_propensity(same).value == pytest.approx(log.rewards.mean())
    assert self_normalised(same).value == pytest.approx(log.rewards.mean())


def test_self_normalising_stays_within_the_rewards() -> None:
    log = Logged(np.array([1.0, 1.0, 0.0]), np.array([0.01, 0.5, 0.5]), np.array([0.9, 0.5, 0.5]))
    assert inverse_propensity(log).value > 1
    assert 0 <= self_normalised(log).value <= 1


def test_a_log_that_cannot_tell_is_refused() -> None:
    with pytest.raises(ValueError, match="propensity"):
        Logged(np.ones(1), np.zeros(1), np.ones(1))
    with pytest.raises(ValueError, match="rounds"):
        Logged(np.zeros(0), np.zeros(0), np.zeros(0))
    with pytest.raises(ValueError, match="target"):
        self_normalised(Logged(np.ones(2), np.ones(2), np.zeros(2)))
