"""Quantities as constraints: the relation said, in the unit of the data, on the attribute meant."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from agent.language.built_in import english
from agent.language.built_in.bounds import constraints_of, soften, with_direction
from agent.language.built_in.comparisons import DOWNWARD, UPWARD
from agent.language.built_in.linking import Link, in_other_unit, link, so_many_before
from agent.language.built_in.mentions import Mention
from agent.language.built_in.phrases import Span
from agent.language.built_in.quantities import Quantity, is_year, negate
from agent.language.built_in.reading import Reading
from agent.language.built_in.standing import MOVING, bound_of, moved_bound, recent
from agent.language.built_in.stories import no_bound
from agent.language.built_in.verdicts import refused
from agent.language.built_in.wished import Wishes
from catalog.constraints import Constraint
from catalog.schema import AttributeType


def find_amounts(reading: Reading, wishes: Wishes) -> None:
    for said in reading.quantities:
        if reading.idle(said.span.start):
            continue
        quantity = in_other_unit(said, reading.mentions, reading.lexicon)
        if any(
            reading.session.slate and r.how == "place" and r.span.overlaps(quantity.span)
            for r in reading.references
        ):
            continue
        if (
            asked_count(reading, quantity) is not None
            or _counts_shown(reading, quantity)
            or _is_difference(reading, quantity)
        ):
            reading.use(quantity.span)
            continue
        if no_bound(reading, quantity):
            reading.use(quantity.span)
            continue
        if not quantity.said and _names_a_work(reading, quantity):
            phrase = reading.phrase(quantity.numeral.span.start, quantity.numeral.span.end)
            wishes.unknown.append(phrase)
            wishes.note(phrase, "not_enforceable")
            reading.use(quantity.span)
            continue
        if (since := recent(reading, quantity)) is not None:
            span = Span(quantity.numeral.span.start - 1, quantity.numeral.span.end + 1)
            _require(reading, wishes, [since], span)
            continue
        if moved := moved_bound(reading, quantity):
            _require(reading, wishes, moved, quantity.numeral.span)
            reading.use(quantity.span)
            before = range(max(0, quantity.numeral.span.start - 6), quantity.numeral.span.start)
            reading.used.update(i for i in before if reading.words[i] in MOVING)
            continue
        _read_amount(reading, quantity, wishes)


def _require(reading: Reading, wishes: Wishes, made: list[Constraint], span: Span) -> None:
    wishes.constraints += made
    wishes.note(reading.phrase(span.start, span.end), "constraint", made[0].attribute)
    reading.use(span)


def _read_amount(reading: Reading, quantity: Quantity, wishes: Wishes) -> None:
    found = link(
        quantity,
        reading.tokens,
        reading.mentions,
        reading.lexicon,
        clause=_with_label(reading, reading.clause_of(quantity.numeral.span.start)),
        others=[q.numeral.span for q in reading.quantities],
        likely=_talked_of(reading),
    )
    span = Span(quantity.span.start, _phrase_end(reading, quantity))
    phrase = reading.phrase(span.start, span.end)
    stance = reading.stances[quantity.numeral.span.start]
    if stance.free:
        wishes.dropped += list(found.names[:1])
        reading.use(quantity.span)
        return
    if not found.names:
        if quantity.numeral.counted == "age":
            reading.use(span)
        elif quantity.said or quantity.numeral.unit or quantity.numeral.money:
            wishes.note(phrase, "not_enforceable")
            reading.use(span)
        return
    name = found.names[0]
    if _says_nothing(reading, quantity, found):
        reading.use(quantity.span)
        return
    reading.use(span)
    if quantity.after is not None:
        reading.used.update(range(*quantity.after))
    _use_its_words(reading, quantity, name)
    polarity: Literal["require", "exclude"] = "require"
    quantity = _spent(reading, with_direction(reading, quantity, name), name)
    if (side := bound_of(reading, quantity, name)) is not None:
        quantity = replace(quantity, relation=side, said=True)
    if (stance.negated and not _own_negation(reading, quantity)) or refused(reading, quantity):
        inverse = negate(quantity)
        polarity, quantity = ("require", inverse) if inverse else ("exclude", quantity)
    made = constraints_of(reading, quantity, name, polarity)
    if not made:
        wishes.note(phrase, "not_enforceable")
    for constraint in made:
        if stance.soft and not stance.hard:
            wishes.preferences.append(soften(reading, constraint))
            wishes.note(phrase, "preference", constraint.attribute)
        else:
            wishes.places[len(wishes.constraints)] = quantity.span
            wishes.constraints.append(constraint)
            wishes.note(phrase, "constraint", constraint.attribute)


def _with_label(reading: Reading, clause: tuple[int, int]) -> tuple[int, int]:
    """ "Rating: under 4", "reviews, less than 2000": the label that is set before its bound belongs to it."""
    start, end = clause
    before = next(((a, b) for a, b in reading.clauses if b == start), None)
    if before is None or reading.words[start - 1] not in (":", ",", "-", "–", "—"):
        return clause
    named = {
        i for m in reading.mentions if m.of("attribute", "range") for i in range(m.span.start, m.span.end)
    }
    rest = [
        i
        for i in range(before[0], before[1] - 1)
        if i not in named and reading.words[i] not in english.FUNCTION_WORDS
    ]
    return (before[0], end) if named & set(range(*before)) and not rest else clause


def _talked_of(reading: Reading) -> list[str]:
    """What we asked about, and what the bounds that stand are about, last first."""
    asked = [reading.session.asked.attribute] if reading.session.asked else []
    replaces = reading.session.wishes.constraints if len(reading.quantities) == 1 else ()
    bounds = [
        c.attribute
        for c in reversed(replaces)
        if isinstance(c, Constraint) and c.op in ("<", "<=", ">", ">=")
    ]
    return list(dict.fromkeys([*asked, *bounds]))


_SPENDING = english.words(
    "pay paying paid spend spending spent cost costs costing for budget charge charges fork shell"
)


def _says_nothing(reading: Reading, quantity: Quantity, found: Link) -> bool:
    """Whether a bare number is a name's ("the Mark 3"), a count of something else, or what somebody happens to have.

    A number that nothing is said of is a wish where its attribute is named or asked for, where nothing else is
    said, or where it looks like a price.
    """
    numeral, name = quantity.numeral, found.names[0]
    bare = not (quantity.said or numeral.unit or numeral.money or numeral.until or numeral.month)
    if quantity.held and not bare and name in reading.lexicon.numbers:
        return reading.lexicon.numbers[name].dimension not in ("money", "time")
    if not bare or found.named or is_year(numeral) or numeral.counted:
        return False
    start, end = reading.clause_of(numeral.span.start)
    before = reading.tokens[numeral.span.start - 1] if numeral.span.start > start else None
    if (
        before is not None
        and before.is_word
        and before.norm not in english.NOT_CONTENT | _SPENDING
        and not any(numeral.span.start - 1 in m.span for m in reading.mentions)
    ):
        return True
    if reading.session.asked is not None and name == reading.session.asked.attribute:
        return False
    profile = reading.lexicon.numbers.get(name)
    if (
        profile is not None
        and profile.dimension == "money"
        and profile.low <= quantity.low <= profile.high * 1.5
    ):
        return False
    rest = [t for i, t in enumerate(reading.tokens[start:end], start) if i not in numeral.span]
    return any(t.is_word and t.norm not in english.NOT_CONTENT for t in rest) or quantity.held


_POINTING = english.words("the those these all them other first last top")


def _counts_shown(reading: Reading, quantity: Quantity) -> bool:
    """ "Which of those three", "the first two": how many are pointed at, and no amount."""
    numeral = quantity.numeral
    if numeral.unit or numeral.money or numeral.until or not 1 < numeral.value <= 10:
        return False
    start, end = numeral.span.start, numeral.span.end
    before = reading.words[max(0, start - 2) : start]
    if quantity.said and "of" not in before:
        return False
    if not before or before[-1] not in _POINTING or not (reading.shown or "of" in before):
        return False
    following = reading.tokens[end] if end < len(reading.tokens) else None
    noun = any(m.of("noun") and m.span.start == end for m in reading.mentions)
    if following is not None and following.norm == "of":
        return False
    return following is None or noun or not following.is_word or following.norm in english.NOT_CONTENT


def _is_difference(reading: Reading, quantity: Quantity) -> bool:
    """ "20 euros cheaper than that": how far apart, which is said of two items and bounds nothing by itself."""
    end = quantity.numeral.span.end
    if quantity.said or end >= len(reading.tokens) or not reading.shown:
        return False
    grown = any(m.span.start == end and any(s.degree == "more" for s in m.senses) for m in reading.mentions)
    return (grown or reading.words[end] in UPWARD | DOWNWARD) and "than" in reading.words[end + 1 : end + 2]


def _use_its_words(reading: Reading, quantity: Quantity, name: str) -> None:
    """The attribute's own words beside the number are no further wish ("they shouldn't weigh over 290 grams")."""
    start, end = reading.clause_of(quantity.numeral.span.start)
    for mention in reading.mentions:
        near = (
            min(abs(mention.span.end - quantity.span.start), abs(mention.span.start - quantity.span.end)) <= 3
        )
        if start <= mention.span.start < end and near:
            senses = mention.of("attribute")
            if mention.span.start == quantity.span.end and any(
                s.attribute == name and not s.degree for s in mention.of("high", "low")
            ):
                # "18 months old", "30 cm wide": the adjective names the attribute.
                reading.use(mention.span)
            if senses and len(senses) == len(mention.senses) and all(s.attribute == name for s in senses):
                reading.use(mention.span)
    if (
        name in reading.catalog.schema.ranges
        and (cue := so_many_before(quantity, reading.tokens)) is not None
    ):
        reading.use(cue)
    for index in range(max(start, quantity.span.start - 3), quantity.span.start):
        if reading.words[index] in _SPENDING and not any(
            index in m.span and m.of("value") for m in reading.mentions
        ):
            reading.used.add(index)


