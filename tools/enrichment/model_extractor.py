"""A language model reads one item's text: the prompt, the form of its answer, and the call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import BaseModel

from catalog.items import Item
from catalog.schema import Attribute, AttributeType
from tools.enrichment.holding import Claim
from tools.fencing import RULE, fenced
from tools.language_model import AnswerSchema, LanguageModel, Message, Usage

PROMPT_VERSION = 1
"""Raised with every change to the prompt or to the form: what was answered to another prompt is asked anew."""
LONGEST_TEXT = 4_000
"""Characters of a text that are sent."""
SOME_VALUES = 40
"""Values of an attribute that are named."""
DEADLINE = 60.0
"""Seconds a call: nobody waits for it in a conversation."""

INSTRUCTIONS = f"""\
You read attributes out of the text of one item of a catalog. {RULE}
Answer with one JSON object: {{"found": [{{"attribute", "value", "quote"}}]}}. quote: the words of the text that \
say so, copied letter by letter, one short passage. Where no words of the text say a value, leave the attribute \
out: that is the usual case. Do not conclude from what you know of the item. Take a value of the list where one \
fits; numbers and dates as the text writes them; yes or no where it is asked for."""


class Found(BaseModel):
    attribute: str
    value: str | int | float | bool
    quote: str


class Findings(BaseModel):
    """What is accepted; `Holder` decides what of it stands."""

    found: list[Found]


_ENTRY = {
    "type": "object",
    "properties": {
        "attribute": {"type": "string"},
        "value": {"type": "string"},
        "quote": {"type": "string"},
    },
    "required": ["attribute", "value", "quote"],
    "additionalProperties": False,
}
SCHEMA = AnswerSchema(
    "findings",
    {
        "type": "object",
        "properties": {"found": {"type": "array", "items": _ENTRY}},
        "required": ["found"],
        "additionalProperties": False,
    },
    Findings,
)

_ASKED = frozenset(AttributeType) - {AttributeType.TEXT, AttributeType.IMAGE, AttributeType.URL}


def missing(item: Item, attributes: Mapping[str, Attribute]) -> list[Attribute]:
    """The attributes that could be read out of the item's text, as nothing is known of them."""
    return [a for a in attributes.values() if a.type in _ASKED and item.attributes.get(a.name) is None]


async def read(
    model: LanguageModel, item: Item, asked: Sequence[Attribute], values: Mapping[str, Sequence[str]]
) -> tuple[list[Claim], Usage]:
    """What the model claims of the item, unchecked; `values` are some of each attribute. Raises LanguageModelError."""
    answer = await model.extract(SCHEMA, prompt(item, asked, values), deadline=DEADLINE)
    claims = [Claim(f.attribute, _said(f.value), f.quote) for f in answer.value.found]
    return claims, answer.usage


def prompt(item: Item, asked: Sequence[Attribute], values: Mapping[str, Sequence[str]]) -> list[Message]:
    lines = [f"{a.name}: {fenced(_kind(a, values.get(a.name, ())), most=1_200)}" for a in asked]
    text = fenced(item.text, most=LONGEST_TEXT)
    told = [f"The item: {fenced(item.title)}", "Its text:", text, "The attributes:", *lines]
    return [Message("system", INSTRUCTIONS), Message("user", "\n".join(told))]


def _kind(attribute: Attribute, values: Sequence[str]) -> str:
    also = f" (also called {', '.join(attribute.words)})" if attribute.words else ""
    if attribute.type is AttributeType.BOOLEAN:
        kind = "yes or no"
    elif attribute.type is AttributeType.DATE:
        kind = "a date"
    elif attribute.type is AttributeType.NUMBER:
        kind = f"a number in {attribute.unit}" if attribute.unit else "a number"
    else:
        kind = "several of" if attribute.many else "one of"
        kind += (
            " " + ", ".join(attribute.order or values[:SOME_VALUES]) if attribute.order or values else " any"
        )
    return kind + also


def _said(value: str | float | bool) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
