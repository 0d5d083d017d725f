"""What need not hold any more, and what may be: "never mind the price", "white is fine too"."""

from __future__ import annotations

from dataclasses import replace

from agent.language.built_in.lexicon import Sense
from agent.language.built_in.mentions import Mention
from agent.language.built_in.named import Named
from agent.language.built_in.reading import Reading
from agent.language.built_in.wished import Wishes, make
from catalog.constraints import Constraint, Either, Preference, as_tuple, same
from catalog.schema import AttributeType


def let_go(reading: Reading, mention: Mention, wishes: Wishes) -> bool:
    """Takes the mention for something that need not hold, where it is said so. False: it is a wish, or the opposite."""
    stance = reading.stances[mention.span.start]
    if _said_free(reading, mention):
        drop(reading, mention, wishes)
        return True
    if not stance.free or _only_flag(reading, mention):
        return False
    if stance.removed and mention.of("value") and not _standing(reading, mention):
        return False
    if stance.allowed and mention.of("value") and allow(reading, mention, wishes):
        return True
    drop(reading, mention, wishes)
    return True


def allow(reading: Reading, mention: Mention, wishes: Wishes) -> bool:
    """ "White is fine": lifts what was excluded, or stands beside what was asked for. Else False: a plain wish."""
    held = reading.session.wishes.constraints
    for sense in mention.of("value"):
        if sense.value is None:
            continue
        excluded = [c for c in held if c.polarity == "exclude" and _holds(c, sense)]
        if excluded:
            wishes.permitted.append(make(sense.attribute, "=", sense.value, "exclude", reading.turn))
            reading.use(mention.span)
            return True
    for sense in mention.of("value"):
        if sense.value is not None and _out_of_bounds(reading, sense):
            wishes.dropped += [sense.attribute] if sense.attribute not in wishes.dropped else []
            reading.use(mention.span)
            return True
    for sense in mention.of("value"):
        if sense.value is not None and _asked_for(reading, sense):
            wishes.constraints.append(make(sense.attribute, "=", sense.value, "require", reading.turn))
            wishes.note(reading.phrase(mention.span.start, mention.span.end), "constraint", sense.attribute)
            wishes.widened = True
            reading.use(mention.span)
            return True
    if _again(reading, mention):
        reading.use(mention.span)
        return True
    return False


def not_only(reading: Reading, mention: Mention) -> bool:
    """ "Not just succulents", "not only black ones": the value is one of several that will do."""
    before = reading.words[max(0, mention.span.start - 3) : mention.span.start]
    before = before[:-1] if before[-1:] in (("a",), ("an",), ("the",)) else before[-2:]
    return before[-2:] in (("not", "just"), ("not", "only")) and "also" not in reading.words


def join_not_only(reading: Reading, one_of: list[Named], wishes: Wishes) -> None:
    """The values said with "not only", beside the others of their attribute; alone they ask for nothing."""
    for named in one_of:
        name = named.sense.attribute
        beside = [
            c
            for c in wishes.constraints
            if isinstance(c, Constraint)
            and c.attribute == name
            and c.polarity == "require"
            and c.op in ("=", "in")
        ]
        if beside:
            values = (named.sense.value, *(v for c in beside for v in as_tuple(c.value)))
            kept = [c for c in wishes.constraints if c not in beside]
            joined = make(name, "in", tuple(dict.fromkeys(values)), "require", reading.turn)
            wishes.constraints = [*kept, joined]
            wishes.note(named.phrase, "constraint", name)
        elif named.sense.value is not None and _asked_for(reading, named.sense, same_too=True):
            _release(reading, named.sense, wishes)
            wishes.dropped += [name] if not wishes.released and name not in wishes.dropped else []
        else:
            wishes.dropped += [name] if name not in wishes.dropped else []


def drop(reading: Reading, mention: Mention, wishes: Wishes) -> None:
    """What need not hold any more: a value that stands, or else all that stands of an attribute."""
    reading.use(mention.span)
    held = reading.session.wishes
    before = len(wishes.released)
    for sense in mention.of("value"):
        _release(reading, sense, wishes)
    if len(wishes.released) > before:
        return
    standing = {a for c in held.constraints for a in c.attributes()}
    standing |= {p.attribute for p in held.preferences if p.attribute}
    senses = mention.of("attribute", "range", "high", "low") or [
        s for s in mention.of("value") if _graded(reading, s)
    ]
    names = [s.attribute for s in senses if s.attribute]
    ranges = reading.catalog.schema.ranges
    names = [end for n in names for end in (ranges[n].between if n in ranges else (n,))]
    chosen = [n for n in names if n in standing] or names[:1]
    wishes.dropped += [n for n in chosen if n not in wishes.dropped]


