"""The blend of what was counted and what was learned."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tools.models import generator_training
from tools.models.leave_one_out import ndcg, ranks
from tools.models.sasrec import SasRec
from tools.models.sasrec_training import train
from tools.models.semantic_ids import SemanticIds
from tools.models.sequence import Blend, NextChoice, choose_blend
from tools.models.sequence_training import Settings
from tools.models.sequences import Sequences
from tools.models.transitions import Transitions

RING = 30
SMALL = Settings(width=16, longest=6, dropout=0.1, negatives=16, batch=32, learning_rate=1e-2, epochs=6)


def walks(users: int) -> Sequences:
    """Everyone goes on to the next item of the ring, or to the one after that."""
    chance = np.random.default_rng(4)
    starts = chance.integers(RING, size=users)
    steps = chance.choice([1, 2], p=[0.8, 0.2], size=(users, 6)).cumsum(axis=1)
    return Sequences.of(np.column_stack([starts, starts[:, None] + steps]) % RING)


@pytest.fixture(scope="module")
def parts() -> tuple[Sequences, Transitions, SasRec]:
    sequences = walks(400)
    transitions = Transitions.fit(sequences, RING, None, seed=0, refit=False)
    return sequences, transitions, train(sequences, RING, None, seed=0, settings=SMALL)


def test_a_target_is_ranked_among_what_is_not_in_the_history_and_a_tie_counts_against() -> None:
    scores = np.array([[9.0, 3.0, 2.0, 2.0, 1.0]], dtype=np.float32)
    histories = Sequences.of([[0]])
    assert ranks(lambda _: scores, histories, np.array([1], dtype=np.int32)).tolist() == [1]
    assert ranks(lambda _: scores, histories, np.array([2], dtype=np.int32)).tolist() == [3]
    assert ndcg(np.array([1, 3, 11])) == pytest.approx((1 + 0.5) / 3)


def test_who_knows_better_gets_a_say(parts: tuple[Sequences, Transitions, SasRec]) -> None:
    sequences, _, sasrec = parts
    backwards = Sequences.of(sequences[user][::-1] for user in range(len(sequences)))
    transitions = Transitions.fit(backwards, RING, None, seed=0)
    blend = choose_blend(transitions, sasrec, sequences, seed=0)
    assert blend.share > 0
    assert blend.ndcg10 > blend.transitions_ndcg10
    known, last = sequences.split_last()
    model = NextChoice(transitions, (sasrec, blend))
    assert ndcg(ranks(model.score_batch, known, last)) == pytest.approx(blend.ndcg10)


def test_what_knows_nothing_gets_no_say(parts: tuple[Sequences, Transitions, SasRec]) -> None:
    sequences, transitions, sasrec = parts
    blank = {**sasrec.arrays, "items": np.zeros_like(sasrec.arrays["items"])}
    blend = choose_blend(transitions, SasRec(blank, sasrec.layers, sasrec.heads), sequences, seed=0)
    assert blend.share == 0.0
    assert blend.ndcg10 == blend.transitions_ndcg10


def test_without_learning_it_is_its_transitions() -> None:
    sequences = walks(50)
    model = NextChoice.fit(sequences, RING, None, seed=0, learned=None)
    counted = Transitions.fit(sequences, RING, None, seed=0)
    history = np.array([4, 5], dtype=np.int32)
    assert model.learned is None
    assert (model.scores(history) == counted.scores(history)).all()
    assert model.strongest_pulls(history, [7]) == counted.strongest_pulls(history, [7])


def test_what_is_read_back_scores_as_what_was_saved(
    parts: tuple[Sequences, Transitions, SasRec], tmp_path: Path
) -> None:
    _, transitions, sasrec = parts
    model = NextChoice(transitions, (sasrec, Blend(0.3, 1e-3, 0.5, 0.4, 0.3)))
    model.save(tmp_path / "next")
    again = NextChoice.load(tmp_path / "next")
    history = np.array([4, 5, 7], dtype=np.int32)
    assert (again.scores(history) == model.scores(history)).all()
    assert again.learned is not None
    assert again.learned[1] == Blend(0.3, 1e-3, 0.5, 0.4, 0.3)
    NextChoice(transitions, None).save(tmp_path / "counted")
    assert NextChoice.load(tmp_path / "counted").learned is None


def test_a_generator_is_read_back_as_it_was_saved(tmp_path: Path) -> None:
    sequences, chance = walks(50), np.random.default_rng(2)
    ids = SemanticIds.fit(chance.normal(size=(RING, 4)).astype(np.float32), levels=2, centres=4, seed=1)
    generator = generator_training.train(sequences, ids, None, seed=1, settings=replace(SMALL, epochs=1))
    blend = Blend(0.3, 1e-3, 0.5, 0.4, 0.3)
    model = NextChoice(Transitions.fit(sequences, RING, None, seed=0), (generator, blend))
    model.save(tmp_path / "next")
    history = np.array([4, 5, 7], dtype=np.int32)
    again = NextChoice.load(tmp_path / "next")
    assert again.name == model.name == "transitions and a generator"
    assert (again.scores(history) == model.scores(history)).all()


def test_a_generator_needs_texts() -> None:
    with pytest.raises(ValueError, match="needs texts"):
        NextChoice.fit(walks(50), RING, None, seed=0, learned="generator")
