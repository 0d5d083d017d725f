"""A scripted evaluation: a suite of scenarios, each a conversation with what every answer must be."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import Discriminator, Field, PrivateAttr, Tag, ValidationError, model_validator

from agent.answer import FeedbackKind
from catalog.schema import slugify
from evals.expect import Expect, Strict

BUNDLED = Path(__file__).parent / "suites"


class ScenarioError(ValueError):
    """A suite that cannot be run. Carries where and why."""

    def __init__(
        self, path: Path, problem: str, *, line: int | None = None, scenario: str | None = None
    ) -> None:
        self.path = path
        self.problem = problem
        self.line = line
        self.scenario = scenario
        place = f"{path}:{line}" if line else str(path)
        super().__init__(f"{place}: {f'scenario {scenario!r}: ' if scenario else ''}{problem}")


class Say(Strict):
    """The user says something. References to the last slate are filled in: "who made {slate[1]}?"."""

    say: str
    expect: Expect = Expect()
    k: int = Field(default=5, ge=1, le=50)
    catalog: str | None = None


class Feedback(Strict):
    """What a button does to an item of the last slate, by its rank (from 1) or, off the slate, by its id."""

    rank: int | None = Field(default=None, ge=1)
    item_id: str | None = None
    kind: FeedbackKind

    @model_validator(mode="after")
    def _names_one_item(self) -> Feedback:
        if (self.rank is None) == (self.item_id is None):
            raise ValueError("feedback needs either `rank` or `item_id`")
        return self


class Press(Strict):
    """The user presses a button on a card."""

    feedback: Feedback


class Leave(Strict):
    """The user goes, and comes back later: what follows is a new session."""

    new_session: Literal[True]


def _kind(value: Any) -> str | None:
    keys = (
        value if isinstance(value, Mapping) else type(value).model_fields if isinstance(value, Strict) else ()
    )
    return next((key for key in ("say", "feedback", "new_session") if key in keys), None)


Step = Annotated[
    Annotated[Say, Tag("say")] | Annotated[Press, Tag("feedback")] | Annotated[Leave, Tag("new_session")],
    Discriminator(
        _kind,
        custom_error_type="turn",
        custom_error_message="a turn has one of `say`, `feedback`, `new_session`",
    ),
]


class Scenario(Strict):
    """One scripted conversation. Scenarios of a suite with one `user` share its memory, in order."""

    name: str
    user: str | None = None
    catalog: str | None = None
    turns: tuple[Step, ...] = Field(min_length=1)

    @property
    def speaker(self) -> str:
        """Whose memory it is: a scenario that names nobody has a user of its own."""
        return slugify(self.user or self.name) or "user"


class Suite(Strict):
    suite: str
    catalog: str | None = None
    scenarios: tuple[Scenario, ...] = Field(min_length=1)

    _path: Path = PrivateAttr(default=Path())
    _lines: tuple[int, ...] = PrivateAttr(default=())

    @property
    def path(self) -> Path:
        return self._path

    def line(self, number: int) -> int | None:
        """The line on which scenario `number` (from 0) begins."""
        return self._lines[number] if number < len(self._lines) else None

    @model_validator(mode="after")
    def _names_are_distinct(self) -> Suite:
        names = [scenario.name for scenario in self.scenarios]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"two scenarios are called {twice!r}")
        return self


def load_suites(named: Sequence[str]) -> list[Suite]:
    """The suites named by file, by folder, or by the name of a bundled one; all bundled ones if none is.

    Raises:
        ScenarioError: where there is no such suite, or it cannot be read.
    """
    paths = [path for name in named for path in _paths(name)] if named else sorted(BUNDLED.glob("*.yaml"))
    return [load_suite(path) for path in dict.fromkeys(paths)]


def _paths(name: str) -> list[Path]:
    path = Path(name)
    bundled = BUNDLED / f"{name}.yaml"
    if path.name == name and bundled.is_file():
        return [bundled]  # before a folder that happens to have its name; `./memory` is that folder
    if path.is_dir():
        inside = sorted((*path.glob("*.yaml"), *path.glob("*.yml")))
        if not inside:
            raise ScenarioError(path, "no suite (*.yaml) in this folder")
        return inside
    if path.is_file():
        return [path]
    known = ", ".join(sorted(suite.stem for suite in BUNDLED.glob("*.yaml")))
    raise ScenarioError(path, f"no such suite; bundled ones are {known}")


def load_suite(path: Path) -> Suite:
    """Read one suite. Raises ScenarioError with the line and the scenario."""
    try:
        return parse_suite(path.read_text(encoding="utf-8-sig"), path=path)
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(path, "not readable as UTF-8 text") from error


def parse_suite(source: str, *, path: Path = Path("suite.yaml")) -> Suite:
    """Read the text of a suite. Raises ScenarioError with the line and the scenario."""
    try:
        root = yaml.compose(source, Loader=_Loader)
        data = yaml.load(source, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "not readable as YAML"
        raise ScenarioError(path, problem, line=mark.line + 1 if mark else None) from error
    if not isinstance(data, dict):
        raise ScenarioError(path, "a suite is a mapping of suite, catalog and scenarios", line=1)
    try:
        suite = Suite.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        # Pydantic names the chosen branch of a turn ("say") as if it were a key of its own.
        where = [part for n, part in enumerate(first["loc"]) if part not in ("[key]", "operators") and n != 4]
        field = ".".join(map(str, where[2:] if where[:1] == ["scenarios"] else where))
        problem = first["msg"].removeprefix("Value error, ")
        raise ScenarioError(
            path,
            f"{field}: {problem}" if field else problem,
            line=_line_of(root, where),
            scenario=_name_of(data, where),
        ) from error
    suite._path = path
    suite._lines = tuple(_line_of(root, ("scenarios", n)) or 0 for n in range(len(suite.scenarios)))
    return suite


def _name_of(data: Mapping[str, Any], where: Sequence[Hashable]) -> str | None:
    """The name of the scenario in which an error lies."""
    match list(where):
        case ["scenarios", int() as number, *_]:
            scenario = data["scenarios"][number]
            return str(scenario["name"]) if isinstance(scenario, dict) and "name" in scenario else None
        case _:
            return None


def _line_of(root: yaml.Node | None, where: Sequence[Hashable]) -> int | None:
    """The line (from 1) of the deepest part of `where` that the document has.

    Parts that are no key of the document (the tags of a union) are passed over.
    """
    node, line = root, 1 if root is not None else None
    for part in where:
        for key, inner, begins in _children(node):
            if key == part:
                node, line = inner, begins
                break
    return line


def _children(node: yaml.Node | None) -> Iterator[tuple[Hashable, yaml.Node, int]]:
    if isinstance(node, yaml.MappingNode):
        for key, inner in node.value:
            yield key.value, inner, key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for number, inner in enumerate(node.value):
            yield number, inner, inner.start_mark.line + 1


class _Loader(yaml.SafeLoader):
    """YAML in which a key twice in one mapping is an error, since the second would silently win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [key.value for key, _ in node.value]
        for key, _ in node.value:
            if keys.count(key.value) > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value!r} stands here twice", key.start_mark
                )
        return super().construct_mapping(node, deep=deep)


# Dates are ISO texts in a catalog, so they stay texts here.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
