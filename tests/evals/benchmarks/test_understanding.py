"""The bench over small invented files: right labels give full marks, and a wrong one costs exactly its share."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from evals.benchmarks import BenchError, run
from evals.benchmarks.understanding import measure

SCHEMA = """
name: kettles
noun: {singular: kettle, plural: kettles}
id: id
title: name
text: [about]
attributes:
  colour: {type: category}
  material: {type: category}
  price: {type: number, unit: EUR, high: [expensive], low: [cheap]}
  whistle: {type: boolean, words: [whistle]}
"""
NAMES = ("Marrowby", "Oldfen", "Tarnwick", "Sorrelcombe", "Quillmouth", "Brackenshaw")
COLOURS, MATERIALS = ("red", "blue", "green"), ("copper", "steel")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CICERONE_EMBEDDER", "hashing")
    catalog = tmp_path / "kettles"
    catalog.mkdir()
    (catalog / "catalog.yaml").write_text(SCHEMA, encoding="utf-8")
    rows = [
        {
            "id": f"k{n}",
            "name": name,
            "about": "Boils water.",
            "colour": COLOURS[n % 3],
            "material": MATERIALS[n % 2],
            "price": 20 + 10 * n,
            "whistle": n % 2 == 0,
        }
        for n, name in enumerate(NAMES)
    ]
    (catalog / "items.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    return tmp_path


def talk() -> dict[str, Any]:
    red = {"attribute": "colour", "op": "=", "value": "red"}
    cheap = {"attribute": "price", "op": "<=", "value": 60}
    return {
        "id": "k-1",
        "catalog": "kettles",
        "kind": "plain",
        "turns": [
            {"say": "I want a red kettle", "acts": ["recommend"], "constraints": [red], "slate": ["k0", "k3"]},
            {"say": "under 60 euros please", "acts": ["refine"], "constraints": [red, cheap], "slate": ["k0"]},
            {"say": "thanks!", "acts": ["thanks"]},
        ],
    }  # fmt: skip


def written(folder: Path, *talks: dict[str, Any], name: str = "talks.jsonl") -> str:
    file = folder / name
    file.write_text("".join(json.dumps(t) + "\n" for t in talks), encoding="utf-8")
    return str(file)


def test_labels_that_are_met_give_full_marks(folder: Path) -> None:
    figures = measure([written(folder, talk())], folder / "home")
    for name in ("act_f1", "jga", "jga_plain", "slot_p", "slot_r", "slot_f1", "untouched", "turn_right"):
        assert figures[name] == 1.0, name
    assert figures["conversation_right"] == 1.0
    assert (figures["turns"], figures["conversations"], figures["calls"]) == (3, 1, 0)
    assert figures["link_recall"] is None
    assert isinstance(figures["p95_ms"], float)


def test_a_wrong_constraint_in_a_label_costs_the_turns_that_it_stands_in(folder: Path) -> None:
    planted = talk()
    planted["turns"][1]["constraints"][1]["value"] = 70
    figures = measure([written(folder, planted)], folder / "home")
    assert figures["jga"] == pytest.approx(1 / 3, abs=1e-4)
    assert figures["step"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["slot_f1"] == pytest.approx(3 / 5, abs=1e-4)
    assert figures["act_f1"] == 1.0
    assert figures["conversation_right"] == 0.0


def test_a_wrong_act_and_a_wrong_reference_cost_their_own_figures(folder: Path) -> None:
    planted = talk()
    planted["turns"][2] |= {"acts": ["goodbye"], "references": ["k0"]}
    figures = measure([written(folder, planted)], folder / "home")
    assert figures["act_f1"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["intent"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["pointed_r"] == 0.0
    assert figures["jga"] == 1.0


def test_what_the_catalog_cannot_carry_must_be_acknowledged(folder: Path) -> None:
    planted = talk()
    planted["turns"][2]["unknown"] = ["with free delivery"]
    assert measure([written(folder, planted)], folder / "home")["unknown"] == 0.0


def test_catalogs_are_built_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(folder, talk())
    first = measure([file], folder / "home")
    assert "building" in capsys.readouterr().err
    again = measure([file], folder / "home")
    assert "building" not in capsys.readouterr().err
    assert first["jga"] == again["jga"]
    schema = folder / "kettles" / "catalog.yaml"
    schema.write_text(SCHEMA.replace("low: [cheap]", "low: [cheap, modest]"), encoding="utf-8")
    measure([file], folder / "home")
    assert "building" in capsys.readouterr().err


def test_a_frozen_file_shows_no_turn(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    planted = talk()
    planted["turns"][0]["acts"] = ["help"]
    file = written(folder, planted)
    frozen = measure([file, "--total"], folder / "home")
    assert "red kettle" not in capsys.readouterr().err
    shown = measure([file, "--errors", "5"], folder / "home")
    assert "red kettle" in capsys.readouterr().err
    assert frozen["data"] == shown["data"]
    with pytest.raises(BenchError, match="--total"):
        measure([file, "--total", "--errors", "5"], folder / "home")


def test_slips_are_measured_beside_the_text_as_it_is(folder: Path) -> None:
    figures = measure([written(folder, talk()), "--slips"], folder / "home")
    assert figures["jga"] == 1.0
    assert figures["slips_jga"] is not None
    assert figures["turns"] == 3


def test_a_grown_catalog_keeps_what_the_labels_speak_of(folder: Path) -> None:
    figures = measure([written(folder, talk()), "--items", "200"], folder / "home")
    assert figures["items"] == 200
    assert figures["act_f1"] == 1.0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"catalog": "teapots"}, "no catalog.yaml"),
        ({"turns": [{"say": "hi", "acts": ["wave"]}]}, "talks.jsonl:1: turns.0.acts.0"),
        ({"turns": [{"say": "hi", "acts": ["greet"], "slate": ["k99"]}]}, "k-1: kettles has no item 'k99'"),
        ({"turns": [{"say": "hi", "acts": ["greet"], "asked": "size"}]}, "no attribute 'size'"),
        ({"turns": []}, "turns"),
    ],
)
def test_a_label_that_cannot_be_used_is_named(folder: Path, change: dict[str, Any], said: str) -> None:
    with pytest.raises(BenchError, match=said):
        measure([written(folder, talk() | change)], folder / "home")


def test_what_is_no_file_of_conversations_is_said_in_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for file in (str(folder / "none.jsonl"), written(folder, name="empty.jsonl")):
        assert run("understanding", [file], home=folder / "home", json_path=None) == 2
        assert capsys.readouterr().err.startswith("cicerone: ")


def dialogue() -> dict[str, Any]:
    turns = [
        ("seeker", "Hi! I am looking for a film", [], ["OTH", "IQU"]),
        ("recommender", "Have you seen The Paper Lighthouse (1988) ?", ["7"], ["REC-S"]),
        ("seeker", "I saw The Paper Lighthouse (1988) and loved it", ["7"], ["SEE"]),
        ("recommender", "Then try Glass Meridian (2004)", ["9"], ["REC-S"]),
        ("seeker", "Thanks, bye!", [], ["OTH"]),
        ("seeker", "hmm", [], ["NRE"]),
    ]
    return {
        "dialogue_id": "d-1",
        "turns": [{"speaker": s, "text": t, "items": i, "sub_intents": n} for s, t, i, n in turns],
        "items": {
            "7": {"title": "The Paper Lighthouse", "year": 1988},
            "9": {"title": "Glass Meridian", "year": 2004},
        },
    }


def test_people_are_measured_by_the_groups_of_their_labels(folder: Path) -> None:
    file = folder / "people.jsonl.gz"
    with gzip.open(file, "wt", encoding="utf-8") as out:
        out.write(json.dumps(dialogue()) + "\n")
    figures = measure([str(file)], folder / "home")
    assert figures["group_f1"] == figures["act_f1"] == 1.0
    assert (figures["link_recall"], figures["link_literal"], figures["link_false"]) == (1.0, 1.0, 0.0)
    assert figures["turns"] == 4


def test_a_wrong_human_label_lowers_the_figure(folder: Path) -> None:
    planted = dialogue()
    planted["turns"][4]["sub_intents"] = ["INQ"]
    assert measure([written(folder, planted)], folder / "home")["group_f1"] == pytest.approx(0.75)


def test_an_item_that_is_not_named_lowers_recall_and_one_not_annotated_is_a_false_link(folder: Path) -> None:
    planted = dialogue()
    planted["turns"][2]["items"] = ["9"]
    figures = measure([written(folder, planted)], folder / "home")
    assert (figures["link_recall"], figures["link_other"]) == (0.0, 0.0)
    assert figures["link_false_strict"] == 1.0
    assert figures["link_false"] == 0.0, "it stands in the text with its year, whatever was annotated"


def test_spotting_words_is_the_floor_it_says_no_to_nothing(folder: Path) -> None:
    refused = {"attribute": "material", "op": "=", "value": "steel", "polarity": "exclude"}
    red = {"attribute": "colour", "op": "=", "value": "red"}
    plain = {"say": "a red kettle", "acts": ["recommend"], "constraints": [red]}
    hard = {"say": "but no steel please", "acts": ["refine"], "constraints": [red, refused]}
    file = written(folder, {**talk(), "turns": [plain, hard]})
    spotted = measure([file, "--engine", "word-spotting"], folder / "home")
    assert spotted["jga"] == 0.5
    assert measure([file], folder / "home")["jga"] == 1.0