def keep_alternatives(wishes: Wishes) -> None:
    """ "Could be white, needn't be black": where another value joins, the one let go stays as one of both."""
    if wishes.widened:
        joined = {a for c in wishes.constraints for a in c.attributes()}
        wishes.released = [(a, v) for a, v in wishes.released if a not in joined]


def removing(reading: Reading, mention: Mention, named: Named) -> Named:
    """ "Skip the red ones" where nobody had asked for red: they are kept out."""
    return replace(named, negated=True) if reading.stances[mention.span.start].removed else named


def _release(reading: Reading, sense: Sense, wishes: Wishes) -> None:
    held = reading.session.wishes
    if sense.value is not None and any(_holds(c, sense) for c in (*held.constraints, *held.preferences)):
        wishes.released.append((sense.attribute, sense.value))


def _standing(reading: Reading, mention: Mention) -> bool:
    held = reading.session.wishes
    stands = (*held.constraints, *held.preferences)
    names = {s.attribute for s in mention.of("attribute")}
    return any(
        any(s.value is not None and _holds(c, s) for s in mention.of("value")) or _of(c) & names
        for c in stands
    )


def _of(held: Constraint | Either | Preference) -> set[str | None]:
    return {held.attribute} if isinstance(held, Preference) else set(held.attributes())


def _asked_for(reading: Reading, sense: Sense, *, same_too: bool = False) -> bool:
    return any(
        isinstance(c, Constraint)
        and c.attribute == sense.attribute
        and c.polarity == "require"
        and c.op in ("=", "in")
        and (same_too or not _holds(c, sense))
        for c in reading.session.wishes.constraints
    )


def _out_of_bounds(reading: Reading, sense: Sense) -> bool:
    """Whether a bound on the grades keeps this one out."""
    order = [str(v).casefold() for v in reading.catalog.schema.attributes[sense.attribute].order]
    if str(sense.value).casefold() not in order:
        return False
    place = order.index(str(sense.value).casefold())
    for held in reading.session.wishes.constraints:
        if isinstance(held, Constraint) and held.attribute == sense.attribute and held.polarity == "require":
            bound = order.index(str(held.value).casefold()) if str(held.value).casefold() in order else place
            met = {"<": place < bound, "<=": place <= bound, ">": place > bound, ">=": place >= bound}
            if not met.get(held.op, True):
                return True
    return False


def _again(reading: Reading, mention: Mention) -> bool:
    """ "Fine again", "ok after all": allowed, where nothing forbade it; never asked for."""
    stop = next((b for a, b in reading.clauses if a <= mention.span.start < b), len(reading.words))
    rest = " ".join(reading.words[mention.span.end : stop])
    return reading.stances[mention.span.start].free or "again" in rest or "after all" in rest


def _graded(reading: Reading, sense: Sense) -> bool:
    attribute = reading.catalog.schema.attributes[sense.attribute]
    return bool(attribute.order) or attribute.type is AttributeType.BOOLEAN


def _said_free(reading: Reading, mention: Mention) -> bool:
    """ "Any cuisine", "whatever price"."""
    if not mention.of("attribute") or mention.of("value"):
        return False
    before = list(reading.words[max(0, mention.span.start - 3) : mention.span.start])
    if before[-1:] in (["other"], ["old"]):
        before = before[:-1]
    if before[-1:] == ["of"] and before[-2:-1] and before[-2] in _SORTS:
        before = before[:-2]
    after = reading.words[mention.span.end : mention.span.end + 1]
    further = any(m.span.start == mention.span.end + 1 and m.of("attribute") for m in reading.mentions)
    one_of_two = before[-1:] == ["either"] and "or" in reading.words[mention.span.end :]
    excepted = one_of_two or after in (("but",), ("except",)) or (after == ("of",) and further)
    return before[-1:] in (["any"], ["whatever"], ["whichever"], ["either"]) and not excepted


_SORTS = frozenset(["type", "types", "kind", "kinds", "sort", "sorts", "style", "range"])


def _only_flag(reading: Reading, mention: Mention) -> bool:
    return bool(mention.of("value")) and not_only(reading, mention)


def _holds(held: Constraint | Either | Preference, sense: Sense) -> bool:
    if isinstance(held, Either):
        return any(a.attribute == sense.attribute and same(a.value, sense.value) for a in held.any)
    return held.attribute == sense.attribute and any(same(v, sense.value) for v in as_tuple(held.value))
