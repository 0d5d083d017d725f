"""The runner against a small respondent of its own: three dishes, and answers by rote."""

import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from agent.answer import Answer, FeedbackKind, Recommendation
from catalog.constraints import Constraint
from catalog.items import Item, ItemNotFoundError
from catalog.schema import Schema
from evals.report import show, write_html, write_json
from evals.runner import CatalogMissingError, converse, evaluate
from evals.scenario import parse_suite
from evals.transcript import Run

SCHEMA = Schema.model_validate(
    {"name": "dishes", "id": "id", "title": "title", "attributes": {"price": {"type": "number"}}}
)
DISHES = {
    item.id: item
    for item in (
        Item("dal", "Dal", attributes={"price": 8}),
        Item("pho", "Pho", attributes={"price": 12}),
        Item("pie", "Pie", attributes={"price": 5}),
    )
}


class Rote:
    """Answers each utterance from a table, and keeps what it was told."""

    def __init__(self, answers: dict[str, dict[str, Any]]) -> None:
        self._answers = answers
        self.heard: list[tuple[str, str, str | None, str | None]] = []
        self.pressed: list[tuple[str, str]] = []
        self.told: dict[str, list[str]] = {}
        self.forgotten: list[str] = []

    async def catalogs(self) -> list[str]:
        return ["dishes"]

    async def schema(self, catalog: str) -> Schema:
        return SCHEMA

    async def item(self, item_id: str, *, catalog: str) -> Item:
        if item_id not in DISHES:
            raise ItemNotFoundError(item_id)
        return DISHES[item_id]

    async def say(
        self, utterance: str, *, user_id: str, session_id: str | None, catalog: str | None, k: int
    ) -> Answer:
        self.heard.append((user_id.split("-", 2)[2], utterance, session_id, catalog))
        self.told.setdefault(user_id, []).append(utterance)
        if utterance == "burn":
            raise RuntimeError("the kitchen is on fire")
        found = self._answers.get(utterance, {})
        fields: dict[str, Any] = {
            "session_id": session_id or f"s{len(self.heard)}",
            "turn": 1,
            "catalog": "dishes",
            "reply": "",
            "intent": "recommend",
        }
        return Answer(**fields | found)

    async def feedback(
        self, item_id: str, kind: FeedbackKind, *, user_id: str, session_id: str | None, catalog: str | None
    ) -> None:
        self.pressed.append((item_id, kind))

    async def memories(self, user_id: str) -> tuple[str, ...]:
        return tuple(self.told.get(user_id, ()))

    async def forget_user(self, user_id: str) -> None:
        self.forgotten.append(user_id)


def slate(*ids: str, **changed: Any) -> tuple[Recommendation, ...]:
    return tuple(
        Recommendation(
            **{"item_id": i, "title": i.title(), "rank": n, "score": 1, "reason": "ours"} | changed
        )
        for n, i in enumerate(ids, start=1)
    )


def scripted(*turns: str, head: str = "suite: s\ncatalog: dishes") -> str:
    return f"{head}\nscenarios:\n  - name: one\n    user: ana\n    turns:\n" + "".join(
        f"      - {t}\n" for t in turns
    )


async def run(script: str, answers: dict[str, dict[str, Any]]) -> tuple[Run, Rote]:
    rote = Rote(answers)
    return await converse(rote, [parse_suite(script, path=Path("menu.yaml"))], where="here"), rote


async def test_a_conversation_goes_on_in_one_session_until_a_new_one_begins() -> None:
    script = scripted(
        "say: food",
        "feedback: {rank: 2, kind: like}",
        'say: "more than {slate[1]}?"',
        "new_session: true",
        "say: hello",
    )
    done, rote = await run(script, {"food": {"recommendations": slate("dal", "pho")}})
    assert rote.heard == [
        ("menu-ana", "food", None, "dishes"),
        ("menu-ana", "more than Pho?", "s1", None),
        ("menu-ana", "hello", None, "dishes"),
    ]
    assert rote.pressed == [("pho", "like")]
    assert (done.passed, done.failed) == (1, 0)
    assert done.transcripts[0].place == "menu.yaml:4"


