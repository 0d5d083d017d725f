"""Spanish, German and French, read as the English that they are put into; a courteous limit for the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from agent.language.built_in.foreign_words import CODES, Code, foreign
from agent.language.built_in.lexicon import Lexicon
from agent.language.built_in.rendering import Rendered, rendered
from agent.language.understanding import Understanding
from agent.state import Session

SURE = 0.7
"""How sure the engine is of what it read in another language than English."""
UNSURE = 0.3
"""The same of a language that it does not read."""
LIMIT = "I read English, and simple requests in Spanish, German or French; other languages I do not understand yet."


def in_other_language(
    utterance: str,
    language: str,
    session: Session,
    lexicon: Lexicon,
    understand: Callable[[str, Session], Understanding],
) -> Understanding:
    """What `understand` makes of the English of the utterance, in a session that speaks the language."""
    if language not in CODES:
        return Understanding(acts=("out_of_scope",), confidence=UNSURE, language="other", courtesy=LIMIT)
    code: Code = language
    said = rendered(utterance, code, lexicon)
    understanding = understand(said.english, session.model_copy(update={"spoken": (code,)}))
    return replace(
        in_own_words(understanding, said),
        language=code,
        courtesy="" if code in session.spoken else foreign(code).courtesy,
    )


def in_own_words(understanding: Understanding, said: Rendered) -> Understanding:
    """With the user's own words wherever they are quoted. What is searched for by meaning stays English."""
    changes: dict[str, Any] = {
        "receipt": tuple(
            line.model_copy(update={"phrase": said.own(line.phrase)}) for line in understanding.receipt
        ),
        "unknown": tuple(dict.fromkeys(said.own(phrase) for phrase in understanding.unknown)),
        "statements": tuple(replace(s, source=said.own(s.source)) for s in understanding.statements),
        "feedback": tuple(replace(g, phrase=said.own(g.phrase)) for g in understanding.feedback),
        "critiques": tuple(replace(c, phrase=said.own(c.phrase)) for c in understanding.critiques),
        "confidence": min(understanding.confidence, SURE),
    }
    return replace(understanding, **changes)
