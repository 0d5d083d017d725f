"""Whether a question is of the one item talked of, of an attribute alone, of another wish, or of whoever serves."""

from __future__ import annotations

import re

from agent.language.built_in import english
from agent.language.built_in.reading import Reading
from catalog.schema import AttributeType

_PROPOSING = re.compile(r"\b(?:what|how) about\b")
_EXISTING = re.compile(
    r"^(?:(?:and|so|but|ok|okay|oh|also|well) )*(?:(?:is|are) there|(?:can|could|may) (?:i|we|you|one)"
    r"(?! (?:try|do|make|go|change|switch|look|get|see|have))|has it|have they|do they)\b"
)
_OTHERS = english.words(
    """anything something somewhere anywhere one ones other others another instead else with places options more"""
)
_SERVING = re.compile(
    r"\b(?:can|could|would|will|are) you (?:please |maybe |possibly |able to |mind )*"
    r"(?:narrow|refine|filter|help|helping|trim|shorten|sort|adjust|limit|restrict|redo|update|do (?:me|us) a)\b"
)


def proposes(reading: Reading) -> bool:
    """ "What about the blue one?", "how about thai?"."""
    return bool(_PROPOSING.search(" ".join(reading.words)))


def asks_for_service(reading: Reading) -> bool:
    """ "Can you narrow it down?": asked of whoever serves, and not of an item."""
    return bool(_SERVING.search(" ".join(reading.words)))


def served(reading: Reading) -> set[int]:
    """The tokens of clauses that ask for service and name nothing: they are no wish in words."""
    found: set[int] = set()
    for start, end in reading.clauses:
        named = any(start <= m.span.start < end for m in reading.mentions)
        if not named and _SERVING.search(" ".join(reading.words[start:end])):
            found.update(range(start, end))
    return found


def of_the_one(reading: Reading) -> bool:
    """ "Is there parking?", said where one item is talked of, or is all that is shown."""
    one = len(reading.session.focus) == 1 or (not reading.session.focus and len(reading.session.slate) == 1)
    if not one or _OTHERS & set(reading.words) or any(m.of("noun") for m in reading.mentions):
        return False
    return not reading.has("request") and bool(_EXISTING.search(" ".join(reading.words)))


def names_only(reading: Reading, asked: tuple[str, ...]) -> bool:
    """ "Address?", "the phone number please": an attribute and nothing else, that nobody could wish for."""
    schema = reading.catalog.schema
    if not asked or any(m.of("value", "high", "low", "noun") for m in reading.mentions) or reading.quantities:
        return False
    kinds = {schema.attributes[name].type for name in asked}
    named = {i for m in reading.mentions for i in range(m.span.start, m.span.end)}
    pointed = {i for r in reading.references for i in range(r.span.start, r.span.end)}
    bare = all(
        not t.is_word or i in named | pointed or t.norm in english.FUNCTION_WORDS
        for i, t in enumerate(reading.tokens)
    )
    if not bare or any(s.negated or s.free for s in reading.stances):
        return False
    if kinds <= {AttributeType.TEXT, AttributeType.URL}:
        return True
    return reading.utterance.rstrip().endswith("?") and AttributeType.BOOLEAN not in kinds
