"""Whether a turn needs the model: not where the built-in engine is sure. Pure."""

from __future__ import annotations

from agent.answer import Intent
from agent.language.built_in import english as grammar
from agent.language.built_in.english import FUNCTION_WORDS, NOT_CONTENT
from agent.language.built_in.lexicon import Lexicon
from agent.language.built_in.text import Token, tokenize
from agent.language.understanding import Understanding
from agent.state import Session

SURE = 0.75
"""The confidence from which the built-in reading stands."""
LONG = 40
"""Words from which an utterance says more than a grammar can be trusted to have heard."""
ENGLISH = 0.2
"""The share of English function words under which a longer utterance is not English."""

SMALL_TALK = 4
"""Words without a meaning here that a greeting or a word of thanks may hold."""

_OF_TALK = frozenset(
    word
    for book in (
        grammar.SOFTENERS,
        grammar.HARDENERS,
        grammar.LIKENESS,
        grammar.FIRST_PERSON_LIKING,
        grammar.FIRST_PERSON_DISLIKING,
        grammar.NOW_ONLY,
        grammar.LASTING,
        grammar.REPLACING,
        grammar.NEGATORS,
    )
    for phrase in book
    for word in phrase
)
"""Words of the phrases that the grammar itself goes by."""
_SOCIAL: frozenset[Intent] = frozenset(["greet", "thanks", "goodbye", "help"])
_ON_THE_TALK: frozenset[Intent] = frozenset(["undo", "forget", "ask_memory"])


def asks_model(
    understanding: Understanding, utterance: str, session: Session, lexicon: Lexicon
) -> str | None:
    """Why the model should be asked; None where the built-in reading stands alone.

    It stands for what is about the talk itself, for answers to our question, and wherever every content word
    of the utterance was used.
    """
    tokens = [t for t in tokenize(utterance[:4_000]) if t.is_word]
    if not tokens and not any(c.isalpha() for c in utterance):
        return None
    english = sum(t.norm in FUNCTION_WORDS for t in tokens) / len(tokens) if tokens else 0.0
    foreign = not tokens or (len(tokens) >= 4 and english < ENGLISH)
    if set(understanding.acts) & _ON_THE_TALK and not foreign:
        return None
    if understanding.confidence < SURE:
        return "the built-in engine is not sure"
    if understanding.intent == "out_of_scope" and not foreign:
        return None
    if understanding.unknown:
        return "it does not know some of the words"
    if any(p.kind in ("wish", "words") for p in understanding.preferences):
        return "it made no more than a search of some of the words"
    if len(tokens) > LONG:
        return "the utterance is long"
    if session.asked is not None and (understanding.answered or understanding.constraints):
        return None
    strange = [t.norm for t in tokens if _strange(t, lexicon)]
    if set(understanding.acts) <= _SOCIAL and len(strange) < SMALL_TALK:
        return None
    question = understanding.question
    resolved = question is not None and bool(
        question.attributes or question.tests or question.kind in ("compare", "why", "why_not")
    )
    # "Can it be dimmed?" is a form of the attribute's own word.
    if len([word for word in strange if word not in _heard(understanding, len(utterance))]) > resolved:
        return "it left some of the words unused"
    vague = question is not None and question.kind in ("fact", "test") and not understanding.references
    if vague and not resolved:
        return "the question names nothing of the schema"
    return None


def _strange(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word is none of the language's own and none that the catalog's schema gives a meaning to."""
    return (
        token.norm not in NOT_CONTENT
        and token.norm not in _OF_TALK
        and not lexicon.look_up((token.stem,), token.norm)
        and not lexicon.containing(token.stem)
    )


def _heard(understanding: Understanding, length: int) -> set[str]:
    """The words of all phrases that something was made of."""
    phrases = [line.phrase for line in understanding.receipt]
    # A reaction whose phrase is everything that was said is a guess at what all of it means.
    phrases += [g.phrase for g in understanding.feedback if len(g.phrase) < 0.9 * length]
    phrases += [critique.phrase for critique in understanding.critiques]
    phrases += [statement.source for statement in understanding.statements]
    return {t.norm for phrase in phrases for t in tokenize(phrase)}
