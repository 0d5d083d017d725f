"""The bench of debiasing, over a small invented folder in the layout of MovieLens."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from catalog.importers.movielens import import_movielens
from catalog.parsing import read_catalog_folder
from evals.benchmarks import BenchError
from evals.benchmarks.debias import DIAL, measure
from evals.benchmarks.held_out import split

FILMS, USERS = 120, 50
KINDS = ("Drama", "Comedy", "War", "Musical")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    random = np.random.default_rng(4)
    made = tmp_path_factory.mktemp("ratings")
    with (made / "movies.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["movieId", "title", "genres"])
        rows.writerows(
            [n, f"Film {n} ({1950 + n % 60})", f"{KINDS[n % 4]}|{KINDS[n % 3]}"] for n in range(FILMS)
        )
    with (made / "ratings.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["userId", "movieId", "rating", "timestamp"])
        for user in range(USERS):
            likely = np.array([(n + 1) ** -0.7 * (5 if n % 4 == user % 4 else 1) for n in range(FILMS)])
            seen = random.choice(FILMS, size=30, replace=False, p=likely / likely.sum())
            rows.writerows([user, n, random.choice([2, 4, 5]), 1000 + at] for at, n in enumerate(seen))
    return made


def test_what_is_kept_apart_was_chosen_after_what_is_learned_from(folder: Path, tmp_path: Path) -> None:
    import_movielens(folder, tmp_path)
    read = read_catalog_folder(tmp_path)
    parts = split(read)
    assert parts is not None
    when = {(i.user_id, i.item_id): i.timestamp or 0.0 for i in read.interactions}
    for part in parts:
        for user, past in part.pasts.items():
            assert not past.later & set(past.done)
            assert max(when[user, i] for i in past.done) < min(when[user, i] for i in past.later)
            assert not {c.item_id for c in part.candidates.get(user, ())} & set(past.done)
    validation, test = parts
    for user in set(validation.pasts) & set(test.pasts):
        assert validation.pasts[user].later <= set(test.pasts[user].done)


def test_the_figures_are_there_and_agree_with_each_other(folder: Path) -> None:
    figures = measure([str(folder)], Path())
    before, after = figures["gini"]  # type: ignore[misc]
    assert 0 < after <= before < 1
    assert figures["gini_change"] == pytest.approx(after / before - 1, abs=1e-3)
    assert figures["kl"][1] <= figures["kl"][0]  # type: ignore[index,operator]
    assert figures["category"] == "genres"
    assert len(figures["dial_novelty_bits"]) == len(DIAL)  # type: ignore[arg-type]
    novelty = figures["dial_novelty_bits"]
    assert novelty == sorted(novelty)  # type: ignore[type-var,arg-type]


def test_a_folder_without_films_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match=r"movies\.csv"):
        measure([str(tmp_path)], Path())
