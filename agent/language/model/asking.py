"""Asking the model what an utterance means: the prompt, the schema of its answer, and the one call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, get_args

from agent.answer import Intent
from agent.describe import describe, describe_preference
from agent.language.built_in.lexicon import Lexicon
from agent.language.built_in.text import tokenize
from agent.language.model.model_reading import ModelReading
from agent.language.model.vocabulary import Vocabulary
from agent.state import Session
from catalog.catalog import Catalog
from catalog.schema import Attribute, AttributeType
from tools.fencing import RULE, fenced
from tools.language_model import AnswerSchema, Extraction, LanguageModel, MalformedError, Message

LONGEST_ASKED = 2_000
"""Characters of an utterance that are sent."""
SOME = 12
"""Values named of a vocabulary that is not closed: those near the utterance, then the commonest."""
LONGEST_VALUE = 40
MOST_OF_SCHEMA = 4_000
"""Characters that all the attributes may take in the prompt."""
LEAST_FOR_REPAIR = 0.5
"""Seconds that must be left for a second call."""

INSTRUCTIONS = """\
You turn what a user says to a recommender into JSON. You recommend nothing and answer nothing.
{rule}
The items are {nouns}. Their attributes:
{attributes}

acts, the main one first: recommend (a first or new wish, more, another subject) · refine (adds, drops or \
replaces a condition, answers our question) · critique (relative to what was shown) · feedback (liked, \
disliked, seen, taken) · compare · ask_item (facts of items, counts, extremes, availability) · explain (why, \
why not) · ask_memory · forget · undo (also start over) · greet · thanks · goodbye · help · out_of_scope.
changes: one for each condition. phrase = the user's own words, copied letter by letter from the utterance, \
in its language; an entry whose phrase is not in it is thrown away. require, exclude = must, must not; \
prefer, avoid = would like, rather not; drop = no longer matters; permit = no longer excluded. values: of the \
list where there is one, also when the user says them in another language or inflected; numbers only as the \
user said them, in the attribute's unit. Changes that are alternatives ("thai or anything cheap") share a \
group number; several values of one attribute in one change mean any of them. Do not guess a number that was \
not said: "not too expensive" is prefer with no values and op "<=".
unknown: strict phrases that no attribute or value can express. Never take a near value instead.
wishes: moods and themes that no attribute has; english = the same in English.
comparisons: "cheaper than the second". sort: "the cheapest first".
Items are named "#2" (the second of those shown) or by the title as the user wrote it; like = "something \
like X". question: what is asked of the data; tests = conditions that the question is about.
lasting: statements about the user or somebody else that stay true ("I'm vegetarian"), with their subject \
("me", "my son"). no_preference: the user has none on our question. instead: a new wish replaces the old one.
Leave out, or give as empty, what the utterance does not say."""


async def ask_reading(
    model: LanguageModel,
    utterance: str,
    *,
    session: Session,
    catalog: Catalog,
    lexicon: Lexicon,
    vocabulary: Vocabulary,
    schema: AnswerSchema[ModelReading],
    until: float,
    clock: Callable[[], float],
) -> Extraction[ModelReading]:
    """One call, and one more where its answer was not valid and there is time. Raises LanguageModelError."""
    messages = prompt(utterance, session=session, catalog=catalog, lexicon=lexicon, vocabulary=vocabulary)
    try:
        return await model.extract(schema, messages, deadline=until - clock())
    except MalformedError as fault:
        left = until - clock()
        if not fault.text or left < LEAST_FOR_REPAIR:
            raise
        repair = [
            *messages,
            Message("assistant", fault.text[:4_000]),
            Message(
                "user", f"That was not valid: {fault.problem}. Answer again, with the JSON object alone."
            ),
        ]
        spent = fault.usage
    try:
        found = await model.extract(schema, repair, deadline=left)
    except MalformedError as fault:
        raise MalformedError(fault.problem, usage=spent + fault.usage) from None
    return Extraction(found.value, found.text, spent + found.usage)


def prompt(
    utterance: str, *, session: Session, catalog: Catalog, lexicon: Lexicon, vocabulary: Vocabulary
) -> list[Message]:
    said = utterance[:LONGEST_ASKED]
    system = INSTRUCTIONS.format(
        rule=RULE,
        nouns=fenced(catalog.schema.noun.plural, most=40),
        attributes="\n".join(_attributes(said, vocabulary, lexicon)),
    )
    now = "\n".join([*_state(session, catalog), f"The user says: {fenced(said, most=LONGEST_ASKED)}", _FORM])
    return [Message("system", system), Message("user", now)]


_FORM = (
    'Answer with one JSON object: {"acts": […], "changes": [{"phrase", "action", "attribute", "op", "values", '
    '"group"}], "wishes": [{"phrase", "english", "polarity"}], "comparisons": [{"phrase", "attribute", '
    '"direction": "low" or "high", "items"}], "like": […], "feedback": [{"phrase", "item", "kind"}], '
    '"references": […], "question": null or {"kind": "fact, count, extreme, values, compare, why, why_not or '
    'test", "attributes", "direction", "tests"}, "lasting": [{"phrase", "subject"}], "forget": null or '
    '{"what": "all, last or topic", "phrase", "topic"}, "undo": "none, step or all", "more", "no_preference", '
    '"instead", "sort": null or {"phrase", "attribute", "direction"}, "count", "subject", "unknown": […]}'
)


def _attributes(utterance: str, vocabulary: Vocabulary, lexicon: Lexicon) -> list[str]:
    near = _near(utterance, lexicon)
    lines: list[str] = []
    left = MOST_OF_SCHEMA
    for attribute in vocabulary.askable:
        line = _attribute(attribute, vocabulary, near.get(attribute.name, []))
        if len(line) > left:
            line = f"{attribute.name}: {attribute.type.value}"
        left -= len(line)
        lines.append(line)
    for span in vocabulary.schema.ranges.values():
        words = f" ({', '.join(span.words)})" if span.words else ""
        lines.append(f"{span.name}{words}: number, within what each item allows")
    return lines


def _attribute(attribute: Attribute, vocabulary: Vocabulary, near: Sequence[str]) -> str:
    words = f" ({', '.join(attribute.words)})" if attribute.words else ""
    ends = "".join(
        f"; {end} = {', '.join(said)}"
        for end, said in (("high", attribute.high), ("low", attribute.low))
        if said
    )
    if attribute.order:
        kind = "in this order: " + ", ".join(attribute.order)
    elif attribute.named:
        closed = vocabulary.closed(attribute)
        if closed:
            kind = "one of " + ", ".join(closed)
        else:
            some = list(dict.fromkeys([*near, *vocabulary.commonest(attribute.name, SOME)]))[:SOME]
            kind = "a name, such as " + ", ".join(v[:LONGEST_VALUE] for v in some)
    elif attribute.type is AttributeType.BOOLEAN:
        kind = "yes or no"
    elif attribute.type is AttributeType.DATE:
        kind = "a date like 2016-03-26"
    else:
        kind = f"number in {attribute.unit}" if attribute.unit else "number"
    return f"{attribute.name}{words}: {fenced(kind + ends, most=900)}"


def _near(utterance: str, lexicon: Lexicon) -> dict[str, list[str]]:
    """Values of which the utterance says at least a word, by attribute."""
    found: dict[str, list[str]] = {}
    tokens = [t for t in tokenize(utterance) if not t.is_mark]
    for length in (4, 3, 2, 1):
        for start in range(len(tokens) - length + 1):
            part = tokens[start : start + length]
            senses = lexicon.look_up(tuple(t.stem for t in part), " ".join(t.norm for t in part))
            if length == 1:
                senses = (*senses, *lexicon.containing(part[0].stem))
            for sense in senses:
                if sense.kind == "value":
                    found.setdefault(sense.attribute, []).append(str(sense.value))
    return found


def _state(session: Session, catalog: Catalog) -> list[str]:
    lines = []
    schema = catalog.schema
    if session.wishes.constraints:
        told = [f"{'/'.join(c.attributes())}: {describe(c, schema)}" for c in session.wishes.constraints]
        lines.append(f"In force: {fenced('; '.join(told), most=600)}")
    leanings = [describe_preference(p) for p in session.wishes.preferences if p.kind != "words"]
    if leanings:
        lines.append(f"Liked to have: {fenced('; '.join(leanings), most=300)}")
    titles = [catalog.item(s.item_id).title for s in session.slate[:10] if s.item_id in catalog.position]
    if titles:
        lines.append("Shown: " + " ".join(f"#{n} {fenced(t, most=80)}" for n, t in enumerate(titles, 1)))
    about = [catalog.item(i).title for i in session.focus[:3] if i in catalog.position]
    if about:
        lines.append("Talking about: " + " ".join(fenced(t, most=80) for t in about))
    if session.asked:
        lines.append(f"We asked about {session.asked.attribute}: {fenced(session.asked.text)}")
    return lines or ["Nothing was said before."]


def answer_schema(vocabulary: Vocabulary) -> AnswerSchema[ModelReading]:
    """The answer's form for a catalog, with closed vocabularies as enums; valid for strict servers."""
    askable = vocabulary.askable
    ordered = [a.name for a in askable if a.ordered]
    change = {"$ref": "#/$defs/change"}
    item, phrase, direction = _TEXT, _TEXT, _enum("low", "high")
    named = _enum(*(a.name for a in askable))
    compared = {"phrase": phrase, "attribute": _enum(*ordered), "direction": direction}
    question = {
        "kind": _enum("fact", "count", "extreme", "values", "compare", "why", "why_not", "test"),
        "attributes": _list(named),
        "direction": {"anyOf": [direction, _NULL]},
        "tests": _list(change),
    }
    forget = {"what": _enum("all", "last", "topic"), "phrase": phrase, "topic": _TEXT}
    kinds = _enum("like", "dislike", "seen", "save", "hide", "purchase")
    properties = {
        "acts": _list(_enum(*get_args(Intent))),
        "changes": _list(change),
        "wishes": _list(_object({"phrase": phrase, "english": _TEXT, "polarity": _enum("prefer", "avoid")})),
        "comparisons": _list(_object({**compared, "items": _list(item)})),
        "like": _list(item),
        "feedback": _list(_object({"phrase": phrase, "item": item, "kind": kinds})),
        "references": _list(item),
        "question": {"anyOf": [_object(question), _NULL]},
        "lasting": _list(_object({"phrase": phrase, "subject": _TEXT})),
        "forget": {"anyOf": [_object(forget), _NULL]},
        "undo": _enum("none", "step", "all"),
        "more": _YES_NO,
        "no_preference": _YES_NO,
        "instead": _YES_NO,
        "sort": {"anyOf": [_object(compared), _NULL]},
        "count": {"type": ["integer", "null"]},
        "subject": _TEXT,
        "unknown": _list(_TEXT),
    }
    if not ordered:
        del properties["comparisons"], properties["sort"]
    definitions = {"change": {"anyOf": _branches(vocabulary)}}
    return AnswerSchema("reading", {**_object(properties), "$defs": definitions}, ModelReading)


