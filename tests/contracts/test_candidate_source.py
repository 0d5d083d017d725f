"""Every `CandidateSource` keeps this contract."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catalog.catalog import Catalog, catalog_in_memory
from catalog.constraints import Constraint, Preference
from catalog.dialogues import Conversation, Utterance
from catalog.embedding import HashingEmbedder
from catalog.items import Interaction, Item, Review
from catalog.schema import parse_schema
from tools.candidates import CandidateSource, Query
from tools.dialogue_fit import fit as fit_dialogues
from tools.fit import fit_models
from tools.toolbox import Toolbox

SCHEMA = """
name: rooms
id: id
title: name
text: [about]
attributes:
  colour: {type: category}
  beds: {type: number}
  tags: {type: tags}
"""
COLOURS = ("red", "green", "blue")
NAMES = (
    "semantic",
    "lexical",
    "reviews",
    "kinship",
    "aversion",
    "collaborative",
    "sequence",
    "dialogue",
    "popularity",
)


def catalog() -> Catalog:
    items = [
        Item(
            f"room-{n}",
            f"Room {n}",
            f"A quiet {COLOURS[n % 3]} room"
            + (" with a sea view" if n % 4 == 0 else " haunted by owls" if n in (7, 19) else ""),
            {"colour": COLOURS[n % 3], "beds": 1 + n % 4, "tags": ("sea",) if n % 4 == 0 else ("garden",)},
        )
        for n in range(24)
    ]
    stays = [
        Interaction(f"guest-{g}", f"room-{(g + 3 * step) % 24}", "like", 1.0, 1e9 + 60 * step)
        for g in range(30)
        for step in range(5)
    ]
    said = [Review(f"room-{n}", "We had a quiet room with a sea view.") for n in range(0, 24, 2)]
    embedder = HashingEmbedder()
    return catalog_in_memory(parse_schema(SCHEMA), items, embedder=embedder, interactions=stays, reviews=said)


def talks() -> list[Conversation]:
    """Whoever asks for a colour is recommended one of the rooms that have it."""
    return [
        Conversation(
            f"guest-{n}",
            (
                Utterance("seeker", f"quiet, and {COLOURS[n % 3]} by the sea"),
                Utterance("recommender", "", (f"room-{n % 24}",)),
            ),
        )
        for n in range(330)
    ]


def toolbox() -> Toolbox:
    made = catalog()
    fitted = fit_models(made, embedder=HashingEmbedder())
    dialogue, _ = fit_dialogues(made, talks())
    return Toolbox(made, HashingEmbedder(), replace(fitted, dialogue=dialogue))


TOOLBOX = toolbox()

FULL = Query(
    user_id="ana",
    text="quiet room with a sea view",
    like=("room-4",),
    liked=("room-8", "room-3"),
    disliked=("room-5",),
    preferences=(Preference(kind="wish", text="haunted by owls", polarity="avoid", turn=1),),
    said=("hello", "a quiet red room by the sea"),
)


@pytest.fixture(params=NAMES)
def source(request: pytest.FixtureRequest) -> CandidateSource:
    return next(source for source in TOOLBOX.sources if source.name == request.param)


def test_the_toolbox_has_no_source_that_this_contract_misses() -> None:
    assert {source.name for source in TOOLBOX.sources} == set(NAMES)


async def test_candidates_are_items_of_the_catalog_once_each_best_first(source: CandidateSource) -> None:
    found = await source.candidates(FULL, limit=50)
    assert found
    scores = [candidate.score for candidate in found]
    assert scores == sorted(scores, reverse=True)
    ids = [candidate.item_id for candidate in found]
    assert len(set(ids)) == len(ids)
    assert all(item_id in TOOLBOX.catalog for item_id in ids)


async def test_no_more_candidates_than_asked_for(source: CandidateSource) -> None:
    assert len(await source.candidates(FULL, limit=1)) == 1


async def test_constraints_and_exclusions_hold_for_every_candidate(source: CandidateSource) -> None:
    few = Constraint(attribute="beds", op="<=", value=2)
    excluded = frozenset({"room-0", "room-9", "room-12", "no-such-room"})
    query = Query("ana", FULL.text, FULL.like, FULL.liked, FULL.disliked, excluded, (few,), FULL.preferences)
    banned = {*excluded, *FULL.like, *FULL.liked, *FULL.disliked}
    for candidate in await source.candidates(query, limit=50):
        assert candidate.item_id not in banned
        assert int(str(TOOLBOX.catalog.item(candidate.item_id).attributes["beds"])) <= 2


async def test_nothing_is_said_where_nothing_is_eligible(source: CandidateSource) -> None:
    nothing = Constraint(attribute="beds", op=">", value=100)
    query = Query("ana", FULL.text, FULL.like, FULL.liked, FULL.disliked, frozenset(), (nothing,))
    assert await source.candidates(query, limit=50) == []


async def test_a_stranger_who_says_nothing_gets_at_most_what_is_popular(source: CandidateSource) -> None:
    found = await source.candidates(Query("stranger"), limit=50)
    assert bool(found) == (source.name == "popularity")


async def test_items_that_the_catalog_does_not_know_are_passed_over(source: CandidateSource) -> None:
    gone = Query("ana", like=("gone",), liked=("gone",), disliked=("gone",))
    found = await source.candidates(gone, limit=5)
    assert bool(found) == (source.name == "popularity")


async def test_evidence_names_items_and_attributes_that_are_there(source: CandidateSource) -> None:
    for candidate in await source.candidates(FULL, limit=50):
        for evidence in candidate.evidence:
            if evidence.kind in ("similar_item", "people_alike", "chosen_after", "talked_of"):
                assert TOOLBOX.catalog.item(evidence.ref).title == evidence.text
            elif evidence.kind == "shared":
                for one in (TOOLBOX.catalog.item(candidate.item_id), TOOLBOX.catalog.item(evidence.ref)):
                    assert any(
                        str(v) in evidence.text for values in one.attributes.values() for v in _each(values)
                    )
            elif evidence.kind == "attribute":
                values = TOOLBOX.catalog.item(candidate.item_id).values(evidence.ref)
                assert any(str(value) in evidence.text for value in values)
            elif evidence.kind == "text":
                assert evidence.ref == "reviews"
                reviews = TOOLBOX.catalog.reviews(candidate.item_id)
                assert any(evidence.text in review.text for review in reviews)
            else:
                assert (evidence.kind, evidence.ref) == ("popularity", "interactions")


def _each(values: object) -> tuple[object, ...]:
    return values if isinstance(values, tuple) else (values,)
