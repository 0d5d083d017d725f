"""Where somebody tells of what was: "I used to have a red one", "we had thai yesterday". Nothing there is wished for.

A piece of an utterance tells where a person, or what a person had, is the subject of a verb in the past that is
none of wishing, judging or saying: "I wanted", "we loved" and "he said" speak of now.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.language.built_in import english
from agent.language.built_in.people import KIN
from agent.language.built_in.text import Token

_MARKS = frozenset(".,;:!?—–()")
_TURNS = english.words("but so now today tonight tomorrow though although because which yet instead")
"""Words with which another piece begins."""
_ADVERBS = "(?:(?:just|once|always|already|also|both|all|usually|often|even|still|last|[a-z]+ly) )*"
_KIN = "|".join(sorted(re.escape(word) for word in KIN))
_WHOSE = "(?:my|our|his|her|their)"
_WHO = f"(?:i|we|he|she|they|{_WHOSE} (?:\\w+ )?(?:{_KIN})|the kids|the children)"
_LONG_AGO = "(?:last|ago|yesterday|once|before|from|back)"
_IRREGULAR = (
    f"had|did|went|came|got(?= (?:\\w+ )*{_LONG_AGO} )|bought|brought|lost|broke|sank|ate|drank|wore|drove|rode|ran"
    "|kept|slept|stood|sold|gave|took|made|grew|left|met|spent|paid|built|caught|threw|swam|flew|sat|taught|fell|won"
    "|held|sent|cut|hurt|put|saw|been|eaten|worn|driven|gone|done|given|taken|broken|grown|drunk|ridden"
)
_SPEAKING_OF_NOW = (
    "(?:wanted|needed|hoped|wished|fancied|preferred|liked|loved|enjoyed|adored|hated|disliked|detested|loathed"
    "|asked|mentioned|typed|decided|changed|agreed|settled|picked|promised|allowed|supposed|limited|budgeted|saved"
    "|noticed|recommended|suggested|advised|prescribed|expected|imagined|planned|intended|missed|searched|looked"
    "|specified|requested|interested|tempted|considered|insisted|demanded|required|called|reached|added)"
)
_NOT_TOLD = (
    "(?! (?:\\w+ ){0,6}in mind| (?:better|hoped|hoping|wanted|needed|planned|enough|it with|told|recommended|your)"
    "| to (?:say|ask|mention)| (?:my|our) (?:eye|heart))"
)
_SEEKING = (
    "(?:looking|hoping|thinking|wondering|going|searching|considering|wanting|planning|expecting|imagining|picturing"
    "|leaning|hunting|craving|dying|meaning|shopping|asking|eyeing|dreaming|trying|told|after|recommended|needing)"
)
_STATE = (
    "(?:an?|in(?! (?:the mood|search|need|two))|at|on(?! the (?:lookout|hunt))|born|raised|given|[a-z]+ing)"
)
_PAST = (
    f"(?:used to|(?:{_IRREGULAR}){_NOT_TOLD}|(?!{_SPEAKING_OF_NOW} |[a-z]*eed )[a-z]+[a-z]ed{_NOT_TOLD}"
    f"|(?:was|were)(?! {_SEEKING} )(?= {_STATE} ))"
)
_PERFECT = f"(?:'ve| have| had| has)(?! always) {_ADVERBS}(?!been {_SEEKING} ){_PAST}"
_BEFORE = "(?:last|previous|old|former|ex|other|first|current|present|existing|usual|late)"
_WISHED = "(?:choice|favourite|favorite|preference|idea|wish|plan|limit|budget)"
_BECAME = "(?:was|were|had|wasn't|weren't|hadn't|didn't|used to|broke|died|came|cost|lasted|fell|wore|gave|ran|went)"
_TOLD = tuple(
    re.compile(f" {pattern} ")
    for pattern in (
        f"(?:when|while|until) {_WHO} {_ADVERBS}(?:was|were|lived|had|did|went|used to)",
        f"{_WHO}(?:{_PERFECT}| {_ADVERBS}{_PAST})",
        f"(?:{_WHOSE} {_BEFORE}|the (?:last|previous|former)) (?!{_WISHED} )(?:\\w+ ){{0,3}}?{_BECAME}",
        f"(?:{_WHOSE}|the) (?:current|present|existing) (?:\\w+ ){{1,3}}?(?:is|are|has|have)",
        f"the (?:last |previous |other )?(?:\\w+ ){{1,2}}{_WHO} {_ADVERBS}{_PAST}(?: \\w+){{0,5}} (?:was|were|had|has)",
        f"{_WHOSE} (?:{_KIN}) (?:works|worked) (?:in|at|for|as)",
        "(?:i|we)(?:'ve got| have got| have| own) .*(?:already|at home)",
        "(?:i|we)(?:'ve)? already (?:have|own|got)",
    )
)
_WISHING = re.compile(
    " (?:want|wants|need|needs|looking|prefer|show|give|recommend|find|something|anything|somewhere|would|i'd|we'd"
    "|please|pls|must|should|(?<!used to )like|than|as|too|enough) "
)
_GOES_ON = re.compile(
    " (?:and |but |then )*(?:it|they|that|those|this|which) "
    f"(?:was|were|wasn't|weren't|didn't|{_IRREGULAR}|[a-z]+ed) "
)
_AGAIN = re.compile(
    " (?:again|the same|similar|like (?:it|that|those|them)|another"
    "|(?:want|need|like|prefer|take|have|get|miss|missing|love|loved|enjoyed|replace) (?:it|them|one|that|those)) "
)
_OTHERWISE = re.compile(
    " (?:(?:something|somewhere|anything|someone|anywhere) (?:else|different|new|other)|(?:a|for a) change"
    "|not (?:that|those|them|it|again|another)|never again) $"
)


def pieces(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Runs between marks and words that turn to something else; "and" parts where a person or thing follows it."""
    cuts = [0]
    for index, token in enumerate(tokens):
        following = tokens[index + 1].norm if index + 1 < len(tokens) else ""
        if token.norm in _MARKS:
            cuts += [] if _lists(tokens, index) else [index + 1]
        elif token.norm in _TURNS or (token.norm in ("and", "then") and following in _SUBJECTS):
            cuts.append(index)
    return [(a, b) for a, b in zip(cuts, [*cuts[1:], len(tokens)], strict=True) if b > a]


