"""What comes next, on sequences whose order was made up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tools.models.pulls import like_text, pulls
from tools.models.sequences import Sequences
from tools.models.transitions import HISTORY, SEARCHED_FROM, Transitions

RING = 30
"""Items of the made-up shop stand in a ring, and people go on to one of the next two."""


def walks(users: int, *, seed: int, length: int = 8) -> Sequences:
    chance = np.random.default_rng(seed)
    starts = chance.integers(RING, size=users)
    steps = chance.choice([1, 2], p=[0.8, 0.2], size=(users, length - 1))
    return Sequences.of(
        (start + np.concatenate([[0], np.cumsum(row)])) % RING
        for start, row in zip(starts, steps, strict=True)
    )


@pytest.fixture(scope="module")
def model() -> Transitions:
    return Transitions.fit(walks(400, seed=1), RING, None, seed=0)


def test_sequences_come_apart_at_their_last_choice() -> None:
    sequences = Sequences.of([[4, 2, 7], [1, 3]])
    known, last = sequences.split_last()
    assert [known[user].tolist() for user in range(2)] == [[4, 2], [1]]
    assert last.tolist() == [7, 3]
    assert sequences.ages.tolist() == [2, 1, 0, 1, 0]
    assert sequences.recent(2).items.tolist() == [2, 7, 1, 3]
    assert sequences.take(np.array([1, 0]))[0].tolist() == [1, 3]


def test_each_kind_of_evidence_counts_what_it_says() -> None:
    kinds = pulls(Sequences.of([[0, 1, 2], [0, 2]]), 4, None)
    assert set(kinds) == {"next", "later", "together"}
    assert kinds["next"].toarray()[0].tolist() == [0, 1, 1, 0]
    assert kinds["later"].toarray()[0].tolist() == [0, 1, 1.5, 0]
    assert kinds["together"].toarray()[2].tolist() == [2, 1, 0, 0]


def test_an_item_that_nobody_chose_borrows_the_followers_of_its_like() -> None:
    vectors = np.array([[1, 0], [0, 1], [0.9, 0.1], [0, 0]], dtype=np.float32)
    kinds = pulls(Sequences.of([[0, 1], [0, 1]]), 4, vectors)
    assert kinds["later"][2].nnz == 0
    assert kinds["lent"][2, 1] > 0
    assert kinds["text"][3].nnz == 0 == kinds["text"][:, [3]].nnz


def test_the_nearest_texts_are_kept_and_an_item_is_not_its_own() -> None:
    vectors = np.random.default_rng(0).normal(size=(50, 8)).astype(np.float32)
    cosines = like_text(vectors, 5).toarray()
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    exact = unit @ unit.T - 2 * np.eye(50)
    assert (cosines.argmax(axis=1) == exact.argmax(axis=1)).all()
    assert ((cosines > 0).sum(axis=1) <= 5).all()


def test_the_last_choice_says_most(model: Transitions) -> None:
    scores = model.scores(np.array([20, 3, 4], dtype=np.int32))
    assert scores.argmax() == 5
    assert scores.dtype == np.float32
    assert scores.shape == (RING,)


def test_order_matters(model: Transitions) -> None:
    there = model.scores(np.array([9, 10], dtype=np.int32))
    back = model.scores(np.array([10, 9], dtype=np.int32))
    assert there[11] > there[8]
    assert there[11] / there.sum() > back[11] / back.sum()


def test_a_batch_scores_as_one_at_a_time(model: Transitions) -> None:
    histories = Sequences.of([[1, 2], [], list(range(HISTORY + 3))])
    batch = model.score_batch(histories)
    for row in range(3):
        assert np.allclose(batch[row], model.scores(histories[row]))


def test_where_nothing_is_known_of_a_user_the_popular_come_first() -> None:
    model = Transitions.fit(Sequences.of([[0, 1], [2, 1], [1]]), 4, None, seed=0)
    empty = model.scores(np.array([], dtype=np.int32))
    assert empty.argmax() == 1
    assert model.scores(np.array([0], dtype=np.int32))[1] > 1000 * empty.max()


def test_evidence_is_the_chosen_item_that_moved_the_score_most(model: Transitions) -> None:
    history = np.array([20, 3, 4], dtype=np.int32)
    [pull] = model.strongest_pulls(history, [5])
    assert pull is not None
    assert pull.chosen == 4
    assert pull.kind in model.pulls
    without = model.scores(np.array([20, 3], dtype=np.int32))[5]
    assert without < model.scores(history)[5]
    assert 0.5 < pull.share <= 1.0
    nobody = Transitions.fit(Sequences.of([[0, 1]]), 3, None, seed=0)
    assert nobody.strongest_pulls(np.array([0], dtype=np.int32), [2]) == [None]


def test_the_search_is_no_worse_than_each_kind_alone_and_the_same_each_time(model: Transitions) -> None:
    assert model.found.ndcg10 is not None
    assert model.found.ndcg10 >= max(model.found.alone.values())
    again = Transitions.fit(walks(400, seed=1), RING, None, seed=0)
    assert again.found.ndcg10 == model.found.ndcg10
    assert again.found == model.found


def test_with_few_sequences_nothing_is_searched() -> None:
    few = Transitions.fit(walks(SEARCHED_FROM - 1, seed=2), RING, None, seed=0)
    assert few.found.ndcg10 is None
    assert few.scores(np.array([6, 7], dtype=np.int32)).argmax() == 8


def test_sequences_that_tell_nothing_of_each_other_leave_popularity() -> None:
    apart = Sequences.of([[2 * user, 2 * user + 1] for user in range(SEARCHED_FROM)])
    model = Transitions.fit(apart, 2 * SEARCHED_FROM + 1, None, seed=0, refit=False)
    assert model.found.ndcg10 is None
    assert model.scores(np.array([0], dtype=np.int32))[-1] == 0.0
    nobody = Transitions.fit(Sequences.of([]), 3, None, seed=0)
    assert nobody.scores(np.array([0], dtype=np.int32)).tolist() == [0.0, 0.0, 0.0]


def test_without_a_refit_the_last_choices_are_never_seen() -> None:
    sequences = Sequences.of([*(walks(300, seed=3)[user] % 20 for user in range(300)), [0, 25]])
    assert Transitions.fit(sequences, RING, None, seed=0, refit=False).popularity[25] == 0
    assert Transitions.fit(sequences, RING, None, seed=0).popularity[25] > 0


def test_what_is_read_back_scores_as_what_was_saved(model: Transitions, tmp_path: Path) -> None:
    model.save(tmp_path / "transitions.npz")
    again = Transitions.load(tmp_path / "transitions.npz")
    history = np.array([7, 8], dtype=np.int32)
    assert (again.scores(history) == model.scores(history)).all()
    assert again.strongest_pulls(history, [9]) == model.strongest_pulls(history, [9])
    assert again.found == model.found
