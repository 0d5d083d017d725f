"""Every `ItemStore` keeps this contract."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from catalog.items import InMemoryItemStore, Interaction, Item, ItemStore, Review
from catalog.sql import SqlItemStore, sqlite_url


@pytest.fixture(params=["in memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ItemStore]:
    made: ItemStore
    if request.param == "in memory":
        made = InMemoryItemStore()
    elif request.param == "sqlite":
        made = SqlItemStore(sqlite_url(tmp_path / "items.db"), catalog="dining", generation="1")
    else:
        url = os.environ.get("CICERONE_TEST_DATABASE_URL")
        if not url:
            pytest.skip("CICERONE_TEST_DATABASE_URL is not set")
        made = SqlItemStore(url, catalog="dining", generation=uuid4().hex)
    yield made
    made.close()


ITEMS = [
    Item("2", "Zweite", "long text", {"price": 9.5, "cuisine": ("thai", "lao"), "open": True, "seats": 4}),
    Item("1", "麺 & Café", "", {}),
]


def test_items_come_back_as_they_were_added_in_their_order(store: ItemStore) -> None:
    store.add_items(ITEMS[:1])
    store.add_items(iter(ITEMS[1:]))
    items = list(store.items())
    assert items == ITEMS
    assert items[0].attributes["open"] is True
    assert isinstance(items[0].attributes["seats"], int)


def test_interactions_come_back_in_their_order(store: ItemStore) -> None:
    interactions = [
        Interaction("ana", "2", "rating", 4.5, 1_700_000_000.0),
        Interaction("ben", "1"),
        Interaction("ana", "2", "rating", 4.5, 1_700_000_000.0),
    ]
    store.add_interactions(interactions)
    assert list(store.interactions()) == interactions


def test_reviews_are_found_by_item(store: ItemStore) -> None:
    reviews = [Review("2", "fine", "ana", 4.0), Review("1", "bad"), Review("2", "finer")]
    store.add_reviews(reviews)
    assert list(store.reviews("2")) == [reviews[0], reviews[2]]
    assert list(store.reviews("none")) == []


def test_an_empty_store_has_nothing(store: ItemStore) -> None:
    store.add_items([])
    store.add_interactions([])
    assert list(store.items()) == []
    assert list(store.interactions()) == []
