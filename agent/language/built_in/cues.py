"""The formulas by which an utterance does something: asks why, wants more, forgets, says goodbye.

Patterns over the folded utterance. None of them knows a domain: what is liked, asked or compared comes
from the mentions and references.
"""

from __future__ import annotations

import re

from agent.language.built_in.text import spelled_out
from catalog.items import fold

_THING = r"(?:it|that|this|them|him|her|those|these|both|all|one|the)"

_PATTERNS: dict[str, str] = {
    "greet": r"^\W*(?:hi+|hello+|hey+|hiya|howdy|greetings|yo|good (?:morning|afternoon|evening|day)|hola|hallo|bonjour|ciao|guten tag|what'?s up|sup)\b",
    "thanks": r"\b(?:thanks|thank you|thank u|thx|ty|ta|cheers|much appreciated|appreciate (?:it|that|the)|gracias|danke|merci)\b",
    "goodbye": r"\b(?:bye+|goodbye|good bye|see (?:you|ya)|cya|good ?night|take care|farewell|have a (?:good|great|nice|lovely|wonderful)(?: \w+)?|that'?s all(?: for (?:now|today))?|that is all|i'?m done|all set|adios|tschuss|au revoir)\b",
    "help": r"^\W*(?:help(?: me)?|\?+)\W*$|\bwhat can (?:you|i) (?:do|ask|say)|how (?:does|do) (?:this|it|you|that) work|how (?:do|can) i use|^(?:who|what) are you\b|what is this(?: thing)?\??$|what kinds? of (?:things|questions)",
    "ask_memory": r"\bwhat (?:do|did|have|all do) (?:you|u) (?:know|remember|learn(?:ed|t)?|got|stored?|saved?|recall|kept|keep|have) (?:\w+ ){0,3}(?:about|of|on|from) (?:me|my|us)\b|what (?:do|did|have) (?:you|u) (?:remember|recall|know about me|stored?|saved?)\W*$|do you (?:remember|know) (?:me|who i am|what i|my|anything about me)|what (?:did|have) i (?:say|said|told|tell|tells) (?:you )?(?:before|earlier|last time|about|so far)|what (?:have|did) i (?:told|tell) you|(?:show|see|list|view) (?:me )?(?:my|the) (?:memory|memories|profile|preferences|beliefs)|who am i\b|what'?s in (?:your|my) memory|(?:remember(?:ed)?|know|learn(?:ed|t)|noted|saved|stored|recall) (?:\w+ ){0,2}(?:about|of) me\b",
    "forget_all": r"\b(?:forget|delete|erase|wipe|clear|remove) (?:everything|all|anything|whatever)(?: (?:that )?(?:you|i|of) .*)?(?:\W*$| about (?:me|us))|\b(?:forget|delete|erase|wipe|clear) (?:all )?(?:my|your) (?:data|memory|memories|profile|history|preferences|taste)|\bforget (?:about )?me\b",
    "forget_last": r"^\W*(?:please |ok(?:ay)?,? |can you |could you |now )*(?:forget|delete|erase|remove) (?:that|this|it|what i (?:just )?said|the last (?:one|thing)|those|these|them)(?: please| again| now| too)?\W*$|don'?t remember (?:that|this|it)\b",
    "forget_topic": r"\b(?:forget|delete|erase|stop remembering|don'?t remember|remove|unremember) (?:that |the fact that |about |what i said about |what you know about |my |the )",
    "undo": r"^\W*(?:\w+[,.!]* ){0,2}undo\b|\b(?:scratch|scrap|drop|cancel|ignore|discard|strike|forget|reverse|take back) (?:\w+ ){0,3}?(?:last|just|previous)(?: (?!(?:one|two|three)\b)\w+){0,3}\W*(?:please)?\W*$|\bback to (?:what|how|where|the way) (?:we|it|i|you|things) (?:had|was|were|did)\b|\b(?:like|as) (?:it was |we had it )?before\W*$|\b(?:undo (?:that|it|this|the last)|go back(?: one| a step| to (?:the )?(?:previous|before|what))?|take (?:that|it) back|revert|one step back|as it was|back to (?:the )?(?:previous|last) (?:one|ones|list|results?|step))\b|\b(?:scratch|cancel|ignore|strike|undo) that\W+(?:and )?(?:put|bring) (?:\w+ ){1,4}back\b|^\W*(?:no[, ]+)?(?:never ?mind|scratch that|cancel that|ignore that|forget (?:that|it) last)\W*$",
    "start_over": r"\b(?:start|begin)(?:ning|ing)? (?:all )?(?:over|again|afresh|anew|from scratch|fresh|from the (?:beginning|start|top))\b|\b(?:clean|blank) slate\b|\bslate clean\b|\bback to (?:square one|the (?:start|beginning|drawing board))\b|\breset\b|\bfrom scratch\b|\bnew (?:search|topic|conversation)\b|\b(?:clear|drop|remove|lift) (?:all|everything|every (?:filter|constraint)|all (?:the )?(?:filters?|constraints?))\b|^\W*(?:forget|scratch|drop) (?:all )?(?:that|it|all|everything|this)\b[,.;:!]+ *(?!(?:and )?(?:put|bring) )\w|\blet me put it differently\b|\bsomething (?:completely|totally|entirely|else entirely) different\b",
    "compare": r"\bcompare\b|\bcomparison\b|\bdifferences?\b (?:between|of)|\bversus\b|\bvs\.?\b|\bhow (?:do|does|are) (?:they|these|those|the two|the first|both) .*(?:differ|compare|different)|\bwhat'?s the difference|\b(?:which|what) (?:one|of (?:the two|them|these|those|both))\b.*\b(?:better|would you|should i|do you (?:prefer|recommend))|\bside by side\b|\bpick (?:one|between)\b|\bwhich (?:is|one'?s|one is|would be) (?:the )?better\b|\bwhich (?:of|one) .*\bor\b",
    "why_not": r"\bwhy (?:not|isn'?t|wasn'?t|aren'?t|didn'?t you|don'?t you|no|did you (?:not|leave out|drop|skip))\b|how come .*\b(?:not|isn'?t|no)\b",
    "why": r"^\W*(?:but |and |so |ok,? )?why\b|\bhow come\b|\bwhy (?:that|this|those|these|did you|do you|the|it|him|her|would you|is (?:it|that|this|the))\b|\bwhat makes (?:you|it|that)\b|\bwhat'?s the reason\b|\bexplain\b|\bwhy\W*\?\W*$|\bhow did you (?:choose|pick|come up|get)\b",
    "more": r"\bmore (?:by|from|of) (?:him|her|them|these|the same)\b|\b(?:anything|something|what|anyone|somewhere|who) else\b|\bany ?more\b|\b(?:show|give|got|get|have|see|want|need)(?: me)?(?: any| some| a few| \w+)? (?:more|others?|another)\b|^\W*(?:\w+ )?more(?: please| options| suggestions| ideas| of (?:those|these|that|them)| like (?:that|this|it|these|those))?\W*$|\banother(?: one| \w+)?\b|\b(?:(?<!the )other|different|further|additional|alternative) (?:ones?|options?|suggestions?|ideas?|recommendations?|choices?)\b|\bnext(?: one| ones| page| please)?\W*$|\bwhat other\b|\bkeep (?:going|them coming)\b|\bone last one\b|\bnone of (?:these|those|them)\b|\bother than (?:these|those|that)\b",
    "surprise": r"\bsurprise me\b|\byou (?:choose|pick|decide)\b|\bdealer'?s choice\b|\bup to you\b|\bnot (?:picky|fussy)\b|\b(?:anything|whatever)(?:'s| is)? (?:goes|good|fine|works|you (?:like|recommend|suggest|think))\b|\bno (?:particular )?preferences?\b|\bi'?m (?:easy|open|flexible)\b|\bopen to anything\b|\bjust (?:recommend|suggest|pick|show|give) (?:me )?(?:something|anything)\b|\byour (?:favou?rites?|pick|best)\b|\bi (?:don'?t|dont) (?:know|mind)(?: what i want| really)?\W*$",
    "indifferent": r"^\W*(?:(?:i'?m )?(?:easy|flexible|open)|either(?:'s| is)?(?: one)?(?: (?:fine|good|ok(?:ay)?|works))?|any(?: of them| one| will do| is fine)?|anything(?:'s| is)?(?: fine| goes| works)?|no preferences?|doesn'?t (?:really )?matter|does not matter|don'?t (?:really )?(?:care|mind)|i (?:don'?t|dont|do not) (?:really )?(?:care|mind)|whatever|not (?:really|fussed|fussy|picky|bothered)|both(?: are fine)?|all(?: of them)?|skip(?: (?:it|that|this))?|up to you|you (?:choose|pick|decide)|not important|no idea|not sure|i don'?t know)(?: (?:to me|really|thanks|please))?\W*$",
    "yes": r"^\W*(?:yes|yeah|yep|yup|sure|ok(?:ay)?|please do|of course|definitely|absolutely|certainly|go ahead|sounds good|why not|si|ja|oui)\b",
    "no": r"^\W*(?:no|nope|nah|not really|no thanks?|no thank you|non|nein)\b",
    "accept": r"\bi(?:'?ll| will|'?m going to| am going to|'?m gonna| think i'?ll| might) (?:\w+ )?(?:take|go (?:with|for|to)|watch|try|check|get|have|buy|read|book|order|play|pick|choose|add|give|cook|make|look into|start with|listen|download|visit|hike|rent|grab|apply)\b|\blet'?s (?:go with|do|take|watch|try|get|book|pick)\b (?:it|that|this|the|number|both)|\b(?:sounds|looks|seems) (?:good|great|perfect|interesting|lovely|fun|nice|amazing|awesome|like (?:a|the) (?:plan|winner))\b|\bon my list\b|\bi'?m sold\b|\bworks for me\b|\b(?:that'?s|it'?s) (?:perfect|the one|tonight sorted|great|exactly)\b|^\W*(?:deal|done|great choice|sold)\b|\badd(?:ing)? (?:it|that|this|the \w+)(?: one)? to\b|\bsave (?:it|that|this|the|number)\b|\bput(?:ting)? (?:it|that) on\b",
    "save": r"\bsave (?:it|that|this|the|number|both)\b|\b(?:on|to) my (?:list|watchlist|wishlist|favou?rites)\b|\bbookmark\b",
    "seen": r"\b(?:already |just )?(?:seen|saw|watched|read|tried|played|visited|finished|heard|been (?:to|there)|own|owned|know) (?:\w+ )?"
    + _THING
    + r"\b|\b(?:i'?ve|i have|we'?ve|have|we) (?:already |all |both )*(?:seen|watched|read|tried|played|visited|been|had|done|got|finished|heard|made|eaten|used|bought|hiked)\b|\bseen (?:it|them|that|both|those)\b|^\W*(?:already )?(?:seen|watched|read|tried|played|done|know)\b(?! it'?s)|\bwho hasn'?t\b|\bi (?:already )?(?:own|have|know|saw|read|watched|played|tried) (?:the|it|that|this|them|both|all|number)\b|\balready (?:has|have|owns?|got|seen|read|watched|know|did|tried|been|played)\b|\b(?:own|have|got|had|seen|know) (?:\w+ ){0,4}already\b|\balready (?:\w+ ){1,3}(?:it|that|this|them|those|both|the)\b",
    "not_seen": r"\b(?:haven'?t|have not|hasn'?t|never|not yet|didn'?t|don'?t|havent|dont) (?:\w+ ){0,2}(?:seen|watched|read|heard|tried|played|see|know|been|had|visited|saw)\b|^\W*not yet\b|\bdon'?t know (?:it|that|this|them)\b",
    "liked": r"\b(?:loved|liked|enjoyed|adored) (?:\w+ ){0,2}"
    + _THING
    + r"\b|\b(?:i|we|they|he|she|kids)(?:'ve)? (?:\w+ ){0,2}(?:love|like|enjoy|adore) (?:\w+ ){0,2}"
    + _THING
    + r"\b|\b(?:it|that|they|both|those) (?:was|were|is|are|looks?) (?:\w+ )?(?:great|good|amazing|awesome|fantastic|excellent|wonderful|brilliant|superb|lovely|fun|perfect|incredible|terrific)\b|\b(?:great|good|awesome|excellent|brilliant|amazing) (?:one|choice|pick|suggestion|idea)s?\b|\bmy (?:all[- ]time )?favou?rites?\b|\b(?:loved|liked|enjoyed) (?:it|them|that|both|those|every)\b|^\W*(?:loved|liked|love|enjoyed)\b|\b(?:both|all) (?:great|good|amazing|excellent)\b|\bbig fan\b",
    "disliked": r"\b(?:hated?|disliked?|didn'?t (?:really )?(?:like|enjoy|care for|love|do it)|don'?t (?:really )?(?:like|want|fancy|care for)|did not (?:like|enjoy)|do not (?:like|want)|not (?:a fan of|into|keen on|interested in|crazy about)|can'?t stand|couldn'?t (?:stand|finish|get into)) (?:\w+ ){0,2}"
    + _THING
    + r"\b|\b(?:overrated|boring|bored|no good|awful|terrible|horrible|rubbish|dreadful|not for me|no thanks|no thank you|not my (?:thing|cup|kind|style|type)|pass on|didn'?t do it for me|not interested|meh|yuck|ugh|not (?:that|this) one|not (?:the )?\w+ one|veto|hard pass|i'?ll pass|i'?d pass|don'?t like (?:that|this|it|them)|not feeling)\b|^\W*(?:pass|nope|nah|next)\W*$|\b(?:it|that|they) (?:was|were|is|looks?|sounds?) (?:\w+ )?(?:bad|boring|awful|terrible|dull|stupid|silly|disappointing|weak|overrated|horrible)\b",
    "about": r"\bwhat(?:'?s| is| are|s| was) (?:it|that|this|they|the \w+(?: one)?|\w+(?: \w+){0,5}) (?:all )?about\b|\btell me (?:more )?(?:about|of)\b|\bmore (?:about|details|info(?:rmation)?)\b|\bdescribe\b|\bdetails (?:on|of|about|for)\b|\bplot of\b|\bsynopsis\b|\bsummary of\b|\bwhat happens in\b|\b(?:is|are|was) (?:it|that|this|they|the \w+(?: one)?) any good\b|\binfo(?:rmation)? (?:on|about)\b|\bwhat is (?:it|that|this)\W*$|\bwhat do you know about\b",
    "count": r"\bhow many\b|\bnumber of\b|\bcount (?:of|the)\b|\bhow (?:big|large) is (?:your|the) (?:catalog|selection|collection)",
    "values": r"\b(?:what|which) (?:\w+ )?(?:kinds?|types?|sorts?|options?|\w+s|\w+) (?:of \w+ )?(?:do|does|are|have) (?:you|there|we)(?: have| got| offer| stock| carry)?\b(?! (?:recommend|suggest|think))|\blist (?:all|the|your)\b|\bwhat (?:are|is) (?:the|your) (?:available|possible|different)\b",
    "overview": r"\bshow (?:me|us) (?:a)?round\b|\blook around\b|\bbrowse\b|\bwhat(?:'?s| is| all is| do you have| have you got| can i find) (?:in|on) (?:the|your|this) (?:catalog(?:ue)?|collection|shop|store|library|list|stock|range|selection|database|shelf|shelves|menu|offer)\b|\b(?:an? )?overview\b",
    "availability": r"\b(?:do|does|did|have|got) (?:you|u|they)(?: guys| all| folks)? (?:have|got|stock|carry|sell|offer|know|ever had)\b|\b(?:have you|you) got\b|\bis there (?:a|an|any)\b|\bare there (?:any|some)\b|\bany chance of\b|\bin stock\b|\bavailable\b",
    "question": r"\?\s*$|^\W*(?:so |and |but |ok(?:ay)?,? |hmm,? |well,? |oh,? )*(?:who|whose|what|what'?s|when|where|which|how|is|are|was|were|does|do|did|can|could|has|have|will|would|should|tell me)\b",
    "wh": r"(?:^|[,;.!?–—-]\s*|\b(?:so|and|but|ok|okay)\s+|one,?\s+)\W*(?:who|whose|what|when|where|which|how)\b",
    "request": r"\b(?:recommend|suggest|find|show|give|looking for|look for|want|need|searching|search|after|fancy|in the mood|feel like|got any|any (?:good|nice)|recommendations?|suggestions?|get me|i'?d like|would like|can i (?:get|have|see)|help me (?:find|choose|pick)|ideas?|craving|something|anything|somewhere|someplace|any)\b",
    "unsafe": r"\b(?:ignore|disregard|forget|override) (?:all |any |your |the |my )*(?:previous |prior |above |earlier )?(?:instructions?|prompts?|rules|system|guidelines)\b|\bsystem prompt\b|\byou are now\b|\bpretend (?:to be|you)\b|\bact as\b|\bdeveloper mode\b|\bjailbreak\b",
    "errand": r"^\W*(?:please |can you |could you |would you |hey,? )*(?:write|compose|translate|calculate|solve|code|program|sing|draw|email|call|remind me to|book (?:me|us|a|it)|reserve|order (?:me|us|it)|set an? (?:alarm|timer)|turn (?:on|off)|tell me a joke)\b",
    "topic": r"\b(?:weather|stock price|president of|prime minister|capital of|football score|what time is it|what day is it|meaning of life|joke|homework|square root|who won)\b",
}
_COMPILED = {name: re.compile(pattern) for name, pattern in _PATTERNS.items()}


def cues(utterance: str) -> frozenset[str]:
    """The names of the formulas that the utterance contains."""
    text = spelled_out(fold(utterance))
    return frozenset(name for name, pattern in _COMPILED.items() if pattern.search(text))


def patterns() -> tuple[str, ...]:
    """The formulas as they are written: the words in them are words of the language."""
    return tuple(_PATTERNS.values())


def cue_at(utterance: str, name: str) -> int | None:
    """Where the formula begins."""
    match = _COMPILED[name].search(spelled_out(fold(utterance)))
    return match.start() if match else None


def cue_spans(utterance: str, name: str) -> list[tuple[int, int]]:
    """Where the formula stands, in characters; none where folding moves them."""
    text = fold(utterance)
    return [m.span() for m in _COMPILED[name].finditer(text)] if len(text) == len(utterance) else []


def without(utterance: str, *names: str) -> str:
    """The utterance with the named formulas blanked out, offsets kept."""
    for start, end in [span for name in names for span in cue_spans(utterance, name)]:
        utterance = utterance[:start] + " " * (end - start) + utterance[end:]
    return utterance
