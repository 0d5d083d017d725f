"""The bench of tastes, over files."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from evals.benchmarks import BenchError, run
from evals.benchmarks.collaborative import judge, measure, read


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Users and items of two tastes, even and odd; user 3 has nothing to be found, item 77 is in no history."""
    rng = np.random.default_rng(4)
    train, test = [], []
    for user in range(40):
        drawn = rng.choice(np.arange(user % 2, 40, 2), 10, replace=False).tolist()
        train.append(f"{user} " + " ".join(map(str, drawn[:8])))
        test.append(f"{user}" + ("" if user == 3 else " " + " ".join(map(str, [*drawn[8:], 77]))))
    with gzip.open(tmp_path / "train.txt.gz", "wt") as file:
        file.write("\n".join(train) + "\n")
    (tmp_path / "test.txt").write_text("\n".join(test) + "\n")
    return tmp_path


def test_the_figures_are_one_line_of_json(
    folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run("collaborative", [str(folder)], home=tmp_path, json_path=tmp_path / "out.json") == 0
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert {"recall20", "ndcg20", "ci", "ndcg20_ci", "fit_s", "fit_cpu_s", "rss_mb", "model"} <= set(figures)
    assert {"validation_floor_recall20", "validation_graph_filter_ndcg20"} <= set(figures)
    assert figures["tested"] == 39
    assert figures["items"] == 41
    low, high = figures["ci"]
    # Twelve items of the own taste are open, two of three wanted items are among them.
    assert figures["recall20"] == pytest.approx(2 / 3, abs=0.02)
    assert low <= figures["recall20"] <= high


class Fixed:
    """Scores that are known."""

    def __init__(self, scores: Sequence[Sequence[float]]) -> None:
        self._scores = np.array(scores, dtype=float)

    def scores(self, histories: Any) -> Any:
        return self._scores.copy()


def test_what_was_known_is_neither_shown_nor_found() -> None:
    known = csr_matrix(np.array([[1.0, 0, 0], [0, 0, 0]]))
    wanted = csr_matrix(np.array([[1.0, 0, 1.0], [0, 1.0, 0]]))
    recalls, gains = judge(Fixed([[9, 5, 1], [1, 3, 2]]), known, wanted)  # type: ignore[arg-type]
    assert recalls.value == pytest.approx((0.5 + 1) / 2)
    assert gains.value == pytest.approx(((1 / np.log2(3)) / (1 + 1 / np.log2(3)) + 1) / 2)


def test_a_pair_told_twice_counts_once(tmp_path: Path) -> None:
    (tmp_path / "train.txt").write_text("1 5 5 6\n2\n1 6\n")
    pairs = read(tmp_path, "train")
    assert list(zip(pairs.users.tolist(), pairs.items.tolist(), strict=True)) == [(1, 5), (1, 6)]


@pytest.mark.parametrize(
    ("train", "test", "told"),
    [
        (None, "0 1\n", r"no .*train\.txt and no train\.txt\.gz"),
        ("0 1 2\n", None, r"no .*test\.txt and no test\.txt\.gz"),
        ("0 1 2\n1 2 x\n", "0 3\n", r"train\.txt, line 2: every id has to be a whole number"),
        ("0 1 2\n1 2 -4\n", "0 3\n", r"train\.txt, line 2: an id below zero"),
        ("0 1 2\n1 2 9999999999999999999999\n", "0 3\n", r"train\.txt, line 2: an id too large"),
        ("0 1 2\n1 2 é\n", "0 3\n", r"train\.txt, .*every id has to be a whole number"),
        ("0 1 2\n", "0\n1\n", "no user of the test data has an item"),
        ("0\n", "0 1\n", "no user of the training data chose anything"),
    ],
)
def test_bad_data_are_told_with_file_and_line(
    train: str | None, test: str | None, told: str, tmp_path: Path
) -> None:
    for name, text in (("train.txt", train), ("test.txt", test)):
        if text is not None:
            (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(BenchError, match=told):
        measure([str(tmp_path)], tmp_path)


def test_a_damaged_archive_is_told(tmp_path: Path) -> None:
    (tmp_path / "train.txt.gz").write_bytes(gzip.compress(b"0 1 2\n" * 1000)[:20])
    with pytest.raises(BenchError, match=r"train\.txt\.gz"):
        read(tmp_path, "train")
