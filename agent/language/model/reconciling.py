"""Two readings of one utterance, the model's and the built-in engine's, become one. Pure.

The model's reading is taken, but nothing strict gets lost by it. A constraint that the built-in engine found
stays unless the model *accounts* for its words: by a change, a comparison or a question over the same part of
the utterance. A bound with a number is kept harder still: where the model only leans ("under 50" as a
preference), or calls the phrase unknown, the bound stands. Where the model takes the utterance for one about
the talk itself (undo, forget) and the built-in engine heard constraints in it, the built-in reading stands; so
it does where the model alone hears a wish to have everything forgotten, which nothing could take back. What the
built-in engine says cannot be enforced is said as well, unless the model made something of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent.answer import Intent, ReceiptLine
from agent.language.model.changes import Changes
from agent.language.model.grounding import Grounding
from agent.language.understanding import Understanding
from catalog.constraints import Constraint, Either, Preference
from catalog.schema import Schema

AnyOne = Constraint | Either

_WISHING: frozenset[Intent] = frozenset(["recommend", "refine", "critique"])
_ASKING: frozenset[Intent] = frozenset(["ask_item", "compare", "explain"])
_ON_THE_TALK: frozenset[Intent] = frozenset(["ask_memory", "forget", "undo"])


def reconciled(
    model: Understanding, made: Changes, built_in: Understanding, said: Grounding, schema: Schema
) -> Understanding:
    """The model's understanding with what it lost of the built-in one."""
    model = replace(
        model,
        widen=built_in.widen,
        count=model.count or built_in.count,
        adventure=built_in.adventure,
    )
    if model.forget is not None and model.forget.what == "all" and built_in.forget is None:
        return built_in
    if model.intent in _ASKING | _ON_THE_TALK and model.intent == built_in.intent:
        return model
    spoken = [(p, change) for p, change in made.phrases if said.says(p)]
    spoken += [(c.phrase, None) for c in model.critiques]
    lost = [
        c
        for c in built_in.constraints
        if c not in model.constraints and not _accounted(c, built_in.receipt, spoken, said, schema)
    ]
    if lost and model.intent in _ON_THE_TALK:
        return built_in
    # The conditions of a question are no wishes, and neither are the words that name its items.
    if model.intent in _ASKING and (model.references or (model.question and model.question.tests)):
        lost = []
    kept = {a for c in lost for a in c.attributes()}
    unknown = [
        phrase
        for phrase in built_in.unknown
        if not any(said.overlap(phrase, p) for p, _ in spoken)
        and not any(said.overlap(phrase, u) for u in model.unknown)
        and not any(said.overlap(phrase, p.text) for p in model.preferences)
        and any(line.phrase == phrase and line.as_ == "not_enforceable" for line in built_in.receipt)
    ]
    lines = [
        line
        for line in built_in.receipt
        if (line.as_ == "constraint" and line.attribute in kept)
        or (line.as_ == "not_enforceable" and line.phrase in unknown)
    ]
    if not lost and not unknown:
        return model
    phrases = [line.phrase for line in lines if line.as_ == "constraint"]
    acts = model.acts
    if lost and not _WISHING & set(acts):
        wish: Intent = next((a for a in built_in.acts if a in _WISHING), "refine")
        acts = (wish, *(a for a in acts if a != "out_of_scope"))
    return replace(
        model,
        acts=acts,
        constraints=(*model.constraints, *lost),
        preferences=tuple(p for p in model.preferences if not _same_words(p, phrases, said, kept)),
        receipt=(
            *(r for r in model.receipt if not any(said.overlap(r.phrase, p) for p in phrases)),
            *lines,
        ),
        unknown=(*(u for u in model.unknown if not any(said.overlap(u, p) for p in phrases)), *unknown),
    )


def _accounted(
    constraint: AnyOne,
    receipt: Sequence[ReceiptLine],
    spoken: Sequence[tuple[str, AnyOne | Preference | None]],
    said: Grounding,
    schema: Schema,
) -> bool:
    names = set(constraint.attributes())
    phrases = [r.phrase for r in receipt if r.as_ == "constraint" and r.attribute in names]
    bound = isinstance(constraint, Constraint) and _is_bound(constraint, schema)
    for phrase, change in spoken:
        soft = isinstance(change, Preference)
        if not any(said.overlap(phrase, p) for p in phrases):
            continue
        if not (bound and soft):
            return True
    # The built-in engine writes some phrases with a word of its own ("no rustic"): then by the attribute.
    unplaced = not any(said.says(p) for p in phrases)
    return unplaced and any(
        isinstance(change, Constraint | Either) and names & set(change.attributes()) for _, change in spoken
    )


def _is_bound(constraint: Constraint, schema: Schema) -> bool:
    attribute = schema.attributes[constraint.attribute]
    return attribute.ordered and not attribute.order


def _same_words(
    preference: Preference, phrases: Sequence[str], said: Grounding, attributes: set[str]
) -> bool:
    """A leaning made of the very words that are a constraint."""
    if preference.attribute is not None and preference.attribute not in attributes:
        return False
    return any(said.overlap(preference.text, p) for p in phrases)
