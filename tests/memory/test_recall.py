from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from catalog.chroma import ChromaIndex
from catalog.embedding import Embedder, HashingEmbedder
from catalog.vectors import InMemoryVectorIndex
from memory.beliefs import Belief
from memory.recall import MemoryIndex, open_memory_index

Believe = Callable[..., Belief]

EMBEDDER = HashingEmbedder()


COARSE = HashingEmbedder(64)
"""Another embedder, with vectors of another length."""


def filled(beliefs: Sequence[Belief]) -> MemoryIndex:
    index = MemoryIndex(InMemoryVectorIndex(), fingerprint=EMBEDDER.fingerprint)
    index.index(beliefs, EMBEDDER.embed([b.text for b in beliefs]))
    return index


def near(
    index: MemoryIndex,
    text: str,
    user_id: str = "ana",
    tenant: str = "default",
    catalog: str | None = None,
    embedder: Embedder = EMBEDDER,
) -> list[str]:
    vector = embedder.embed([text])[0]
    found = index.near(tenant=tenant, user_id=user_id, vector=vector, limit=2, catalog=catalog)
    return [belief_id for belief_id, _ in found]


def test_the_belief_nearest_to_the_words_comes_first(believe: Believe) -> None:
    thrillers, kids = believe("likes slow-burn thrillers"), believe("has two kids")
    index = filled([thrillers, kids])
    assert near(index, "slow-burn thrillers please") == [thrillers.id, kids.id]
    assert near(index, "for my two kids") == [kids.id, thrillers.id]


def test_nobody_recalls_what_another_said(believe: Believe) -> None:
    same = [
        believe("no horror"),
        believe("no horror", user_id="ben"),
        believe("no horror", tenant="other"),
    ]
    index = filled(same)
    assert near(index, "no horror") == [same[0].id]
    assert near(index, "no horror", "ben") == [same[1].id]
    assert near(index, "no horror", "ana", "other") == [same[2].id]
    assert near(index, "no horror", "zoe") == []


def test_a_catalog_recalls_its_own_beliefs_and_those_of_the_person(believe: Believe) -> None:
    many = [believe(f"likes long films {n}") for n in range(5)]
    book, person = believe("likes long books", catalog="books"), believe("likes long walks", catalog=None)
    index = filled([*many, book, person])
    assert set(near(index, "long films", catalog="books")) == {book.id, person.id}


def test_the_index_holds_no_words(believe: Believe) -> None:
    inner = InMemoryVectorIndex()
    belief = believe("no horror", source="I hate it")
    MemoryIndex(inner, fingerprint="f").index([belief], EMBEDDER.embed([belief.text]))
    assert inner.all().metadata == (
        {"tenant": "default", "user_id": "ana", "catalog": "films", "embedder": "f"},
    )


def test_what_is_forgotten_is_not_recalled(believe: Believe) -> None:
    gone, kept, other = believe("no horror"), believe("no war"), believe("no horror", user_id="ben")
    index = filled([gone, kept, other])
    index.forget([gone.id, "unknown"])
    assert near(index, "no horror") == [kept.id]
    assert index.forget_user(tenant="default", user_id="ana") == 1
    assert near(index, "no horror") == []
    assert near(index, "no horror", "ben") == [other.id]


def test_mending_adds_what_is_missing_and_removes_what_is_too_much(believe: Believe) -> None:
    stray, kept, missing = believe("no horror"), believe("no war"), believe("has two kids")
    index = filled([stray, kept])
    assert index.mend([kept, missing], EMBEDDER) == 2
    assert set(near(index, "no horror")) == {kept.id, missing.id}
    assert index.mend([kept, missing], EMBEDDER) == 0


def open_in(folder: Path, beliefs: Sequence[Belief], embedder: Embedder = EMBEDDER) -> MemoryIndex:
    return open_memory_index(
        lambda: ChromaIndex(folder, "beliefs"),
        wipe=lambda: shutil.rmtree(folder),
        beliefs=beliefs,
        embedder=embedder,
    )


def test_the_index_outlives_its_process(tmp_path: Path, believe: Believe) -> None:
    beliefs = [believe("no horror"), believe("has two kids")]
    open_in(tmp_path / "memory", beliefs).close()
    again = open_in(tmp_path / "memory", beliefs)
    assert again.mend(beliefs, EMBEDDER) == 0
    assert near(again, "no horror")[0] == beliefs[0].id
    again.close()


def damage_database(data: Path) -> None:
    (data / "chroma.sqlite3").write_bytes(b"no database " * 1000)


def damage_nothing_but_length(data: Path) -> None:
    whole = (data / "chroma.sqlite3").read_bytes()
    (data / "chroma.sqlite3").write_bytes(whole[:5000])


def damage_vectors(data: Path) -> None:
    for path in data.rglob("*.bin"):
        path.write_bytes(b"\xff" * path.stat().st_size)


def remove_vectors(data: Path) -> None:
    for path in data.iterdir():
        if path.is_dir():
            shutil.rmtree(path)


@pytest.mark.parametrize(
    "damage", [damage_database, damage_nothing_but_length, damage_vectors, remove_vectors]
)
def test_a_damaged_index_is_made_again_from_the_rows(
    tmp_path: Path, believe: Believe, damage: Callable[[Path], None]
) -> None:
    beliefs = [believe("no horror"), believe("has two kids")]
    folder = tmp_path / "memory"
    open_in(folder, beliefs).close()
    (data,) = (path for path in folder.iterdir() if path.is_dir())
    damage(data)
    again = open_in(folder, beliefs)
    assert near(again, "no horror")[0] == beliefs[0].id
    again.forget([beliefs[0].id])
    assert near(again, "no horror") == [beliefs[1].id]
    again.close()


def test_another_embedder_means_another_index(tmp_path: Path, believe: Believe) -> None:
    beliefs = [believe("no horror"), believe("has two kids")]
    open_in(tmp_path / "memory", beliefs).close()
    coarse = open_in(tmp_path / "memory", beliefs, COARSE)
    assert near(coarse, "no horror", embedder=COARSE)[0] == beliefs[0].id
    coarse.close()


def test_no_fault_of_a_fresh_index_is_hidden(believe: Believe) -> None:
    def refuse() -> InMemoryVectorIndex:
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        open_memory_index(refuse, wipe=lambda: None, beliefs=[], embedder=EMBEDDER)


def test_nobody_finds_the_index_closed_while_another_forgets(tmp_path: Path, believe: Believe) -> None:
    kept = believe("no horror")
    gone = [believe(f"no war {n}", user_id="ben") for n in range(4)]
    index = open_in(tmp_path / "memory", [kept, *gone])
    with ThreadPoolExecutor(4) as pool:
        forgetting = [pool.submit(index.forget, [b.id]) for b in gone]
        recalled = [pool.submit(near, index, "no horror") for _ in range(20)]
        for done in forgetting:
            done.result()
        assert all(done.result() == [kept.id] for done in recalled)
    index.close()
