"""Sentences that answer questions about items and the catalog, each made of the data alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.describe import describe_all
from agent.language.built_in import english
from agent.language.built_in.text import key, tokenize
from agent.language.built_in.word_forms import superlative
from agent.language.understanding import Question
from agent.state import Session, Turn
from catalog.catalog import Catalog
from catalog.constraints import Constraint, Either, Verdict, verdict
from catalog.items import Item, ItemId
from catalog.schema import Attribute, AttributeType, Schema
from catalog.values import join, say_value
from tools.candidates import Evidence
from tools.toolbox import Toolbox

_UNTOLD = (AttributeType.TEXT, AttributeType.IMAGE, AttributeType.URL)


@dataclass(frozen=True, slots=True)
class Found:
    """Whole sentences, the items they are about, items to show beside them, and what may be said next."""

    sentences: tuple[str, ...]
    items: tuple[ItemId, ...] = ()
    slate: tuple[tuple[ItemId, tuple[Evidence, ...]], ...] = ()
    suggestions: tuple[str, ...] = ()


def bold(title: str) -> str:
    """A title in markdown; marks in catalog text are not markup."""
    return "**" + escape(title) + "**"


def escape(text: str) -> str:
    return "".join("\\" + c if c in "\\*_`[]<>#|~" else c for c in " ".join(text.split()))


def quote(text: str) -> str:
    """Somebody's words between quotation marks, out of which none of their own can break."""
    return "“" + re.sub('[“”„«»"]', "’", " ".join(text.split())) + "”"


def facts(items: Sequence[ItemId], question: Question, toolbox: Toolbox) -> Found:
    """The asked attributes of each item; with none asked, what it is about and its telling facts."""
    catalog = toolbox.catalog
    schema = catalog.schema
    if not items:
        return Found((f"Tell me which {schema.noun.singular} you mean, and I will look it up.",))
    sentences = []
    for item_id in items[:6]:
        item = catalog.item(item_id)
        if question.attributes:
            sentences.append(_asked(item, question, schema) + _carried(item, question.attributes, catalog))
            # "What does it cost, and does it come in blue?"
            beside = [t for t in question.tests if not set(t.attributes()) & set(question.attributes)]
            sentences += [_tested(item, beside, schema)] if beside else []
        elif len(items) <= 3 and not left_over(question, schema):
            sentences.append(_about(item, toolbox))
        else:
            sentences.append(_by_text(item, question, toolbox))
    return Found(tuple(sentences), tuple(items))


def _asked(item: Item, question: Question, schema: Schema) -> str:
    known = [n for n in question.attributes if item.attributes.get(n) is not None]
    unknown = [n for n in question.attributes if n not in known]
    if not known:
        labels = join([schema.attributes[n].label for n in unknown], word="or")
        return f"{bold(item.title)}: the {labels} is not known here."
    said = "; ".join(
        f"{schema.attributes[n].label}: {escape(say_value(schema.attributes[n], item.attributes[n]))}"
        for n in known[:3]
    )
    return f"{bold(item.title)}: {said}."


def _carried(item: Item, names: Sequence[str], catalog: Catalog) -> str:
    """The words behind those values that were read out of the item's text."""
    quotes = [catalog.quotes[item.id, name] for name in names if (item.id, name) in catalog.quotes]
    return "".join(f" Its description says {quote(escape(words))}" for words in dict.fromkeys(quotes))


def _about(item: Item, toolbox: Toolbox) -> str:
    schema = toolbox.catalog.schema
    told = [
        f"{schema.attributes[n].label}: {escape(say_value(schema.attributes[n], item.attributes[n]))}"
        for n in schema.shown
        if item.attributes.get(n) is not None and schema.attributes[n].type not in _UNTOLD
    ]
    text = _shortened(item.text)
    sentence = bold(item.title) + (f" ({'; '.join(told)})" if told else "") + "."
    if text:
        return f"{sentence} {text}"
    return sentence if told else f"{bold(item.title)}: nothing more is known of it here."


def _shortened(text: str, most: int = 500) -> str:
    flat = escape(" ".join(text.split()))
    return flat if len(flat) <= most else flat[:most].rsplit(" ", 1)[0] + " …"


