"""How the models of a catalog go together, learned from people whom they were not fitted on.

Some users are set aside whole. The models are fitted on the others; what those set aside went on to choose says
what each model is worth, which are not worth having, and how much each counts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from catalog.catalog import Catalog
from catalog.embedding import Embedder
from catalog.top import highest
from tools.fit import SEQUENCE, TASTES, Fitted, Progress, fit_models, leaving_out, refit, save_models
from tools.metrics import Mean, ndcg
from tools.ranking.learned import Case, LearnedWeights
from tools.set_aside import PATIENCE, Choices, cases, choices_of, choosers_of, parts, sources_of, without
from tools.sources.collaborative import CollaborativeSource, Tastes, fading
from tools.sources.popularity import PopularitySource
from tools.toolbox import Toolbox
from tools.worth import Worth, fused, hand_weights, mean_gain, worth_for_items, worth_for_users

FEWEST_USERS = 40
"""With so many choices, for anything to be learned from them."""

MOST_USERS = 150
"""Set aside at most."""

OPTIONAL = ("sequence",)
"""Sources that a catalog keeps only where the fusion is clearly better with them: they say what others say too."""

TRUSTS = (2.0, 0.0, 1.0, 5.0, 15.0)
"""How many choosers what is written of an item may count for; the usual one first, which stays among equals."""

FEW, SHOWN = 3, 10
"""Trust is chosen on the first ten for users who tell three of their choices, and all."""


@dataclass(frozen=True, slots=True)
class Tuned:
    """weights: None where those by hand are as good, or too few chose; gain: what learned ones add to them.

    trust: see `ContentMapping`; left_out: sources that are not worth having, and why; fitted: what was learned from
    behaviour, and what it took, by the name of the model.
    """

    weights: LearnedWeights | None
    users: tuple[Worth, ...] = ()
    items: tuple[Worth, ...] = ()
    gain: Mean | None = None
    trust: float | None = None
    left_out: Mapping[str, str] = field(default_factory=dict)
    fitted: Mapping[str, str] = field(default_factory=dict)

    @property
    def lines(self) -> list[str]:
        """What to say of it, a line for each model and each bucket of users and of items."""
        told = [f"{name}: {said}" for name, said in self.fitted.items()]
        told += [f"NDCG@10 with {w.ends} choices known, {w.count} users: {w.told}" for w in self.users]
        told += [
            f"Among the first 10, of {w.count} choices of what {w.ends if w.bucket else 'nobody'} chose: {w.told}"
            for w in self.items
        ]
        if self.gain is not None:
            kept = "taken" if self.weights else "not taken"
            told.append(f"learned weights of the fusion add {_said(self.gain)}: {kept}")
        if self.trust is not None:
            told.append(f"what is written of an item counts as much for its taste as {self.trust:g} users")
        told += [f"{source} left out: {reason}" for source, reason in self.left_out.items()]
        return told


def fit(
    catalog: Catalog, generation: Path, *, embedder: Embedder, progress: Progress = lambda *_: None
) -> Tuned:
    """Fit all models of `catalog`, tune how they work together, and write them into the generation's folder."""
    fitted = fit_models(catalog, embedder=embedder, progress=progress)
    progress("tuning", 0, 1)
    with ThreadPoolExecutor(max_workers=1) as thread:  # whoever builds may be in an event loop of their own
        tuned = thread.submit(asyncio.run, tune(Toolbox(catalog, embedder, fitted), fitted)).result()
    fitted = replace(_trusting(fitted, tuned.trust), fusion=tuned.weights)
    save_models(leaving_out(fitted, tuned.left_out), generation)
    progress("tuning", 1, 1)
    return replace(tuned, fitted={name: fitted.manifest.models[name] for name in (TASTES, SEQUENCE)})


