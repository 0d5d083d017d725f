"""A rating in fractions is a level to reach; one that counts, such as stars, is meant as it is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent.language.built_in.engine import understand
from agent.language.built_in.lexicon import Lexicon
from agent.state import Session
from catalog.catalog import catalog_in_memory
from catalog.embedding import HashingEmbedder
from catalog.parsing import read_catalog_folder
from tests.agent.conftest import INVENTED, plain


@pytest.mark.parametrize(
    ("said", "whole", "meant"),
    [
        ("a rating of 4", False, "rating >= 4"),
        ("rated 4", True, "rating = 4"),
        ("a 4 rating", False, "rating >= 4"),
        ("a 4 rating", True, "rating = 4"),
        ("rated at least 4", True, "rating >= 4"),
    ],
)
def test_what_a_bare_rating_means(said: str, whole: bool, meant: str) -> None:
    folder = read_catalog_folder(INVENTED / "ferries")
    items = [
        replace(item, attributes={**item.attributes, "rating": round(float(str(item.values("rating")[0])))})
        if whole and item.values("rating")
        else item
        for item in folder.items
    ]
    catalog = catalog_in_memory(folder.schema, items, embedder=HashingEmbedder())
    lexicon = Lexicon(catalog, HashingEmbedder())
    session = Session(user_id="ana", tenant="default", session_id="s", catalog=catalog.slug)
    meaning = understand(said, session=session, catalog=catalog, lexicon=lexicon, turn=1)
    assert [plain(c) for c in meaning.constraints] == [meant]
