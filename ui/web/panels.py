"""The pieces around the conversation: what was understood, what is remembered, past conversations."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from agent.answer import Answer
from catalog.constraints import Preference
from catalog.schema import Schema
from catalog.values import MONTHS
from memory.beliefs import Belief
from memory.turns import SessionRecord
from ui.web.markup import button, escape, icon
from ui.web.wording import dropping_sentence, lifting_sentence, say_constraint, say_preference

LONGEST_OPENING = 80


def show_understood(answer: Answer | None, schema: Schema | None) -> str:
    """Chips: every constraint and preference with a way to lift it, and what cannot be filtered by."""
    if answer is None:
        return ""
    chips = [
        _chip(
            "must",
            say_constraint(constraint, schema),
            lift=lifting_sentence(constraint, answer.constraints, schema),
        )
        for constraint in answer.constraints
    ]
    chips += [_preference_chip(preference) for preference in answer.preferences]
    chips += [
        _chip("cannot", f"can’t filter by “{line.phrase}”", lift=None)
        for line in answer.receipt
        if line.as_ == "not_enforceable"
    ]
    if not chips:
        return ""
    return (
        '<div class="ci-understood"><h2 class="ci-small" id="ci-understood-name">What I understood</h2>'
        f'<ul aria-labelledby="ci-understood-name">{"".join(chips)}</ul></div>'
    )


def _preference_chip(preference: Preference) -> str:
    kind = "wish" if preference.polarity == "prefer" else "avoid"
    return _chip(kind, say_preference(preference), lift=dropping_sentence(preference))


MEANINGS = {"must": "must be", "wish": "would like", "avoid": "rather not", "cannot": ""}


def _chip(kind: str, words: str, *, lift: str | None) -> str:
    spoken = f'<span class="ci-hidden">{MEANINGS[kind]}: </span>' if MEANINGS[kind] else ""
    remove = (
        button("say", "", name=f"Lift: {words}", classes="ci-lift", inner=icon("close"), text=lift)
        if lift
        else ""
    )
    lead = {"cannot": icon("info"), "wish": icon("like"), "avoid": icon("dislike")}.get(kind, "")
    said = f'{lead}<span dir="auto">{spoken}{escape(words)}</span>'
    return f'<li class="ci-chip ci-chip-{kind}">{said}{remove}</li>'


def show_memory(
    portrait: Sequence[str],
    beliefs: Sequence[Belief],
    *,
    used: Collection[str] = (),
    written: Collection[str] = (),
) -> str:
    """What is remembered of the user, each with the words it comes from, and its erasure."""
    if not beliefs:
        return (
            '<p class="ci-quiet">Nothing yet. When you tell me something lasting, such as what you never '
            "want or who you choose for, I keep it here with your words, and you can erase it.</p>"
        )
    sentences = "".join(f'<p dir="auto">{escape(sentence)}</p>' for sentence in portrait)
    rows = "".join(
        _belief(belief, fresh=belief.id in written, used=belief.id in used) for belief in reversed(beliefs)
    )
    everything = button(
        "forget_all",
        "Forget everything",
        classes="ci-danger",
        inner=f"{icon('trash')}<span>Forget everything</span>",
        confirm="Erase memories and conversations?",
    )
    return f'<div class="ci-portrait">{sentences}</div><ul class="ci-beliefs">{rows}</ul>{everything}'


def _belief(belief: Belief, *, fresh: bool, used: bool) -> str:
    note = "new" if fresh else "used just now" if used else ""
    badge = f'<span class="ci-badge">{note}</span>' if note else ""
    about = "" if belief.subject == "me" else f"about {belief.subject} · "
    said = "q" if belief.turn else "span"  # what was pressed was not said
    source = f'<{said} dir="auto">{escape(belief.source)}</{said}>' if belief.source else ""
    erase = button(
        "forget", "", name=f"Forget: {belief.text}", classes="ci-plain", inner=icon("trash"), memory=belief.id
    )
    return (
        f'<li class="ci-belief"><div><p dir="auto">{escape(belief.text)} {badge}</p>'
        f'<p class="ci-source">{source}<span>{escape(about)}{_day(belief.created_at)}</span></p></div>'
        f"{erase}</li>"
    )


def show_history(sessions: Sequence[SessionRecord], *, current: str | None, names: Sequence[str]) -> str:
    """The user's conversations, the last first. `names`: the catalogs; one alone is not worth a word."""
    if not sessions:
        return '<p class="ci-quiet">Your conversations will be listed here.</p>'
    return f'<ul class="ci-sessions">{"".join(_session(s, current, len(names) > 1) for s in sessions)}</ul>'


def _session(session: SessionRecord, current: str | None, several: bool) -> str:
    opening = " ".join(session.opening.split()) or "(erased)"
    if len(opening) > LONGEST_OPENING:
        opening = opening[: LONGEST_OPENING - 1].rstrip() + "…"
    about = f"{session.catalog} · " if several else ""
    inner = (
        f'<span class="ci-opening" dir="auto">{escape(opening)}</span>'
        f'<span class="ci-when">{escape(about)}{_day(session.last_at)}</span>'
    )
    here = session.session_id == current
    go = button("open", opening, classes="ci-session", inner=inner, session=session.session_id)
    if here:
        go = go.replace("<button ", '<button aria-current="true" ', 1)
    erase = button(
        "delete",
        "",
        name=f"Delete the conversation: {opening}",
        classes="ci-plain",
        inner=icon("trash"),
        confirm="Delete?",
        session=session.session_id,
    )
    return f"<li>{go}{erase}</li>"


def _day(moment: datetime) -> str:
    machine = moment.isoformat()
    return (
        f'<time datetime="{escape(machine)}">{moment.day} {MONTHS[moment.month - 1][:3]} {moment.year}</time>'
    )
