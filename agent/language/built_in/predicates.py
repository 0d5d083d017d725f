"""Patterns of English predicates that reject, let go or allow: the words that no schema brings.

Here are those whose topic is their object ("I can do without a lid"). Over folded words with one blank between
them. None of them knows a domain.
"""

from __future__ import annotations

from typing import Literal

from agent.language.built_in.feelings import ADVERB, BEARING, NOT, PERSON, REFUSE

Kind = Literal["avoid", "rather", "free", "remove", "bear", "allow", "swap", "bonus", "need"]
"""`avoid`: must not be. `rather`: rather not. `free`: need not be. `remove`: let go where it was asked for, else
kept out. `swap`: something else takes its place. `bear`: may be ("I don't mind"). `allow`: may be, and is
welcome ("is fine too"). `bonus`: would be nice. `need`: must be, for all the negation around it ("nothing that
isn't")."""

_ABOUT = "(?: (?:about|on|over|by|with|as to|regarding|for|when it comes to|in terms of|to))*"
AHEAD: tuple[tuple[Kind, str], ...] = (
    ("swap", "(?:instead of|rather than|in place of)"),
    ("bear", f"not that {PERSON} {NOT} {ADVERB}(?:like|want|enjoy|mind)"),
    ("bear", f"{NOT} {ADVERB}(?:mind|against|opposed to|averse to|object to|hate|dislike)"),
    (
        "bear",
        "wouldn't mind|wouldn't say no to|nothing (?:at all )?wrong with"
        "|no (?:objections?|issues?|problems?) (?:to|with)|nothing against|no harm in",
    ),
    ("free", f"{NOT} {ADVERB}care(?: (?:about|what|which|if|whether|how|where|who))?(?! for)"),
    ("free", f"{NOT} {ADVERB}(?:need|require|insist on|depend on|rely on)(?: to (?:be|have))?"),
    ("free", f"{NOT} {ADVERB}have to (?:be|have|come with)|needn't (?:be|have)"),
    (
        "free",
        "(?<!\\w )who (?:says|said) (?:it|they|that|we|i) (?:has|have|had|must|needs?)(?: to)?(?: be| have)?",
    ),
    (
        "free",
        f"(?:{NOT}|un) {ADVERB}(?:fussed|bothered|fussy|picky|worried|concerned|precious|particular|choosy"
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
        "(?:easy|flexible|relaxed|indifferent|agnostic|neutral|open)(?: (?:about|on|regarding|as to|over"
        "|to any))+",
    ),
    ("free", "open to (?:any|all|other|different)(?: other)?"),
    ("free", "(?:regardless|irrespective) of|with or without|never ?mind(?: about)?|not necessarily|or not"),
    (
        "free",
        f"(?:{NOT} {ADVERB}matters?|no matter|makes? no (?:odds|difference))"
        "(?: to (?:me|us))? (?:what|which|how|if|whether|about|where|who)",
    ),
    (
        "free",
        f"(?:i|we) (?:{NOT} {ADVERB}(?:have|own)|haven't got|have no|haven't)(?! to\\b)"
        "(?! (?:tried|seen|been|had|heard|got|more|less|over|much|that|enough|time))",
    ),
    (
        "free",
        f"{NOT} {ADVERB}(?:look for|hold out for|worry|fret|filter by|miss|bothered|worried|after)(?: (?:about"
        f"|over|with|if))?(?: any)?"
        "|(?:stop|quit) (?:filtering by|looking for)|no rush for|past caring(?: (?:about|if))?"
        "|stopped caring (?:about|if)"
        "|no longer (?:bothered|after|set on|fussed|looking for|want|wanting)(?: (?:about|if))?|g(?:ave"
        "|iven) up (?:on )?(?:needing|wanting)"
        f"|{NOT} give (?:two hoots|a hoot|a damn|a toss|a fig|a monkey's) (?:about|for|what|which)"
        f"|(?<!\\w )who cares(?: (?:about|if|what))?"
        "|let go of|up to you on|no (?:odds|matter|difference|skin off my nose)(?: to \\w+)? (?:if|whether"
        "|what|which)",
    ),
    ("free", "(?:couldn't|could not) care less about|open to any|no longer (?:need|care about)"),
    (
        "remove",
        "(?:forget|ignore|drop|scrap|scratch|ditch|skip|cancel|lift|remove|lose|relax|clear|loosen|wipe"
        "|take off|cross out|leave off|take no notice of|disregard|bin|delete"
        "|discard|axe|undo|take back|without)"
        "(?: about)?(?: (?:what|whatever) (?:i|we) said (?:about|on))?(?: (?:the|that|this|my|your|our"
        "|all the))"
        "(?: (?:bit|part|thing|stuff|rule|condition|filter) (?:about|with|on|for))?",
    ),
    (
        "remove",
        "(?:scrap|scratch|ditch|drop|skip|lose|forget|ignore|disregard)"
        "(?! (?:that|this|it|them|those|these|all|everything)\\b)",
    ),
    ("avoid", REFUSE),
    ("avoid", "unless (?:it|they|there)(?:'s|'re| is| are| has| have)?"),
    (
        "avoid",
        "(?:scared|afraid|terrified|frightened|petrified|wary|intolerant|allergic|sensitive|averse|opposed"
        "|phobic|allergy|allergies|aversion|phobia|intolerance|fear|horror|funny|squeamish) (?:of|to|about)",
    ),
    (
        "avoid",
        "(?:put|turned) off(?: by)?|(?:gone|going|went|i'm|im|am) off|g(?:ave|iven|iving) up(?: on)?"
        "|(?:leave|leaving|rule|ruling|cut|cutting|count|filter|filtering|weed|screen|throw|chuck) out"
        "|spare (?:me|us|him|her)|say no to"
        "|(?:no|no thanks|no thank you|out) (?:to|with)"
        f"|(?:sick|tired|bored|weary|fed up)(?: {ADVERB}(?:to death|and tired|to the (?:back )?teeth))? (?:of"
        f"|with)|pass on"
        "|(?:done|through|finished) with|had (?:it|my fill|a bellyful|my share|more than enough|enough"
        "|quite enough)(?: of| with)?|seen enough|got enough"
        "|(?:steer|keep|stay|shy|run|back|get|move|turn|veer)(?: (?:me|us|him|her))?(?: well| right"
        "| far)? (?:clear|away|off|shy)(?: (?:of|from))?"
        "|run a mile from|(?:draw|drew|drawing) the line at|an? (?:thing|issue|problem) (?:about|with)"
        "|get rid of|do away with"
        "|count (?:me|us) out of|hide|strike(?: off)?|cross off|knock off|(?:in)?tolerance (?:of|for)"
        "|(?:no|zero|little) (?:time|patience|interest|desire|stomach|appetite|love|tolerance|room"
        "|place) (?:for|in)"
        "|too (?:short|old|tired|busy|poor) for|(?:(?:the )?(?:very )?last|(?:the )?least) thing "
        f"{PERSON} (?:\\w+ )?(?:wants?|needs?|fancy|fancies|like)"
        "|over my dead body|wild horses couldn't|not for all the \\w+|no way|pay me to|rather die than"
        "|seen dead (?:in|with|at|on)|daft to"
        "|(?:rather|sooner) (?:\\w+ ){1,4}than|(?<!\\w )who(?: on earth| even| ever| actually)? (?:wants"
        "|needs|likes|puts)",
    ),
    (
        "avoid",
        f"(?:can't|cannot|couldn't|(?:can|could|will|would|shall|should) (?:not|never)|won't|wouldn't|shan't)"
        f" {ADVERB}{BEARING}",
    ),
    (
        "avoid",
        f"{NOT} {ADVERB}(?:into|keen on|fond of|an? (?:\\w+ )?fan of|mad (?:about|on)|crazy about|big on"
        f"|sold on"
        "|interested in|in the mood for|after|looking for|wild about|comfortable (?:with|in)|happy with"
        "|taken (?:with|by)|up for|one for|partial to|get on with|get along with|do well with"
        "|want(?: to see)?|fancy)",
    ),
)
"""Predicates that take their topic as an object."""

