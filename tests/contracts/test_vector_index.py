"""Every `VectorIndex` keeps this contract."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
from numpy.typing import NDArray

from catalog.chroma import ChromaIndex
from catalog.vectors import InMemoryVectorIndex, VectorIndex


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Chroma server of this module's own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("server")
    chroma = Path(sys.executable).with_name("chroma")
    command = [str(chroma), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
        process.terminate()


@pytest.fixture(params=["in memory", "chroma folder", "chroma server"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorIndex]:
    made: VectorIndex
    if request.param == "in memory":
        made = InMemoryVectorIndex()
    elif request.param == "chroma folder":
        made = ChromaIndex(tmp_path, "things")
    else:
        made = ChromaIndex(request.getfixturevalue("server"), f"things-{uuid4().hex}")
    yield made
    made.close()


def unit(*places: float) -> NDArray[np.float32]:
    vector = np.array(places, dtype=np.float32)
    return vector / np.linalg.norm(vector)


def fill(index: VectorIndex) -> None:
    index.upsert(
        ["a", "b", "c"],
        np.stack([unit(1, 0, 0), unit(1, 1, 0), unit(0, 0, 1)]),
        [{"user": "ana", "n": 1}, {"user": "ben", "n": 1}, {"user": "ana", "n": 2}],
    )


def test_the_nearest_come_first_with_their_cosine(index: VectorIndex) -> None:
    fill(index)
    near = index.query(unit(1, 0.1, 0), limit=2)
    assert [one.id for one in near] == ["a", "b"]
    assert near[0].similarity == pytest.approx(float(unit(1, 0.1, 0)[0]), abs=1e-5)
    assert near[0].metadata == {"user": "ana", "n": 1}


def test_only_rows_with_every_wanted_pair_are_found(index: VectorIndex) -> None:
    fill(index)
    assert {one.id for one in index.query(unit(1, 0, 0), limit=9, where={"user": "ana"})} == {"a", "c"}
    assert [one.id for one in index.query(unit(1, 0, 0), limit=9, where={"user": "ana", "n": 2})] == ["c"]
    assert index.query(unit(1, 0, 0), limit=9, where={"user": "cyd"}) == []


def test_an_id_written_again_has_its_new_vector(index: VectorIndex) -> None:
    fill(index)
    index.upsert(["a"], unit(0, 0, 1)[None], [{"user": "dan"}])
    stored = index.all()
    assert sorted(stored.ids) == ["a", "b", "c"]
    row = stored.ids.index("a")
    np.testing.assert_allclose(stored.vectors[row], unit(0, 0, 1), atol=1e-6)
    assert stored.metadata[row]["user"] == "dan"


def test_what_is_deleted_is_gone_and_unknown_ids_are_passed_over(index: VectorIndex) -> None:
    fill(index)
    index.delete(["a", "nobody"])
    assert sorted(index.all().ids) == ["b", "c"]
    assert [one.id for one in index.query(unit(1, 0, 0), limit=9)] == ["b", "c"]


def test_compacting_changes_no_answer(index: VectorIndex) -> None:
    fill(index)
    index.delete(["b"])
    index.compact()
    assert sorted(index.all().ids) == ["a", "c"]
    index.upsert(["d"], unit(0, 1, 0)[None])
    assert [one.id for one in index.query(unit(0, 1, 0), limit=1)] == ["d"]


def test_an_empty_index_answers_with_nothing(index: VectorIndex) -> None:
    assert index.query(unit(1, 0, 0), limit=3) == []
    assert index.all().ids == ()
    index.delete([])
    index.upsert([], np.zeros((0, 3), dtype=np.float32))
    index.compact()
    assert index.all().ids == ()


def test_metadata_may_be_left_out(index: VectorIndex) -> None:
    index.upsert(["a", "b"], np.stack([unit(1, 0), unit(0, 1)]), [{}, {"n": 1}])
    index.upsert(["c"], unit(1, 1)[None])
    assert dict(zip(index.all().ids, index.all().metadata, strict=True)) == {"a": {}, "b": {"n": 1}, "c": {}}


def test_more_rows_than_one_batch_come_back_as_they_went_in(index: VectorIndex) -> None:
    count = 5_600
    rows = np.random.default_rng(7).standard_normal((count, 8)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    ids = [f"id {n}" for n in range(count)]
    index.upsert(ids, rows, [{"n": n} for n in range(count)])
    stored = index.all()
    assert stored.ids == tuple(ids)
    assert stored.vectors.dtype == np.float32
    np.testing.assert_array_equal(stored.vectors, rows)
