"""What English says of money, and of time, without a number: no object, whatever it costs, easy on the wallet."""

from __future__ import annotations

import re

from agent.language.built_in.phrases import Span
from agent.language.built_in.reading import Reading
from agent.language.built_in.text import key
from agent.language.built_in.wished import Wishes, make
from catalog.constraints import Preference

_NO_MATTER = (
    r"(?:is|are|'s|was|be|isn't|isnt|aren't|ain't) (?:really |absolutely )*(?:no|not an?|not|an?|of no) (?:real "
    r"|big |great )*"
    r"(?:object|issue|problem|concern|obstacle|worry|importance|factor|barrier)"
    r"|(?:doesn't|doesnt|does not|don't|won't|wont) (?:really )?(?:come into it|enter into it|matter|come into play)"
    r"|be damned|is irrelevant|is unlimited|is not limited|isn't limited"
)
_UNLIMITED = re.compile(
    rf"(?<= )(?:(?:money|cash|the cash|expense|cost|costs|price|the price|the cost|budget|my budget"
    rf"|the budget)(?: wise)? (?:{_NO_MATTER})"
    r"|(?:spend|pay|cost|costs|spending|paying)(?: me| us)? (?:whatever|anything|any amount|what you like"
    r"|what it takes)(?: it takes| it costs| you like)?"
    r"|(?:whatever|no matter what|no matter how much|however much|how much) (?:it|they|that|those|these"
    r"|one)(?: might| may)? (?:costs?|takes|sets me back)"
    r"|(?:unlimited|limitless|bottomless|endless) (?:budget|funds|money)|(?:no|without(?: any| a)?) (?:price"
    r"|budget|spending|cost) (?:limit|cap|ceiling)"
    r"|at any (?:price|cost)|no expense (?:spared|too great)|(?:the )?(?:sky|skys|sky's)(?: is)? the limit"
    r"|there(?:'s| is) no (?:budget|limit on (?:the )?(?:price|budget|cost)))(?= )"
)
_IN_NO_HURRY = re.compile(
    rf"(?<= )(?:time (?:{_NO_MATTER})|all the time in the world|(?:however|no matter how) long it takes)(?= )"
)
_SPARING = re.compile(
    r"(?<= )(?:(?:won't|wont|not|doesn't|doesnt|don't|dont|can't|cant|without|isn't|shouldn't|not going to"
    r"|that wouldn't|n't)(?: going to| gonna)?"
    r" (?:break(?:ing)? the bank|cost(?:ing)? (?:the earth|the world|a fortune|an arm and a leg|a bomb|a packet|much)"
    r"|(?:want to |wanna |have to |afford to |looking to )?(?:spend|pay)(?:ing)? (?:too |so |that )?(?:much|a lot"
    r"|lots|a fortune)(?: money)?"
    r"|bust(?:ing)? the budget|bankrupt(?:ing)? (?:me|us)|ruin(?:ing)? (?:me|us)|empty(?:ing)? my (?:wallet|pockets))"
    r"|(?:easy|light|gentle|kind|kinder|easier) (?:on|to) (?:the|my|our) (?:wallet|pocket|purse|budget)"
    r"|on (?:a|the|my) (?:tight |shoestring |small |student |limited )*(?:budget|shoestring)|on the cheap"
    r"|(?:i'm|im|we're|i am|we are)(?: a bit| kinda| pretty)? (?:skint|broke|short of cash))(?= )"
)


def find_spending(reading: Reading, wishes: Wishes) -> None:
    text = f" {' '.join(reading.words)} "
    for pattern, names in ((_UNLIMITED, _priced(reading)), (_IN_NO_HURRY, _timed(reading))):
        for found in pattern.finditer(text):
            standing = [n for n in names if n in _held(reading)] or names[:1]
            if standing:
                wishes.dropped += [n for n in standing if n not in wishes.dropped]
                reading.use(_span(text, found))
    for found in _SPARING.finditer(text):
        _read_sparing(reading, _span(text, found), wishes)


def _span(text: str, found: re.Match[str]) -> Span:
    return Span(text[: found.start()].count(" ") - 1, text[: found.end()].count(" "))


def _priced(reading: Reading) -> list[str]:
    """The attributes of money, and those that go by its words."""
    worded = {
        s.attribute
        for w in ("price", "cost", "budget")
        for s in reading.lexicon.look_up(key(w))
        if s.attribute
    }
    attributes = reading.catalog.schema.attributes
    paid = [n for n, p in reading.lexicon.numbers.items() if p.dimension == "money"]
    return list(dict.fromkeys([*(n for n in attributes if n in worded and attributes[n].ordered), *paid]))


def _timed(reading: Reading) -> list[str]:
    return [n for n, p in reading.lexicon.numbers.items() if p.dimension == "time"]


def _held(reading: Reading) -> set[str]:
    wishes = reading.session.wishes
    return {a for c in wishes.constraints for a in c.attributes()} | {
        p.attribute or "" for p in wishes.preferences
    }


def _read_sparing(reading: Reading, span: Span, wishes: Wishes) -> None:
    """ "Won't break the bank": what "cheap" says in this catalog."""
    reading.use(span)
    phrase = reading.phrase(span.start, span.end)
    for sense in reading.lexicon.look_up(key("cheap"), "cheap"):
        if sense.kind == "value" and sense.value is not None:
            wishes.constraints.append(make(sense.attribute, "=", sense.value, "require", reading.turn))
            wishes.note(phrase, "constraint", sense.attribute)
            return
        if sense.kind == "low":
            wishes.preferences.append(
                Preference(
                    kind=sense.attribute,
                    text=phrase,
                    turn=reading.turn,
                    attribute=sense.attribute,
                    direction="low",
                )
            )
            wishes.note(phrase, "preference", sense.attribute)
            return
