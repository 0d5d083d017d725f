"""How a speaker stands to what they mention, where no rule of grammar says so.

"Wool brings me out in hives", "bingo he can take or leave": English has no end of such sayings. A small
classifier, trained on examples that we wrote over many invented domains (`examples/stances.txt`), reads the
clause with the mention left blank, and the frame on both sides of it. It is asked only where the grammar has
found nothing but a plain wish, and believed only where it is sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Literal, get_args
from zlib import crc32

import numpy as np

from agent.language.built_in import english, softmax
from agent.language.built_in.phrases import Span
from agent.language.built_in.polarity import clauses
from agent.language.built_in.softmax import Floats
from agent.language.built_in.text import Token, tokenize
from catalog.embedding import Embedder

Regard = Literal["require", "exclude", "prefer", "avoid", "free", "allow", "mention"]
REGARDS: tuple[Regard, ...] = get_args(Regard)
""" `free`: it does not matter; `allow`: it may be, after all or as well; `mention`: only talked about."""

EXAMPLES = Path(__file__).parent / "examples" / "stances.txt"
SURE = 2.0
"""The chance from which the model is believed. Measured by cross-validation over the examples: see the
leaderboard."""
FRAMES = 4096
FRAME_WEIGHT = 0.7
PENALTY = 1e-4
REACH = 9
"""Tokens on each side of the mention that are looked at."""
_MARK = re.compile(r"\{(\w+):([^{}]*)\}")
_FRAME_WORDS = english.NOT_CONTENT | {
    word
    for book in (
        english.NEGATORS,
        english.FREE_OF,
        english.SOFTENERS,
        english.HARDENERS,
        english.DOUBLE_NEGATIVES,
        english.REPLACING,
        english.ADDING,
    )
    for phrase in book
    for word in phrase
}


class StanceModel:
    """Softmax regression over the clause's embedding and the frame around a mention."""

    def __init__(self, weights: Floats, embedder: Embedder) -> None:
        self._weights = weights
        self._embedder = embedder

    def regard(self, tokens: Sequence[Token], topic: Span, topics: Sequence[Span]) -> Regard | None:
        """What is surely meant of `topic`, one of `topics`; None where the model is not sure."""
        row = features(tokens, topic, topics, clauses(tokens), self._embedder)
        chances = softmax.chances(row[None, :], self._weights)[0]
        best = int(chances.argmax())
        return REGARDS[best] if chances[best] >= SURE else None


def features(
    tokens: Sequence[Token],
    topic: Span,
    topics: Sequence[Span],
    bounds: Sequence[tuple[int, int]],
    embedder: Embedder,
) -> Floats:
    """(FRAMES + dimensions + 1,): the frame, the meaning of the clause, and a constant."""
    grams = set(_grams(tokens, topic, topics, bounds))
    frames = np.zeros(FRAMES, dtype=np.float32)
    for gram in grams:
        frames[crc32(gram.encode()) % FRAMES] = FRAME_WEIGHT / len(grams) ** 0.25
    start, end = next(((a, b) for a, b in bounds if a <= topic.start < b), (0, len(tokens)))
    words = [
        "this" if i == topic.start else tokens[i].norm
        for i in range(start, end)
        if i == topic.start or i not in topic
    ]
    meaning = embedder.embed([" ".join(words)])[0]
    return np.concatenate([frames, meaning, np.ones(1, dtype=np.float32)])


def _grams(
    tokens: Sequence[Token], topic: Span, topics: Sequence[Span], bounds: Sequence[tuple[int, int]]
) -> Iterator[str]:
    """Runs of one to four pieces of the frame, each with the side of the mention on which it stands."""
    cuts = {start for start, _ in bounds if start}
    named = {i for span in topics for i in range(span.start, span.end)}
    before = _frame(tokens, range(max(0, topic.start - REACH), topic.start), cuts, named)
    after = _frame(tokens, range(topic.end, min(len(tokens), topic.end + REACH)), cuts, named)
    pieces, place = [*before, "X", *after], len(before)
    for size in (1, 2, 3, 4):
        for at in range(len(pieces) - size + 1):
            side = "over" if at <= place < at + size else "before" if at + size <= place else "after"
            yield f"{side} {' '.join(pieces[at : at + size])}"
    yield f"just before {' '.join(before[-2:])}"
    yield f"just after {' '.join(after[:2])}"


def _frame(tokens: Sequence[Token], places: range, cuts: set[int], named: set[int]) -> list[str]:
    found: list[str] = []
    for i in places:
        if i in cuts:
            found.append("|")
        word = "#" if i in named else _piece(tokens[i])
        if word and not (word in "_#" and found and found[-1] == word):
            found.append(word)
    return found


def _piece(token: Token) -> str:
    if token.is_word:
        return token.norm if token.norm in _FRAME_WORDS else "_"
    return "0" if token.is_number else token.norm if token.norm in "?!.,;:-" else ""


Example = tuple[list[Token], Span, list[Span], Regard]


@cache
def examples() -> tuple[Example, ...]:
    """The mentions marked in our examples: tokens, the mention, all mentions, and how it is regarded."""
    return tuple(e for line in EXAMPLES.read_text(encoding="utf-8").splitlines() for e in _marked(line))


def _marked(line: str) -> Iterator[Example]:
    text, marks, end = "", [], 0
    for mark in _MARK.finditer(line):
        text += line[end : mark.start()]
        marks.append((len(text), len(text) + len(mark[2]), mark[1]))
        text += mark[2]
        end = mark.end()
    tokens = tokenize(text + line[end:])
    placed = []
    for first, last, label in marks:
        inside = [i for i, t in enumerate(tokens) if t.start < last and t.end > first]
        if inside:
            placed.append((Span(inside[0], inside[-1] + 1), REGARDS[REGARDS.index(label)]))
    topics = [span for span, _ in placed]
    yield from ((tokens, span, topics, label) for span, label in placed)


def stance_model(embedder: Embedder, folder: Path | None = None) -> StanceModel:
    """The model for this embedder, kept in `folder`; fitted where it is missing or was made from other examples."""
    manifest = {"embedder": embedder.fingerprint, "examples": len(examples()), "labels": REGARDS}
    weights = softmax.kept(
        "stances", _version(embedder), lambda: _fit(embedder), folder=folder, manifest=manifest
    )
    return StanceModel(weights, embedder)


def _fit(embedder: Embedder) -> Floats:
    x = np.stack([features(t, topic, topics, clauses(t), embedder) for t, topic, topics, _ in examples()])
    y = np.array([REGARDS.index(label) for *_, label in examples()])
    return softmax.fit(x, y, len(REGARDS), penalty=PENALTY, balance=0.0)


def _version(embedder: Embedder) -> str:
    settings = (embedder.fingerprint, FRAMES, FRAME_WEIGHT, PENALTY, REACH, REGARDS, sorted(_FRAME_WORDS))
    return sha256(repr(settings).encode() + EXAMPLES.read_bytes()).hexdigest()[:16]
