"""What an utterance says of items: liked, disliked, seen, taken, or to be resembled."""

from __future__ import annotations

import re

from agent.answer import FeedbackKind
from agent.language.built_in import english
from agent.language.built_in.cues import cues
from agent.language.built_in.phrases import PhraseBook, Span
from agent.language.built_in.reading import Reading
from agent.language.built_in.references import Reference
from agent.language.built_in.roles import Role
from agent.language.understanding import Given, Question
from catalog.items import ItemId, fold

_LIKENESS = PhraseBook(english.LIKENESS)


_LIKING = PhraseBook(english.FIRST_PERSON_LIKING)


_DISLIKING = PhraseBook(english.FIRST_PERSON_DISLIKING)


_LIKE_THAT = re.compile(
    r"\b(?:like|similar to) (?:that|this|it|those|them)\b"
    r"|\b(?:that|this|the same|same|a similar) (?:vein|style|line|lines|kind|sort|type|spirit|vibe|mould|league)\b"
)


def find_likeness(reading: Reading) -> tuple[ItemId, ...]:
    """The items that the wished ones should resemble."""
    found: list[ItemId] = []
    for cue in _LIKENESS.all_in(reading.tokens):
        for reference in reading.references:
            listed = bool(found) and reading.tokens[reference.span.start - 1].norm in (
                "and",
                "or",
                ",",
                "&",
                "plus",
            )
            near = 0 <= reference.span.start - cue.end <= 2
            said = (
                reading.words[max(0, cue.start - 1)]
                in ("i", "i'd", "we", "they", "don't", "didn't", "not", "would", "you")
                and cue.end - cue.start == 1
            )
            if (near and not said) or listed:
                found += [i for i in reference.items if i not in found]
                reading.use(Span(cue.start, reference.span.end))
    found += [i for r in reading.references if _varied(reading, r.span) for i in r.items if i not in found]
    titled = [i for r in reading.references if r.how == "title" for i in r.items]
    if not found and titled and _LIKE_THAT.search(" ".join(reading.words)):
        return tuple(dict.fromkeys(titled))
    if not found and reading.has("more") and "like" in reading.words and reading.session.slate:
        found += list(reading.session.focus or tuple(s.item_id for s in reading.session.slate))[:5]
    if (
        not found
        and any(
            p in " ".join(reading.words)
            for p in (
                "same vein",
                "same vibe",
                "same kind",
                "similar ones",
                "something similar",
                "anything similar",
                "more of the same",
            )
        )
        and reading.shown
    ):
        found += list(reading.session.focus or tuple(s.item_id for s in reading.session.slate[:1]))
    return tuple(found)


_VARYING = frozenset(["but", "only", "except", "just"])


def _varied(reading: Reading, span: Span) -> bool:
    """ "That one but with parking": the item named and nothing else, then what should be otherwise."""
    if span.end >= len(reading.tokens) or reading.words[span.end] not in _VARYING:
        return False
    start = max((a for a, b in reading.clauses if a <= span.start < b), default=0)
    before = reading.words[start : span.start]
    bare = all(w in english.FUNCTION_WORDS and w not in ("i", "we", "like") for w in before)
    return bare and not reading.stances[span.start].negated


