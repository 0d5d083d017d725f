"""Adjectives and bare attributes: cheap, not too long, shorter, no violence, the same director."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from agent.language.built_in import english
from agent.language.built_in.comparisons import DOWNWARD, UPWARD, compared_after, compared_with, falls_short
from agent.language.built_in.mentions import Mention
from agent.language.built_in.named import choose_sense, enough
from agent.language.built_in.phrases import Span
from agent.language.built_in.reading import Reading
from agent.language.built_in.wished import Wishes, flip, make
from agent.language.understanding import Critique
from catalog.constraints import Constraint, Preference, as_tuple
from catalog.items import fold
from catalog.schema import Attribute, AttributeType


def read_leaning(reading: Reading, mention: Mention, wishes: Wishes) -> None:
    """ "Cheap", "not too long", "shorter", "the newest": a direction on an ordered attribute."""
    if any(mention.span.overlaps(q.span) or q.adjective in mention.span for q in reading.quantities):
        reading.use(mention.span)
        return
    sense = choose_sense(reading, mention, mention.of("high", "low"))
    direction: Literal["low", "high"] = "high" if sense.kind == "high" else "low"
    before = reading.tokens[mention.span.start - 1].norm if mention.span.start else ""
    stance = reading.stances[mention.span.start]
    short = falls_short(reading, mention.span)
    if before == "how" or (before == "as" and not short):
        return
    phrase_start = mention.span.start
    while phrase_start > 0 and reading.tokens[phrase_start - 1].norm in _DEGREE_WORDS:
        phrase_start -= 1
    phrase = reading.phrase(phrase_start, mention.span.end)
    reading.use(Span(phrase_start, mention.span.end))
    degree = sense.degree or {"more": "more", "less": "more", "most": "most", "least": "most"}.get(before, "")
    if before in ("less", "least"):
        direction = flip(direction, True)
    if short and not sense.degree:
        # One negation, and the comparison is told.
        direction, degree, stance = flip(direction, True), "more", replace(stance, negated=False)
    if degree == "most":
        wishes.extremes.append((sense.attribute, direction, mention.span))
        return
    if stance.negated and enough(reading, mention):
        degree = "more"  # "Not tall enough" wants it taller.
    elif stance.negated:
        direction = flip(direction, True)
    elif before in english.TOO:
        direction = flip(direction, True)
        degree = "more"
    attribute = reading.catalog.schema.attributes[sense.attribute]
    if "the better" in " ".join(reading.words[mention.span.end : mention.span.end + 2]):
        degree = ""
    if degree == "more" and reading.shown and not (stance.negated and before in english.TOO):
        others = tuple(s.attribute for s in mention.of(sense.kind) if s.attribute != sense.attribute)
        items = compared_with(reading, mention.span)
        wishes.critiques.append(Critique(sense.attribute, direction, items, phrase=phrase, others=others))
        return
    if stance.negated and attribute.order and not stance.soft:
        middle = attribute.order[
            (len(attribute.order) - 1) // 2 if direction == "low" else len(attribute.order) // 2
        ]
        wishes.constraints.append(
            make(attribute.name, "<=" if direction == "low" else ">=", middle, "require", reading.turn)
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


def read_attribute(reading: Reading, mention: Mention, wishes: Wishes) -> None:
    """A boolean that is named is wanted, or not; of others "more"/"less" of it is a critique."""
    senses = mention.of("attribute")
    for sense in senses:
        attribute = reading.catalog.schema.attributes[sense.attribute]
        before = reading.tokens[mention.span.start - 1].norm if mention.span.start else ""
        stance = reading.stances[mention.span.start]
        if attribute.ordered and before in UPWARD | DOWNWARD | {"too"}:
            up = before in UPWARD
            phrase = reading.phrase(mention.span.start - 1, mention.span.end)
            reading.use(Span(mention.span.start - 1, mention.span.end))
            if reading.shown:
                items = compared_with(reading, mention.span)
                wishes.critiques.append(
                    Critique(attribute.name, "high" if up else "low", items, phrase=phrase)
                )
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
        after = compared_after(reading, mention.span) if attribute.ordered else None
        if after is not None:
            _read_compared(reading, attribute, *after, wishes)
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
        if attribute.type is AttributeType.BOOLEAN and _denied_after(reading, mention):
            stance = replace(stance, negated=True)
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


def _read_compared(
    reading: Reading, attribute: Attribute, span: Span, direction: Literal["low", "high"], wishes: Wishes
) -> None:
    """ "Costs less", "lasts longer than that"."""
    phrase = reading.phrase(span.start, span.end)
    reading.use(span)
    if reading.stances[span.start].negated:
        direction = flip(direction, True)
    if reading.shown:
        items = compared_with(reading, span)
        wishes.critiques.append(Critique(attribute.name, direction, items, phrase=phrase))
        return
    wishes.preferences.append(
        Preference(
            kind=attribute.name, text=phrase, turn=reading.turn, attribute=attribute.name, direction=direction
        )
    )
    wishes.note(phrase, "preference", attribute.name)


_DEGREE_WORDS = english.words("too not more less most least very really even much nothing isn't a bit")


_NOTHING = frozenset(["none", "no", "zero", "nil", "nothing"])


_SAME = frozenset(["same", "that", "this", "its"])


def _denied_after(reading: Reading, mention: Mention) -> bool:
    """ "Dogs not allowed", "parking isn't included"."""
    after = reading.words[mention.span.end : mention.span.end + 3]
    denied = {"not", "isn't", "aren't", "never"} & set(after[:2])
    told = {"allowed", "permitted", "included", "available", "welcome", "wanted"} & set(after)
    return bool(denied and told) or bool({"forbidden", "excluded", "prohibited"} & set(after[:2]))


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
    people_attributes = {
        a.name for a in reading.catalog.schema.attributes.values() if a.type is AttributeType.ENTITY
    }
    for index, word in enumerate(words):
        if (
            word in ("her", "him", "them")
            and index > 0
            and words[index - 1] in ("but", "not", "except", "without")
        ):
            for held in reading.session.wishes.constraints:
                if (
                    isinstance(held, Constraint)
                    and held.attribute in people_attributes
                    and held.polarity == "require"
                ):
                    wishes.constraints.append(
                        held.model_copy(update={"polarity": "exclude", "turn": reading.turn})
                    )
                    wishes.note(reading.phrase(index - 1, index + 1), "constraint", held.attribute)
                    reading.use(Span(index - 1, index + 1))
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
