"""What a comparative is compared with: "cheaper than the third, smaller than that too"."""

from __future__ import annotations

from typing import Literal

from agent.language.built_in import english
from agent.language.built_in.phrases import Span
from agent.language.built_in.reading import Reading
from catalog.items import ItemId

UPWARD = english.COMPARATIVE_UP | {"longer", "further", "farther", "better", "stronger", "faster", "later"}
DOWNWARD = english.COMPARATIVE_DOWN | {"shorter", "weaker", "slower", "earlier", "worse"}
_BETWEEN = english.words(
    "than then that the a an one ones of is was even still much far way bit little to as it in at"
)


def compared_with(reading: Reading, comparative: Span) -> tuple[ItemId, ...]:
    """The items behind the comparative's own "than"; none where it has none, and all that is spoken of is meant."""
    following = [r for r in reading.references if r.span.start >= comparative.end and r.items]
    if not following:
        return ()
    nearest = min(following, key=lambda r: r.span.start)
    between = reading.words[comparative.end : nearest.span.start]
    own = bool({"than", "then", "as"} & set(between)) and set(between) <= _BETWEEN
    return (
        tuple(dict.fromkeys(i for r in following if r.span == nearest.span for i in r.items)) if own else ()
    )


def falls_short(reading: Reading, adjective: Span) -> bool:
    """ "Not as long as the second", "not quite so loud", "isn't that expensive": less of it."""
    start = adjective.start
    if start < 2 or reading.words[start - 1] not in ("as", "so"):
        return False
    index = start - 2
    while index > 0 and reading.words[index] in (
        "quite",
        "nearly",
        "half",
        "even",
        "anywhere",
        "near",
        "really",
    ):
        index -= 1
    return reading.words[index] in _NOT or reading.words[index].endswith("n't")


_NOT = english.words("not isnt arent doesnt wont never dont wasnt")


def compared_after(reading: Reading, attribute: Span) -> tuple[Span, Literal["low", "high"]] | None:
    """The comparative behind an attribute's name ("costs less", "lasts longer than that") and where it points."""
    index = attribute.end
    while index < len(reading.words) and reading.words[index] in (
        "even",
        "a",
        "bit",
        "much",
        "far",
        "way",
        "lot",
    ):
        index += 1
    word = reading.words[index] if index < len(reading.words) else ""
    if word not in UPWARD | DOWNWARD or any(
        index in q.span or q.adjective == index for q in reading.quantities
    ):
        return None
    after = reading.words[index + 1] if index + 1 < len(reading.words) else ""
    counted = index + 1 < len(reading.tokens) and reading.tokens[index + 1].is_number
    if counted or (
        after in ("than", "then") and any(q.numeral.span.start == index + 2 for q in reading.quantities)
    ):
        return None
    return Span(attribute.start, index + 1), "high" if word in UPWARD else "low"