async def test_users_of_a_run_are_its_own_and_are_erased_after_it() -> None:
    script = (
        scripted("say: food")
        + "  - {name: two, user: ana, turns: [{say: x}]}\n  - {name: three, turns: [{say: y}]}\n"
    )
    first, rote = await run(script, {})
    second, _ = await run(script, {})
    users = [transcript.user_id for transcript in first.transcripts]
    assert users[0] == users[1] != users[2]
    assert rote.forgotten == [users[0], users[2]]
    assert {t.user_id for t in second.transcripts}.isdisjoint(users)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ({"recommendations": slate("dal", "ghost")}, "promise: 'ghost' (Ghost) is not in the catalog"),
        ({"recommendations": slate("dal", title="Dhal")}, "promise: 'dal' is called 'Dal', not 'Dhal'"),
        ({"recommendations": slate("dal", "dal")}, "promise: an item is recommended twice: dal, dal"),
        ({"recommendations": slate("dal", rank=3)}, "promise: the ranks are not 1, 2, 3, …"),
        (
            {"recommendations": slate("dal", attributes={"price": 9})},
            "promise: price of Dal is 8, not 9",
        ),
        (
            {
                "recommendations": slate("dal", "pho"),
                "constraints": (Constraint(attribute="price", op="<=", value=10),),
            },
            "promise: Pho breaks require price <= 10",
        ),
        (
            {"recommendations": slate("dal"), "reply": "1. **Dal** (8)\n2. **Soylent** – green"},
            "promise: the reply lists 'Soylent', which is not on the slate",
        ),
    ],
)
async def test_a_broken_promise_fails_a_scenario_that_expects_nothing(
    answer: dict[str, Any], problem: str
) -> None:
    done, _ = await run(scripted("say: food"), {"food": answer})
    assert problem in done.transcripts[0].exchanges[0].problems
    assert done.failed == 1


async def test_references_mean_the_slate_that_was_shown_when_the_user_spoke() -> None:
    script = scripted(
        'say: food\n        expect: {reply_mentions: ["{slate[0]}"]}',
        'say: cheaper\n        expect: {every: {price: {"<": "{slate[0].price}"}}}',
        'say: and then\n        expect: {reply_mentions: ["{slate[0].price}"]}',
        'say: "{slate[4]}"',
        "say: never said",
    )
    done, rote = await run(
        script,
        {
            "food": {"recommendations": slate("dal", "pho"), "reply": "**Dal**"},
            "cheaper": {"recommendations": slate("pie")},
            "and then": {"reply": "8"},
        },
    )
    first, second, third, fourth = done.transcripts[0].exchanges
    assert first.problems == second.problems == ()
    assert third.problems == ("the reply does not mention '5'",)
    assert fourth.problems == ("the scenario says what there is not: {slate[4]}: the last slate has 1 items",)
    assert len(rote.heard) == 3


async def test_memory_is_looked_at_after_the_turn() -> None:
    script = scripted("say: no pork\n        expect: {memory: {mentions: [pork], omits: [beef]}}")
    done, _ = await run(script, {})
    assert done.failed == 0


async def test_a_turn_without_an_answer_fails_and_ends_its_scenario_only() -> None:
    script = scripted("say: burn", "say: water") + "  - {name: two, turns: [{say: food}]}\n"
    done, rote = await run(script, {})
    assert done.transcripts[0].exchanges[0].problems == ("no answer: RuntimeError: the kitchen is on fire",)
    assert [said for _, said, _, _ in rote.heard] == ["burn", "food"]
    assert (done.passed, done.failed) == (1, 1)


async def test_a_catalog_that_is_not_there_is_said_before_anything_is_tried() -> None:
    with pytest.raises(CatalogMissingError, match=r"menu\.yaml .*'films'"):
        await run(scripted("say: food", head="suite: s\ncatalog: films"), {})


async def test_a_run_is_shown_in_the_terminal_in_json_and_as_a_page(tmp_path: Path) -> None:
    script = (
        scripted('say: "<b>food</b>"\n        expect: {at_least: 1}') + "  - {name: two, turns: [{say: x}]}\n"
    )
    done, _ = await run(script, {"<b>food</b>": {"reply": "[red]no[/red] <script>"}})
    console = Console(record=True, width=120)
    with console.capture() as captured:
        show(done, console=console)
    assert "[red]no[/red] <script>" in captured.get()
    assert "0 items are recommended, expected at least 1" in captured.get()
    write_json(done, tmp_path / "run.json")
    kept = json.loads((tmp_path / "run.json").read_text())
    assert (kept["passed"], kept["failed"]) == (1, 1)
    assert Run.model_validate_json((tmp_path / "run.json").read_text()) == done
    write_html(done, tmp_path / "run.html")
    html = (tmp_path / "run.html").read_text()
    assert "1 of 2 scenarios passed" in html
    assert "<script>" not in html and "<b>food" not in html


def test_a_suite_that_cannot_be_read_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate([str(tmp_path / "no.yaml")], home=tmp_path, url=None, json_path=None, html_path=None) == 2
    assert "no such suite" in capsys.readouterr().err
