"""A topic put up and answered by the speaker: "wool? god no", "parking, no thanks", "lids: no"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from agent.language.built_in import english
from agent.language.built_in.phrases import Span
from agent.language.built_in.text import Token

_ASIDE = (
    "(?:(?:oh|ooh|ah|well|god|hell|hmm|mm|um|er|erm|let me think|sorry|honestly|just|so|dear|lord|christ"
    "|please|but|and|ha"
    "|definitely|absolutely|certainly|obviously|really|that's|that is|those are|it's|they're|oh no) )*"
)
_REFUSED = (
    "(?:no|nope|nah|never|no thanks|no thank you|no ta|no way|no chance|no fear|no sir|not a chance"
    "|not likely|not on your \\w+|please don't"
    "|absolutely not|definitely not|certainly not|not (?:really )?for (?:me|us|him|her|them)|never again"
    "|not again|never ever|no no|no never|hell no|god no"
    "|(?:a )?hard pass|pass|spare (?:me|us)|(?:forget|skip|bin|ditch|lose|scrap|drop) (?:it|them|that|those)"
    "|get rid"
    "|(?:you're|you are|you must be|are you) (?:\\w+ )?(?:joking|kidding|mad)|you're having a laugh"
    "|do me a favour|have a heart|what were they thinking"
    "|over my dead body|i'd (?:rather|sooner) (?:die|not)|(?:so )?(?:none|nothing|no more|less) of (?:that"
    "|those|them|it|these|his|hers|theirs)"
    "|not (?:those|these|that|them|there|in a million years|if i can help it|in my \\w+|at my age)|(?:yuck"
    "|yuk|ew|eww|ugh|bleurgh|bleh|meh|eek|gross|boring|dull)"
    "|as if|let's not|i beg you|i'm begging you|been there|whatever next|don't make me|elsewhere|shan't"
    "|won't have it|out|"
    "leave (?:it|them|those|that) out|keep (?:it|them|those|that) away)"
)
_TAKEN = (
    "(?:go on(?: then)?|sure|why not|fine then|ok then|okay then|alright then|fair enough|that's fine"
    "|that's ok|be my guest"
    "|(?:ok|okay|fine|alright) (?:too|as well))"
)
_LEFT = (
    "(?:(?:i |we )?(?:don't|do not|doesn't|does not|couldn't|could not) (?:really )?(?:care|mind|matter|bother)"
    "(?: less)?|no (?:real |strong |particular )?preferences?"
    "|not (?:really )?(?:bothered|fussed|fussy|picky|important|needed|necessary)"
    "|whatever|either way|up to you|makes no (?:odds|difference)|optional)"
)
_END = (
    "(?= (?:$|[.!?,;:-]|thanks|thank|ta|mate|please|sorry|she|he|i|we|they|you|it|even|way|at|in|for"
    "|because|since|ever|whatsoever))"
)
_ANSWER = re.compile(
    f"^ (?:[?!,:;.–—-]+ )*{_ASIDE}(?:[,!.] )?{_ASIDE}(?:(?P<no>{_REFUSED})|(?P<yes>{_TAKEN})|(?P<left>{_LEFT})){_END}"
)
_CONCLUDED = re.compile(
    f" (?:so|and|but|therefore|,|then)(?: ,)? {_ASIDE}(?:one )?(?:{_REFUSED}|without(?: it| them)?)(?: [!.])* $"
)
_CORRECTS = frozenset(["wait", "actually", "i", "make", "sorry", "mean", "i'd", "let's", "it's"])
_JOINS = frozenset(["or", "and", "&", ",", "/"])
_ASKING = english.AUXILIARIES | english.words("which what how")

Answered = tuple[Literal["avoid", "allow", "free"], Span, Span]
"""What the answer says of the topics, where the answer stands, and the topics from first to last."""


def answered(tokens: Sequence[Token], topics: Sequence[Span]) -> list[Answered]:
    found: list[Answered] = []
    for number, topic in enumerate(topics):
        following = topics[number + 1].start if number + 1 < len(topics) else len(tokens)
        rest = tokens[topic.end : min(topic.end + 14, len(tokens))]
        text = f" {' '.join(t.norm for t in rest)} "
        match = _ANSWER.match(text)
        if match is None:
            continue
        length = len(text[: match.end()].split())
        cue = Span(topic.end, topic.end + length)
        if cue.end > following or not _stands_alone(tokens, topic, cue, following, bool(match["yes"])):
            continue
        if match["left"] and tokens[topic.end].norm not in "?:":
            # "I like wool, I don't mind": only a topic that was put up for it is let go.
            continue
        found.append(("avoid" if match["no"] else "free" if match["left"] else "allow", cue, topic))
    if topics and not found:
        last = topics[-1]
        text = f" {' '.join(t.norm for t in tokens[last.end :])} "
        if (match := _CONCLUDED.search(text)) and len(text[: match.start()].split()) < _FAR:
            cue = Span(last.end + len(text[: match.start()].split()), len(tokens))
            if _stands_alone(tokens, last, cue, len(tokens), False) and tokens[cue.start - 1].norm != "no":
                found.append(("avoid", cue, last))
    return found


_FAR = 12
"""Words over which a conclusion still speaks of a topic ("it itches, and I'm old, so none of that")."""


def _stands_alone(tokens: Sequence[Token], topic: Span, cue: Span, following: int, yes: bool) -> bool:
    """Whether the words answer the topic, and do not correct it ("red, no, blue") or begin what comes next."""
    marked = tokens[topic.end].is_mark
    after = tokens[cue.end].norm if cue.end < len(tokens) else ""
    bare = tokens[cue.end - 1].norm in ("no", "never", "nope", "nah", "out")
    start = topic.start
    while start and tokens[start - 1].norm not in ".!?;,":
        start -= 1
    if tokens[start].norm in _ASKING or tokens[max(0, topic.start - 1)].norm in ("no", "not", "without"):
        return False
    if yes:
        return marked or cue.end == len(tokens)
    if bare and after in _CORRECTS and not (after == "i" and tokens[topic.end].norm == "?"):
        return False
    if bare and after == "," and following <= cue.end + 2 and tokens[topic.end].norm == ",":
        return False
    return marked or cue.end == len(tokens) or after in ",.;!"
