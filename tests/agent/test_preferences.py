"""How utterances change the state of a session, told as short talks over invented catalogs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agent.language.understanding import Critique, Given, Understanding
from agent.preferences import KEPT_STEPS, apply
from catalog.constraints import Constraint, Preference
from tests.agent.conftest import Talk

Talks = Callable[[str], Talk]


@pytest.mark.parametrize(
    ("name", "said", "hard"),
    [
        # a later bound takes the place of the earlier one on its side
        ("lamps", ["under $100", "under $60"], {"price <= 60"}),
        ("lamps", ["under $60", "under $100"], {"price <= 100"}),
        ("lamps", ["under $100", "over $20"], {"price <= 100", "price > 20"}),
        ("lamps", ["under $100", "over $200"], {"price > 200"}),
        ("lamps", ["over $200", "under $100"], {"price <= 100"}),
        ("lamps", ["under $100", "between $200 and $300"], {"price between 200..300"}),
        ("lamps", ["between $50 and $150", "under $100"], {"price <= 100", "price >= 50"}),
        ("lamps", ["between $50 and $150", "over $100"], {"price > 100", "price <= 150"}),
        ("lamps", ["between $50 and $150", "under $30"], {"price <= 30"}),
        ("lamps", ["under $100", "taller than 30 cm"], {"price <= 100", "height > 30"}),
        ("lamps", ["made after 2015", "before 1970"], {"year < 1970"}),
        # a value that cannot be had beside the old one takes its place
        ("lamps", ["a floor lamp", "a desk lamp"], {"kind = desk"}),
        ("lamps", ["red", "actually, make it black"], {"colour = black"}),
        ("lamps", ["red floor lamp", "black"], {"kind = floor", "colour = black"}),
        ("cheeses", ["french", "italian"], {"country = italy"}),
        ("cheeses", ["soft or creamy", "firm"], {"texture = firm"}),
        # on a many-valued attribute it joins it where items have both
        ("lamps", ["scandinavian", "minimalist"], {"style = scandinavian", "style = minimalist"}),
        ("lamps", ["scandinavian", "minimalist instead"], {"style = minimalist"}),
        ("lamps", ["scandinavian", "victorian"], {"style = victorian"}),
        ("ferries", ["with a cinema", "and a restaurant"], {"aboard = cinema", "aboard = restaurant"}),
        # yes and no
        ("lamps", ["dimmable", "not dimmable"], {"dimmable = no"}),
        ("cheeses", ["vegetarian", "raw milk"], {"vegetarian = yes", "raw = yes"}),
        # exclusions stay, pile up, and go when the value is wanted
        ("lamps", ["no rustic", "no industrial"], {"not style = rustic", "not style = industrial"}),
        ("lamps", ["no white", "under $50"], {"not colour = white", "price <= 50"}),
        ("lamps", ["no white", "white"], {"colour = white"}),
        ("lamps", ["white", "not white"], {"not colour = white"}),
        ("lamps", ["black or grey", "not grey"], {"colour = black", "not colour = grey"}),
        ("cheeses", ["no goat", "sheep or goat"], {"milk in sheep..goat"}),
        # said twice is said once
        ("lamps", ["under $50", "under $50"], {"price <= 50"}),
        ("lamps", ["no rustic", "no rustic"], {"not style = rustic"}),
        # dropped
        ("lamps", ["a red lamp under $100", "price doesn't matter"], {"colour = red"}),
        ("lamps", ["a red lamp under $100", "any colour"], {"price <= 100"}),
        ("lamps", ["between $50 and $90", "drop the budget"], set()),
        ("lamps", ["dimmable, cordless", "it doesn't have to be dimmable"], {"cordless = yes"}),
        ("ferries", ["for 12 people", "under 60 euros"], {"min_group <= 12", "max_group >= 12", "fare <= 60"}),
        # an or across attributes
        ("ferries", ["either baltic, or anything under 15 euros"], {"sea = baltic or fare <= 15"}),
        ("ferries", ["either baltic, or anything under 15 euros", "under 10 euros"], {"fare <= 10"}),
        ("ferries", ["either baltic, or anything under 15 euros", "no dogs"],
         {"sea = baltic or fare <= 15", "pets = no"}),
    ],
)  # fmt: skip
def test_the_constraints_after_these_utterances(
    name: str, said: list[str], hard: set[str], talk: Talks
) -> None:
    assert talk(name).say(*said).hard == hard


@pytest.mark.parametrize(
    ("said", "note"),
    [
        (["under $100", "under $60"], "instead of at most $100"),
        (["a floor lamp", "a desk lamp"], "instead of floor"),
        (["no white", "white"], "instead of no white"),
    ],
)
def test_what_was_replaced_is_told(said: list[str], note: str, talk: Talks) -> None:
    before = talk("lamps").say(*said[:-1])
    assert before.applied(said[-1]).notes == (note,)


def test_what_replaced_nothing_is_not_told(talk: Talks) -> None:
    before = talk("lamps").say("a red lamp")
    assert before.applied("under $100").notes == ()
    assert before.applied("red").notes == ()


def test_an_exclusion_is_lifted_in_so_many_words(talk: Talks) -> None:
    before = talk("ferries").say("no cinema, no bar")
    assert before.hard == {"not aboard = cinema", "not aboard = bar"}
    assert before.say("a cinema is fine after all").hard == {"not aboard = bar"}


def test_permitting_what_was_never_ruled_out_changes_nothing(talk: Talks) -> None:
    permitted = Constraint(attribute="aboard", op="=", value="cinema", polarity="exclude", turn=2)
    before = talk("ferries").say("no bar")
    after = apply(
        before.session, Understanding(acts=("refine",), permitted=(permitted,)), before.catalog, turn=2
    )
    assert after.session.wishes == before.session.wishes


def test_preferences_of_different_kinds_pile_up(talk: Talks) -> None:
    after = talk("lamps").say("something cosy", "something cheap")
    assert after.soft == {"+cosy", "+cheap"}
    assert after.hard == set()


def test_a_leaning_to_the_other_side_takes_the_place_of_the_first(talk: Talks) -> None:
    assert talk("lamps").say("something cheap", "something expensive").soft == {"+expensive"}


def test_a_preference_said_twice_is_held_once(talk: Talks) -> None:
    after = talk("lamps").say("something cosy", "something cosy")
    assert [p.text for p in after.session.wishes.preferences] == ["cosy"]


def test_wanting_softly_what_was_ruled_out_lifts_it(talk: Talks) -> None:
    assert talk("lamps").say("no rustic", "I love rustic lamps").hard == set()


def test_each_undo_takes_one_change_back(talk: Talks) -> None:
    first = talk("lamps").say("a floor lamp")
    second = first.say("under $100")
    third = second.say("black")
    assert third.say("undo").hard == second.hard
    assert third.say("undo", "undo").hard == first.hard
    assert third.say("undo", "undo", "undo").hard == set()


def test_nothing_to_undo_is_said_so(talk: Talks) -> None:
    applied = talk("lamps").applied("undo")
    assert applied.notes == ("There is nothing to take back.",)


def test_questions_and_thanks_are_no_steps_to_undo(talk: Talks) -> None:
    after = talk("lamps").say("a floor lamp", "under $100", "thanks", "how many are black?")
    assert after.say("undo").hard == {"kind = floor"}


def test_undo_does_not_reach_back_for_ever(talk: Talks) -> None:
    long = talk("lamps").say(*(f"under ${n}" for n in range(100, 100 + KEPT_STEPS + 15)))
    assert len(long.session.before) == KEPT_STEPS


def test_starting_over_leaves_nothing_and_can_be_undone(talk: Talks) -> None:
    before = talk("lamps").shown("l01").say("a floor lamp under $100, something cosy")
    after = before.say("start over")
    assert (after.hard, after.soft, after.session.slate, after.session.offered) == (set(), set(), (), ())
    assert after.say("undo").hard == before.hard


def test_applying_changes_nothing_of_the_session_given(talk: Talks) -> None:
    before = talk("lamps").say("a floor lamp under $100")
    held = before.session.model_dump_json()
    before.applied("start over")
    before.applied("a desk lamp over $50, nothing black")
    assert before.session.model_dump_json() == held


# -- critiques ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("cheaper than the second one", "price < 89"),
        ("taller than the second one", "height > 52"),
        ("brighter than the first one", "brightness > soft"),
        ("newer than the second one", "year > 2009"),
        ("something cheaper than Noon", "price < 199"),
    ],
)
def test_a_critique_of_an_item_is_a_bound_from_that_item(said: str, wanted: str, talk: Talks) -> None:
    assert talk("lamps").shown("l01", "l02", "l06").say(said).hard == {wanted}


def test_a_critique_of_the_slate_goes_beyond_all_of_it_where_enough_is_left(talk: Talks) -> None:
    shown = talk("lamps").shown("l07", "l02", "l06")  # 130, 89, 150 dollars
    assert shown.say("cheaper").hard == {"price < 89"}
    assert shown.say("more expensive").hard == {"price > 150"}


def test_a_critique_of_the_slate_is_milder_where_little_is_left_beyond_it(talk: Talks) -> None:
    shown = talk("lamps").shown("l22", "l02", "l06")  # 15, 89, 150 dollars; nothing is cheaper than 15
    assert shown.say("cheaper").hard == {"price < 89"}


def test_a_critique_again_moves_the_bound_on(talk: Talks) -> None:
    once = talk("lamps").shown("l06", "l07").say("cheaper")
    assert once.hard == {"price < 130"}
    assert once.shown("l02", "l16").say("cheaper still").hard == {"price < 89"}


def test_a_critique_of_what_is_not_known_leaves_a_leaning_and_says_so(talk: Talks) -> None:
    applied = talk("lamps").shown("l23").applied("cheaper")
    assert applied.session.wishes.constraints == ()
    assert [(p.attribute, p.direction) for p in applied.session.wishes.preferences] == [("price", "low")]
    assert "price" in applied.notes[0]


def test_a_critique_keeps_what_was_wanted_besides(talk: Talks) -> None:
    after = talk("lamps").say("a floor lamp").shown("l03", "l06", "l07", "l21").say("cheaper")
    assert after.hard == {"kind = floor", "price < 150"} or after.hard == {"kind = floor", "price < 185"}


def test_an_absolute_bound_in_the_same_breath_wins_over_the_relative_one(talk: Talks) -> None:
    shown = talk("lamps").shown("l02", "l06")
    said = Understanding(
        acts=("critique",),
        constraints=(Constraint(attribute="price", op="<=", value=40, turn=2),),
        critiques=(Critique("price", "low"),),
    )
    after = apply(shown.session, said, shown.catalog, turn=2).session
    assert [(c.op, c.value) for c in after.wishes.constraints if isinstance(c, Constraint)] == [("<=", 40)]


# -- feedback, likeness, dead ends -------------------------------------------------------------------


def given(*feedback: tuple[str, str]) -> Understanding:
    return Understanding(acts=("feedback",), feedback=tuple(Given(i, k) for i, k in feedback))  # type: ignore[arg-type]


def test_likes_dislikes_and_what_is_known_are_kept_apart(talk: Talks) -> None:
    shown = talk("lamps").shown("l01", "l02", "l06", "l05")
    said = given(("l01", "like"), ("l02", "dislike"), ("l06", "seen"), ("l05", "save"))
    after = apply(shown.session, said, shown.catalog, turn=2).session
    assert (after.liked, after.disliked) == (("l01", "l05"), ("l02",))
    assert {"l01", "l02", "l06"} <= set(after.excluded)
    assert "l05" not in after.excluded


def test_the_last_word_on_an_item_holds(talk: Talks) -> None:
    shown = talk("lamps").shown("l01")
    once = apply(shown.session, given(("l01", "like")), shown.catalog, turn=2).session
    twice = apply(once, given(("l01", "dislike")), shown.catalog, turn=3).session
    assert (twice.liked, twice.disliked, twice.excluded) == ((), ("l01",), ("l01",))


def test_a_new_likeness_takes_the_place_of_the_old_one(talk: Talks) -> None:
    after = talk("lamps").say("something like Moth", "something like Noon")
    assert after.session.wishes.like == ("l08",)


def test_after_a_dead_end_a_new_wish_makes_way_for_itself(talk: Talks) -> None:
    dead = talk("lamps").say("a japanese lamp under $20")
    stuck = Talk("lamps", dead.session.model_copy(update={"stuck": True}))
    applied = stuck.applied("a victorian pendant")
    after = Talk("lamps", applied.session)
    assert after.hard == {"style = victorian", "kind = pendant"}
    assert applied.notes


def test_our_question_is_answered_only_once(talk: Talks) -> None:
    from agent.state import Asked

    asked = talk("lamps").shown("l01", asked=Asked(attribute="style", text="Any style?", options=("rustic",)))
    after = asked.say("rustic")
    assert after.session.asked is None
    assert after.session.answered == ("style",)


def test_a_preference_is_undone_like_a_constraint(talk: Talks) -> None:
    cosy = Preference(kind="mood", text="cosy", attribute="mood", value="cosy", turn=1)
    start = talk("lamps")
    once = apply(
        start.session, Understanding(acts=("recommend",), preferences=(cosy,)), start.catalog, turn=1
    )
    back = apply(once.session, Understanding(acts=("undo",), undo="step"), start.catalog, turn=2)
    assert once.session.wishes.preferences == (cosy,)
    assert back.session.wishes.preferences == ()
