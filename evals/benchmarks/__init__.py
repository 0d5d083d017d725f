"""Repeatable measurements: `cicerone bench NAME [ARGUMENTS]`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path

Figure = float | int | str | list[float] | None
Figures = Mapping[str, Figure | Mapping[str, Figure]]
Bench = Callable[[Sequence[str], Path], Figures]
"""From its arguments and the home to its figures. What else it has to say goes to standard error."""

BENCHES = {
    "build": "evals.benchmarks.build",
    "cold": "evals.benchmarks.cold",
    "collaborative": "evals.benchmarks.collaborative",
    "debias": "evals.benchmarks.debias",
    "dialogues": "evals.benchmarks.dialogues",
    "explore": "evals.benchmarks.explore",
    "sequential": "evals.benchmarks.sequential",
    "serve": "evals.benchmarks.serve",
    "turn": "evals.benchmarks.turn",
    "understanding": "evals.benchmarks.understanding",
}
"""Name to module. Its `measure` is the bench; imported when it is asked for."""


class BenchError(RuntimeError):
    """A measurement that cannot be made; the text says why."""


def run(
    name: str,
    arguments: Sequence[str],
    *,
    home: Path,
    json_path: Path | None,
    benches: Mapping[str, str] = BENCHES,
) -> int:
    """Measure. The last line printed is one JSON object with the figures.

    Returns:
        0, or 2 where there is no such bench or it cannot be made here.
    """
    if name not in benches:
        print(f"cicerone: no bench {name!r}; there are: {', '.join(sorted(benches))}", file=sys.stderr)
        return 2
    bench: Bench = import_module(benches[name]).measure
    try:
        figures = bench(arguments, home)
    except BenchError as error:
        print(f"cicerone: {error}", file=sys.stderr)
        return 2
    line = json.dumps(dict(figures), ensure_ascii=False)
    if json_path:
        json_path.write_text(line + "\n", encoding="utf-8")
    print(line, flush=True)
    return 0
