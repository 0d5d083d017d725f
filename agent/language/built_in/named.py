"""Values that the user named, each with its stance: which attribute is meant, wanted or not, how strictly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from agent.language.built_in import english
from agent.language.built_in.comparisons import compared_with, falls_short
from agent.language.built_in.directions import end_of, meant_end
from agent.language.built_in.lexicon import Sense
from agent.language.built_in.mentions import Mention
from agent.language.built_in.phrases import PhraseBook, Span
from agent.language.built_in.reading import Reading
from agent.language.built_in.wished import Wishes, cue_stems, flip, leans, make, singular
from agent.language.understanding import Critique
from catalog.constraints import Alternative, Constraint, Either, Preference, as_tuple
from catalog.schema import AttributeType

_LIKING = PhraseBook(english.FIRST_PERSON_LIKING)


@dataclass(frozen=True, slots=True)
class Named:
    """A value that the user named, with its stance."""

    span: Span
    sense: Sense
    others: tuple[Sense, ...]
    negated: bool
    soft: bool
    hard: bool
    taste: bool
    phrase: str
    bound: Literal["", "<=", ">="] = ""
    """For a graded value: "weekly at most", "at least medium"."""


def named_value(reading: Reading, mention: Mention) -> Named:
    senses = mention.of("value")
    chosen = choose_sense(reading, mention, senses)
    stance = reading.stances[mention.span.start]
    start, end = reading.clause_of(mention.span.start)
    liking = any(s.end <= mention.span.start for s in _LIKING.all_in(reading.tokens, start, end))
    return Named(
        span=mention.span,
        sense=chosen,
        others=tuple(s for s in senses if s != chosen and s.exact and not s.degree),
        negated=stance.negated,
        soft=stance.soft,
        hard=stance.hard,
        taste=liking and not stance.negated,
        phrase=reading.phrase(mention.span.start, mention.span.end),
        bound=_bound(reading, mention) if reading.catalog.schema.attributes[chosen.attribute].order else "",
    )


_AT_MOST = PhraseBook(
    english.phrases("at most | at the most | max | maximum | up to | no more than | not more than | tops")
)


_AT_LEAST = PhraseBook(
    english.phrases("at least | minimum | no less than | or more | or above | or higher | and up")
)


def _bound(reading: Reading, mention: Mention) -> Literal["", "<=", ">="]:
    after = range(mention.span.end, min(mention.span.end + 2, len(reading.tokens)))
    for book, op in ((_AT_MOST, "<="), (_AT_LEAST, ">=")):
        said = [s for i in after if (s := book.at(reading.tokens, i)) is not None]
        numbered = any(s.end < len(reading.tokens) and reading.tokens[s.end].is_number for s in said)
        if book.ending_at(reading.tokens, mention.span.start) or (said and not numbered):
            return op  # type: ignore[return-value]
    if enough(reading, mention):
        return _end_of_grade(reading, mention)
    if reading.words[mention.span.end : mention.span.end + 1] == ("or",):
        for other in reading.mentions:
            kinds = {s.kind for s in other.senses if s.degree == "more"}
            if other.span.start == mention.span.end + 1 and kinds & {"high", "low"}:
                reading.use(other.span)
                return "<=" if "low" in kinds else ">="
    return ""


def enough(reading: Reading, mention: Mention) -> bool:
    """ "Bright enough"; "not bright enough" wants more of it."""
    return reading.words[mention.span.end : mention.span.end + 1] == ("enough",)


def _end_of_grade(reading: Reading, mention: Mention) -> Literal["", "<=", ">="]:
    """Which way a grade goes on: what is bright enough may be dazzling, what is calm enough no rougher."""
    for sense in mention.of("value"):
        order = [str(v).casefold() for v in reading.catalog.schema.attributes[sense.attribute].order]
        if str(sense.value).casefold() in order:
            return ">=" if order.index(str(sense.value).casefold()) >= len(order) / 2 else "<="
    return ""


def choose_sense(reading: Reading, mention: Mention, senses: Sequence[Sense]) -> Sense:
    """The attribute meant, where several have the value: by the words near it, then by how exact and closed it is."""
    schema = reading.catalog.schema
    order = list(schema.attributes)
    near = reading.tokens[max(0, mention.span.start - 4) : mention.span.start]
    near_after = reading.tokens[mention.span.end : mention.span.end + 3]
    around = {t.stem for t in near} | {t.stem for t in near_after}
    rank = {
        AttributeType.NUMBER: 0,
        AttributeType.DATE: 1,
        AttributeType.CATEGORY: 2,
        AttributeType.ENTITY: 3,
        AttributeType.TAGS: 4,
    }

    ends = {s.attribute: end_of(schema.attributes[s.attribute]) for s in senses}
    way = meant_end(reading, mention) if {"start", "end"} <= set(ends.values()) else None

    def preference(sense: Sense) -> tuple[int, int, int, int, int, int]:
        attribute = schema.attributes[sense.attribute]
        said = cue_stems(attribute)
        before = reading.tokens[mention.span.start - 1].norm if mention.span.start else ""
        by = before == "by" and any(w.split()[-1] == "by" for w in attribute.words)
        near_by = 0 if said & around or by else 1
        asked = 0 if reading.session.asked and reading.session.asked.attribute == sense.attribute else 1
        return (
            0 if way is None or ends[sense.attribute] == way else 1,
            near_by,
            asked,
            1 if sense.degree else 0,
            0 if sense.exact else 1,
            rank.get(attribute.type, 5) * 100 + order.index(sense.attribute),
        )

    return min(senses, key=preference)


def read_comparison(reading: Reading, mention: Mention, named: Named, wishes: Wishes) -> None:
    """ "Funnier", "hotter": on a graded attribute a critique, else a leaning towards the value."""
    attribute = reading.catalog.schema.attributes[named.sense.attribute]
    reading.use(mention.span)
    if attribute.order:
        position = [str(v).casefold() for v in attribute.order].index(str(named.sense.value).casefold())
        direction: Literal["low", "high"] = "high" if position >= len(attribute.order) / 2 else "low"
        if named.sense.degree == "most":
            wishes.extremes.append((attribute.name, direction, mention.span))
        else:
            wanted = flip(direction, _less(reading, mention))
            wishes.critiques.append(
                Critique(attribute.name, wanted, compared_with(reading, mention.span), phrase=named.phrase)
            )
        return
    avoid = named.negated or _less(reading, mention)
    wishes.compared = True
    prefer(reading, named, wishes, avoid=avoid)


def _less(reading: Reading, mention: Mention) -> bool:
    before = reading.tokens[mention.span.start - 1].norm if mention.span.start else ""
    if falls_short(reading, mention.span):
        return True
    return before in ("less", "not", "least", "fewer", "too") and not enough(reading, mention)


def prefer(reading: Reading, named: Named, wishes: Wishes, *, avoid: bool) -> None:
    attribute = named.sense.attribute
    value = named.sense.value
    wishes.preferences.append(
        Preference(
            kind=singular(attribute),
            text=str(value),
            polarity="avoid" if avoid else "prefer",
            turn=reading.turn,
            attribute=attribute,
            value=value,
        )
    )
    wishes.note(named.phrase, "preference", attribute)
    reading.use(named.span)


def value_of(named: Named) -> Any:
    return named.sense.value


def is_soft(reading: Reading, named: Named) -> bool:
    if leans(reading.catalog.schema.attributes[named.sense.attribute]):
        return True
    if _proposed(reading, named):
        return False
    return (named.soft or named.taste) and not named.hard


_PROPOSING = frozenset(["maybe", "perhaps", "possibly"])
_BESIDE = english.words("a an the some something one ones then in with")


def _proposed(reading: Reading, named: Named) -> bool:
    """ "Anything else? maybe korean", where another value stands: one in its place, and no mere leaning."""
    attribute = reading.catalog.schema.attributes[named.sense.attribute]
    start, end = reading.clause_of(named.span.start)
    nouns = {i for m in reading.mentions if m.of("noun") for i in range(m.span.start, m.span.end)}
    rest = {
        reading.words[i]
        for i in range(start, end)
        if i not in named.span and i not in nouns and not reading.tokens[i].is_mark
    }
    if attribute.many or not rest & _PROPOSING or rest - _PROPOSING - _BESIDE:
        return False
    return any(
        isinstance(c, Constraint)
        and (c.attribute, c.polarity) == (attribute.name, "require")
        and c.op in ("=", "in")
        and named.sense.value not in as_tuple(c.value)
        for c in reading.session.wishes.constraints
    )


def require_one(reading: Reading, named: Named) -> Constraint | Either:
    """One value required; where several entity attributes have it and nothing chose, any of them will do."""
    schema = reading.catalog.schema
    entity = AttributeType.ENTITY
    rivals = [
        s.attribute
        for s in named.others
        if schema.attributes[s.attribute].type is entity
        and schema.attributes[named.sense.attribute].type is entity
    ]
    value = named.sense.value if named.sense.value is not None else ""
    if named.bound:
        return make(named.sense.attribute, named.bound, value, "require", reading.turn)
    cue = {t.stem for t in reading.tokens[max(0, named.span.start - 4) : named.span.start]}
    if rivals and not (cue_stems(schema.attributes[named.sense.attribute]) & cue):
        names = dict.fromkeys([named.sense.attribute, *rivals])
        return Either(
            any=tuple(Alternative(attribute=a, op="=", value=value) for a in names), turn=reading.turn
        )
    return Constraint(attribute=named.sense.attribute, op="=", value=value, turn=reading.turn)


def exclude(reading: Reading, named: Named, wishes: Wishes) -> None:
    attribute = reading.catalog.schema.attributes[named.sense.attribute]
    before = reading.tokens[named.span.start - 1].norm if named.span.start else ""
    grades = [str(g).casefold() for g in attribute.order]
    place = (
        grades.index(str(named.sense.value).casefold()) if str(named.sense.value).casefold() in grades else 0
    )
    inner = (len(grades) - 1) / 2 < place < len(grades) - 1
    if attribute.order and (before in english.TOO or (inner and not named.soft)):
        high = place >= len(grades) / 2
        op = "<" if high else ">"
        wishes.constraints.append(make(attribute.name, op, named.sense.value, "require", reading.turn))
        wishes.note(reading.phrase(named.span.start - 1, named.span.end), "constraint", attribute.name)
        return
    if (named.soft or before in english.TOO) and not named.hard:
        prefer(reading, named, wishes, avoid=True)
        return
    value = named.sense.value if named.sense.value is not None else ""
    wishes.constraints.append(
        Constraint(attribute=attribute.name, op="=", value=value, polarity="exclude", turn=reading.turn)
    )
    wishes.note(_negated_phrase(reading, named), "constraint", attribute.name)
    for other in named.others:
        # Free-form tags often repeat what a category says; two categories with one value mean two things.
        tagged = reading.catalog.schema.attributes[other.attribute].type is AttributeType.TAGS
        if tagged and other.attribute != attribute.name and other.value is not None:
            wishes.constraints.append(
                Constraint(
                    attribute=other.attribute,
                    op="=",
                    value=other.value,
                    polarity="exclude",
                    turn=reading.turn,
                )
            )


def _negated_phrase(reading: Reading, named: Named) -> str:
    start = named.span.start
    for index in range(start - 1, max(-1, start - 4), -1):
        if not reading.stances[index].negated and reading.tokens[index].norm in (
            "no",
            "not",
            "without",
            "never",
            "nothing",
        ):
            return reading.phrase(index, named.span.end)
    return "no " + named.phrase
