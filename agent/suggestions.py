"""A few follow-ups that the user may tap: each is an utterance that the language engine understands."""

from __future__ import annotations

from agent.language.built_in.wished import singular
from agent.plan import starters
from agent.state import Session, Turn
from catalog.catalog import Catalog
from catalog.schema import AttributeType

MOST = 3


def suggest(session: Session, turn: Turn, catalog: Catalog) -> tuple[str, ...]:
    """What a look-up offers, answers to our question, what to lift where nothing is left, else ways on."""
    schema = catalog.schema
    if turn.suggestions:
        return turn.suggestions
    if turn.relaxations:
        lifted = [
            f"Any {singular(schema.attributes[a].label)}"
            for r in turn.relaxations
            for i in r.lifted
            for a in turn.constraints[i].attributes()
        ]
        several = min(len(r.lifted) for r in turn.relaxations) > 1
        return tuple(dict.fromkeys(["Start over", *lifted] if several else lifted))[:MOST]
    if turn.asked is not None:
        return (*turn.asked.options[: MOST - 1], "No preference")[:MOST]
    if not turn.slate and session.slate:
        return _ways_on(session, turn)
    if not turn.slate:
        return starters(catalog)[:MOST]
    found = [*_comparatives(turn, catalog), *_values(session, turn, catalog)]
    found = found[: MOST - 1]
    found.append("Why the first one?" if turn.number % 2 else "Tell me more about the first one")
    return tuple(dict.fromkeys(found))[:MOST]


def _ways_on(session: Session, turn: Turn) -> tuple[str, ...]:
    """After a question about what was shown."""
    compared = turn.understanding is not None and turn.understanding.intent == "compare"
    found = ["More like the first one" if not session.focus else "More like that one"]
    if len(session.slate) > 1 and not compared:
        found.append("Compare the first two")
    return (*found, "Anything else?")


def _comparatives(turn: Turn, catalog: Catalog) -> list[str]:
    """ "Something cheaper", where the catalog has cheaper ones under the same constraints."""
    from agent.language.built_in.word_forms import comparative

    found: list[str] = []
    for attribute in catalog.schema.attributes.values():
        for words, low in ((attribute.low, True), (attribute.high, False)):
            if (
                not words
                or not attribute.ordered
                or attribute.name in {a for c in turn.constraints for a in c.attributes()}
            ):
                continue
            form = comparative(words[0])
            if form and _beyond(turn, catalog, attribute.name, low):
                found.append(f"Something {form}")
                break
    return found[:1]


def _beyond(turn: Turn, catalog: Catalog, name: str, low: bool) -> bool:
    numbers = catalog.columns.numbers(name)
    shown = [numbers[catalog.position[r.item_id]] for r in turn.slate]
    known = [float(n) for n in shown if n == n]
    if not known:
        return False
    mask = catalog.columns.mask_all(turn.constraints)
    rest = numbers[mask]
    return bool((rest < min(known)).sum() >= 3 if low else (rest > max(known)).sum() >= 3)


def _values(session: Session, turn: Turn, catalog: Catalog) -> list[str]:
    """ "Only comedy": a value that parts what is left roughly in two."""
    taken = {a for c in turn.constraints for a in c.attributes()}
    mask = catalog.columns.mask_all(turn.constraints)
    total = int(mask.sum())
    best: list[tuple[float, str]] = []
    for attribute in catalog.schema.attributes.values():
        if (
            attribute.type is not AttributeType.CATEGORY
            or attribute.order
            or attribute.name in taken
            or total < 6
        ):
            continue
        for value, number in catalog.columns.count_values(attribute.name, mask).items():
            share = number / total
            if 0.1 <= share <= 0.7 and len(str(value)) <= 24:
                best.append((abs(share - 0.35) + (0.0 if attribute.many else 0.2), str(value)))
    return [f"Only {value}" for _, value in sorted(best)[:1]]
