"""Training of SASRec with a sampled softmax, on the CPU. Importing this loads torch.

The loss is cross entropy of the next item against negatives drawn evenly, shared by a batch (Klenitskiy and
Vasilev, RecSys 2023). Where items have texts, an item's vector is one of its own plus a projection of its text's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import inf
from time import monotonic

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from tools.models.leave_one_out import ndcg, ranks
from tools.models.pulls import Vectors
from tools.models.sasrec import SasRec
from tools.models.sequences import Sequences

Progress = Callable[[int, float], None]
"""Called after each epoch with its number, from 1, and NDCG@10 of the held-out choices."""

_JUDGED = 4000
"""How many held-out choices an epoch is judged on at most, drawn at random."""
_BARRED = -1e9


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


def train(
    sequences: Sequences,
    items: int,
    vectors: Vectors | None,
    *,
    seed: int,
    settings: Settings | None = None,
    seconds: float = inf,
    progress: Progress = lambda *_: None,
) -> SasRec:
    """The best epoch's model, judged on the last choice of each sequence, which it never learns from.

    No epoch begins that would not end within `seconds`, going by those before it.

    vectors: (items, dimensions), of the items' texts, zeros where an item has none; None without texts.

    Raises:
        ValueError: where no sequence has three choices, so that there is nothing to learn or to judge by.
    """
    chosen = settings or Settings()
    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    known, last = sequences.take(np.flatnonzero(sequences.lengths > 2)).split_last()
    if len(known) == 0:
        raise ValueError("no sequence of three choices")
    judged = chance.permutation(len(known))[:_JUDGED]
    network = _Network(items, _standardised(vectors, chosen.text_scale), chosen)
    optimizer = torch.optim.Adam(network.parameters(), lr=chosen.learning_rate, betas=(0.9, 0.98))
    best, best_model, since = -1.0, network.exported(), 0
    began = monotonic()
    for epoch in range(1, chosen.epochs + 1):
        if (monotonic() - began) * epoch / max(epoch - 1, 1) > seconds:
            break
        network.train()
        for users in _batches(known.lengths, chosen.batch, chance):
            optimizer.zero_grad()
            _loss(network, known.take(users), items, chosen).backward()  # type: ignore[no-untyped-call]
            optimizer.step()
        network.eval()
        model = network.exported()
        score = ndcg(ranks(model.score_batch, known.take(judged), last[judged]))
        progress(epoch, score)
        if score > best:
            best, best_model, since = score, model, 0
        elif (since := since + 1) >= chosen.patience:
            break
    return best_model


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


class _Network(nn.Module):
    def __init__(self, items: int, texts: Tensor | None, settings: Settings) -> None:
        super().__init__()
        width = settings.width
        self.settings = settings
        self.own = nn.Parameter(torch.randn(items, width) * 0.02)
        self.texts = texts
        self.projection = None if texts is None else nn.Parameter(torch.randn(texts.shape[1], width) * 0.02)
        self.positions = nn.Parameter(torch.randn(settings.longest, width) * 0.02)
        self.layers = nn.ModuleList([_Layer(settings) for _ in range(settings.layers)])
        self.last_norm = nn.LayerNorm(width)
        self.drop = nn.Dropout(settings.dropout)

    def vectors(self, items: Tensor) -> Tensor:
        own = self.own[items]
        if self.texts is None or self.projection is None:
            return own
        return own + self.texts[items] @ self.projection

    def forward(self, items: Tensor, real: Tensor) -> Tensor:
        """States after each choice, (rows, length, width); sequences end at the right, `real` tells padding."""
        length = items.shape[1]
        states = self.drop(self.vectors(items) + self.positions[-length:])
        earlier = torch.ones(length, length, dtype=torch.bool).tril()
        itself = torch.eye(length, dtype=torch.bool)  # padding must see something
        mask = (earlier & real[:, None, :]) | itself
        for layer in self.layers:
            states = layer(states, mask[:, None])
        normalised: Tensor = self.last_norm(states)
        return normalised

    def exported(self) -> SasRec:
        """The model as it is now, in numpy."""
        with torch.no_grad():
            table = self.vectors(torch.arange(len(self.own))).numpy()
        parameters = {
            name: parameter.detach().numpy().copy()
            for name, parameter in self.named_parameters()
            if name not in ("own", "projection")
        }
        return SasRec({"items": table, **parameters}, self.settings.layers, self.settings.heads)


def _standardised(vectors: Vectors | None, scale: float) -> Tensor | None:
    """Centred over the items, with entries of deviation `scale`; an item without text stays at zero."""
    if vectors is None or not vectors.any():
        return None
    said = vectors.any(axis=1, keepdims=True)
    centred = np.where(said, vectors - vectors.mean(axis=0, where=said), 0.0)
    spread = centred.std() or 1.0
    return torch.from_numpy((centred / spread * scale).astype(np.float32))


def _batches(
    lengths: NDArray[np.int64], size: int, chance: np.random.Generator
) -> Iterator[NDArray[np.int64]]:
    """All sequences once, those of about the same length together, so that little is padded."""
    order = np.argsort(lengths + 3.0 * chance.random(len(lengths)))
    parts = [order[start : start + size] for start in range(0, len(order), size)]
    for part in chance.permutation(len(parts)):
        yield parts[part]


def _padded(sequences: Sequences) -> tuple[Tensor, Tensor]:
    """Sequences that end at the right, (rows, longest), and where they are no padding."""
    longest = int(sequences.lengths.max())
    items = np.zeros((len(sequences), longest), dtype=np.int64)
    real = np.arange(longest) >= longest - sequences.lengths[:, None]
    items[real] = sequences.items
    return torch.from_numpy(items), torch.from_numpy(real)


def _loss(network: _Network, sequences: Sequences, items: int, settings: Settings) -> Tensor:
    padded, real = _padded(sequences.recent(settings.longest + 1))
    known = real[:, :-1]
    states = network(padded[:, :-1], known)[known]
    wanted = padded[:, 1:][known]
    negatives = torch.randint(items, (settings.negatives,))
    right = (states * network.vectors(wanted)).sum(dim=1, keepdim=True)
    wrong = states @ network.vectors(negatives).T
    wrong = wrong.masked_fill(wanted[:, None] == negatives[None, :], _BARRED)
    return functional.cross_entropy(torch.cat([right, wrong], dim=1), torch.zeros_like(wanted))
