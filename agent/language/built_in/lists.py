"""Named values in their lists: and, or, neither, either … or across attributes."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from agent.language.built_in import english
from agent.language.built_in.named import Named, exclude, is_soft, prefer, require_one, value_of
from agent.language.built_in.phrases import Span
from agent.language.built_in.reading import Reading
from agent.language.built_in.wished import Wishes
from catalog.constraints import Alternative, Constraint, Either, as_tuple
from catalog.items import Scalar
from catalog.schema import AttributeType


def group_values(reading: Reading, named: list[Named], wishes: Wishes) -> None:
    index = 0
    while index < len(named):
        group = [named[index]]
        joined = ""
        while index + len(group) < len(named):
            link_word = _joined(reading, group[-1], named[index + len(group)])
            if not link_word or (joined in ("or", "and") and link_word != joined):
                break
            joined = link_word if link_word != "," or not joined else joined
            group.append(named[index + len(group)])
        if joined == "and" and reading.words[max(0, group[0].span.start - 1)] == "between":
            joined = "or"  # "Torn between the red and the blue".
        _group(reading, group, joined, wishes)
        index += len(group)


_FILLERS = english.words(
    "a an the anything something any either some maybe about with in that is are under for one else from of out"
    " place thing ones costing whatever whichever no not failing otherwise alternatively , : - ("
)


@dataclass(frozen=True, slots=True)
class _Branch:
    """One side of an or: the constraints that it stands for, and where it was said."""

    constraints: tuple[Constraint, ...]
    span: Span

    def alternative(self) -> Alternative:
        """Two bounds that were said together are one span of values."""
        first = self.constraints[0]
        if len(self.constraints) == 1:
            return Alternative(attribute=first.attribute, op=first.op, value=first.value)
        low, high = sorted(self.constraints, key=lambda c: c.op in _UPPER)
        return Alternative(attribute=first.attribute, op="between", value=(_bound(low), _bound(high)))


def join_alternatives(reading: Reading, wishes: Wishes) -> None:
    """ "Either thai, or anything under 12 euros": constraints on different attributes joined by "or"."""
    for first, second in itertools.pairwise(_branches(wishes)):
        one, other = first.constraints[0], second.constraints[0]
        if one.attribute == other.attribute and not _apart(one, other):
            continue
        if any(c.polarity != "require" for c in (*first.constraints, *second.constraints)):
            continue
        if not _is_or(reading, first.span, second.span):
            continue
        joined = (*first.constraints, *second.constraints)
        kept = [c for c in wishes.constraints if not any(c is j for j in joined)]
        either = Either(any=(first.alternative(), second.alternative()), turn=reading.turn)
        wishes.constraints = [*kept, either]
        return


def _branches(wishes: Wishes) -> list[_Branch]:
    """The constraints in the order in which they were said, the two ends of a span as one."""
    found: list[_Branch] = []
    for number in sorted(wishes.places, key=lambda n: wishes.places[n].start):
        constraint, span = wishes.constraints[number], wishes.places[number]
        if isinstance(constraint, Either):
            continue
        before = found[-1] if found else None
        if before is not None and len(before.constraints) == 1 and _spans(before.constraints[0], constraint):
            found[-1] = _Branch((*before.constraints, constraint), Span(before.span.start, span.end))
        else:
            found.append(_Branch((constraint,), span))
    return found


def _is_or(reading: Reading, first: Span, second: Span) -> bool:
    """Whether an "or" stands between, and little else; behind "either" anything that joins nothing on."""
    named = {
        n for m in reading.mentions if m.of("noun", "attribute") for n in range(m.span.start, m.span.end)
    }
    gap = [(n, reading.words[n]) for n in range(first.end, second.start)]
    said = [w for n, w in gap if n not in named and w not in _FILLERS]
    if said == ["or"]:
        return True
    start, _ = reading.clause_of(first.start)
    led = "either" in reading.words[max(0, start - 1) : first.start]
    return led and said.count("or") == 1 and not {"and", "but", ".", ";", "?", "!"} & set(said)


_UPPER, _LOWER = ("<", "<="), (">", ">=")


def _spans(one: Constraint, other: Constraint) -> bool:
    """Whether two bounds of one attribute are the ends of a span: "no less than 50 and up to 65"."""
    if one.attribute != other.attribute or {one.polarity, other.polarity} != {"require"}:
        return False
    low, high = (one, other) if one.op in _LOWER else (other, one)
    if low.op not in _LOWER or high.op not in _UPPER:
        return False
    return not _apart(one, other)


def _bound(constraint: Constraint) -> Scalar:
    value: Scalar = as_tuple(constraint.value)[0]
    return value


def _apart(one: Constraint, other: Constraint) -> bool:
    """Two bounds of one attribute that nothing can meet together: "before 1950 or after 2020"."""
    upper, lower = (one, other) if one.op in _UPPER else (other, one)
    if upper.op not in _UPPER or lower.op not in _LOWER:
        return False
    high, low = upper.value, lower.value
    if isinstance(high, str) and isinstance(low, str):
        return high <= low
    return isinstance(high, int | float) and isinstance(low, int | float) and high <= low


def merge_single_valued(reading: Reading, wishes: Wishes) -> None:
    """Two values of an attribute that has only one are alternatives, however they were joined."""
    for attribute in reading.catalog.schema.attributes.values():
        mine = [
            c
            for c in wishes.constraints
            if isinstance(c, Constraint)
            and c.attribute == attribute.name
            and c.op in ("=", "in")
            and c.polarity == "require"
        ]
        if attribute.many or len(mine) < 2 or attribute.type in (AttributeType.BOOLEAN, AttributeType.NUMBER):
            continue
        values = tuple(dict.fromkeys(v for c in mine for v in as_tuple(c.value)))
        merged = Constraint(attribute=attribute.name, op="in", value=values, turn=reading.turn)
        wishes.constraints = [*(c for c in wishes.constraints if c not in mine), merged]


def _joined(reading: Reading, first: Named, second: Named) -> str:
    """The conjunction between two values that stand in one list, or an empty text."""
    if first.negated != second.negated:
        return ""
    nouns = {
        n
        for m in reading.mentions
        if m.of("noun", "attribute") and not m.of("value")
        for n in range(m.span.start, m.span.end)
    }
    gap = [i for i in range(first.span.end, second.span.start) if i not in nouns]
    between = [
        reading.tokens[i].norm
        for i in gap
        if reading.tokens[i].norm
        not in ("a", "an", "the", "anything", "something", "any", "either", "some", "maybe", "else")
    ]
    if first.sense.attribute == second.sense.attribute and "or" in between:
        # "A poodle cross or a bichon": what stands beside a value names it closer.
        between = [
            w for w in between if w in english.NOT_CONTENT or not w.isalpha() or reading.lexicon.measures(w)
        ]
    if between in (["or"], ["/"], [",", "or"], ["nor"]):
        return "or"
    if between in (["and"], ["&"], [",", "and"], ["+"]):
        return "and"
    if between == [","]:
        return ","
    return ""


def _group(reading: Reading, group: list[Named], joined: str, wishes: Wishes) -> None:
    for named in group:
        reading.use(named.span)
    lead = group[0]
    if any(n.negated for n in group):
        for named in group:
            exclude(reading, named, wishes)
        return
    mixed = joined == "or" and len({n.sense.attribute for n in group}) > 1
    soft = [n for n in group if is_soft(reading, n)]
    if soft and not (mixed and not any(n.soft or n.taste for n in group)):
        for named in group:
            if named in soft:
                prefer(reading, named, wishes, avoid=False)
            else:
                _require(reading, [named], "", wishes)
        return
    if mixed:
        alternatives = tuple(
            Alternative(attribute=n.sense.attribute, op="=", value=value_of(n)) for n in group
        )
        wishes.constraints.append(Either(any=alternatives, turn=reading.turn))
        wishes.note(reading.phrase(lead.span.start, group[-1].span.end), "constraint", lead.sense.attribute)
        return
    for attribute in dict.fromkeys(n.sense.attribute for n in group):
        _require(reading, [n for n in group if n.sense.attribute == attribute], joined, wishes)


def _require(reading: Reading, group: list[Named], joined: str, wishes: Wishes) -> None:
    attribute = reading.catalog.schema.attributes[group[0].sense.attribute]
    values = tuple(dict.fromkeys(n.sense.value for n in group if n.sense.value is not None))
    turn = reading.turn
    wishes.places[len(wishes.constraints)] = Span(group[0].span.start, group[-1].span.end)
    if len(values) > 1 and (joined == "or" or not attribute.many):
        wishes.constraints.append(Constraint(attribute=attribute.name, op="in", value=values, turn=turn))
    else:
        for named in group:
            wishes.constraints.append(require_one(reading, named))
    for named in group:
        wishes.note(named.phrase, "constraint", attribute.name)
