"""Questions that the catalog answers: facts, tests, counts, extremes, comparisons, reasons."""

from __future__ import annotations

from typing import Literal

from agent.language.built_in import english
from agent.language.built_in.phrases import PhraseBook, Span
from agent.language.built_in.reading import Reading
from agent.language.built_in.text import key, stem
from agent.language.built_in.what_is_asked import asks_for_service, names_only, of_the_one, proposes
from agent.language.built_in.wished import Wishes
from agent.language.understanding import Question
from catalog.constraints import Constraint
from catalog.schema import Attribute, AttributeType

_LIKENESS = PhraseBook(english.LIKENESS)
_PLACES = frozenset(
    stem(w)
    for w in [
        "location",
        "place",
        "area",
        "city",
        "town",
        "country",
        "region",
        "address",
        "neighbourhood",
        "district",
        "setting",
    ]
)
_VERB_FORMS = {
    "wrote": "writ",
    "written": "writ",
    "writes": "writ",
    "made": "make",
    "makes": "make",
    "sang": "sing",
    "sung": "sing",
    "built": "build",
}
_AUXILIARIES = english.AUXILIARIES | english.words(
    "were isn't aren't doesn't don't ok okay suitable appropriate safe good fine"
)
_LEAD_INS = frozenset(
    [
        "and",
        "so",
        "but",
        "hmm",
        "well",
        "oh",
        "ok",
        "okay",
        "yes",
        "yeah",
        "no",
        "um",
        "please",
        "then",
        "also",
        ",",
        ".",
        "!",
    ]
)


SURELY = 0.7
"""The chance of "ask" from which a test of what is pointed at is a question, and no wish."""


def find_question(reading: Reading, wishes: Wishes) -> Question | None:
    """The question in the utterance, if it is one that is answered rather than a wish put as a question."""
    if reading.has("why_not") and (reading.references or wishes.constraints or reading.shown):
        return Question("why_not", words=reading.utterance) if _names_title(reading) else _why(reading)
    if reading.has("why") and (reading.shown or reading.references):
        return _why(reading)
    if reading.has("compare") and (len(_pointed(reading)) > 1 or reading.session.slate):
        opinion = bool({"pick", "better", "prefer", "recommend", "choose", "should"} & set(reading.words))
        return Question(
            "compare", attributes=_asked_attributes(reading), words=reading.utterance if opinion else ""
        )
    if reading.has("count") and not (reading.references and _asked_attributes(reading)):
        those = any(w in reading.words for w in ("those", "these", "them"))
        standing = reading.session.counted or reading.session.wishes.constraints
        tested = (*wishes.constraints, *_tests_of_preferences(wishes))
        return Question("count", tests=(*(standing if those else ()), *tested))
    if wishes.extremes and _asks_extreme(reading):
        attribute, direction, _ = wishes.extremes[0]
        everywhere = any(m.of("noun") for m in reading.mentions) or bool(wishes.constraints)
        if len(set(_pointed(reading))) > 1:
            return Question("extreme", (attribute,), direction, words="shown")
        if not everywhere and reading.shown and "one" in reading.words:
            return Question("extreme", (attribute,), direction, words="shown")
        return Question(
            "extreme",
            (attribute,),
            direction,
            tests=tuple(wishes.constraints),
            words="all" if everywhere else "",
        )
    between = len(_pointed(reading)) > 1 and reading.asking
    if (
        wishes.critiques
        and reading.shown
        and (reading.has("wh") or between)
        and not reading.has("request")
        and not _likeness(reading)
    ):
        critique = wishes.critiques[0]
        return Question("extreme", (critique.attribute,), critique.direction, words="shown")
    if (again := _follow_up_extreme(reading)) is not None and not reading.has("wh"):
        return again
    if reading.has("values"):
        asked = tuple(
            s.attribute
            for m in reading.mentions
            for s in m.of("attribute")
            if reading.catalog.schema.attributes[s.attribute].named
        )
        if asked and not reading.references:
            return Question("values", asked[:1])
        if any(m.of("noun") for m in reading.mentions) and not (wishes.constraints or reading.references):
            return Question("overview")
    if reading.has("overview") and not (wishes.constraints or reading.references):
        return Question("overview")
    return _about_items(reading, wishes)


