"""Training of SASRec with a sampled softmax. Importing this loads torch.

The loss is cross entropy of the next item against negatives drawn evenly, shared by a batch (Klenitskiy and
Vasilev, RecSys 2023). Where items have texts, an item's vector is one of its own plus a projection of its text's.
"""

from __future__ import annotations

from math import inf

import torch
from torch import Tensor, nn
from torch.nn import functional

from tools.models.pulls import Vectors
from tools.models.sasrec import SasRec
from tools.models.sequence_training import (
    Encoder,
    Progress,
    Settings,
    best_epoch,
    padded,
    parameters_of,
    standardised,
)
from tools.models.sequences import Sequences

_BARRED = -1e9


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

    vectors: (items, dimensions), of the items' texts, zeros where an item has none; None without texts.
    seconds: within which the last epoch is to end.

    Raises:
        ValueError: where no sequence has three choices, so that there is nothing to learn or to judge by.
    """
    chosen = settings or Settings()
    torch.manual_seed(seed)
    network = Network(items, standardised(vectors, chosen.text_scale), chosen)
    return best_epoch(
        network,
        sequences,
        loss=network.loss,
        exported=network.exported,
        settings=chosen,
        seed=seed,
        seconds=seconds,
        progress=progress,
    )


class Network(nn.Module):
    """The model as it is trained. texts: (items, dimensions)."""

    def __init__(self, items: int, texts: Tensor | None, settings: Settings) -> None:
        super().__init__()
        width = settings.width
        self.settings = settings
        self.own = nn.Parameter(torch.randn(items, width) * 0.02)
        self.texts = texts
        self.projection = None if texts is None else nn.Parameter(torch.randn(texts.shape[1], width) * 0.02)
        self.encoder = Encoder(settings)

    def vectors(self, items: Tensor) -> Tensor:
        own = self.own[items]
        if self.texts is None or self.projection is None:
            return own
        return own + self.texts[items] @ self.projection

    def forward(self, items: Tensor, real: Tensor) -> Tensor:
        """States after each choice, (rows, length, width); sequences end at the right, `real` tells padding."""
        states: Tensor = self.encoder(self.vectors(items), real)
        return states

    def loss(self, sequences: Sequences) -> Tensor:
        """Of the choice that follows each part of each sequence."""
        chosen, real = padded(sequences.recent(self.settings.longest + 1))
        known = real[:, :-1]
        states = self(chosen[:, :-1], known)[known]
        wanted = chosen[:, 1:][known]
        negatives = torch.randint(len(self.own), (self.settings.negatives,))
        right = (states * self.vectors(wanted)).sum(dim=1, keepdim=True)
        wrong = states @ self.vectors(negatives).T
        wrong = wrong.masked_fill(wanted[:, None] == negatives[None, :], _BARRED)
        return functional.cross_entropy(torch.cat([right, wrong], dim=1), torch.zeros_like(wanted))

    def exported(self) -> SasRec:
        """The model as it is now, in numpy."""
        with torch.no_grad():
            table = self.vectors(torch.arange(len(self.own))).numpy()
        arrays = {"items": table, **parameters_of(self.encoder)}
        return SasRec(arrays, self.settings.layers, self.settings.heads)
