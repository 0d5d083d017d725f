"""English words by how a speaker takes a thing: what hurts, what is foul, what pleases, who is spoken for.

Classes, so that a word added to one works in every construction that `predicates` builds over it. Written as
regular expressions over folded words with one blank between them.
"""

from __future__ import annotations


def forms(verbs: str) -> str:
    """The regular inflections of verbs: bore, bores, bored, boring."""
    return "|".join(_forms(v) for v in verbs.split())


def _forms(verb: str) -> str:
    if verb.endswith("e"):
        return "|".join(verb[:-1] + end for end in ("e", "es", "ed", "ing"))
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return "|".join(verb[:-1] + end for end in ("y", "ies", "ied", "ying"))
    ending = "es" if verb.endswith(("s", "x", "sh", "ch")) else "s"
    return "|".join(verb + end for end in ("", ending, "ed", "ing"))


ADVERB = (
    "(?:(?:really|actually|honestly|all|that|so|very|particularly|exactly|necessarily|even|totally|just|too"
    "|overly"
    "|especially|much|terribly|still|ever|currently|personally|quite|strictly|at all|at|also|any|absolutely"
    "|completely|definitely|certainly|probably|always|simply|happily|easily|gladly|well|super|my|the|a bit"
    "|slightly|rather|truly|frankly|right|only|tend to|kind of|sort of|basically|literally) )*"
)
NOT = (
    "(?:(?:do|does|did|is|are|was|were|would|could|should|can|need|must|will|wo|ca|sha|has|have|had|ai)n't"
    "|cannot|never|hardly|barely|not|nor|don't|can't)"
)
BE = "(?:is|are|'s|was|were|be|being|it's|that's|they're|they are|i'm|am|we're)"
SELF = "(?:me|us|him|her|them|(?:my|our|his|her|the) (?:\\w+ )?\\w+)"
"""Whom a feeling is told of: the speaker, or those they speak for."""
PERSON = "(?:i|we|he|she|they|(?:my|our) (?:\\w+ )?\\w+)"

HURTS = (
    "(?:"
    + forms(
        """bore scare frighten terrify annoy irritate bug disgust depress repulse offend worry bother stress tire
    exhaust drain confuse distract embarrass unsettle disturb trouble intimidate overwhelm sicken nauseate revolt
    appal horrify spook unnerve irk rile infuriate enrage anger frustrate aggravate strangle choke harm trigger
    burn strain disappoint deter daunt alarm panic kill"""
    )
    + "|upsets?|hurts?|stings?)"
)
"""Of which the thing is the subject, and someone the object: "it bores me"."""

PLEASES = (
    "(?:"
    + forms("interest excite thrill move tempt impress please suit delight attract convince grab")
    + "|appeals? to|works? for|does? (?:it|anything|much|a thing) for|do (?:it|anything|much) for|agrees? with"
    "|sits? (?:well|right) with|goes? down well with)"
)

FOUL = (
    "(?:boring|dull|ugly|hideous|awful|horrible|terrible|dreadful|disgusting|tacky|revolting|gross"
    "|off putting|vile"
    "|rubbish|nasty|foul|rank|rotten|grim|minging|manky|repulsive|repellent|ghastly|atrocious|abysmal|appalling"
    "|insufferable|unbearable|intolerable|unwatchable|unwearable|inedible|unusable|useless|pointless"
    "|too (?:much|\\w+) for (?:me|us|him|her|them|my \\w+)|asking for trouble|a problem|lame|naff"
    "|cringe|cringey|cringy|irritating|annoying|tedious|tiresome|depressing|disturbing|exhausting|overrated"
    "|overdone"
    "|overwhelming|infuriating|frustrating|nightmarish|pants|crap|the worst|the pits|the devil|hell|torture"
    "|murder"
    "|cheating|beyond (?:me|us|him|her)|a (?:complete |total |proper )?(?:nightmare|pain|mistake|turn off"
    "|bore|nuisance|chore|curse|con|scam|disaster|faff)"
    "|(?:my|our|his|her) (?:idea of (?:hell|a nightmare)|worst nightmare|pet hate|bugbear))"
)
"""What someone calls a thing that they will not have."""

