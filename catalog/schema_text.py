"""A guessed schema as the text of a catalog.yaml, with comments for its owner."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import yaml

from catalog.cleaning import clean_text
from catalog.column_words import BOOKKEEPING, SPEECH, singular_of, split_name
from catalog.profiles import Profile
from catalog.schema import NAMED_TYPES, AttributeType


@dataclass
class Guess:
    """An attribute as it is guessed, with the profile that the guess rests on."""

    name: str
    type: AttributeType
    many: bool
    profile: Profile
    unit: str | None = None
    order: tuple[str, ...] = ()
    aliases: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass
class SchemaGuess:
    name: str
    id: str
    title: str
    text: list[str] = field(default_factory=list)
    attributes: list[Guess] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def say_schema(guess: SchemaGuess) -> str:
    """The text of the catalog.yaml."""
    name = re.sub(r"[\W_]+", " ", guess.name).strip() or "catalog"
    words = name.casefold().split()
    plural = next((word for word in reversed(words) if singular_of(word)), "items")
    singular = singular_of(plural) or "item"
    said: set[str] = set()
    lines = [
        "# A first schema, guessed from the data by `cicerone schema`: read it through and correct it.",
        "# `words` are what people call an attribute, `high` and `low` what they say for much and little,",
        "# `aliases` map what they say for a value to the value in the data.",
        f"name: {_scalar(name)}",
        f"noun: {{singular: {_scalar(singular)}, plural: {_scalar(plural)}}}   # what one of these is called",
        f"id: {_scalar(guess.id)}"
        + ("      # the whole row: no column tells items apart" if guess.id == "*" else ""),
        f"title: {_scalar(guess.title)}",
        f"text: [{', '.join(map(_scalar, guess.text))}]   # what search reads, beside title and attributes",
        "attributes:" if guess.attributes else "attributes: {}",
    ]
    for attribute in guess.attributes:
        lines += _say_attribute(attribute, said)
    if guess.left_out:
        lines.append("# Columns left out:")
        lines += [f"#   {_comment(column)}: {_comment(reason)}" for column, reason in guess.left_out.items()]
    return "\n".join(lines) + "\n"


def _say_attribute(guess: Guess, said: set[str]) -> list[str]:
    parts = [f"type: {guess.type}"]
    if guess.many and guess.type is not AttributeType.TAGS:
        parts.append("many: true")
    if guess.unit:
        parts.append(f"unit: {_scalar(guess.unit)}")
    if guess.order:
        parts.append(f"order: [{', '.join(map(_scalar, guess.order))}]")
    if guess.type in (AttributeType.NUMBER, AttributeType.DATE):
        parts += _speech(guess.name, said)
    if guess.aliases:
        pairs = ", ".join(f"{_scalar(k)}: {_scalar(v)}" for k, v in guess.aliases.items())
        parts.append(f"aliases: {{{pairs}}}")
    lines = [f"  # {_comment(note)}" for note in guess.notes]
    lines.append(f"  {_scalar(guess.name)}: {{{', '.join(parts)}}}   # {_comment(_facts(guess))}")
    return lines


def _speech(name: str, said: set[str]) -> list[str]:
    """The words for a quantity, where no attribute before it has them (`said`, which grows)."""
    words = split_name(name)
    entry = next((SPEECH[word] for word in words if word in SPEECH), None)
    if entry is None or set(words) & BOOKKEEPING or said & set(filter(None, entry)):
        return []
    said |= set(filter(None, entry))
    return [
        f"{key}: [{phrases}]" for key, phrases in zip(("words", "high", "low"), entry, strict=True) if phrases
    ]


def _facts(guess: Guess) -> str:
    """What its owner needs to judge a guess: how often it is filled, and some of its values."""
    column = guess.profile
    filled = "" if column.filled > 0.995 else f"on {column.filled:.0%}; "
    if guess.type is AttributeType.NUMBER:
        numbers = sorted(column.numbers)
        middle = numbers[len(numbers) // 2]
        years = all(1000 <= number < 3000 and number % 1 == 0 for number in numbers)
        low, high, half = (f"{n:.0f}" if years else f"{n:,.10g}" for n in (numbers[0], numbers[-1], middle))
        return f"{filled}{low} to {high}, half are up to {half}"
    if guess.type in NAMED_TYPES:
        common = ", ".join(_short(value, 24) for value, _ in column.counts.most_common(4))
        return f"{filled}{column.distinct:,} values: {common}{', …' if column.distinct > 4 else ''}"
    return f"{filled}e.g. {_short(column.texts[0], 50)}"


def _short(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _scalar(text: str) -> str:
    """`text` as a YAML scalar that also stands inside brackets."""
    dumped = yaml.safe_dump([text], default_flow_style=True, allow_unicode=True, width=10_000).strip()
    return dumped[1:-1]


def _comment(text: str) -> str:
    return " ".join(clean_text(text).split())
