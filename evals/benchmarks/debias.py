"""What evening out exposure, calibrating and the dial of adventure do to slates, and what they cost.

Over a folder in the layout of MovieLens. Of each user with enough choices the last fifth is kept for the test
and the fifth before it for validation, in time order; what came before is learned from. Candidates are those of
the collaborative source. A strength is the largest that costs no more than `MOST_LOST` of NDCG on the validation
part, and is then carried over to the test part as it is. Exposure is counted from one slate to the next;
in each part it begins at nothing, and figures are means over some orders in which the users may come.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from catalog.importers.movielens import import_movielens
from catalog.parsing import CatalogFolder, read_catalog_folder
from catalog.reading import CatalogError
from evals.benchmarks import BenchError, Figures
from evals.benchmarks.exposure import intra_list_distance
from evals.benchmarks.held_out import Judged, Part, Rows, Slates, split
from tools.candidates import Candidate
from tools.metrics import mean
from tools.ranking.calibration import Calibration, calibration, divergence
from tools.ranking.debias import evened
from tools.ranking.diversity import diversify

K, POOL = 10, 40
MOST_LOST = 0.02
"""The share of NDCG that a strength may cost on the validation part."""

ORDERS = 4
"""Of the users, by chance: who comes early is shown what is not yet shown often."""

STRENGTHS = tuple(step / 20 for step in range(1, 17))
WEIGHTS = (0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0)
DIAL = (0.0, 0.25, 0.5, 0.75, 1.0)

Floats = NDArray[np.float64]
Figure = float | int | str | list[float] | None

Make = Callable[[Part, float], Sequence[Slates]]
"""Slates at a strength, in one variant or more."""


def measure(arguments: Sequence[str], home: Path) -> Figures:
    """On the test part: each figure before and after evening out, of calibration, and along the dial.

    The frontiers of strengths and weights go to standard error.
    """
    parser = argparse.ArgumentParser(prog="cicerone bench debias")
    parser.add_argument("folder", type=Path, help="in the layout of MovieLens: movies.csv, ratings.csv")
    parts = split(_read(parser.parse_args(arguments).folder))
    if parts is None:
        raise BenchError("too few choices in there to learn a taste from")
    validation, test = parts
    if test.category is None:
        raise BenchError("no many-valued category in there to calibrate by")
    figures = {**_evening(validation, test), **_calibrating(validation, test), **_turning(test)}
    return {
        "bench": "debias",
        "users": len(test.pasts),
        "items": len(test.catalog),
        "items_known": int(test.known.sum()),
        **{name: _rounded(figure) for name, figure in figures.items()},
    }


def _read(folder: Path) -> CatalogFolder:
    try:
        with tempfile.TemporaryDirectory(prefix="cicerone-bench-") as made:
            import_movielens(folder, Path(made))
            return read_catalog_folder(Path(made))
    except CatalogError as error:
        raise BenchError(str(error)) from error


def _evening(validation: Part, test: Part) -> dict[str, Figure]:
    strength = _largest(validation, STRENGTHS, _evened)
    _tell("strength", test, STRENGTHS, _evened)
    before, after = _judged(test, _evened(test, 0.0)), _judged(test, _evened(test, strength))
    return {
        "strength": strength,
        "gini": [before.gini, after.gini],
        "gini_change": after.gini / before.gini - 1,
        "gini_catalog": [before.gini_catalog, after.gini_catalog],
        "ndcg": [before.ndcg.mean(), after.ndcg.mean()],
        "ndcg_ci_before": mean(before.ndcg).interval,
        "ndcg_ci_after": mean(after.ndcg).interval,
        **_cost("ndcg_change", before, after),
        "novelty_bits": [before.novelty, after.novelty],
        "coverage": [before.coverage, after.coverage],
    }


def _calibrating(validation: Part, test: Part) -> dict[str, Figure]:
    weight = _largest(validation, WEIGHTS, _calibrated)
    _tell("weight", test, WEIGHTS, _calibrated)
    (plain,), (mixed,) = _calibrated(test, 0.0), _calibrated(test, weight)
    before, after = test.judge(plain, K), test.judge(mixed, K)
    return {
        "category": test.category,
        "weight": weight,
        "kl": [_divergences(test, plain).mean(), _divergences(test, mixed).mean()],
        "kl_ci_before": mean(_divergences(test, plain)).interval,
        "kl_ci_after": mean(_divergences(test, mixed)).interval,
        **_cost("calibration_ndcg_change", before, after),
    }


def _turning(test: Part) -> dict[str, Figure]:
    """The slates that the ranking itself makes, at each mark of the dial."""
    slates = {mark: _ranked(test, mark) for mark in (None, *DIAL)}
    judged = {mark: test.judge(found, K) for mark, found in slates.items()}
    usual = judged[None].ndcg.mean()
    return {
        "dial": list(DIAL),
        "dial_novelty_bits": [judged[mark].novelty for mark in DIAL],
        "dial_distance": [_distance(test, slates[mark]) for mark in DIAL],
        "dial_kl": [_divergences(test, slates[mark]).mean() for mark in DIAL],
        "dial_gini": [judged[mark].gini for mark in DIAL],
        "dial_ndcg_change": [judged[mark].ndcg.mean() / usual - 1 for mark in DIAL],
        "no_dial_novelty_bits": judged[None].novelty,
        "no_dial_distance": _distance(test, slates[None]),
        "no_dial_kl": _divergences(test, slates[None]).mean(),
        "no_dial_gini": judged[None].gini,
        "no_dial_ndcg": usual,
    }


def _evened(part: Part, strength: float) -> Sequence[Slates]:
    """For each order of the users; within each, the users in the order of the part."""
    return [_evened_once(part, strength, seed) for seed in range(ORDERS)]


def _evened_once(part: Part, strength: float, seed: int) -> Slates:
    shown = np.zeros(len(part.catalog))
    users = list(part.candidates)
    slates = {}
    for place in np.random.default_rng(seed).permutation(len(users)).tolist():
        found = part.candidates[users[place]]
        rows = part.rows(found)
        slates[users[place]] = rows[evened(_scores(found), shown[rows], strength, k=K)]
        shown[slates[users[place]]] += 1
    return {user: slates[user] for user in users}


def _calibrated(part: Part, weight: float) -> Sequence[Slates]:
    slates = {}
    for user, found in part.candidates.items():
        rows, scores = part.rows(found)[:POOL], _scores(found)[:POOL]
        mix = _mix(part, user, rows, weight)
        titles = [part.catalog.items[row].title for row in rows]
        spread = diversify(
            scores, part.catalog.vectors[rows], titles, k=K, tolerance=0.0, cost=mix.cost if mix else None
        )
        slates[user] = rows[spread.order[:K]]
    return [slates]


def _ranked(part: Part, adventure: float | None) -> Slates:
    slates = {}
    for user, found in part.candidates.items():
        query = part.pasts[user].query(user, k=K, adventure=adventure)
        ranked, _ = part.ranking.rank(query, {"collaborative": found})
        slates[user] = part.rows(ranked[:K])
    return slates


def _judged(part: Part, variants: Sequence[Slates]) -> Judged:
    """The means over the variants."""
    found = [part.judge(slates, K) for slates in variants]
    return Judged(
        ndcg=np.mean([one.ndcg for one in found], axis=0),
        gini=float(np.mean([one.gini for one in found])),
        gini_catalog=float(np.mean([one.gini_catalog for one in found])),
        novelty=float(np.mean([one.novelty for one in found])),
        coverage=round(float(np.mean([one.coverage for one in found]))),
    )


def _largest(part: Part, strengths: Sequence[float], make: Make) -> float:
    """The largest strength that costs no more of NDCG than may be lost; 0 where each costs more."""
    before = _judged(part, make(part, 0.0)).ndcg.mean()
    kept = [s for s in strengths if _judged(part, make(part, s)).ndcg.mean() >= (1 - MOST_LOST) * before]
    return max(kept, default=0.0)


def _tell(name: str, part: Part, strengths: Sequence[float], make: Make) -> None:
    before = _judged(part, make(part, 0.0))
    print(f"{name}: gini, NDCG, novelty in bits, coverage, KL on the test part", file=sys.stderr)
    for strength in (0.0, *strengths):
        variants = make(part, strength)
        now = _judged(part, variants)
        print(
            f"{strength:5.2f}  {now.gini:.4f} ({now.gini / before.gini - 1:+.1%})"
            f"  {now.ndcg.mean():.4f} ({now.ndcg.mean() / before.ndcg.mean() - 1:+.1%})"
            f"  {now.novelty:.2f}  {now.coverage}  {_divergences(part, variants[0]).mean():.3f}",
            file=sys.stderr,
        )


def _cost(name: str, before: Judged, after: Judged) -> dict[str, Figure]:
    """The change of NDCG as a share of what it was, with the interval of the paired differences."""
    change, base = mean(after.ndcg - before.ndcg), before.ndcg.mean()
    return {name: change.value / base, f"{name}_ci": [change.low / base, change.high / base]}


def _rounded(figure: Figure) -> Figure:
    if isinstance(figure, list):
        return [round(float(one), 4) for one in figure]
    return round(float(figure), 4) if isinstance(figure, float) else figure


def _scores(found: Sequence[Candidate]) -> Floats:
    """Between 0 and 1, the best candidate's being 1."""
    scores = np.array([candidate.score for candidate in found], dtype=np.float64)
    best: Floats = scores / scores[0]
    return best


def _mix(part: Part, user: str, rows: Rows, weight: float) -> Calibration | None:
    if part.category is None:
        return None
    liked = [part.catalog.item(item_id) for item_id in part.pasts[user].liked]
    pool = [part.catalog.items[row] for row in rows]
    return calibration(liked, pool, part.category, weight=weight)


def _divergences(part: Part, slates: Slates) -> Floats:
    """In nats, of each user for whom a mix can be told."""
    mixes = [_mix(part, user, slate, 1.0) for user, slate in slates.items()]
    return np.array(
        [divergence(mix.target, mix.shares.sum(axis=0, keepdims=True))[0] for mix in mixes if mix]
    )


def _distance(part: Part, slates: Slates) -> float:
    found = [intra_list_distance(part.catalog.vectors[slate]) for slate in slates.values()]
    return float(np.mean(found))
