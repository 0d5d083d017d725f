"""The closed classes of English, and the formulas of conversation: the words that no schema brings.

Nothing here names a domain. Phrases are written as they are said; `phrases` turns them into token keys.
"""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def phrases(text: str) -> tuple[tuple[str, ...], ...]:
    """One phrase a line (or between bars), longest first, so that the first match is the longest."""
    found = {tuple(p.split()) for line in text.splitlines() for p in line.split("|") if p.strip()}
    return tuple(sorted(found, key=lambda p: (-len(p), p)))


FUNCTION_WORDS = words(
    """a an the this that these those some any all both each every either neither no not none nothing nobody
    i me my mine myself we us our ours you your yours he him his she her hers it its they them their theirs
    one ones someone somebody something anyone anybody anything everyone everybody everything
    who whom whose which what when where why how
    am is are was were be been being do does did done doing have has had having will would shall should can
    could may might must ought need needs dare gonna wanna gotta lets let
    don't doesn't didn't isn't aren't wasn't weren't won't wouldn't can't cannot couldn't shouldn't haven't
    hasn't hadn't ain't dont doesnt didnt isnt arent wasnt cant wont wouldnt i'm i'd i've i'll im ive id you're
    you've they've they'd they'll he'd he'll she'd she'll we'll you'd you'll it'll it'd who's how's when's where's
    what'd that'd that'll there'll y'all i'd've it's its that's thats there's theres what's whats who's let's he's she's they're we're we've we'd
    of to in on at by for from with without within about into onto over under above below between among through
    during before after since until till against off out up down as than like unlike near around toward towards
    per via plus minus except but and or nor so if then else because while although though whether
    also too very really quite rather pretty much more most less least few fewer many lot lots bit little so such
    just only even still yet already ever never always often sometimes usually maybe perhaps possibly probably
    again once twice now today tonight tomorrow here there away back soon later
    well oh ok okay hey hi hello yes yeah yep no nope nah please thanks thank sure hmm um uh er ah wow lol
    hardly barely rarely nearly almost mostly especially particularly
    same other others another else own enough hm mhm mm pls plz thx ty btw tbh imo idk asap aha ooh yay alright exactly simply ever either whatsoever""",
)

AUXILIARIES = words("is are was does do did has have can could will would")

TALK_WORDS = words(
    """want wants wanted wanting look looking find finding show showing recommend recommendation recommendations
    suggest suggestion suggestions give get got getting see seeing seen saw watch watched watching read reading
    try trying tried know knew think thinking thought like liked likes love loved loves hate hated hates enjoy
    enjoyed enjoys prefer preferred prefers say said tell told ask asked feel feels feeling felt mean means meant
    play plays played playing eat eats ate eating drink drinks wear wears use uses used buy buys bought cook cooks
    cooked visit visits visited finish finished own owns spend spends spent help helps need needed
    limit limits filter filters restriction restrictions requirement requirements condition whatever
    make makes made making take takes taking took go goes going gone went come comes coming came keep kept put
    surprise surprised surprising stuck raining bored hope hoping wish wishing wonder wondering guess mind minds care cares bother fancy crave craving
    thing things stuff kind kinds sort sorts type types way ways time times idea ideas option options choice
    choices pick picks list lists help question answer good great nice fine best better bad worse worst cool
    awesome amazing perfect excellent decent fun interesting favourite favorite different similar new
    person people folks guys day night evening week weekend morning afternoon year years
    actually basically literally honestly anyway anyways right wrong true real big fan
    first second third fourth fifth last next few two three four five
    able available maybe possible prefer ideal ideally preferably instead""",
)

LIGHT_WORDS = words(
    """serve serves serving served stay stays staying sit sits sitting lie lies lying work works working sound sounds
    sounding look looks seem seems offer offers offering provide provides providing come comes
    side sides part parts end ends half section bit area areas zone region spot spots stuff variety"""
)
"""Verbs and nouns that by themselves say little, and only tie another word into the sentence."""

PRAISE = words(
    "good great nice fine best better bad cool awesome amazing perfect excellent decent fun interesting different new big"
)

NOT_CONTENT = FUNCTION_WORDS | TALK_WORDS

