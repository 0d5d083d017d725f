"""Before the first word: an invitation, and starters drawn from the catalog."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from random import Random

from catalog.items import Item, Scalar
from catalog.schema import AttributeType, Schema
from catalog.values import say_scalar
from ui.web.cards import find_image, show_cover
from ui.web.markup import button, escape

COVERS = 7


NO_CATALOG = (
    '<section class="ci-opening-page"><h2>Nothing to recommend from yet</h2>'
    "<p>This home holds no catalog. Fill it with <code>cicerone build</code>, or with "
    "<code>cicerone build YOUR_FOLDER</code>, and reload this page.</p></section>"
)


def show_opening(schema: Schema | None, items: Sequence[Item], *, seed: str) -> str:
    """`items` is a sample of the catalog; the choice hangs on `seed` (the same visitor, the same choice)."""
    if schema is None:
        return NO_CATALOG
    chance = Random(seed)
    shown = chance.sample(list(items), min(COVERS, len(items)))
    covers = "".join(f"<li>{_shelved(item, schema)}</li>" for item in shown)
    starters = "".join(
        f"<li>{button('say', starter, classes='ci-starter', text=starter)}</li>"
        for starter in draw_starters(schema, items, chance)
    )
    return (
        f'<section class="ci-opening-page"><ul class="ci-shelf" aria-label="From the catalog">{covers}</ul>'
        "<h2>What are you looking for?</h2>"
        f"<p>Say it as you would to a friend who knows all the {escape(schema.noun.plural)} here. "
        "I ask little, remember what you tell me, and show why.</p>"
        f'<ul class="ci-starters" aria-label="Ways to begin">{starters}</ul></section>'
    )


def _shelved(item: Item, schema: Schema) -> str:
    ask = f"Tell me more about {item.title}"
    cover = show_cover(item.title, find_image(item.attributes, schema))
    inner = f'{cover}<span class="ci-hidden">{escape(ask)}</span>'
    return button("say", ask, classes="ci-cover-button", inner=inner, text=ask)


def draw_starters(schema: Schema, items: Sequence[Item], chance: Random) -> list[str]:
    """Four things to say that this catalog can answer, in plain words of its own."""
    nouns = schema.noun.plural
    tags = _common(schema, items, AttributeType.TAGS, chance)
    categories = _common(schema, items, AttributeType.CATEGORY, chance)
    limit = _limit(schema, items)
    starters = [_begin(tag) for tag in tags[:1]]
    if limit and categories:
        starters.append(f"{_begin(categories[0])} {nouns} {limit}")
    elif limit or categories:
        starters.append(f"{_begin(nouns)} {limit}" if limit else f"{_begin(categories[0])} {nouns}")
    if items:
        starters.append(f"Something like {chance.choice(list(items)).title}")
    starters.append("Surprise me")
    return starters


def _begin(text: str) -> str:
    return text[:1].upper() + text[1:]


def _common(schema: Schema, items: Sequence[Item], kind: AttributeType, chance: Random) -> list[str]:
    """Values that many items share but not most, in a shuffled order."""
    attributes = [a for a in schema.attributes.values() if a.type is kind and not a.order]
    attributes.sort(key=lambda a: a.name not in schema.shown)
    if kind is AttributeType.TAGS:
        chance.shuffle(attributes)
    for attribute in attributes:
        counts: Counter[Scalar] = Counter(v for item in items for v in item.values(attribute.name))
        usual = [
            str(v) for v, n in counts.most_common(12) if 2 <= n <= 0.6 * len(items) and len(str(v)) <= 24
        ]
        if usual:
            chance.shuffle(usual)
            return usual
    return []


def _limit(schema: Schema, items: Sequence[Item]) -> str | None:
    """A bound that about a third of the items meets: "under 100 minutes"."""
    for name in schema.shown:
        attribute = schema.attributes[name]
        if attribute.type is not AttributeType.NUMBER or not attribute.unit:
            continue
        values = (value for item in items for value in item.values(name))
        numbers = sorted(float(v) for v in values if not isinstance(v, str | bool))
        if len(numbers) >= 5:
            return f"under {say_scalar(attribute, _round(numbers[len(numbers) * 2 // 5]))}"
    return None


def _round(number: float) -> float:
    """To a number that people say: 97 is 95, 23.4 is 25, 1180 is 1000."""
    if number <= 0:
        return number
    step: float = 10.0 ** math.floor(math.log10(number)) / 2
    return round(number / step) * step
