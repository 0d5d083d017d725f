from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from agent.answer import Answer, ReceiptLine
from catalog.constraints import Constraint, Preference
from catalog.schema import parse_schema
from memory.beliefs import Belief
from memory.turns import SessionRecord
from ui.web.panels import show_history, show_memory, show_understood
from ui.web.top import show_catalogs, show_visitor
from ui.web.wording import lifting_sentence

SCHEMA = parse_schema(
    "name: teas\nid: id\ntitle: name\nattributes:\n"
    "  kind: {type: category}\n  price: {type: number, unit: USD}\n  organic: {type: boolean}\n"
)
THEN = datetime(2026, 3, 5, 12, tzinfo=UTC)
CHEAP = Constraint(attribute="price", op="<=", value=20)
GREEN = Constraint(attribute="kind", op="=", value="green")
NO_BLACK = Constraint(attribute="kind", op="=", value="black", polarity="exclude")


def answer(**parts: Any) -> Answer:
    return Answer(session_id="s", turn=1, catalog="teas", reply="", intent="recommend", **parts)


def belief(**parts: Any) -> Belief:
    told = {"id": "b1", "text": "no black tea", "source": "I never drink black tea", "turn": 1} | parts
    return Belief(tenant="default", user_id="ana", kind="dislike", session_id="s", created_at=THEN, **told)


def test_every_constraint_and_preference_has_a_chip_that_can_be_lifted() -> None:
    wish = Preference(kind="wish", text="flowery")
    html = show_understood(answer(constraints=(CHEAP, GREEN), preferences=(wish,)), SCHEMA)
    for words in ("&#36;20", "green", "flowery"):
        assert words in html
    assert html.count('data-act="say"') == 3


def test_what_cannot_be_filtered_by_is_said_and_cannot_be_lifted() -> None:
    line = ReceiptLine(phrase="award-winning", as_="not_enforceable")
    html = show_understood(answer(receipt=(line,)), SCHEMA)
    assert "can’t filter by “award-winning”" in html
    assert "data-act" not in html


def test_nothing_understood_takes_no_room() -> None:
    assert show_understood(answer(), SCHEMA) == ""
    assert show_understood(None, SCHEMA) == ""


def test_lifting_one_of_two_constraints_on_an_attribute_names_the_one() -> None:
    both = (GREEN, NO_BLACK)
    assert lifting_sentence(NO_BLACK, both, SCHEMA) == "Never mind the black"
    assert lifting_sentence(CHEAP, (*both, CHEAP), SCHEMA) == "Never mind the price"


def test_a_constraint_outlives_its_attribute() -> None:
    gone = Constraint(attribute="caffeine", op="<=", value=20)
    assert "caffeine &lt;= 20" in show_understood(answer(constraints=(gone,)), SCHEMA)


def test_a_memory_shows_the_users_words_the_day_and_how_to_forget_it() -> None:
    html = show_memory(["You never drink black tea."], [belief()], written=["b1"])
    for part in ("You never drink black tea.", "no black tea", "<q", "5 Mar 2026", 'data-memory="b1"', "new"):
        assert part in html
    assert 'data-act="forget_all"' in html


def test_where_nothing_is_remembered_there_is_nothing_to_erase() -> None:
    assert "data-act" not in show_memory([], [])


def test_the_history_marks_the_conversation_that_is_open() -> None:
    sessions = [
        SessionRecord(session_id=s, catalog="teas", opening=o, turns=1, started_at=THEN, last_at=THEN)
        for s, o in (("s1", "a tea <now>"), ("s2", ""))
    ]
    html = show_history(sessions, current="s1", names=["teas"])
    assert html.count('aria-current="true"') == 1
    assert "a tea &lt;now&gt;" in html
    assert "(erased)" in html


def test_a_picker_is_for_several_catalogs() -> None:
    assert show_catalogs([("teas", "teas")], current="teas") == ""
    assert 'value="cups" selected' in show_catalogs([("teas", "teas"), ("cups", "cups")], current="cups")


def test_a_guest_has_no_name_to_be_seen() -> None:
    assert "guest-1234" not in show_visitor("guest-1234")
    assert "You are &lt;b&gt;" in show_visitor("<b>")