NEGATORS = phrases(
    """not | no | never | without | none | nothing | neither | nor | non | minus | except | excluding | exclude
    avoid | avoiding | skip | no more | not any | anything but | everything but | other than | apart from
    rather than | instead of | aside from | besides | don't | dont | doesn't | doesnt | isn't | isnt | aren't
    arent | wasn't | won't | wont | can't | cant | cannot | shouldn't | shouldnt | mustn't | mustnt | didn't | didnt | wouldn't
    hate | hates | can't stand | cant stand | dislike | dislikes | detest | loathe | despise | tired of
    sick of | bored of | bored with | fed up with | enough of | not a fan of | not into | not in the mood for
    had enough | too much | lay off | steer clear of | stay away from | stay clear of | keep away from
    leave out | anything except | hold the | allergic to | allergy to | intolerant to | rule out | ban | lose the
    nobody | no one | nowhere | none of | anywhere but | anyone but | anybody but | everyone but | everywhere but | all but
    nothing with | nothing like | not fond of | no longer | drop the | away from | far away from | well away from | far from
    miles from | outside of | outside the | nowhere near"""
)

DOUBLE_NEGATIVES = phrases(
    """not far from | not too far from | not that far from | not very far from | not so far from
    not far away from | not too far away from | not miles from | not only | not just | nothing but | none but | no matter | not bad | why not | no problem | no worries | not sure | not really sure
    no idea | don't mind | dont mind | do not mind | doesn't matter | doesnt matter
    does not matter | not picky | no preference | not fussy | don't care | dont care | do not care | no rush
    can't wait | cant wait | can't decide | cant decide | can't remember | don't know | dont know | do not know
    don't have to be | doesn't have to be | doesnt have to be | does not have to be | not essential
    don't insist on | not insist on | not needed | isn't needed | no need for | unnecessary | not necessarily | isn't a must | or not | with or without
    isn't essential | isn't necessary | not necessary | not required | don't need | dont need | do not need
    doesn't need | doesnt need | does not need | needn't | not important | isn't important | not a must
    don't you | do you not | haven't you | have you not | isn't there | aren't there | can't you | couldn't you | don't happen to | no end
    wouldn't you | is there not | are there not | doesn't it | hasn't it | isn't it | don't hate | not against | no objection | if not | whether or not | no doubt | nothing wrong with
    don't forget | don't worry | not yet | not too sure | no limit | couldn't care less | doesn't bother
    never mind | nevermind | not a problem | not a dealbreaker | isn't a problem | wouldn't mind | would not mind"""
)

FREE_OF = phrases(
    """don't have to be | doesn't have to be | doesnt have to be | does not have to be | not essential
    don't insist on | not insist on | not needed | isn't needed | no need for | unnecessary | not necessarily | isn't a must | or not | with or without
    isn't essential | isn't necessary | not necessary | not required | don't need | dont need | do not need
    doesn't need | doesnt need | does not need | needn't be | not important | isn't important
    doesn't matter | doesnt matter | does not matter | don't care about | dont care about | don't care
    dont care | do not care | no matter | not a must | no preference | no limit | don't mind | dont mind
    do not mind | optional | regardless of | irrespective of | forget the | forget about the | forget about
    ignore the | drop the | without the | remove the | lift the | never mind the | nevermind the | relax the
    skip the | scrap the | ditch the | cancel the | any | whatever | lose the | wouldn't mind | couldn't care less about
    open to any | clear the | no longer need | not a dealbreaker"""
)

SOFTENERS = phrases(
    """ideally | preferably | if possible | would be nice | would be great | would be good | would be lovely
    nice to have | bonus | a plus | rather | prefer | i'd prefer | would prefer | maybe | perhaps | possibly
    kind of | kinda | sort of | sorta | leaning | if you can | hopefully | might | a bit | a little | somewhat
    would love | i'd love it to | i'd love it if | a nice extra | nice extra | not essential but | by preference | if you have it | when possible | where possible"""
)

HARDENERS = phrases(
    """must | must be | must have | has to | have to | needs to | need to be | only | strictly | definitely
    absolutely | essential | required | requires | require | needs | need | exclusively | nothing but
    is important | is crucial | is vital | is key | matters | matter most | as long as | at all costs | non negotiable | has got to | gotta be | purely"""
)

