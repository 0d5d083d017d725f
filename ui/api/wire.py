"""What callers send and get, beside the answer of a turn (`agent.answer`)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import Header
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from agent.answer import FeedbackKind, Recommendation
from catalog.constraints import AnyConstraint

MAX_MESSAGE = 50_000
"""Characters. A long letter is a legal message; a book is not."""


def _addressable(name: str) -> str:
    """A user must be able to see and erase what is held of them, so the id has to fit into a path."""
    if "/" in name or name in (".", "..") or not name.isprintable() or not name.strip():
        raise ValueError("an id has printable characters, and no `/`")
    return name


def _without_nul(text: str) -> str:
    """PostgreSQL has no place for NUL, and no sentence needs one."""
    return text.replace("\x00", " ")


Name = Annotated[str, Field(min_length=1, max_length=256), AfterValidator(_addressable)]
Utterance = Annotated[str, Field(max_length=MAX_MESSAGE), AfterValidator(_without_nul)]
ItemKey = Annotated[str, Field(min_length=1, max_length=1_000), AfterValidator(_without_nul)]
CatalogName = Annotated[str, Field(min_length=1, max_length=256)]
Size = Annotated[int, Field(ge=1, le=50, description="How many items")]
Adventure = Annotated[
    float | None,
    Field(ge=0, le=1, description="From what most people choose (0) to the less known and more varied (1)"),
]
IdempotencyKey = Annotated[
    str | None, Header(max_length=256, description="The same key twice acts once and answers the same")
]


def _like(**example: Any) -> ConfigDict:
    """An example for the documentation."""
    return ConfigDict(json_schema_extra={"examples": [example]})


class ChatRequest(BaseModel):
    model_config = _like(user_id="ana", message="something light for tonight", k=5)

    user_id: Name
    session_id: Name | None = None
    message: Utterance
    k: Size = 5
    adventure: Adventure = None
    catalog: CatalogName | None = None


class FeedbackRequest(BaseModel):
    model_config = _like(user_id="ana", item_id="", kind="like")

    user_id: Name
    item_id: ItemKey
    kind: FeedbackKind
    session_id: Name | None = None
    catalog: CatalogName | None = None


class RecommendRequest(BaseModel):
    model_config = _like(user_id="ana", query="something light", k=5)

    user_id: Name | None = None
    query: Utterance = ""
    item_id: ItemKey | None = None
    constraints: Annotated[tuple[AnyConstraint, ...], Field(max_length=50)] = ()
    k: Size = 5
    adventure: Adventure = None
    catalog: CatalogName | None = None


class Recommendations(BaseModel):
    recommendations: list[Recommendation]


class CatalogShown(BaseModel):
    """`id` is what a request names; `attributes` are those of its catalog.yaml, each with its label."""

    id: str
    name: str
    noun: dict[str, str]
    items: int
    generation: str
    attributes: dict[str, dict[str, Any]]
    show: list[str]


class Catalogs(BaseModel):
    catalogs: list[CatalogShown]


class ItemShown(BaseModel):
    id: str
    title: str
    text: str
    attributes: dict[str, Any]


class Items(BaseModel):
    items: list[ItemShown]


class ShelfCounted(BaseModel):
    """`shelf` is what a request names."""

    shelf: str
    name: str
    count: int


class ShelfContents(ShelfCounted):
    """The shelves that it is divided into, the fullest first, and some of its items, the most chosen first."""

    shelves: list[ShelfCounted]
    items: list[ItemShown]


class Correction(BaseModel):
    model_config = _like(text="I prefer something light")

    text: Annotated[str, Field(min_length=1, max_length=2_000), AfterValidator(_without_nul)]


class Forgotten(BaseModel):
    forgotten: bool


class TurnShown(BaseModel):
    """`answer` is as `/v1/chat` gave it, null where it was erased or never came."""

    turn: int
    catalog: str
    message: str
    answer: dict[str, Any] | None
    state: str
    at: datetime


class SessionShown(BaseModel):
    session_id: str
    turns: list[TurnShown]


class Erased(BaseModel):
    """How many rows of each kind were erased."""

    user_id: str
    erased: dict[str, int]


class Deleted(BaseModel):
    deleted: bool