def _branches(vocabulary: Vocabulary) -> list[dict[str, Any]]:
    """The kinds of change: closed vocabularies each with their values, all other attributes by type."""
    askable = vocabulary.askable
    numbers = [a.name for a in askable if a.ordered and not a.order and a.type is AttributeType.NUMBER]
    numbers += list(vocabulary.schema.ranges)
    booleans = [a.name for a in askable if a.type is AttributeType.BOOLEAN]
    closed = {a.name: vocabulary.closed(a) for a in askable if a.named}
    texts = [a.name for a in askable if (a.named and not closed[a.name]) or a.type is AttributeType.DATE]
    branches = []
    if numbers:
        branches.append(_change(_enum(*numbers), {"type": "number"}))
    if booleans:
        branches.append(_change(_enum(*booleans), _YES_NO))
    if texts:
        branches.append(_change(_enum(*texts), _TEXT))
    branches += [_change(_enum(name), _enum(*values)) for name, values in closed.items() if values]
    return branches or [_change(_TEXT, _TEXT)]


def _change(attribute: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    return _object(
        {
            "phrase": _TEXT,
            "action": _enum("require", "exclude", "prefer", "avoid", "drop", "permit"),
            "attribute": attribute,
            "op": _enum("=", "<", "<=", ">", ">=", "between"),
            "values": _list(value),
            "group": {"type": ["integer", "null"]},
        }
    )


_TEXT = {"type": "string"}
_YES_NO = {"type": "boolean"}
_NULL = {"type": "null"}


def _enum(*values: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(dict.fromkeys(values))}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
