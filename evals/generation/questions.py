"""Families of questions whose answer is computed: counts, extremes, facts, titles."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.items import Item, Scalar
from catalog.schema import Attribute, AttributeType
from catalog.values import say_value
from evals.generation.author import ORDINALS, Author
from evals.generation.openings import Talk
from evals.generation.phrasing import comparative, slip
from evals.generation.reckoned import Aim
from evals.generation.vocabulary import Measure

_TIES = 12
_SMALL = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


def count(author: Author) -> Talk:
    """How many items there are, or are so. Asking is not wishing, but a wish may be heard in it."""
    if author.chance.random() < 0.15:
        return [author.turn(author.say("count_all"), shows=False, tells=_number(len(author.facts.items)))]
    wish = author.wishes.value() if author.chance.random() < 0.6 else author.wishes.amount()
    if wish is None or wish.form in ("around", "over", "under"):
        return None
    if wish.kind == "year" and wish.form in ("year_after", "year_until"):
        return None  # open ends are counted in two ways
    if wish.kind == "amount" and not wish.clause.startswith(wish.label):
        return None
    template = "count" if wish.bare else "count_dated" if wish.kind == "year" else "count_clause"
    said = author.say(template, x=wish.clause)
    asked = Aim(wish.aim.sure, ())
    return [author.turn(said, [asked], shows=False, tells=_number(author.wishes.left([wish])))]


def _number(count: int) -> Sequence[str]:
    return (str(count), *([_SMALL[count]] if count < len(_SMALL) else []))


def extreme(author: Author) -> Talk:
    measures = [m for m in author.vocabulary.measures if not m.is_year or m.attribute.high]
    measure = author.wishes.pick(measures)
    if measure is None:
        return None
    said = _superlative(author, measure)
    if said is None:
        return None
    words, highest = said
    best = max(measure.values) if highest else min(measure.values)
    name = measure.attribute.name
    titles = [item.title for item in author.facts.items.values() if best in item.values(name)]
    if len(titles) > _TIES:
        return None
    return [author.turn(words, [], shows=False, tells=[*titles, *_ways(measure.attribute, [best])])]


def _superlative(author: Author, measure: Measure) -> tuple[str, bool] | None:
    highest = author.chance.random() < 0.5
    words = [word for word, up in author.vocabulary.graded(measure.attribute) if up == highest]
    if words and author.chance.random() < 0.6:
        more = comparative(author.chance.choice(words))
        most = f"most {more[5:]}" if more.startswith("more ") else f"{more[:-1]}st"
        return author.say("most", word=most), highest
    if measure.is_year:
        return None
    label = author.vocabulary.nouns(measure.attribute)[0]
    return author.say("highest" if highest else "lowest", label=label), highest


def fact(author: Author) -> Talk:
    """A fact of an item: one that is shown, or one that is named."""
    attribute = author.wishes.pick([a for a in _telling(author) if author.wishes.label(a)])
    if attribute is None:
        return None
    label, at = author.vocabulary.nouns(attribute)[0], author.chance.randrange(2)
    if author.chance.random() < 0.3:
        item = author.wishes.pick([i for i in author.vocabulary.titled if i.values(attribute.name)])
        if item is not None:
            place = {"nth": item.title, "number": item.title, "title": item.title}
            said = author.say("fact_of_title", label=label, **place)
            ways = _ways(attribute, item.values(attribute.name))
            return [author.turn(said, [], shows=False, tells=ways)]
    wish = author.wishes.any()
    if wish is None or author.wishes.left([wish]) < 2:
        return None
    place = {"nth": ORDINALS[at], "number": str(at + 1), "title": f"{{slate[{at}]}}"}

    def told(slate: Sequence[Item]) -> Sequence[str]:
        return _ways(attribute, slate[at].values(attribute.name)) if at < len(slate) else ()

    said = author.say("fact", label=label, **place)
    return [author.opening(wish), author.turn(said, [wish.aim], shows=False, tells=told)]


def _telling(author: Author) -> list[Attribute]:
    silent = (AttributeType.IMAGE, AttributeType.URL, AttributeType.TEXT, AttributeType.BOOLEAN)
    half = len(author.facts.items) / 2
    return [
        a
        for a in author.schema.attributes.values()
        if a.type not in silent
        and a.name not in author.vocabulary.paired
        and sum(bool(i.values(a.name)) for i in author.facts.items.values()) > half
    ]


def _ways(attribute: Attribute, values: Sequence[Scalar]) -> list[str]:
    """How a fact may be said: any of its values, as it is stored or in words."""
    ways = []
    for value in values:
        whole = isinstance(value, float) and value.is_integer()
        ways += [str(int(value)) if whole else str(value), say_value(attribute, value)]
    return list(dict.fromkeys(ways))


def reference(author: Author) -> Talk:
    """An item of the slate, by its place."""
    wish = author.wishes.any()
    if wish is None:
        return None
    at = author.chance.randrange(min(3, author.wishes.left([wish])))
    said = author.say("about_shown", nth=ORDINALS[at], number=str(at + 1))

    def told(slate: Sequence[Item]) -> Sequence[str]:
        return (slate[at].title,) if at < len(slate) else ()

    return [author.opening(wish), author.turn(said, [wish.aim], shows=False, tells=told)]


def title(author: Author) -> Talk:
    """An item by its title, as it is written, in lower case or with a slip."""
    item = author.wishes.pick(author.vocabulary.titled)
    if item is None:
        return None
    written = slip(item.title, author.chance) if author.chance.random() < 0.4 else item.title
    said = author.say("about", title=written)
    return [author.turn(said, [], shows=False, tells=(item.title,))]
