from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.constraints import Constraint, Either, Preference
from memory.beliefs import Belief
from memory.consolidation import consolidate, overridden, relate

Believe = Callable[..., Belief]


def must(attribute: str, op: Any, value: Any, **more: Any) -> dict[str, Any]:
    return {"kind": "constraint", "constraint": Constraint(attribute=attribute, op=op, value=value, **more)}


def no(attribute: str, value: Any, op: Any = "=") -> dict[str, Any]:
    return must(attribute, op, value, polarity="exclude")


def likes(attribute: str, value: Any, polarity: Any = "prefer") -> dict[str, Any]:
    preference = Preference(
        kind=attribute, text=str(value), attribute=attribute, value=value, polarity=polarity
    )
    return {"kind": "preference", "preference": preference}


def wish(text: str, polarity: Any = "prefer") -> dict[str, Any]:
    return {"kind": "preference", "preference": Preference(kind="wish", text=text, polarity=polarity)}


def leaning(direction: Any, polarity: Any = "prefer") -> dict[str, Any]:
    preference = Preference(
        kind="year", text=str(direction), attribute="year", direction=direction, polarity=polarity
    )
    return {"kind": "preference", "preference": preference}


def said(item: str, kind: str) -> dict[str, Any]:
    return {"kind": "feedback", "item_id": item, "feedback": kind}


EITHER = {
    "kind": "constraint",
    "constraint": Either.model_validate({"any": [{"attribute": "cuisine", "op": "=", "value": "thai"}]}),
}


@pytest.mark.parametrize(
    ("known", "new", "relation"),
    [
        # said again
        (no("genres", "horror"), no("genres", "Horror"), "same"),
        (no("genres", "horror"), likes("genres", "horror", "avoid"), "same"),
        (must("runtime", "<=", 100), must("runtime", "<=", 100.0, turn=7), "same"),
        (must("runtime", "<=", 100), must("runtime", ">", 100, polarity="exclude"), "same"),
        (wish("slow-burn thrillers"), wish("Slow burn thrillers"), "same"),
        (said("heat", "like"), said("heat", "like"), "same"),
        (EITHER, EITHER, "same"),
        # stronger
        (likes("genres", "horror", "avoid"), no("genres", "horror"), "replaces"),
        # cannot hold together
        (no("genres", "horror"), likes("genres", "horror"), "replaces"),
        (likes("genres", "horror"), no("genres", "horror"), "replaces"),
        (no("genres", ("horror", "war"), "in"), must("genres", "=", "horror"), "replaces"),
        (must("genres", "=", "horror"), no("genres", "horror"), "replaces"),
        (wish("slow-burn thrillers"), wish("slow-burn thrillers", "avoid"), "replaces"),
        (leaning("low"), leaning("high"), "replaces"),
        (leaning("low"), leaning("low", "avoid"), "replaces"),
        (said("heat", "like"), said("heat", "dislike"), "replaces"),
        (must("runtime", "<=", 90), must("runtime", ">=", 120), "replaces"),
        (must("opened", "<", "2010-01-01"), must("opened", ">=", "2010-01-01"), "replaces"),
        (must("outdoor", "=", True), must("outdoor", "=", False), "replaces"),
        # the newer bound
        (must("runtime", "<=", 100), must("runtime", "<=", 120), "replaces"),
        (must("runtime", "<=", 100), must("runtime", "<", 100), "replaces"),
        (must("runtime", "<=", 100), must("runtime", "between", (90, 110)), "replaces"),
        (must("heat", "<=", "mild"), must("heat", "<=", "medium"), "replaces"),
        # beside each other
        (must("runtime", "<=", 120), must("runtime", ">=", 90), "apart"),
        (must("runtime", "<=", 120), must("runtime", ">=", 120), "apart"),
        (must("diet", "=", "vegan"), must("diet", "=", "gluten-free"), "apart"),
        (no("genres", "horror"), no("genres", "war"), "apart"),
        (must("genres", "in", ("horror", "thriller")), no("genres", "horror"), "apart"),
        (no("genres", "horror"), no("moods", "horror"), "apart"),
        (must("outdoor", "=", True), likes("outdoor", False), "apart"),
        (said("heat", "like"), said("heat", "seen"), "apart"),
        (said("heat", "like"), said("ran", "dislike"), "apart"),
        (must("heat", "<=", "mild"), must("heat", ">=", "hot"), "apart"),
        (EITHER, no("cuisine", "thai"), "apart"),
        (no("genres", "horror"), {"kind": "fact"}, "apart"),
    ],
)
def test_how_a_new_belief_stands_to_a_known_one(
    believe: Believe, known: dict[str, Any], new: dict[str, Any], relation: str
) -> None:
    assert relate(believe("new words", **new), believe("old words", **known)) == relation


