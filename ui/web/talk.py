"""A conversation as the page shows it: who says what, with the cards, the question and the quick replies."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from agent.answer import Answer, Recommendation
from catalog.items import Value
from catalog.schema import Schema
from ui.web.cards import Card, show_cards
from ui.web.markup import button, escape, escape_markdown, icon

Marks = Mapping[tuple[str, str], Collection[str]]
"""The feedback that stands, by catalog and item."""

Look = Callable[[str, Recommendation], Card]
"""From a recommendation of a catalog to its card."""

THINKING = (
    '<p class="ci-thinking" role="status"><i></i><i></i><i></i><span class="ci-hidden">Thinking…</span></p>'
)

ERASED = '<p class="ci-quiet">You had me forget what was said here.</p>'


@dataclass(frozen=True, slots=True)
class Said:
    """One message: markdown, and HTML that stands below it."""

    role: Literal["user", "assistant"]
    markdown: str = ""
    html: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn as the ledger has it. `answer` is None where it failed, or where its words were erased."""

    utterance: str
    answer: Answer | None
    catalog: str
    erased: bool = False


def show_talk(exchanges: Sequence[Exchange], look: Look, *, offers: bool = True) -> list[Said]:
    """All messages of a session; only the last one offers quick replies, and none once there is a next."""
    said: list[Said] = []
    for number, exchange in enumerate(exchanges, start=1):
        if exchange.utterance:
            said.append(say_user(exchange.utterance))
        if exchange.erased:
            said.append(Said("assistant", html=ERASED))
            continue
        last = offers and number == len(exchanges)
        if exchange.answer is None:
            said.append(
                show_problem(
                    "This was left without an answer.", utterance=exchange.utterance if last else None
                )
            )
        else:
            said.append(show_answer(exchange.answer, look, last=last))
    return said


def say_user(utterance: str) -> Said:
    """The user's words as they are: what looks like markdown in them is not read as such."""
    return Said("user", html=f'<p class="ci-utterance" dir="auto">{escape(utterance)}</p>')


def show_answer(answer: Answer, look: Look, *, last: bool) -> Said:
    """The words, the cards, and below them the question, wherever the reply had it."""
    cards = [look(answer.catalog, told) for told in answer.recommendations]
    words = answer.reply.rstrip()
    if answer.question and cards:
        words = words.removesuffix(answer.question)
    parts = [show_cards(cards, catalog=answer.catalog)]
    if answer.question and answer.question not in words:
        parts.append(f'<p class="ci-question" dir="auto">{escape(answer.question)}</p>')
    if last and answer.suggestions:
        parts.append(_quick_replies(answer.suggestions))
    return Said("assistant", markdown=_beside(words, len(cards)), html="".join(parts))


def show_partial(reply: str, recommendations: Sequence[Recommendation], catalog: str, look: Look) -> Said:
    """What has come so far of an answer."""
    cards = show_cards([look(catalog, told) for told in recommendations], catalog=catalog)
    words = _beside(reply, len(recommendations))
    return Said("assistant", markdown=words, html=cards or ("" if words else THINKING))


def _beside(reply: str, cards: int) -> str:
    """A reply as it stands above its cards: without its own list of the same items, as far as it has come."""
    lines = reply.splitlines()
    places = {str(place) for place in range(1, cards + 1)}
    kept = []
    for line in lines:
        place, _, rest = line.partition(".")
        listed = place in places and (rest.startswith(" **") or (line is lines[-1] and len(rest) < 3))
        if not listed:
            kept.append(line)
    return escape_markdown("\n".join(kept).strip())


def show_problem(problem: str, *, utterance: str | None = None, key: str = "") -> Said:
    """A turn that failed, with a way to try it again: under the same key, so that it acts once."""
    inner = f"{icon('again')}<span>Try again</span>"
    again = ""
    if utterance is not None:
        again = button("say", "Try again", classes="ci-starter", inner=inner, text=utterance, key=key)
    return Said(
        "assistant", html=f'<div class="ci-problem" role="alert"><p>{escape(problem)}</p>{again}</div>'
    )


def _quick_replies(suggestions: Sequence[str]) -> str:
    chips = "".join(f"<li>{button('say', s, classes='ci-starter', text=s)}</li>" for s in suggestions)
    return f'<ul class="ci-replies" aria-label="Quick replies">{chips}</ul>'


def make_card(
    told: Recommendation,
    attributes: Mapping[str, Value] | None,
    schema: Schema | None,
    marks: Collection[str],
) -> Card:
    """`attributes` are the item's own; where it left the catalog, those told when it was shown."""
    known = (
        attributes
        if attributes is not None
        else {k: _as_value(v) for k, v in told.attributes.items() if v is not None}
    )
    return Card(told, known, schema, marks)


def _as_value(value: object) -> Value:
    """JSON has lists where items have tuples."""
    if isinstance(value, list | tuple):
        return tuple(v for v in value if isinstance(v, str | int | float | bool))
    return value if isinstance(value, str | int | float | bool) else str(value)
