"""What a user says of themselves that is worth remembering beyond this session."""

from __future__ import annotations

import re
from typing import Literal

from agent.describe import describe
from agent.language.built_in import english
from agent.language.built_in.clauses import clauses
from agent.language.built_in.phrases import PhraseBook
from agent.language.built_in.reading import Reading
from agent.language.built_in.subjects import KIN, subject_of
from agent.language.built_in.wished import Wishes
from agent.language.understanding import Given, Statement
from catalog.constraints import Constraint, Preference
from catalog.items import fold

Kind = Literal["preference", "dislike", "constraint", "fact"]

_LIKING = PhraseBook(english.FIRST_PERSON_LIKING)
_DISLIKING = PhraseBook(english.FIRST_PERSON_DISLIKING)
_NOW = PhraseBook(english.NOW_ONLY)
_LASTING = PhraseBook(english.LASTING)

_FACT = re.compile(
    rf"\b(?:i'?m|i am|we'?re|we are) (?:an? |now |currently |also |strictly |mostly |a bit |very )*"
    rf"(?:allergic|intolerant|vegan|vegetarian|pescatarian|celiac|coeliac|diabetic|pregnant|colou?r ?blind|deaf|blind|left[- ]handed|\d+ years old|from |based in|living in|learning|studying|married|single|retired|afraid of|scared of|terrified of)"
    rf"|\bi (?:have|own|live|work|speak|study|play|collect|teach|can'?t eat|don'?t eat|don'?t drink|don'?t have|never eat|always|usually|only ever|suffer)\b(?! (?:seen|watched|read|tried|been|to|no idea|a question|an idea|heard|played))"
    rf"|\b(?:my|our) (?:\w+ )?{KIN}(?:'s)? (?:is|are|has|have|loves?|likes?|hates?|can'?t|doesn'?t|don'?t|needs?|was|only|enjoys?|prefers?|dislikes?|turns?)\b"
    rf"|\bmy name is\b|\bmy favou?rite\b|\bcall me\b|\ballergic to\b"
)
_ABOUT_NOW = re.compile(
    r"\b(?:looking for|in the mood|tonight|today|right now|this (?:time|evening|weekend|week)|a question|to go|to see)\b"
)


def find_statements(reading: Reading, wishes: Wishes, given: list[Given]) -> list[Statement]:
    """Lasting statements, each with the clause that said it as its source."""
    found: list[Statement] = []
    questions = bool(reading.utterance.rstrip().endswith("?") and not _LASTING.any_in(reading.tokens))
    for start, end in clauses(reading.tokens):
        source = reading.phrase(start, end).strip(" ,.;!")
        folded = fold(source)
        if _NOW.any_in(reading.tokens, start, end) or (questions and end == len(reading.tokens)):
            continue
        subject = subject_of(folded)
        lasting = _LASTING.any_in(reading.tokens, start, end)
        liking = bool(_LIKING.all_in(reading.tokens, start, end)) and re.search(
            r"\b(?:i|my|we|big fan|huge fan)\b", folded
        )
        disliking = bool(_DISLIKING.all_in(reading.tokens, start, end)) and re.search(
            r"\b(?:i|we|i'm)\b", folded
        )
        fact = bool(_FACT.search(folded)) and not _ABOUT_NOW.search(folded)
        if not (lasting or liking or disliking or fact):
            continue
        if any(
            reading.clause_of(r.span.start) == (start, end) and r.how != "title" for r in reading.references
        ):
            continue
        made = _typed(reading, wishes, start, end, source, subject, fact=fact or lasting)
        if made:
            found += made
        elif fact and len(folded.split()) >= 2 and not given:
            found.append(Statement("fact", source, source, subject))
        elif (lasting or liking or disliking) and not given and len(folded.split()) >= 3:
            kind: Kind = "dislike" if disliking else "preference"
            words = _object_of(reading, start, end)
            if words:
                preference = Preference(
                    kind="wish", text=words, polarity="avoid" if disliking else "prefer", turn=reading.turn
                )
                text = f"{'dislikes' if disliking else 'likes'} {words}"
                found.append(Statement(kind, text, source, subject, preference=preference))
    return found


def _typed(
    reading: Reading, wishes: Wishes, start: int, end: int, source: str, subject: str, *, fact: bool
) -> list[Statement]:
    said = {
        (s.attribute, str(s.value))
        for m in reading.mentions
        if start <= m.span.start < end
        for s in m.of("value")
    }
    directed = {
        s.attribute
        for m in reading.mentions
        if start <= m.span.start < end
        for s in m.of("high", "low", "attribute")
    }
    bounds = {a for q in reading.quantities if start <= q.span.start < end for a in reading.lexicon.numbers}
    found: list[Statement] = []
    for constraint in wishes.constraints:
        if not isinstance(constraint, Constraint):
            continue
        named = constraint.op in ("=", "in") and any(
            (constraint.attribute, str(v)) in said
            for v in (constraint.value if isinstance(constraint.value, tuple) else (constraint.value,))
        )
        measured = constraint.op not in ("=", "in") and constraint.attribute in bounds and fact
        if named or measured or constraint.attribute in directed:
            kind: Kind = "dislike" if constraint.polarity == "exclude" else "constraint"
            found.append(
                Statement(
                    kind, describe(constraint, reading.catalog.schema), source, subject, constraint=constraint
                )
            )
    for preference in wishes.preferences:
        if preference.attribute and (
            (preference.attribute, str(preference.value)) in said or preference.attribute in directed
        ):
            kind = "dislike" if preference.polarity == "avoid" else "preference"
            verb = "rather not" if kind == "dislike" else "wants" if preference.direction else "likes"
            found.append(Statement(kind, f"{verb} {preference.text}", source, subject, preference=preference))
    return found


def _object_of(reading: Reading, start: int, end: int) -> str:
    """What is liked or disliked, in the user's words."""
    cues = _LIKING.all_in(reading.tokens, start, end) + _DISLIKING.all_in(reading.tokens, start, end)
    if not cues:
        return ""
    first = max(c.end for c in cues)
    words = [t for t in reading.tokens[first:end] if t.is_word or t.is_number]
    content = [t for t in words if t.norm not in english.NOT_CONTENT]
    if (
        not content
        or len(words) > 12
        or any(t.norm in ("it", "that", "this", "them", "to", "if") for t in words[:1])
    ):
        return ""
    return reading.phrase(first, end).strip(" ,.;!?")
