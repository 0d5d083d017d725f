"""Labelled conversations, read turn by turn with what the label says was shown, and held against the labels."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from agent.language.built_in.english import FUNCTION_WORDS
from agent.language.understanding import Understanding
from agent.preferences import apply
from agent.shown import note_shown
from agent.state import Asked, Session, Shown
from catalog.catalog import Catalog
from catalog.items import ItemId, fold
from evals.benchmarks import BenchError
from evals.benchmarks.understanding.engines import Measured
from evals.benchmarks.understanding.hard_state import Atom, atoms, equal, matched
from evals.benchmarks.understanding.labels import AnyOf, LabelledConversation, LabelledTurn, Wanted
from evals.benchmarks.understanding.slips import with_slips
from evals.benchmarks.understanding.tallies import Tally
from tools.toolbox import Toolbox

_ASKING = frozenset({"ask_item", "compare", "explain"})
_WISHING = frozenset({"recommend", "refine", "critique", "undo"})
_KINDS = {"hide": "dislike", "save": "purchase"}
_SAID_BY_OTHERS = frozenset({"like", "dislike", "purchase"})
"""Feedback that implies "seen", which is then not counted beside it."""


@dataclass(frozen=True, slots=True)
class TurnRead:
    """One turn: its label, what was understood, and both hard states after it in one form."""

    conversation: str
    kind: str
    turn: LabelledTurn
    said: str
    understanding: Understanding
    wanted: tuple[Atom, ...]
    wanted_before: tuple[Atom, ...]
    found: tuple[Atom, ...]
    found_before: tuple[Atom, ...]

    @property
    def main_right(self) -> bool:
        return self.understanding.intent == self.turn.acts[0]

    @property
    def state_right(self) -> bool:
        return equal(self.wanted, self.found)

    @property
    def step_right(self) -> bool:
        """Whether this turn brought nothing wrong into the state; what was wrong before may stay so."""
        return not self.newly_missing and not self.newly_wrong

    @property
    def newly_missing(self) -> list[Atom]:
        """Wanted and not found, unless that was so already."""
        lacked = [a for a in self.wanted_before if not matched([a], self.found_before)]
        return [a for a in self.wanted if not matched([a], self.found) and a not in lacked]

    @property
    def newly_wrong(self) -> list[Atom]:
        """Found and not wanted, unless that was so already."""
        had = [a for a in self.found_before if not matched(self.wanted_before, [a])]
        return [a for a in self.found if not matched(self.wanted, [a]) and a not in had]

    @property
    def references_right(self) -> bool:
        return (
            self.pointed_wanted == self.pointed_found
            and set(self.turn.like) == set(self.understanding.like)
            and self.feedback_wanted == self.feedback_found
        )

    @property
    def right(self) -> bool:
        return self.main_right and self.state_right and self.references_right

    @property
    def pointed_wanted(self) -> set[ItemId]:
        return {*self.turn.references, *self.turn.like, *(g.item for g in self.turn.feedback)}

    @property
    def pointed_found(self) -> set[ItemId]:
        found = self.understanding
        return {*found.references, *found.like, *(g.item_id for g in found.feedback)}

    @property
    def feedback_wanted(self) -> set[tuple[ItemId, str]]:
        return _feedback([(g.item, g.kind) for g in self.turn.feedback])

    @property
    def feedback_found(self) -> set[tuple[ItemId, str]]:
        return _feedback([(g.item_id, g.kind) for g in self.understanding.feedback])

    @property
    def acknowledged(self) -> list[bool]:
        """Of each phrase that the catalog cannot know, whether it was said to be so."""
        said = [*self.understanding.unknown]
        said += [line.phrase for line in self.understanding.receipt if line.as_ == "not_enforceable"]
        words = [_words(phrase) for phrase in said]
        return [any(_words(unknown) & one for one in words) for unknown in self.turn.unknown]

    @property
    def kept_soft(self) -> list[bool]:
        """Of each soft wish, whether it is one of ours, leaning the same way."""
        ours = [(p.polarity, _words(f"{p.text} {p.value or ''}")) for p in self.understanding.preferences]
        return [
            any(polarity == soft.polarity and _words(soft.text) & words for polarity, words in ours)
            for soft in self.turn.preferences
        ]


def _words(text: str) -> set[str]:
    """Those that tell something, without plural endings: a phrase may be quoted in either number."""
    words = re.findall(r"\w+", fold(text))
    return {w.removesuffix("s") for w in words if w not in FUNCTION_WORDS} or set(words)


def _feedback(given: Sequence[tuple[ItemId, str]]) -> set[tuple[ItemId, str]]:
    plain = {(item, _KINDS.get(kind, kind)) for item, kind in given}
    judged = {item for item, kind in plain if kind in _SAID_BY_OTHERS}
    return {(item, kind) for item, kind in plain if kind != "seen" or item not in judged}


async def read_conversation(
    conversation: LabelledConversation, toolbox: Toolbox, engine: Measured, *, slips: bool = False
) -> list[TurnRead]:
    """Read every turn in the session as the label says it went: our state, its slates and questions."""
    catalog = toolbox.catalog
    session = Session(session_id=conversation.id, catalog=catalog.slug)
    wanted: tuple[Wanted, ...] = ()
    found: list[TurnRead] = []
    for number, turn in enumerate(conversation.turns, start=1):
        _check(conversation, turn, catalog)
        said = with_slips(turn.say) if slips else turn.say
        if turn.asked:
            session = session.model_copy(update={"asked": _asked(turn.asked, catalog)})
        understanding = await engine.understand(said, session=session, toolbox=toolbox, turn=number)
        before = session
        session = apply(session, understanding, catalog, turn=number).session
        wanted_before, wanted = wanted, wanted if turn.constraints is None else turn.constraints
        found.append(
            TurnRead(
                conversation.id,
                conversation.kind,
                turn,
                said,
                understanding,
                atoms(wanted, catalog.schema),
                atoms(wanted_before, catalog.schema),
                atoms(session.wishes.constraints, catalog.schema),
                atoms(before.wishes.constraints, catalog.schema),
            )
        )
        session = _after(session, understanding, turn, catalog, number)
    return found


def _after(
    session: Session, understanding: Understanding, turn: LabelledTurn, catalog: Catalog, number: int
) -> Session:
    """The session once the reply of the label was given."""
    if understanding.subject != "me":
        session = session.model_copy(update={"subject": understanding.subject})
    if turn.acts[0] in _ASKING:
        focus = turn.references or session.focus
        question = understanding.question
        counted = question.tests if question is not None and question.kind == "count" else ()
        session = session.model_copy(update={"focus": focus, "counted": counted})
    slate = [Shown(item_id=item, reason="") for item in turn.slate]
    nothing_left = not slate and turn.acts[0] in _WISHING and not _any_left(session, catalog)
    return note_shown(session, understanding, slate, stuck=nothing_left).model_copy(update={"turn": number})


def _any_left(session: Session, catalog: Catalog) -> bool:
    return bool(np.any(catalog.columns.mask_all(session.wishes.constraints)))


def _asked(name: str, catalog: Catalog) -> Asked:
    span = catalog.schema.ranges.get(name)
    attribute = catalog.schema.attributes[span.between[0] if span else name]
    counts = catalog.columns.count_values(attribute.name) if attribute.named else {}
    options = tuple(str(v) for v in sorted(counts, key=lambda v: (-counts[v], str(v)))[:3])
    return Asked(attribute=attribute.name, text=f"Any {attribute.label} in particular?", options=options)


def _check(conversation: LabelledConversation, turn: LabelledTurn, catalog: Catalog) -> None:
    known = {*catalog.schema.attributes, *catalog.schema.ranges}
    constraints = [
        c for one in turn.constraints or () for c in (one.any if isinstance(one, AnyOf) else (one,))
    ]
    named = {c.attribute for c in constraints} | ({turn.asked} if turn.asked else set())
    if unknown := sorted(named - known):
        raise BenchError(f"{conversation.id}: {catalog.slug} has no attribute {unknown[0]!r}")
    items = {*turn.slate, *turn.references, *turn.like, *(g.item for g in turn.feedback)}
    if missing := sorted(items - set(catalog.position)):
        raise BenchError(f"{conversation.id}: {catalog.slug} has no item {missing[0]!r}")


def count(tally: Tally, turns: Sequence[TurnRead], *, prefix: str = "") -> None:
    """Add one conversation."""
    for turn in turns:
        label, found = turn.turn, turn.understanding
        tally.overlap(f"{prefix}act", label.acts, found.acts)
        tally.share(f"{prefix}intent", turn.main_right)
        for act in {*label.acts, *found.acts}:
            wanted, got = act in label.acts, act in found.acts
            tally.hits(f"{prefix}act {act}", wanted and got, wanted, got)
        tally.share(f"{prefix}jga", turn.state_right)
        tally.share(f"{prefix}jga_{turn.kind}", turn.state_right)
        tally.share(f"{prefix}step", turn.step_right)
        tally.hits(f"{prefix}slot", matched(turn.wanted, turn.found), len(turn.wanted), len(turn.found))
        if equal(turn.wanted, turn.wanted_before):
            tally.share(f"{prefix}untouched", equal(turn.found, turn.found_before))
        tally.overlap(f"{prefix}pointed", turn.pointed_wanted, turn.pointed_found)
        tally.overlap(f"{prefix}like", label.like, found.like)
        tally.overlap(f"{prefix}feedback", turn.feedback_wanted, turn.feedback_found)
        wanted_refs = _all_kinds(turn.pointed_wanted, label.like, turn.feedback_wanted)
        found_refs = _all_kinds(turn.pointed_found, found.like, turn.feedback_found)
        tally.overlap(f"{prefix}ref", wanted_refs, found_refs)
        for acknowledged in turn.acknowledged:
            tally.share(f"{prefix}unknown", acknowledged)
        for kept in turn.kept_soft:
            tally.share(f"{prefix}soft", kept)
        if label.question is not None:
            kind = found.question.kind if found.question else None
            tally.share(f"{prefix}question", kind == label.question.kind)
        tally.share(f"{prefix}turn_right", turn.right)
    tally.share(f"{prefix}conversation_right", all(turn.right for turn in turns))


def _all_kinds(
    pointed: Collection[ItemId], like: Collection[ItemId], feedback: Collection[tuple[ItemId, str]]
) -> set[tuple[str, ...]]:
    return (
        {("pointed", i) for i in pointed} | {("like", i) for i in like} | {("feedback", *f) for f in feedback}
    )


def describe(turn: TurnRead) -> Mapping[str, object] | None:
    """What a turn brought that is not as labelled, for development; None where nothing."""
    found = turn.understanding
    wrong = {
        "intent": None if turn.main_right else (turn.turn.acts, found.acts),
        "missing": [str(a) for a in turn.newly_missing] or None,
        "too much": [str(a) for a in turn.newly_wrong] or None,
        "references": None
        if turn.references_right
        else {
            "pointed": (sorted(turn.pointed_wanted), sorted(turn.pointed_found)),
            "like": (turn.turn.like, found.like),
            "feedback": (sorted(turn.feedback_wanted), sorted(turn.feedback_found)),
        },
    }
    wrong = {k: v for k, v in wrong.items() if v is not None}
    return {"where": turn.conversation, "said": turn.said, **wrong} if wrong else None
