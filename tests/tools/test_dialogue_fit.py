"""What is learned of conversations: enough of them, of enough people, and only where it is worth it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from catalog.catalog import Catalog, catalog_in_memory
from catalog.dialogues import Conversation, Utterance
from catalog.embedding import HashingEmbedder
from catalog.items import Item
from catalog.schema import parse_schema
from tools.candidates import Query
from tools.dialogue_fit import fit, learn_dialogues
from tools.fit import fit_models, load_models, save_models
from tools.toolbox import Toolbox

SCHEMA = "name: teas\nid: id\ntitle: name\nattributes:\n  kind: {type: category}\n"
WORDS = ("smoky", "flowery", "grassy", "malty", "earthy", "fruity")
"""What people say, each of which means teas that nothing in the catalog describes so."""
PER_WORD, TALKS = 4, 420


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    items = [Item(f"t{n}", f"Tea {n}", "", {"kind": "leaf"}) for n in range(PER_WORD * len(WORDS))]
    return catalog_in_memory(parse_schema(SCHEMA), items, embedder=HashingEmbedder())


def talks(*, meant: bool, people: int = 60) -> list[Conversation]:
    chance = np.random.default_rng(3)
    found = []
    for number in range(TALKS):
        word = number % len(WORDS)
        item = word * PER_WORD + int(chance.integers(PER_WORD)) if meant else int(chance.integers(24))
        turns = (
            Utterance("seeker", f"i want something {WORDS[word]} today"),
            Utterance("recommender", f"our secret: code {number}", (f"t{item}",)),
        )
        found.append(Conversation(f"person {number % people}", turns))
    own = Utterance("seeker", "my password is xyzzy"), Utterance("recommender", "", ("t0",))
    return [*(Conversation("ana", own) for _ in range(6)), *found]


@pytest.fixture(scope="module")
def toolbox(catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Toolbox:
    """Read back from a generation, where the build has left it."""
    generation = tmp_path_factory.mktemp("generation")
    save_models(fit_models(catalog, embedder=HashingEmbedder()), generation)
    said = learn_dialogues(catalog, generation, talks(meant=True))
    loaded = load_models(catalog, generation, embedder=HashingEmbedder())
    assert said == f"dialogue: {loaded.manifest.models['dialogue']}"
    assert "of 383 conversations" in said
    return Toolbox(catalog, HashingEmbedder(), loaded)


async def test_words_bring_up_what_others_were_recommended_who_said_them(toolbox: Toolbox) -> None:
    assert toolbox.listens
    source = next(s for s in toolbox.sources if s.name == "dialogue")
    for word, name in enumerate(WORDS):
        found = await source.candidates(Query("zoe", said=("hello", f"anything {name}?")), limit=PER_WORD)
        meant = {f"t{word * PER_WORD + n}" for n in range(PER_WORD)}
        assert len({c.item_id for c in found} & meant) >= 3
        assert found[0].item_id in meant
        assert any(name in e.text for e in found[0].evidence)
    excluded = Query("zoe", said=("smoky",), excluded=frozenset({"t0", "t1"}))
    assert {"t0", "t1"}.isdisjoint(c.item_id for c in await source.candidates(excluded, limit=24))


async def test_it_is_silent_where_nothing_was_said_that_it_knows(toolbox: Toolbox) -> None:
    source = next(s for s in toolbox.sources if s.name == "dialogue")
    assert await source.candidates(Query("zoe"), limit=5) == []
    assert await source.candidates(Query("zoe", said=("qwertyuiop",)), limit=5) == []


def test_no_word_of_too_few_people_and_no_reply_is_kept(catalog: Catalog) -> None:
    model, _ = fit(catalog, talks(meant=True))
    assert model is not None
    kept = " ".join(model.vocabulary.numbers)
    assert "smoki" in kept or "smoky" in kept
    assert "password" not in kept
    assert "xyzzy" not in kept
    assert "secret" not in kept


def test_what_tells_nothing_is_not_kept(catalog: Catalog) -> None:
    model, said = fit(catalog, talks(meant=False))
    assert model is None
    assert said.startswith("left out: its NDCG@10 beside what is recommended most often is")


def test_too_few_talks_or_people_teach_nothing(catalog: Catalog) -> None:
    assert fit(catalog, talks(meant=True)[:100])[1].startswith(
        "too few conversations (100 recommendations to"
    )
    assert "to 6 people" in fit(catalog, talks(meant=True, people=5))[1]


def test_an_empty_folder_stays_without_a_model(catalog: Catalog, tmp_path: Path) -> None:
    save_models(fit_models(catalog, embedder=HashingEmbedder()), tmp_path)
    assert learn_dialogues(catalog, tmp_path, []).startswith("dialogue: too few conversations (0 ")
    assert load_models(catalog, tmp_path, embedder=HashingEmbedder()).dialogue is None
