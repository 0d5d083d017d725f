"""Patterns of English predicates that reject, let go or allow: the words that no schema brings.

Over folded words with one blank between them. None of them knows a domain.
"""

from __future__ import annotations

from typing import Literal

Kind = Literal["avoid", "free", "remove", "bear", "allow", "swap"]
"""`avoid`: must not be. `free`: need not be. `remove`: let go where it was asked for, else kept out.
`swap`: something else takes its place. `bear`: may be ("I don't mind").
`allow`: may be, and is welcome ("is fine too")."""

_ADVERB = (
    "(?:(?:really|actually|honestly|all|that|so|very|particularly|exactly|necessarily|even|totally|just|too|overly"
    "|especially|much|terribly|still|ever|currently|personally|quite|strictly|at all|at|also|any|absolutely"
    "|completely|definitely|certainly|probably|always|simply|happily|easily|gladly|well|super|my|the) )*"
)
_NOT = (
    "(?:(?:do|does|did|is|are|was|were|would|could|should|can|need|must|will|wo|ca|has|have|had|ai)n't"
    "|cannot|never|hardly|barely|not|nor|don't|can't)"
)
_BE = "(?:is|are|'s|was|were|be|being|it's|that's|they're|they are|i'm|am|we're)"
_SELF = "(?:me|us|him|her|them|my \\w+|our \\w+)"
_ABOUT = "(?: (?:about|on|over|by|with|as to|regarding|for|when it comes to|in terms of|to))*"

