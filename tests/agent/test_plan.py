"""What a reply may claim: each reason from evidence, each plan from the turn."""

from __future__ import annotations

from typing import Any

import pytest

from agent.language.understanding import Given, Statement, Understanding
from agent.plan import plan_reply, reason, recommendation, starters
from agent.state import Request, Session, Turn, Wishes
from catalog.constraints import Constraint, Preference
from tests.agent.conftest import NAMES, catalog_of, talk_of
from tools.candidates import Evidence, EvidenceKind, Funnel, Ranked, Relaxation


def fact(ref: str, text: str, kind: EvidenceKind = "attribute") -> Evidence:
    return Evidence(kind, ref, text)


def turn(understanding: Understanding, **parts: Any) -> Turn:
    request = Request("…", "ana", "default", "s", "lamps", "key")
    return Turn(request=request, number=2, understanding=understanding, **parts)


WISH = Understanding(acts=("recommend",))


@pytest.mark.parametrize(
    ("name", "evidence", "sentence"),
    [
        ("lamps", [fact("price", "$45")], "$45."),
        ("lamps", [fact("style", "minimalist"), fact("price", "$45")], "Minimalist, $45."),
        ("lamps", [fact("year", "1932")], "1932."),
        ("lamps", [fact("dimmable", "yes")], "Dimmable."),
        ("lamps", [fact("dimmable", "no")], "No dimmable."),
        ("lamps", [fact("style", "rustic"), fact("style", "victorian")], "Rustic, victorian."),
        ("lamps", [fact("style", "rustic"), fact("style", "rustic")], "Rustic."),
        ("ferries", [fact("rating", "4.6")], "Rating 4.6."),
        ("ferries", [fact("duration", "95 minutes"), fact("fare", "€29")], "95 minutes, €29."),
        ("lamps", [Evidence("similar_item", "l01", "Solveig")], "Close to Solveig."),
        ("lamps", [Evidence("text", "l01", "glows like a moon")], "“glows like a moon”"),
        ("lamps", [fact("price", "$45"), Evidence("similar_item", "l01", "Solveig")], "$45; close to Solveig."),
        ("lamps", [], "It is in the catalog and fits what you asked."),
        ("lamps", [fact("nothing here", "$45")], "It is in the catalog and fits what you asked."),
    ],
)  # fmt: skip
def test_a_reason_is_one_sentence_made_of_the_evidence(
    name: str, evidence: list[Evidence], sentence: str
) -> None:
    assert reason(evidence, catalog_of(name)) == sentence


def test_a_reason_answers_what_was_asked_before_anything_else() -> None:
    evidence = [fact("style", "rustic"), fact("mood", "cosy"), fact("price", "$19")]
    assert reason(evidence, catalog_of("lamps"), {"price"}) == "$19."
    assert reason(evidence, catalog_of("lamps"), {"height"}).startswith("Rustic")


def test_a_reason_has_three_facts_at_most() -> None:
    evidence = [fact("style", "rustic"), fact("mood", "cosy"), fact("price", "$19"), fact("height", "16 cm")]
    assert "16 cm" not in reason(evidence, catalog_of("lamps"))


def test_people_are_named_only_where_there_are_people() -> None:
    alike = [Evidence("people_alike", "c03", "Monte Rupe")]
    assert reason(alike, catalog_of("cheeses")) == "Chosen by people who also chose Monte Rupe."
    after = [Evidence("chosen_after", "c03", "Monte Rupe"), *alike]
    assert reason(after, catalog_of("cheeses")) == "Often chosen right after Monte Rupe."


def test_what_is_shared_is_said_with_whom() -> None:
    shared = [fact("style", "minimalist"), Evidence("shared", "l01", "minimalist")]
    assert reason(shared, catalog_of("lamps")) == "Minimalist, as in Solveig."
    alike = [*shared, Evidence("people_alike", "l01", "Solveig")]
    assert (
        reason(alike, catalog_of("lamps")) == "Minimalist, as in Solveig; chosen by people who also chose it."
    )
    close = [*shared, Evidence("similar_item", "l01", "Solveig"), fact("price", "$19")]
    assert reason(close, catalog_of("lamps")) == "$19; minimalist, as in Solveig."


