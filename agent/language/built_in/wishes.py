"""From mentions and quantities to constraints, preferences and critiques."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

from agent.answer import ReceiptLine
from agent.language.built_in import english
from agent.language.built_in.lexicon import Sense
from agent.language.built_in.mentions import Mention
from agent.language.built_in.phrases import PhraseBook, Span
from agent.language.built_in.quantities import Quantity, link, negate
from agent.language.built_in.reading import Reading
from agent.language.built_in.subjects import for_children
from agent.language.built_in.text import key, stem
from agent.language.built_in.units import convert
from agent.language.understanding import Critique
from catalog.constraints import Alternative, Constraint, Either, Preference, as_tuple
from catalog.items import fold
from catalog.schema import Attribute, AttributeType

_LIKING = PhraseBook(english.FIRST_PERSON_LIKING)
_FREE_AFTER = frozenset(["matter", "matters", "important", "necessary", "essential", "required", "fine"])
_TOLERANCE = 0.15
_YEARS_AROUND = 2.0


@dataclass
class Wishes:
    """What the utterance asks for; filled step by step while reading."""

    constraints: list[Constraint | Either] = field(default_factory=list)
    preferences: list[Preference] = field(default_factory=list)
    critiques: list[Critique] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    permitted: list[Constraint] = field(default_factory=list)
    places: dict[int, Span] = field(default_factory=dict)
    """Where constraint number n was said."""
    extremes: list[tuple[str, Literal["low", "high"], Span]] = field(default_factory=list)
    receipt: list[ReceiptLine] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    compared: bool = False
    """Whether a value was wished for by comparison ("scarier")."""

    def note(self, phrase: str, kind: str, attribute: str | None = None) -> None:
        line = ReceiptLine.model_validate({"phrase": phrase, "as": kind, "attribute": attribute})
        if line not in self.receipt:
            self.receipt.append(line)


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


def find_wishes(reading: Reading) -> Wishes:
    wishes = Wishes()
    _quantities(reading, wishes)
    named: list[Named] = []
    for mention in reading.mentions:
        if mention.is_title or reading.referred(mention.span) or mention.span.start in reading.used:
            continue
        stance = reading.stances[mention.span.start]
        if stance.free or _said_free(reading, mention) or (mention.of("value") and _not_only(reading, mention)):
            _drop(reading, mention, wishes)
        elif mention.of("value"):
            found = _named(reading, mention)
            before = reading.tokens[mention.span.start - 1].norm if mention.span.start else ""
            relative = before in ("more", "less") or (before == "too" and reading.shown and not found.negated)
            if found.sense.degree or relative:
                _compared_value(reading, mention, found, wishes)
            else:
                named.append(found)
        elif mention.of("high", "low"):
            _leaning(reading, mention, wishes)
        elif mention.of("attribute"):
            _bare_attribute(reading, mention, wishes)
    _values(reading, named, wishes)
    find_kin(reading, wishes)
    _either(reading, wishes)
    _one_of(reading, wishes)
    _children(reading, wishes)
    return wishes


# -- quantities ------------------------------------------------------------------------------------


def _quantities(reading: Reading, wishes: Wishes) -> None:
    for quantity in reading.quantities:
        clause = reading.clause_of(quantity.numeral.span.start)
        if any(
            reading.session.slate and r.how == "place" and r.span.overlaps(quantity.span)
            for r in reading.references
        ):
            continue
        if asked_count(reading, quantity) is not None:
            reading.use(quantity.span)
            continue
        if not quantity.said and _names_a_work(reading, quantity):
            phrase = reading.phrase(quantity.numeral.span.start, quantity.numeral.span.end)
            wishes.unknown.append(phrase)
            wishes.note(phrase, "not_enforceable")
            reading.use(quantity.span)
            continue
        if (recent := _recent(reading, quantity)) is not None:
            wishes.constraints.append(recent)
            phrase = reading.phrase(quantity.numeral.span.start - 1, quantity.numeral.span.end + 1)
            wishes.note(phrase, "constraint", recent.attribute)
            reading.use(Span(quantity.numeral.span.start - 1, quantity.numeral.span.end + 1))
            continue
        if (moved := _moved_bound(reading, quantity)) is not None:
            wishes.constraints.append(moved)
            wishes.note(
                reading.phrase(quantity.numeral.span.start, quantity.numeral.span.end),
                "constraint",
                moved.attribute,
            )
            reading.use(quantity.span)
            continue
        names = link(quantity, reading.tokens, reading.mentions, reading.lexicon, clause=clause)
        phrase = reading.phrase(quantity.span.start, _phrase_end(reading, quantity))
        stance = reading.stances[quantity.numeral.span.start]
        if stance.free:
            wishes.dropped += [n for n in names[:1]]
            reading.use(quantity.span)
            continue
        if not names:
            if quantity.said or quantity.numeral.unit or quantity.numeral.money:
                wishes.note(phrase, "not_enforceable")
                reading.use(Span(quantity.span.start, _phrase_end(reading, quantity)))
            continue
        reading.use(Span(quantity.span.start, _phrase_end(reading, quantity)))
        polarity: Literal["require", "exclude"] = "require"
        if stance.negated and not _own_negation(reading, quantity):
            inverse = negate(quantity)
            polarity, quantity = ("require", inverse) if inverse else ("exclude", quantity)
        made = _constraints_of(reading, quantity, names[0], polarity)
        if not made:
            wishes.note(phrase, "not_enforceable")
        for constraint in made:
            if stance.soft and not stance.hard:
                wishes.preferences.append(_soft(reading, constraint, phrase))
                wishes.note(phrase, "preference", constraint.attribute)
            else:
                wishes.places[len(wishes.constraints)] = quantity.span
                wishes.constraints.append(constraint)
                wishes.note(phrase, "constraint", constraint.attribute)


def _recent(reading: Reading, quantity: Quantity) -> Constraint | None:
    """ "The last ten years", counted back from the newest that the catalog has."""
    start, numeral = quantity.numeral.span.start, quantity.numeral
    counted_in_years = numeral.counted == stem("years") or (numeral.unit or "").startswith("year")
    if (
        not counted_in_years
        or start == 0
        or reading.words[start - 1] not in ("last", "past", "recent", "latest")
    ):
        return None
    for profile in reading.lexicon.numbers.values():
        attribute = profile.attribute
        if profile.year_like:
            return _made(attribute.name, ">=", int(profile.high - numeral.value), "require", reading.turn)
        if attribute.type is AttributeType.DATE:
            newest = date.fromordinal(int(profile.high))
            since = newest - timedelta(days=round(365.25 * numeral.value))
            return _made(attribute.name, ">=", since.isoformat(), "require", reading.turn)
    return None


_MOVING = english.words("raise increase lower reduce change extend stretch bump drop up go make push")


def _moved_bound(reading: Reading, quantity: Quantity) -> Constraint | None:
    """ "Raise it to 50": the bound that stands, with another number."""
    start = quantity.numeral.span.start
    verbs = _MOVING & set(reading.words[max(0, start - 4) : start])
    if (
        not verbs
        or start == 0
        or reading.words[start - 1] != "to"
        or quantity.numeral.unit
        or quantity.numeral.until
    ):
        return None
    bounds = [
        c
        for c in reading.session.wishes.constraints
        if isinstance(c, Constraint) and c.op in ("<", "<=", ">", ">=") and isinstance(c.value, int | float)
    ]
    named = {s.attribute for m in reading.mentions for s in m.of("attribute")}
    chosen = [c for c in bounds if c.attribute in named] or bounds
    if not chosen:
        return None
    return chosen[-1].model_copy(update={"value": _number(quantity.low), "turn": reading.turn})


_OF_WORKS = english.words(
    "seen saw watched read loved liked enjoyed hated played like love visited tried finished"
)


def _names_a_work(reading: Reading, quantity: Quantity) -> bool:
    """ "I loved 1917": a bare number after such a verb is a title that this catalog does not have."""
    start = quantity.numeral.span.start
    numeral = quantity.numeral
    bare = not (numeral.unit or numeral.money or numeral.counted or numeral.until)
    return bare and start > 0 and reading.tokens[start - 1].norm in _OF_WORKS


def _phrase_end(reading: Reading, quantity: Quantity) -> int:
    end = quantity.span.end
    if (
        quantity.numeral.counted
        and end < len(reading.tokens)
        and reading.tokens[end].stem == quantity.numeral.counted
    ):
        return end + 1
    return end


def _own_negation(reading: Reading, quantity: Quantity) -> bool:
    """Whether the "no" belongs to the comparator itself ("no more than"), or to an earlier value."""
    start = quantity.span.start
    if reading.tokens[start].norm in ("no", "not"):
        return True
    before = [t.norm for t in reading.tokens[max(0, start - 3) : start]]
    adjacent = bool(before) and (
        before[-1] in ("not", "nothing", "none", "don't", "no", "without", "want", "anything")
        or "nothing" in before
    )
    return not adjacent


def asked_count(reading: Reading, quantity: Quantity) -> int | None:
    """ "Give me 3": how many items are wanted, where the number says that."""
    numeral = quantity.numeral
    if (
        quantity.said
        or numeral.unit
        or numeral.money
        or not numeral.value.is_integer()
        or not 1 <= numeral.value <= 50
    ):
        return None
    after = reading.tokens[numeral.span.end].norm if numeral.span.end < len(reading.tokens) else ""
    noun = any(
        m.of("noun") and m.span.start in (numeral.span.end, numeral.span.end + 1) for m in reading.mentions
    )
    before = {t.norm for t in reading.tokens[max(0, numeral.span.start - 3) : numeral.span.start]}
    asks = before & {
        "give",
        "show",
        "me",
        "recommend",
        "suggest",
        "top",
        "list",
        "best",
        "another",
        "name",
        "find",
    }
    if after in ("more", "others", "options", "suggestions", "ideas", "recommendations") or (
        noun and (asks or numeral.span.start == 0)
    ):
        return int(numeral.value)
    return int(numeral.value) if asks and not after else None


def _constraints_of(
    reading: Reading, quantity: Quantity, name: str, polarity: Literal["require", "exclude"]
) -> list[Constraint]:
    span = reading.catalog.schema.ranges.get(name)
    turn = reading.turn
    if span is not None:
        low, high = span.between
        return [
            Constraint(attribute=low, op="<=", value=_number(quantity.low), turn=turn),
            Constraint(attribute=high, op=">=", value=_number(quantity.high), turn=turn),
        ]
    attribute = reading.catalog.schema.attributes[name]
    profile = reading.lexicon.numbers[name]
    low_value, high_value = quantity.low, quantity.high
    if quantity.numeral.counted == "age" and quantity.relation == "=":
        return [_made(name, "<=", _number(low_value), polarity, turn)]
    unit = quantity.numeral.unit
    if unit is not None and attribute.unit and profile.dimension not in (None, "money"):
        first, second = convert(low_value, unit, attribute.unit), convert(high_value, unit, attribute.unit)
        if first is None or second is None:
            return []
        low_value, high_value = first, second
    relation = quantity.relation
    if attribute.type is AttributeType.DATE:
        return (
            [_dated(name, relation, low_value, high_value, polarity, turn, quantity.numeral.month)]
            if low_value >= 1000
            else []
        )
    if quantity.adjective is not None and not _comparator_said(reading, quantity):
        direction = _adjective_direction(reading, quantity, name)
        relation = "<" if direction == "low" else ">"
    if relation == "about":
        reach = _YEARS_AROUND if profile.year_like else abs(low_value) * _TOLERANCE
        low_value, high_value, relation = low_value - reach, high_value + reach, "between"
    elif relation == "=" and not quantity.said and quantity.numeral.until is None and not profile.year_like:
        if profile.dimension in ("money", "time", "length", "mass"):
            reach = abs(low_value) * _TOLERANCE
            low_value, high_value, relation = low_value - reach, high_value + reach, "between"
        elif profile.high <= 10 and _is_rating(reading, name):
            relation = ">="
    if relation in ("=", "between") and low_value != high_value:
        return [_made(name, "between", (_number(low_value), _number(high_value)), polarity, turn)]
    value = high_value if relation in ("<=", ">") else low_value
    return [_made(name, relation if relation != "between" else "=", _number(value), polarity, turn)]


def _is_rating(reading: Reading, name: str) -> bool:
    return any(s.attribute == name and s.kind == "high" for s in reading.lexicon.look_up(("best",))) or any(
        s.attribute == name for s in reading.lexicon.look_up(("popular",))
    )


def _comparator_said(reading: Reading, quantity: Quantity) -> bool:
    return reading.tokens[quantity.span.start].norm in (
        "less",
        "more",
        "fewer",
        "lower",
        "higher",
        "greater",
        "bigger",
        "larger",
        "smaller",
        "earlier",
        "later",
    )


def _adjective_direction(reading: Reading, quantity: Quantity, name: str) -> str:
    index = quantity.adjective
    profile = reading.lexicon.numbers[name]
    for mention in reading.mentions:
        if index is not None and index in mention.span:
            for sense in mention.of("low", "high"):
                if sense.attribute == name:
                    return str(sense.kind)
            for sense in mention.of("low", "high"):
                return str(sense.kind)
    return "high" if profile.dimension is None else "low"


def _made(name: str, op: str, value: Any, polarity: str, turn: int) -> Constraint:
    return Constraint(attribute=name, op=op, value=value, polarity=polarity, turn=turn)  # type: ignore[arg-type]


def _number(value: float) -> int | float:
    rounded = round(value, 4)
    return int(rounded) if float(rounded).is_integer() else rounded


def _dated(
    name: str, relation: str, low: float, high: float, polarity: str, turn: int, month: int | None = None
) -> Constraint:
    first, last = date(int(low), 1, 1), date(int(high), 12, 31)
    if month is not None:
        first = date(int(low), month, 1)
        last = (date(int(high), month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    match relation:
        case "<":
            return _made(name, "<", first.isoformat(), polarity, turn)
        case "<=":
            return _made(name, "<=", last.isoformat(), polarity, turn)
        case ">":
            return _made(name, ">", last.isoformat(), polarity, turn)
        case ">=":
            return _made(name, ">=", first.isoformat(), polarity, turn)
    if relation == "about":
        first, last = first - timedelta(days=730), last + timedelta(days=730)
    return _made(name, "between", (first.isoformat(), last.isoformat()), polarity, turn)


def _soft(reading: Reading, constraint: Constraint, phrase: str) -> Preference:
    direction: Literal["low", "high"] | None = None
    if constraint.op in ("<", "<="):
        direction = "low"
    elif constraint.op in (">", ">="):
        direction = "high"
    value = constraint.value if isinstance(constraint.value, int | float | str) else None
    return Preference(
        kind=constraint.attribute,
        text=phrase,
        polarity="avoid" if constraint.polarity == "exclude" else "prefer",
        turn=reading.turn,
        attribute=constraint.attribute,
        value=None if direction else value,
        direction=direction,
    )


# -- named values ----------------------------------------------------------------------------------


def _named(reading: Reading, mention: Mention) -> Named:
    senses = mention.of("value")
    chosen = _choose(reading, mention, senses)
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
    return ""


def _choose(reading: Reading, mention: Mention, senses: Sequence[Sense]) -> Sense:
    """The attribute meant, where several have the value: by the words near it, then by how exact and closed it is."""
    schema = reading.catalog.schema
    order = list(schema.attributes)
    near = reading.tokens[max(0, mention.span.start - 4) : mention.span.start]
    near_after = reading.tokens[mention.span.end : mention.span.end + 3]
    cue_stems = {t.stem for t in near} | {t.stem for t in near_after}
    rank = {AttributeType.CATEGORY: 0, AttributeType.ENTITY: 1, AttributeType.TAGS: 2}

    def preference(sense: Sense) -> tuple[int, int, int, int, int]:
        attribute = schema.attributes[sense.attribute]
        said = _cue_stems(attribute)
        before = reading.tokens[mention.span.start - 1].norm if mention.span.start else ""
        by = before == "by" and any(w.split()[-1] == "by" for w in attribute.words)
        near_by = 0 if said & cue_stems or by else 1
        asked = 0 if reading.session.asked and reading.session.asked.attribute == sense.attribute else 1
        return (
            near_by,
            asked,
            1 if sense.degree else 0,
            0 if sense.exact else 1,
            rank.get(attribute.type, 3) * 100 + order.index(sense.attribute),
        )

    return min(senses, key=preference)


def _cue_stems(attribute: Attribute) -> set[str]:
    return {
        s
        for phrase in (attribute.label, *attribute.words)
        for s in key(phrase)
        if s not in english.FUNCTION_WORDS
    }


def _compared_value(reading: Reading, mention: Mention, named: Named, wishes: Wishes) -> None:
    """ "Funnier", "hotter": on a graded attribute a critique, else a leaning towards the value."""
    attribute = reading.catalog.schema.attributes[named.sense.attribute]
    reading.use(mention.span)
    if attribute.order:
        position = [str(v).casefold() for v in attribute.order].index(str(named.sense.value).casefold())
        direction: Literal["low", "high"] = "high" if position >= len(attribute.order) / 2 else "low"
        if named.sense.degree == "most":
            wishes.extremes.append((attribute.name, direction, mention.span))
        else:
            flip = _less(reading, mention)
            wishes.critiques.append(Critique(attribute.name, _flip(direction, flip), phrase=named.phrase))
        return
    avoid = named.negated or _less(reading, mention)
    wishes.compared = True
    _prefer(reading, named, wishes, avoid=avoid)


def _less(reading: Reading, mention: Mention) -> bool:
    before = reading.tokens[mention.span.start - 1].norm if mention.span.start else ""
    return before in ("less", "not", "least", "fewer", "too")


def _flip(direction: Literal["low", "high"], flip: bool) -> Literal["low", "high"]:
    return ("high" if direction == "low" else "low") if flip else direction


def _prefer(reading: Reading, named: Named, wishes: Wishes, *, avoid: bool) -> None:
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


def singular(attribute: str) -> str:
    """The kind of a preference: moods is mood."""
    if attribute.endswith("ies"):
        return f"{attribute[:-3]}y" if len(attribute) > 7 else attribute
    return (
        attribute[:-1]
        if attribute.endswith("s") and not attribute.endswith("ss") and len(attribute) > 3
        else attribute
    )


def _values(reading: Reading, named: list[Named], wishes: Wishes) -> None:
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


_FILLERS = english.words(
    "a an the anything something any either some maybe about with in that is under for one else"
)


def _either(reading: Reading, wishes: Wishes) -> None:
    """ "Either thai, or anything under 12 euros": constraints on different attributes joined by "or"."""
    order = sorted(wishes.places, key=lambda n: wishes.places[n].start)
    for first, second in zip(order, order[1:], strict=False):
        one, other = wishes.constraints[first], wishes.constraints[second]
        if isinstance(one, Either) or isinstance(other, Either) or one.attribute == other.attribute:
            continue
        between = reading.words[wishes.places[first].end : wishes.places[second].start]
        said = [w for w in between if w not in _FILLERS and w != ","]
        if said != ["or"] or {one.polarity, other.polarity} != {"require"}:
            continue
        branches = tuple(Alternative(attribute=c.attribute, op=c.op, value=c.value) for c in (one, other))
        kept = [c for c in wishes.constraints if c is not one and c is not other]
        wishes.constraints = [*kept, Either(any=branches, turn=reading.turn)]
        return


def _one_of(reading: Reading, wishes: Wishes) -> None:
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
    if lifted := [n for n in group if not n.negated and _permitted(reading, n)]:
        wishes.permitted += [
            Constraint(
                attribute=n.sense.attribute, op="=", value=_value(n), polarity="exclude", turn=reading.turn
            )
            for n in lifted
        ]
        group = [n for n in group if n not in lifted]
        if not group:
            return
    if any(n.negated for n in group):
        for named in group:
            _exclude(reading, named, wishes)
        return
    mixed = joined == "or" and len({n.sense.attribute for n in group}) > 1
    soft = [n for n in group if _is_soft(reading, n)]
    if soft and not (mixed and not any(n.soft or n.taste for n in group)):
        for named in group:
            if named in soft:
                _prefer(reading, named, wishes, avoid=False)
            else:
                _require(reading, [named], "", wishes)
        return
    if mixed:
        alternatives = tuple(Alternative(attribute=n.sense.attribute, op="=", value=_value(n)) for n in group)
        wishes.constraints.append(Either(any=alternatives, turn=reading.turn))
        wishes.note(reading.phrase(lead.span.start, group[-1].span.end), "constraint", lead.sense.attribute)
        return
    for attribute in dict.fromkeys(n.sense.attribute for n in group):
        _require(reading, [n for n in group if n.sense.attribute == attribute], joined, wishes)


def _permitted(reading: Reading, named: Named) -> bool:
    """ "The harbour is fine after all": lifts what was excluded before."""
    after = reading.words[named.span.end : named.span.end + 2]
    fine = (
        len(after) == 2
        and after[0] in ("is", "are", "'s")
        and after[1] in ("fine", "ok", "okay", "alright", "good", "allowed")
    )
    return fine and any(
        isinstance(c, Constraint)
        and c.polarity == "exclude"
        and c.attribute == named.sense.attribute
        and any(str(v).casefold() == str(named.sense.value).casefold() for v in as_tuple(c.value))
        for c in reading.session.wishes.constraints
    )


def _value(named: Named) -> Any:
    return named.sense.value


def _is_soft(reading: Reading, named: Named) -> bool:
    if named.hard:
        return False
    if named.soft or named.taste:
        return True
    return leans(reading.catalog.schema.attributes[named.sense.attribute])


_LEANING = frozenset(
    stem(w)
    for w in ["mood", "vibe", "atmosphere", "ambience", "tone", "feel", "feeling", "occasion", "suitable", "suited", "ideal", "perfect", "theme", "audience", "style", "good", "best"]
)


def leans(attribute: Attribute) -> bool:
    """Whether naming a value of it is a leaning: tags of mood, occasion, audience or theme move the ranking.

    Decided by the attribute's own label, as its owner called it; all other tags are facts.
    """
    return attribute.type is AttributeType.TAGS and bool(
        {stem(w) for w in attribute.label.split()} & _LEANING
    )


def _require(reading: Reading, group: list[Named], joined: str, wishes: Wishes) -> None:
    attribute = reading.catalog.schema.attributes[group[0].sense.attribute]
    values = tuple(dict.fromkeys(n.sense.value for n in group if n.sense.value is not None))
    turn = reading.turn
    wishes.places[len(wishes.constraints)] = Span(group[0].span.start, group[-1].span.end)
    if len(values) > 1 and (joined == "or" or not attribute.many):
        wishes.constraints.append(Constraint(attribute=attribute.name, op="in", value=values, turn=turn))
    else:
        for named in group:
            wishes.constraints.append(_single(reading, named))
    for named in group:
        wishes.note(named.phrase, "constraint", attribute.name)


def _single(reading: Reading, named: Named) -> Constraint | Either:
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
        return _made(named.sense.attribute, named.bound, value, "require", reading.turn)
    cue = {t.stem for t in reading.tokens[max(0, named.span.start - 4) : named.span.start]}
    if rivals and not (_cue_stems(schema.attributes[named.sense.attribute]) & cue):
        names = dict.fromkeys([named.sense.attribute, *rivals])
        return Either(
            any=tuple(Alternative(attribute=a, op="=", value=value) for a in names), turn=reading.turn
        )
    return Constraint(attribute=named.sense.attribute, op="=", value=value, turn=reading.turn)


def _exclude(reading: Reading, named: Named, wishes: Wishes) -> None:
    attribute = reading.catalog.schema.attributes[named.sense.attribute]
    before = reading.tokens[named.span.start - 1].norm if named.span.start else ""
    grades = [str(g).casefold() for g in attribute.order]
    place = (
        grades.index(str(named.sense.value).casefold()) if str(named.sense.value).casefold() in grades else 0
    )
    inner = 0 < place < len(grades) - 1
    if attribute.order and (before in english.TOO or (inner and not named.soft)):
        high = place >= len(grades) / 2
        op = "<" if high else ">"
        wishes.constraints.append(_made(attribute.name, op, named.sense.value, "require", reading.turn))
        wishes.note(reading.phrase(named.span.start - 1, named.span.end), "constraint", attribute.name)
        return
    if (named.soft or before in english.TOO) and not named.hard:
        _prefer(reading, named, wishes, avoid=True)
        return
    value = named.sense.value if named.sense.value is not None else ""
    wishes.constraints.append(
        Constraint(attribute=attribute.name, op="=", value=value, polarity="exclude", turn=reading.turn)
    )
    wishes.note(_negated_phrase(reading, named), "constraint", attribute.name)
    for other in named.others:
        if other.attribute != attribute.name and other.value is not None:
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


# -- adjectives, attributes ------------------------------------------------------------------------


def _leaning(reading: Reading, mention: Mention, wishes: Wishes) -> None:
    """ "Cheap", "not too long", "shorter", "the newest": a direction on an ordered attribute."""
    if any(mention.span.overlaps(q.span) or q.adjective in mention.span for q in reading.quantities):
        reading.use(mention.span)
        return
    sense = _choose(reading, mention, mention.of("high", "low"))
    direction: Literal["low", "high"] = "high" if sense.kind == "high" else "low"
    before = reading.tokens[mention.span.start - 1].norm if mention.span.start else ""
    stance = reading.stances[mention.span.start]
    if before == "as" or before == "how":
        return
    phrase_start = mention.span.start
    while phrase_start > 0 and reading.tokens[phrase_start - 1].norm in _DEGREE_WORDS:
        phrase_start -= 1
    phrase = reading.phrase(phrase_start, mention.span.end)
    reading.use(Span(phrase_start, mention.span.end))
    degree = sense.degree or {"more": "more", "less": "more", "most": "most", "least": "most"}.get(before, "")
    if before in ("less", "least"):
        direction = _flip(direction, True)
    if degree == "most":
        wishes.extremes.append((sense.attribute, direction, mention.span))
        return
    if stance.negated:
        direction = _flip(direction, True)
    elif before in english.TOO:
        direction = _flip(direction, True)
        degree = "more"
    attribute = reading.catalog.schema.attributes[sense.attribute]
    if "the better" in " ".join(reading.words[mention.span.end : mention.span.end + 2]):
        degree = ""
    if degree == "more" and reading.shown and not (stance.negated and before in english.TOO):
        others = tuple(s.attribute for s in mention.of(sense.kind) if s.attribute != sense.attribute)
        wishes.critiques.append(Critique(sense.attribute, direction, phrase=phrase, others=others))
        return
    if stance.negated and attribute.order and not stance.soft:
        middle = attribute.order[
            (len(attribute.order) - 1) // 2 if direction == "low" else len(attribute.order) // 2
        ]
        wishes.constraints.append(
            _made(attribute.name, "<=" if direction == "low" else ">=", middle, "require", reading.turn)
        )
        wishes.note(phrase, "constraint", attribute.name)
        return
    wishes.preferences.append(
        Preference(
            kind=sense.attribute,
            text=phrase,
            turn=reading.turn,
            attribute=sense.attribute,
            direction=direction,
        )
    )
    wishes.note(phrase, "preference", sense.attribute)


def _bare_attribute(reading: Reading, mention: Mention, wishes: Wishes) -> None:
    """A boolean that is named is wanted, or not; of others "more"/"less" of it is a critique."""
    senses = mention.of("attribute")
    for sense in senses:
        attribute = reading.catalog.schema.attributes[sense.attribute]
        before = reading.tokens[mention.span.start - 1].norm if mention.span.start else ""
        stance = reading.stances[mention.span.start]
        if attribute.ordered and before in english.COMPARATIVE_DOWN | english.COMPARATIVE_UP | {"too"}:
            up = before in english.COMPARATIVE_UP
            phrase = reading.phrase(mention.span.start - 1, mention.span.end)
            reading.use(Span(mention.span.start - 1, mention.span.end))
            if reading.shown:
                wishes.critiques.append(Critique(attribute.name, "high" if up else "low", phrase=phrase))
            else:
                wishes.preferences.append(
                    Preference(
                        kind=attribute.name,
                        text=phrase,
                        turn=reading.turn,
                        attribute=attribute.name,
                        direction="high" if up else "low",
                    )
                )
            return
        if attribute.ordered and before in english.SUPERLATIVE_DOWN | english.SUPERLATIVE_UP:
            direction: Literal["low", "high"] = "high" if before in english.SUPERLATIVE_UP else "low"
            wishes.extremes.append((attribute.name, direction, mention.span))
            reading.use(Span(mention.span.start - 1, mention.span.end))
            return
        if attribute.order and stance.negated and fold(attribute.order[0]) in _NOTHING:
            phrase = "no " + reading.phrase(mention.span.start, mention.span.end)
            reading.use(mention.span)
            wishes.constraints.append(
                Constraint(attribute=attribute.name, op="=", value=attribute.order[0], turn=reading.turn)
            )
            wishes.note(phrase, "constraint", attribute.name)
            return
        if (
            attribute.named
            and before in _SAME
            and reading.shown
            and _of_the_same(reading, attribute, mention, wishes)
        ):
            return
        if attribute.ordered and stance.negated:
            phrase = "no " + reading.phrase(mention.span.start, mention.span.end)
            reading.use(mention.span)
            wishes.preferences.append(
                Preference(
                    kind=attribute.name,
                    text=phrase,
                    turn=reading.turn,
                    attribute=attribute.name,
                    direction="low",
                )
            )
            wishes.note(phrase, "preference", attribute.name)
            return
        if attribute.type is AttributeType.BOOLEAN:
            phrase = reading.phrase(mention.span.start, mention.span.end)
            reading.use(mention.span)
            if stance.soft and not stance.hard:
                wishes.preferences.append(
                    Preference(
                        kind=attribute.name,
                        text=phrase,
                        turn=reading.turn,
                        attribute=attribute.name,
                        value=not stance.negated,
                    )
                )
                wishes.note(phrase, "preference", attribute.name)
            else:
                wishes.places[len(wishes.constraints)] = mention.span
                wishes.constraints.append(
                    Constraint(attribute=attribute.name, op="=", value=not stance.negated, turn=reading.turn)
                )
                wishes.note(phrase, "constraint", attribute.name)
            return


_DEGREE_WORDS = english.words("too not more less most least very really even much nothing isn't a bit")


_NOTHING = frozenset(["none", "no", "zero", "nil", "nothing"])
_SAME = frozenset(["same", "that", "this", "its"])


def _of_the_same(reading: Reading, attribute: Attribute, mention: Mention, wishes: Wishes) -> bool:
    """ "The same director", "in that series": what the item talked about has."""
    shown = reading.session.focus or tuple(s.item_id for s in reading.session.slate[:1])
    pointed = [i for r in reading.references if r.how != "pronoun" for i in r.items] or list(shown[:1])
    values = tuple(
        v
        for i in pointed
        if i in reading.catalog.position
        for v in reading.catalog.item(i).values(attribute.name)
    )
    if not values:
        return False
    op: Any = "=" if len(values) == 1 else "in"
    wishes.constraints.append(
        Constraint(
            attribute=attribute.name, op=op, value=values[0] if op == "=" else values, turn=reading.turn
        )
    )
    phrase = reading.phrase(mention.span.start - 1, mention.span.end)
    wishes.note(phrase, "constraint", attribute.name)
    reading.use(Span(mention.span.start - 1, mention.span.end))
    return True


def _another(
    reading: Reading, attribute: Attribute, mention: Mention, wishes: Wishes, *, exclude: bool
) -> None:
    """ "Another chef is fine", "a different cuisine": what stood is lifted, and kept out where that was said."""
    reading.use(Span(mention.span.start - 1, mention.span.end))
    standing = [
        v
        for c in reading.session.wishes.constraints
        if isinstance(c, Constraint) and c.attribute == attribute.name and c.polarity == "require"
        for v in as_tuple(c.value)
    ]
    wishes.dropped.append(attribute.name)
    if exclude and standing:
        wishes.constraints += [
            Constraint(attribute=attribute.name, op="=", value=v, polarity="exclude", turn=reading.turn)
            for v in standing
        ]
        wishes.note(reading.phrase(mention.span.start - 1, mention.span.end), "constraint", attribute.name)


def find_kin(reading: Reading, wishes: Wishes) -> None:
    """ "Another one by her", "his other ones": an attribute of people, of the item talked about."""
    shown = reading.session.focus or tuple(s.item_id for s in reading.session.slate[:1])
    words = reading.words
    for index, word in enumerate(words):
        by = word in ("her", "him", "them") and index > 0 and words[index - 1] == "by"
        if not by or not shown or wishes.constraints:
            continue
        people = [a for a in reading.catalog.schema.attributes.values() if a.type is AttributeType.ENTITY]
        credited = [a for a in people if any(w.split()[-1] == "by" for w in a.words)] or people
        for attribute in credited[:1]:
            values = reading.catalog.item(shown[0]).values(attribute.name)
            if values:
                op: Any = "=" if len(values) == 1 else "in"
                value = values[0] if op == "=" else values
                wishes.constraints.append(
                    Constraint(attribute=attribute.name, op=op, value=value, turn=reading.turn)
                )
                wishes.note(reading.phrase(index - 1, index + 1), "constraint", attribute.name)
                reading.use(Span(index - 1, index + 1))


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
    standing = {a for c in reading.session.wishes.constraints for a in c.attributes()}
    standing |= {p.attribute for p in reading.session.wishes.preferences if p.attribute}
    names = [s.attribute for s in mention.senses if s.attribute]
    ranges = reading.catalog.schema.ranges
    names = [end for n in names for end in (ranges[n].between if n in ranges else (n,))]
    chosen = [n for n in names if n in standing] or names[:1]
    wishes.dropped += [n for n in chosen if n not in wishes.dropped]
    reading.use(mention.span)
