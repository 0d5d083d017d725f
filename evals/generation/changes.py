"""Families of several turns: wishes that grow, change, go, come back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from catalog.constraints import Constraint
from catalog.items import Item
from catalog.schema import Attribute
from evals.generation.aims import none_of
from evals.generation.author import ORDINALS, Author
from evals.generation.openings import Talk
from evals.generation.phrasing import comparative
from evals.generation.reckoned import Aim


def accumulation(author: Author) -> Talk:
    """Three to six turns, each with one more wish."""
    wishes = author.wishes.several(author.chance.randint(3, 6), left=1)
    if len(wishes) < 2:
        return None
    talk, aims = [author.opening(wishes[0])], [wishes[0].aim]
    for wish in wishes[1:]:
        aims = [*aims, wish.aim]
        talk.append(author.turn(author.addition(wish), aims))
    refused = author.wishes.value()
    if refused and refused.attribute.name not in {w.attribute.name for w in wishes}:
        aims = [*aims, none_of(refused.aim)]
        if author.facts.extent(c for aim in aims for c in aim.sure):
            talk.append(author.turn(author.say("more_not", x=refused.clause), aims))
    return talk


def correction(author: Author) -> Talk:
    """Another value or amount in the place of the first."""
    if author.chance.random() < 0.35 and (talk := _other_amount(author)):
        return talk
    old = author.wishes.value()
    new = author.wishes.value(of=old.attribute, but=old.stored) if old else None
    if old is None or new is None:
        return None
    also_not = (*new.aim.sure, *none_of(old.aim).sure)
    said = author.say("instead", x=new.clause, old=old.clause)
    return [author.opening(old), author.turn(said, [Aim(also_not, new.aim.sure)])]


def _other_amount(author: Author) -> Talk:
    measure = author.wishes.pick(author.vocabulary.measures)
    if measure is None:
        return None
    forms = ("year_since", "year_before") if measure.is_year else ("at_most", "under", "at_least")
    form = author.chance.choice(forms)
    old = author.wishes.amount(of=measure, form=form)
    for _ in range(10):
        new = author.wishes.amount(of=measure, form=form)
        if old and new and new.aim.sure != old.aim.sure:
            return [author.opening(old), author.turn(author.say("instead_amount", x=new.clause), [new.aim])]
    return None


def drop(author: Author) -> Talk:
    """A wish is given up by the name of its attribute; the other stays."""
    wishes = [w for w in author.wishes.several(2) if w.label]
    if len(wishes) < 2:
        return None
    author.chance.shuffle(wishes)
    first, second = wishes
    gone = author.chance.choice([w for w in wishes if w.kind != "flag"] or wishes)
    kept = second if gone is first else first
    return [
        author.opening(first),
        author.turn(author.addition(second), [first.aim, second.aim]),
        author.turn(author.say("drop", label=gone.label), [kept.aim]),
    ]


def undo(author: Author) -> Talk:
    wishes = author.wishes.several(2)
    if len(wishes) < 2:
        return None
    first, second = wishes
    return [
        author.opening(first),
        author.turn(author.addition(second), [first.aim, second.aim]),
        author.turn(author.say("undo"), [first.aim], shows=False),
    ]


def start_over(author: Author) -> Talk:
    wishes = author.wishes.several(2)
    if len(wishes) < 2:
        return None
    first, second = wishes
    again = author.wishes.any()
    talk = [
        author.opening(first),
        author.turn(author.addition(second), [first.aim, second.aim]),
        author.turn(author.say("start_over"), [], shows=False),
    ]
    return [*talk, author.opening(again)] if again else talk


def answer(author: Author) -> Talk:
    """Something vague, so that we ask; then a short answer."""
    vague = author.turn(author.say("vague"))
    wish = author.wishes.value()
    if wish is None or author.chance.random() < 0.5:
        return [vague, author.turn(author.say("indifferent"), shows=False)]
    return [vague, author.turn(author.say("more", x=wish.clause), [wish.aim])]


def untouched(author: Author) -> Talk:
    """Nothing new is said: the hard state stays as it is."""
    wishes = author.wishes.several(2)
    if not wishes:
        return None
    aims = [wish.aim for wish in wishes]
    talk = [author.opening(wishes[0])]
    if len(wishes) > 1:
        talk.append(author.turn(author.addition(wishes[1]), aims))
    return [*talk, author.turn(author.say("chatter"), aims, shows=False)]


def critique(author: Author) -> Talk:
    """More or less of something than what was shown, or than one item of it."""
    scales = [m.attribute for m in author.vocabulary.measures if author.vocabulary.graded(m.attribute)]
    scale = author.wishes.pick(scales)
    if scale is None:
        return None
    wish = author.wishes.value()
    before = [wish.aim] if wish and wish.attribute.name != scale.name else []
    opening = author.opening(wish) if wish and before else author.turn(author.say("vague"))
    word, up = author.chance.choice(author.vocabulary.graded(scale))
    down = not up
    at = author.chance.randrange(2)
    place = {"nth": ORDINALS[at], "number": str(at + 1), "title": f"{{slate[{at}]}}"}
    draw = author.chance.random()
    if draw < 0.4:
        said = author.say("cheaper", word=comparative(word))
        aims = _than_all(scale, down, before)
    elif draw < 0.75:
        said = author.say("than_item", word=comparative(word), **place)
        aims = _than_one(scale, down, before, at)
    else:
        said = author.say("less_item", word=word, **place)
        aims = _than_one(scale, not down, before, at)
    return [opening, author.turn(said, aims)]


def _than_one(
    scale: Attribute, down: bool, before: Sequence[Aim], at: int
) -> Callable[[Sequence[Item]], Sequence[Aim]]:
    def aims(slate: Sequence[Item]) -> Sequence[Aim]:
        values = slate[at].values(scale.name) if at < len(slate) else ()
        if not values:
            return before
        bound = Constraint(attribute=scale.name, op="<" if down else ">", value=values[0])
        return [*before, Aim.of(bound)]

    return aims


def _than_all(
    scale: Attribute, down: bool, before: Sequence[Aim]
) -> Callable[[Sequence[Item]], Sequence[Aim]]:
    def aims(slate: Sequence[Item]) -> Sequence[Aim]:
        values = [float(v) for item in slate for v in item.values(scale.name) if isinstance(v, int | float)]
        if not values:
            return before
        tight, loose = (min(values), max(values)) if down else (max(values), min(values))
        op = "<" if down else ">"
        sure, wide = (
            Constraint.model_validate({"attribute": scale.name, "op": op, "value": bound})
            for bound in (tight, loose)
        )
        return [*before, Aim((sure,), (wide,))]

    return aims
