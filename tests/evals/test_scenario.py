from pathlib import Path

import pytest

from evals.expect import Test, parse_test
from evals.scenario import BUNDLED, Leave, Press, Say, ScenarioError, load_suite, load_suites, parse_suite

CONTRACT = """\
suite: family night
catalog: films
scenarios:
  - name: short and for kids
    user: ana                     # scenarios with one user share its memory, in order
    turns:
      - say: a feel-good film under 100 minutes my kids can watch
        expect:
          intent: recommend
          every: {runtime: {"<=": 100}}
          none: {genres: horror}
          at_least: 3
      - say: the second one, who made it?
        expect: {intent: ask_item, reply_mentions: ["{slate[1].director}"]}
      - feedback: {rank: 1, kind: dislike}
      - new_session: true
      - say: what do you remember about me?
        expect: {intent: ask_memory, reply_mentions: [kids]}
"""


def test_the_example_of_the_contract_is_read() -> None:
    suite = parse_suite(CONTRACT)
    scenario = suite.scenarios[0]
    first, second, pressed, left, _ = scenario.turns
    assert (suite.catalog, scenario.speaker, suite.line(0)) == ("films", "ana", 4)
    assert isinstance(first, Say) and isinstance(second, Say)
    assert first.expect.intent == ("recommend",)
    assert first.expect.every == {"runtime": Test(operators=(("<=", 100),))}
    assert first.expect.none == {"genres": Test(operators=(("=", "horror"),))}
    assert second.expect.reply_mentions == (("{slate[1].director}",),)
    assert isinstance(pressed, Press) and pressed.feedback.rank == 1
    assert isinstance(left, Leave)


def test_a_scenario_without_a_user_has_one_of_its_own() -> None:
    suite = parse_suite("suite: s\nscenarios:\n - {name: Hello there!, turns: [{say: hi}]}\n")
    assert suite.scenarios[0].speaker == "hello-there"


def test_a_list_is_any_of_and_a_mapping_is_all_of() -> None:
    assert parse_test(["a", "b"]).operators == (("in", ("a", "b")),)
    assert parse_test({">=": 1980, "<": 1990}).operators == ((">=", 1980), ("<", 1990))
    assert parse_test(False).operators == (("=", False),)
    assert str(parse_test({"between": [1980, None]})) == "between [1980, None]"


def test_dates_stay_texts() -> None:
    suite = parse_suite(
        "suite: s\nscenarios:\n - name: a\n   turns: [{say: hi, expect: {every: {day: 2016-03-26}}}]\n"
    )
    turn = suite.scenarios[0].turns[0]
    assert isinstance(turn, Say)
    assert turn.expect.every["day"].operators == (("=", "2016-03-26"),)


@pytest.mark.parametrize(
    ("before", "after", "line", "named", "problem"),
    [
        ("intent: recommend", "intent: suggest", 9, True, "expect.intent"),
        ("at_least: 3", "atleast: 3", 12, True, "Extra inputs"),
        ('{"<=": 100}', '{"=<": 100}', 10, True, "=< is no operator"),
        ("rank: 1, ", "", 15, True, "feedback needs either"),
        ("new_session: true", "new_session: false", 16, True, "Input should be True"),
        ("- new_session: true", "- wait: 1", 16, True, "a turn has one of"),
        ("say: what do", "expect: {}\n        say: [what do", 18, False, ""),
        ("    user: ana", "    user: ana\n    user: bob", 5, False, "twice"),
        ("suite: family night", "name: family night", 1, False, "suite: Field required"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_scenario(
    before: str, after: str, line: int, named: bool, problem: str
) -> None:
    assert before in CONTRACT
    with pytest.raises(ScenarioError) as caught:
        parse_suite(CONTRACT.replace(before, after, 1), path=Path("night.yaml"))
    assert caught.value.line == line
    assert caught.value.scenario == ("short and for kids" if named else None)
    assert problem in str(caught.value)
    assert str(caught.value).startswith(f"night.yaml:{line}: ")


def test_two_scenarios_of_one_name_are_refused() -> None:
    with pytest.raises(ScenarioError, match="'a'"):
        parse_suite(
            "suite: s\nscenarios:\n - {name: a, turns: [{say: x}]}\n - {name: a, turns: [{say: y}]}\n"
        )


def test_suites_are_found_by_file_by_folder_and_by_bundled_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "night.yaml"
    file.write_text(CONTRACT, encoding="utf-8")
    assert [s.path for s in load_suites([str(file), str(tmp_path)])] == [file]
    bundled = sorted(BUNDLED.glob("*.yaml"))
    assert [s.path for s in load_suites([])] == bundled
    (tmp_path / bundled[0].stem).mkdir()
    monkeypatch.chdir(tmp_path)
    assert load_suites([bundled[0].stem])[0].path == bundled[0]
    with pytest.raises(ScenarioError, match="no such suite"):
        load_suites(["nowhere"])
    with pytest.raises(ScenarioError, match="no suite"):
        (tmp_path / "empty").mkdir()
        load_suites([str(tmp_path / "empty")])


def test_text_that_is_no_utf8_is_named(tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_bytes(b"suite: \xff\xfe")
    with pytest.raises(ScenarioError, match=r"bad\.yaml"):
        load_suite(file)


def test_the_bundled_suites_hold_at_least_28_conversations_of_several_turns() -> None:
    scenarios = [scenario for suite in load_suites([]) for scenario in suite.scenarios]
    several = [s for s in scenarios if sum(isinstance(turn, Say) for turn in s.turns) > 1]
    assert len(several) >= 28
