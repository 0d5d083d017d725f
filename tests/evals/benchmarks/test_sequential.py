"""Leave-one-out over a file of sequences: what is ranked, and what is said of a file that cannot be used."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from evals.benchmarks import BENCHES, BenchError
from evals.benchmarks.sequential import measure, read_sequences, read_texts
from evals.benchmarks.text_vectors import text_vectors

LINES = ["ana a b c d", "bob b c d e", "cy c d e a", "di d e"]


def written(folder: Path, lines: list[str]) -> Path:
    path = folder / "sequences.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_it_is_a_bench() -> None:
    assert BENCHES["sequential"] == "evals.benchmarks.sequential"


def test_figures_of_a_file(tmp_path: Path) -> None:
    found = measure([str(written(tmp_path, LINES))], tmp_path / "home")
    assert found["users"] == 3
    assert found["items"] == 5
    assert found["model"] == "transitions"
    assert 0.0 <= found["ndcg5"] <= found["ndcg10"] == found["floor"] <= found["recall10"] == 1.0
    assert len(found["ci"]) == len(found["recall10_ci"]) == 2


def test_texts_are_used_and_their_vectors_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CICERONE_EMBEDDER", "hashing")
    packed = tmp_path / "sequences.txt.gz"
    packed.write_bytes(gzip.compress("\n".join(LINES).encode()))
    items = tmp_path / "items.jsonl"
    rows = [
        {"id": item, "title": f"Thing {item}", "parts": [["small", "small"], "round"]} for item in "abcdez"
    ]
    items.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    home = tmp_path / "home"
    first = measure([str(packed), "--items", str(items)], home)
    assert first["model"] == "transitions over texts"
    [kept] = (home / "bench").iterdir()
    changed = kept.stat().st_mtime_ns
    again = measure([str(packed), "--items", str(items)], home)
    assert kept.stat().st_mtime_ns == changed
    assert {**again, "fit_s": 0} == {**first, "fit_s": 0}
    numbers = read_sequences(packed).numbers
    assert read_texts(items, numbers)[numbers["a"]] == "Thing a. small. round"


def test_an_item_without_text_has_no_vector(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CICERONE_EMBEDDER", "hashing")
    vectors = text_vectors(["a cup", ""], tmp_path)
    assert np.linalg.norm(vectors, axis=1).tolist() == pytest.approx([1.0, 0.0])


def test_numbers_do_not_follow_the_order_of_the_file(tmp_path: Path) -> None:
    lines = [" ".join(["u", *(f"{start + step:03}" for step in range(5))]) for start in range(100)]
    numbers = read_sequences(written(tmp_path, lines)).numbers
    in_order = [numbers[name] for name in sorted(numbers)]
    assert sorted(in_order) == list(range(104))
    assert abs(np.corrcoef(in_order, np.arange(104))[0, 1]) < 0.3


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["ana a b c", "bob"], "sequences.txt:2: no item follows"),
        (["ana a b c", "", "bob a b a"], "sequences.txt:3: an item comes twice"),
        (["ana a b"], "sequences.txt: no sequence of 3 items"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_its_line(
    lines: list[str], said: str, tmp_path: Path
) -> None:
    with pytest.raises(BenchError, match=said):
        measure([str(written(tmp_path, lines))], tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"id": "a"}\n{"id"', r"items.jsonl:2: not JSON"),
        ('["a"]', "items.jsonl:1: no object with an `id`"),
        ('{"id": "nobody", "title": "Nothing"}', "speaks of no item"),
    ],
)
def test_items_that_cannot_be_used_are_named_with_their_line(text: str, said: str, tmp_path: Path) -> None:
    items = tmp_path / "items.jsonl"
    items.write_text(text, encoding="utf-8")
    with pytest.raises(BenchError, match=said):
        measure([str(written(tmp_path, LINES)), "--items", str(items)], tmp_path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match=r"nowhere\.txt: cannot be read"):
        measure([str(tmp_path / "nowhere.txt")], tmp_path)


def test_a_generator_is_judged_alone_and_beside_the_transitions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CICERONE_EMBEDDER", "hashing")
    items = tmp_path / "items.jsonl"
    items.write_text(
        "\n".join(json.dumps({"id": i, "title": f"Thing {i}"}) for i in "abcde"), encoding="utf-8"
    )
    lines = [f"u{n} a b c d e" for n in range(8)]
    asked = [str(written(tmp_path, lines)), "--items", str(items), "--learned", "generator"]
    found = measure(asked, tmp_path / "home")
    assert found["users"] == 8
    assert isinstance(found["learned"], dict) and 0.0 <= found["learned"]["ndcg10"] <= 1.0


def test_a_generator_needs_texts(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="texts"):
        measure([str(written(tmp_path, LINES)), "--learned", "generator"], tmp_path / "home")