def test_a_recommendation_carries_the_items_own_facts_as_json_has_them() -> None:
    made = recommendation(Ranked("l01", 0.5, (), (fact("price", "$45"),)), 1, catalog_of("lamps"))
    assert (made.title, made.rank, made.attributes["price"]) == ("Solveig", 1, 45)
    assert made.attributes["style"] == ["scandinavian", "minimalist"]
    assert made.model_dump(mode="json")["evidence"] == [{"kind": "attribute", "ref": "price", "text": "$45"}]


def test_a_recommendation_says_what_it_lacks_of_what_was_wanted() -> None:
    wanted = [
        Preference(kind="mood", text=word, attribute="mood", value=word) for word in ("cosy", "romantic")
    ]
    evidence = (fact("mood", "cosy", "preference"),)
    made = recommendation(Ranked("l01", 1.0, (), evidence), 1, catalog_of("lamps"), wanted)
    assert made.reason.endswith("not listed as romantic.")
    has_all = recommendation(Ranked("l19", 1.0, (), evidence), 1, catalog_of("lamps"), wanted)
    assert "not listed" not in has_all.reason


def test_the_heading_says_all_that_was_asked() -> None:
    red = Constraint(attribute="colour", op="=", value="red", turn=1)
    cosy = Preference(kind="mood", text="cosy", attribute="mood", value="cosy", turn=1)
    session = Session(wishes=Wishes(constraints=(red,), preferences=(cosy,), like=("l20",)))
    made = plan_reply(session, turn(WISH, constraints=(red,)), catalog_of("lamps"), others=())
    assert made.heading == "cosy, red, like Moth"


def test_what_is_remembered_is_not_in_the_heading() -> None:
    remembered = Constraint(attribute="colour", op="=", value="red", turn=0)
    made = plan_reply(Session(), turn(WISH, constraints=(remembered,)), catalog_of("lamps"), others=())
    assert made.heading == ""


def test_each_relaxation_names_what_to_lift_and_what_it_brings() -> None:
    constraints = (
        Constraint(attribute="colour", op="=", value="red", turn=1),
        Constraint(attribute="price", op="<=", value=5, turn=1),
    )
    made = plan_reply(
        Session(),
        turn(
            WISH,
            constraints=constraints,
            relaxations=(Relaxation((1,), 2), Relaxation((0, 1), 23)),
            timings_ms={"recommend": 1.0},
        ),
        catalog_of("lamps"),
        others=(),
    )
    assert made.nothing_left
    assert made.relaxations == (("at most $5", 2), ("red and at most $5", 23))


def test_a_preference_that_no_shown_item_has_is_missing() -> None:
    romantic = Preference(kind="mood", text="romantic", attribute="mood", value="romantic", turn=2)
    session = Session(wishes=Wishes(preferences=(romantic,)))
    slate = (Ranked("l08", 1.0), Ranked("l02", 0.9))
    made = plan_reply(session, turn(WISH, slate=slate), catalog_of("lamps"), others=())
    assert made.missing == ("romantic",)
    having = plan_reply(session, turn(WISH, slate=(Ranked("l19", 1.0),)), catalog_of("lamps"), others=())
    assert having.missing == ()


def test_feedback_is_acknowledged_by_title_and_together() -> None:
    feedback = (Given("l01", "like"), Given("l20", "like"), Given("l08", "dislike"))
    made = plan_reply(
        Session(), turn(Understanding(acts=("feedback",), feedback=feedback)), catalog_of("lamps"), others=()
    )
    assert made.acknowledged == ("you liked **Solveig** and **Moth**", "**Noon** is not for you")


def test_what_is_remembered_is_told_once() -> None:
    said = Statement("dislike", "no red", "I hate red")
    understanding = Understanding(acts=("recommend",), statements=(said, said))
    made = plan_reply(Session(), turn(understanding), catalog_of("lamps"), others=())
    assert made.remembered == ("no red",)


def test_the_number_left_comes_from_the_funnel() -> None:
    made = plan_reply(
        Session(), turn(WISH, funnel=Funnel(eligible=7)), catalog_of("lamps"), others=("cheeses",)
    )
    assert (made.eligible, made.others, made.noun, made.nouns) == (7, ("cheeses",), "lamp", "lamps")


@pytest.mark.parametrize("name", NAMES)
def test_the_starters_of_a_catalog_are_requests_that_it_understands(name: str) -> None:
    catalog = catalog_of(name)
    made = starters(catalog)
    assert 1 <= len(made) <= 4
    for utterance in made:
        read = talk_of(name).read(utterance)
        assert read.intent == "recommend", utterance
        assert read.constraints or read.preferences or read.like, utterance
        assert read.unknown == (), utterance
