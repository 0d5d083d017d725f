"""The bench of dialogues on a few made-up ones, by the command's own way in."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evals.benchmarks import BenchError, run
from evals.benchmarks.dialogues import Floor, Next, cases_of, embedded, item_features, measure, read_dialogues
from evals.benchmarks.understanding.dialogues import films_of
from tools.models.dialogue_words import Said

TITLES = {"a": "Oven", "b": "Kettle", "c": "Tent", "d": "Lamp"}


def dialogue(number: int, *turns: tuple[str, str, list[str]]) -> dict[str, Any]:
    return {
        "dialogue_id": str(number),
        "turns": [{"speaker": who, "text": text, "items": items} for who, text, items in turns],
        "items": {item: {"title": title, "year": None} for item, title in TITLES.items()},
    }


def baking(number: int) -> dict[str, Any]:
    return dialogue(
        number,
        ("seeker", "I bake", ["a"]),
        ("recommender", "Ah.", []),
        ("recommender", "Take the Kettle", ["b"]),
    )


def camping(number: int) -> dict[str, Any]:
    return dialogue(number, ("seeker", "I camp", ["c"]), ("recommender", "A Lamp", ["d"]))


def write(path: Path, *rows: dict[str, Any]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    return path


@pytest.fixture(autouse=True)
def hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CICERONE_EMBEDDER", "hashing")


@pytest.fixture
def train(tmp_path: Path) -> Path:
    rows = [make(n) for n in range(12) for make in (baking, camping)]
    return write(tmp_path / "train.jsonl.gz", *rows)


def test_the_command_prints_the_figures_of_model_and_floor(
    train: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    test = write(tmp_path / "test.jsonl.gz", baking(100), camping(101))
    asked = ["--train", str(train), "--test", str(test)]
    assert run("dialogues", asked, home=tmp_path, json_path=None) == 0
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert line["new"]["n"] == line["all"]["n"] == line["floor"]["n"] == 2
    assert line["floor"]["r1"] == line["new"]["r1"] == line["new"]["mrr10"] == 1.0
    assert line["items"] == 4


def test_messages_in_a_row_are_one_turn_and_come_with_all_before_them(tmp_path: Path) -> None:
    dialogues = read_dialogues([write(tmp_path / "one.jsonl.gz", baking(1))])
    cases = cases_of(dialogues, films_of(dialogues), {})
    assert [case.said for case in cases[0]] == [
        Said("seeker", "I bake", (0,)),
        Said("recommender", "Ah. Take the Kettle", (1,)),
    ]
    assert list(cases[0][1].context) == [Said("seeker", "I bake", (0,))]


def test_an_item_named_before_counts_among_all_but_not_among_new(train: Path, tmp_path: Path) -> None:
    repeat = dialogue(1, ("seeker", "I bake", ["a"]), ("recommender", "Oven, Kettle", ["a", "b", "b"]))
    figures: Any = measure(
        ["--train", str(train), "--test", str(write(tmp_path / "t.jsonl.gz", repeat))], tmp_path
    )
    assert (figures["all"]["n"], figures["new"]["n"]) == (2, 1)
    assert Next([Said("seeker", "", (0,))], Said("recommender", "", (0, 1))).new == (1,)


def test_ids_of_one_title_and_year_are_one_item(tmp_path: Path) -> None:
    other = dialogue(2, ("recommender", "An Oven", ["z"]))
    other["items"] = {"z": {"title": "Oven", "year": None}}
    dialogues = read_dialogues([write(tmp_path / "two.jsonl.gz", baking(1), other)])
    assert cases_of(dialogues, films_of(dialogues), {})[1][0].said.items == (0,)


def test_a_second_run_finds_the_vectors_of_the_first(train: Path, tmp_path: Path) -> None:
    dialogues = read_dialogues([train])
    first = embedded(dialogues, tmp_path)
    assert set(first) == {"I bake", "I camp"}
    [kept] = (tmp_path / "bench" / "vectors").iterdir()
    made = kept.stat().st_mtime_ns
    again = embedded(dialogues, tmp_path)
    assert kept.stat().st_mtime_ns == made
    assert all((again[text] == first[text]).all() for text in first)
    [said, _] = cases_of(dialogues[:1], films_of(dialogues), first)[0]
    assert said.said.vector is first["I bake"]


def test_the_floor_draws_towards_what_is_named_together_and_then_by_how_often() -> None:
    floor = Floor.fit([[0, 1], [0, 1], [2, 3]], [1, 1, 3], 4)
    assert int(np.argmax(floor.scores([Said("seeker", "", (2,))]))) == 3
    assert np.argsort(-floor.scores([])).tolist()[:2] == [1, 3]


def test_features_come_from_title_year_and_the_file_of_items(tmp_path: Path) -> None:
    row = baking(1)
    row["items"]["a"]["year"] = 1987
    dialogues = read_dialogues([write(tmp_path / "one.jsonl.gz", row)])
    more = tmp_path / "items.json"
    more.write_text(json.dumps({"a": {"use": ["baking", "roasting"], "text": "hot plates", "weight": 3}}))
    assert item_features(films_of(dialogues), more)[0] == [
        "title:oven",
        "year=1987",
        "decade=198",
        "use=baking",
        "use=roasting",
        "text:hot",
        "text:plate",
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "bad.jsonl:2: "),
        ("[]", "bad.jsonl:2: not a JSON object"),
        ('{"dialogue_id": "x", "turns": [{"speaker": "cat", "text": ""}]}', "bad.jsonl:2: turns.0.speaker"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(line: str, said: str, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text(json.dumps(baking(1)) + "\n" + line + "\n")
    with pytest.raises(BenchError, match=said.replace(".", r"\.")):
        measure(["--train", str(bad), "--test", str(bad)], tmp_path)


@pytest.mark.parametrize("text", ["{\n!", "[1]", '{"a": 1}'])
def test_a_file_of_items_that_cannot_be_read_is_named(text: str, train: Path, tmp_path: Path) -> None:
    more = tmp_path / "items.json"
    more.write_text(text)
    with pytest.raises(BenchError, match=r"items\.json:\d"):
        measure(["--train", str(train), "--test", str(train), "--items", str(more)], tmp_path)


def test_a_file_cut_short_or_missing_is_named(train: Path, tmp_path: Path) -> None:
    short = tmp_path / "short.jsonl.gz"
    short.write_bytes(train.read_bytes()[:60])
    for path in (short, tmp_path / "none.jsonl"):
        for asked in (["--train", str(path)], ["--train", str(train), "--items", str(path)]):
            with pytest.raises(BenchError, match=path.name):
                measure([*asked, "--test", str(train)], tmp_path)


def test_dialogues_that_name_nothing_cannot_be_measured(train: Path, tmp_path: Path) -> None:
    idle = write(tmp_path / "idle.jsonl.gz", dialogue(1, ("recommender", "Hello", [])))
    for asked in ([str(train), "--test", str(idle)], [str(idle), "--test", str(train)]):
        with pytest.raises(BenchError, match="no turn names"):
            measure(["--train", *asked], tmp_path)