def _why(reading: Reading) -> Question:
    return Question("why", words=reading.utterance)


def _names_title(reading: Reading) -> bool:
    return any(r.how == "title" for r in reading.references)


def _pointed(reading: Reading) -> list[str]:
    return [i for r in reading.references for i in r.items]


def _asks_extreme(reading: Reading) -> bool:
    first = next((t.norm for t in reading.tokens if t.norm not in _LEAD_INS and t.is_word), "")
    have = any(
        reading.words[i : i + 2] in (("you", "have"), ("you've", "got"), ("you", "got"), ("do", "you"))
        for i in range(len(reading.words))
    )
    asked = (reading.utterance.rstrip().endswith("?") or reading.asking) and not reading.has("request")
    return (
        first in ("what", "what's", "which", "who", "whats") or asked or (have and not reading.has("count"))
    )


def _follow_up_extreme(reading: Reading) -> Question | None:
    """ "And the thickest one?" after a question about the whole catalog."""
    opening = next(iter(reading.words), "")
    if not reading.utterance.rstrip().endswith("?") or opening not in ("and", "or", "what", "the"):
        return None
    for mention in reading.mentions:
        for sense in mention.of("high", "low"):
            if sense.degree == "most" and reading.referred(mention.span):
                direction: Literal["low", "high"] = "high" if sense.kind == "high" else "low"
                shown = {"these", "those", "them"} & set(reading.words)
                return Question("extreme", (sense.attribute,), direction, words="shown" if shown else "all")
    return None


def _about_items(reading: Reading, wishes: Wishes) -> Question | None:
    requests = bool(wishes.critiques) or _likeness(reading) or _wants_another(reading)
    asked = _asked_attributes(reading)
    if requests or not (reading.references or reading.shown) or asks_for_service(reading):
        return None
    first = next((t.norm for t in reading.tokens if t.norm not in _LEAD_INS and t.is_word), "")
    if _attribute_of_item(reading):
        return Question("fact", asked, words=reading.utterance)
    if reading.has("about") and (reading.references or reading.session.focus):
        return Question("fact", asked)
    if names_only(reading, asked):
        return Question("fact", asked, words=reading.utterance)
    if not (reading.has("question") or reading.utterance.rstrip().endswith("?") or reading.asking):
        return None
    if wishes.constraints and not asked and proposes(reading):
        return None
    pointed = bool(reading.references)
    tested = tuple(c for c in wishes.constraints) or _tests_of_preferences(wishes)
    if first in _AUXILIARIES and (
        pointed or (first in ("ok", "okay", "suitable", "appropriate", "safe") and tested)
    ):
        if reading.has("availability") and not pointed:
            return None
        return Question("test", asked, tests=tested, words=reading.utterance)
    if tested and not pointed and of_the_one(reading):
        return Question("test", asked, tests=tested, words=reading.utterance)
    many = any(reading.words[m.span.end - 1].endswith("s") for m in reading.mentions if m.of("noun"))
    named = [a for a in asked if reading.catalog.schema.attributes[a].named]
    if many and named and not pointed and reading.has("wh") and not wishes.constraints:
        return Question("values", tuple(named[:1]))
    if pointed and tested and reading.does("ask", chance=SURELY) and not reading.has("request", "wh"):
        return Question("test", asked, tests=tested, words=reading.utterance)
    if reading.has("wh") and (asked or pointed) and (pointed or not wishes.constraints):
        if _asks_to_recommend(reading) and not pointed:
            return None
        return Question("fact", asked, tests=tested, words=reading.utterance)
    if wishes.constraints or not reading.asking:
        return None
    if (pointed and not reading.has("request")) or (asked and reading.shown and not reading.has("more")):
        return Question("fact", asked, words=reading.utterance)
    return None


def _attribute_of_item(reading: Reading) -> bool:
    """ "The colour of the second one", "second one: colour?"."""
    for mention in reading.mentions:
        if not mention.of("attribute") or mention.of("value"):
            continue
        end = mention.span.end
        if reading.words[end : end + 1] in (("of",), ("for",)) and any(
            end < r.span.start <= end + 2 for r in reading.references
        ):
            return True
    return False


