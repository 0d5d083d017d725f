"""Whether a turn needs the model: not where the built-in engine is sure. Pure."""

from __future__ import annotations

from agent.answer import Intent
from agent.language.built_in.english import FUNCTION_WORDS
from agent.language.built_in.text import tokenize
from agent.language.understanding import Understanding
from agent.state import Session

SURE = 0.75
"""The confidence from which the built-in reading stands."""
LONG = 40
"""Words from which an utterance says more than a grammar can be trusted to have heard."""
ENGLISH = 0.2
"""The share of English function words under which a longer utterance is not English."""

_SOCIAL: frozenset[Intent] = frozenset(["greet", "thanks", "goodbye", "help"])
_ON_THE_TALK: frozenset[Intent] = frozenset(["undo", "forget", "ask_memory"])


def asks_model(understanding: Understanding, utterance: str, session: Session) -> str | None:
    """Why the model should be asked; None where the built-in reading stands alone.

    It stands for what is about the talk itself, for answers to our question, and wherever every content word
    of the utterance was used.
    """
    words = [t.norm for t in tokenize(utterance[:4_000]) if t.is_word]
    if not words and not any(c.isalpha() for c in utterance):
        return None
    left_over = [p for p in understanding.preferences if p.kind in ("wish", "words")]
    english = sum(word in FUNCTION_WORDS for word in words) / len(words) if words else 0.0
    foreign = not words or (len(words) >= 4 and english < ENGLISH)
    if set(understanding.acts) & _ON_THE_TALK and not foreign:
        return None
    if understanding.confidence < SURE:
        return "the built-in engine is not sure"
    if understanding.unknown:
        return "it does not know some of the words"
    if left_over:
        return "it made no more than a search of some of the words"
    if len(words) > LONG:
        return "the utterance is long"
    if session.asked is not None and (understanding.answered or understanding.constraints):
        return None
    if set(understanding.acts) <= _SOCIAL:
        return None
    used = len(understanding.receipt) + len(understanding.feedback) + len(understanding.references)
    if foreign and not used:
        return "the utterance may be in another language"
    question = understanding.question
    vague = question is not None and question.kind in ("fact", "test") and bool(question.words)
    if vague and question and not question.attributes and not question.tests:
        return "the question names nothing of the schema"
    return None
