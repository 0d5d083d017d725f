"""Training of models over sequences on the CPU: the self-attention that they share, and when to stop.

Importing this loads torch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import inf
from time import monotonic
from typing import Protocol, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from tools.models.leave_one_out import ScoreBatch, ndcg, ranks
from tools.models.pulls import Vectors
from tools.models.sequences import Sequences

Progress = Callable[[int, float], None]
"""Called after each epoch with its number, from 1, and NDCG@10 of the held-out choices."""

_JUDGED = 4000
"""How many held-out choices an epoch is judged on at most, drawn at random."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Sizes, and how long: training ends after `patience` epochs without a better one."""

    width: int = 128
    heads: int = 2
    layers: int = 2
    longest: int = 30
    dropout: float = 0.4
    negatives: int = 768
    batch: int = 128
    learning_rate: float = 2e-3
    text_scale: float = 0.5
    epochs: int = 40
    patience: int = 4


class Scorer(Protocol):
    """A model as it serves."""

    @property
    def score_batch(self) -> ScoreBatch: ...


Model = TypeVar("Model", bound=Scorer)


class Encoder(nn.Module):
    """Self-attention over vectors of what was chosen, oldest first (Kang and McAuley, ICDM 2018)."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        width = settings.width
        self.settings = settings
        self.positions = nn.Parameter(torch.randn(settings.longest, width) * 0.02)
        self.layers = nn.ModuleList([_Layer(settings) for _ in range(settings.layers)])
        self.last_norm = nn.LayerNorm(width)
        self.drop = nn.Dropout(settings.dropout)

    def forward(self, vectors: Tensor, real: Tensor) -> Tensor:
        """States after each choice, (rows, length, width); sequences end at the right, `real` tells padding."""
        length = vectors.shape[1]
        states = self.drop(vectors + self.positions[-length:])
        earlier = torch.ones(length, length, dtype=torch.bool).tril()
        itself = torch.eye(length, dtype=torch.bool)  # padding must see something
        mask = (earlier & real[:, None, :]) | itself
        for layer in self.layers:
            states = layer(states, mask[:, None])
        normalised: Tensor = self.last_norm(states)
        return normalised


def parameters_of(module: nn.Module) -> dict[str, NDArray[np.float32]]:
    """A copy of the parameters, by torch's names for them."""
    return {name: parameter.detach().numpy().copy() for name, parameter in module.named_parameters()}


def best_epoch(
    network: nn.Module,
    sequences: Sequences,
    *,
    loss: Callable[[Sequences], Tensor],
    exported: Callable[[], Model],
    settings: Settings,
    seed: int,
    seconds: float = inf,
    progress: Progress = lambda *_: None,
) -> Model:
    """Train on all but the last choice of each sequence; the model of the epoch that found those best.

    No epoch begins that would not end within `seconds`, going by those before it.

    Raises:
        ValueError: where no sequence has three choices, so that there is nothing to learn or to judge by.
    """
    chance = np.random.default_rng(seed)
    known, last = sequences.take(np.flatnonzero(sequences.lengths > 2)).split_last()
    if len(known) == 0:
        raise ValueError("no sequence of three choices")
    judged = chance.permutation(len(known))[:_JUDGED]
    optimizer = torch.optim.Adam(network.parameters(), lr=settings.learning_rate, betas=(0.9, 0.98))
    best, best_model, since = -1.0, exported(), 0
    began = monotonic()
    for epoch in range(1, settings.epochs + 1):
        if (monotonic() - began) * epoch / max(epoch - 1, 1) > seconds:
            break
        network.train()
        for users in _batches(known.lengths, settings.batch, chance):
            optimizer.zero_grad()
            loss(known.take(users)).backward()  # type: ignore[no-untyped-call]
            optimizer.step()
        network.eval()
        model = exported()
        score = ndcg(ranks(model.score_batch, known.take(judged), last[judged]))
        progress(epoch, score)
        if score > best:
            best, best_model, since = score, model, 0
        elif (since := since + 1) >= settings.patience:
            break
    return best_model


def padded(sequences: Sequences) -> tuple[Tensor, Tensor]:
    """Sequences that end at the right, (rows, longest), and where they are no padding."""
    longest = int(sequences.lengths.max())
    items = np.zeros((len(sequences), longest), dtype=np.int64)
    real = np.arange(longest) >= longest - sequences.lengths[:, None]
    items[real] = sequences.items
    return torch.from_numpy(items), torch.from_numpy(real)


def standardised(vectors: Vectors | None, scale: float) -> Tensor | None:
    """Centred over the items, with entries of deviation `scale`; an item without text stays at zero."""
    if vectors is None or not vectors.any():
        return None
    said = vectors.any(axis=1, keepdims=True)
    centred = np.where(said, vectors - vectors.mean(axis=0, where=said), 0.0)
    spread = centred.std() or 1.0
    return torch.from_numpy((centred / spread * scale).astype(np.float32))


class _Layer(nn.Module):
    def __init__(self, settings: Settings) -> None:
        super().__init__()
        width = settings.width
        self.attention_norm = nn.LayerNorm(width)
        self.query_key_value = nn.Linear(width, 3 * width)
        self.mix = nn.Linear(width, width)
        self.network_norm = nn.LayerNorm(width)
        self.inner = nn.Linear(width, 2 * width)
        self.outer = nn.Linear(2 * width, width)
        self.drop = nn.Dropout(settings.dropout)
        self.heads = settings.heads

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        rows, length, width = states.shape
        by_head = self.query_key_value(self.attention_norm(states)).view(rows, length, 3, self.heads, -1)
        query, key, value = by_head.permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        states = states + self.drop(self.mix(mixed.transpose(1, 2).reshape(rows, length, width)))
        inner = self.drop(functional.relu(self.inner(self.network_norm(states))))
        changed: Tensor = states + self.drop(self.outer(inner))
        return changed


def _batches(
    lengths: NDArray[np.int64], size: int, chance: np.random.Generator
) -> Iterator[NDArray[np.int64]]:
    """All sequences once, those of about the same length together, so that little is padded."""
    order = np.argsort(lengths + 3.0 * chance.random(len(lengths)))
    parts = [order[start : start + size] for start in range(0, len(order), size)]
    for part in chance.permutation(len(parts)):
        yield parts[part]
