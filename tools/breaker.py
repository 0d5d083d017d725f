"""A model that fails again and again is left alone for a while."""

from __future__ import annotations

from collections.abc import Callable

FAILURES = 3
REST = 30.0
"""Seconds without a call after so many failures in a row."""


class Breaker:
    """Open after `FAILURES` failures in a row; after `REST` one call tries whether the model is back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """`clock` counts seconds."""
        self._clock = clock
        self._failures = 0
        self._until = 0.0

    def lets_through(self) -> bool:
        """Whether to call now. In the half-open state only the first who asks is let through."""
        if self._failures < FAILURES:
            return True
        if self._clock() < self._until:
            return False
        self._until = self._clock() + REST
        return True

    def succeeded(self) -> None:
        self._failures = 0

    def failed(self) -> None:
        self._failures += 1
        if self._failures >= FAILURES:
            self._until = self._clock() + REST
