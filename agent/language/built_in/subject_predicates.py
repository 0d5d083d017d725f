"""Predicates whose topic is the subject ("lids are out"), or stands within them ("leave the lid out")."""

from __future__ import annotations

from agent.language.built_in.feelings import (
    ADVERB,
    AILS,
    BE,
    BEARING,
    FOUL,
    GONE,
    HURTS,
    NOT,
    PERSON,
    PLEASES,
    SELF,
    SICK,
)
from agent.language.built_in.predicates import Kind

BEHIND: tuple[tuple[Kind, str], ...] = (
    (
        "free",
        f"(?:can|could) take or leave|{BE} {ADVERB}(?:all the same|all one|neither here nor there|by the by"
        f"|no odds)(?: to {SELF})?",
    ),
    (
        "free",
        f"(?:{NOT} (?:come into it|worth holding out for|needed|fuss(?:ed)?)|means? nothing to|no (?:odds"
        f"|matter))",
    ),
    (
        "rather",
        f"{NOT} {ADVERB}(?:great|ideal|(?:my|our) favourites?|top of (?:my|our) list|much fun|my first choice"
        f"|us|be my choice)"
        "|if (?:it|they|that) can be (?:avoided|helped)|(?:is|are) to be avoided|if you must|if (?:i"
        "|we) can help it"
        f"|less so|{NOT} {ADVERB}really (?:my|our|his|her) \\w+",
    ),
    ("free", f"{NOT} {ADVERB}(?:matter|bother|count)s?"),
    (
        "free",
        f"{NOT} {ADVERB}(?:be )?(?:important|essential|necessary|needed|required|crucial|relevant|vital"
        "|mandatory|compulsory|decisive|set in stone|an? (?:\\w+ )?(?:must|need|issue|problem|deal ?breaker"
        "|big deal"
        "|deal|priority|requirement|concern|condition))",
    ),
    (
        "free",
        f"{BE} {ADVERB}(?:optional|unimportant|irrelevant|unnecessary|negotiable|flexible|secondary|immaterial"
        "|neither here nor there|up to you|no (?:issue|problem|object|concern|matter|big deal))",
    ),
    ("free", "(?:couldn't|could not) care less|whichever(?= $)"),
    ("free", "no object|doesn't have to|needn't|whatever(?= $)"),
    ("free", "(?:can|could|may|might) be (?:any|anything|whatever|whichever)|makes? no (?:odds|difference)"),
    (
        "avoid",
        f"{BE} {ADVERB}(?:out(?= (?:$|for|of the|then|please|thanks|though|too|and|now|i'm|,|obviously))"
        f"|{GONE})"
        "|off limits|no good|no use|out of the question|off the (?:table|menu|cards)",
    ),
    (
        "avoid",
        "(?:puts?|turns?|lets?|winds?|creeps?|freaks?|grosses?|weirds?|wears?|stress(?:es)?|shuts?|knocks?"
        "|drags?|brings?) "
        f"{SELF} (?:right |completely )?(?:off|down|up|out|over)",
    ),
    (
        "avoid",
        f"(?!(?:i|we) don't have){PERSON} (?:don't|doesn't|can't|cannot|won't|never|wouldn't) "
        f"{ADVERB}(?:{BEARING}|like|want|fancy)(?: for| at)?(?= (?:$|so|,|and|any|at))",
    ),
    (
        "avoid",
        "(?:forget (?:it|that)|count me out|i'm (?:out|off)|i'll (?:pass|scream)|no deal"
        "|not interested)(?= (?:$|,))",
    ),
    ("swap", "(?:no longer|no more)(?= (?:$|,))"),
    (
        "free",
        f"{NOT} {ADVERB}\\w+ {SELF} either way|either way|one way or (?:the other|another)|(?:i"
        f"|we)(?:'ll)? (?:can )?(?:leave to you|leave up to you)"
        "|(?:i've|we've) (?:already )?got(?: already| on my \\w+)?(?= $)",
    ),
    (
        "free",
        "(?:i|we) (?:shan't|won't) (?:be )?(?:us(?:e|ing)|miss(?:ing)?|need(?:ing)?)|wise (?:i'm|we're) \\w+"
        "|(?:you|we|i) can (?:drop|ditch|skip|lose|scrap|let go of|forget)(?= (?:$|,))|(?:i'm"
        "|we're) indifferent to|isn't something (?:i|we) need",
    ),
    (
        "avoid",
        f"(?:gets? |are |is )?(?:an? )?(?:firm|big|hard|definite|flat|resounding|straight) (?:no|pass"
        f"|nope)(?: go| no)?(?: (?:from|for) {SELF})?",
    ),
    (
        "avoid",
        "ha(?:s|ve|d) (?:had )?(?:its|their|his|her|no) (?:day|place)|(?:can|may) (?:go (?:whistle|hang"
        "|to hell)|do one|get (?:lost|in the \\w+|stuffed|knotted)|jog on|take a hike|stay away|wait outside)",
    ),
    (
        "avoid",
        f"{NOT} {ADVERB}(?:belong|fit|cut it|cut the mustard|float my boat)|(?:should|ought to) be (?:illegal"
        f"|banned|outlawed)",
    ),
    (
        "avoid",
        f"(?:drive|drove|send|sent|leave|left|turn|get|got|set|bring|brought)s? (?:(?:on|off"
        f"|out) )?(?:{SELF}) (?:\\w+ )?(?:up the wall|round the bend|mad|potty|crazy|bonkers|nuts|insane|spare"
        f"|cold|flat|hungry|to sleep|right off|off|out in|teeth|on edge|goat|nerves|wick|stomach)",
    ),
    (
        "avoid",
        "(?:turns?|churns?|sets?|gets?|wrecks?|ruins?|hurts?|does|do) (?:on |off )?(?:my|our|his|her"
        "|the) (?:\\w+ )?(?:stomach|teeth|goat|nerves|wick|head|skin|back|eyes|ears|asthma|allergies|wrists"
        "|knees|sinuses|tits|feet|neck|joints)",
    ),
    ("avoid", "(?:itch|itches|stinks?|sucks?|grates?|reeks?|clash|clashes)(?= (?:$|so|and|on|with|,|a|to))"),
    (
        "avoid",
        f"(?:would|'d|could|might|will|'ll) (?:\\w+ )?(?:finish|kill|ruin|spoil|embarrass|break|destroy|drive"
        f"|hurt|scare|upset|bore|annoy) {SELF}",
    ),
    ("avoid", "(?:allerg(?:y|ies|ic)|intoleran(?:t|ce)|phobi[ac])"),
    ("remove", "(?:can|could|may) go(?= (?:$|then|now|too|,))"),
    (
        "avoid",
        f"(?:{BE} (?:\\w+ly )?not|isn't|aren't|wasn't) {ADVERB}(?:for {SELF}|(?:my|our|his|her|their) "
        "(?:thing|cup of tea|style|bag|kind of thing|sort of thing|taste|vibe|scene)|thing|cup of tea|an option"
        "|happening|acceptable|welcome|wanted)",
    ),
    ("avoid", f"{NOT} {ADVERB}{PLEASES} {SELF}"),
    (
        "avoid",
        f"(?:and|&) (?:me|i|him|her|us|my \\w+) (?:just |really )?{NOT} {ADVERB}"
        "(?:get on|get along|mix|agree|go together|click)",
    ),
    (
        "avoid",
        f"(?:make|made)s? {SELF} (?:\\w+ )?{SICK}|(?:give|gave)s? {SELF} {AILS}"
        f"|brings? (?:\\w+ ){{1,2}}?out in",
    ),
    (
        "avoid",
        f"(?:{NOT} (?:really )?|nothing )(?:what|something|anything|the sort of thing) "
        "(?:i|we)(?:'m|'re|'d)?(?: am| are)? "
        "(?:after|looking for|want|need|like|enjoy|had in mind)",
    ),
    ("avoid", "an? (?:hard |big |definite |firm )?no(?: go| no)? (?:from|for) (?:me|us)"),
    (
        "avoid",
        f"(?:{BE} {ADVERB}|looks? |feels? |sounds? |tastes? |smells? ){FOUL}|{FOUL}(?= (?:$|to|for|though|so|,"
        f"|and))",
    ),
    ("avoid", f"{HURTS}(?: {SELF}(?: (?:off|out|down|up))?)(?= )"),
    ("avoid", "(?:neither|(?:isn't|aren't|not) either)(?= (?:$|[.!]))"),
    ("avoid", f"{NOT} {ADVERB}(?:going|go|coming) back(?: there)?|never again|not again"),
    (
        "allow",
        f"(?:{BE}|sounds?|would be|will be|might be|could be|i'd be|can be) {ADVERB}"
        "(?:fine|ok|okay|alright|acceptable|allowed|welcome|an option|possible|on the table|back in|doable)"
        "(?: with me| by me| for me)?"
        "(?: too| as well| also| again| after all| now)?",
    ),
    (
        "allow",
        "(?:can|could|may) (?:come back(?: in)?|stay|join|have a (?:go|look in))|(?:is|are) back (?:in|on)",
    ),
    (
        "allow",
        f"(?:has |have )?(?:grown|grow|grows|growing) on {SELF}"
        "|(?:would|'d|will|'ll) (?:be|do) just as (?:good|well|fine)|at a (?:push|pinch)"
        f"|go on(?: then)?|(?:i|we) (?:can|could) (?:live|put up) with|passable|(?:isn't|aren't) (?:so|that"
        f"|too) bad",
    ),
    (
        "allow",
        f"(?:{BE}|would be|sounds?) {ADVERB}(?:good|great|nice|cool|lovely|perfect) (?:too|as well|also)",
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
        "swap",
        "(?:swap|trade|exchange|switch|change|replace|turn|substitute|convert|shift|move)(?: it"
        "| that)?(?: the| that| from)* ((?:[\\w'-]+ ){1,5}?)(?:for|to|with|into|by|onto)",
    ),
    (
        "free",
        "not having(?: an?| the)? ((?:[\\w'-]+ ){1,4}?)(?:won't|wouldn't|isn't|is fine|doesn't)",
    ),
    ("swap", "(?<!no )(?:out with|less of)(?: the)? ((?:[\\w'-]+ ){1,4}?)(?:, |and )?in with"),
    (
        "avoid",
        "give(?: the| any)? ((?:[\\w'-]+ ){1,4}?)(?:a|the) (?:wide )?(?:miss|berth|elbow|boot|swerve|heave"
        "|push|chop|cold shoulder)",
    ),
    ("avoid", "(?:knock|hit)(?: the| any)? ((?:[\\w'-]+ ){1,4}?)on the head"),
    (
        "need",
        "(?:without|if (?:it|they|there)(?: is|'s)? ?(?:isn't|aren't|hasn't|haven't|not|no|don't"
        "|doesn't)(?: have| got| come with)?)(?: an?| the| any)? ((?:[\\w'-]+ ){1,5}?)(?:then )?(?:it's|it is"
        "|i'm|i am|i'll|i|we|that's|don't|there's)(?: \\w+)? (?:no|not|won't|wouldn't|useless|pointless|out"
        "|don't|never|leave|pass|bother)",
    ),
    (
        "allow",
        "(?:let|put|bring|add|chuck|throw|bung|slip|sling|pop|include|welcome|have|take)(?: the| some"
        "| any)? ((?:[\\w'-]+ ){1,5}?)(?:back(?: in| on)?|in too|in as well|too|as well)",
    ),
    (
        "avoid",
        "(?:leave|leaving|left|keep|keeping|rule|ruling|cut|count|strike|cross|take) "
        "((?:\\w[\\w'-]* (?:- )?){1,7}?)(?:out|off|away)(?: of it)?",
    ),
)
