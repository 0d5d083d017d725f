"""From one catalog to another in words."""

from __future__ import annotations

import pytest

from agent.crossing import carry_over, crossed_to, points_back
from agent.state import Session, Shown, Wishes
from catalog.catalog import catalog_in_memory
from catalog.constraints import Constraint
from catalog.embedding import HashingEmbedder
from catalog.items import Item
from catalog.schema import parse_schema
from tests.agent.conftest import catalog_of

CATALOGS = {catalog_of(name).slug: catalog_of(name) for name in ("lamps", "ferries", "cheeses")}


@pytest.mark.parametrize(
    ("utterance", "current", "target"),
    [
        ("any cheeses?", "lamps", "cheeses"),
        ("what about a cheese?", "lamps", "cheeses"),
        ("show me some lamps", "cheeses", "lamps"),
        ("I want a crossing under 2 hours", "lamps", "ferry-crossings"),
        ("recommend a cheese for a picnic", "ferry-crossings", "cheeses"),
        ("any cheeses like that?", "lamps", "cheeses"),
        ("cheeses", "lamps", "cheeses"),
    ],
)
def test_naming_another_catalogs_items_crosses_over(utterance: str, current: str, target: str) -> None:
    assert crossed_to(utterance, current, CATALOGS) == target


@pytest.mark.parametrize(
    ("utterance", "current"),
    [
        ("a lamp under $50", "lamps"),
        ("a lamp and a cheese", "lamps"),
        ("something cheap", "lamps"),
        ("a lamp that looks like a cheese", "lamps"),
        ("thanks", "cheeses"),
        ("", "cheeses"),
        ("with cheese", "lamps"),
    ],
)
def test_otherwise_the_session_stays_where_it_is(utterance: str, current: str) -> None:
    assert crossed_to(utterance, current, CATALOGS) is None


def test_there_is_nowhere_to_cross_to_in_a_home_of_one_catalog() -> None:
    assert crossed_to("any cheeses?", "lamps", {"lamps": CATALOGS["lamps"]}) is None
    assert crossed_to("any cheeses?", "gone", CATALOGS) is None


@pytest.mark.parametrize(
    "utterance", ["any cheeses like that?", "a cheese in that spirit", "similar cheeses?"]
)
def test_pointing_back_is_heard(utterance: str) -> None:
    assert points_back(utterance)


@pytest.mark.parametrize("utterance", ["any cheeses?", "a cheese that I like", "show me that cheese"])
def test_not_every_that_points_back(utterance: str) -> None:
    assert not points_back(utterance)


def session(**parts: object) -> Session:
    given = {
        "user_id": "ana",
        "tenant": "home",
        "session_id": "s",
        "catalog": "lamps",
        "turn": 4,
        "subject": "my kids",
        "wishes": Wishes(constraints=(Constraint(attribute="price", op="<=", value=50, turn=2),)),
        "liked": ("l01",),
    }
    return Session.model_validate(given | parts)


def test_who_is_speaking_crosses_over_and_the_constraints_stay_behind() -> None:
    after = carry_over(session(), CATALOGS["lamps"], CATALOGS["cheeses"], likeness=False, turn=5)
    assert (after.user_id, after.tenant, after.session_id, after.turn) == ("ana", "home", "s", 4)
    assert (after.catalog, after.subject) == ("cheeses", "my kids")
    assert (after.wishes, after.slate, after.liked) == (Wishes(), (), ())


def test_like_that_carries_what_both_catalogs_have_words_for() -> None:
    schema = "name: {}\nid: id\ntitle: name\nattributes: {{mood: {{type: tags}}, size: {{type: number}}}}"
    items = {
        "Candles": [Item("a", "Amber", "", {"mood": ("cosy", "odd"), "size": 3})],
        "Teapots": [
            Item("t", "Tall", "", {"mood": ("cosy", "calm")}),
            Item("u", "Ugly", "", {"mood": ("sad",)}),
        ],
    }
    candles, teapots = (
        catalog_in_memory(parse_schema(schema.format(n)), items[n], embedder=HashingEmbedder())
        for n in ("Candles", "Teapots")
    )
    shown = Session(catalog="candles", slate=(Shown(item_id="a", reason=""),))
    after = carry_over(shown, candles, teapots, likeness=True, turn=2)
    assert [(p.attribute, p.value, p.polarity) for p in after.wishes.preferences] == [
        ("mood", "cosy", "prefer")
    ]
    assert after.wishes.constraints == ()
    assert carry_over(shown, candles, teapots, likeness=False, turn=2).wishes == Wishes()
