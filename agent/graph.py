"""The map of a turn: read this first.

START → recall → understand → route → {gather → clarify} | look_up | manage_memory → respond → remember → END
"""

from __future__ import annotations

from typing import Any, Literal

from langgraph.graph import END, START, StateGraph

from agent.context import Context
from agent.nodes.clarify import clarify
from agent.nodes.gather import gather
from agent.nodes.look_up import look_up
from agent.nodes.manage_memory import manage_memory
from agent.nodes.recall import recall
from agent.nodes.remember import remember
from agent.nodes.respond import respond
from agent.nodes.understand import understand
from agent.state import State, Turn

NextStep = Literal["gather", "look_up", "manage_memory", "respond"]

_ASKING = {"ask_item", "compare", "explain"}
_OF_MEMORY = {"ask_memory", "forget"}
_WISHING = {"recommend", "refine", "critique"}


def route(state: State) -> NextStep:
    """Where the turn goes after it was understood: a pure function of what it is about."""
    turn: Turn = state["turn"]
    understanding = turn.understanding
    assert understanding is not None
    if understanding.intent in _ASKING or understanding.question:
        return "look_up"
    if understanding.intent in _OF_MEMORY:
        return "manage_memory"
    if understanding.intent == "undo":
        return "gather" if understanding.undo == "step" and state["session"].slate else "respond"
    if _WISHING & set(understanding.acts):
        return "gather"
    kinds = {given.kind for given in understanding.feedback}
    return "gather" if kinds and not kinds <= {"save", "purchase", "click"} else "respond"


def answered(state: State) -> Literal["gather", "respond"]:
    """After a look-up: on to a slate where the utterance also changed the wish."""
    understanding = state["turn"].understanding
    assert understanding is not None
    return "gather" if understanding.question and _WISHING & set(understanding.acts) else "respond"


def build_graph() -> StateGraph[State, Context, Any, Any]:
    graph = StateGraph(State, context_schema=Context)
    for step in (recall, understand, gather, clarify, look_up, manage_memory, respond, remember):
        graph.add_node(step.__name__, step)
    graph.add_edge(START, "recall")
    graph.add_edge("recall", "understand")
    graph.add_conditional_edges("understand", route)
    graph.add_edge("gather", "clarify")
    graph.add_edge("clarify", "respond")
    graph.add_conditional_edges("look_up", answered)
    graph.add_edge("manage_memory", "respond")
    graph.add_edge("respond", "remember")
    graph.add_edge("remember", END)
    return graph


graph = build_graph().compile()
