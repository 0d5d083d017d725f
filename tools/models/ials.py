"""Implicit alternating least squares (Hu et al., ICDM 2008), regularised as by Rendle et al. (RecSys 2022).

irspack learns the factors of the items; users are not kept. A history becomes a user by solving exactly for

    sum over the history of  c (u.v_i - t)^2  +  alpha_0 * sum over all items of (u.v_i)^2
                                              +  reg * (alpha_0 * items + history) * |u|^2

with c how strong the choice was and t = 1, or t = -1 for what was turned down. Factors are turned so that the
Gram matrix of the items is diagonal; by the Woodbury identity the system is then no larger than the history.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from functools import cache
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from tools.models.matrix import Floats, Matrix
from tools.models.validation import Quality, Validation, climb

MOST_EPOCHS, FEWEST_EPOCHS = 10, 5
"""Over the data; further ones change little, fewer leave it half learned."""

CG_STEPS = 3
"""Of conjugate gradients for each user and item in an epoch."""

SEARCH_FACTORS, SEARCH_EPOCHS = 256, 4
"""Of the trials, at most: with far fewer factors than in the end, more regularisation comes out best."""

START_WEIGHT = 300.0
"""Where the search begins: what a user did not choose weighs, all together, as much as so many choices."""

MOST_UNOBSERVED = 0.3
"""In small catalogs the search begins no higher."""

START_REGULARIZATION = 0.005

CHANGES = tuple(2.0**power for power in range(-5, 6))
"""The factors by which a setting is changed."""


@dataclass(frozen=True, slots=True)
class AlsSettings:
    """unobserved: alpha_0, the weight of what was not chosen; regularization: reg."""

    factors: int
    epochs: int
    unobserved: float
    regularization: float


@dataclass(frozen=True, slots=True)
class ImplicitALS:
    """items: (items, factors), turned so that items.T @ items is diagonal: `gram`, (factors,); mean: (factors,)."""

    name: ClassVar[str] = "ials"

    settings: AlsSettings
    items: Floats
    gram: Floats
    mean: Floats

    @classmethod
    def fit(cls, matrix: Matrix, settings: AlsSettings, *, seed: int, threads: int) -> ImplicitALS:
        """From positive strengths."""
        trainer = _trainer(matrix, settings, seed, threads)
        for _ in range(settings.epochs):
            trainer.run_epoch()
        return cls.of(settings, np.asarray(trainer.core_trainer.item))

    @classmethod
    def of(cls, settings: AlsSettings, items: Floats) -> ImplicitALS:
        """From the factors of the items, in any rotation."""
        gram, turn = np.linalg.eigh((items.T @ items).astype(np.float64))
        turned = items @ turn.astype(np.float32)
        return cls(settings, turned, gram.astype(np.float32), turned.mean(axis=0))

    def user(self, items: NDArray[np.integer], strengths: Floats) -> Floats:
        """The factors of one history: (factors,). No strength may be zero."""
        damped, weights = self._solved(items, strengths)
        user: Floats = weights @ damped
        return user

    def users(self, histories: Matrix) -> Floats:
        """Of each row: (users, factors)."""
        ends = zip(histories.indptr[:-1], histories.indptr[1:], strict=True)
        rows = (slice(start, end) for start, end in ends)
        with threadpool_limits(limits=1, user_api="blas"):
            # Systems this small only wait for further threads.
            users = [self.user(histories.indices[row], histories.data[row]) for row in rows]
        return np.stack(users) if users else np.zeros((0, len(self.gram)), dtype=np.float32)

    def scores(self, histories: Matrix) -> Floats:
        """histories: (users, items) sparse. Out: (users, items)."""
        scores: Floats = self.users(histories) @ self.items.T
        return scores

    def spread(self, user: Floats) -> float:
        """The standard deviation of a user's scores over all items, without scoring them."""
        squares = float((user * user) @ self.gram) / len(self.items)
        return float(np.sqrt(max(squares - float(user @ self.mean) ** 2, 0.0)))

    def pulls(self, items: NDArray[np.integer], strengths: Floats, targets: NDArray[np.integer]) -> Floats:
        """What each item of a history adds to the score of each target: (history, targets); they sum to it."""
        damped, weights = self._solved(items, strengths)
        pulls: Floats = weights[:, None] * (damped @ self.items[targets].T)
        return pulls

    def arrays(self) -> dict[str, NDArray[Any]]:
        return {
            "settings": np.array(astuple(self.settings)),
            "items": self.items,
            "gram": self.gram,
            "mean": self.mean,
        }

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> ImplicitALS:
        factors, epochs, unobserved, regularization = arrays["settings"].tolist()
        settings = AlsSettings(int(factors), int(epochs), unobserved, regularization)
        return cls(settings, arrays["items"], arrays["gram"], arrays["mean"])

    def _solved(self, items: NDArray[np.integer], strengths: Floats) -> tuple[Floats, Floats]:
        """(history, factors) and (history,), whose product is the user; the smaller of two systems is solved."""
        chosen, settings = self.items[items], self.settings
        ridge = settings.regularization * (settings.unobserved * len(self.items) + len(items))
        shared = settings.unobserved * self.gram + np.float32(ridge)
        if len(items) > len(shared):
            system = (chosen.T * np.abs(strengths)) @ chosen
            system[np.diag_indices(len(shared))] += shared
            solved: Floats = np.linalg.solve(system, chosen.T).T
            return solved, strengths
        damped = chosen / shared
        system = damped @ chosen.T
        system[np.diag_indices(len(items))] += 1 / np.abs(strengths)
        return damped, np.linalg.solve(system, np.sign(strengths))


