"""Counts, extremes, comparisons, titles, relaxations and why-nots."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from catalog.catalog import Catalog, catalog_in_memory
from catalog.constraints import Constraint, Either
from catalog.embedding import HashingEmbedder
from catalog.items import ItemNotFoundError
from tools.candidates import Funnel, Relaxation
from tools.lookup import Lookup
from tools.titles import Titles
from tools.toolbox import Toolbox

HOT = Constraint(attribute="heat", op="=", value="hot")
ITALIAN = Constraint(attribute="cuisine", op="=", value="italian")
VEGAN = Constraint(attribute="vegan", op="=", value=True)
UNDER_10 = Constraint(attribute="price", op="<", value=10)


@pytest.fixture
def lookup(toolbox: Toolbox) -> Lookup:
    return toolbox.lookup


def test_counting(lookup: Lookup) -> None:
    assert lookup.count([]) == 18
    assert lookup.count([ITALIAN]) == 4
    assert lookup.count([ITALIAN, HOT]) == 1
    assert lookup.count([ITALIAN, HOT], excluded=["pizza-d"]) == 0


def test_extremes_leave_out_the_unknown(lookup: Lookup) -> None:
    cheapest = lookup.extremes("price", "low", n=2)
    assert [(e.item_id, e.text) for e in cheapest] == [("falafel", "$6"), ("dal", "$7")]
    assert lookup.extremes("price", "high", [ITALIAN], n=1)[0].item_id == "lasagne"
    assert len(lookup.extremes("price", "low", n=50)) == 16
    assert lookup.extremes("price", "low", [Constraint(attribute="chef", op="=", value="Nobody")]) == []


def test_extremes_of_grades_and_dates(lookup: Lookup) -> None:
    assert lookup.extremes("heat", "high", n=1)[0].text == "hot"
    assert lookup.extremes("since", "low", n=1)[0].text == "26 March 2010"


def test_ties_are_told(lookup: Lookup) -> None:
    assert lookup.extremes("heat", "high", [ITALIAN], n=1)[0].tied == 1
    assert lookup.extremes("heat", "high", n=1)[0].tied == 5


def test_single_relaxations_come_with_their_counts(lookup: Lookup) -> None:
    assert lookup.relaxations([ITALIAN, VEGAN]) == [Relaxation((0,), 4), Relaxation((1,), 4)]
    assert lookup.relaxations([HOT, ITALIAN, UNDER_10]) == [Relaxation((2,), 1)]


def test_pairs_are_lifted_where_no_single_one_helps(lookup: Lookup) -> None:
    nobody = Constraint(attribute="chef", op="=", value="Nobody")
    never = Constraint(attribute="price", op=">", value=1000)
    found = lookup.relaxations([nobody, HOT, never])
    assert found == [Relaxation((0, 2), 5)]


def test_no_relaxation_brings_back_what_is_excluded(lookup: Lookup, toolbox: Toolbox) -> None:
    everything = [item.id for item in toolbox.catalog.items]
    assert lookup.relaxations([ITALIAN], everything) == []
    assert lookup.relaxations([HOT, ITALIAN, UNDER_10], ["pizza-d"])[0].lifted != (2,)


def test_each_relaxation_is_what_counting_says(lookup: Lookup) -> None:
    constraints = [ITALIAN, VEGAN, Constraint(attribute="minutes", op="between", value=(50, 60))]
    for relaxation in lookup.relaxations(constraints):
        kept = [c for n, c in enumerate(constraints) if n not in relaxation.lifted]
        assert lookup.count(kept) == relaxation.count


def test_a_comparison_has_a_row_for_what_is_known_of_either(lookup: Lookup) -> None:
    rows = {row.attribute: row for row in lookup.compare(["pizza", "burger"])}
    assert list(rows)[:2] == ["cuisine", "price"]
    assert rows["price"].cells == ("$12", None)
    assert rows["price"].differs
    assert rows["tags"].cells == ("bread and cheese", "bread and cheese")
    assert not rows["tags"].differs
    assert "photo" not in rows
    with pytest.raises(ItemNotFoundError):
        lookup.compare(["pizza", "nothing"])


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("pizza margherita", "pizza"),
        ("the Lasagne", "lasagne"),
        ("LASAGNE", "lasagne"),
        ("lasagna", "lasagne"),
        ("massaman", "curry-m"),
        ("gnochi", "gnocchi"),
        ("dish of the day", "mystery"),
        ("massamn", "curry-m"),
        ("dish of teh day", "mystery"),
        ("pizzamargherita", "pizza"),
    ],
)
def test_titles_are_found_as_people_write_them(lookup: Lookup, said: str, found: str) -> None:
    assert lookup.find_titles(said)[0].item_id == found


def test_no_title_is_made_up(lookup: Lookup) -> None:
    assert lookup.find_titles("bouillabaisse") == []
    assert lookup.find_titles("  ") == []
    assert [match.score for match in lookup.find_titles("Ramen")] == [1.0]


def test_of_two_items_with_one_title_the_most_chosen_comes_first(catalog: Catalog) -> None:
    twins = [*catalog.items, replace(catalog.item("ramen"), id="ramen-2")]
    made = catalog_in_memory(catalog.schema, twins, embedder=HashingEmbedder())
    chosen = np.array([float(item.id == "ramen-2") for item in made.items])
    assert [m.item_id for m in Titles(made, chosen).find("ramen")] == ["ramen-2", "ramen"]
    assert [m.item_id for m in Titles(made).find("ramen")] == ["ramen", "ramen-2"]


def test_why_not_names_the_constraint_and_the_items_own_value(lookup: Lookup) -> None:
    reasons = lookup.why_not("lasagne", [ITALIAN, UNDER_10])
    assert [(r.kind, r.text, r.constraint) for r in reasons] == [("constraint", "$16", 1)]
    assert lookup.why_not("burger", [UNDER_10])[0].kind == "unknown"
    cheap_or_hot = Either.model_validate(
        {
            "any": [
                {"attribute": "price", "op": "<", "value": 5},
                {"attribute": "heat", "op": "=", "value": "hot"},
            ]
        }
    )
    assert lookup.why_not("pho", [cheap_or_hot])[0].text == "price: $9.50, heat: mild"


def test_why_not_knows_exclusions_and_copies(lookup: Lookup) -> None:
    assert [r.kind for r in lookup.why_not("pho", [], {"pho"})] == ["excluded"]
    dropped = lookup.why_not("pho", [], funnel=Funnel(dropped={"pho": "the same as “Pho”"}))
    assert [(r.kind, r.text) for r in dropped] == [("dropped", "the same as “Pho”")]
    assert [r.kind for r in lookup.why_not("pho", [])] == ["outranked"]
    with pytest.raises(ItemNotFoundError):
        lookup.why_not("nothing", [])
