"""A slate in the proportions of what was liked."""

from __future__ import annotations

import numpy as np
import pytest

from catalog.catalog import Catalog
from catalog.columns import Columns
from catalog.constraints import Constraint, Preference
from catalog.items import Item
from catalog.schema import parse_schema
from tools.candidates import Query
from tools.ranking.calibration import calibration, divergence, telling_category, wishes_nothing
from tools.ranking.diversity import diversify


def items(*kinds: str) -> list[Item]:
    return [Item(f"i{n}", f"Item {n}", attributes={"kind": tuple(k.split())}) for n, k in enumerate(kinds)]


def test_the_divergence_is_none_for_the_taste_itself_and_grows_with_what_is_missing() -> None:
    taste = np.array([0.7, 0.3])
    same, half, other = divergence(taste, np.array([[7.0, 3.0], [1.0, 1.0], [1.0, 0.0]]))
    assert same == pytest.approx(0.0)
    assert 0 < half < other < np.inf
    missing = 0.7 * np.log(0.7 / (0.99 + 0.007)) + 0.3 * np.log(0.3 / 0.003)
    assert other == pytest.approx(missing)


def test_a_slate_gets_both_halves_of_a_taste_where_scores_alone_give_one() -> None:
    liked = items("sour", "sour", "sour", "sweet", "sweet", "sour")
    pool = items(*["sour"] * 8, *["sweet"] * 4)
    scores = np.linspace(1.0, 0.9, len(pool))
    vectors = np.eye(len(pool), dtype=np.float32)
    titles = [item.title for item in pool]
    mix = calibration(liked, pool, "kind", weight=1.0)
    assert mix is not None
    plain = diversify(scores, vectors, titles, k=6, tolerance=0.0).order[:6]
    mixed = diversify(scores, vectors, titles, k=6, tolerance=0.0, cost=mix.cost).order[:6]
    assert sum(place >= 8 for place in plain) == 0
    assert sum(place >= 8 for place in mixed) == 2


def test_without_weight_the_scores_alone_choose() -> None:
    pool = items("sour", "sour", "sweet")
    mix = calibration(items(*["sweet"] * 6), pool, "kind", weight=0.0)
    assert mix is not None
    assert mix.cost([]).tolist() == [0.0] * 3


def test_few_likes_tell_no_taste_and_likes_without_a_value_do_not_count() -> None:
    pool = items("sour", "sweet")
    assert calibration(items(*["sour"] * 4), pool, "kind") is None
    unknown = [Item("x", "X"), Item("y", "Y")]
    assert calibration([*items(*["sour"] * 4), *unknown], pool, "kind") is None


def test_an_item_of_several_values_counts_for_each_in_part() -> None:
    mix = calibration(items(*["sour sweet"] * 5), items("sour", "sour sweet"), "kind", weight=1.0)
    assert mix is not None
    assert mix.target == pytest.approx([0.5, 0.5])
    sour, both = mix.cost([])
    assert both == pytest.approx(0.0)
    assert sour > both


def test_the_telling_category_is_known_of_many_and_has_many_values(catalog: Catalog) -> None:
    assert telling_category(catalog.columns, catalog.schema) == "cuisine"
    schema = parse_schema(
        "name: x\nid: id\ntitle: t\nattributes:\n"
        "  rare: {type: category, many: true}\n"
        "  flat: {type: category, many: true}\n"
        "  kind: {type: category, many: true}\n"
    )
    rows = [
        Item(
            f"{n}",
            "t",
            attributes={"flat": ("a",), "kind": ("abc"[n % 3],)} | ({"rare": ("z", "y")} if n < 2 else {}),
        )
        for n in range(20)
    ]
    assert telling_category(Columns(rows, schema), schema) == "kind"
    assert telling_category(Columns(rows[:1], schema), schema) == "rare"
    assert telling_category(Columns([], schema), schema) is None


def test_a_wish_is_not_mixed() -> None:
    said = Preference(kind="x", text="x", turn=1)
    remembered = Preference(kind="x", text="x")
    bound = Constraint(attribute="kind", op="=", value="sour")
    refused = Constraint(attribute="kind", op="=", value="sour", polarity="exclude")
    for query in (
        Query("ana", text="soup"),
        Query("ana", like=("a",)),
        Query("ana", preferences=(said,)),
        Query("ana", constraints=(bound,)),
    ):
        assert not wishes_nothing(query)
    assert wishes_nothing(Query("ana", liked=("a",), preferences=(remembered,), constraints=(refused,)))
