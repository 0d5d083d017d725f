"""Fitting `Collaborative`: which components, with which settings, blended how; then once more on everything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from tools.models import blending, ease, graph_filter, ials
from tools.models.collaborative import Collaborative, Factors, ItemWeights
from tools.models.ease import Ease
from tools.models.graph_filter import GraphFilter
from tools.models.ials import ImplicitALS
from tools.models.low_pass import LowPass
from tools.models.matrix import Floats, Matrix, chosen, degrees
from tools.models.memory import Plan, plan
from tools.models.validation import Quality, Validation

BUDGET = 2 * 2**30
"""Bytes that fitting may take where nothing else is said."""

MOST_TUNED = 1_500_000
"""Choices that settings are tried on at most, those of users by chance: with more, a fit would take hours."""

_Fit = Callable[[Matrix], ItemWeights | Factors]


class NothingToLearnError(ValueError):
    """No user chose anything."""


@dataclass(frozen=True, slots=True)
class Report:
    """How the model was chosen, on choices held out of what it was given: never on any other data.

    floor: the most chosen items for everyone; alone: each component; blend: what was taken. None where there was
    too little to hold anything out. left_out: components that are not used, and why. planned: bytes, by part.
    """

    settings: Mapping[str, str]
    floor: Quality | None
    alone: Mapping[str, Quality]
    blend: Quality | None
    left_out: Mapping[str, str]
    planned: Mapping[str, int]


def fit(matrix: Matrix, *, seed: int, threads: int = 2, budget: int = BUDGET) -> tuple[Collaborative, Report]:
    """From (users, items) with how strong each choice was; cells not above zero are not learned from.

    threads: of iALS; all else runs on one. budget: bytes.

    Raises:
        NothingToLearnError: there is no positive cell.
        NotEnoughMemoryError: it would take more than `budget`.
    """
    positive = chosen(matrix)
    if not positive.nnz:
        raise NothingToLearnError("no user chose anything")
    planned = plan(positive, budget)
    validation = Validation.carve(_sampled(positive, MOST_TUNED, seed), seed=seed)
    with threadpool_limits(limits=1, user_api="blas"):
        if validation is None:
            fitted = GraphFilter.fit(positive, graph_filter.START)
            left_out = dict.fromkeys(
                set(planned.needed) - {"data", fitted.name}, "nothing could be held out to try it on"
            )
            only = {fitted.name: 1.0}
            report = Report({fitted.name: str(fitted.damping)}, None, {}, None, left_out, planned.needed)
            return Collaborative({fitted.name: fitted}, only), report
        fits, settings = _tuned(validation, planned, seed, threads)
        weights, alone, best = _blended(validation, fits)
        components = {name: fits[name](positive) for name in weights}
    no_help = set(planned.needed) - {"data"} - set(weights)
    left_out = {**planned.left_out, **dict.fromkeys(sorted(no_help), "no help on validation")}
    report = Report(settings, _floor(validation), alone, best, left_out, planned.needed)
    return Collaborative(components, weights), report


def _sampled(matrix: Matrix, most: int, seed: int) -> Matrix:
    """Whole users by chance, with at most so many cells of them; all where there are no more."""
    if matrix.nnz <= most:
        return matrix
    order = np.random.default_rng(seed).permutation(matrix.shape[0])
    held = np.cumsum(np.diff(matrix.indptr)[order])
    return matrix[np.sort(order[: int(np.searchsorted(held, most, side="right"))])]


def _tuned(
    validation: Validation, planned: Plan, seed: int, threads: int
) -> tuple[dict[str, _Fit], dict[str, str]]:
    """How to fit each component with the best of its settings; and those settings in words.

    Where EASE is clearly better than the graph filter before tuning, the filter is not tuned, nor used: both weigh
    pairs of items.
    """
    fits: dict[str, _Fit] = {}
    settings: dict[str, str] = {}
    outdone = False
    if Ease.name in planned.needed:
        regularization, quality = ease.search(validation)
        fits[Ease.name] = lambda data: Ease.fit(data, regularization)
        settings[Ease.name] = f"regularization={regularization:g}"
        outdone = graph_filter.judged(validation, graph_filter.START).clearly_below(quality)
    if not outdone:
        damping = graph_filter.search(validation)
        fits[GraphFilter.name] = lambda data: GraphFilter.fit(data, damping)
        settings[GraphFilter.name] = str(damping)
    if ImplicitALS.name in planned.needed:
        als, _ = ials.search(validation, planned.factors, planned.epochs, seed=seed, threads=threads)
        fits[ImplicitALS.name] = lambda data: ImplicitALS.fit(data, als, seed=seed, threads=threads)
        settings[ImplicitALS.name] = str(als)
    if LowPass.name in planned.needed:
        fits[LowPass.name] = lambda data: LowPass.fit(data, seed=seed)
    return fits, settings


def _blended(
    validation: Validation, fits: Mapping[str, _Fit]
) -> tuple[dict[str, float], dict[str, Quality], Quality]:
    """The weights, each component's own quality, and that of the blend."""
    components = {name: fitting(validation.kept) for name, fitting in fits.items()}
    shortlists = blending.Shortlists.of(validation, components)
    alone = {name: shortlists.judge({name: 1.0}) for name in components}
    first = max(alone, key=lambda name: alone[name].value)
    weights, best = blending.search(shortlists, first)
    return weights, alone, best


def _floor(validation: Validation) -> Quality:
    """The same for everyone: how many chose it."""
    _, popular = degrees(validation.kept)

    def scored(histories: Matrix) -> list[Floats]:
        return [np.tile(popular, (histories.shape[0], 1))]

    return validation.judge(scored)[0]
