"""Predicates by which a speaker rejects something, lets it go, or allows it, and what they say it of.

English says these before their topic ("I can do without a lid"), after it ("lids are out"), around it ("leave
lids out"), of a topic moved to the front ("a lid I can do without"), or of a pronoun for it ("lids scare me, so
leave those out").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from agent.language.built_in import english
from agent.language.built_in.answers import answered
from agent.language.built_in.clauses import excepts
from agent.language.built_in.feelings import NOT
from agent.language.built_in.phrases import Span
from agent.language.built_in.predicates import AHEAD, ALLOWING, Kind
from agent.language.built_in.softening import CONCEDING, MILD, NEEDING, SAID, SOFT_AHEAD, SOFT_BEHIND
from agent.language.built_in.subject_predicates import BEHIND, INSIDE
from agent.language.built_in.text import Token

Side = Literal["ahead", "behind", "inside"]


@dataclass(frozen=True, slots=True)
class Attitude:
    """A predicate at `cue` on the tokens of `topic`."""

    kind: Kind
    cue: Span
    topic: tuple[Span, ...]


def _compiled(patterns: tuple[tuple[Kind, str], ...]) -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(f"(?<= )(?:{p})(?= )")) for kind, p in patterns)


_BOOKS: tuple[tuple[Side, tuple[tuple[Kind, re.Pattern[str]], ...]], ...] = (
    ("ahead", _compiled(NEEDING)),
    ("inside", _compiled(INSIDE)),
    ("ahead", _compiled(MILD)),
    ("behind", _compiled(SOFT_BEHIND + BEHIND)),
    ("ahead", _compiled(SOFT_AHEAD + AHEAD + ALLOWING)),
)
_CONCESSION = re.compile(CONCEDING)
_SAID = re.compile(f"(?:\\w+ ){{0,3}}?{SAID}(?= |$)")
_NEGATION = re.compile(f"(?:{NOT}|no|nothing|nobody|without)$")
_DENIED: dict[Kind, Kind] = {"avoid": "bear", "rather": "bear", "allow": "avoid", "bonus": "rather"}
"""What a predicate turns into under a negation of its own: "doesn't scare me", "wouldn't be fine with"."""
_DEGREES = english.words(
    "really actually even ever also just too that all so particularly be going to necessarily still is are definitely"
)
_UNMARKED = {
    **{w.replace("'", ""): w for w in english.FUNCTION_WORDS if w.endswith("n't")},
    "cant": "can't", "dont": "don't", "im": "i'm", "ive": "i've", "thats": "that's", "theyre": "they're",
    "aint": "ain't", "tho": "though",
}  # fmt: skip
_PRONOUNS = english.words("those them that these it this they such ones")
_OPENS = english.words(
    """both all everything anything much more either a an the any some my our your his her their what which how
    whether if to be for about on of"""
)
_RETURNING = english.words("back again there")
_JOINS = english.words("and or nor & , / a an the any some in of kind type sort style ones one")


def attitudes(
    tokens: Sequence[Token], topics: Sequence[Span], bounds: Sequence[tuple[int, int]]
) -> list[Attitude]:
    """Every predicate that has a topic, left to right; none inside another.

    `topics` are the phrases that it may be said of, `bounds` the clauses.
    """
    found = [
        Attitude(kind, cue, tuple(_listed_back(tokens, [t for t in topics if t.end <= topic.end])))
        for kind, cue, topic in answered(tokens, topics)
    ]
    for number, (start, end) in enumerate(bounds):
        inside = [t for t in topics if start <= t.start < end]
        earlier = [t for t in topics if number and bounds[number - 1][0] <= t.start < bounds[number - 1][1]]
        for side, kind, cue, between in _cues(tokens, inside, start, end):
            if any(cue.overlaps(a.cue) for a in found) or _names(cue, side, kind, inside):
                continue
            if (denied := _denied(tokens, cue, start)) is not None:
                if kind not in _DENIED:
                    continue
                kind, cue = _DENIED[kind], Span(denied, cue.end)
            if tokens[cue.start].norm == "unless" and any(
                _NEGATION.match(t.norm) for t in tokens[start : cue.start]
            ):
                # "No wool unless it's soft": soft need not be, and is not unwanted.
                kind = "free" if kind == "avoid" else kind
            needed = [t for a in found if a.kind == "need" for t in a.topic]
            topic = _topic(tokens, side, kind, cue, between, inside, earlier, (start, end))
            topic = [t for t in topic if t not in needed]
            if kind == "allow" and topic and _left_out(tokens, start, topic[0].start):
                continue
            if kind == "swap":
                # "White instead of black": black is let go; with nothing in its place it is kept out.
                kind = "free" if any(t not in topic and not t.overlaps(cue) for t in topics) else "avoid"
            if topic:
                found.append(Attitude(kind, cue, tuple(topic)))
        if inside and (said := _taken_back(tokens, start, end, topics)) is not None:
            found += [] if any(said.cue.overlaps(a.cue) for a in found) else [said]
        if inside and (left := _still_out(tokens, start, end, inside)) is not None:
            found += [] if any(left.cue.overlaps(a.cue) for a in found) else [left]
        conceded = _concession(tokens, start, end) if earlier and not inside else None
        if conceded is not None and not any(conceded.overlaps(a.cue) for a in found):
            found.append(Attitude("bonus", conceded, tuple(earlier)))
    return found


def _left_out(tokens: Sequence[Token], start: int, end: int) -> bool:
    """ "Anywhere except there works": it is all the others that may be."""
    words = [t.norm for t in tokens[start:end]]
    others = any(
        pair in (["other", "than"], ["apart", "from"])
        for pair in (words[n : n + 2] for n in range(len(words)))
    )
    return others or any(excepts(tokens, i) for i in range(start, end))


def _taken_back(tokens: Sequence[Token], start: int, end: int, topics: Sequence[Span]) -> Attitude | None:
    """ "I said red but I meant blue": the first is let go, where something that contrasts comes after."""
    words = [t.norm for t in tokens[start:end]]
    match = _SAID.match(" ".join(words))
    if match is None:
        return None
    cue = Span(start, start + len(match.group().split()))
    topic = next((t for t in topics if cue.end <= t.start <= cue.end + 2), None)
    if topic is None or not any(t.norm in _CONTRASTING for t in tokens[topic.end : topic.end + 5]):
        return None
    denied = any(_NEGATION.match(t.norm) for t in tokens[cue.end : topic.start])
    return Attitude("bear" if denied else "free", Span(cue.start, topic.start), (topic,))


def _still_out(tokens: Sequence[Token], start: int, end: int, topics: Sequence[Span]) -> Attitude | None:
    """ "Barns are allowed again, castles aren't": an auxiliary that is left with nothing but its negation."""
    last = topics[-1]
    words = [t.norm for t in tokens[last.end : end] if not t.is_mark]
    if not words or not set(words[:-1]) <= _DEGREES or words[-1] not in _LEFT_ALONE:
        return None
    return Attitude("avoid", Span(last.end, last.end + len(words)), tuple(_listed_back(tokens, topics)))


_LEFT_ALONE = frozenset(["isn't", "aren't", "isnt", "arent", "wasn't", "weren't", "not"])
_CONTRASTING = english.words("but sorry meant actually should though although however")


def patterns() -> list[str]:
    """The expressions of all predicates, for whoever asks which words the grammar goes by."""
    books = (NEEDING, MILD, AHEAD, ALLOWING, BEHIND, INSIDE, SOFT_AHEAD, SOFT_BEHIND)
    return [pattern for book in books for _, pattern in book]


def _names(cue: Span, side: Side, kind: Kind, topics: Sequence[Span]) -> bool:
    """Whether the words are a value themselves ("murder"), or reach over one that they are not said of."""
    if any(t.start <= cue.start and cue.end <= t.end for t in topics):
        return True
    if side == "inside" and any(cue.start in t for t in topics):
        return True
    return side == "ahead" and kind in ("need", "bonus") and any(cue.overlaps(t) for t in topics)


def _denied(tokens: Sequence[Token], cue: Span, start: int) -> int | None:
    """Where the predicate's own negation stands, if it has one before it."""
    if _NEGATION.match(tokens[cue.start].norm):
        return None
    for index in range(cue.start - 1, max(start, cue.start - 4) - 1, -1):
        if _NEGATION.match(tokens[index].norm):
            return index
        if tokens[index].norm not in _DEGREES:
            return None
    return None