def left_over(question: Question, schema: Schema) -> list[str]:
    """The content words of a question that asks for no attribute: looked for in the item's own text."""
    noun = {*key(schema.noun.singular), *key(schema.noun.plural)}
    return [
        t.stem
        for t in tokenize(question.words)
        if t.is_word and t.norm not in english.NOT_CONTENT and t.stem not in noun and t.stem not in _ABOUT
    ]


_ABOUT = frozenset(
    key("story plot synopsis summary details detail info information describe movie happens description")
)


def _by_text(item: Item, question: Question, toolbox: Toolbox) -> str:
    """Where the asked words stand in the item's text or reviews; else an honest "I don't know"."""
    schema = toolbox.catalog.schema
    title = set(key(item.title))
    wanted = [w for w in left_over(question, schema) if w not in title]
    if not wanted:
        return _about(item, toolbox)
    for sentence in re.split(r"(?<=[.!?])\s+|\n+", item.text):
        if set(wanted) & set(key(sentence)):
            return f"{bold(item.title)}: its description says {quote(_shortened(sentence, 240))}"
    for name in item.attributes:
        values = [str(v) for v in item.values(name)]
        hits = [v for v in values if set(wanted) & set(key(v))]
        if hits:
            return f"{bold(item.title)}: {schema.attributes[name].label}: {escape(join(hits))}."
    for review in toolbox.catalog.reviews(item.id)[:50]:
        for sentence in re.split(r"(?<=[.!?])\s+|\n+", review.text):
            if set(wanted) <= set(key(sentence)):
                return f"{bold(item.title)}: a reviewer says {quote(_shortened(sentence, 240))}"
    words = " ".join(t.norm for t in tokenize(question.words) if t.stem in wanted)
    return f"{bold(item.title)}: nothing here says anything about “{escape(words)}”, so I don't know."


def tests(items: Sequence[ItemId], question: Question, toolbox: Toolbox) -> Found:
    """Yes, no or unknown, with the fact that decides."""
    catalog = toolbox.catalog
    schema = catalog.schema
    if not question.tests:
        return facts(items, question, toolbox)
    sentences = []
    for item_id in items[:6]:
        item = catalog.item(item_id)
        tested = {name for test in question.tests for name in test.attributes()}
        sentences.append(_tested(item, question.tests, schema) + _carried(item, sorted(tested), catalog))
        beside = tuple(name for name in question.attributes if name not in tested)
        # "Is it blue, and what does it cost?"
        sentences += [_asked(item, replace(question, attributes=beside), schema)] if beside else []
    return Found(tuple(sentences), tuple(items[:6]))


def _tested(item: Item, tests: Sequence[Constraint | Either], schema: Schema) -> str:
    answers = []
    for test in tests:
        found = verdict(test, item, schema)
        if test.polarity == "exclude" and found is not Verdict.UNKNOWN:
            found = Verdict.UNMET if found is Verdict.MET else Verdict.MET
        names = test.attributes()
        if found is Verdict.UNKNOWN:
            answers.append("that is not known here")
            continue
        if all(schema.attributes[n].type is AttributeType.BOOLEAN for n in names):
            answers.append("yes" if found is Verdict.MET else "no")
            continue
        data = "; ".join(
            f"{schema.attributes[n].label}: {escape(say_value(schema.attributes[n], item.attributes.get(n)))}"
            for n in names
        )
        answers.append(f"{'yes' if found is Verdict.MET else 'no'} ({data})")
    return f"{bold(item.title)} – {escape(describe_all(tests, schema))}: {'; '.join(answers)}."


