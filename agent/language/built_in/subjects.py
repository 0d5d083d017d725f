"""Whom the user speaks of: themselves, or somebody close to them."""

from __future__ import annotations

import re

KIN = r"(?:wife|husband|partner|girlfriend|boyfriend|fianc[eé]e?|son|sons|daughter|daughters|kid|kids|child|children|baby|toddler|mother|mom|mum|father|dad|brother|sister|nephew|niece|grandson|granddaughter|grandmother|grandma|grandfather|grandpa|friend|roommate|flatmate|dog|cat|family|boss|colleague|cousin|aunt|uncle|parents|ex|teenager|teen)"
SUBJECT = re.compile(rf"\b(?:my|our) (?:\w+ )?({KIN})\b")


def subject_of(folded: str) -> str:
    """`me`, or the person named ("my son"), in a folded text."""
    match = SUBJECT.search(folded)
    company = match is not None and re.search(r"\b(?:with|and) $", folded[: match.start()])
    return f"my {match.group(1)}" if match and not company else "me"


_CHILDREN = re.compile(
    r"\b(?:my|our|the|two|three|a|little) (?:\w+ )?(?:sons?|daughters?|kids?|child|children|toddler|nephew|niece|grandson|granddaughter|grandkids|little ones?)\b"
)
_OLD = re.compile(r"\b(\d{1,2})[- ]?(?:year|yr)s?[- ]?olds?\b")
GROWN_UP = 13


def for_children(folded: str) -> bool:
    """Whether a folded text is about children: kin by name, or an age under thirteen."""
    ages = [int(age) for age in _OLD.findall(folded)]
    return any(age < GROWN_UP for age in ages) or (bool(_CHILDREN.search(folded)) and not ages)
