import numpy as np
import pytest

from catalog.embedding import HashingEmbedder
from tools.cosines import Cosines, standardise

EMBEDDER = HashingEmbedder(64)
VECTORS = EMBEDDER.embed(["noodles in broth", "cheese on bread", "broth"])


def test_cosines_are_those_of_the_item_and_of_the_text() -> None:
    cosines = Cosines(VECTORS, EMBEDDER)
    np.testing.assert_allclose(cosines.to_item(2), VECTORS @ VECTORS[2], atol=1e-6)
    np.testing.assert_array_equal(cosines.to_text("broth"), cosines.to_item(2))


def test_what_was_scanned_once_is_kept_and_cannot_be_spoilt() -> None:
    cosines = Cosines(VECTORS, EMBEDDER)
    assert cosines.to_item(0) is cosines.to_item(0)
    with pytest.raises(ValueError, match="read-only"):
        cosines.to_text("broth")[0] = 1.0


def test_standardised_cosines_have_mean_zero_and_spread_one() -> None:
    scores = standardise(np.array([0.1, 0.5, 0.6], dtype=np.float32))
    assert scores.mean() == pytest.approx(0, abs=1e-6)
    assert scores.std() == pytest.approx(1, abs=1e-6)
    assert standardise(np.full(3, 0.4, dtype=np.float32)).tolist() == [0, 0, 0]
