"""An item as a card: cover, title, the facts that its schema marks as telling, the reason, three buttons."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from agent.answer import Recommendation
from catalog.items import Value
from catalog.schema import Attribute, AttributeType, Schema
from catalog.values import say_value
from ui.web.covers import draw_cover
from ui.web.markup import button, escape, icon

FEEDBACK = {"like": "Like", "dislike": "Not for me", "seen": "Seen it"}
"""The kinds of feedback that a card offers, with the words on their buttons."""

OPPOSITE = {"like": "dislike", "dislike": "like"}
"""What a kind of feedback takes back."""

MOST_FACTS, LONGEST_FACT = 5, 60


@dataclass(frozen=True, slots=True)
class Card:
    """One recommendation with all that its card shows. `marks`: the feedback that stands on the item."""

    recommendation: Recommendation
    attributes: Mapping[str, Value]
    schema: Schema | None
    marks: Collection[str] = ()


def show_cards(cards: Sequence[Card], *, catalog: str) -> str:
    """The slate as a list; on a narrow screen it scrolls sideways, so it can be focused."""
    if not cards:
        return ""
    noun = cards[0].schema.noun if cards[0].schema else None
    label = f"{len(cards)} {_count_noun(len(cards), noun)}"
    return (
        f'<ol class="ci-slate" tabindex="0" aria-label="{escape(label)}">'
        f"{''.join(show_card(card, catalog=catalog) for card in cards)}</ol>"
    )


def show_card(card: Card, *, catalog: str) -> str:
    told = card.recommendation
    buttons = "".join(
        button(
            "feedback",
            label,
            name=f"{label}: {told.title}",
            classes=f"ci-verdict ci-{kind}",
            inner=f"{icon(kind)}<span>{label}</span>",
            pressed=kind in card.marks,
            kind=kind,
            item=told.item_id,
            catalog=catalog,
        )
        for kind, label in FEEDBACK.items()
    )
    title = button("say", told.title, classes="ci-title", text=f"Tell me more about {told.title}")
    dimmed = " ci-dimmed" if "dislike" in card.marks else ""
    return (
        f'<li class="ci-card{dimmed}" data-item="{escape(told.item_id)}" data-in="{escape(catalog)}">'
        f"{show_cover(told.title, find_image(card.attributes, card.schema))}"
        f'<div class="ci-body"><h2 dir="auto">{title}{_link(card)}</h2>{_facts(card)}'
        f'<p class="ci-reason" dir="auto">{escape(told.reason)}</p>'
        f'<div class="ci-verdicts" role="group" aria-label="Your verdict on {escape(told.title)}">'
        f"{buttons}</div></div></li>"
    )


def show_cover(title: str, image: str | None) -> str:
    """The drawn cover, and over it the item's own image where it has one (the page drops one that fails)."""
    photo = (
        f'<img src="{escape(image)}" alt="" loading="lazy" decoding="async" referrerpolicy="no-referrer">'
        if image
        else ""
    )
    return f'<div class="ci-cover">{draw_cover(title)}{photo}</div>'


def find_image(attributes: Mapping[str, Value], schema: Schema | None) -> str | None:
    """The address of the item's image: a web address, as a page cannot show a path."""
    return _address(AttributeType.IMAGE, attributes, schema)


def _address(kind: AttributeType, attributes: Mapping[str, Value], schema: Schema | None) -> str | None:
    for attribute in schema.attributes.values() if schema else ():
        value = attributes.get(attribute.name) if attribute.type is kind else None
        for address in value if isinstance(value, tuple) else (value,):
            if isinstance(address, str) and _is_web(address):
                return address.strip()
    return None


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _link(card: Card) -> str:
    address = _address(AttributeType.URL, card.attributes, card.schema)
    if address is None:
        return ""
    name = escape(f"Open the page of {card.recommendation.title}")
    return (
        f'<a class="ci-link" href="{escape(address)}" target="_blank" rel="noopener noreferrer nofollow"'
        f' aria-label="{name}" title="{name}">{icon("link")}</a>'
    )


def _facts(card: Card) -> str:
    if card.schema is None:
        return ""
    told = [
        _fact(card.schema.attributes[name], card.attributes[name])
        for name in card.schema.shown
        if card.attributes.get(name) not in (None, ())
    ]
    return f'<dl class="ci-facts">{"".join(told[:MOST_FACTS])}</dl>' if told else ""


def _fact(attribute: Attribute, value: Value) -> str:
    """A fact whose value does not speak for itself ("7", "yes") shows its label, the others hide it."""
    speaks = attribute.named or bool(attribute.unit) or _is_year(attribute, value)
    said = say_value(attribute, value[:3] if isinstance(value, tuple) else value)
    if len(said) > LONGEST_FACT:
        said = said[: LONGEST_FACT - 1].rstrip() + "…"
    hidden = ' class="ci-hidden"' if speaks else ""
    return f'<div><dt{hidden}>{escape(attribute.label)} </dt><dd dir="auto">{escape(said)}</dd></div>'


def _is_year(attribute: Attribute, value: Any) -> bool:
    return (
        attribute.type is AttributeType.NUMBER and "year" in attribute.label and not isinstance(value, tuple)
    )


def _count_noun(count: int, noun: Any) -> str:
    if noun is None:
        return "item" if count == 1 else "items"
    return str(noun.singular if count == 1 else noun.plural)
