"""Progress on the terminal: bars where somebody watches, lines where the output goes to a file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.progress import TaskID

SECONDS_BETWEEN_LINES = 2.0


class Progress(Protocol):
    """Called as `progress(step, done, total)`; a total of 0 is a step whose length is not known."""

    def __call__(self, step: str, done: int, total: int, /) -> None: ...


class LineProgress:
    """A line when a step begins, one every two seconds while it lasts, and its time where it took one."""

    def __init__(self) -> None:
        self._step = ""
        self._began = self._said = 0.0
        self._ended = False

    def __call__(self, step: str, done: int, total: int, /) -> None:
        now = monotonic()
        if step != self._step:
            self._step, self._began, self._said, self._ended = step, now, now, False
            self._say(f"{step} ({total:,})" if total > 1 else step)
        elif 0 < total <= done and not self._ended:
            self._ended = True
            if now - self._began > 1:
                self._say(f"{step}: {now - self._began:.0f} s")
        elif not self._ended and now - self._said >= SECONDS_BETWEEN_LINES:
            self._said = now
            self._say(f"{step}: {done:,} of {total:,}")

    def _say(self, line: str) -> None:
        print(f"  {line}", file=sys.stderr, flush=True)


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """Progress for the terminal that this process has, on stderr."""
    if not sys.stderr.isatty():
        yield LineProgress()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    tasks: dict[str, TaskID] = {}
    with Bars(*columns, console=Console(stderr=True)) as bars:

        def show(step: str, done: int, total: int, /) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total or None)
            bars.update(tasks[step], completed=done, total=total or None)

        yield show


@contextmanager
def waiting(words: str) -> Iterator[None]:
    """Shows that something of unknown length goes on."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(words):
        yield
