"""What would only be nice, what one would rather not have, what must be for all the negation around it, and what is
taken back."""

from __future__ import annotations

from agent.language.built_in.feelings import ADVERB, DISTRESS, INNER, NOT, PLEASANT, SELF, forms
from agent.language.built_in.predicates import Kind

_PLAIN = (
    "(?:(?!(?:and|but|or|so|because|then|just|only|mind|minded|care|matter|matters|bother(?! with)|bothered|fussed"
    "|picky|problem|worries)\\b)"
    "[\\w'-]+ )"
)
NEEDING: tuple[tuple[Kind, str], ...] = (
    (
        "free",
        f"(?:fine|ok|okay|alright|forgive|(?:won't|wouldn't) (?:cry|complain|sulk|die|mind|hurt|kill \\w+"
        f"|lose sleep|object)"
        f"|{NOT} {ADVERB}(?:mind|care|matter|bothered|fussed|worried|bother|the end of the world|a problem"
        f"|a disaster)"
        f"|no (?:\\w+ )?(?:problem|worries|odds|bother|harm|biggie|drama))"
        f" (?:\\w+ ){{0,2}}?(?:if |about |with )?(?:it |they |there |you )?(?:'s )?{INNER}",
    ),
    ("need", f"(?:{NOT}|no|nothing|nowhere|nobody|none|pointless|useless) {_PLAIN}{{0,6}}?{INNER}"),
    (
        "need",
        f"(?:{NOT} (?:want|take|have|show me|bother with|consider|accept|settle for|look at|need|buy|wear|eat)"
        f"|no one wants|refuse)"
        f" {_PLAIN}{{0,3}}?(?:anything|any|anywhere|ones?|stuff)(?: else)?(?: at all)? (?:but|bar|except"
        f"|other than|apart from)",
    ),
    (
        "need",
        f"{DISTRESS} {_PLAIN}{{0,4}}?(?:without|with no|if (?:it|they|there) {_PLAIN}{{0,2}}?(?:no|{INNER}))",
    ),
    (
        "need",
        f"(?:can't|cannot|couldn't|never) {ADVERB}(?:get enough of|beat|go wrong with|say no to|resist)"
        f"|nothing (?:beats|like|better than)",
    ),
    (
        "need",
        "unless (?:it|they|there)(?:'s|'re| is| are| has| have)"
        "(?= (?:[\\w'-]+ ){1,4}?(?:, )?(?:i'm|i am|we're|don't|forget)(?: \\w+)? (?:not|out|interested|bother|it))",
    ),
    (
        "need",
        f"{NOT} {ADVERB}(?:budge|compromise|negotiate|bend|back down) on|holding out for|sold on|insist(?:s"
        f"|ing)? on",
    ),
)
"""Negations that meet: what is left is a need, or nothing. They go before all others."""

MILD: tuple[tuple[Kind, str], ...] = (
    (
        "rather",
        "(?:'d|would|i'd|we'd|she'd|he'd|they'd|i|we) (?:rather|sooner|prefer(?: to)?|tend to|try to"
        "|generally|usually) (?:\\w+ly )?"
        "(?:not(?: have| see| do)?|skip|dodge|avoid|miss(?: out on)?|swerve|leave out|steer (?:off|round"
        "|clear of|away from|around|shy of))",
    ),
    (
        "rather",
        f"{NOT} (?:overly|particularly|hugely|massively|terribly|the biggest|a (?:huge|big|massive|great)) "
        f"{ADVERB}(?:into|keen on|fond of|an? fan of|fan of|fussed on|struck on|mad (?:about|on)"
        f"|crazy (?:about|on)|wild about|big on)",
    ),
    ("rather", f"{NOT} (?:mad|wild|crazy|thrilled|overjoyed|nuts) (?:keen )?(?:about|on)"),
    (
        "rather",
        "(?:less keen|lukewarm|iffy|unsure|doubtful|dubious|ambivalent|hesitant|wary|in two minds) (?:on"
        "|about|of)"
        "|(?:hesitate|think twice) (?:over|about)|(?:go |going )?(?:easy|light) on|lean away from|cut down on"
        "|not ideal if|happier without|(?:try|tries|tend|prefer|prefers) (?:to (?:avoid|dodge|steer|skip)"
        "|not to)|(?:the )?fewer(?: of the)?",
    ),
)
"""What one would rather not have."""

