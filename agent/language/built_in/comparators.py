"""What the words beside a number say of it: at most, at least, more, less, about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from agent.language.built_in import english
from agent.language.built_in.numerals import Numeral
from agent.language.built_in.text import Token

Relation = Literal["<", "<=", ">", ">=", "=", "about", "between"]


@dataclass(frozen=True, slots=True)
class Comparator:
    """The relation, and the tokens from `start` up to `end` that say it, number included."""

    relation: Relation
    start: int
    end: int
    comparative: int | None = None
    """The token of "younger" in "three or younger": which way it points is for its attribute to say."""
    held: bool = False
    """Whether it is what somebody has ("I've got 80"): a limit only where it is something to be spent."""
    after: tuple[int, int] | None = None
    """The tokens of an afterthought ("…, tops") that stand apart from the number."""


_LEAST = "minimum|min|lower limit"
_MOST = "maximum|max|limit|cap|ceiling|upper limit|budget"
_EVEN = r"(?:the |an? )?(?:very |absolute |bare |strict |hard |outside |upper )*"
_AUX = r"(?:is|are|was|be|being|at|to|of|as|:|=|would be|will be|should be|must be|has to be|'s|it's|that's)"

_BEFORE: tuple[tuple[Relation, str], ...] = (
    (
        "<=",
        rf"(?:limit|cap|ceiling|max|maximum)(?: (?!and |or |but |with |is )[a-z']+){{1,3}} (?:is|are|at|of|would be|'s)"
        rf"|at {_EVEN}(?:{_MOST}|most)|(?:{_MOST}|max \.)(?: {_AUX})?|(?:maximum|max)(?: (?!and |or |but "
        rf"|with )[a-z]+){{1,2}}(?: {_AUX})?|the (?:most|maximum|max)(?: \S+){{1,5}} (?:is|are|be)"
        r"|(?:as|so) (?:high|much|many|long|far|late|old|heavy|big|expensive) as"
        r"|(?<!cannot )(?:can|could|able to|willing to|prepared to|happy to|ready to|i'd|i'll|we'd|we'll|will|would)"
        r"(?: only| just| probably| maybe| at most)?"
        r" (?:spend|pay|afford|manage|stretch to|stretch it to|go to|go as high as|go up to|do|spare|handle|fork out)"
        r"|(?:keep|stick|stay|limit|cap|restrict|hold|confine)(?:ed|s|ing|ped)?(?: \S+){0,3} (?:to|at|within"
        r"|under|below)"
        r"|not (?:an? |one )?(?:single )?\S+ (?:more|over|above|longer|past|beyond)(?: than)?"
        r"|(?:no|not) (?:more|longer|higher|later|bigger|larger|greater|wider|taller|heavier) (?:then|as|of)"
        r"|(?:draw|draws|drew|drawing) the line at|(?:stop|stops|stopping|tap out|max out|top out|bow out) at",
    ),
    (
        ">=",
        rf"at {_EVEN}(?:least|min|minimum)|(?:minimum|min)(?: (?!and |or |but |with )[a-z]+){{1,2}}(?: {_AUX})?"
        rf"|the (?:least|minimum|min)(?: \S+){{1,5}} (?:is|are|be)|(?:{_LEAST}|min \.)(?: {_AUX})?"
        r"|(?:as|so) (?:low|little|few|early|short) as|(?:no|not) (?:less|fewer|earlier|smaller|shorter"
        r"|lower) (?:then|as|of)"
        r"|not (?:an? |one )?(?:single )?\S+ (?:less|under|below|fewer|before|earlier)(?: than)?",
    ),
    (
        ">",
        r"exceeds?|exceed|exceeding|(?:go|goes|going|be|is) (?:over|above|beyond|past)|north of|more then"
        r"|longer then|(?:less|less often|less frequently|rarer) than (?:once )?(?:every|each|once in)",
    ),
    (
        "<",
        r"south of|less then|fewer then|cheaper then"
        r"|(?:more|more often|more frequently|oftener) than (?:once |twice )?(?:every|each|once in)",
    ),
    (
        "about",
        r"in the (?:region|area|neighbourhood|neighborhood|ballpark|order) of|in the vicinity of|something like"
        r"|give or take|plus minus|along the lines of|on the order of",
    ),
)
_LISTED: tuple[tuple[Relation, tuple[tuple[str, ...], ...]], ...] = (
    ("<=", english.AT_MOST),
    ("<", english.LESS_THAN),
    (">=", english.AT_LEAST),
    (">", english.MORE_THAN),
    ("about", english.ABOUT),
)
_HEDGES = (
    r"(?:(?:the|a|an|of|year|years|about|just|only|price|cost|budget|total|to|around|roughly|approximately|maybe"
    r"|like|say|even|my|our|your|absolutely|well|perhaps|somewhere|something|anything|a total of"
    r"|an? [a-z]+ of|the [a-z]+ of) ){0,4}"
)


def _alternatives(relation: Relation) -> str:
    listed = next(p for r, p in _LISTED if r == relation)
    # What somebody has is a limit only where it is spent: `held`.
    spoken = "|".join(
        re.escape(" ".join(p)) for p in listed if not {"have", "got"} & set(p) and p[0] not in ("or", "and")
    )
    more = "|".join(p for r, p in _BEFORE if r == relation)
    return f"{more}|{spoken}" if more else spoken


_PATTERNS = tuple((r, re.compile(rf"(?:^|(?<= ))(?:{_alternatives(r)}) {_HEDGES}$")) for r, _ in _LISTED)
_HELD = re.compile(
    r"(?:^|(?<= ))(?:(?:i|we|they|he|she|you)(?: only| just)? (?:have|had|got|has)(?: got)?|(?:i've|we've|ive|they've"
    r"|he's|she's|weve)(?: only| just)? got|got|have|having)(?: only| just| about| around| like| maybe)* (?:a "
    r"|the )?$"
)
_UPWARD = english.words(
    """more over above higher better newer later longer taller heavier wider deeper stronger faster greater bigger
    larger louder brighter up onwards onward beyond upwards thicker broader further farther fresher warmer hotter
    pricier costlier richer"""
)
_DOWNWARD = english.words(
    """less fewer under below lower cheaper shorter earlier older smaller lighter younger thinner weaker slower
    quieter down slimmer narrower nearer closer cooler colder sooner quicker"""
)
_OR = re.compile(r"^(?:(?:(?:-|–|,) )?or|and|on) (?:even )?([a-z]+)(?= |$)")
_SUFFIX: tuple[tuple[Relation, str], ...] = (
    (
        "<=",
        rf"at {_EVEN}(?:most|max|maximum|outside)|{_EVEN}(?:max|maximum|limit|cap|ceiling|budget)|tops"
        rf"|or thereabouts max"
        r"|to (?:spend|play with|work with|spare|pay)|and no (?:more|longer)|but no more|and not (?:a \S+ )?more"
        r"|not more|not (?:above|over|beyond|past)(?= [,.;!?]| (?:and|but|please|pls|thanks)|$)"
        r"|(?:,? ?(?:is|'s)) (?:about |really |just |pretty much |all )*(?:where (?:i|we)|the line|as far as"
        r"|as (?:high|much|long) as|the (?:longest|most|highest|furthest|farthest|tallest|biggest|largest|latest"
        r"|heaviest|widest)(?: \S+){0,2}? (?:i|we|they|he|she|it|that)(?:'d|'ll|'m|'re|'s)?)(?: [a-z']+)*"
        rf"|(?:,? ?(?:is|are|was|'s|would be|will be|being|has to be|must be)) (?:about |really |just "
        rf"|pretty much |absolutely )*"
        rf"(?:my |our |the |all |a |an |as )*(?:very |absolute |upper |top |hard |strict )*"
        r"(?:limit|max|maximum|cap|ceiling|top|budget|most|i have|i've|ive|we have|we've|weve|i got|we got|i can"
        r"|we can"
        r"|far as|high as|much as)(?: (?:i|we|i'm|we're|you)?(?:'m|'re)? ?(?:can|could|would|will|want|willing|go"
        r"|going|pay|spend|afford|got|have|to|do|stretch|manage))*",
    ),
    (
        ">=",
        rf"at {_EVEN}(?:least|min|minimum)|{_EVEN}(?:min|minimum)|\+|plus|upwards?"
        rf"|(?:,? ?(?:is|are|'s|would be|will be)) (?:my |our |the |a |an )*(?:very |absolute |bare )*(?:{_LEAST}"
        rf"|enough|plenty|sufficient)",
    ),
    (
        "about",
        r"or so|ish|- ish|or thereabouts|give or take|more or less|odd|- ?odd|roughly|approximately|approx|or around",
    ),
    ("<", r"(?:is|are|would be|'s) (?:\S+ )?too (?:much|many|high|steep)"),
    (
        ">",
        r"(?:is|are|would be|'s) (?:\S+ )?(?:too (?:little|few|low)|not enough)|(?:isn't|aren't|isnt|arent) enough",
    ),
)
_SUFFIXES = tuple((r, re.compile(rf"^(?:{p})(?= |$)")) for r, p in _SUFFIX)
_NO_MORE = (
    r"(?:and |but )?(?:tops|max|maximum|at (?:the )?(?:very )?(?:most|outside)|(?:no|not|nothing|never)"
    r" (?:(?:an? |one )?(?:single )?[a-z]+ )?(?:more|above|over|beyond|past|longer|higher|later|further)"
    r"|(?:or|and) (?:less|under|below|lower|fewer|sooner)"
    r"|(?:if not|or) (?:less|sooner))"
)
_NO_LESS = (
    r"(?:and |but )?(?:min|minimum|at (?:the )?(?:very )?least|(?:no|not|nothing|never)"
    r" (?:(?:an? |one )?(?:single )?[a-z]+ )?(?:less|under|below|fewer|lower|shorter|sooner)"
    r"|(?:or|and) (?:more|over|above|up|upwards))"
)
_THOUGHTS: tuple[tuple[Relation, str], ...] = (("<=", _NO_MORE), (">=", _NO_LESS))
_AFTERTHOUGHTS: tuple[tuple[Relation, re.Pattern[str]], ...] = tuple(
    (
        relation,
        re.compile(
            rf"^(?:(?!but |or |and )[^\s,;.!?]+ ){{0,7}}?(?:, )?{p} (?=[,.;!?]|(?:please|pls|thanks) |$)"
        ),
    )
    for relation, p in _THOUGHTS
)
"""Said at the end, of a number further ahead: "five minutes from the station, tops"."""
_THOUGHT: dict[Relation, re.Pattern[str]] = {
    "<=": re.compile(rf"^{_NO_MORE} $"),
    ">=": re.compile(rf"^{_NO_LESS} $"),
}
_RATE = re.compile(r"^(?:of \S+ )?(?:(?:(?:a|an|per|each|every|/) \S+|pp|each|apiece|altogether|in total) )?")
_LONGEST_CUE = 12
_TIMES = ("second", "minute", "hour", "day", "week")


def comparator(tokens: Sequence[Token], numeral: Numeral) -> Comparator | None:
    """The relation said of the number: what stands behind it ("or less") before what stands ahead ("at least")."""
    behind = _behind(tokens, numeral)
    ahead = _ahead(tokens, numeral)
    if behind is None and (ahead is None or ahead.held):
        behind = _afterthought(tokens, numeral)
    if behind is None or (ahead is not None and behind.relation == "about"):
        return ahead or behind
    if ahead is not None and behind.relation in ("<", ">"):
        return ahead  # "Over 3 hours would be too much": said of the bound, and no bound of its own.
    # "No more than 200 max", "at least 30 plus": the words ahead belong to it as well.
    return (
        behind
        if ahead is None
        else Comparator(
            ahead.relation
            if behind.comparative is None and ahead.relation != "about" and not ahead.held
            else behind.relation,
            ahead.start,
            behind.end,
            behind.comparative,
        )
    )


def _ahead(tokens: Sequence[Token], numeral: Numeral) -> Comparator | None:
    start = numeral.span.start
    first = max(0, start - _LONGEST_CUE)
    for index in range(start - 1, first - 1, -1):
        ends = tokens[index].norm in ",;!?" or (
            tokens[index].norm == "." and tokens[index - 1].norm not in ("max", "min", "approx", "ca")
        )
        if index > 0 and ends:
            first = index + 1
            break
        if tokens[index].is_number and index < start:
            first = index + 1
            break
    text = "".join(t.norm + " " for t in tokens[first:start])
    if numeral.unit in _TIMES and start > 0 and tokens[start - 1].norm in ("in", "inside"):
        return Comparator("<=", start - 1, numeral.span.end)  # Done, there, here in three days.
    best: tuple[int, Relation] | None = None
    for relation, pattern in _PATTERNS:
        found = pattern.search(text)
        if found is not None and (best is None or found.start() < best[0]):
            best = found.start(), relation
    if best is not None:
        # "Thai or under 50": the conjunction is not part of the comparator.
        at = first + text[: best[0]].count(" ")
        return Comparator(
            best[1], at + (tokens[at].norm in ("or", "and") and at + 1 < start), numeral.span.end
        )
    held = _HELD.search(text)
    if held is not None and not _goes_with_noun(tokens, numeral):
        return Comparator("=", start, numeral.span.end, held=True)
    return None


def _goes_with_noun(tokens: Sequence[Token], numeral: Numeral) -> bool:
    """Whether a noun follows, so that it is what somebody has: "I have a 20 minute commute"."""
    end = numeral.span.end
    following = tokens[end] if end < len(tokens) else None
    return bool(numeral.counted) or (
        following is not None and following.is_word and following.norm not in english.FUNCTION_WORDS
    )


def _behind(tokens: Sequence[Token], numeral: Numeral) -> Comparator | None:
    end = numeral.span.end
    counted = end < len(tokens) and bool(numeral.counted) and tokens[end].stem == numeral.counted
    # "Half a metre tall at most": a word may stand between.
    worded = end < len(tokens) and tokens[end].is_word and tokens[end].norm not in english.FUNCTION_WORDS
    for begin in dict.fromkeys((end, end + counted, end + worded)):
        text = "".join(t.norm + " " for t in tokens[begin : begin + _LONGEST_CUE])
        found = _cue(text, tokens, begin, numeral.span.start)
        if found is not None:
            return found
    text = "".join(t.norm + " " for t in tokens[end + counted : end + counted + _LONGEST_CUE])
    rate = _RATE.match(text)
    if rate is not None and rate.end():
        begin = end + counted + rate.group().count(" ")
        return _cue(text[rate.end() :], tokens, begin, numeral.span.start)
    return None


def _cue(text: str, tokens: Sequence[Token], begin: int, start: int) -> Comparator | None:
    joined = _OR.match(text)
    if joined is not None and joined.group(1) in _UPWARD | _DOWNWARD:
        word = begin + joined.group().count(" ")
        if not _number_next(tokens, word + 1):
            relation: Relation = ">=" if joined.group(1) in _UPWARD else "<="
            return Comparator(relation, start, word + 1, word if joined.group(1).endswith("er") else None)
    for relation, pattern in _SUFFIXES:
        found = pattern.match(text)
        if found is None:
            continue
        end = begin + found.group().strip().count(" ") + 1
        if _number_next(tokens, end) and tokens[end - 1].norm not in ("+", "so", "ish", "odd"):
            continue
        return Comparator(relation, start, end)
    return None


def _afterthought(tokens: Sequence[Token], numeral: Numeral) -> Comparator | None:
    end = numeral.span.end
    stop = next(
        (i for i in range(end, len(tokens)) if tokens[i].is_number or tokens[i].norm in english.NUMBER_WORDS),
        len(tokens),
    )
    text = "".join(t.norm + " " for t in tokens[end : min(stop, end + _LONGEST_CUE)])
    if stop < len(tokens):
        text += "# "
    for relation, pattern in _AFTERTHOUGHTS:
        if (found := pattern.match(text)) is not None:
            words = found.group().split()
            own = next(
                i for i in range(len(words) + 1) if _THOUGHT[relation].match(" ".join(words[i:]) + " ")
            )
            return Comparator(
                relation, numeral.span.start, numeral.span.end, after=(end + own, end + len(words))
            )
    return None


def _number_next(tokens: Sequence[Token], index: int) -> bool:
    """Whether the words before it belong to another number: "under 100 or over 300"."""
    index += index < len(tokens) and tokens[index].norm in ("a", "an", "$", "€", "£", "than", "the")
    return index < len(tokens) and (
        tokens[index].is_number
        or tokens[index].norm in english.NUMBER_WORDS
        or tokens[index].norm in english.MULTIPLIERS
    )
