"""Training of the dialogue model with a softmax over all items, on the CPU. Importing this loads torch.

Two tasks are learned at once. The first is to continue real conversations. The second is to find, from some of
the items that a conversation names, one of the others: there each conversation gives many examples, in any
order, which keeps the vectors of items from learning single conversations by heart. An item's vector is its
own plus the sum of its features', so that one never recommended still has a place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from tools.models.dialogue import DialogueModel
from tools.models.dialogue_companions import Companions
from tools.models.dialogue_meaning import Meanings
from tools.models.dialogue_words import Example, Floats, Vocabulary, named_in

FEWEST_ITEMS = 2
"""A feature of a single item tells nothing that its own vector could not."""

_BARRED = -1e9


@dataclass(frozen=True, slots=True)
class Settings:
    """companions: examples of the second task for each of the first. rate: of learning, at its peak.

    members: models, learned apart, whose logits are averaged.
    """

    width: int = 128
    members: int = 2
    epochs: int = 9
    batch: int = 256
    rate: float = 7e-3
    dropout: float = 0.5
    words_dropped: float = 0.5
    companions: float = 1.0


def fit(
    examples: Sequence[Example],
    together: Sequence[Sequence[int]],
    items: Sequence[Sequence[str]],
    *,
    seed: int,
    settings: Settings | None = None,
) -> DialogueModel:
    """Learn the model.

    together: the rows of the items that each conversation names, each once. items: the names of each item's features
    (values, words of its text). Raises ValueError where there is no example.
    """
    if not examples:
        raise ValueError("no conversation to learn from")
    chosen = settings or Settings()
    contexts = [example.context for example in examples]
    speakers = [example.by for example in examples] if examples[0].by else None
    vocabulary, meanings = Vocabulary.fit(contexts, speakers), Meanings.fit(contexts)
    task = _Task(
        examples,
        [vocabulary.encode(context) for context in contexts],
        torch.from_numpy(np.stack([meanings.encode(context) for context in contexts])),
        [list(rows) for rows in together if len(rows) > 1],
    )
    content, kinds = _content(items)
    nets = []
    for member in range(chosen.members):
        torch.manual_seed(seed + member)
        net = _Net(len(vocabulary.numbers), len(meanings.middle), len(items), content, kinds, chosen)
        _train(net, task, chosen, np.random.default_rng(seed + member))
        nets.append(net.arrays())
    joined = {
        name: np.concatenate([net[name] for net in nets], axis=-1)
        for name in ("features", "meaning", "start", "named", "items")
    }
    joined["items"] /= chosen.members
    return DialogueModel(
        vocabulary=vocabulary,
        meanings=meanings,
        readiness=np.mean([net["readiness"] for net in nets], axis=0),
        companions=Companions.fit(together, len(items)),
        **joined,
    )


class _Bags(NamedTuple):
    """Weighted numbers in rows, as torch's embedding bags take them."""

    numbers: Tensor
    starts: Tensor
    weights: Tensor

    @classmethod
    def of(cls, rows: Sequence[tuple[NDArray[np.int64], Floats]]) -> _Bags:
        starts = np.cumsum([0, *(len(numbers) for numbers, _ in rows)])[:-1]
        return cls(
            torch.from_numpy(np.concatenate([numbers for numbers, _ in rows])),
            torch.from_numpy(starts),
            torch.from_numpy(np.concatenate([weights for _, weights in rows])),
        )

    def sums(self, table: Tensor) -> Tensor:
        return functional.embedding_bag(
            self.numbers, table, self.starts, mode="sum", per_sample_weights=self.weights
        )


@dataclass(frozen=True, slots=True)
class _Task:
    examples: Sequence[Example]
    encoded: Sequence[tuple[NDArray[np.int64], Floats]]
    meanings: Tensor
    together: Sequence[list[int]]