GONE = (
    "(?:an? (?:\\w+ )?(?:no go|no no|nono|no|deal ?breaker|non starter|turn off|hard pass|pass|red line)"
    "|(?:off|not on) the (?:table|menu|list|cards)|off limits|off the agenda|banned|forbidden|excluded"
    "|verboten|ruled out"
    "|unacceptable|no good|(?:no|nae|not much|not any|of no) use|no go|(?:all )?(?:struck|crossed|taken) off"
    "|history|past it|old hat|dead to me"
    "|out of the question|out of order|taboo|finished|not for \\w+|kept out|not allowed|not permitted|not on"
    "|toast|done for)"
)
"""What a thing is that will not be had."""

SICK = (
    "(?:(?:feel |look )?(?:ill|sick|nauseous|nauseated|dizzy|queasy|nervous|uneasy|anxious|sad|angry"
    "|uncomfortable|claustrophobic"
    "|twitchy|itchy|miserable|stupid|thick|old|cringe|itch|sneeze|wheeze|cough|groan|shudder|shiver|squirm"
    "|wince|yawn"
    "|gag|retch|heave|vomit|cry|weep|scream|sweat|panic|swell|jump|switch off|like (?:i'm|a|an)|like)"
    "|want to (?:throw|scream|cry|run|leave|be sick|hide|die)|(?:skin|flesh) (?:crawl|itch)|come out in"
    "|pretend to be sick)"
)
"""What it makes someone do or be."""

AILS = (
    "(?:the (?:creeps|ick|shivers|willies|heebie jeebies|hump|jitters|horrors|fear|runs|chills)|\\w*aches?"
    "|hives|migraines?"
    "|nightmares|spots|an? (?:headache|migraine|rash|bad (?:head|back|stomach)|panic attack|nosebleed)"
    "|indigestion"
    "|heartburn|asthma|eczema|wind|anxiety|vertigo|palpitations|motion sickness)"
)
"""What it gives someone."""

PLEASANT = (
    "(?:nice|nicer|nicest|great|good|better|best|lovely|lush|cool|sweet|brill|brilliant|smashing|fab|fabulous"
    "|handy|useful"
    "|helpful|ideal|perfect|preferable|wonderful|fantastic|amazing|awesome|superb|excellent|grand|ace"
    "|appreciated|welcome"
    "|fun|comforting|reassuring|convenient|desirable|my (?:dream|preference|first (?:choice|pick))|a (?:nice "
    "|lovely |real |definite |big |huge )?(?:"
    "bonus|plus|treat|touch|help|extra|dream|perk|boon|blessing|advantage)|the (?:icing"
    "|cherry) on (?:the cake|top))"
)
"""What a thing would be that one would like."""

REFUSE = (
    "(?:veto(?:es|ed|ing)?|ban(?:s|ned|ning)?|forbids?|"
    + forms(
        "refuse avoid loathe despise detest abhor dread fear resent reject boycott dodge swerve hate dislike"
    )
    + (
        "|hat(?:e|es|ed|ing) the (?:idea|thought|sound|look|smell|taste|feel) of|rul(?:e|es|ed|ing) out"
        "|turn(?:s|ed|ing)? down"
        "|swear off|swore off)"
    )
)
"""Of which someone is the subject, and the thing the object: "I avoid it"."""

BEARING = (
    "(?:stand|bear|stomach|abide|take|tolerate|do|eat|have|handle|manage|wear"
    "|go for|opt for|choose|pick|deal with|cope with|use|face|drink"
    "|allow|accept"
    "|get on with|get along with|be doing with|be (?:bothered|faffed|arsed|dealing) with|be around|be near"
    "|go near|go anywhere near|go back to|touch|ride"
    "|afford|risk|entertain|consider|contemplate|dream of|look at|watch|listen to|read|sit through|live with"
    "|sleep (?:in|on|with))"
)
"""What one cannot or will not do with a thing."""

DISTRESS = (
    "(?:gutted|mad|lost|miserable|devastated|upset|livid|furious|heartbroken|stuck|sunk|a fit|spare"
    "|crazy|up the wall|disappointed)"
)
INNER = (
    "(?:isn't|aren't|wasn't|hasn't(?: got)?|haven't(?: got)?|doesn't (?:have|come with|offer|include|do)"
    "|don't (?:have|come with|offer|do)"
    "|didn't (?:have|come with)|without|unless(?: (?:it|they|there)(?:'s| is| are| has| have|'re)?(?: got"
    "| it)?)?|lacks?|lacking|with no|not|(?:has|have|had|was|is|are|there's|they'd|it'd|were) no|not having"
    "|not being)"
)
"""A second negation, over what a clause is told of."""
