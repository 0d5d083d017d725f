"""Whether a word that a catalog does not have is a matter of feeling or of fact: "quirky", or "refundable".

What is felt can still be searched for by meaning; what is a fact, and nowhere in the data, has to be owned up
to. Told by ridge regression over the word's embedding, fitted on words that we wrote (`examples/quality_*`).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from agent.language.built_in.lexicon import Lexicon

_EXAMPLES = Path(__file__).parent / "examples"
_RIDGE = 1.0
SURELY_FELT = 0.1
"""Of 1 for a word of feeling and -1 for one of fact. Left out one at a time, 141 of 149 words of ours fall on
their side."""

_Weights = NDArray[np.float64]
_fitted: WeakKeyDictionary[Lexicon, _Weights | None] = WeakKeyDictionary()


def prepare(lexicon: Lexicon) -> None:
    """Fit ahead of the first turn: it embeds all that we wrote."""
    if lexicon not in _fitted:
        _fitted[lexicon] = _fit(lexicon)


def is_felt(word: str, lexicon: Lexicon) -> bool:
    """Whether the folded word says how a thing feels to somebody."""
    prepare(lexicon)
    weights = _fitted[lexicon]
    if weights is None:
        return word in words("felt")
    return float(np.append(lexicon.vector(word), 1.0) @ weights) >= SURELY_FELT


def _fit(lexicon: Lexicon) -> _Weights | None:
    """(dimensions + 1,) weights, the last the intercept; None where the embedder knows no word's meaning."""
    felt, checked = words("felt"), words("checked")
    if not any(lexicon.is_word(word) for word in felt):
        return None
    x = np.stack([np.append(lexicon.vector(word), 1.0) for word in (*felt, *checked)]).astype(np.float64)
    y = np.repeat([1.0, -1.0], [len(felt), len(checked)])
    weights: _Weights = np.linalg.solve(x.T @ x + _RIDGE * np.eye(x.shape[1]), x.T @ y)
    return weights


@cache
def words(kind: Literal["felt", "checked"]) -> tuple[str, ...]:
    """The words that we wrote."""
    return tuple((_EXAMPLES / f"quality_{kind}.txt").read_text(encoding="utf-8").split())
