"""A run as one HTML page that needs nothing beside it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from evals.transcript import Exchange, Run, Transcript

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --bad: #c0392b; --good: #27864b; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
details { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; padding: .5rem 1rem; }
summary { cursor: pointer; } summary small { opacity: .7; }
.passed::before { content: "✓ "; color: var(--good); } .failed::before { content: "✗ "; color: var(--bad); }
td, th { text-align: left; padding: .1rem 1rem .1rem 0; }
.user { margin: 1rem 0 .25rem; font-weight: 600; } .reply { white-space: pre-wrap; margin: .25rem 0; }
.facts { opacity: .7; font-size: .85rem; } .problems { color: var(--bad); margin: .25rem 0; }
"""


def page(run: Run) -> str:
    """Every conversation, the failing ones open."""
    total = len(run.transcripts)
    body = "\n".join(part for transcript in run.transcripts for part in _transcript(transcript))
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>Evaluation: {run.passed} of {total} passed</title>\n<style>{_STYLE}</style>\n"
        f"<h1>{run.passed} of {total} scenarios passed</h1>\n"
        f"<p>{escape(run.respondent)}, {run.started_at:%Y-%m-%d %H:%M} UTC</p>\n{_table(run)}{body}\n</html>\n"
    )


def _table(run: Run) -> str:
    """Each suite with its share of scenarios passed; nothing where there is one suite only."""
    if len(run.by_suite) < 2:
        return ""
    rows = "".join(
        f"<tr><td>{escape(name)}</td><td>{tally.passed} of {tally.passed + tally.failed}</td>"
        f"<td>{tally.rate:.0%}</td></tr>\n"
        for name, tally in run.by_suite.items()
    )
    return f"<table>\n<tr><th>suite</th><th>passed</th><th>rate</th></tr>\n{rows}</table>\n"


def _transcript(transcript: Transcript) -> Iterator[str]:
    state = "passed" if transcript.passed else "failed"
    yield f"<details{'' if transcript.passed else ' open'}>"
    yield (
        f'<summary class="{state}">{escape(transcript.scenario)} '
        f"<small>{escape(transcript.suite)}, {escape(transcript.place)}</small></summary>"
    )
    for exchange in transcript.exchanges:
        yield from _exchange(exchange)
    yield "</details>"


def _exchange(exchange: Exchange) -> Iterator[str]:
    said = f"[{exchange.pressed}] {exchange.said}" if exchange.pressed else exchange.said
    yield f'<p class="user">{escape(said)}</p>'
    if exchange.problems:
        listed = "".join(f"<li>{escape(problem)}</li>" for problem in exchange.problems)
        yield f'<ul class="problems">{listed}</ul>'
    answer = exchange.answer
    if answer is None:
        return
    yield f'<p class="reply">{escape(answer.reply)}</p>'
    state = "; ".join(str(c.model_dump(exclude={"turn"}, mode="json")) for c in answer.constraints)
    facts = (answer.intent, "acts: " + ", ".join(answer.acts), f"{exchange.wall_ms:.0f} ms", state)
    yield f'<p class="facts">{escape(" · ".join(fact for fact in facts if fact))}</p>'
    if answer.recommendations:
        shown = "".join(f"<li>{escape(r.title)} – {escape(r.reason)}</li>" for r in answer.recommendations)
        yield f'<ol class="facts">{shown}</ol>'