def _lists(tokens: Sequence[Token], comma: int) -> bool:
    """Whether the comma stands in a list: "we had thai, indian and french"."""
    for index in range(comma + 1, min(comma + 5, len(tokens))):
        word = tokens[index].norm
        if word in ("and", "or") and index > comma + 1:
            return index + 1 < len(tokens) and tokens[index + 1].norm not in _SUBJECTS
        if word == "," and index > comma + 1:
            return _lists(tokens, index)
        if word in _SUBJECTS or word in _TURNS or word in _MARKS:
            return False
    return False


_SUBJECTS = english.words(
    "i i'd i'm i've we we'd we've he she it it's they they're my our want need would now maybe this that then please"
)


def told(tokens: Sequence[Token]) -> frozenset[int]:
    """The places of the tokens that tell of what was, and are not asked for again."""
    found: set[int] = set()
    telling = False
    for start, end in pieces(tokens):
        words = " ".join(t.norm for t in tokens[start:end] if t.norm not in _MARKS)
        text = f" {words} "
        telling = _tells(text) or (telling and _GOES_ON.match(text) is not None)
        if telling:
            found.update(range(start, end))
        elif found and _AGAIN.search(text):
            return frozenset()
    return frozenset(found)


def _tells(text: str) -> bool:
    return any(pattern.search(text) for pattern in _TOLD) and not _WISHING.search(text)


def otherwise(tokens: Sequence[Token], told: frozenset[int]) -> bool:
    """Whether what was is now unwanted: "we had thai yesterday, so something else"."""
    for start, end in pieces(tokens):
        words = " ".join(
            t.norm for t in tokens[start:end] if t.norm not in _MARKS and t.norm not in _COURTESY
        )
        if start not in told and any(i < start for i in told) and _OTHERWISE.search(f" {words} "):
            return True
    return False


_COURTESY = english.words("please pls today tonight now")