HAVING = words(
    "with has have having featuring includes include including offering offers contains containing"
)

REPLACING = phrases(
    """instead | actually | rather | switch to | change to | change that to | change it to | make it | make that
    on second thought | on second thoughts | scratch that | no wait | wait | what about | how about | let's do
    lets do | let's try | lets try | let's go with | changed my mind | correction | i meant | i mean | sorry
    rather than | no longer | now | this time"""
)

ADDING = phrases(
    "also | too | as well | and | plus | on top of that | additionally | in addition | still | but"
)

LIKENESS = phrases(
    """like | similar to | similar | along the lines of | in the vein of | in the same vein as | in the style of
    reminiscent of | reminds me of | remind me of | same vibe as | same style as | same feel as | vibes of
    comparable to | close to | resembles | resembling | akin to | more like | something like | anything like
    things like | feels like | inspired by | as good as | such as | equivalent to | alternative to
    alternatives to | kind of like | in the spirit of | fans of | if i liked | because i liked | since i liked
    more of"""
)

FIRST_PERSON_LIKING = phrases(
    """i love | i loved | i like | i liked | i enjoy | i enjoyed | i really like | i really liked | i adore
    i adored | i really love | i really loved | i'm a fan of | im a fan of | i am a fan of | big fan of
    huge fan of | i'm into | im into | i am into | i'm a big fan of | my favourite | my favorite | favourites are
    favorites are | i always like | i always love | i've loved | i've enjoyed | loved | liked | enjoyed
    i also like | i also love | i also liked | i also loved | i absolutely love | i absolutely loved"""
)

FIRST_PERSON_DISLIKING = phrases(
    """i hate | i hated | i don't like | i dont like | i do not like | i didn't like | i didnt like
    i did not like | i dislike | i disliked | i can't stand | i cant stand | i detest | i loathe
    i'm not a fan of | im not a fan of | i am not a fan of | not a fan of | i don't enjoy | i didn't enjoy
    i never liked | i don't care for | i didn't care for | hated | disliked | couldn't stand | i'm not into
    i can't bear | i never eat | i never | didn't like | didn't enjoy | didnt like | don't like | dont like
    not fond of | i really don't like | i really hate | i absolutely hate"""
)

NOW_ONLY = phrases(
    """tonight | today | this evening | this time | right now | for now | at the moment | this weekend
    this afternoon | just now | for once | this week | tomorrow | in the mood | feel like | feeling like
    in a mood"""
)

LASTING = phrases(
    """always | never | in general | generally | usually | every time | from now on | remember that | remember
    for the record | just so you know | keep in mind | note that | as a rule | by the way | don't forget"""
)