AHEAD: tuple[tuple[Kind, str], ...] = (
    ("swap", "(?:instead of|rather than|in place of)"),
    ("bear", f"{_NOT} {_ADVERB}(?:mind|against|opposed to|averse to|object to|hate|dislike)"),
    (
        "bear",
        "wouldn't mind|wouldn't say no to|nothing (?:at all )?wrong with"
        "|no (?:objections?|issues?|problems?) (?:to|with)",
    ),
    ("free", f"{_NOT} {_ADVERB}care(?: (?:about|what|which|if|whether|how|where|who))?(?! for)"),
    ("free", f"{_NOT} {_ADVERB}(?:need|require|insist on|depend on|rely on)(?: to (?:be|have))?"),
    ("free", f"{_NOT} {_ADVERB}have to (?:be|have|come with)|needn't (?:be|have)"),
    (
        "free",
        f"(?:{_NOT}|un) {_ADVERB}(?:fussed|bothered|fussy|picky|worried|concerned|precious|particular|choosy"
        f"|hung up|strict|set|needed|required|essential|a must){_ABOUT}(?! enough)",
    ),
    (
        "free",
        "(?:can|could|will|would|i'll|i'd|we'll|we'd|happy to|able to|fine to) (?:\\w+ly |just |also )?"
        "(?:do|live|manage|go|cope|survive|get by)(?: just fine| fine| well)? without",
    ),
    (
        "free",
        "no (?:\\w+ )?(?:preferences?|opinions?|requirements?|need|wishes|limits?)"
        "(?: (?:about|on|over|as to|regarding|with|for|when it comes to|in terms of|in|to|of))*",
    ),
    (
        "free",
        "(?:easy|flexible|relaxed|indifferent|agnostic|neutral|open)(?: (?:about|on|regarding|as to|over|to any))+",
    ),
    ("free", "open to (?:any|all|other|different)(?: other)?"),
    ("free", "(?:regardless|irrespective) of|with or without|never ?mind(?: about)?|not necessarily|or not"),
    (
        "free",
        f"(?:{_NOT} {_ADVERB}matters?|no matter|makes? no (?:odds|difference))"
        "(?: to (?:me|us))? (?:what|which|how|if|whether|about|where|who)",
    ),
    (
        "free",
        f"(?:i|we) (?:{_NOT} {_ADVERB}(?:have|own)|haven't got|have no|haven't)(?! to\\b)"
        "(?! (?:tried|seen|been|had|heard|got|more|less|over|much|that|enough|time))",
    ),
    ("free", "(?:couldn't|could not) care less about|open to any|no longer (?:need|care about)"),
    (
        "remove",
        "(?:forget|ignore|drop|scrap|ditch|skip|cancel|lift|remove|lose|relax|clear|loosen|disregard|bin|delete"
        "|discard|axe|undo|without)"
        "(?: about)?(?: (?:what|whatever) (?:i|we) said (?:about|on))?(?: (?:the|that|this|my|your|our|all the))"
        "(?: (?:bit|part|thing|stuff|rule|condition|filter) (?:about|with|on|for))?",
    ),
    (
        "remove",
        "(?:scrap|ditch|drop|skip|lose|forget|ignore|disregard)"
        "(?! (?:that|this|it|them|those|these|all|everything)\\b)",
    ),
    (
        "avoid",
        "vetoe?[sd]?|vetoing|ban(?:s|ned)?|forbids?|refuses?|avoids|loathes|despises|detests|abhors?|dreads?|fears?",
    ),
    (
        "avoid",
        "(?:scared|afraid|terrified|frightened|petrified|wary|intolerant|allergic|sensitive|averse|opposed"
        "|phobic|allergy|allergies|aversion|phobia|intolerance|fear) (?:of|to|about)",
    ),
    (
        "avoid",
        "(?:put|turned) off(?: by)?|(?:gone|going|went|i'm|im|am) off|g(?:ave|iven|iving) up(?: on)?"
        "|(?:leave|leaving|rule|ruling|cut|cutting|count) out|spare me|say no to|(?:no|no thanks|no thank you) to"
        "|(?:sick|tired|bored|weary|fed up)(?: to death| and tired| to the teeth)? (?:of|with)|pass on"
        "|done with|had it with|had my fill of|steer clear of|keep clear of|(?:stay|keep) away from|swore off",
    ),
    (
        "avoid",
        f"(?:can't|cannot|couldn't|can not|can never|won't|will not|will never|could never) {_ADVERB}"
        "(?:stand|bear|stomach|abide|take|tolerate|do|eat|have|handle|wear|deal with|cope with|use|face|drink"
        "|get on with|get along with|be doing with|be around|go near|touch|ride|sleep (?:in|on))",
    ),
    (
        "avoid",
        f"{_NOT} {_ADVERB}(?:into|keen on|fond of|an? (?:\\w+ )?fan of|mad (?:about|on)|crazy about|big on|sold on"
        "|interested in|in the mood for|after|looking for|wild about|comfortable (?:with|in)|happy with"
        "|taken (?:with|by)|up for|one for|partial to|get on with|get along with|do well with|want(?: to see)?|fancy)",
    ),
)
"""Predicates that take their topic as an object."""

