"""What there is: all of it, the values of an attribute; and what there is not."""

from __future__ import annotations

from agent.findings import Found, bold, escape, quote
from agent.language.understanding import Question
from catalog.values import join
from tools.toolbox import Toolbox

_SHELVES = 6
"""How many an overview names."""


def possible_values(question: Question, toolbox: Toolbox) -> Found:
    """The values of an attribute, commonest first."""
    catalog = toolbox.catalog
    attribute = catalog.schema.attributes[question.attributes[0]]
    counts = catalog.columns.count_values(attribute.name)
    if not counts:
        return Found((f"No {attribute.label} is known of any {catalog.schema.noun.singular} here.",))
    ordered = sorted(counts, key=lambda v: (-counts[v], str(v)))
    shown = join([f"{escape(str(v))} ({counts[v]:,})" for v in ordered[:12]])
    more = f", and {len(ordered) - 12:,} more" if len(ordered) > 12 else ""
    return Found((f"{attribute.label.capitalize()}: {shown}{more}.",))


def overview(toolbox: Toolbox) -> Found:
    """How much there is, and the names of the shelves that it stands on, the fullest first."""
    catalog = toolbox.catalog
    noun = catalog.schema.noun
    said = f"There are {len(catalog):,} {noun.plural} here."
    if len(catalog) == 1:
        said = f"There is one {noun.singular} here."
    names = tuple(shelf.name for shelf in toolbox.shelves.within("")[:_SHELVES])
    if names:
        said += f" Some corners to look in: {' · '.join(map(bold, names))}. Which one?"
    return Found((said,), suggestions=names)


def absent_name(question: Question, toolbox: Toolbox) -> Found:
    """That nothing here goes by the name that was asked for."""
    noun = toolbox.catalog.schema.noun.singular
    return Found((f"I find no {noun} here by the name of {quote(question.words)}.",))
