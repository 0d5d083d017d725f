"""A small generator over semantic IDs: it spells out the next item, code by code.

Self-attention over what a user chose gives a state; from it each code is told in turn, given those before it
(as Rajput et al., NeurIPS 2023, do with a larger network). Beam search keeps to the trie of the IDs that there
are, so that nothing but real items comes out. An item's vector is made of its codes and its text alone, so that
a new item takes part without training. This is the model as it serves; `tools.models.generator_training` trains it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tools.arrays import load_arrays, save_arrays
from tools.models.sasrec import SasRec
from tools.models.semantic_ids import SemanticIds
from tools.models.sequences import Items, Sequences

Floats = NDArray[np.float32]

BEAM = 64
"""How many beginnings of IDs are followed at once."""

_ENCODER, _HEADS, _IDS = "encoder.npz", "heads.npz", "ids.npz"


@dataclass(frozen=True, slots=True)
class Generator:
    """A trained model.

    heads: for each code n of an ID `codes.n.weight` (values, width), their vectors; `tell.n.weight` and `.bias`,
    from the state to the logits of the values; and for each but the last `step.n.weight` (width, 2 width) and
    `.bias`, from the state and the code told to what is added to the state.
    """

    ids: SemanticIds
    encoder: SasRec
    heads: Mapping[str, Floats]

    def generate(self, history: Items, *, count: int, beam: int = BEAM) -> tuple[NDArray[np.int64], Floats]:
        """The likeliest items after a history, at most `count`, best first, with their log probabilities.

        What the history holds is left out. At most `beam` items are found.
        """
        trie = self.ids.trie
        nodes, likely = np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.float32)
        states = self.encoder.state(history)[None]
        for level in range(self.ids.levels):
            logits = states @ self.heads[f"tell.{level}.weight"].T + self.heads[f"tell.{level}.bias"]
            told = _log_softmax(logits)
            below, parents = trie.below(level, nodes)
            codes = trie.codes[level + 1][below]
            reached = likely[parents] + told[parents, codes]
            # As much more room as the history may take up: its own items fall away at the end.
            best = np.argsort(-reached, kind="stable")[: beam + len(history)]
            nodes, likely = below[best], reached[best]
            if level + 1 < self.ids.levels:
                states = self._stepped(states[parents[best]], codes[best], level)
        items = trie.order[nodes]
        new = ~np.isin(items, history)
        return items[new][:count], likely[new][:count]

    def score_batch(self, histories: Sequences) -> Floats:
        """Log probabilities (histories, items); what was not found is as likely as the last that was."""
        scores = np.empty((len(histories), len(self.ids.codes)), dtype=np.float32)
        for row in range(len(histories)):
            items, likely = self.generate(histories[row], count=BEAM)
            scores[row] = likely[-1] if len(likely) else 0.0
            scores[row, items] = likely
        return scores

    def _stepped(self, states: Floats, codes: NDArray[np.int32], level: int) -> Floats:
        """The states after a code was told."""
        inputs = np.hstack([states, self.heads[f"codes.{level}.weight"][codes]])
        change = inputs @ self.heads[f"step.{level}.weight"].T + self.heads[f"step.{level}.bias"]
        stepped: Floats = states + np.maximum(change, 0.0)
        return stepped

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.ids.save(folder / _IDS)
        self.encoder.save(folder / _ENCODER)
        save_arrays(folder / _HEADS, **self.heads)

    @classmethod
    def load(cls, folder: Path) -> Generator:
        ids, encoder = SemanticIds.load(folder / _IDS), SasRec.load(folder / _ENCODER)
        return cls(ids, encoder, load_arrays(folder / _HEADS))


def _log_softmax(logits: Floats) -> Floats:
    shifted = logits - logits.max(axis=-1, keepdims=True)
    told: Floats = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return told
