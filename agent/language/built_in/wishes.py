"""From mentions and quantities to constraints, preferences and critiques."""

from __future__ import annotations

from agent.language.built_in.amounts import find_amounts
from agent.language.built_in.leanings import find_kin, read_attribute, read_leaning
from agent.language.built_in.lexicon import Sense
from agent.language.built_in.lists import group_values, join_alternatives, merge_single_valued
from agent.language.built_in.mentions import Mention
from agent.language.built_in.named import Named, named_value, read_comparison
from agent.language.built_in.phrases import Span
from agent.language.built_in.reading import Reading
from agent.language.built_in.subjects import for_children
from agent.language.built_in.text import key
from agent.language.built_in.wished import Wishes, make, singular
from catalog.constraints import Constraint, Either, Preference, as_tuple, same
from catalog.items import fold
from catalog.schema import AttributeType


def find_wishes(reading: Reading) -> Wishes:
    wishes = Wishes()
    find_amounts(reading, wishes)
    named: list[Named] = []
    for mention in reading.mentions:
        if mention.is_title or reading.referred(mention.span) or mention.span.start in reading.used:
            continue
        if reading.idle(mention.span.start):
            continue
        stance = reading.stances[mention.span.start]
        if (
            stance.free
            or _said_free(reading, mention)
            or (mention.of("value") and _not_only(reading, mention))
        ):
            _drop(reading, mention, wishes)
        elif (bound := _than(reading, mention)) is not None:
            wishes.constraints.append(bound)
            wishes.note(
                reading.phrase(mention.span.start - 2, mention.span.end), "constraint", bound.attribute
            )
            reading.use(Span(mention.span.start - 2, mention.span.end))
        elif mention.of("value"):
            found = named_value(reading, mention)
            before = reading.tokens[mention.span.start - 1].norm if mention.span.start else ""
            relative = before in ("more", "less") or (before == "too" and reading.shown and not found.negated)
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
    _children(reading, wishes)
    return wishes


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
    return boolean and all(s.degree for s in mention.of("high", "low"))


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


def _not_only(reading: Reading, mention: Mention) -> bool:
    """ "Any kind, not just succulents": the value is one of many, so nothing is asked of its attribute."""
    before = reading.words[max(0, mention.span.start - 2) : mention.span.start]
    return before in (("not", "just"), ("not", "only")) and "also" not in reading.words


def _said_free(reading: Reading, mention: Mention) -> bool:
    """ "Any cuisine", "whatever price", "price doesn't matter"."""
    before = reading.tokens[mention.span.start - 1].norm if mention.span.start else ""
    return (
        before in ("any", "whatever", "whichever")
        and bool(mention.of("attribute"))
        and not mention.of("value")
    )


def _drop(reading: Reading, mention: Mention, wishes: Wishes) -> None:
    """What need not hold any more: a value that stands, or else all that stands of an attribute."""
    reading.use(mention.span)
    held = reading.session.wishes
    for sense in mention.of("value"):
        if sense.value is not None and any(_holds(c, sense) for c in (*held.constraints, *held.preferences)):
            wishes.released.append((sense.attribute, sense.value))
    if wishes.released:
        return
    standing = {a for c in held.constraints for a in c.attributes()}
    standing |= {p.attribute for p in held.preferences if p.attribute}
    names = [s.attribute for s in mention.senses if s.attribute]
    ranges = reading.catalog.schema.ranges
    names = [end for n in names for end in (ranges[n].between if n in ranges else (n,))]
    chosen = [n for n in names if n in standing] or names[:1]
    wishes.dropped += [n for n in chosen if n not in wishes.dropped]


def _holds(held: Constraint | Either | Preference, sense: Sense) -> bool:
    if isinstance(held, Either):
        return any(a.attribute == sense.attribute and same(a.value, sense.value) for a in held.any)
    return held.attribute == sense.attribute and any(same(v, sense.value) for v in as_tuple(held.value))
