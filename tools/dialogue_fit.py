"""Offline: conversations into the dialogue model of a generation, where there are enough and it is worth it.

The last conversations are set aside. A model that ranks what was recommended in them no better than what is
recommended most often is not kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from catalog.catalog import Catalog
from catalog.dialogues import Conversation
from catalog.items import Item
from catalog.schema import Schema
from tools.fit import DIALOGUE, FOLDER, MANIFEST_FILE, FitManifest
from tools.metrics import mean
from tools.models.dialogue import DialogueModel
from tools.models.dialogue_words import Example, Said, named_in
from tools.sources.kinship import features_of
from tools.words import content_words

SEED = 13

FEWEST_EXAMPLES, FEWEST_SPEAKERS = 300, 30
"""Turns in which something new was recommended or named, and people, below which nothing is learned."""

MOST_EXAMPLES = 20_000
"""The latest that are learned from: some two minutes on two cores."""

ASIDE = 0.1
"""The share of the conversations, the latest, that the model is judged on."""

NAMED_BY_SEEKER = 0.5
"""What a seeker names next is learned from as well, but counts less: it is no recommendation."""


def learn_dialogues(catalog: Catalog, generation: Path, conversations: Sequence[Conversation]) -> str:
    """Learn, judge, write the model into the generation where it is kept; what to say of it.

    The manifest of the fitted models says it as well.
    """
    model, said = fit(catalog, conversations)
    folder = generation / FOLDER
    if model is not None:
        model.save(folder / f"{DIALOGUE}.npz")
    manifest = FitManifest.model_validate_json((folder / MANIFEST_FILE).read_bytes())
    manifest = manifest.model_copy(update={"models": {**manifest.models, DIALOGUE: said}})
    (folder / MANIFEST_FILE).write_text(manifest.model_dump_json(indent=2), encoding="utf-8")
    return f"{DIALOGUE}: {said}"


def fit(catalog: Catalog, conversations: Sequence[Conversation]) -> tuple[DialogueModel | None, str]:
    """The model, None where there is too little or it does not win, and what to say of it."""
    told = [examples for one in conversations if (examples := _examples(one, catalog))]
    count = sum(len(examples) for examples in told)
    speakers = {examples[0].by for examples in told}
    if count < FEWEST_EXAMPLES or len(speakers) < FEWEST_SPEAKERS:
        return None, (
            f"too few conversations ({count} recommendations to {len(speakers)} people; "
            f"{FEWEST_EXAMPLES} to {FEWEST_SPEAKERS} are needed)"
        )
    from tools.models.dialogue_training import fit as train

    cut = len(told) - max(1, round(ASIDE * len(told)))
    learned = [example for examples in told[:cut] for example in examples][-MOST_EXAMPLES:]
    judged = [example for examples in told[cut:] for example in examples if example.weight == 1.0]
    together = [
        list(dict.fromkeys([*named_in(examples[-1].context), *examples[-1].targets]))
        for examples in told[:cut]
    ]
    model = train(learned, together, [_features(i, catalog.schema) for i in catalog.items], seed=SEED)
    often = np.bincount([t for e in learned for t in e.targets], minlength=len(catalog)).astype(np.float32)
    often -= np.arange(len(catalog)) / len(catalog)  # equals come in the order of the catalog
    gains = np.concatenate(
        [_gains(model.scores(e.context), e) - _gains(often, e) for e in judged] or [np.zeros(1)]
    )
    gain = mean(gains)
    interval = f"{gain.value:.4f} [{gain.low:.4f}, {gain.high:.4f}]"
    if gain.low <= 0:
        return None, f"left out: its NDCG@10 beside what is recommended most often is {interval}"
    return model, (
        f"{len(learned):,} recommendations of {len(told[:cut]):,} conversations; NDCG@10 beside what is "
        f"recommended most often {interval}"
    )


def _examples(conversation: Conversation, catalog: Catalog) -> list[Example]:
    """Each turn that names something new, after what was said and named before it."""
    context: list[Said] = []
    found = []
    for speaker, turns in groupby(conversation.turns, key=lambda turn: turn.speaker):
        said = list(turns)
        rows = [catalog.position[i] for turn in said for i in turn.items if i in catalog]
        before = set(named_in(context))
        new = tuple(dict.fromkeys(row for row in rows if row not in before))
        if new and context:
            weight = 1.0 if speaker == "recommender" else NAMED_BY_SEEKER
            found.append(Example(tuple(context), new, weight, conversation.by))
        text = " ".join(turn.text for turn in said) if speaker == "seeker" else ""
        context.append(Said(speaker, text, tuple(dict.fromkeys(rows))))
    return found


def _features(item: Item, schema: Schema) -> list[str]:
    named = [f"{attribute}={value}" for (attribute, value), _ in features_of(item, schema)]
    return [*named, *(f"title:{word}" for word in content_words(item.title))]


def _gains(scores: NDArray[np.float32], example: Example) -> NDArray[np.float64]:
    """NDCG@10 of each target among what was not named before; a tie counts against."""
    scores = scores.copy()
    wanted = scores[list(example.targets)]
    scores[named_in(example.context)] = -np.inf
    ranks = (scores[None, :] >= wanted[:, None]).sum(axis=1)
    return np.where(ranks <= 10, 1 / np.log2(ranks + 1), 0.0)
