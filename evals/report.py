"""A run for people and programs: a table in the terminal, JSON, one HTML page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import TypeVar

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from evals.page import page
from evals.transcript import Run, Transcript

T = TypeVar("T")


def progress(jobs: Sequence[T]) -> Iterator[T]:
    """The jobs one by one, with a bar in the terminal that goes away when all are done."""
    with Progress(console=Console(stderr=True), transient=True) as bar:
        yield from bar.track(jobs, description="Talking")


def show(run: Run, *, console: Console | None = None) -> None:
    """Each suite in a line of a table, then every failing scenario with what was wrong."""
    console = console or Console()
    table = Table(title=f"Evaluation of {escape(run.respondent)}")
    for heading in ("suite", "passed", "failed", "turns", "median ms"):
        table.add_column(heading, justify="left" if heading == "suite" else "right")
    for suite in dict.fromkeys(transcript.suite for transcript in run.transcripts):
        table.add_row(*_row(suite, [t for t in run.transcripts if t.suite == suite]))
    table.add_section()
    table.add_row(*_row("all", run.transcripts))
    console.print(table)
    for transcript in run.transcripts:
        if not transcript.passed:
            console.print(f"\n[bold red]✗[/] {escape(transcript.scenario)} [dim]({transcript.place})[/]")
            _show_turns(transcript, console)


def _row(name: str, transcripts: Sequence[Transcript]) -> list[str]:
    passed = sum(transcript.passed for transcript in transcripts)
    times = [e.wall_ms for t in transcripts for e in t.exchanges if e.answer is not None]
    failed = len(transcripts) - passed
    turns = sum(len(transcript.exchanges) for transcript in transcripts)
    return [
        escape(name),
        str(passed),
        f"[red]{failed}[/]" if failed else "0",
        str(turns),
        f"{median(times):.0f}" if times else "–",
    ]


def _show_turns(transcript: Transcript, console: Console) -> None:
    for exchange in transcript.exchanges:
        if not exchange.problems:
            continue
        console.print(f"  [cyan]“{escape(exchange.said)}”[/]")
        for problem in exchange.problems:
            console.print(f"    {escape(problem)}", highlight=False)
        if exchange.answer is not None:
            console.print(
                f"    [dim]reply: {escape(' '.join(exchange.answer.reply.split()))}[/]", highlight=False
            )


def write_json(run: Run, path: Path) -> None:
    """The whole run: every utterance, answer, and problem."""
    path.write_text(run.model_dump_json(indent=2, by_alias=True) + "\n", encoding="utf-8")


def write_html(run: Run, path: Path) -> None:
    path.write_text(page(run), encoding="utf-8")