def _tests_of_preferences(wishes: Wishes) -> tuple[Constraint, ...]:
    return tuple(
        Constraint(attribute=p.attribute, op="=", value=p.value, turn=p.turn)
        for p in wishes.preferences
        if p.attribute and p.value is not None
    )


def _wants_another(reading: Reading) -> bool:
    return reading.has("more") and not reading.has("about")


def _asks_to_recommend(reading: Reading) -> bool:
    text = " ".join(reading.words)
    return any(
        p in text
        for p in (
            "do you recommend",
            "would you recommend",
            "should i",
            "do you suggest",
            "can you recommend",
            "would you suggest",
        )
    )


def _likeness(reading: Reading) -> bool:
    for cue in _LIKENESS.all_in(reading.tokens):
        for reference in reading.references:
            if 0 <= reference.span.start - cue.end <= 2:
                before = reading.words[max(0, cue.start - 2) : cue.start]
                return "what" not in before or "else" in before
    return False


def _asked_attributes(reading: Reading) -> tuple[str, ...]:
    """The attributes that a question is about, in the order of the utterance."""
    schema = reading.catalog.schema
    found: list[str] = []
    words = reading.words
    for index, word in enumerate(words):
        after = words[index + 1] if index + 1 < len(words) else ""
        if word == "how" and after in ("much", "expensive", "cheap"):
            found += [p.attribute.name for p in reading.lexicon.numbers.values() if p.dimension == "money"]
        if word == "how" and after == "long":
            found += [p.attribute.name for p in reading.lexicon.numbers.values() if p.dimension == "time"][:1]
        if (
            word == "when"
            or (word == "how" and after == "old")
            or (word in ("what", "which") and after == "year")
        ):
            found += [
                a.name
                for a in schema.attributes.values()
                if a.type is AttributeType.DATE
                or (a.name in reading.lexicon.numbers and reading.lexicon.numbers[a.name].year_like)
            ]
        if word == "where":
            found += [a.name for a in schema.attributes.values() if _label_stems(a) & _PLACES]
        if word in ("who", "who's", "whose"):
            found += _people(reading)
    for mention in reading.mentions:
        if any(mention.span.overlaps(r.span) for r in reading.references):
            continue
        before = words[mention.span.start - 1] if mention.span.start else ""
        for sense in mention.of("attribute"):
            found.append(sense.attribute)
        if before == "how":
            found += [s.attribute for s in mention.of("high", "low")]
        found += [end for s in mention.of("range") for end in schema.ranges[s.attribute].between]
    return tuple(dict.fromkeys(found))


def _label_stems(attribute: Attribute) -> set[str]:
    return {s for phrase in (attribute.label, *attribute.words) for s in key(phrase)}


def _people(reading: Reading) -> list[str]:
    """Of the entity attributes those whose words the question uses ("who directed it"), else all."""
    entities = [a for a in reading.catalog.schema.attributes.values() if a.type is AttributeType.ENTITY]
    said = {
        _VERB_FORMS.get(t.norm, t.stem)
        for t in reading.tokens
        if t.is_word and t.norm not in english.FUNCTION_WORDS
    }
    meant = [
        a.name
        for a in entities
        if any(
            _akin(word, known) for word in said for known in {_VERB_FORMS.get(k, k) for k in _label_stems(a)}
        )
    ]
    pointed = {n for span in _spans(reading) for n in range(span.start, span.end)}
    told = [
        t
        for n, t in enumerate(reading.tokens)
        if t.is_word and t.norm not in english.NOT_CONTENT and n not in pointed
    ]
    return meant or ([] if told else [a.name for a in entities])


def _spans(reading: Reading) -> list[Span]:
    return [*(r.span for r in reading.references), *(m.span for m in reading.mentions if m.of("noun"))]


def _akin(one: str, other: str) -> bool:
    """`direct` and `director`, `writ` and `writer`: one is the beginning of the other."""
    short, long = sorted((one, other), key=len)
    return len(short) >= 4 and long.startswith(short)