async def tune(toolbox: Toolbox, fitted: Fitted, *, most_users: int = MOST_USERS, seed: int = 13) -> Tuned:
    """Set users aside, fit on the others, and learn from what those aside chose.

    Weights are learned on one half of the users and judged on the other, and the reverse; they are taken where
    that is clearly better than the weights by hand, and learned on both halves then.
    """
    catalog = toolbox.catalog
    interactions = [i for i in catalog.interactions() if i.item_id in catalog.position]
    users = choices_of(interactions)
    if len(users) < FEWEST_USERS:
        return Tuned(None)
    aside = parts(users, 1, seed=seed)[0][: min(most_users, len(users) // 4)]
    others = without(interactions, aside)
    again = refit(fitted, catalog, others)
    trust = chosen_trust(again.tastes, catalog, aside)
    trial = Toolbox(catalog, toolbox.embedder, _trusting(again, trust), source_deadline=PATIENCE)
    choosers = choosers_of(others)
    halves = [
        [told for _, told in await cases(half, trial, choosers=choosers)]
        for half in (aside[::2], aside[1::2])
    ]
    left_out = not_worth_having([*halves[0], *halves[1]], sources_of(trial))
    sources = [source for source in sources_of(trial) if source not in left_out]
    kept = [column for column, source in enumerate(sources_of(trial)) if source in sources]
    halves = [[told.with_columns(kept) for told in half] for half in halves]
    by_hand = hand_weights(sources, liked=True)
    weights = [LearnedWeights.learn(half, by_hand, sources) for half in halves]
    told = [told for half in halves for told in half]
    usual = [fused(case, sources) for case in told]
    trained = [
        fused(case, sources, weights[1 - number]) for number, half in enumerate(halves) for case in half
    ]
    gain = mean_gain(told, trained, usual)
    better = gain is not None and gain.low > 0
    judged = list(zip(told, trained if better else usual, strict=True))
    return Tuned(
        LearnedWeights.learn(told, by_hand, sources) if better else None,
        worth_for_users(judged, sources),
        worth_for_items(judged, sources),
        gain,
        trust,
        left_out,
    )


def chosen_trust(tastes: Tastes | None, catalog: Catalog, users: Sequence[Choices]) -> float | None:
    """How many choosers what is written of an item is to count for: what is best for users set aside.

    None where the tastes do not look at what is written.
    """
    if tastes is None or tastes.content is None:
        return None
    asked = [
        ([catalog.position[item_id] for item_id in liked], [catalog.position[i] for i in user.targets])
        for user in users
        for liked in (user.before[-FEW:], user.before)
    ]
    hits = np.zeros((len(TRUSTS), len(asked), SHOWN), dtype=np.bool_)
    for row, (liked, targets) in enumerate(asked):
        profile = fading(liked)
        own = tastes.model.fold_in(
            np.array(list(profile)), np.array(list(profile.values()), dtype=np.float32)
        )
        predicted = tastes.content.predicted(own, catalog.vectors)
        for number, trust in enumerate(TRUSTS):
            scores = tastes.content.trusting(trust).mix(own, predicted)
            scores[liked] = -np.inf
            shown = highest(scores, SHOWN)
            hits[number, row, : len(shown)] = np.isin(shown, targets)
    wanted = np.array([len(targets) for _, targets in asked])
    return TRUSTS[int(np.argmax([ndcg(shown, wanted, SHOWN).mean() for shown in hits]))]


def not_worth_having(cases: Sequence[Case], sources: Sequence[str]) -> dict[str, str]:
    """The sources to leave out, and why, where something is known of the user.

    Those of `OPTIONAL` without which the fusion by hand is as good; tastes where what most people choose is as
    good an answer.
    """
    columns = {source: column for column, source in enumerate(sources)}
    reasons: dict[str, str] = {}
    for source in (source for source in OPTIONAL if source in columns):
        rest = [other for other in sources if other != source]
        fewer = [case.with_columns([columns[other] for other in rest]) for case in cases]
        gain = mean_gain(cases, [fused(c, sources) for c in cases], [fused(c, rest) for c in fewer])
        if gain is not None and gain.low <= 0:
            reasons[source] = f"it would add {_said(gain)}"
    tastes, popular = columns.get(CollaborativeSource.name), columns.get(PopularitySource.name)
    if tastes is not None and popular is not None:
        gain = mean_gain(cases, [c.ranks[:, tastes] for c in cases], [c.ranks[:, popular] for c in cases])
        if gain is not None and gain.value <= 0:
            reasons[CollaborativeSource.name] = f"it adds {_said(gain)} to what most people choose"
    return reasons


def _trusting(fitted: Fitted, trust: float | None) -> Fitted:
    if fitted.tastes is None or trust is None:
        return fitted
    return replace(fitted, tastes=fitted.tastes.trusting(trust))


def _said(gain: Mean) -> str:
    return f"{gain.value:.4f} [{gain.low:.4f}, {gain.high:.4f}]"
