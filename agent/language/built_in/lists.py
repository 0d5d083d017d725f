"""Named values in their lists: and, or, neither, either … or across attributes."""

from __future__ import annotations

import itertools

from agent.language.built_in import english
from agent.language.built_in.named import Named, exclude, is_soft, prefer, require_one, value_of
from agent.language.built_in.phrases import Span
from agent.language.built_in.reading import Reading
from agent.language.built_in.wished import Wishes
from catalog.constraints import Alternative, Constraint, Either, as_tuple
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
        _group(reading, group, joined, wishes)
        index += len(group)


_FILLERS = english.words(
    "a an the anything something any either some maybe about with in that is under for one else"
    " place thing ones costing whatever whichever no not"
)


def join_alternatives(reading: Reading, wishes: Wishes) -> None:
    """ "Either thai, or anything under 12 euros": constraints on different attributes joined by "or"."""
    order = sorted(wishes.places, key=lambda n: wishes.places[n].start)
    for first, second in itertools.pairwise(order):
        one, other = wishes.constraints[first], wishes.constraints[second]
        if isinstance(one, Either) or isinstance(other, Either):
            continue
        if one.attribute == other.attribute and not _apart(one, other):
            continue
        nouns = {n for m in reading.mentions if m.of("noun") for n in range(m.span.start, m.span.end)}
        gap = range(wishes.places[first].end, wishes.places[second].start)
        between = [reading.words[n] for n in gap if n not in nouns]
        said = [w for w in between if w not in _FILLERS and w != ","]
        if said != ["or"] or {one.polarity, other.polarity} != {"require"}:
            continue
        branches = tuple(Alternative(attribute=c.attribute, op=c.op, value=c.value) for c in (one, other))
        kept = [c for c in wishes.constraints if c is not one and c is not other]
        wishes.constraints = [*kept, Either(any=branches, turn=reading.turn)]
        return


def _apart(one: Constraint, other: Constraint) -> bool:
    """Two bounds of one attribute that nothing can meet together: "before 1950 or after 2020"."""
    upper, lower = (one, other) if one.op in ("<", "<=") else (other, one)
    if upper.op not in ("<", "<=") or lower.op not in (">", ">="):
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
    between = [
        t.norm
        for t in reading.tokens[first.span.end : second.span.start]
        if t.norm not in ("a", "an", "the", "anything", "something", "any", "either", "some")
    ]
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
        not in ("a", "an", "the", "anything", "something", "any", "either", "some", "maybe")
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
