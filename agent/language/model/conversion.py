"""From what a model says to an `Understanding`: nothing in it that the user did not say and nothing off the
catalog."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from agent.answer import Intent
from agent.describe import describe
from agent.language.model.changes import Changes, convert_changes, tests
from agent.language.model.linking import Linker
from agent.language.model.model_reading import ModelReading
from agent.language.understanding import Critique, Forget, Given, Question, Statement, Understanding
from catalog.constraints import Preference
from catalog.items import ItemId, fold

LONGEST_TRANSLATION = 60
"""Characters of a wish in English, which no user said and only the search sees."""

_ASKING: dict[Intent, Question] = {
    "ask_item": Question("fact"),
    "compare": Question("compare"),
    "explain": Question("why"),
}
"""What each act asks where the model did not say."""


def convert(reading: ModelReading, linker: Linker, *, turn: int) -> tuple[Understanding, Changes]:
    """The understanding, and the changes with the phrases that they came from."""
    said = linker.said
    made = convert_changes(reading.changes, linker, turn)
    for wished in reading.wishes:
        if said.says(wished.phrase):
            _wish(wished.phrase, wished.english, wished.polarity, made)
    critiques = _critiques(reading, linker, made)
    sort = None
    by = linker.attribute(reading.sort.attribute) if reading.sort else None
    if reading.sort and by and by.ordered and said.says(reading.sort.phrase):
        sort = (by.name, reading.sort.direction)
        _direct(reading.sort.phrase, by.name, reading.sort.direction, made)
    for phrase in reading.unknown:
        if said.says(phrase) and not any(said.overlap(phrase, p) for p, _ in made.phrases):
            made.cannot(phrase)
    given = [
        Given(item, r.kind, r.phrase)
        for r in reading.feedback
        if said.says(r.phrase) and (item := linker.item(r.item)) is not None
    ]
    forget = None
    if reading.forget and said.says(reading.forget.phrase):
        topic = reading.forget.topic if said.says(reading.forget.topic) else reading.forget.phrase
        forget = Forget(reading.forget.what, topic if reading.forget.what == "topic" else "")
    subject = reading.subject if said.says(reading.subject) else "me"
    like = linker.items(reading.like)
    references = linker.items(reading.references)
    question = _question(reading, references, linker, turn)
    changed = bool(made.constraints or made.preferences or made.dropped or made.released or made.permitted)
    acts = _acts(
        reading, question or bool(references), forget, critiques, given, changed or bool(like), linker
    )
    if (
        acts[0] == "ask_item"
        and question is not None
        and not references
        and question.kind in ("fact", "test")
    ):
        references = linker.session.focus or tuple(s.item_id for s in linker.session.slate)
    return (
        Understanding(
            acts=acts,
            constraints=tuple(made.constraints),
            preferences=tuple(made.preferences),
            dropped=tuple(dict.fromkeys(made.dropped)),
            released=tuple(made.released),
            permitted=tuple(made.permitted),
            instead=reading.instead,
            sort=sort,
            like=like,
            critiques=tuple(critiques),
            feedback=tuple(given),
            references=references,
            question=question or _ASKING[acts[0]] if acts[0] in _ASKING else None,
            statements=tuple(_statements(reading, made, linker)),
            forget=forget,
            undo="" if "undo" not in acts else "all" if reading.undo == "all" else "step",
            more=reading.more or bool(given),
            answered=reading.no_preference and linker.session.asked is not None,
            wish=" ".join(p.text for p in made.preferences if p.kind == "wish" and p.polarity == "prefer"),
            receipt=tuple(made.receipt),
            unknown=tuple(dict.fromkeys(made.unknown)),
            count=reading.count if reading.count and said.counts(reading.count) else None,
            subject=subject,
        ),
        made,
    )


def _wish(phrase: str, english: str, polarity: str, made: Changes) -> None:
    """The user's own words are what is shown; a translation only helps to search."""
    avoid = polarity == "avoid"
    made.lean(
        phrase,
        Preference(kind="wish", text=phrase, polarity="avoid" if avoid else "prefer", turn=made.turn),
    )
    plainly = " ".join(re.findall(r"[^\W\d_]+", english.casefold()))[:LONGEST_TRANSLATION]
    if plainly and not avoid and fold(plainly) != fold(phrase):
        made.preferences.append(Preference(kind="words", text=plainly, turn=made.turn))