def planned_bytes(matrix: Matrix, factors: int) -> int:
    """Of the factors in training, as read from it and as turned; of the interactions by row and by column."""
    users, items = map(int, matrix.shape)
    return 4 * factors * (2 * users + 4 * items) + 40 * int(matrix.nnz)


def planned_work(matrix: Matrix, factors: int) -> float:
    """Multiplications of an epoch: of conjugate gradients over all pairs by way of the Gram matrix, and over cells."""
    users, items = map(int, matrix.shape)
    return (CG_STEPS + 1) * factors * ((users + items) * factors + 4.0 * int(matrix.nnz))


def search(
    validation: Validation, factors: int, epochs: int, *, seed: int, threads: int
) -> tuple[AlsSettings, Quality]:
    """The best regularisation, then the best weight of what was not chosen."""

    @cache
    def judged(unobserved: float, regularization: float) -> Quality:
        settings = AlsSettings(min(factors, SEARCH_FACTORS), SEARCH_EPOCHS, unobserved, regularization)
        fitted = ImplicitALS.fit(validation.kept, settings, seed=seed, threads=threads)
        return validation.judge(lambda histories: [fitted.scores(histories)])[0]

    start = len(CHANGES) // 2
    usual = min(START_WEIGHT / validation.kept.shape[1], MOST_UNOBSERVED)
    regularizations = [START_REGULARIZATION * change for change in CHANGES]
    regularization, _ = climb(lambda value: judged(usual, value), regularizations, start)
    weights = [usual * change for change in CHANGES]
    unobserved, quality = climb(lambda value: judged(value, regularization), weights, start)
    return AlsSettings(factors, epochs, unobserved, regularization), quality


def _trainer(matrix: Matrix, settings: AlsSettings, seed: int, threads: int) -> Any:
    with warnings.catch_warnings():
        # irspack's own use of an older pydantic is no concern of whoever fits.
        warnings.simplefilter("ignore", DeprecationWarning)
        from irspack.recommenders.ials import IALSTrainer, LossType, SolverType
    return IALSTrainer(
        matrix,
        n_components=settings.factors,
        alpha0=settings.unobserved,
        reg=settings.regularization,
        nu=1.0,
        init_std=0.1,
        solver_type=SolverType.CG,
        max_cg_steps=CG_STEPS,
        ialspp_subspace_dimension=64,
        loss_type=LossType.IALSPP,
        random_seed=seed,
        n_threads=threads,
        prediction_time_max_cg_steps=5,
        prediction_time_ialspp_iteration=1,
    )
