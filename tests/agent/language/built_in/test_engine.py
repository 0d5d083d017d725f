"""Which acts an utterance holds, and what each of them is about, with three lamps on the screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agent.state import Asked
from tests.agent.conftest import Talk, plain

FIRST, SECOND, THIRD = "l01", "l05", "l06"  # Solveig, Kettlebell, Heron


@pytest.fixture
def lamps(talk: Callable[[str], Talk]) -> Talk:
    return talk("lamps").shown(FIRST, SECOND, THIRD)


@pytest.mark.parametrize(
    ("utterance", "intent"),
    [
        ("hello", "greet"),
        ("good morning!", "greet"),
        ("thanks!", "thanks"),
        ("thank you", "thanks"),
        ("bye", "goodbye"),
        ("that's all for today, goodbye", "goodbye"),
        ("help", "help"),
        ("what can you do?", "help"),
        ("?", "help"),
        ("", "help"),
        ("!!!", "out_of_scope"),
        ("what's the weather tomorrow?", "out_of_scope"),
        ("write me a poem", "out_of_scope"),
        ("who won the world cup?", "out_of_scope"),
        ("what do you remember about me?", "ask_memory"),
        ("what do you know about me?", "ask_memory"),
        ("forget that", "forget"),
        ("forget everything", "forget"),
        ("delete my data", "forget"),
        ("forget that I like paper", "forget"),
        ("undo", "undo"),
        ("go back", "undo"),
        ("start over", "undo"),
        ("show me something rustic", "recommend"),
        ("a lamp", "recommend"),
        ("recommend something", "recommend"),
        ("how many lamps are cordless?", "ask_item"),
        ("what kinds do you have?", "ask_item"),
        ("which is the cheapest?", "ask_item"),
    ],
)
def test_the_first_utterance_is_taken_for_what_it_does(
    utterance: str, intent: str, talk: Callable[[str], Talk]
) -> None:
    assert talk("lamps").read(utterance).intent == intent


@pytest.mark.parametrize(
    ("utterance", "intent"),
    [
        ("anything else?", "recommend"),
        ("show me more", "recommend"),
        ("another one", "recommend"),
        ("what else do you have?", "recommend"),
        ("none of these", "recommend"),
        ("more like the first one", "recommend"),
        ("floor lamps instead", "refine"),
        ("and under $50", "refine"),
        ("but not white", "refine"),
        ("also dimmable", "refine"),
        ("price doesn't matter", "refine"),
        ("any colour", "refine"),
        ("what about desk lamps?", "refine"),
        ("how about something in red?", "refine"),
        ("are there any under $30?", "refine"),
        ("cheaper", "critique"),
        ("too expensive", "critique"),
        ("a taller one", "critique"),
        ("brighter please", "critique"),
        ("anything like the third but cordless", "critique"),
        ("I like the second one", "feedback"),
        ("I've already got Solveig", "feedback"),
        ("I'll take the second one", "feedback"),
        ("compare the first two", "compare"),
        ("which is better, the first or the second?", "compare"),
        ("why the first one?", "explain"),
        ("why not Moth?", "explain"),
        ("who designed the first one?", "ask_item"),
        ("tell me more about Kettlebell", "ask_item"),
        ("which of these is the brightest?", "ask_item"),
        ("do you have it in black?", "ask_item"),
        ("thanks", "thanks"),
        ("bye", "goodbye"),
    ],
)
def test_a_later_utterance_is_taken_for_what_it_does(utterance: str, intent: str, lamps: Talk) -> None:
    assert lamps.read(utterance).intent == intent


@pytest.mark.parametrize(
    ("utterance", "acts"),
    [
        ("hi, I'm looking for a desk lamp", {"greet", "refine"}),
        ("I love the first one, something cheaper though", {"feedback", "critique"}),
        ("thanks, anything else?", {"thanks", "recommend"}),
    ],
)
def test_an_utterance_may_do_two_things_at_once(utterance: str, acts: set[str], lamps: Talk) -> None:
    assert acts <= set(lamps.read(utterance).acts)


@pytest.mark.parametrize(
    ("utterance", "given"),
    [
        ("I like the second one", {(SECOND, "like")}),
        ("I love the first two", {(FIRST, "like"), (SECOND, "like")}),
        ("I don't like the third one", {(THIRD, "dislike")}),
        ("not the first one", {(FIRST, "dislike")}),
        ("I hate Heron", {(THIRD, "dislike")}),
        ("I've already got Solveig", {(FIRST, "seen")}),
        ("I own the second one already", {(SECOND, "seen")}),
        ("seen them all", {(FIRST, "seen"), (SECOND, "seen"), (THIRD, "seen")}),
        ("I'll take the second one", {(SECOND, "purchase")}),
        ("I'll go with Kettlebell", {(SECOND, "purchase")}),
        ("save the first one", {(FIRST, "save")}),
    ],
)
def test_feedback_in_words_reaches_the_items_meant(
    utterance: str, given: set[tuple[str, str]], lamps: Talk
) -> None:
    assert {(g.item_id, g.kind) for g in lamps.read(utterance).feedback} == given


@pytest.mark.parametrize(
    "utterance",
    [
        "cheaper",
        "also dimmable",
        "who designed the first one?",
        "compare the first two",
        "anything else?",
        "red",
    ],
)
def test_what_is_no_feedback_gives_none(utterance: str, lamps: Talk) -> None:
    assert lamps.read(utterance).feedback == ()


@pytest.mark.parametrize(
    ("utterance", "attribute", "direction", "items"),
    [
        ("cheaper", "price", "low", ()),
        ("something cheaper than the second one", "price", "low", (SECOND,)),
        ("a bit cheaper", "price", "low", ()),
        ("too expensive", "price", "low", ()),
        ("a taller one", "height", "high", ()),
        ("way too tall", "height", "low", ()),
        ("brighter please", "brightness", "high", ()),
        ("taller than Heron", "height", "high", (THIRD,)),
        ("a newer one", "year", "high", ()),
        ("less expensive", "price", "low", ()),
    ],
)
def test_a_comparative_is_a_critique_of_what_was_shown(
    utterance: str, attribute: str, direction: str, items: tuple[str, ...], lamps: Talk
) -> None:
    (critique,) = lamps.read(utterance).critiques
    assert (critique.attribute, critique.direction, critique.items) == (attribute, direction, items)


@pytest.mark.parametrize(
    ("utterance", "kind", "attributes", "items"),
    [
        ("who designed the first one?", "fact", ("designer",), (FIRST,)),
        ("how much is the second one?", "fact", ("price",), (SECOND,)),
        ("what colour is the last one?", "fact", ("colour",), (THIRD,)),
        ("how tall is Heron?", "fact", ("height",), (THIRD,)),
        ("tell me more about Kettlebell", "fact", (), (SECOND,)),
        ("is the first one dimmable?", "test", None, (FIRST,)),
        ("are they cordless?", "test", None, (FIRST, SECOND, THIRD)),
        ("is the third one suitable for a nursery?", "test", None, (THIRD,)),
        ("do you have it in black?", "test", None, (FIRST,)),
        ("compare Solveig and Heron", "compare", (), (FIRST, THIRD)),
        ("compare the first two", "compare", (), (FIRST, SECOND)),
        ("why the first one?", "why", (), (FIRST,)),
        ("why did you pick Kettlebell?", "why", (), (SECOND,)),
        ("why not Moth?", "why_not", (), ("l20",)),
        ("which one is cheaper?", "extreme", ("price",), (FIRST, SECOND, THIRD)),
        ("which of these is the brightest?", "extreme", ("brightness",), (FIRST, SECOND, THIRD)),
    ],
)
def test_a_question_is_about_the_items_and_attributes_that_it_names(
    utterance: str, kind: str, attributes: tuple[str, ...] | None, items: tuple[str, ...], lamps: Talk
) -> None:
    read = lamps.read(utterance)
    assert read.question is not None
    assert (read.question.kind, read.references) == (kind, items)
    assert attributes is None or read.question.attributes == attributes


@pytest.mark.parametrize(
    ("utterance", "tests"),
    [
        ("how many lamps are cordless?", ["cordless = yes"]),
        ("how many are under $50?", ["price <= 50"]),
        ("how many floor lamps do you have?", ["kind = floor"]),
        ("how many lamps by Aiko Mori are there?", ["designer = Aiko Mori"]),
    ],
)
def test_a_count_counts_what_was_asked(utterance: str, tests: list[str], lamps: Talk) -> None:
    read = lamps.read(utterance)
    assert read.question is not None and read.question.kind == "count"
    assert [plain(c) for c in read.question.tests] == tests
    assert read.constraints == ()


@pytest.mark.parametrize(
    ("utterance", "items"),
    [
        ("something like Moth", ("l20",)),
        ("similar to Noon", ("l08",)),
        ("more like the first one", (FIRST,)),
        ("anything like the third but cordless", (THIRD,)),
        ("in the style of Velvet Hour", ("l15",)),
        ("something like Moth or Noon", ("l20", "l08")),
    ],
)
def test_likeness_names_what_to_resemble(utterance: str, items: tuple[str, ...], lamps: Talk) -> None:
    read = lamps.read(utterance)
    assert read.like == items
    assert read.feedback == ()


@pytest.mark.parametrize(
    ("utterance", "count"),
    [("show me three lamps", 3), ("give me 2 table lamps", 2), ("top 4 lamps", 4), ("a lamp", None)],
)
def test_the_number_of_items_asked_for_is_no_constraint(
    utterance: str, count: int | None, lamps: Talk
) -> None:
    read = lamps.read(utterance)
    assert read.count == count
    assert all(not plain(c).endswith(str(count)) for c in read.constraints)


@pytest.mark.parametrize("utterance", ["no preference", "whatever", "I don't mind", "doesn't matter", "any"])
def test_our_question_may_be_waved_away(utterance: str, talk: Callable[[str], Talk]) -> None:
    asked = Asked(attribute="style", text="Any style in particular?", options=("rustic", "minimalist"))
    read = talk("lamps").shown(FIRST, asked=asked).read(utterance)
    assert read.answered
    assert (read.constraints, read.preferences, read.unknown) == ((), (), ())


def test_an_answer_to_our_question_is_read_under_its_attribute(talk: Callable[[str], Talk]) -> None:
    asked = Asked(attribute="style", text="Any style in particular?", options=("rustic", "minimalist"))
    read = talk("lamps").shown(FIRST, asked=asked).read("rustic")
    assert (read.intent, [plain(c) for c in read.constraints]) == ("refine", ["style = rustic"])


@pytest.mark.parametrize(
    ("name", "utterance", "kind", "text"),
    [
        ("cheeses", "I'm vegetarian", "constraint", "vegetarian"),
        ("cheeses", "I am allergic to goat", "dislike", "goat"),
        ("cheeses", "I always want raw milk", "constraint", "raw"),
        ("cheeses", "my wife hates blue cheese", "fact", "wife"),
        ("lamps", "I hate victorian lamps", "dislike", "victorian"),
        ("lamps", "I love japanese lamps", "preference", "japanese"),
        ("ferries", "my son is scared of loud noises", "fact", "son"),
    ],
)
def test_what_the_user_says_of_themselves_lasts(
    name: str, utterance: str, kind: str, text: str, talk: Callable[[str], Talk]
) -> None:
    (made,) = talk(name).read(utterance).statements
    assert made.kind == kind
    assert text in made.text
    assert made.source and made.source in utterance


@pytest.mark.parametrize(
    "utterance",
    ["a rustic lamp", "no velvet tonight", "something cheap", "under $50", "do you love lamps?", "hi"],
)
def test_a_wish_of_the_moment_does_not_last(utterance: str, talk: Callable[[str], Talk]) -> None:
    assert talk("lamps").read(utterance).statements == ()


def test_a_very_long_utterance_is_read_and_answered(talk: Callable[[str], Talk]) -> None:
    read = talk("lamps").read("a rustic lamp under $50 " + "and so on and so forth " * 2000)
    assert {plain(c) for c in read.constraints} == {"style = rustic", "price <= 50"}
