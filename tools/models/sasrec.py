"""SASRec (Kang and McAuley, ICDM 2018): self-attention over what a user chose, oldest first.

This is the model as it serves, in numpy alone; `tools.models.sasrec_training` trains it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.arrays import load_arrays, save_arrays
from tools.models.sequences import Items, Sequences

Floats = NDArray[np.float32]
_EPSILON = 1e-5
"""Added to a variance, as torch does."""


@dataclass(frozen=True, slots=True)
class SasRec:
    """A trained model: `layers` times attention and a network of two steps, each over a normalised input.

    arrays: `items` (items, width), `positions` (longest history, width), the last row being the latest choice,
    and the parameters of the network under torch's names for them.
    """

    arrays: Mapping[str, NDArray[Any]]
    layers: int
    heads: int

    def scores(self, history: Items) -> Floats:
        """Logits of all items, (items,), after a history, oldest first; its own items are scored as well."""
        logits: Floats = self.arrays["items"] @ self.state(history)
        return logits

    def score_batch(self, histories: Sequences) -> Floats:
        """`scores` of each history: (histories, items)."""
        states = np.stack([self.state(histories[row]) for row in range(len(histories))])
        logits: Floats = states @ self.arrays["items"].T
        return logits

    def state(self, history: Items) -> Floats:
        """What the model makes of a history, (width,); zeros of an empty one."""
        longest, width = self.arrays["positions"].shape
        recent = history[-longest:]
        if len(recent) == 0:
            return np.zeros(width, dtype=np.float32)
        states = self.arrays["items"][recent] + self.arrays["positions"][longest - len(recent) :]
        for layer in range(self.layers):
            name = f"layers.{layer}"
            states = states + self._attend(self._normalised(states, f"{name}.attention_norm"), name)
            inner = self._linear(self._normalised(states, f"{name}.network_norm"), f"{name}.inner")
            states = states + self._linear(np.maximum(inner, 0.0), f"{name}.outer")
        state: Floats = self._normalised(states[-1:], "last_norm")[0]
        return state

    def _attend(self, states: Floats, name: str) -> Floats:
        """Each choice over itself and those before it."""
        length, width = states.shape
        by_head = self._linear(states, f"{name}.query_key_value").reshape(length, 3, self.heads, -1)
        query, key, value = by_head.transpose(1, 2, 0, 3)
        weights = query @ key.transpose(0, 2, 1) / np.sqrt(width / self.heads)
        weights = np.where(np.tri(length, dtype=bool), weights, -np.inf)
        weights = np.exp(weights - weights.max(axis=-1, keepdims=True))
        weights /= weights.sum(axis=-1, keepdims=True)
        mixed = (weights @ value).transpose(1, 0, 2).reshape(length, width)
        return self._linear(mixed.astype(np.float32), f"{name}.mix")

    def _linear(self, states: Floats, name: str) -> Floats:
        out: Floats = states @ self.arrays[f"{name}.weight"].T + self.arrays[f"{name}.bias"]
        return out

    def _normalised(self, states: Floats, name: str) -> Floats:
        centred = states - states.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + _EPSILON)
        out: Floats = scaled * self.arrays[f"{name}.weight"] + self.arrays[f"{name}.bias"]
        return out

    def save(self, path: Path) -> None:
        save_arrays(path, shape=np.array([self.layers, self.heads]), **self.arrays)

    @classmethod
    def load(cls, path: Path) -> SasRec:
        arrays = load_arrays(path)
        layers, heads = arrays.pop("shape").tolist()
        return cls(arrays, layers, heads)
