"""What a computed expectation accepts of an answer, and what it does not."""

from collections.abc import Sequence
from typing import Any

import pytest

from agent.answer import Answer, Recommendation
from catalog.constraints import AnyConstraint, Constraint
from catalog.items import Item
from catalog.schema import Schema
from evals.generation.facts import Facts
from evals.generation.reckoned import Aim, Aims, Reckoned, Reckoning
from evals.judge import Heard, judge

TOYS = Schema.model_validate(
    {
        "name": "toys",
        "id": "id",
        "title": "name",
        "attributes": {
            "price": {"type": "number", "unit": "EUR"},
            "noisy": {"type": "boolean"},
            "stuff": {"type": "category"},
        },
    }
)
SHELF = [
    Item("drum", "Drum", attributes={"price": 20, "noisy": True, "stuff": "tin"}),
    Item("bear", "Bear", attributes={"price": 30, "noisy": False, "stuff": "wool"}),
    Item("lamb", "Lamb", attributes={"price": 10, "noisy": False, "stuff": "wool"}),
    Item("ball", "Ball", attributes={"price": 10, "stuff": "tin"}),
]
FACTS = Facts(TOYS, SHELF)
QUIET = Constraint(attribute="noisy", op="=", value=False)
NOT_NOISY = Constraint(attribute="noisy", op="=", value=True, polarity="exclude")
WOOL = Constraint(attribute="stuff", op="=", value="wool")


def price(op: Any, value: Any) -> Constraint:
    return Constraint(attribute="price", op=op, value=value)


def problems(
    aims: Aims,
    state: Sequence[AnyConstraint],
    *shown: str,
    before: str = "",
    reply: str = "",
    **settings: Any,
) -> list[str]:
    """What is wrong with an answer that shows the items `shown` under the hard state `state`."""
    answer = Answer(
        session_id="s",
        turn=1,
        catalog="toys",
        reply=reply,
        intent="recommend",
        constraints=tuple(state),
        recommendations=tuple(
            Recommendation(item_id=id_, title=id_.title(), rank=n, score=1, reason="")
            for n, id_ in enumerate(shown, start=1)
        ),
    )
    slate = tuple(FACTS.items[id_] for id_ in before.split())
    expect = Reckoned().by(Reckoning(FACTS, aims, **settings))
    return judge(expect, Heard(answer, tuple(FACTS.items[id_] for id_ in shown), slate, TOYS))


def test_the_state_may_be_written_in_any_way_that_leaves_the_same_items() -> None:
    aim = Aim.of(price("between", (10, 20)))
    assert problems([aim], [price(">=", 10), price("<=", 20)], "drum", "lamb", "ball") == []
    assert problems([aim], [price("<=", 20)], "drum", "lamb", "ball") == []


def test_a_fair_listener_may_understand_more_or_less() -> None:
    under = Aim((price("<", 20),), (price("<=", 20),))
    assert problems([under], [price("<", 20)], "lamb", "ball") == []
    assert problems([under], [price("<=", 20)], "drum", "lamb", "ball") == []
    quiet = Aim((QUIET,), (NOT_NOISY,))
    assert problems([quiet], [QUIET], "bear", "lamb") == []
    assert problems([quiet], [NOT_NOISY], "bear", "lamb", "ball") == []


@pytest.mark.parametrize(
    ("state", "shown", "problem"),
    [
        ([], "bear lamb", "state: expected stuff = wool, got no constraint"),
        ([WOOL, QUIET], "bear lamb", "state: nothing was said of noisy, got noisy = False"),
        ([WOOL], "bear drum", "slate: Drum does not fit (2 would)"),
        ([WOOL], "bear", "slate: 1 items are shown, 2 fit"),
        (
            [WOOL.model_copy(update={"polarity": "exclude"})],
            "bear lamb",
            "state: expected stuff = wool, got not stuff = wool",
        ),
        (
            [Constraint(attribute="colour", op="=", value="red")],
            "",
            "state: colour is no attribute of the catalog",
        ),
    ],
)
def test_what_is_off_is_said(state: list[AnyConstraint], shown: str, problem: str) -> None:
    assert problem in problems([Aim.of(WOOL)], state, *shown.split())


def test_an_empty_slate_must_come_with_what_a_relaxation_brings() -> None:
    aims = [Aim.of(WOOL), Aim.of(price("<", 10))]
    state = [WOOL, price("<", 10)]
    assert problems(aims, state, reply="Nothing. Without under €10: 2.") == []
    assert problems(aims, state, reply="Nothing at all.") == [
        "relaxation: nothing fits, and the reply does not say what a relaxation brings (2)"
    ]


def test_a_critique_is_measured_by_the_slate_that_was_shown() -> None:
    def cheaper(slate: Sequence[Item]) -> Sequence[Aim]:
        return [Aim.of(price("<", slate[0].values("price")[0]))]

    assert problems(cheaper, [price("<", 30)], "drum", "lamb", "ball", before="bear drum") == []
    assert "slate: Drum does not fit (2 would)" in problems(cheaper, [price("<", 20)], "drum", before="drum")


def test_a_question_is_answered_by_the_computed_words_and_changes_nothing() -> None:
    told = {"shows": False, "tells": lambda slate: ("2", "two")}
    assert problems([], [], reply="There are two.", **told) == []
    assert problems([], [], reply="There are 12.", **told) == ["answer: the reply does not say '2' or 'two'"]
    assert problems([], [WOOL], reply="There are 2.", **told) == [
        "state: nothing was said of stuff, got stuff = wool"
    ]
