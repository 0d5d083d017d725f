"""Speakers who mend what they just said: "red, no, hang on, blue", "red... make that blue".

What is mended was a slip of the tongue: it is let go, neither wished for nor kept out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.language.built_in.mentions import Mention
from agent.language.built_in.phrases import Span
from agent.language.built_in.text import Token


@dataclass(frozen=True, slots=True)
class Correction:
    """The words at `cue` take back `slip`; None where that was said in an earlier turn."""

    cue: Span
    slip: Span | None


_MEND = (
    "(?:(?:hang|hold) (?:on|up)(?: a (?:second|sec|minute|moment|tick))?|wait(?: a (?:second|sec|minute|moment))?"
    "|(?:scratch|strike|scrap|forget|cancel) that|correction|i (?:mean|meant)|(?:better )?make (?:that|it)|oops|whoops"
    "|my mistake|i take (?:that|it) back|sorry|on second thoughts?)"
)
_ASIDE = "(?:no|nope|nah|oh|um|uh|er|erm|hmm|ah|well|actually|but|please|thanks|then)"
_LEAD = (
    "(?:a|an|the|in|let's (?:say|go|do|try)|go (?:for|with)|rather|i'd (?:like|prefer)|i want|it|should|has to|must"
    "|be|to|instead)"
)
_MARK = "[,.;:!–—-]"
_MENDED = re.compile(f"(?: (?:{_MARK}|{_ASIDE}))*(?: {_MEND}(?: (?:{_MARK}|{_ASIDE}))*)+(?: {_LEAD})* ")
_BARE = re.compile(f" [,.–—-](?: {_MARK})* (?:oh )?no {_MARK}(?: {_LEAD})* ")


def corrections(tokens: Sequence[Token], mentions: Sequence[Mention]) -> list[Correction]:
    """Every correction of one value by another of its attribute, and one that an utterance begins with."""
    values = [m for m in mentions if m.of("value") and not m.is_title]
    nouns = {i for m in mentions if m.of("noun") for i in range(m.span.start, m.span.end)}
    found = []
    for number, mention in enumerate(values):
        before = values[number - 1] if number else None
        if before is not None and not _attributes(before) & _attributes(mention):
            continue
        start = before.span.end if before is not None else 0
        gap = f" {' '.join(tokens[i].norm for i in range(start, mention.span.start) if i not in nouns)} "
        bare = before is not None and _BARE.fullmatch(gap)
        if bare or _MENDED.fullmatch(gap):
            slip = before.span if before is not None else None
            found.append(Correction(Span(start, mention.span.start), slip))
    return found


def _attributes(mention: Mention) -> set[str]:
    return {s.attribute for s in mention.of("value")}
