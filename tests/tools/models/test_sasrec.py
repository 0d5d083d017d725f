"""SASRec: what torch trained and what numpy serves are one model, and it learns an order."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from tools.models.sasrec import SasRec
from tools.models.sasrec_training import Network, train
from tools.models.sequence_training import Settings
from tools.models.sequences import Sequences

RING = 20
SMALL = Settings(
    width=16, heads=2, longest=6, dropout=0.1, negatives=16, batch=32, learning_rate=1e-2, epochs=8
)


def walks(users: int) -> Sequences:
    starts = np.random.default_rng(5).integers(RING, size=users)
    return Sequences.of((start + np.arange(7)) % RING for start in starts)


@pytest.fixture(scope="module")
def trained() -> SasRec:
    return train(walks(200), RING, None, seed=1, settings=SMALL)


def test_numpy_serves_what_torch_trained() -> None:
    torch.manual_seed(0)
    network = Network(RING, torch.randn(RING, 5), SMALL).eval()
    history = np.array([3, 1, 4, 15, 9], dtype=np.int32)
    with torch.no_grad():
        states = network(torch.from_numpy(history.astype(np.int64))[None], torch.ones(1, 5, dtype=torch.bool))
        logits = (states[0, -1] @ network.vectors(torch.arange(RING)).T).numpy()
    assert np.allclose(network.exported().scores(history), logits, atol=1e-5)


def test_padding_changes_nothing() -> None:
    torch.manual_seed(0)
    network = Network(RING, None, SMALL).eval()
    alone = network(torch.tensor([[7, 8]]), torch.ones(1, 2, dtype=torch.bool))
    padded = network(torch.tensor([[0, 0, 7, 8]]), torch.tensor([[False, False, True, True]]))
    assert torch.allclose(alone[0, -1], padded[0, -1], atol=1e-6)


def test_it_learns_what_comes_next(trained: SasRec) -> None:
    for item in range(RING):
        history = (item + np.arange(4)).astype(np.int32) % RING
        assert trained.scores(history).argmax() == (item + 4) % RING


def test_only_the_latest_choices_count(trained: SasRec) -> None:
    recent = np.array([2, 3, 4, 5, 6, 7], dtype=np.int32)
    longer = np.concatenate([np.array([11, 12], dtype=np.int32), recent])
    assert (trained.scores(longer) == trained.scores(recent)).all()
    assert not trained.scores(np.array([], dtype=np.int32)).any()


def test_a_batch_scores_as_one_at_a_time(trained: SasRec) -> None:
    histories = Sequences.of([[1, 2], [5]])
    batch = trained.score_batch(histories)
    assert all(np.allclose(batch[row], trained.scores(histories[row]), atol=1e-5) for row in range(2))


def test_the_same_seed_trains_the_same_model(trained: SasRec) -> None:
    again = train(walks(200), RING, None, seed=1, settings=SMALL)
    assert (again.arrays["items"] == trained.arrays["items"]).all()


def test_an_item_that_nobody_chose_is_known_by_its_text() -> None:
    vectors = np.eye(RING, dtype=np.float32)
    vectors = np.concatenate([vectors, vectors[:1], np.zeros((1, RING), dtype=np.float32)])
    model = train(walks(200), RING + 2, vectors, seed=1, settings=SMALL)
    scores = model.scores(np.array([16, 17, 18, 19], dtype=np.int32))
    assert scores[RING] > scores[RING + 1]


def test_there_must_be_something_to_learn() -> None:
    with pytest.raises(ValueError, match="three choices"):
        train(Sequences.of([[0, 1], [2]]), 3, None, seed=0)


def test_what_is_read_back_scores_as_what_was_saved(trained: SasRec, tmp_path: Path) -> None:
    trained.save(tmp_path / "sasrec.npz")
    history = np.array([7, 8], dtype=np.int32)
    assert (SasRec.load(tmp_path / "sasrec.npz").scores(history) == trained.scores(history)).all()


def test_serving_needs_no_torch() -> None:
    code = "import sys, tools.models.sasrec; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
