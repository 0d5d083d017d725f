"""What the words around a possible title say for it."""

from __future__ import annotations

from collections.abc import Sequence

from agent.language.built_in import english
from agent.language.built_in.commonness import Vocabulary
from agent.language.built_in.phrases import PhraseBook, Span
from agent.language.built_in.text import Token
from agent.language.built_in.title_writing import is_written
from agent.language.built_in.titles import Spot

FIRM = PhraseBook(
    english.phrases(
        """seen | saw | watched | called | named | titled | heard of | rewatched | rewatch | finished | read
        visited | played | tried | entitled | starting with | titles like | such as | similar to
        reminds me of | compared to | something like | anything like | more like"""
    )
)
_OPEN = PhraseBook(
    [
        *english.LIKENESS,
        *english.FIRST_PERSON_LIKING,
        *english.FIRST_PERSON_DISLIKING,
        *english.phrases(
            """watch | watching | see | try | play | read | reading | visit | recommend | suggest | check out
            how about | what about | tell me about | love | loves | enjoy | favorite is | favourite is
            favorite was | was | is | have you got | do you have | compare | versus | vs | than | why not
            bought | know | recommended | suggested | describe | prefer | accept | considered | consider
            heard about | go with | going with | went with | go for | going for | went for | i'll take | i'll have
            i'll get | ill take | ill have | ill get | more about | info on | know about | between | how come | isn't
            wasn't | why is | where is | where's | add | adding"""
        ),
    ]
)
_SLIGHT = english.words(
    "not or and about & also then maybe yes no plus own book for of on guess choose chose pick"
)
PREDICATES = english.words(
    "is was has had were looks seems sounds isn't wasn't comes came stars starring reminds remind does doesn't"
)


def words_before(spot: Spot, tokens: Sequence[Token], words: Vocabulary) -> float:
    """What the words just before it say: a verb of knowing, of liking, or the noun itself."""
    start = spot.span.start
    if start == 0:
        return 0.0
    before = tokens[start - 1]
    near = start
    while near > max(0, start - 2) and tokens[near - 1].norm in _PASSED_OVER:
        near -= 1
    after = tokens[spot.span.end].norm if spot.span.end < len(tokens) else "."
    if FIRM.ending_at(tokens, near) or tokens[near - 1].norm in _PAST:
        return (2.0 if near == start else 1.0) + 0.3 * (after in _CLOSING)
    named = before.is_word and before.norm not in english.NOT_CONTENT
    if named and before.norm == singular(before.norm) and words.names_item(before.norm):
        # "The movie heat", but "a movie night".
        told = not spot.article and start > 1 and tokens[start - 2].norm in _POINTING
        return 2.0 if told or is_written(spot, tokens) else 1.0
    if _OPEN.ending_at(tokens, near):
        return (1.0 if near == start else 0.6) + 0.4 * (after in _ENDING)
    if tokens[near - 1].norm in ("of", "for") and near > 1 and words.names_attribute(tokens[near - 2].norm):
        return 1.0 + 0.4 * (after in _ENDING)
    if before.norm in ("and", "or", "&") and tokens[start].capitalised:
        return 0.5
    return 0.3 if before.norm in _SLIGHT else 0.0


_POINTING = frozenset(["the", "that", "this", "your", "called"])
_ENDING = frozenset([*".!?", "like", "any", "worth"])
_CLOSING = frozenset([*".,;!?", "but", "and", "too", "though", "already"])
_PASSED_OVER = frozenset(["the", "new", "old", "original", ",", ":", "-"])
_PAST = english.words(
    "loved liked enjoyed hated adored disliked recommended mean own owns owned wears wore bought visited met"
)


def alone(tokens: Sequence[Token], span: Span, words: Vocabulary) -> float:
    """Whether it is all that was said, or all of its sentence."""
    rest = [t for i, t in enumerate(tokens) if i not in span and t.is_word]
    if not rest:
        return 2.5
    if len(rest) <= 3:
        rest = [t for t in rest if t.norm in english.NOT_CONTENT or not words.names_item(t.norm)]
    if len(rest) <= 2 and all(t.norm in SOCIAL for t in rest):
        return 1.0
    left = span.start == 0 or tokens[span.start - 1].norm in ".!?"
    right = span.end == len(tokens) or tokens[span.end].norm in ".!?-–—"
    if left and right:
        return 1.0
    if not right and tokens[span.end].norm in PREDICATES:
        if tokens[span.end - 1].capitalised:
            return 1.4 if left else 0.6
        # "Sweet harbour was a good film."
        same = any(
            t.norm in english.PRAISE or (t.norm not in english.NOT_CONTENT and words.names_item(t.norm))
            for t in tokens[span.end :][:6]
        )
        return (0.7 if left or tokens[span.start - 1].norm == "," else 0.2) + 0.6 * same
    return 0.0


def said_apart(spot: Spot, tokens: Sequence[Token], shown: bool) -> float:
    """ "Annie tho, ...", "the palm it is": in a clause of its own, put in front, or taken up."""
    first, end = spot.span.start, spot.span.end
    while first > 0 and (tokens[first - 1].norm in SOCIAL | _FOND):
        first -= 1
    follows = next((p for p in _TAKING if tuple(t.norm for t in tokens[end : end + len(p)]) == p), ())
    if follows:
        return 1.5 if shown else 0.7
    while end < len(tokens) and tokens[end].norm in SOCIAL:
        end += 1
    left = first == 0 or tokens[first - 1].norm in _PARTING
    right = end == len(tokens) or tokens[end].norm in _PARTING
    return (1.0 if shown else 0.7) * (left and right)


_FOND = frozenset(["little", "dear", "good", "old"])
_PARTING = frozenset(".,;:!?—")
_TAKING = english.phrases("it is | for me | it is then | please | then please")


def stands_as_name(spot: Spot, tokens: Sequence[Token]) -> float:
    """ "The still already", "watched up last night": a word of grammar where only a name can stand."""
    start, end = spot.span.start, spot.span.end
    if spot.first != spot.last or spot.article or start == 0 or tokens[start].norm not in _UNLIKE_NOUNS:
        return 0.0
    after = tokens[end] if end < len(tokens) else None
    if after is not None and not after.is_mark and after.norm not in _AFTERWARDS:
        return 0.0
    if tokens[start - 1].norm == "the":
        return 3.5
    return 1.5 * (tokens[start - 1].norm in _WITHOUT_PARTICLE and tokens[start].norm not in _PERSONS)


_PERSONS = english.words("it her him me us them")
_UNLIKE_NOUNS = _PERSONS | english.words(
    "still up we they and or but with at from to into onto off down so again ever never always yet very here there"
)
_AFTERWARDS = english.words(
    "already and but or is was last yesterday again today tonight tho though too is isn't"
)
_WITHOUT_PARTICLE = english.words(
    "watched seen liked loved hated enjoyed adored rewatched recommended called"
)

SOCIAL = english.words(
    "yes yeah yep no ok okay oh or and also well hmm maybe just sure but then the please tho though"
)


def singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
