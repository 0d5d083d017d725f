"""Finding the formulas of `english.py` in a run of tokens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agent.language.built_in.text import CONTRACTIONS, Token

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Tokens from `start` up to, not including, `end`."""

    start: int
    end: int

    def __contains__(self, index: object) -> bool:
        return isinstance(index, int) and self.start <= index < self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


def _longest_first(phrase: Phrase) -> tuple[int, Phrase]:
    return -len(phrase), phrase


class PhraseBook:
    """A set of phrases, found longest first by their first word."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._by_first: dict[str, list[Phrase]] = {}
        for phrase in sorted({tuple(CONTRACTIONS.get(w, w) for w in p) for p in phrases}, key=_longest_first):
            self._by_first.setdefault(phrase[0], []).append(phrase)

    def at(self, tokens: Sequence[Token], start: int) -> Span | None:
        """The longest phrase that begins at token `start`."""
        for phrase in self._by_first.get(tokens[start].norm, ()):
            end = start + len(phrase)
            if end <= len(tokens) and all(tokens[start + i].norm == word for i, word in enumerate(phrase)):
                return Span(start, end)
        return None

    def all_in(self, tokens: Sequence[Token], start: int = 0, end: int | None = None) -> list[Span]:
        """Every phrase, left to right, none inside another."""
        found: list[Span] = []
        index, stop = start, len(tokens) if end is None else end
        while index < stop:
            span = self.at(tokens, index)
            if span is not None and span.end <= stop:
                found.append(span)
                index = span.end
            else:
                index += 1
        return found

    def any_in(self, tokens: Sequence[Token], start: int = 0, end: int | None = None) -> bool:
        return bool(self.all_in(tokens, start, end))

    def ending_at(
        self, tokens: Sequence[Token], end: int, *, gap: int = 0, skip: frozenset[str] = frozenset()
    ) -> Span | None:
        """The longest phrase that ends at token `end`, or up to `gap` words of `skip` before it."""
        for stop in range(end, max(-1, end - gap - 1), -1):
            if stop < end and tokens[stop].norm not in skip:
                return None
            for start in range(max(0, stop - 6), stop):
                span = self.at(tokens, start)
                if span is not None and span.end == stop:
                    return span
        return None