def find_feedback(reading: Reading, like: tuple[ItemId, ...], question: Question | None) -> list[Given]:
    """Liked, disliked, seen or taken: of the items pointed at, or of what was shown last."""
    session = reading.session
    given: list[Given] = []
    if question is not None and not reading.has("seen", "liked", "disliked"):
        return given
    pointed = [
        (r, i) for r in reading.references for i in r.items if i not in like or _said_to_like(reading, r.span)
    ]
    for reference, item in pointed:
        start, end = reading.said_of(reference.span.start)
        kinds = _kinds(reading, start, end, reference.how)
        if (
            not kinds
            and question is None
            and not reading.has("not_seen")
            and reference.how in ("place", "description")
            and reading.stances[reference.span.start].negated
            and reading.words[reference.span.start - 1] not in ("as", "than", "then")
        ):
            kinds = ["dislike"]
        if question is None and _turned_down(reading, reference):
            kinds = ["dislike"]
        verb = reading.words[reference.span.start - 1] if reference.span.start else ""
        if (
            reference.how == "title"
            and verb in _KNOWING
            and "seen" not in kinds
            and not reading.has("not_seen")
        ):
            kinds = [*kinds, "seen"]
        praised = bool(_PRAISING & set(reading.words[start:end]))
        asked = any(
            c.start <= reference.span.start < c.end and c.chance("ask", "not_seen") >= LIKELY
            for c in reading.roles
        )
        if not kinds and len(reading.clauses) > 1 and not praised and not asked:
            kinds = _kinds(reading, 0, len(reading.tokens), reference.how)
        kinds = _with_later(reading, reference, kinds)
        given += [Given(item, kind, reading.phrase(start, end)) for kind in kinds]
        if kinds:
            reading.use(reference.span)
    if not pointed and not like and session.slate and not _names_values(reading) and not reading.quantities:
        kinds = [] if _of_something_else(reading) else _kinds(reading, 0, len(reading.tokens), "slate")
        items = session.focus or tuple(s.item_id for s in session.slate)
        if kinds and ("more" not in reading.cues or reading.has("seen", "disliked")):
            scope = items if any(k in ("seen", "dislike") for k in kinds) and not session.focus else items[:1]
            if any(k in ("like", "save", "purchase") for k in kinds) and len(scope) > 1:
                scope = scope[:1]
            if not session.focus and not _DISLIKING.any_in(reading.tokens):
                # Turned down in passing: not shown again, but no lasting dislike of each.
                kinds = ["hide" if kind == "dislike" else kind for kind in kinds]
            given += [Given(i, kind, reading.utterance.strip()) for i in scope for kind in kinds]
    return list(dict.fromkeys(given))


_JUDGING: tuple[Role, ...] = ("like", "reject", "accept")


def _with_later(reading: Reading, reference: Reference, kinds: list[FeedbackKind]) -> list[FeedbackKind]:
    """ "Seen the first, loved it": what the next clauses say of the same item, up to the next one named."""
    _, end = reading.said_of(reference.span.start)
    others = [r.span.start for r in reading.references if r.span.start >= end]
    for clause in reading.roles:
        if clause.start < end:
            continue
        taken = "accept" in cues(reading.phrase(clause.start, clause.end))
        if any(start < clause.end for start in others) or (clause.chance(*_JUDGING) < LIKELY and not taken):
            break
        told = _kinds(reading, clause.start, clause.end, "pronoun")
        later: list[FeedbackKind] = [
            k for k in told if k in ("like", "dislike") or (k == "purchase" and taken)
        ]
        if later and not _asks_for(reading, clause.start, clause.end):
            kinds = [k for k in kinds if k not in ("like", "dislike")] + later
    return list(dict.fromkeys(kinds))


def _turned_down(reading: Reading, reference: Reference) -> bool:
    """ "Not Heron, we know the maker", "Heron? took it once, never again"."""
    start, end = reading.clause_of(reference.span.start)
    bare = start + 1 == reference.span.start and reading.words[start] in ("not", "no")
    alone = not any(reading.tokens[i].is_word for i in range(reference.span.end, end))
    text = " ".join(reading.words[reference.span.end :])
    others = any(r.span.start > reference.span.start for r in reading.references)
    return (bare and alone) or (not others and bool(_NEVER_AGAIN.search(text)))


_NEVER_AGAIN = re.compile(r"\b(?:never|not) again\b")


def _of_something_else(reading: Reading) -> bool:
    """ "I've read the stories": an object of its own, so nothing is said of what was shown."""
    if any(m.of("value", "attribute", "high", "low") and not m.is_title for m in reading.mentions):
        return True
    content = [t for t in reading.tokens if t.is_word and t.norm not in english.NOT_CONTENT]
    return len(content) > 2 and not any(c.chance("like", "accept", "reject") >= LIKELY for c in reading.roles)


_PRAISING = english.words("alright ok okay nice good fine great interesting promising")
_KNOWING = frozenset(["seen", "watched", "read", "played", "saw", "tried", "visited", "finished", "own"])


def _said_to_like(reading: Reading, span: Span) -> bool:
    """ "I liked X, what else is like that?": X is liked as well as looked for."""
    if _LIKING.ending_at(reading.tokens, span.start) is not None:
        return True
    return any(c.start <= span.start < c.end and c.chance("like") >= SURELY_LIKED for c in reading.roles)