def compare(items: Sequence[ItemId], question: Question, session: Session, toolbox: Toolbox) -> Found:
    """A table of what is known, what differs first; asked for a choice, the one that ranked higher, and why."""
    if len(items) < 2:
        only = f"Only {bold(toolbox.catalog.item(items[0]).title)} is there to compare. " if items else ""
        return Found((f"{only}Name two of them, and I will put them side by side.",))
    chosen = list(dict.fromkeys(items))[:4]
    catalog = toolbox.catalog
    rows = [
        r
        for r in toolbox.lookup.compare(chosen)
        if not question.attributes or r.attribute in question.attributes
    ]
    if question.attributes:
        rows += [
            r for r in toolbox.lookup.compare(chosen) if r.differs and r.attribute not in question.attributes
        ]
    rows = sorted(rows, key=lambda r: (r.attribute not in question.attributes, not r.differs))
    titles = [bold(catalog.item(i).title) for i in chosen]
    lines = ["| | " + " | ".join(titles) + " |", "|---|" + "---|" * len(titles)]
    for row in rows[:10]:
        lines.append(
            f"| {row.label} | " + " | ".join(escape(c) if c else "unknown" for c in row.cells) + " |"
        )
    if not rows:
        return Found((f"Nothing is known here that would tell {join(titles)} apart.",), tuple(chosen))
    table = "\n".join(lines)
    ranked = [s for s in session.slate if s.item_id in chosen]
    if question.words and ranked:
        first = ranked[0]
        title = bold(catalog.item(first.item_id).title)
        pick = f"I would start with {title}, which fits best what you said: {escape(first.reason)}"
        return Found((pick, table), (first.item_id, *(i for i in chosen if i != first.item_id)))
    return Found((table,), tuple(chosen))


def count(question: Question, turn: Turn, toolbox: Toolbox) -> Found:
    """How many meet the asked tests, or all constraints in force where none is asked."""
    schema = toolbox.catalog.schema
    number = toolbox.lookup.count(question.tests or turn.constraints)
    noun = schema.noun.singular if number == 1 else schema.noun.plural
    tested = question.tests or turn.constraints
    what = f": {escape(describe_all(tested, schema))}" if tested else ""
    verb = "is" if number == 1 else "are"
    return Found(
        (f"There {verb} {number:,} {noun} here{what}.",)
        if not tested
        else (f"{number:,} {noun} here fit{'s' if number == 1 else ''}{what}.",)
    )


def extreme(items: Sequence[ItemId], question: Question, turn: Turn, toolbox: Toolbox) -> Found:
    """The items at an end of an attribute: of those pointed at, of the whole catalog, or under what is in force."""
    catalog = toolbox.catalog
    attribute = catalog.schema.attributes[question.attributes[0]]
    direction = question.direction or "high"
    if question.words == "shown":
        others = set(catalog.position) - set(items)
        constraints: tuple[Constraint | Either, ...] = ()
        found = toolbox.lookup.extremes(attribute.name, direction, (), n=len(items), excluded=others)
    else:
        constraints = question.tests if question.words == "all" else _joined(turn.constraints, question.tests)
        found = toolbox.lookup.extremes(attribute.name, direction, constraints, n=3)
    under = f" ({escape(describe_all(constraints, catalog.schema))})" if constraints else ""
    if not found:
        return Found((f"No {catalog.schema.noun.singular} here has a known {attribute.label}{under}.",))
    first = found[0]
    tied = f", shared by {first.tied} of them" if first.tied > 1 else ""
    title = bold(catalog.item(first.item_id).title)
    sentence = f"The {_end(attribute, direction)}{under}: {title}, {escape(first.text)}{tied}."
    if len(found) > 1:
        rest = join([f"{bold(catalog.item(e.item_id).title)} ({escape(e.text)})" for e in found[1:]])
        sentence += f" Next: {rest}."
    slate = tuple((e.item_id, (Evidence("attribute", attribute.name, e.text),)) for e in found)
    return Found((sentence,), (first.item_id,), slate)


def _end(attribute: Attribute, direction: str) -> str:
    """ "longest" where the schema says "long", else "highest runtime"."""
    words = attribute.low if direction == "low" else attribute.high
    said = superlative(words[0]) if words else None
    return said or f"{'lowest' if direction == 'low' else 'highest'} {attribute.label}"


def _joined(
    first: Sequence[Constraint | Either], second: Sequence[Constraint | Either]
) -> tuple[Constraint | Either, ...]:
    asked = {a for c in second for a in c.attributes()}
    return (*(c for c in first if not set(c.attributes()) & asked), *second)