SOFT_BEHIND: tuple[tuple[Kind, str], ...] = (
    ("bonus", f"(?:would|'d|might|could) {ADVERB}(?:be|make) {ADVERB}{PLEASANT}(?! (?:too|as well|also)\\b)"),
    (
        "bonus",
        f"(?:would|'d|might|could)(?: (?:be|make))? (?:\\w+ )?(?:help|come in (?:handy|useful)|hit the spot"
        f"|suit|score|earn|make|put|look|work well|go down|cheer|please|delight|{forms('tickle')})(?! do)",
    ),
    (
        "bonus",
        f"(?:is|are) (?:a )?(?:plus|bonus|nice to have)|wouldn't (?:hurt|go amiss|come amiss)"
        f"|suits? {SELF} (?:best|better|most)|gets? (?:a|my) (?:thumbs up|vote)",
    ),
    (
        "bonus",
        "(?:for|by) (?:preference|choice|a preference|a change)|given (?:the|a) choice|(?:all"
        "|so much) the better|if poss(?:ible)?"
        "|(?:if|where|when|whenever|as far as) (?:that's |it's |at all |humanly )?(?:possible|poss|feasible"
        "|available)"
        "|if (?:there's|there is|you've|you have|they've|they have|you|they|i|it|we|the|she|he"
        "|push)(?: \\w+)?(?: (?:a|any|my|one|to|up|had|get|got|have))*"
        " (?:choice|option|going|say|way|shove|such a thing|one|ones|it|some|can|could|do|stretches|allows"
        "|allow|asked|me|druthers|had|got|arm|is|are)(?= (?:$|,|but|though|and|no|in))",
    ),
)

SOFT_AHEAD: tuple[tuple[Kind, str], ...] = (
    (
        "bonus",
        f"(?:it'd|it would|it'll|that'd|would) (?:be|help|make) {ADVERB}(?:{PLEASANT}|my day|\\w+ day"
        f"|handy)?(?: (?:to have|to get|to see|if (?:it|they|there|you|we)(?: (?:was|were|is|had|has|have|did"
        f"|could|could be|would be|came with))?))",
    ),
    (
        "bonus",
        "(?:a )?(?:slight|mild|small|weak|vague|soft|personal|gentle|sneaking) (?:preference|leaning"
        "|inclination|tendency|weakness) (?:for|towards?|to)"
        "|(?:my|our|his|her|first|the) preference (?:is|would be|goes to)|a preference for|soft spot for"
        "|partial to|tempted by|(?:lean|leaning|leans|veering|inclined|erring)(?: \\w+)? (?:to|towards?)"
        "|(?:bonus|extra|brownie) points (?:for|if (?:it|they|there)(?:'s|'re| is| are| has| have)?)"
        "|in (?:a perfect|an ideal) world|all things being equal|fingers crossed(?: for)?"
        "|(?:quite|rather|sort of|kind of|kinda) (?:like|fancy|fancied|liked)(?: the idea of)?"
        "|a touch of|if i'm being picky|i suppose|if (?:there's|there is) an?|if you (?:happen"
        "|happened) to have(?: one| some)?"
        "|(?:'d|would) (?:quite )?(?:love|favour|plump for)(?: it)?(?: (?:if|to))?|any chance of"
        "|my (?:first choice|heart|gut) (?:would be|says|is)|(?:nice|great|lovely|good|better|best) if (?:it"
        "|they|there)(?:'s|'re| is| was| are| were| has| had| have)?"
        "|the more|tend to (?:go for|like)|on the \\w+ side if",
    ),
)
"""What would be nice."""

SAID = "(?:i|we)(?:'d| had)? (?:\\w+ )?(?:said|asked for|wanted|mentioned|put down|typed)"
"""What was said before, where it is taken back after."""

CONCEDING = (
    "(?:(?:but|though|although|tho|however|and) (?:[\\w']+ ){0,4}?)(?:NOT_NEEDED)|(?:NOT_NEEDED) (?:though"
    "|tho|if not)\\b"
    "|no (?:worries|problem|biggie|drama|bother|big deal) (?:if not|otherwise|either way)|if not(?:,)? (?:no"
    "|fine|that's|never|it's)"
).replace(
    "NOT_NEEDED",
    "(?:not|isn't|n't) (?:a |an |the |really |completely |absolutely |too |that |overly )*(?:must|crucial"
    "|essential|vital|deal ?breaker|end of the world"
    "|important|necessary|needed|required|fussed|bothered|set on|stuck on|insist|die|go mad|sulk|cry|push"
    "|worry|priority|big deal)"
    "|no (?:pressure|worries|biggie|big deal|rush|bother|stress|problem|must)|(?:won't|don't"
    "|wouldn't) (?:insist|mind|sulk|cry|push|lose sleep|go mad|hold out)"
    "|(?:flexible|negotiable|persuadable|optional)|could be (?:swayed|persuaded|talked)|sway me|(?:can|could"
    "|would|will|'ll|i'll|i'd) (?:live|cope|manage|do|survive)(?: without)?(?= |$)"
    "|just (?:a thought|dreaming|an idea)",
)
"""A clause that takes back some of what was asked for before it."""