BEHIND: tuple[tuple[Kind, str], ...] = (
    ("free", f"{_NOT} {_ADVERB}(?:matter|bother|count)s?"),
    (
        "free",
        f"{_NOT} {_ADVERB}(?:be )?(?:important|essential|necessary|needed|required|crucial|relevant|vital"
        "|mandatory|compulsory|decisive|set in stone|an? (?:\\w+ )?(?:must|need|issue|problem|deal ?breaker|big deal"
        "|deal|priority|requirement|concern|condition))",
    ),
    (
        "free",
        f"{_BE} {_ADVERB}(?:optional|unimportant|irrelevant|unnecessary|negotiable|flexible|secondary|immaterial"
        "|neither here nor there|up to you|no (?:issue|problem|object|concern|matter|big deal))",
    ),
    ("free", "no object|doesn't have to|needn't|whatever(?= $)"),
    ("free", "(?:can|could|may|might) be (?:any|anything|whatever|whichever)|makes? no (?:odds|difference)"),
    (
        "avoid",
        f"{_BE} {_ADVERB}(?:out(?= (?:$|for|of the|then|please|thanks|though|too|and))"
        "|an? (?:\\w+ )?(?:no go|no no|nono|no|deal ?breaker|non starter|turn off)"
        "|off the (?:table|menu|list)|banned|forbidden|excluded|verboten|ruled out|unacceptable|no good|no use|no go)",
    ),
    (
        "avoid",
        f"(?:{_BE} (?:\\w+ly )?not|isn't|aren't|wasn't) {_ADVERB}(?:for {_SELF}|(?:my|our|his|her|their) "
        "(?:thing|cup of tea|style|bag|kind of thing|sort of thing|taste|vibe|scene)|thing|cup of tea|an option"
        "|happening|acceptable|welcome|wanted)",
    ),
    (
        "avoid",
        f"{_NOT} {_ADVERB}(?:agree with|suit|work for|do it for|appeal to|sit well with|go down well with) {_SELF}",
    ),
    (
        "avoid",
        f"(?:and|&) (?:me|i|him|her|us|my \\w+) (?:just |really )?{_NOT} {_ADVERB}"
        "(?:get on|get along|mix|agree|go together|click)",
    ),
    (
        "avoid",
        f"(?:make|give|gave|made)s? {_SELF} (?:feel )?(?:ill|sick|nauseous|headaches?|an? (?:headache|rash)|the creeps"
        "|hives|sneeze|itch|queasy|nervous|uneasy)",
    ),
    (
        "avoid",
        f"(?:{_NOT} (?:really )?|nothing )(?:what|something|anything|the sort of thing) "
        "(?:i|we)(?:'m|'re|'d)?(?: am| are)? "
        "(?:after|looking for|want|need|like|enjoy|had in mind)",
    ),
    ("avoid", "an? (?:hard |big |definite |firm )?no(?: go| no)? (?:from|for) (?:me|us)"),
    (
        "avoid",
        f"(?:{_BE} {_ADVERB}|looks? |feels? |sounds? )?(?:boring|dull|ugly|hideous|awful|horrible|terrible|dreadful"
        "|disgusting|tacky|revolting|gross|off putting)(?= (?:$|to|for|though|so|,))",
    ),
    ("avoid", f"(?:scare|terrify|terrifie|frighten|bore|annoy|irritate)s? {_SELF}"),
    ("avoid", f"{_NOT} {_ADVERB}(?:going|go|coming) back(?: there)?|never again|not again"),
    (
        "allow",
        f"(?:{_BE}|sounds?|would be|will be|might be|could be|i'd be|can be) {_ADVERB}"
        "(?:fine|ok|okay|alright|acceptable|allowed|welcome|an option|possible|on the table|back in|doable)"
        "(?: with me| by me| for me)?"
        "(?: too| as well| also| again| after all| now)?",
    ),
    ("allow", "(?:can|could|may) come back(?: in)?|(?:is|are) back (?:in|on)"),
    (
        "allow",
        f"(?:{_BE}|would be|sounds?) {_ADVERB}(?:good|great|nice|cool|lovely|perfect) (?:too|as well|also)",
    ),
    (
        "allow",
        "(?:works?|would work|will work|will do|would do|'ll do|goes|also works?|would also work|would also do)"
        "(?: too| as well| also| for me| for us)*",
    ),
)
"""Predicates whose topic is the subject."""

INSIDE: tuple[tuple[Kind, str], ...] = (
    (
        "avoid",
        "(?:leave|leaving|left|keep|keeping|rule|ruling|cut|count|strike|cross|take) "
        "((?:\\w[\\w'-]* ){1,7}?)(?:out|off|away)(?: of it)?",
    ),
)

ALLOWING: tuple[tuple[Kind, str], ...] = (
    (
        "allow",
        "(?:i'd|we'd|i would|we would|i could|we could) (?:also )?(?:take|consider|accept|settle for|live with)",
    ),
    (
        "allow",
        "(?:could|can|might|may|would) (?:also|equally|just as well) be"
        "|(?:also|equally) (?:fine|ok|okay|happy|good) with",
    ),
    ("allow", f"(?:happy|fine|ok|okay|cool) {_ADVERB}with"),
)