def _direct(phrase: str, attribute: str, direction: Literal["low", "high"], made: Changes) -> None:
    made.lean(
        phrase,
        Preference(kind=attribute, text=phrase, turn=made.turn, attribute=attribute, direction=direction),
    )


def _critiques(reading: ModelReading, linker: Linker, made: Changes) -> list[Critique]:
    found = []
    for compared in reading.comparisons:
        attribute = linker.attribute(compared.attribute)
        if attribute is None or not attribute.ordered or not linker.said.says(compared.phrase):
            continue
        items = linker.items(compared.items)
        made.phrases.append((compared.phrase, None))
        if items or linker.session.slate or linker.session.focus:
            found.append(Critique(attribute.name, compared.direction, items, compared.phrase))
            continue
        _direct(compared.phrase, attribute.name, compared.direction, made)
    return found


def _question(
    reading: ModelReading, references: Sequence[ItemId], linker: Linker, turn: int
) -> Question | None:
    asked = reading.question
    if asked is None:
        return None
    names = tuple(a.name for n in asked.attributes if (a := linker.attribute(n)) is not None)
    conditions = tests(asked.tests, linker, turn)
    needs = {"extreme": names, "values": names, "test": conditions}.get(asked.kind, True)
    if not needs:
        return Question("fact", names, words=linker.said.utterance)
    if asked.kind == "extreme" and not linker.toolbox.catalog.schema.attributes[names[0]].ordered:
        return None
    words = linker.said.utterance if asked.kind in ("fact", "test") else ""
    if asked.kind == "extreme" and references:
        words = "shown"
    return Question(asked.kind, names, asked.direction, conditions, words=words)


def _acts(
    reading: ModelReading,
    question: Question | bool | None,
    forget: Forget | None,
    critiques: Sequence[Critique],
    given: Sequence[Given],
    changed: bool,
    linker: Linker,
) -> tuple[Intent, ...]:
    """The acts that have something to them: none that forgets, asks or reacts to nothing."""
    shown = bool(linker.session.slate)
    kept: list[Intent] = []
    for act in dict.fromkeys(reading.acts):
        if (
            (act == "forget" and forget is None)
            or (act == "feedback" and not given)
            or (act == "undo" and reading.undo == "none" and len(reading.acts) > 1)
            or (act == "ask_item" and not question)
            or (act == "critique" and not (critiques or changed))
        ):
            continue
        kept.append(act)
    wishes = {"recommend", "refine", "critique", "undo"} & set(kept)
    if (critiques or changed) and not wishes and not set(kept) & set(_ASKING):
        first: Intent = "critique" if critiques else "refine" if shown else "recommend"
        kept.insert(0, first)
    if given and "feedback" not in kept:
        kept.append("feedback")
    return tuple(kept) or ("out_of_scope",)


def _statements(reading: ModelReading, made: Changes, linker: Linker) -> list[Statement]:
    """Each lasting phrase with the changes that were said within it; else as a plain fact."""
    found: list[Statement] = []
    said = linker.said
    schema = linker.toolbox.catalog.schema
    for lasting in reading.lasting:
        if not said.says(lasting.phrase):
            continue
        subject = lasting.subject if said.says(lasting.subject) else "me"
        typed = [c for p, c in made.phrases if c is not None and said.overlap(p, lasting.phrase)]
        for change in typed:
            if isinstance(change, Preference):
                verb = "rather not" if change.polarity == "avoid" else "likes"
                kind = "dislike" if change.polarity == "avoid" else "preference"
                text = f"{verb} {change.text}"
                found.append(
                    Statement(kind, text, lasting.phrase, subject, preference=change)  # type: ignore[arg-type]
                )
            else:
                kind = "dislike" if change.polarity == "exclude" else "constraint"
                text = describe(change, schema)
                found.append(
                    Statement(kind, text, lasting.phrase, subject, constraint=change)  # type: ignore[arg-type]
                )
        if not typed:
            found.append(Statement("fact", lasting.phrase, lasting.phrase, subject))
    return found