def _names_values(reading: Reading) -> bool:
    return any(m.of("value", "high", "low") and not reading.referred(m.span) for m in reading.mentions)


_TAKING = re.compile(
    r"\b(?:i'?ll|we'?ll|i will|we will|let'?s|lets|gonna|going|take|taking|took|get|getting|have|buy|buying"
    r"|order|ordering|book|booking|go with|sold|it is|basket|choose|chose|picked?|decided|settled)\b"
)
_LOOKING_INTO = re.compile(
    r"\b(?:check|look into|look at|try|see|consider|think about|keep (?:it|that|them) in mind)\b"
)


_TENTATIVE = re.compile(
    r"\b(?:sounds?|looks?|seems?|interest\w*|intrigu\w*|tempt\w*|might|maybe|perhaps|later|some ?day|another time"
    r"|heard|would (?:love|like) to|i'?d (?:love|like) to|keen|curious|nice|lovely|great|good|perfect|cool|promising)\b"
)
_COMMITTED = re.compile(
    r"\b(?:we'?ll|we will|let'?s|we'?re going to|we are going to) (?:just |definitely )?"
    r"(?:take|book|get|have|buy|order|reserve|go with|go for)\b"
)
_SOUNDING = re.compile(r"\b(?:sounds?|looks?|seems?)\b")


def _only_praised(text: str) -> bool:
    """ "Sounds good" likes it; "sounds good, I'll take it" takes it."""
    return bool(_SOUNDING.search(text)) and not _TAKING.search(text)


def _kinds_by_role(reading: Reading, start: int, end: int) -> list[FeedbackKind]:
    """What the clause does where no formula says it."""
    text = fold(reading.phrase(start, end))
    for clause in reading.roles:
        if clause.start < end and start < clause.end:
            if (
                _asks_for(reading, clause.start, clause.end)
                and clause.chance("like", "accept", "reject") < SURELY_LIKED
            ):
                continue
            if clause.chance("reject") >= LIKELY:
                return ["dislike"]
            if clause.chance("like", "accept") >= LIKELY:
                if clause.chance("like") > clause.chance("accept"):
                    return ["like"]
                if _COMMITTED.search(text):
                    return ["purchase"]
                if _LOOKING_INTO.search(text):
                    return ["save"]
                return ["like"] if _TENTATIVE.search(text) else ["purchase"]
    return []


def _asks_for(reading: Reading, start: int, end: int) -> bool:
    """Whether the clause names anything of the catalog besides the item it points at."""
    named = any(
        start <= m.span.start < end and not reading.referred(m.span)
        for m in reading.mentions
        if m.of("value", "attribute", "high", "low", "range")
    )
    return named or any(start <= q.span.start < end for q in reading.quantities)


SURELY_ASKED = 0.7
SURELY_LIKED = 0.8
LIKELY = 0.5
"""The chance of a clause's role from which it is feedback."""


def _kinds(reading: Reading, start: int, end: int, how: str) -> list[FeedbackKind]:
    text = reading.phrase(start, end)
    if any(c.start < end and start < c.end and c.chance("ask") >= SURELY_ASKED for c in reading.roles):
        return []
    found = cues(text)
    liking = bool(_LIKING.all_in(reading.tokens, start, end))
    disliking = bool(_DISLIKING.all_in(reading.tokens, start, end))
    kinds: list[FeedbackKind] = []
    negative = disliking or "disliked" in found
    if "not_seen" in found and not negative and "liked" not in found:
        return []
    if negative:
        kinds.append("dislike")
    elif liking or "liked" in found:
        kinds.append("like")
    if "seen" in found and "not_seen" not in found:
        kinds.append("seen")
    if not kinds and "accept" in found:
        kinds.append("save" if "save" in found else "like" if _only_praised(fold(text)) else "purchase")
    elif not kinds and "save" in found:
        kinds.append("save")
    if "not_seen" not in found and (not kinds or kinds == ["seen"]):
        by_role = _kinds_by_role(reading, start, end)
        kinds = by_role if not kinds or by_role == ["dislike"] else kinds
    if how == "title" and liking and "like" in kinds and "seen" not in kinds:
        kinds.append("seen")
    return kinds
