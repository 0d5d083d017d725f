"""From mentions and quantities to constraints, preferences and critiques."""

from __future__ import annotations

from agent.language.built_in.agreed import find_agreed
from agent.language.built_in.amounts import find_amounts
from agent.language.built_in.clauses import excepts
from agent.language.built_in.comparisons import falls_short
from agent.language.built_in.grades import find_grade_bounds
from agent.language.built_in.leanings import find_kin, read_attribute, read_leaning
from agent.language.built_in.let_go import (
    allow,
    join_not_only,
    keep_alternatives,
    let_go,
    not_only,
    removing,
)
from agent.language.built_in.lists import group_values, join_alternatives, merge_single_valued
from agent.language.built_in.mentions import Mention
from agent.language.built_in.named import Named, enough, named_value, read_comparison
from agent.language.built_in.phrases import Span
from agent.language.built_in.reading import Reading
from agent.language.built_in.spending import find_spending
from agent.language.built_in.subjects import for_children
from agent.language.built_in.telling import otherwise
from agent.language.built_in.text import key
from agent.language.built_in.wished import Wishes, make, singular
from catalog.constraints import Constraint, Preference, same
from catalog.items import fold
from catalog.schema import AttributeType


def find_wishes(reading: Reading) -> Wishes:
    wishes = Wishes()
    find_amounts(reading, wishes)
    find_spending(reading, wishes)
    find_grade_bounds(reading, wishes)
    named: list[Named] = []
    one_of: list[Named] = []
    for mention in reading.mentions:
        if mention.is_title or reading.referred(mention.span) or mention.span.start in reading.used:
            continue
        if reading.idle(mention.span.start) and not _judged(reading, mention):
            continue
        if mention.span.start in reading.told and not _judged(reading, mention):
            _had(reading, mention, wishes)
            continue
        stance = reading.stances[mention.span.start]
        if stance.cue or let_go(reading, mention, wishes):
            continue
        if stance.allowed and mention.of("value") and allow(reading, mention, wishes):
            continue
        if (bound := _than(reading, mention)) is not None:
            wishes.constraints.append(bound)
            wishes.note(
                reading.phrase(mention.span.start - 2, mention.span.end), "constraint", bound.attribute
            )
            reading.use(Span(mention.span.start - 2, mention.span.end))
        elif mention.of("value") and not _names_boolean(reading, mention):
            found = removing(reading, mention, named_value(reading, mention))
            if not_only(reading, mention):
                reading.use(mention.span)
                one_of.append(found)
                continue
            before = reading.tokens[mention.span.start - 1].norm if mention.span.start else ""
            relative = (before in ("more", "less") and not _no_more(reading, mention)) or (
                before == "too" and reading.shown and not found.negated
            )
            relative |= reading.shown and found.negated and enough(reading, mention)
            relative |= reading.shown and falls_short(reading, mention.span)
            if found.sense.degree or relative:
                read_comparison(reading, mention, found, wishes)
            else:
                named.append(found)
        elif mention.of("high", "low") and not _names_boolean(reading, mention):
            read_leaning(reading, mention, wishes)
        elif mention.of("attribute"):
            read_attribute(reading, mention, wishes)
    group_values(reading, named, wishes)
    find_kin(reading, wishes)
    join_alternatives(reading, wishes)
    merge_single_valued(reading, wishes)
    join_not_only(reading, one_of, wishes)
    keep_alternatives(wishes)
    _anywhere_else(reading, wishes)
    _corrected(reading, wishes)
    _children(reading, wishes)
    find_agreed(reading, wishes)
    return wishes


def _had(reading: Reading, mention: Mention, wishes: Wishes) -> None:
    """What somebody had is no wish; it is kept out where something else is wished for instead."""
    reading.use(mention.span)
    if mention.of("value") and otherwise(reading.tokens, reading.told):
        sense = named_value(reading, mention).sense
        wishes.constraints.append(make(sense.attribute, "=", sense.value, "exclude", reading.turn))
        wishes.note(reading.phrase(mention.span.start, mention.span.end), "constraint", sense.attribute)


