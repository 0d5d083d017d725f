"""The bundled suites against the demo's own items, without an agent: what they expect is possible."""

from functools import cache
from pathlib import Path

import catalog.demo
from catalog.items import Item
from catalog.parsing import read_catalog_folder
from catalog.schema import Schema
from evals.expect import Expect, Tests
from evals.judge import meets
from evals.scenario import Say, load_suites

DEMO = Path(catalog.demo.__file__).parent


@cache
def demo(name: str) -> tuple[Schema, tuple[Item, ...]]:
    folder = read_catalog_folder(DEMO / name)
    return folder.schema, tuple(folder.items)


def test_what_the_bundled_suites_expect_of_slates_can_be_met() -> None:
    for suite in load_suites([]):
        for scenario in suite.scenarios:
            name = scenario.catalog or suite.catalog or "films"
            for turn in scenario.turns:
                if isinstance(turn, Say):
                    name = turn.expect.catalog or name
                    assert possible(turn.expect, name), f"{suite.path.name}: {scenario.name}: {turn.say}"


def possible(expect: Expect, name: str) -> bool:
    schema, items = demo(name)
    every, none, some, first = (static(t) for t in (expect.every, expect.none, expect.some, expect.first))
    left = [
        item
        for item in items
        if all(meets(item, key, test, schema=schema) for key, test in every.items())
        and not any(meets(item, key, test, schema=schema) for key, test in none.items())
    ]
    one = [
        all(meets(item, key, test, schema=schema) for key, test in (some | first).items()) for item in left
    ]
    return len(left) >= (expect.at_least or 0) and (any(one) or not (some or first))


def static(tests: Tests) -> Tests:
    """The tests that refer to no slate."""
    return {key: test for key, test in tests.items() if "{slate" not in str(test)}