class _Net(nn.Module):
    def __init__(
        self, features: int, dimensions: int, items: int, content: _Bags, kinds: int, s: Settings
    ) -> None:
        super().__init__()
        self.features = _table(features, s.width)
        self.meaning = _table(dimensions, s.width)
        self.named = _table(items, s.width)
        self.items = _table(items, s.width)
        self.content = _table(kinds, s.width)
        self.start = nn.Parameter(torch.zeros(s.width))
        self.readiness = nn.Parameter(torch.zeros(items))
        self.content_readiness = nn.Parameter(torch.zeros(kinds, 1))
        self.content_of, self.s = content, s

    def tables(self) -> tuple[Tensor, Tensor, Tensor]:
        """named, items and readiness, with what an item's features add."""
        content = self.content_of.sums(self.content)
        readiness = self.readiness + self.content_of.sums(self.content_readiness)[:, 0]
        return self.named + content, self.items + content, readiness

    def forward(self, words: _Bags, meanings: Tensor, named_before: _Bags) -> Tensor:
        """meanings: of the first rows; the others have none. Out: logits, (rows, items)."""
        named, items, readiness = self.tables()
        meant = functional.dropout(meanings, self.s.words_dropped, self.training) @ self.meaning
        state = self.start + words.sums(self.features) + named_before.sums(named)
        state = state + functional.pad(meant, (0, 0, 0, len(state) - len(meant)))
        return functional.dropout(state, self.s.dropout, self.training) @ items.T + readiness

    def arrays(self) -> dict[str, Floats]:
        with torch.no_grad():
            named, items, readiness = self.tables()
        tensors = {
            "features": self.features,
            "meaning": self.meaning,
            "start": self.start,
            "named": named,
            "items": items,
            "readiness": readiness,
        }
        return {name: tensor.detach().numpy() for name, tensor in tensors.items()}


def _train(net: _Net, task: _Task, s: Settings, rng: np.random.Generator) -> None:
    steps = -(-len(task.examples) // s.batch)
    optimizer = torch.optim.AdamW(net.parameters(), lr=s.rate, weight_decay=1e-6)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, s.rate, total_steps=s.epochs * steps, pct_start=0.1
    )
    net.train()
    for _ in range(s.epochs):
        for rows in np.array_split(rng.permutation(len(task.examples)), steps):
            real = [task.examples[row] for row in rows]
            drawn = _draw(task.together, int(s.companions * len(real)), rng)
            words = [_thinned(task.encoded[row], s.words_dropped, rng) for row in rows]
            named = [named_in(example.context) for example in real] + [before for before, _ in drawn]
            logits = net(
                _Bags.of(words + [_NOTHING] * len(drawn)),
                task.meanings[rows],
                _Bags.of([_even(n) for n in named]),
            )
            targets = [example.targets for example in real] + [(after,) for _, after in drawn]
            weights = [example.weight for example in real] + [1.0] * len(drawn)
            optimizer.zero_grad()
            torch.autograd.backward(_loss(logits, named, targets, weights))
            optimizer.step()
            schedule.step()


def _loss(
    logits: Tensor, named: Sequence[list[int]], targets: Sequence[Sequence[int]], weights: Sequence[float]
) -> Tensor:
    """Cross entropy, averaged over targets by weight; no item named before competes."""
    barred = torch.zeros_like(logits)
    barred[[row for row, n in enumerate(named) for _ in n], [item for n in named for item in n]] = _BARRED
    logs = torch.log_softmax(logits + barred, dim=1)
    rows = [row for row, t in enumerate(targets) for _ in t]
    each = torch.tensor([weights[row] for row in rows])
    return -(logs[rows, [item for t in targets for item in t]] * each).sum() / each.sum()


def _draw(together: Sequence[list[int]], count: int, rng: np.random.Generator) -> list[tuple[list[int], int]]:
    """Some of the items that a conversation names, and another one; long conversations are drawn more often."""
    if not together:
        return []
    sizes = np.array([len(rows) for rows in together], dtype=float)
    drawn = []
    for place in rng.choice(len(together), size=count, p=sizes / sizes.sum()):
        rows = rng.permutation(together[place]).tolist()
        drawn.append((rows[1 : 2 + int(rng.integers(len(rows) - 1))], rows[0]))
    return drawn


def _thinned(
    row: tuple[NDArray[np.int64], Floats], dropped: float, rng: np.random.Generator
) -> tuple[NDArray[np.int64], Floats]:
    numbers, weights = row
    kept = rng.random(len(numbers)) >= dropped
    return numbers[kept], weights[kept] / np.float32(1 - dropped)


def _even(rows: Sequence[int]) -> tuple[NDArray[np.int64], Floats]:
    """Each with the same weight, so that the sum of squares is 1."""
    return np.array(rows, dtype=np.int64), np.full(len(rows), max(len(rows), 1) ** -0.5, dtype=np.float32)


_NOTHING = _even([])


def _content(items: Sequence[Sequence[str]]) -> tuple[_Bags, int]:
    """The features of items that more than one has, and how many there are."""
    counts: Counter[str] = Counter(name for features in items for name in set(features))
    kept = [name for name, count in counts.items() if count >= FEWEST_ITEMS]
    number = {name: place for place, name in enumerate(kept)}
    rows = [_even([number[f] for f in dict.fromkeys(features) if f in number]) for features in items]
    return _Bags.of(rows), len(kept)


def _table(rows: int, width: int) -> nn.Parameter:
    return nn.Parameter(torch.randn(rows, width) * 0.05)