def test_words_alone_are_the_same_where_they_are_the_same(believe: Believe) -> None:
    assert relate(believe("Has two kids."), believe("has two kids")) == "same"
    assert relate(believe("has two kids"), believe("has three kids")) == "apart"
    assert relate(believe("no horror"), believe("No horror!", **no("genres", "horror"))) == "same"
    assert relate(believe("no horror", **no("genres", "horror")), believe("no horror")) == "replaces"


@pytest.mark.parametrize(
    "other", [{"subject": "my kids"}, {"user_id": "ben"}, {"tenant": "other"}, {"catalog": "books"}]
)
def test_beliefs_of_different_matters_never_meet(believe: Believe, other: dict[str, Any]) -> None:
    horror = no("genres", "horror")
    assert relate(believe("no horror", **horror), believe("no horror", **horror, **other)) == "apart"
    assert (
        relate(believe("loves horror", **likes("genres", "horror")), believe("no horror", **horror, **other))
        == "apart"
    )


def test_what_holds_everywhere_takes_the_place_of_what_held_in_one_catalog(believe: Believe) -> None:
    here, everywhere = believe("no horror"), believe("no horror", catalog=None)
    assert relate(everywhere, here) == "replaces"
    assert relate(here, everywhere) == "same"


def test_tonight_overrides_and_never_replaces_what_holds_for_good(believe: Believe) -> None:
    lasting = believe("no horror", **no("genres", "horror"))
    tonight = believe("horror tonight", **likes("genres", "horror"), scope="session")
    assert relate(tonight, lasting) == "apart"
    assert overridden([lasting, tonight]) == {lasting.id}
    assert overridden([lasting]) == frozenset()


def test_what_was_said_for_tonight_can_become_lasting(believe: Believe) -> None:
    tonight = believe("no horror", scope="session")
    assert relate(believe("no horror"), tonight) == "replaces"
    assert relate(believe("no horror", scope="session"), believe("no horror")) == "same"
    assert relate(believe("no horror", scope="session", session_id="s2"), tonight) == "apart"


def test_a_plan_names_what_is_added_replaced_and_said_again(believe: Believe) -> None:
    known = [believe("no horror", **no("genres", "horror")), believe("has two kids")]
    again = believe("has two kids")
    changed = believe("loves horror", **likes("genres", "horror"))
    fresh = believe("speaks French")
    plan = consolidate([again, changed, fresh], known)
    assert plan.add == (changed, fresh)
    assert plan.supersede == {known[0].id: changed.id}
    assert plan.same == {again.id: known[1].id}


def test_within_one_utterance_the_last_word_counts(believe: Believe) -> None:
    first = believe("no horror", **no("genres", "horror"))
    last = believe("loves horror", **likes("genres", "horror"))
    plan = consolidate([first, last], [])
    assert plan.add == (first, last)
    assert plan.supersede == {first.id: last.id}


VALUES = st.sampled_from(["horror", "war", "comedy"])
MEANINGS = st.one_of(
    st.builds(no, st.just("genres"), VALUES),
    st.builds(must, st.just("genres"), st.just("="), VALUES),
    st.builds(likes, st.just("genres"), VALUES, st.sampled_from(["prefer", "avoid"])),
    st.builds(must, st.just("runtime"), st.sampled_from(["<", "<=", ">", ">=", "="]), st.integers(80, 90)),
    st.builds(must, st.just("outdoor"), st.just("="), st.booleans()),
    st.builds(said, st.sampled_from(["heat", "ran"]), st.sampled_from(["like", "dislike", "seen"])),
    st.builds(wish, VALUES, st.sampled_from(["prefer", "avoid"])),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(meanings=st.lists(MEANINGS, max_size=12))
def test_whatever_is_said_the_newest_word_stands_and_nothing_contradicts_it(
    believe: Believe, meanings: list[dict[str, Any]]
) -> None:
    standing: list[Belief] = []
    for number, meaning in enumerate(meanings):
        new = believe(f"words {number}", **meaning)
        plan = consolidate([new], standing)
        standing = [b for b in standing if b.id not in plan.supersede] + list(plan.add)
        stands = plan.same.get(new.id, new.id)
        assert stands in {b.id for b in standing}
        assert all(relate(new, b) != "replaces" for b in standing if b.id != stands)
        assert consolidate([new], standing).add == ()