ORDINALS = {
    **{
        w: i
        for i, w in enumerate(
            ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
        )
    },
    **{w: i for i, w in enumerate(["1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "10th"])},
    "top": 0,
    "former": 0,
    "latter": 1,
    "last": -1,
    "final": -1,
    "bottom": -1,
}

NUMBER_WORDS = {
    **{
        w: float(i)
        for i, w in enumerate(
            ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
        )
    },
    **{
        w: float(i + 11)
        for i, w in enumerate(["eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"])
    },
    **{w: float(i + 17) for i, w in enumerate(["seventeen", "eighteen", "nineteen"])},
    **{
        w: 10.0 * (i + 2)
        for i, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"])
    },
    "couple": 2.0,
    "dozen": 12.0,
    "half": 0.5,
}
MULTIPLIERS = {
    "hundred": 100.0,
    "thousand": 1000.0,
    "k": 1000.0,
    "grand": 1000.0,
    "million": 1e6,
    "m": 1e6,
    "lakh": 1e5,
    "bn": 1e9,
    "billion": 1e9,
}
DECADE_WORDS = {
    **{
        w: 10 * (i + 2)
        for i, w in enumerate(["twenties", "thirties", "forties", "fifties", "sixties", "seventies"])
    },
    "eighties": 80,
    "nineties": 90,
}

AT_MOST = phrases(
    """under | up to | at most | no more than | not more than | maximum | max | maximum of | max of | no longer than
    not longer than | not over | not above | no over | within | no higher than | not exceeding | at the most
    no later than | not later than | not after | until | till | up until | no greater than | limit of | cap of
    tops | only got | only have | just have | just got | got only | only | or less | or fewer | or under | or below | or lower | or cheaper | or shorter | or younger
    or earlier | or older | <= | not beyond | and under | and below | a maximum of | budget of | budget is
    my budget | can spend | to spend | not exceed | or smaller | or lighter"""
)
LESS_THAN = phrases(
    "less than | fewer than | below | lower than | smaller than | < | before | earlier than | prior to"
)
AT_LEAST = phrases(
    """at least | minimum | min | minimum of | min of | no less than | not less than | no fewer than | not under
    not below | since | starting from | starting at | from | or more | or above | or over | or higher | or better
    or newer | or later | or longer | or taller | or heavier | or wider | or deeper | or stronger | or faster | and up | and over | and above | upwards | and later | and newer | onwards
    onward | on up | >= | no earlier than | not before | a minimum of | or greater | or bigger | or larger | plus
    no smaller than | not less | upwards of | and more | and higher | as from"""
)
MORE_THAN = phrases(
    "over | more than | above | greater than | higher than | bigger than | larger than | > | after | later than"
    "| past | beyond | exceeding | in excess of"
)
ABOUT = phrases(
    "around | about | roughly | approximately | circa | approx | near | some | nearly | close to | more or less"
)
EXACTLY = phrases("exactly | precisely | just | of | equal to | equals | is")
FOR_UP_TO = phrases("for | of us | party of | group of | table for | seats")

TOO = words("too overly")
SUPERLATIVE_DOWN = words("least fewest lowest smallest minimum")
SUPERLATIVE_UP = words("most highest largest biggest greatest maximum")
COMPARATIVE_DOWN = words("less fewer lower smaller")
COMPARATIVE_UP = words("more higher bigger larger greater")

DEMONYMS: dict[str, tuple[str, ...]] = {
    noun: tuple(adjectives.split())
    for noun, adjectives in {
        "france": "french",
        "italy": "italian",
        "germany": "german",
        "spain": "spanish",
        "portugal": "portuguese",
        "united kingdom": "british",
        "uk": "british",
        "england": "english",
        "scotland": "scottish",
        "wales": "welsh",
        "ireland": "irish",
        "united states": "american",
        "united states of america": "american",
        "usa": "american",
        "us": "american",
        "canada": "canadian",
        "mexico": "mexican",
        "brazil": "brazilian",
        "argentina": "argentinian argentine",
        "chile": "chilean",
        "colombia": "colombian",
        "peru": "peruvian",
        "cuba": "cuban",
        "japan": "japanese",
        "china": "chinese",
        "south korea": "korean",
        "korea": "korean",
        "taiwan": "taiwanese",
        "thailand": "thai",
        "vietnam": "vietnamese",
        "indonesia": "indonesian",
        "malaysia": "malaysian",
        "india": "indian",
        "pakistan": "pakistani",
        "iran": "iranian persian",
        "iraq": "iraqi",
        "israel": "israeli",
        "lebanon": "lebanese",
        "turkey": "turkish",
        "greece": "greek",
        "russia": "russian",
        "soviet union": "soviet",
        "ukraine": "ukrainian",
        "poland": "polish",
        "czech republic": "czech",
        "czechia": "czech",
        "hungary": "hungarian",
        "romania": "romanian",
        "bulgaria": "bulgarian",
        "austria": "austrian",
        "switzerland": "swiss",
        "belgium": "belgian",
        "netherlands": "dutch",
        "sweden": "swedish",
        "norway": "norwegian",
        "denmark": "danish",
        "finland": "finnish",
        "iceland": "icelandic",
        "australia": "australian",
        "new zealand": "kiwi",
        "nigeria": "nigerian",
        "kenya": "kenyan",
        "ethiopia": "ethiopian",
        "egypt": "egyptian",
        "morocco": "moroccan",
        "tunisia": "tunisian",
        "senegal": "senegalese",
    }.items()
}
