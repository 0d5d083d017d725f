"""From where to where, on a schema in which two attributes have the same values."""

from __future__ import annotations

import pytest

from agent.language.built_in.directions import end_of
from agent.language.built_in.engine import understand
from agent.language.built_in.lexicon import Lexicon
from agent.state import Asked, Session
from catalog.catalog import catalog_in_memory
from catalog.embedding import HashingEmbedder
from catalog.items import Item
from catalog.schema import Attribute, Schema
from tests.agent.conftest import plain

PLACES = ("Marrowby", "Oldfen", "Tarnwick", "Quillmouth")
SCHEMA = Schema.model_validate(
    {
        "name": "ferries",
        "noun": {"singular": "ferry", "plural": "ferries"},
        "id": "id",
        "title": "name",
        "attributes": {
            "boarding_at": {"type": "category", "words": ["leaving from"]},
            "destination": {"type": "category"},
            "deck": {"type": "category"},
        },
    }
)
ITEMS = [
    Item(
        id=f"{one}-{other}",
        title=f"Ferry {n}{m}",
        text="",
        attributes={"boarding_at": one, "destination": other, "deck": ("open", "closed")[n % 2]},
    )
    for n, one in enumerate(PLACES)
    for m, other in enumerate(PLACES)
    if one != other
]
CATALOG = catalog_in_memory(SCHEMA, ITEMS, embedder=HashingEmbedder())
LEXICON = Lexicon(CATALOG, HashingEmbedder())


def wanted(said: str, asked: str | None = None) -> list[str]:
    session = Session(catalog=CATALOG.slug, asked=Asked(attribute=asked, text="?") if asked else None)
    read = understand(said, session=session, catalog=CATALOG, lexicon=LEXICON, turn=1)
    return sorted(plain(c) for c in read.constraints)


@pytest.mark.parametrize(
    "said",
    [
        "a ferry from Oldfen to Tarnwick please",
        "oldfen to tarnwick",
        "to Tarnwick from Oldfen",
        "i'm leaving Oldfen and going to Tarnwick",
        "Oldfen is where i start, Tarnwick is where i end up",
        "Oldfen down to Tarnwick, with an open deck if there is one",
    ],
)
def test_either_end_is_known_by_what_stands_around_it(said: str) -> None:
    assert {"boarding_at = Oldfen", "destination = Tarnwick"} <= set(wanted(said))


def test_one_end_alone_leaves_the_other_open() -> None:
    assert wanted("any ferry to Quillmouth?") == ["destination = Quillmouth"]
    assert wanted("i start out from Quillmouth") == ["boarding_at = Quillmouth"]


def test_several_places_of_one_end_share_it() -> None:
    assert wanted("from Oldfen or Marrowby to Tarnwick") == [
        "boarding_at in Oldfen..Marrowby",
        "destination = Tarnwick",
    ]


def test_a_bare_answer_is_to_what_was_asked() -> None:
    assert wanted("Oldfen", asked="destination") == ["destination = Oldfen"]


def test_a_name_that_tells_neither_end_or_both_is_none() -> None:
    named = {word: end_of(Attribute(name=word, type="category")) for word in ("deck", "origin", "from_to")}
    assert named == {"deck": None, "origin": "start", "from_to": None}
