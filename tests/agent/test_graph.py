"""Where a turn goes once it is understood."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from agent.answer import Intent
from agent.graph import build_graph, route
from agent.language.understanding import Given, Understanding
from agent.state import Request, Session, Shown, State, Turn


def going(*acts: Any, shown: bool = False, **said: Any) -> str:
    request = Request("…", "ana", "default", "s", "lamps", "key")
    understanding = Understanding(acts=acts, **said)
    slate = (Shown(item_id="l01", reason=""),) if shown else ()
    state: State = {
        "request": request,
        "session": Session(slate=slate),
        "turn": Turn(request=request, number=1, understanding=understanding),
    }
    return route(state)


@pytest.mark.parametrize(
    ("acts", "step"),
    [
        (("recommend",), "gather"),
        (("refine",), "gather"),
        (("critique",), "gather"),
        (("feedback", "critique"), "gather"),
        (("thanks", "recommend"), "gather"),
        (("ask_item",), "look_up"),
        (("ask_item", "feedback"), "look_up"),
        (("compare",), "look_up"),
        (("explain",), "look_up"),
        (("ask_memory",), "manage_memory"),
        (("forget",), "manage_memory"),
        (("greet",), "respond"),
        (("thanks",), "respond"),
        (("goodbye",), "respond"),
        (("help",), "respond"),
        (("out_of_scope",), "respond"),
        (("feedback",), "respond"),
    ],
)
def test_each_act_has_its_way(acts: tuple[str, ...], step: str) -> None:
    assert going(*acts) == step


@pytest.mark.parametrize(
    ("kind", "step"),
    [
        ("like", "gather"),
        ("dislike", "gather"),
        ("seen", "gather"),
        ("save", "respond"),
        ("purchase", "respond"),
    ],
)
def test_feedback_that_asks_for_another_brings_another(kind: Any, step: str) -> None:
    assert going("feedback", feedback=(Given("l01", kind),)) == step


def test_taking_a_step_back_shows_again_what_fits() -> None:
    assert going("undo", undo="step", shown=True) == "gather"
    assert going("undo", undo="step") == "respond"
    assert going("undo", undo="all", shown=True) == "respond"


@pytest.mark.parametrize("intent", get_args(Intent))
def test_every_intent_of_the_contract_goes_somewhere(intent: str) -> None:
    assert going(intent) in ("gather", "look_up", "manage_memory", "respond")


def test_every_step_leads_to_the_end() -> None:
    drawn = build_graph().compile().get_graph()
    after: dict[str, set[str]] = {}
    for edge in drawn.edges:
        after.setdefault(edge.source, set()).add(edge.target)
    for start in drawn.nodes:
        reached, open_ = {start}, [start]
        while open_:
            for following in after.get(open_.pop(), set()) - reached:
                reached.add(following)
                open_.append(following)
        assert "__end__" in reached, start
