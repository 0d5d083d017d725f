"""What scenarios are made of a catalog, and the command that makes and has them."""

import json
import random
from pathlib import Path

import pytest

from catalog.items import Item
from catalog.parsing import read_catalog_folder
from catalog.schema import Schema
from evals.generation.author import Author
from evals.generation.facts import Facts
from evals.generation.generate import FAMILIES, NothingToSayError, generate
from evals.generation.phrasing import comparative, slip, templates
from evals.generation.reckoned import Reckoned
from evals.generation.vocabulary import Vocabulary
from evals.scenario import Say, Suite
from ui.cli import main

INVENTED = Path(__file__).parents[2] / "invented"


def facts(name: str) -> Facts:
    folder = read_catalog_folder(INVENTED / name)
    return Facts(folder.schema, folder.items)


def said(suites: list[Suite]) -> list[tuple[str, ...]]:
    return [tuple(t.say for t in s.turns if isinstance(t, Say)) for suite in suites for s in suite.scenarios]


def test_a_seed_gives_the_same_scenarios_and_another_seed_others() -> None:
    first, again, other = (said(generate(facts("lamps"), count=60, seed=seed)) for seed in (3, 3, 4))
    assert first == again
    assert len(first) == len(set(first)) == 60
    assert len(set(first) & set(other)) < 20


def test_every_family_is_drawn_where_the_catalog_can_bear_it() -> None:
    suites = generate(facts("ferries"), count=90, seed=1)
    assert {suite.suite for suite in suites} == set(FAMILIES)
    without = generate(facts("lamps"), count=90, seed=1)
    assert set(FAMILIES) - {suite.suite for suite in without} == {"date", "range pair"}


@pytest.mark.parametrize("name", ["lamps", "ferries", "cheeses"])
def test_every_wish_is_met_by_some_items_and_not_by_all(name: str) -> None:
    known = facts(name)
    author = Author(known, Vocabulary(known), seed="wishes")
    drawn = [wish for _ in range(400) if (wish := author.wishes.any())]
    assert len({wish.kind for wish in drawn}) >= 4
    for wish in drawn:
        sure, allowed = known.extent(wish.aim.sure), known.extent(wish.aim.allowed)
        assert sure <= allowed
        assert 0 < len(sure) < len(known.items), wish.first
        assert "{" not in wish.first


def test_no_value_is_named_that_could_mean_two_things() -> None:
    schema = Schema.model_validate(
        {
            "name": "teas",
            "id": "id",
            "title": "name",
            "attributes": {
                "leaf": {"type": "category", "words": ["green"]},
                "cup": {"type": "category"},
                "mood": {"type": "category", "order": ["dim", "bright", "vivid"]},
                "lid": {"type": "boolean", "words": ["dimmer", "lidded"]},
            },
        }
    )
    rows = [("green", "green"), ("black", "before"), ("black", "mug"), ("green", "mug"), ("white", "black")]
    items = [
        Item(str(n), f"Tea number {n}", attributes={"leaf": leaf, "cup": cup, "lid": n % 2 == 0})
        for n, (leaf, cup) in enumerate(rows * 2)
    ]
    vocabulary = Vocabulary(Facts(schema, items))
    assert {value.stored for value in vocabulary.values} == {"white", "mug"}
    assert vocabulary.flags[0].words == ("lid", "lidded")


def test_a_catalog_without_anything_to_name_is_told_so() -> None:
    schema = Schema.model_validate({"name": "void", "id": "id", "title": "name", "attributes": {}})
    suites = generate(Facts(schema, [Item("1", "Lone thing")]), count=5, seed=0)
    assert {suite.suite for suite in suites} <= {
        "answer",
        "count",
        "title",
        "unknown attribute",
        "start over",
    }
    with pytest.raises(NothingToSayError, match="void"):
        generate(Facts(schema, [Item("1", "Lone thing")]), count=0, seed=0)


def test_templates_are_varied_and_none_names_what_the_catalog_does() -> None:
    found = templates()
    for family in ("value_wish", "strict_wish", "not_one", "instead", "drop", "undo", "either"):
        assert len(set(found[family])) >= 12
    assert any("fresh" in line for line in found["start_over"])
    cheeses = Vocabulary(facts("cheeses"))
    assert "fresh" in {value.stored for value in cheeses.values}
    assert not any("fresh" in line for line in cheeses.sayings["start_over"])
    assert len(cheeses.sayings["start_over"]) == len(found["start_over"]) - 1


@pytest.mark.parametrize(
    ("word", "more"),
    [
        ("cheap", "cheaper"),
        ("big", "bigger"),
        ("pricey", "pricier"),
        ("large", "larger"),
        ("modern", "more modern"),
    ],
)
def test_a_comparative_is_formed_as_it_is_spoken(word: str, more: str) -> None:
    assert comparative(word) == more


def test_a_slip_changes_one_word_and_keeps_it_recognisable() -> None:
    for seed in range(50):
        wrong = slip("Old Tern Passage", random.Random(seed))
        assert wrong.startswith("Old Tern ")
        assert sorted(set(wrong) - set("Old Tern Passage")) == []


def test_turns_carry_a_computed_expectation() -> None:
    for suite in generate(facts("cheeses"), count=60, seed=2):
        for scenario in suite.scenarios:
            assert all(isinstance(turn, Say) and isinstance(turn.expect, Reckoned) for turn in scenario.turns)


def test_the_command_has_the_scenarios_in_a_home_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as left:
        main(
            [
                *("eval", "--generate", "28", "--catalog", str(INVENTED / "lamps")),
                *("--json", "run.json", "--html", "run.html"),
            ]
        )
    kept = json.loads((tmp_path / "run.json").read_text())
    assert left.value.code == (1 if kept["failed"] else 0)
    assert kept["passed"] + kept["failed"] == 28
    assert sum(t["passed"] + t["failed"] for t in kept["by_suite"].values()) == 28
    assert set(kept["by_suite"]) <= set(FAMILIES)
    assert all(f"<td>{family}</td>" in (tmp_path / "run.html").read_text() for family in kept["by_suite"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run.html", "run.json"]
    assert "negation" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [["--generate", "5"], ["--catalog", "."], ["books", "--generate", "5", "--catalog", "."]],
)
def test_the_options_go_together(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["eval", *arguments])
    assert left.value.code == 2
    assert "go together" in capsys.readouterr().err