ALLOWING: tuple[tuple[Kind, str], ...] = (
    (
        "allow",
        "(?:i'd|we'd|i would|we would|i could|we could) (?:also )?(?:take|consider|accept|settle for"
        "|live with)",
    ),
    (
        "allow",
        "(?:could|can|might|may|would) (?:also|equally|just as well) be"
        "|(?:also|equally) (?:fine|ok|okay|happy|good) with",
    ),
    ("allow", f"(?:happy|fine|ok|okay|cool) {ADVERB}with"),
    (
        "allow",
        "(?:warmed|come round|came round|coming round|open|reconciled|got used|used) to(?! (?:any|all|other"
        "|be|have|go|live|work|do)\\b)"
        "|chang(?:ed|ing) (?:my|our|her|his) mind (?:about|on)|too (?:hasty|quick|harsh|hard|strict"
        "|rash) (?:about|with|on|to rule out)"
        "|(?:let|put|bring|add|take|have) back(?: in)?(?: the)?|take it back about|(?:can|could|might|we'll"
        "|i'll|would) (?:stretch to|allow|put up with|go with)"
        "|(?:bung|chuck|throw|sling|slip|pop|stick|toss) in(?: the| some)?|while you're at it|(?:at a push"
        "|at a pinch)|(?:open|widen|extend|expand) (?:it|that|things|the search)?(?: up)?(?: out)? ?to"
        "|won't rule out|may as well (?:put|include|add|show)",
    ),
)