def _concession(tokens: Sequence[Token], start: int, end: int) -> Span | None:
    """ "But it's no big deal": what was asked for just before would only be nice."""
    match = _CONCESSION.match(" ".join(t.norm for t in tokens[start:end]))
    return Span(start, start + len(match.group().split())) if match else None


def _cues(
    tokens: Sequence[Token], topics: Sequence[Span], start: int, end: int
) -> Iterator[tuple[Side, Kind, Span, Span]]:
    named = {i for t in topics for i in range(t.start, t.end)}
    words = [
        _with_verb(t, last=i + 1 == end) if i in named else _UNMARKED.get(t.norm, t.norm)
        for i, t in enumerate(tokens[start:end], start)
    ]
    text = f" {' '.join(words)} "
    begins = {0: start}
    place = 1
    for index, word in enumerate(words):
        begins[place] = start + index
        if " " in word:
            # "Velvet's out": the verb is cut off from its subject, and begins what is said of it.
            begins[place + word.index(" ") + 1] = start + index + 1
        place += len(word) + 1
    begins[place] = end
    for side, book in _BOOKS:
        for kind, pattern in book:
            for match in pattern.finditer(text):
                first, last = begins.get(match.start()), begins.get(match.end() + 1)
                if first is None or last is None:
                    continue
                between = Span(first, last)
                if side == "inside":
                    between = Span(begins[match.start(1)], begins[match.end(1)])
                yield side, kind, Span(first, last), between


