"""Training of the generator over semantic IDs. Importing this loads torch.

The loss is cross entropy of each code of the item that came next, given the right codes before it.
"""

from __future__ import annotations

from math import inf

import torch
from torch import Tensor, nn
from torch.nn import functional

from tools.models.generator import Generator
from tools.models.pulls import Vectors
from tools.models.sasrec import SasRec
from tools.models.semantic_ids import SemanticIds
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

EPOCHS, PATIENCE = 70, 8
"""It learns more slowly, and less evenly, than a model with a vector for each item."""


def train(
    sequences: Sequences,
    ids: SemanticIds,
    vectors: Vectors | None,
    *,
    seed: int,
    settings: Settings | None = None,
    seconds: float = inf,
    progress: Progress = lambda *_: None,
) -> Generator:
    """The best epoch's model, judged on the last choice of each sequence, which it never learns from.

    vectors: (items, dimensions), of the items' texts, zeros where an item has none; None without texts.
    seconds: within which the last epoch is to end.

    Raises:
        ValueError: where no sequence has three choices, so that there is nothing to learn or to judge by.
    """
    chosen = settings or Settings(epochs=EPOCHS, patience=PATIENCE)
    torch.manual_seed(seed)
    network = Network(ids, standardised(vectors, chosen.text_scale), chosen)
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

    def __init__(self, ids: SemanticIds, texts: Tensor | None, settings: Settings) -> None:
        super().__init__()
        width = settings.width
        self.settings = settings
        self.semantic_ids = ids
        self.ids = torch.from_numpy(ids.codes).long()
        self.texts = texts
        self.projection = None if texts is None else nn.Parameter(torch.randn(texts.shape[1], width) * 0.02)
        self.encoder = Encoder(settings)
        values = [int(most) + 1 for most in ids.codes.max(axis=0)]
        self.heads = nn.ModuleDict(
            {
                "codes": nn.ModuleList([_embedding(count, width) for count in values]),
                "tell": nn.ModuleList([nn.Linear(width, count) for count in values]),
                "step": nn.ModuleList([nn.Linear(2 * width, width) for _ in values[:-1]]),
            }
        )
        self.drop = nn.Dropout(settings.dropout)

    def vectors(self, items: Tensor) -> Tensor:
        codes = self.ids[items]
        made = sum(
            (embedding(codes[..., level]) for level, embedding in enumerate(self._part("codes"))),
            start=torch.zeros(()),
        )
        if self.texts is None or self.projection is None:
            return made
        return made + self.texts[items] @ self.projection

    def loss(self, sequences: Sequences) -> Tensor:
        """Of the codes of the choice that follows each part of each sequence."""
        chosen, real = padded(sequences.recent(self.settings.longest + 1))
        known = real[:, :-1]
        states = self.encoder(self.vectors(chosen[:, :-1]), known)[known]
        codes = self.ids[chosen[:, 1:][known]]
        total = torch.zeros(())
        for level, tell in enumerate(self._part("tell")):
            total = total + functional.cross_entropy(tell(states), codes[:, level])
            if level + 1 < codes.shape[1]:
                told = self._part("codes")[level](codes[:, level])
                change = self._part("step")[level](torch.cat([states, self.drop(told)], dim=1))
                states = states + self.drop(functional.relu(change))
        return total

    def exported(self) -> Generator:
        """The model as it is now, in numpy."""
        with torch.no_grad():
            table = self.vectors(torch.arange(len(self.ids))).numpy()
        arrays = {"items": table, **parameters_of(self.encoder)}
        encoder = SasRec(arrays, self.settings.layers, self.settings.heads)
        return Generator(self.semantic_ids, encoder, parameters_of(self.heads))

    def _part(self, name: str) -> nn.ModuleList:
        part = self.heads[name]
        assert isinstance(part, nn.ModuleList)
        return part


def _embedding(count: int, width: int) -> nn.Embedding:
    embedding = nn.Embedding(count, width)
    nn.init.normal_(embedding.weight, std=0.02)
    return embedding