def _spent(reading: Reading, quantity: Quantity, name: str) -> Quantity:
    """ "I've got 80", "I won't pay 200": what is there to be spent is the most, what is refused is too much."""
    profile = reading.lexicon.numbers.get(name)
    if profile is None or quantity.relation != "=" or quantity.said:
        return quantity
    if quantity.held and profile.dimension in ("money", "time"):
        return replace(quantity, relation="<=", said=True)
    first = max(0, quantity.numeral.span.start - 3)
    pays = any(
        reading.words[i] in _SPENDING - {"for", "budget"} for i in range(first, quantity.numeral.span.start)
    )
    if pays and profile.dimension == "money" and reading.stances[quantity.numeral.span.start].negated:
        return replace(quantity, relation=">=", said=True)
    return quantity


_OF_WORKS = english.words(
    "seen saw watched read loved liked enjoyed hated played like love visited tried finished"
)


def _names_a_work(reading: Reading, quantity: Quantity) -> bool:
    """ "I loved 1917": a bare number after such a verb is a title that this catalog does not have."""
    start = quantity.numeral.span.start
    numeral = quantity.numeral
    bare = not (numeral.unit or numeral.money or numeral.counted or numeral.until)
    measured = reading.words[max(0, start - 2) : start] in (("more", "like"), ("something", "like"))
    return bare and start > 0 and reading.tokens[start - 1].norm in _OF_WORKS and not measured


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
    """Whether the "no" is not about the quantity: part of the comparator ("no more than"), or of a value before it.

    "No horror under 100 minutes" excludes horror; "no lamps over 100 dollars" and "never over $100" set a limit.
    """
    start = quantity.span.start
    if reading.tokens[start].norm in ("no", "not"):
        return True
    first = start
    while first > 0 and reading.stances[first - 1].negated:
        first -= 1
    return any(
        first <= m.span.start < start and (m.of("value") or _is_boolean(reading, m)) for m in reading.mentions
    )


def _is_boolean(reading: Reading, mention: Mention) -> bool:
    attributes = reading.catalog.schema.attributes
    return any(attributes[s.attribute].type is AttributeType.BOOLEAN for s in mention.of("attribute"))


def asked_count(reading: Reading, quantity: Quantity) -> int | None:
    """ "Give me 3": how many items are wanted, where the number says that."""
    numeral = quantity.numeral
    if (
        quantity.said
        or numeral.unit
        or numeral.money
        or not numeral.value.is_integer()
        or not 1 <= numeral.value <= 50
        or numeral.counted in reading.lexicon.counted
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
