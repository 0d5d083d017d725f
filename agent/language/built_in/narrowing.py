"""Whether words that mean nothing yet narrow the wish, by where they stand: before the noun, of an attribute."""

from __future__ import annotations

from agent.language.built_in import english
from agent.language.built_in.reading import Reading
from agent.language.built_in.text import stem

_PREPOSITIONS = frozenset(
    ["on", "in", "near", "at", "with", "without", "by", "from", "featuring", "starring", "called", "named"]
)
GENERIC = frozenset(
    stem(w)
    for w in [
        "place",
        "places",
        "thing",
        "stuff",
        "one",
        "ones",
        "spot",
        "item",
        "items",
        "result",
        "results",
        "suggestion",
        "recommendation",
        "option",
        "idea",
        "something",
        "anything",
        "somewhere",
        "anywhere",
        "elsewhere",
        "everywhere",
        "people",
        "friend",
        "friends",
        "family",
        "night",
        "evening",
        "tonight",
        "weekend",
        "price",
        "money",
        "time",
        "day",
        "morning",
        "lunch",
        "dinner",
        "home",
        "house",
        "work",
        "sort",
        "kind",
        "budget",
        "catalog",
        "list",
        "mood",
        "occasion",
    ]
)


def narrows(reading: Reading, group: list[int]) -> bool:
    """Whether the words narrow the wish: before the noun, after a preposition, or insisted on."""
    before = reading.words[group[0] - 1] if group[0] else ""
    alone = sum(1 for t in reading.tokens if t.is_word and t.norm not in english.NOT_CONTENT) == len(group)
    strange = not any(reading.lexicon.knows(reading.tokens[i].stem) for i in group)
    if strange and (alone or before == "any"):
        return True
    if before in ("a", "an", "the", "any", "some", "my") and group[0] > 1:
        before = reading.words[group[0] - 2] if before in ("the", "a", "an", "my") else before
    after = reading.tokens[group[-1] + 1] if group[-1] + 1 < len(reading.tokens) else None
    noun = after is not None and (
        any(m.of("noun") and m.span.start == group[-1] + 1 for m in reading.mentions) or after.stem in GENERIC
    )
    cued = any(
        m.of("attribute") and m.span.end in (group[0], group[0] - 1) and not m.of("value")
        for m in reading.mentions
    )
    cued = cued or _said_of(reading, group) or (strange and _told_of(reading, group))
    named = all(reading.tokens[i].capitalised for i in group) and group[0] > 0
    return noun or cued or named or before in _PREPOSITIONS or reading.stances[group[0]].hard


_LINKING = english.words(
    """is are be should must has have had to needs need can could would may got being : = the a an its it i want like
    only really absolutely something of in , where whose as"""
)
_BACKWARD = (("for", "the"), ("as", "the"), ("as",), ("for",), ("as", "its"), ("for", "its"), ("as", "a"))


def _said_of(reading: Reading, group: list[int]) -> bool:
    """ "The colour has to be turquoise", "turquoise for the colour": words said of an attribute that is named."""
    attributes = reading.catalog.schema.attributes
    for mention in reading.mentions:
        names = [s.attribute for s in mention.of("attribute") if s.attribute in attributes]
        if mention.of("value") or not any(attributes[n].named for n in names):
            continue
        between = reading.words[mention.span.end : group[0]]
        if mention.span.end <= group[0] and len(between) <= 5 and set(between) <= _LINKING:
            return True
        if reading.words[group[-1] + 1 : mention.span.start] in _BACKWARD:
            return True
    return False


_RELATIVE = (("that's",), ("that", "is"), ("that", "are"), ("which", "is"), ("which", "are"), ("thats",))
_ADVERBS = english.words("really truly also both actually absolutely definitely fully completely")
_INDEFINITE = english.words(
    "one ones something anything some any somewhere anywhere place places thing things"
)


def _told_of(reading: Reading, group: list[int]) -> bool:
    """ "A lamp that's refundable", "it has to be signed": what an item of the catalog must be."""
    end = group[0]
    while end > 0 and reading.words[end - 1] in _ADVERBS:
        end -= 1
    for relative in _RELATIVE:
        start = end - len(relative)
        if start > 0 and reading.words[start:end] == relative:
            return reading.words[start - 1] in _INDEFINITE or any(
                m.of("noun") and m.span.end == start for m in reading.mentions
            )
    if reading.words[max(0, end - 1) : end] != ("be",):
        return False
    start, _ = reading.clause_of(end - 1)
    obliged = {"must", "has", "have", "needs", "need", "should", "gotta"} & set(reading.words[start:end])
    return bool(obliged) and reading.words[start] in (
        "it",
        "they",
        "that",
        "and",
        "ones",
        "this",
        "must",
        "has",
    )
