"""How far items have what is preferred."""

from __future__ import annotations

import numpy as np
import pytest

from catalog.catalog import Catalog
from catalog.constraints import Preference
from tools.ranking.preferences import match_preferences


def degrees(catalog: Catalog, **preference: object) -> dict[str, float]:
    wanted = Preference.model_validate({"kind": "x", "text": "x", **preference})
    everything = np.ones(len(catalog), dtype=np.bool_)
    (match,) = match_preferences([wanted], catalog.columns, catalog.schema, everything)
    return {item.id: float(match.degree[row]) for row, item in enumerate(catalog.items)}


def test_names_match_or_do_not(catalog: Catalog) -> None:
    found = degrees(catalog, attribute="tags", value="Soup")
    assert {key for key, degree in found.items() if degree == 1} == {"pho", "laksa", "ramen", "tom-yum"}


def test_a_direction_falls_off_and_the_unknown_gets_nothing(catalog: Catalog) -> None:
    cheap = degrees(catalog, attribute="price", direction="low")
    assert cheap["falafel"] == 1
    assert cheap["dal"] == 1  # cheap enough
    assert cheap["dal"] > cheap["tacos"] > cheap["curry-g"] > cheap["mole"]
    assert cheap["burger"] == 0


def test_grades_and_dates_have_directions(catalog: Catalog) -> None:
    hot = degrees(catalog, attribute="heat", direction="high")
    assert hot["laksa"] > hot["dal"] > hot["pho"]
    new = degrees(catalog, attribute="since", direction="high")
    assert new["mystery"] > new["pho"]


def test_a_number_is_near_or_far(catalog: Catalog) -> None:
    about = degrees(catalog, attribute="price", value=12)
    assert about["pizza"] == 1
    assert 0 < about["ramen"] < 1
    assert about["falafel"] == 0


@pytest.mark.parametrize(
    "preference",
    [
        {"attribute": "no-such", "value": "x"},
        {"attribute": None},
        {"attribute": "price", "value": "cheap"},
        {"attribute": "cuisine", "direction": "low"},
        {"attribute": "cuisine"},
    ],
)
def test_what_cannot_be_matched_is_left_to_the_sources(
    catalog: Catalog, preference: dict[str, object]
) -> None:
    wanted = Preference.model_validate({"kind": "wish", "text": "x", **preference})
    everything = np.ones(len(catalog), dtype=np.bool_)
    assert match_preferences([wanted], catalog.columns, catalog.schema, everything) == []


def test_what_is_said_now_outweighs_what_is_remembered(catalog: Catalog) -> None:
    now = Preference(kind="heat", text="mild", attribute="heat", value="mild", turn=2)
    lasting = Preference(kind="heat", text="hot", attribute="heat", value="hot")
    everything = np.ones(len(catalog), dtype=np.bool_)
    weights = [
        m.weight for m in match_preferences([now, lasting], catalog.columns, catalog.schema, everything)
    ]
    assert weights[0] > weights[1] > 0
    (alone,) = match_preferences([lasting], catalog.columns, catalog.schema, everything)
    assert alone.weight == weights[0]
