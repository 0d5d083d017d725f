"""What only rows in a database can get wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from catalog.items import Interaction, Item, Review
from catalog.sql import SqlItemStore, sqlite_url


def test_generations_catalogs_and_tenants_see_only_their_own_rows(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "items.db")
    keys = [
        ("films", "1", "default"),
        ("films", "2", "default"),
        ("books", "1", "default"),
        ("films", "1", "b"),
    ]
    stores = [SqlItemStore(url, catalog=c, generation=g, tenant=t) for c, g, t in keys]
    for n, store in enumerate(stores):
        store.add_items([Item("same id", f"title {n}")])
        store.add_interactions([Interaction(f"user {n}", "same id")])
        store.add_reviews([Review("same id", f"text {n}")])
    for n, store in enumerate(stores):
        assert [item.title for item in store.items()] == [f"title {n}"]
        assert [one.user_id for one in store.interactions()] == [f"user {n}"]
        assert [review.text for review in store.reviews("same id")] == [f"text {n}"]
        store.close()


def test_of_items_that_repeat_an_id_none_is_added(tmp_path: Path) -> None:
    store = SqlItemStore(sqlite_url(tmp_path / "items.db"), catalog="films", generation="1")
    with pytest.raises(IntegrityError):
        store.add_items([Item("a", "one"), Item("a", "two")])
    assert list(store.items()) == []
    store.close()


def test_only_its_own_tables_are_made(tmp_path: Path) -> None:
    import sqlite3
    from contextlib import closing

    SqlItemStore(sqlite_url(tmp_path / "items.db"), catalog="films", generation="1").close()
    with closing(sqlite3.connect(tmp_path / "items.db")) as connection:
        names = {
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        }
    assert names == {"item", "interaction", "review"}
