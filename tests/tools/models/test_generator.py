"""The generator spells out real items only, and learns which comes next."""

from __future__ import annotations

import subprocess
import sys
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import torch

from tools.models.generator import Generator
from tools.models.generator_training import Network, train
from tools.models.semantic_ids import SemanticIds
from tools.models.sequence_training import Settings
from tools.models.sequences import Sequences

RING = 24
SMALL = Settings(width=16, heads=2, longest=6, dropout=0.1, batch=32, learning_rate=1e-2, epochs=12)


def walks(users: int) -> Sequences:
    starts = np.random.default_rng(5).integers(RING, size=users)
    return Sequences.of((start + np.arange(7)) % RING for start in starts)


def vectors(items: int = RING) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    return np.random.default_rng(9).normal(size=(items, 6)).astype(np.float32)


@pytest.fixture(scope="module")
def ids() -> SemanticIds:
    return SemanticIds.fit(vectors(), levels=2, centres=4, seed=1)


@pytest.fixture(scope="module")
def trained(ids: SemanticIds) -> Generator:
    return train(walks(300), ids, vectors(), seed=1, settings=SMALL)


def untrained(ids: SemanticIds) -> Network:
    torch.manual_seed(0)
    return Network(ids, torch.from_numpy(vectors()), SMALL).eval()


def test_it_learns_what_comes_next(trained: Generator) -> None:
    right = 0
    for item in range(RING):
        history = (item + np.arange(4)).astype(np.int32) % RING
        found, _ = trained.generate(history, count=1)
        right += int(found[0]) == (item + 4) % RING
    assert right >= RING - 2


def test_nothing_but_real_items_comes_out_and_none_of_the_history(ids: SemanticIds) -> None:
    history = np.array([3, 1, 4], dtype=np.int32)
    found, likely = untrained(ids).exported().generate(history, count=RING)
    assert sorted(found) == [item for item in range(RING) if item not in (1, 3, 4)]
    assert (np.diff(likely) <= 0).all()


def test_a_beam_finds_no_more_than_is_asked(trained: Generator) -> None:
    found, likely = trained.generate(np.array([5, 6], dtype=np.int32), count=3, beam=4)
    assert len(found) == len(likely) == 3


def test_probabilities_are_those_that_the_training_sees(ids: SemanticIds) -> None:
    network = untrained(ids)
    with torch.no_grad():
        loss = float(network.loss(Sequences.of([np.array([2, 9], dtype=np.int32)])))
    found, likely = network.exported().generate(np.array([2], dtype=np.int32), count=RING)
    assert float(likely[found == 9][0]) == pytest.approx(-loss, abs=1e-4)


def test_all_that_codes_could_spell_is_as_likely_as_one(ids: SemanticIds) -> None:
    """Real items share what is left of certainty with the IDs that no item has."""
    found, likely = untrained(ids).exported().generate(np.array([0], dtype=np.int32), count=RING)
    spellable = len(list(product(*(range(most + 1) for most in ids.codes.max(axis=0)))))
    assert len(found) < spellable
    assert 0.0 < float(np.exp(likely).sum()) < 1.0


def test_scores_order_items_as_they_were_generated(trained: Generator) -> None:
    histories = Sequences.of([np.array([1, 2, 3], dtype=np.int32), np.array([8], dtype=np.int32)])
    scores = trained.score_batch(histories)
    for row in range(2):
        found, likely = trained.generate(histories[row], count=5)
        assert scores[row, found].tolist() == likely.tolist()


def test_what_is_saved_is_what_is_loaded(trained: Generator, tmp_path: Path) -> None:
    trained.save(tmp_path / "generator")
    loaded = Generator.load(tmp_path / "generator")
    history = np.array([4, 5], dtype=np.int32)
    assert loaded.generate(history, count=5)[0].tolist() == trained.generate(history, count=5)[0].tolist()


def test_it_serves_without_torch() -> None:
    code = "import tools.models.generator, sys; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
