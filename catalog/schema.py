"""`catalog.yaml` as types: what an item is called and what is known of it.

A schema is all that the rest of the program knows of a domain.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator


class SchemaError(ValueError):
    """A catalog.yaml that cannot be used. Carries where and why."""

    def __init__(self, path: Path | str, problem: str, *, line: int | None = None) -> None:
        self.path = Path(path)
        self.problem = problem
        self.line = line
        place = f"{self.path}:{line}" if line else str(self.path)
        super().__init__(f"{place}: {problem}")


class AttributeType(StrEnum):
    CATEGORY = "category"
    ENTITY = "entity"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    TAGS = "tags"
    TEXT = "text"
    IMAGE = "image"
    URL = "url"


NAMED_TYPES = frozenset({AttributeType.CATEGORY, AttributeType.ENTITY, AttributeType.TAGS})
"""Types whose values are names that a user can say."""

ORDERED_TYPES = frozenset({AttributeType.NUMBER, AttributeType.DATE})
"""Types whose values can be compared with < and >."""


def _as_text(value: Any) -> Any:
    """YAML reads `1984:` and `yes` as a number and a boolean; in a schema they are words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, int | float) else value


def _as_texts(value: Any) -> Any:
    if isinstance(value, str):
        return (value,)
    return tuple(_as_text(v) for v in value) if isinstance(value, Sequence) else value


def _as_text_map(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_as_text(k): _as_text(v) for k, v in value.items()}
    return value


Texts = Annotated[tuple[str, ...], BeforeValidator(_as_texts)]
TextMap = Annotated[dict[str, str], BeforeValidator(_as_text_map)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Noun(_Strict):
    singular: str = "item"
    plural: str = "items"


class Attribute(_Strict):
    """One field of an item. `name` is filled in from the key that it stands under."""

    name: str = ""
    type: AttributeType
    many: bool = False
    unit: str | None = None
    words: Texts = ()
    high: Texts = ()
    low: Texts = ()
    aliases: TextMap = Field(default_factory=dict)
    order: Texts = ()

    @model_validator(mode="after")
    def _tags_are_many(self) -> Self:
        if self.type is AttributeType.TAGS and not self.many:
            object.__setattr__(self, "many", True)
        if self.order and self.type is not AttributeType.CATEGORY:
            raise ValueError("`order` belongs to a category")
        return self

    @property
    def label(self) -> str:
        """How the attribute is called in a sentence: `content_rating` is "content rating"."""
        spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", self.name)
        return re.sub(r"[\s_\-]+", " ", spaced).strip().lower() or self.name

    @property
    def named(self) -> bool:
        return self.type in NAMED_TYPES

    @property
    def ordered(self) -> bool:
        """Whether values can be compared: numbers, dates and graded categories."""
        return self.type in ORDERED_TYPES or bool(self.order)


class Range(_Strict):
    """A pair of number attributes between which a wanted number must lie ("for 6")."""

    name: str = ""
    between: tuple[str, str]
    words: Texts = ()


class Schema(_Strict):
    name: str
    noun: Noun = Noun()
    id: str
    title: str
    text: Texts = ()
    attributes: dict[str, Attribute]
    ranges: dict[str, Range] = Field(default_factory=dict)
    show: Texts = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        named = {k: v.model_copy(update={"name": k}) for k, v in self.attributes.items()}
        object.__setattr__(self, "attributes", named)
        object.__setattr__(
            self, "ranges", {k: v.model_copy(update={"name": k}) for k, v in self.ranges.items()}
        )
        for span in self.ranges.values():
            for end in span.between:
                if end not in named or named[end].type is not AttributeType.NUMBER:
                    raise ValueError(f"range {span.name!r} needs {end!r} as a number attribute")
        for shown in self.show:
            if shown not in named:
                raise ValueError(f"`show` names {shown!r}, which is no attribute")
        if not self.slug:
            raise ValueError("`name` must hold a letter or a digit")
        return self

    @property
    def slug(self) -> str:
        """The catalog's id."""
        return slugify(self.name)

    @property
    def shown(self) -> tuple[str, ...]:
        """The attributes that a card shows first."""
        if self.show:
            return self.show
        telling = [
            a.name
            for a in self.attributes.values()
            if a.type not in (AttributeType.TEXT, AttributeType.IMAGE, AttributeType.URL)
        ]
        return tuple(telling[:5])


def slugify(text: str) -> str:
    """`Café & Bar` is `café-bar`: letters and digits of any script, joined by hyphens."""
    return re.sub(r"[\W_]+", "-", text.casefold()).strip("-")


def parse_schema(source: str, *, path: Path | str = "catalog.yaml") -> Schema:
    """Read the text of a catalog.yaml.

    Raises:
        SchemaError: naming the line, where the text is no YAML or no schema.
    """
    try:
        root = yaml.compose(source, Loader=yaml.SafeLoader)
        data = yaml.safe_load(source)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "not readable as YAML"
        raise SchemaError(path, problem, line=mark.line + 1 if mark else None) from error
    if not isinstance(data, dict):
        raise SchemaError(path, "a catalog.yaml is a mapping of name, id, title, attributes, …", line=1)
    try:
        return Schema.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        location = [part for part in first["loc"] if part != "[key]"]
        where = ".".join(str(part) for part in location)
        problem = first["msg"].removeprefix("Value error, ")
        raise SchemaError(
            path, f"{where}: {problem}" if where else problem, line=_line_of(root, location)
        ) from error


def load_schema(folder: Path) -> Schema:
    """Read `catalog.yaml` of a catalog folder. Raises SchemaError, also where the file is missing."""
    path = folder / "catalog.yaml"
    try:
        return parse_schema(path.read_text(encoding="utf-8-sig"), path=path)
    except FileNotFoundError as error:
        raise SchemaError(
            path, "no catalog.yaml here; `cicerone schema ITEMS_FILE` writes a first one"
        ) from error
    except UnicodeDecodeError as error:
        raise SchemaError(path, "not UTF-8 text") from error


def _line_of(root: yaml.Node | None, location: Sequence[Any]) -> int | None:
    """The line (from 1) of the deepest part of `location` that the document has."""
    node = root
    line = 1 if root is not None else None
    for part in location:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(part):
                    node, line = value, key.start_mark.line + 1
                    break
            else:
                return line
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            return line
    return line