def _with_verb(token: Token, *, last: bool) -> str:
    """A topic, with the "is" that is written to it: "velvet's"."""
    contracted = token.text.endswith(("'s", "’s")) and not token.norm.endswith("'s")
    return f"{token.norm} 's" if contracted and not last else token.norm


def _topic(
    tokens: Sequence[Token],
    side: Side,
    kind: Kind,
    cue: Span,
    between: Span,
    inside: Sequence[Span],
    earlier: Sequence[Span],
    clause: tuple[int, int],
) -> list[Span]:
    start, end = clause
    following = tokens[cue.end].norm if cue.end < end else ""
    if side == "inside":
        held = [t for t in inside if between.start <= t.start < between.end]
        pronoun = any(tokens[i].norm in _PRONOUNS for i in range(between.start, between.end))
        return held or (_before(tokens, inside, earlier, cue.start, start) if pronoun else [])
    if side == "ahead":
        ahead = [t for t in inside if t.start >= cue.end]
        if ahead and ahead[0].start - cue.end <= 5 and not _turns(tokens, cue.end, ahead[0].start):
            return _listed(tokens, ahead)
        if following in _PRONOUNS:
            return (
                _before(tokens, inside, earlier, cue.start, start)
                if kind in ("avoid", "rather", "free")
                else []
            )
        if ahead or following in _OPENS or kind in ("remove", "allow"):
            return []
    behind = [t for t in inside if t.end <= cue.start]
    if behind and (_near(tokens, behind[-1].end, cue.start) or tokens[cue.end - 1].norm in _RETURNING):
        return _listed_back(tokens, behind)
    said = [tokens[i].norm for i in range(start, cue.start)]
    if not behind and side == "behind" and earlier and tokens[start - 1].norm == "?" and not said:
        return list(earlier)
    if not behind and side == "behind" and earlier and kind == "avoid":
        before = [t.norm for t in tokens[max(0, earlier[0].start - 4) : earlier[0].start]]
        if (said[-1:] and said[-1] in _PRONOUNS) or "if" in before:
            return list(earlier)
    return []


def _before(
    tokens: Sequence[Token], inside: Sequence[Span], earlier: Sequence[Span], cue: int, start: int
) -> list[Span]:
    """What a pronoun stands for: the topics said before it, here or in the clause before."""
    behind = [t for t in inside if t.end <= cue]
    return _listed_back(tokens, behind) if behind else list(earlier)


def _turns(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether something else begins between two places."""
    return any(
        tokens[i].norm in ("so", "just", "with", "i", "we", "but", "then", ",") for i in range(start, end)
    )


def _near(tokens: Sequence[Token], start: int, cue: int) -> bool:
    """Whether only a subject and some adverbs stand between a topic and its predicate."""
    gap = [tokens[i] for i in range(start, cue)]
    if len(gap) > 5 or any(t.norm in "?;:" for t in gap):
        return False
    return not any(
        t.norm in ("and", "or", "so", "then", "with", "for", "which", "who", "because", "please") for t in gap
    )


def _listed(tokens: Sequence[Token], topics: Sequence[Span]) -> list[Span]:
    """The first topic, and those that follow in one list with it."""
    found = [topics[0]]
    for topic in topics[1:]:
        between = [tokens[i].norm for i in range(found[-1].end, topic.start)]
        joined = any(w in ("and", "or", "nor", ",", "&", "/") for w in between)
        if any(w not in _JOINS for w in between) or (
            joined and between[-1:] == [","] and "or" not in between and _ends_list(tokens, topic)
        ):
            break
        found.append(topic)
    return found


def _ends_list(tokens: Sequence[Token], topic: Span) -> bool:
    """ "No need for a lid, white": after a bare comma the last of a list has its "or"."""
    return not any(t.norm in ("and", "or", "nor") for t in tokens[topic.end : topic.end + 2])


def _listed_back(tokens: Sequence[Token], topics: Sequence[Span]) -> list[Span]:
    found, joined = [topics[-1]], False
    for topic in reversed(topics[:-1]):
        between = [tokens[i].norm for i in range(topic.end, found[-1].start)]
        if any(w not in _JOINS for w in between) or (between == [","] and not joined):
            break
        joined = joined or bool({"and", "or", "nor", "&"} & set(between))
        found.append(topic)
    return found
