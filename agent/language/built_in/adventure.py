"""How far from the beaten track the user wants to go: "surprise me", "nothing too obscure", "play it safe"."""

from __future__ import annotations

import re

from agent.language.built_in.reading import Reading
from agent.language.built_in.wished import Wishes
from catalog.items import fold

SAFE, SURPRISING, ADVENTUROUS = 0.0, 0.7, 1.0

_UNUSUAL = (
    r"(?:adventurous|daring|obscure|unusual|unexpected|surprising|out there|unknown|niche|left[- ]?field"
    r"|out of the ordinary|off the beaten (?:track|path)|under the radar"
    r"|(?:little|less(?:er)?|not (?:so |very |that )?(?:well|widely))[- ]known|hidden gems?|wild ?cards?"
    r"|(?:outside|out of) (?:my|our) comfort zone)"
)
_USUAL = (
    r"(?:mainstream|well[- ]known|widely known|safe (?:bet|choice|pick|option|side)s?|crowd[- ]?pleas(?:er|ers|ing)"
    r"|tried and (?:true|tested)|(?:play|playing) (?:it )?safe|safer|predictable|obvious)"
)
_LESS = (
    r"(?:nothing|not|no|never|less|without|avoid(?:ing)?|isn'?t|aren'?t"
    r"|don'?t(?: (?:want|like|need|show me|give me))?)"
)
_DEGREE = r"(?: (?:anything|something|any|all|a|an|too|so|that|very|really|overly|at all|quite))*"

_SAYING = re.compile(
    rf"(?P<turned>\b(?:{_LESS})\b{_DEGREE} )?"
    rf"(?:(?P<surprise>\bsurprise (?:me|us)\b)|(?P<unusual>\b{_UNUSUAL}\b)|(?P<usual>\b{_USUAL}\b))"
)


def find_adventure(reading: Reading, wishes: Wishes) -> float | None:
    """From 0, safe, to 1, adventurous, as the last phrase has it; None where nothing is said of it.

    A word that the catalog has a use for ("adventurous", where that is a mood) is left to the catalog.
    """
    said: float | None = None
    text = fold(reading.utterance)
    if len(text) != len(reading.utterance):
        return None
    for match in _SAYING.finditer(text):
        start, end = match.span()
        tokens = [i for i, t in enumerate(reading.tokens) if start <= t.start < end]
        if any(m.span.start <= i < m.span.end for m in reading.mentions for i in tokens):
            continue
        if match["surprise"]:
            said = SAFE if match["turned"] else SURPRISING
        else:
            said = ADVENTUROUS if bool(match["unusual"]) != bool(match["turned"]) else SAFE
        reading.used.update(tokens)
        wishes.note(reading.utterance[start:end].strip(), "preference")
    return said
