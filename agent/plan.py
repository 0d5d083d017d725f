"""From a finished turn to what the reply may say: each claim with its evidence, nothing else. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from agent.answer import EvidenceShown, Recommendation
from agent.describe import describe, describe_adventure, describe_each, describe_preference
from agent.findings import bold, quote
from agent.language.wording import Plan
from agent.state import Session, Turn
from catalog.catalog import Catalog
from catalog.constraints import Preference
from catalog.items import Item
from catalog.schema import AttributeType
from catalog.values import join, say_value
from tools.candidates import REVIEWS, Evidence, Ranked

_HIDDEN = (AttributeType.TEXT, AttributeType.IMAGE, AttributeType.URL)

_ENDS = frozenset(["best", "worst", "top", "least", "most", "lowest", "highest"])

_FEEDBACK = {
    "like": "you liked {}",
    "dislike": "{} is not for you",
    "seen": "you know {} already",
    "save": "{} is on your list",
    "purchase": "{} it is",
    "hide": "not {}",
    "click": "you looked at {}",
}


def plan_reply(session: Session, turn: Turn, catalog: Catalog, *, others: Sequence[str]) -> Plan:
    understanding = turn.understanding
    assert understanding is not None
    schema = catalog.schema
    wanted = [
        p
        for p in session.wishes.preferences
        if p.polarity == "prefer" and p.attribute and p.value is not None
    ]
    asked = {a for c in turn.constraints for a in c.attributes()}
    asked |= {p.attribute for p in session.wishes.preferences if p.attribute}
    asked -= {end for span in schema.ranges.values() for end in span.between}
    slate = tuple(recommendation(r, place + 1, catalog, wanted, asked) for place, r in enumerate(turn.slate))
    remembered = tuple(dict.fromkeys(s.text for s in understanding.statements))
    given: dict[tuple[str, ...], list[str]] = {}
    for item_id in dict.fromkeys(g.item_id for g in understanding.feedback):
        kinds: tuple[str, ...] = tuple(g.kind for g in understanding.feedback if g.item_id == item_id)
        given.setdefault(kinds, []).append(bold(catalog.item(item_id).title))
    acknowledged = []
    for kinds, titles in given.items():
        told = [k for k in kinds if not (k == "seen" and len(kinds) > 1)]
        acknowledged += [
            _FEEDBACK[k].format(join(titles[:4]) if len(titles) <= 4 else "all of them") for k in told
        ]
    unmet = tuple(
        dict.fromkeys(line.phrase for line in understanding.receipt if line.as_ == "not_enforceable")
    )
    fruitless = not turn.slate and _searched(turn)
    return Plan(
        intent=understanding.intent,
        acts=understanding.acts,
        noun=schema.noun.singular,
        nouns=schema.noun.plural,
        catalog=schema.name,
        heading=_heading(session, turn, catalog),
        slate=slate,
        details=tuple(_details(catalog.item(r.item_id), catalog, r.evidence) for r in turn.slate),
        notes=turn.notes,
        findings=turn.findings,
        relaxations=tuple(
            (join([describe(turn.constraints[i], schema) for i in r.lifted]), r.count)
            for r in turn.relaxations
        ),
        nothing_left=fruitless,
        partial=any(not _has(catalog.item(r.item_id), p) for r in turn.slate for p in wanted),
        unmet=unmet,
        missing=_missing(session, turn, catalog),
        remembered=remembered,
        recalled=tuple(b.text for b in turn.applied) if turn.slate or fruitless else (),
        acknowledged=tuple(acknowledged),
        question=turn.asked.text if turn.asked else None,
        eligible=turn.funnel.eligible,
        examples=starters(catalog),
        others=tuple(others),
        courtesy=understanding.courtesy,
        unread=understanding.language == "other",
    )


def _searched(turn: Turn) -> bool:
    return "recommend" in turn.timings_ms and not turn.findings


def _heading(session: Session, turn: Turn, catalog: Catalog) -> str:
    schema = catalog.schema
    parts = [describe_preference(p) for p in session.wishes.preferences if p.kind != "words"]
    own = [c for c in turn.constraints if c.turn]
    parts += describe_each(own, schema)
    if session.wishes.like:
        parts.append(
            "like " + join([catalog.item(i).title for i in session.wishes.like[:3] if i in catalog.position])
        )
    if session.wishes.adventure is not None:
        parts.append(describe_adventure(session.wishes.adventure))
    return ", ".join(dict.fromkeys(parts))


def _missing(session: Session, turn: Turn, catalog: Catalog) -> tuple[str, ...]:
    """Preferences that no shown item has: said, so that nobody takes the slate for their answer."""
    if not turn.slate:
        return ()
    items = [catalog.item(r.item_id) for r in turn.slate]
    return tuple(
        p.text
        for p in session.wishes.preferences
        if p.polarity == "prefer"
        and p.attribute
        and p.value is not None
        and p.turn == turn.number
        and not any(_has(i, p) for i in items)
    )


def _has(item: Item, preference: Preference) -> bool:
    wanted = str(preference.value).casefold()
    return any(str(v).casefold() == wanted for v in item.values(preference.attribute or ""))


def recommendation(
    ranked: Ranked,
    rank: int,
    catalog: Catalog,
    wanted: Sequence[Preference] = (),
    asked: Collection[str] = (),
) -> Recommendation:
    """The item with its facts; `wanted` are preferences, of which the reason also says what it lacks.

    `asked` are the attributes that the user spoke of: the reason answers those first.
    """
    item = catalog.item(ranked.item_id)
    lacking = [p.text for p in wanted if not _has(item, p)]
    told = reason(ranked.evidence, catalog, asked)
    if lacking and len(lacking) < len(wanted) <= 3:
        told = f"{told.rstrip('.')}; not listed as {join(lacking[:2], word='or')}."
    return Recommendation(
        item_id=item.id,
        title=item.title,
        rank=rank,
        score=ranked.score,
        reason=told,
        evidence=tuple(EvidenceShown(kind=e.kind, ref=e.ref, text=e.text) for e in ranked.evidence),
        sources=tuple(dict.fromkeys(ranked.sources)),
        attributes={k: list(v) if isinstance(v, tuple) else v for k, v in item.attributes.items()},
    )


def reason(evidence: Sequence[Evidence], catalog: Catalog, asked: Collection[str] = ()) -> str:
    """One sentence from the facts that moved the item, at most three of them."""
    schema = catalog.schema
    by_attribute: dict[str, list[str]] = {}
    clauses: list[str] = []
    for e in evidence:
        if e.kind in ("attribute", "preference") and e.ref in schema.attributes:
            by_attribute.setdefault(e.ref, [])
            known = by_attribute[e.ref]
            if not any(e.text.casefold() in k.casefold() for k in known):
                known[:] = [k for k in known if k.casefold() not in e.text.casefold()] + [e.text]
    facts = []
    if any(name in asked for name in by_attribute):
        by_attribute = {name: texts for name, texts in by_attribute.items() if name in asked}
    for name, texts in by_attribute.items():
        attribute = schema.attributes[name]
        bare = (attribute.named and not attribute.order) or attribute.unit
        words = ", ".join(texts[:3])
        if attribute.type is AttributeType.BOOLEAN:
            words = attribute.label if texts[0] == "yes" else f"no {attribute.label}"
            facts.append(words)
        else:
            facts.append(words if bare or is_year_text(words) else f"{attribute.label} {words}")
        carried = next((e.text for e in evidence if e.kind == "text" and e.ref == name), None)
        if carried is not None:
            facts[-1] += f" (its description says {quote(carried)})"
    path = next((e for e in evidence if e.kind == "shared" and e.ref in catalog), None)
    kin = catalog.item(path.ref).title if path else ""
    if path and path.text in facts:
        facts.remove(path.text)
    if facts:
        clauses.append(", ".join(dict.fromkeys(facts[:3])))
    if path:
        clauses.append(f"{path.text}, as in {kin}")
    clauses += _behaviour(evidence, catalog, kin)
    if not clauses:
        quoted = [e.text for e in evidence if e.kind == "text" and e.ref != REVIEWS]
        if quoted:
            clauses.append(f"“{quoted[0]}”")
    said = [e.text for e in evidence if e.kind == "text" and e.ref == REVIEWS]
    if said and len(clauses) < 2:
        clauses.append(f"a reviewer says {quote(said[0])}")
    popular = [e.text for e in evidence if e.kind == "popularity"]
    if popular and len(clauses) < 2:
        clauses.append(popular[0] + _synthetic(catalog))
    if not clauses:
        return "It is in the catalog and fits what you asked."
    sentence = "; ".join(clauses)
    return sentence[:1].upper() + sentence[1:] + ("" if sentence.endswith(("”", "…")) else ".")


def _behaviour(evidence: Sequence[Evidence], catalog: Catalog, kin: str) -> list[str]:
    """What people did, or else how close it is; `kin` is the item that was just named."""
    for kind, words in (
        ("chosen_after", f"often chosen right after {{}}{_synthetic(catalog)}"),
        ("people_alike", f"chosen by {_people(catalog)} who also chose {{}}"),
        ("talked_of", "recommended to others who spoke of {}"),
        ("similar_item", "close to {}"),
    ):
        title = next((e.text for e in evidence if e.kind == kind), None)
        if title is not None:
            if title == kin:
                return [] if kind == "similar_item" else [words.format("it")]
            return [words.format(title)]
    return []


def _people(catalog: Catalog) -> str:
    """Simulated users are never passed off as people."""
    return "synthetic users" if catalog.manifest.synthetic else "people"


def _synthetic(catalog: Catalog) -> str:
    return " (synthetic interactions)" if catalog.manifest.synthetic else ""


def is_year_text(words: str) -> bool:
    return len(words) == 4 and words.isdigit() and words[0] in "12"


def _details(item: Item, catalog: Catalog, evidence: Sequence[Evidence]) -> str:
    """The facts that tell one item from another, in brackets after its title."""
    schema = catalog.schema
    told = []
    for name in schema.shown:
        attribute = schema.attributes[name]
        value = item.attributes.get(name)
        if (
            value is None
            or attribute.type in _HIDDEN
            or any(e.ref == name and e.kind == "attribute" for e in evidence)
        ):
            continue
        if isinstance(value, tuple):
            value = value[:3]
        words = say_value(attribute, value)
        if attribute.type is AttributeType.BOOLEAN or (
            attribute.type is AttributeType.NUMBER and not attribute.unit
        ):
            year = isinstance(value, int | float) and 1000 <= value <= 2100 and float(value).is_integer()
            words = words if year else f"{attribute.label}: {words}"
        if len(words) <= 60:
            told.append(words)
    return ", ".join(told[:4])


def starters(catalog: Catalog) -> tuple[str, ...]:
    """Requests that this catalog can answer, made from its own schema and values."""
    schema = catalog.schema
    found: list[str] = []
    for attribute in schema.attributes.values():
        if attribute.named and len(found) < 2:
            counts = catalog.columns.count_values(attribute.name)
            for value in sorted(counts, key=lambda v: (-counts[v], str(v)))[:1]:
                if len(str(value)) <= 30:
                    found.append(
                        f"{value} {schema.noun.plural}"
                        if attribute.type is not AttributeType.TAGS
                        else f"Something {value}"
                    )
    for attribute in schema.attributes.values():
        plain = [w for w in attribute.low if w.split()[0].casefold() not in _ENDS]
        if plain and attribute.type is AttributeType.NUMBER:
            found.append(f"Something {plain[0]}")
            break
    if catalog.items:
        found.append(f"Something like {catalog.items[len(catalog.items) // 2].title}")
    return tuple(found[:4])