def _anywhere_else(reading: Reading, wishes: Wishes) -> None:
    """ "Anywhere but the south": what was asked for of that attribute need not be any more."""
    named = [i + 1 for i in range(len(reading.tokens)) if excepts(reading.tokens, i)]
    said = {"anywhere", "anything", "any", "everywhere", "everything"}
    if not any(said & set(reading.words[max(0, n - 4) : n - 1]) for n in named):
        return
    kept_out = {
        c.attribute for c in wishes.constraints if isinstance(c, Constraint) and c.polarity == "exclude"
    }
    asked = {a for c in wishes.constraints if c.polarity == "require" for a in c.attributes()}
    stood = {
        c.attribute
        for c in reading.session.wishes.constraints
        if isinstance(c, Constraint) and c.polarity == "require" and c.op in ("=", "in")
    }
    wishes.dropped += [n for n in kept_out & stood - asked if n not in wishes.dropped]


def _corrected(reading: Reading, wishes: Wishes) -> None:
    """ "Not black, it's white", where black was asked for: it is let go, and not kept out for good."""
    for denied in [c for c in wishes.constraints if isinstance(c, Constraint) and c.polarity == "exclude"]:
        given = any(
            isinstance(c, Constraint) and c.polarity == "require" and c.attribute == denied.attribute
            for c in wishes.constraints
        )
        stood = any(
            isinstance(c, Constraint)
            and (c.attribute, c.op, c.polarity) == (denied.attribute, "=", "require")
            and same(c.value, denied.value)
            for c in reading.session.wishes.constraints
        )
        if given and stood and denied.op == "=" and not isinstance(denied.value, tuple):
            wishes.constraints.remove(denied)
            wishes.released.append((denied.attribute, denied.value))


_CHILD_WORDS = ("kids", "children", "child", "kid", "child friendly", "family")


def _children(reading: Reading, wishes: Wishes) -> None:
    """ "For my 8 year old": where the catalog has a word for children, it is preferred."""
    if not for_children(fold(reading.utterance)):
        return
    said = {(p.attribute, p.value) for p in wishes.preferences}
    for word in _CHILD_WORDS:
        senses = [s for s in reading.lexicon.look_up(key(word)) if s.kind == "value" and s.exact]
        if any((s.attribute, s.value) in said for s in senses) or any(
            s.attribute in c.attributes() for s in senses for c in wishes.constraints
        ):
            return
        if senses:
            chosen = senses[0]
            wishes.preferences.append(
                Preference(
                    kind=singular(chosen.attribute),
                    text=str(chosen.value),
                    turn=reading.turn,
                    attribute=chosen.attribute,
                    value=chosen.value,
                )
            )
            return


def _names_boolean(reading: Reading, mention: Mention) -> bool:
    """ "Dimmer" is a declared word of a boolean before it is the comparative of "dim"."""
    attributes = reading.catalog.schema.attributes
    boolean = any(attributes[s.attribute].type is AttributeType.BOOLEAN for s in mention.of("attribute"))
    return boolean and all(s.degree for s in mention.of("high", "low", "value"))


def _judged(reading: Reading, mention: Mention) -> bool:
    """Whether its clause says that it must not or need not be, whatever else the clause does."""
    stance = reading.stances[mention.span.start]
    start, end = reading.clause_of(mention.span.start)
    said = any(s.cue for s in reading.stances[start:end])
    return said and bool(mention.of("value")) and (stance.negated or stance.free or stance.allowed)


def _no_more(reading: Reading, mention: Mention) -> bool:
    """ "No more white ones": no comparison."""
    return reading.words[max(0, mention.span.start - 2) : mention.span.start] in (
        ("no", "more"),
        ("any", "more"),
    )


def _than(reading: Reading, mention: Mention) -> Constraint | None:
    """ "Rougher than choppy": a bound on a graded attribute."""
    start = mention.span.start
    if start < 2 or reading.words[start - 1] not in ("than", "then"):
        return None
    compared = [m for m in reading.mentions if start - 2 in m.span]
    for sense in mention.of("value"):
        attribute = reading.catalog.schema.attributes[sense.attribute]
        if not attribute.order or sense.degree:
            continue
        grades = [fold(g) for g in attribute.order]
        senses = [s for m in compared for s in m.senses if s.attribute == attribute.name]
        low = any(
            s.kind == "low" or (s.kind == "value" and grades.index(fold(str(s.value))) < len(grades) / 2)
            for s in senses
        ) or reading.words[start - 2] in ("less", "lower", "lighter", "fewer")
        op = "<" if low else ">"
        if reading.stances[start].negated:
            op = ">=" if low else "<="
        return make(attribute.name, op, sense.value, "require", reading.turn)
    return None
