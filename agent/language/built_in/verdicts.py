"""What is said of a bound as a whole: "over 50 won't do", "nobody can sit past an hour", "under 2 is too little"."""

from __future__ import annotations

import re

from agent.language.built_in import english
from agent.language.built_in.quantities import Quantity
from agent.language.built_in.reading import Reading
from catalog.schema import AttributeType

_NO = frozenset(
    english.words(
        """no not nothing nobody none nowhere never neither nor without noone don't dont doesn't doesnt didn't didnt
        won't wont can't cant cannot couldn't couldnt wouldn't wouldnt shouldn't shouldnt mustn't mustnt isn't isnt
        aren't arent ain't aint haven't havent hasn't hasnt needn't neednt hate hates refuse refuses avoid ban"""
    )
)
_SURE = frozenset(
    ["sure", "certain", "bothered", "fussed", "mind", "minding", "care", "just", "only", "matter"]
)
_CUTS = frozenset(["but", "and", "because", "cause", "cos", "if", "so", "unless", "while", "when", "why"])
_BE = r"(?:is|are|was|be|'s|gets|get|seems|feels|sounds|would be|will be|'d be|might be|could be|i'd call|we'd call)"
_DENIED = (
    r"(?:won't|wont|can't|cant|cannot|doesn't|doesnt|don't|dont|wouldn't|wouldnt|isn't|isnt|aren't|arent|is not"
    r"|are not|will not|would not|does not|do not|can not|ain't|aint|never)"
)
_REFUSED = (
    r"(?:too|beyond|out(?: of)?|no|not|never|pointless|useless|impossible|unacceptable|unaffordable|overkill"
    r"|excessive|ridiculous|absurd|silly|crazy|insane|mad|madness|outrageous|extortionate|daft|hopeless|torture|off"
    r"|worthless|unthinkable|inadequate|insufficient|(?:more|longer|less|higher|further|bigger|taller|heavier) than)"
)
_AGAINST = re.compile(
    rf"^(?:(?!(?:and|but|so|with|or|because|cause|if|that|which|who|i|we|it|he|she|they) )[^\s,;.!?]+ ){{0,4}}?"
    rf"(?:{_BE} (?:just |really |simply |frankly |way |far |a |an |all |pretty |kind of |a bit |already |of )*"
    rf"{_REFUSED}"
    rf"|{_DENIED}|, (?:forget it|no thanks|no thank you|no way|no chance|no go|nope|(?:no|never)(?= [,.;!?])))(?= )"
)


def refused(reading: Reading, quantity: Quantity) -> bool:
    """Whether what lies beyond the bound is what nobody wants; told before it or behind it, and not by the bound."""
    if quantity.relation not in ("<", "<=", ">", ">=") or not quantity.said:
        return False
    return denied_before(reading, quantity.span.start) or refused_behind(reading, quantity.span.end)


def refused_behind(reading: Reading, end: int) -> bool:
    """Whether the words from `end` on refuse what stands before them."""
    text = "".join(w + " " for w in (*reading.words[end : end + 14], "."))
    return _AGAINST.match(text) is not None


def denied_before(reading: Reading, start: int) -> bool:
    """A negation that reaches the bound at `start` across words of its own: "don't tie me down for over a year"."""
    first = reading.clause_of(start)[0]
    attributes = reading.catalog.schema.attributes
    taken = {
        m.span.start
        for m in reading.mentions
        if m.of("value")
        or any(attributes[s.attribute].type is AttributeType.BOOLEAN for s in m.of("attribute"))
    }
    for index in range(start - 1, max(first, start - 12) - 1, -1):
        word = reading.words[index]
        if index in taken or word in _CUTS or reading.tokens[index].is_mark:
            return False
        if word in _NO:
            following = reading.words[index + 1] if index + 1 < start else ""
            before = reading.words[index - 1] if index > first else ""
            doubled = before in _NO or before == "why" or following in _SURE
            return not doubled and not (word == "no" and following in ("problem", "idea", "matter", "issue"))
    return False
