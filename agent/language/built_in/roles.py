"""What each clause of an utterance does: wish, judge, accept, ask, greet, …

41 % of utterances do two things or more, but a clause nearly always does one. So clauses are told apart by a
small classifier, and the acts of the utterance are those of its clauses. It is trained on the examples in
`examples/`, which we wrote over many invented domains; it sees the clause's meaning (its embedding) and its
frame (the words of the language in their order, with every word that a domain could bring left blank).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Literal, get_args
from zlib import crc32

import numpy as np

from agent.language.built_in import english, softmax
from agent.language.built_in.softmax import Floats
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

EXAMPLES = Path(__file__).parent / "examples"
FRAMES = 1024
"""Places into which the words and word pairs of a clause's frame are hashed."""
FRAME_WEIGHT = 0.6
PENALTY = 7e-5
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
    """Softmax regression over embedding and frame."""

    def __init__(self, weights: Floats, embedder: Embedder) -> None:
        self._weights = weights
        self._embedder = embedder

    def chances(self, clauses: Sequence[Sequence[Token]]) -> Floats:
        """(clauses, roles), rows summing to 1."""
        return softmax.chances(features(clauses, self._embedder), self._weights)


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


@cache
def examples() -> tuple[tuple[str, Role], ...]:
    """The clauses that we wrote, each with its role: a file a role, a clause a line."""
    return tuple(
        (line.strip(), role)
        for role in ROLES
        for line in (EXAMPLES / f"{role}.txt").read_text(encoding="utf-8").splitlines()
        if line.strip()
    )


def role_model(embedder: Embedder, folder: Path | None = None) -> RoleModel:
    """The model for this embedder, kept in `folder`; fitted where it is missing or was made from other examples.

    Fitting takes some seconds, so `cicerone build` does it.
    """
    manifest = {"embedder": embedder.fingerprint, "examples": len(examples()), "labels": ROLES}
    weights = softmax.kept(
        "roles", _version(embedder), lambda: _fit(embedder), folder=folder, manifest=manifest
    )
    return RoleModel(weights, embedder)


def _fit(embedder: Embedder) -> Floats:
    x = features([tokenize(text) for text, _ in examples()], embedder)
    y = np.array([ROLES.index(role) for _, role in examples()])
    return softmax.fit(x, y, len(ROLES), penalty=PENALTY)


def _version(embedder: Embedder) -> str:
    settings = (
        embedder.fingerprint,
        FRAMES,
        FRAME_WEIGHT,
        PENALTY,
        LONGEST,
        ROLES,
        sorted(english.NOT_CONTENT),
    )
    return sha256(repr((settings, examples())).encode()).hexdigest()[:16]
