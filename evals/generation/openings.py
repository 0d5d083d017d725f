"""Families of one turn: a wish of each kind, and wishes joined."""

from __future__ import annotations

from catalog.constraints import Constraint
from catalog.schema import AttributeType
from evals.expect import Expect, PreferenceLike
from evals.generation.aims import any_of, none_of
from evals.generation.author import Author
from evals.generation.phrasing import templates
from evals.generation.reckoned import Aim
from evals.generation.wishes import Wish
from evals.scenario import Say

Talk = list[Say] | None


def value(author: Author) -> Talk:
    wish = author.wishes.value()
    return [author.opening(wish)] if wish else None


def strict(author: Author) -> Talk:
    """Strict wording makes a constraint of a value; of a tag, a preference will do, never its opposite."""
    found = author.wishes.tag()
    if found is None:
        return None
    wish = author.wishes.wish_for(found)
    loose = found.attribute.type is AttributeType.TAGS
    aim = Aim(wish.aim.sure, ()) if loose else wish.aim
    return [author.turn(author.say("strict_wish", value=wish.clause), [aim])]


def soft(author: Author) -> Talk:
    """Soft wording moves the ranking and leaves the hard state alone."""
    found = author.wishes.tag()
    if found is None:
        return None
    wish = author.wishes.wish_for(found)
    liked = Expect(preferences=(PreferenceLike(text=found.stored, polarity="prefer"),))
    return [author.turn(author.say("soft_wish", value=wish.clause), expect=liked)]


def number(author: Author) -> Talk:
    wish = author.wishes.amount()
    return [author.opening(wish)] if wish else None


def date(author: Author) -> Talk:
    wish = author.wishes.date()
    return [author.opening(wish)] if wish else None


def grade(author: Author) -> Talk:
    wish = author.wishes.grade()
    return [author.opening(wish)] if wish else None


def boolean(author: Author) -> Talk:
    wish = author.wishes.flag()
    return [author.opening(wish)] if wish else None


def party(author: Author) -> Talk:
    wish = author.wishes.party()
    return [author.opening(wish)] if wish else None


def either(author: Author) -> Talk:
    first = author.wishes.value()
    second = author.wishes.value(of=first.attribute, but=first.stored) if first else None
    if first is None or second is None:
        return None
    said = author.say("either", x=first.clause, y=second.clause)
    return [author.turn(said, [any_of(first.aim, second.aim)])]


def either_across(author: Author) -> Talk:
    """An or between attributes: a value, or an amount or another attribute's value."""
    found = author.wishes.several(2, left=0, first=author.wishes.value)
    if len(found) < 2 or any(len(wish.aim.sure) > 1 for wish in found):
        return None
    first, second = found
    if second.kind == "flag" and second.clause.startswith("not "):
        return None
    said = author.say("either_across", x=first.clause, y=second.clause)
    return [author.turn(said, [any_of(first.aim, second.aim)])]


def together(author: Author) -> Talk:
    """Two or three wishes in one sentence."""
    count = author.chance.choice((2, 2, 3))
    found = author.wishes.several(count, first=author.wishes.value)
    if len(found) < 2 or not found[0].bare:
        return None
    return [_joined(author, found)]


def _joined(author: Author, wishes: list[Wish]) -> Say:
    clauses = dict(zip("xyz", (wish.clause for wish in wishes), strict=False))
    said = author.say("both" if len(wishes) == 2 else "three", **clauses)
    return author.turn(said, [wish.aim for wish in wishes])


def negation(author: Author) -> Talk:
    first = author.wishes.value()
    if first is None:
        return None
    second = author.wishes.value(of=first.attribute, but=first.stored)
    if second is not None and author.chance.random() < 0.45:
        said = author.say("not_two", x=first.clause, y=second.clause)
        return [author.turn(said, [none_of(first.aim, second.aim)])]
    return [author.turn(author.say("not_one", x=first.clause), [none_of(first.aim)])]


def but_not(author: Author) -> Talk:
    """One value wanted and another refused, with something left."""
    for _ in range(20):
        first, second = author.wishes.value(), author.wishes.value()
        if first is None or second is None or first.stored == second.stored:
            continue
        same = first.attribute.name == second.attribute.name
        if same and not first.attribute.many:
            continue
        aims = [first.aim, none_of(second.aim)]
        left = author.facts.extent(c for aim in aims for c in aim.sure)
        if 0 < len(left) < author.wishes.left([first]):
            return [author.turn(author.say("but_not", x=first.clause, y=second.clause), aims)]
    return None


def impossible(author: Author) -> Talk:
    """Two wishes that each have items, and none together."""
    for _ in range(60):
        found = author.wishes.several(2, left=0, first=author.wishes.value)
        if len(found) < 2:
            return None
        aims = [wish.aim for wish in found]
        if author.facts.extent(c for aim in aims for c in aim.allowed):
            continue
        if author.chance.random() < 0.5:
            return [_joined(author, found)]
        return [author.opening(found[0]), author.turn(author.addition(found[1]), aims)]
    return None


def unknown_value(author: Author) -> Talk:
    """A value that no item has: it is named, and nothing takes its place."""
    kinds = (AttributeType.CATEGORY, AttributeType.ENTITY)
    attributes = [a for a in author.schema.attributes.values() if a.type in kinds and author.wishes.label(a)]
    attribute = author.wishes.pick(attributes)
    if attribute is None:
        return None
    said = author.vocabulary.everything
    pool = templates()["strange_names" if attribute.type == "entity" else "strange_values"]
    strange = author.wishes.pick([word for word in pool if word.casefold() not in said])
    if strange is None:
        return None
    asked = author.say("unknown_value", label=author.wishes.label(attribute), value=strange)
    kept = Constraint(attribute=attribute.name, op="=", value=strange)
    told = strange.split()[0]
    return [author.turn(asked, [Aim((kept,), ())], tells=(told,))]


def unknown_attribute(author: Author) -> Talk:
    """A strict wish that the catalog cannot know of."""
    said = author.vocabulary.everything
    pool = [w for w in templates()["strange_wishes"] if not any(p in said for p in _telling(w))]
    wish = author.wishes.pick(pool)
    if wish is None:
        return None
    asked = author.say("unknown_attribute", wish=wish)
    return [author.turn(asked, tells=_telling(wish))]


def _telling(phrase: str) -> list[str]:
    """The words of a phrase that carry its meaning."""
    return [word.casefold() for word in phrase.split() if len(word) > 4]
