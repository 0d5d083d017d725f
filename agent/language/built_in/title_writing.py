"""What the capitals of a possible title say."""

from __future__ import annotations

from collections.abc import Sequence

from agent.language.built_in import english
from agent.language.built_in.text import Token
from agent.language.built_in.titles import Spot
from tools.title_index import ARTICLES


def capitals(spot: Spot, tokens: Sequence[Token]) -> float:
    """What its capitals say, where the utterance has small letters to compare them to."""
    inside = [i for i in range(spot.span.start, spot.span.end) if tokens[i].is_word]
    content = [i for i in inside if not _small(tokens[i])] or inside
    if not content or not all(tokens[i].capitalised for i in content):
        # "I would say The notebook."
        article = tokens[spot.span.start]
        told = spot.article and article.capitalised and not opens_sentence(tokens, spot.span.start)
        begun = len(content) > 1 and tokens[content[0]].capitalised
        if told or begun:
            return 0.4 if opens_sentence(tokens, content[0]) else 1.0
        return 0.8 if spot.article and len(content) > 1 else 0.0
    if all(tokens[i].capitalised for i in inside):
        content = inside
    others = [t for t in tokens if t.is_word and t.norm != "i"]
    if len(others) > 3 and sum(t.capitalised for t in others) > 0.8 * len(others):
        return 1.0 if len(content) > 1 else 0.3
    if all(tokens[i].text.isupper() and len(tokens[i].text) > 1 for i in content):
        return 1.8 if len(content) == 1 else 2.5
    if opens_sentence(tokens, content[0]):
        return 2.0 if len(content) > 1 else 0.6
    return 2.0 if len(content) > 1 else 1.8


def opens_sentence(tokens: Sequence[Token], index: int) -> bool:
    """Whether a sentence begins at the token, so that its capital says nothing."""
    return (
        index == 0 or tokens[index - 1].norm in ".!?:" or (tokens[index - 1].norm in '-–—"“' and index == 1)
    )


def is_written(spot: Spot, tokens: Sequence[Token]) -> bool:
    """Whether its words have capitals, however little that may mean."""
    inside = [t for t in tokens[spot.span.start : spot.span.end] if t.is_word and t.norm not in ARTICLES]
    return all(t.capitalised for t in ([t for t in inside if not _small(t)] or inside))


def _small(token: Token) -> bool:
    """Whether it is written small in titles too."""
    return token.norm in english.FUNCTION_WORDS or (len(token.norm) <= 3 and not token.capitalised)
