"""What each clause of an utterance does: wish, judge, accept, ask, greet, …

41 % of utterances do two things or more, but a clause nearly always does one. So clauses are told apart by a
small classifier, and the acts of the utterance are those of its clauses. It is trained on the examples in
`examples/`, which we wrote over many invented domains; it sees the clause's meaning (its embedding) and its
frame (the words of the language in their order, with every word that a domain could bring left blank).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Literal, get_args
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from agent.language.built_in import english
from agent.language.built_in.text import Token, tokenize
from catalog.embedding import Embedder

Role = Literal[
    "wish",
    "critique",
    "like",
    "reject",
    "accept",
    "not_seen",
    "ask",
    "greet",
    "thanks",
    "goodbye",
    "help",
    "chat",
]
ROLES: tuple[Role, ...] = get_args(Role)

Floats = NDArray[np.float32]

EXAMPLES = Path(__file__).parent / "examples"
FRAMES = 1024
"""Places into which the words and word pairs of a clause's frame are hashed."""
FRAME_WEIGHT = 0.6
STRENGTH = 0.004
"""Of the L2 penalty, an example."""
LONGEST = 40
"""Tokens of a clause that are looked at."""


@dataclass(frozen=True, slots=True)
class ClauseRole:
    """One clause, tokens `start` up to `end`, with what it most likely does."""

    start: int
    end: int
    role: Role
    chances: tuple[float, ...]
    """Of each of `ROLES`, summing to 1."""

    def chance(self, *roles: Role) -> float:
        return sum(self.chances[ROLES.index(role)] for role in roles)


class RoleModel:
    """Multinomial logistic regression over embedding and frame: `weights` is (features, roles)."""

    def __init__(self, weights: Floats, embedder: Embedder) -> None:
        self._weights = weights
        self._embedder = embedder

    def chances(self, clauses: Sequence[Sequence[Token]]) -> Floats:
        """(clauses, roles), rows summing to 1."""
        scores = features(clauses, self._embedder) @ self._weights
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(scores / scores.sum(axis=1, keepdims=True), dtype=np.float32)


def features(clauses: Sequence[Sequence[Token]], embedder: Embedder) -> Floats:
    """(clauses, dimensions + FRAMES + 1): meaning, frame, and a constant."""
    # One at a time: each is remembered by the embedder, and a clause is short.
    meaning = np.stack([embedder.embed([_plain(clause)])[0] for clause in clauses])
    frames = np.zeros((len(clauses), FRAMES), dtype=np.float32)
    for row, clause in enumerate(clauses):
        for gram in _grams(clause):
            frames[row, crc32(gram.encode()) % FRAMES] = 1.0
    norms = np.maximum(np.linalg.norm(frames, axis=1, keepdims=True), 1.0)
    ones = np.ones((len(clauses), 1), dtype=np.float32)
    return np.hstack([meaning, FRAME_WEIGHT * frames / np.sqrt(norms), ones])


def _plain(clause: Sequence[Token]) -> str:
    return " ".join(t.norm for t in clause[:LONGEST])


def frame(clause: Sequence[Token]) -> list[str]:
    """The closed-class and talk words in their order; a run of other words is one blank."""
    found: list[str] = []
    for token in clause[:LONGEST]:
        if token.is_word:
            word = token.norm if token.norm in english.NOT_CONTENT else "_"
        else:
            word = "0" if token.is_number else token.norm if token.norm in "?!" else ""
        if word and not (word == "_" and found and found[-1] == "_"):
            found.append(word)
    return found


def _grams(clause: Sequence[Token]) -> Iterator[str]:
    words = ["^", *frame(clause), "$"]
    yield from words
    yield from (f"{a} {b}" for a, b in pairwise(words))
    yield from (f"{a} {b} {c}" for a, b, c in zip(words, words[1:], words[2:], strict=False))
    yield f"length {min(len(clause), 12) // 3}"


def fit(embedder: Embedder, examples: Sequence[tuple[str, Role]]) -> Floats:
    """The weights that make the examples likeliest, with an L2 penalty; roles count alike whatever their number."""
    from scipy.optimize import minimize

    x = features([tokenize(text) for text, _ in examples], embedder).astype(np.float64)
    y = np.zeros((len(examples), len(ROLES)))
    y[np.arange(len(examples)), [ROLES.index(role) for _, role in examples]] = 1
    shares = y.sum(axis=0)
    weight = (y @ (1 / np.sqrt(np.maximum(shares, 1)))).reshape(-1, 1)
    weight /= weight.mean()

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        w = flat.reshape(x.shape[1], len(ROLES))
        scores = x @ w
        scores -= scores.max(axis=1, keepdims=True)
        log = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        slope = x.T @ (weight * (np.exp(log) - y)) / len(x)
        value = -(weight * y * log).sum() / len(x) + STRENGTH / len(x) ** 0.5 * (w**2).sum() / 2
        return float(value), (slope + STRENGTH / len(x) ** 0.5 * w).ravel()

    best = minimize(
        loss, np.zeros(x.shape[1] * len(ROLES)), jac=True, method="L-BFGS-B", options={"maxiter": 120}
    )
    return np.asarray(best.x.reshape(x.shape[1], len(ROLES)), dtype=np.float32)


@cache
def examples() -> tuple[tuple[str, Role], ...]:
    """The clauses that we wrote, each with its role: a file a role, a clause a line."""
    return tuple(
        (line.strip(), role)
        for role in ROLES
        for line in (EXAMPLES / f"{role}.txt").read_text(encoding="utf-8").splitlines()
        if line.strip()
    )


def ensure_roles(embedder: Embedder, folder: Path) -> RoleModel:
    """The model for this embedder, kept in `folder`; fitted where it is missing or was made from other examples.

    Fitting takes some seconds, so `cicerone build` does it.
    """
    path = folder / f"roles-{_version(embedder)}.npz"
    try:
        with np.load(path, allow_pickle=False) as stored:
            return RoleModel(stored["weights"], embedder)
    except (OSError, ValueError, KeyError):
        pass
    weights = fit(embedder, examples())
    folder.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}.tmp.npz")
    manifest = {"embedder": embedder.fingerprint, "examples": len(examples()), "roles": ROLES}
    np.savez(fresh, weights=weights, manifest=np.array(json.dumps(manifest)))
    fresh.replace(path)
    for old in folder.glob("roles-*.npz"):
        if old != path and not old.name.endswith(".tmp.npz"):
            old.unlink(missing_ok=True)
    return RoleModel(weights, embedder)


_FITTED: dict[str, Floats] = {}


def roles_in_memory(embedder: Embedder) -> RoleModel:
    """The same without a folder, fitted once a process."""
    version = _version(embedder)
    if version not in _FITTED:
        _FITTED[version] = fit(embedder, examples())
    return RoleModel(_FITTED[version], embedder)


def _version(embedder: Embedder) -> str:
    settings = (
        embedder.fingerprint,
        FRAMES,
        FRAME_WEIGHT,
        STRENGTH,
        LONGEST,
        ROLES,
        sorted(english.NOT_CONTENT),
    )
    return sha256(repr((settings, examples())).encode()).hexdigest()[:16]
