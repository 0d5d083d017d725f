"""Only a catalog folder knows a domain: nothing in agent/ is a name or a value of one."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import agent
from agent.language.built_in.english import DEMONYMS, NOT_CONTENT
from agent.language.built_in.usual_words import BETWEEN, USUAL_WORDS
from tests.agent.conftest import NAMES, catalog_of

SOURCES = sorted(Path(agent.__file__).parent.rglob("*.py"))

OF_ENGLISH = (
    {word for side in USUAL_WORDS.values() for word in (*side.high, *side.low)}
    | set(BETWEEN)
    | {word for place, people in DEMONYMS.items() for word in (place, *people)}
    | set(USUAL_WORDS)
    | set(NOT_CONTENT)
    # what English asks of any thing that is sold or made
    | {"price", "cost", "country", "age", "mood", "style", "occasion"}
)
"""Closed classes: function words, measures, countries and their adjectives, the commonest labels."""


def literals(source: Path) -> set[str]:
    """Every string constant, whole, and the words of those that are lists of words."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value.casefold())
            if re.fullmatch(r"[\w\s'|-]+", node.value) and not node.value.rstrip().endswith("."):
                found |= {phrase.strip() for phrase in node.value.casefold().split("|")}
    return found


@pytest.mark.parametrize("name", NAMES)
def test_no_string_in_the_agent_is_a_name_or_a_value_of_an_invented_catalog(name: str) -> None:
    catalog = catalog_of(name)
    schema = catalog.schema
    words = {schema.name, schema.slug, schema.noun.singular, schema.noun.plural, *schema.attributes}
    for attribute in schema.attributes.values():
        words |= {attribute.label, *attribute.words, *attribute.aliases, *attribute.order}
        if attribute.named:
            words |= {str(v) for v in catalog.columns.count_values(attribute.name)}
    words |= {item.title for item in catalog.items}
    wanted = {w.casefold() for w in words} - OF_ENGLISH
    assert len(wanted) > 50
    said = {f"{path.name}: {w}" for path in SOURCES for w in literals(path) & wanted}
    assert said == set()


def test_every_file_of_the_agent_is_looked_at() -> None:
    names = {path.name for path in SOURCES}
    assert {"graph.py", "preferences.py", "english.py", "wishes.py", "writer.py"} <= names
