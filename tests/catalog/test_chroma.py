"""What only an index on disk can get wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from catalog.chroma import ChromaIndex, read_vectors

SECRET = "allergic-to-peanuts-4711"


def on_disk(folder: Path, text: str) -> bool:
    return any(text.encode() in file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_vectors_outlive_the_index(tmp_path: Path) -> None:
    first = ChromaIndex(tmp_path, "things")
    first.upsert(["a"], np.eye(4, dtype=np.float32)[:1], [{"n": 1}])
    first.close()
    second = ChromaIndex(tmp_path, "things")
    assert second.all().ids == ("a",)
    second.close()


def test_what_is_only_kept_comes_back_whole_and_answers_all_the_same(tmp_path: Path) -> None:
    vectors = np.random.default_rng(3).standard_normal((300, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    kept = ChromaIndex(tmp_path, "things", searched=False)
    kept.upsert([str(n) for n in range(300)], vectors)
    assert kept.query(vectors[7], limit=1)[0].id == "7"
    kept.close()
    read = read_vectors(tmp_path, "things")
    np.testing.assert_array_equal(read.vectors, vectors[[int(id_) for id_ in read.ids]])


def test_compacting_leaves_nothing_of_what_was_deleted_on_disk(tmp_path: Path) -> None:
    index = ChromaIndex(tmp_path, "things")
    index.upsert(["a", SECRET], np.eye(4, dtype=np.float32)[:2], [{"said": "hello"}, {"said": SECRET}])
    index.delete([SECRET])
    assert on_disk(tmp_path, SECRET)  # which is why compact exists
    index.compact()
    assert not on_disk(tmp_path, SECRET)
    assert index.all().ids == ("a",)
    index.close()
    assert not on_disk(tmp_path, SECRET)


def test_a_compaction_that_died_half_way_changes_nothing(tmp_path: Path) -> None:
    index = ChromaIndex(tmp_path, "things")
    index.upsert(["a"], np.eye(4, dtype=np.float32)[:1])
    index.close()
    (tmp_path / "half").mkdir()
    (tmp_path / "half" / "chroma.sqlite3").write_bytes(b"not yet whole")
    again = ChromaIndex(tmp_path, "things")
    assert again.all().ids == ("a",)
    assert not (tmp_path / "half").exists()
    again.close()


def test_a_closed_index_says_so(tmp_path: Path) -> None:
    index = ChromaIndex(tmp_path, "things")
    index.close()
    index.close()
    with pytest.raises(RuntimeError, match="closed"):
        index.all()
